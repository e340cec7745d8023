import { Paper, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { PartView } from "../../../api/contract";
import { Money } from "../../../components/Money";
import { SourceLink } from "../../../components/SourceLink";
import { useFormats } from "../../../format/useFormats";

interface Props {
  parts: readonly PartView[];
}

/** Spare parts ordered for the machine, each part once. */
export function PartsTable({ parts }: Props) {
  const { t } = useTranslation("machines");
  const { t: common } = useTranslation("components");
  const format = useFormats();
  return (
    <Paper p="md" component="section" aria-labelledby="parts">
      <Title order={2} id="parts" size="h3" mb="xs">
        {t("history.parts")}
      </Title>
      {parts.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("history.no_parts")}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={560}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("part.number")}</Table.Th>
                <Table.Th>{t("part.description")}</Table.Th>
                <Table.Th ta="right">{t("part.orders")}</Table.Th>
                <Table.Th ta="right">{t("part.quantity")}</Table.Th>
                <Table.Th>{t("part.last_on")}</Table.Th>
                <Table.Th ta="right">{t("part.total")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {parts.map((part) => (
                <Table.Tr key={`${part.source.table}.${part.source.row}`}>
                  <Table.Td>
                    <SourceLink place={part.source}>{part.part_number ?? common("value.unknown")}</SourceLink>
                  </Table.Td>
                  <Table.Td>{part.description}</Table.Td>
                  <Table.Td ta="right">{format.number(part.orders, 0)}</Table.Td>
                  <Table.Td ta="right">{format.number(part.quantity)}</Table.Td>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>{format.day(part.last_on)}</Table.Td>
                  <Table.Td ta="right">
                    <Money value={part.total} currency={part.currency} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  );
}
