import { Table, Text } from "@mantine/core";
import { useWords } from "../../api/catalogue";
import type { WeightsPreview } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { useFormats } from "../../format/useFormats";
import { RankChange } from "./RankChange";

/** An opportunity, its place with other weights and its place now. */
export function RankRow({ item }: { item: WeightsPreview["items"][number] }) {
  const { campaignLabel } = useWords();
  const format = useFormats();
  const { opportunity: of, rank, rank_now: now, score } = item;
  return (
    <Table.Tr>
      <Table.Td fw={600}>{format.number(rank, 0)}</Table.Td>
      <Table.Td>
        {format.number(now, 0)} <RankChange by={now - rank} />
      </Table.Td>
      <Table.Td>
        <AnchorLink inherit to="/opportunities/$id" params={{ id: of.id }}>
          {of.customer_name ?? of.serial_number}
        </AnchorLink>
        <Text size="xs" c="dimmed">
          {campaignLabel(of.campaign)}, {of.serial_number}
        </Text>
      </Table.Td>
      <Table.Td ta="right">{format.number(score, 0)}</Table.Td>
    </Table.Tr>
  );
}
