import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { HeldHit } from "../../api/contract";
import { AnchorLink } from "../../components/AnchorLink";
import { Money } from "../../components/Money";
import { ScoreBadge } from "../../components/ScoreBadge";
import { useFormats } from "../../format/useFormats";
import classes from "./Held.module.css";
import { HeldReason } from "./HeldReason";

export function HeldTable({ hits }: { hits: readonly HeldHit[] }) {
  const { t } = useTranslation("held");
  const words = useWords();
  const format = useFormats();
  return (
    <Table.ScrollContainer minWidth={900} className={classes.table} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("tab.hits") } }}>
      <Table aria-label={t("tab.hits")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.score")}</Table.Th>
            <Table.Th>{t("column.machine")}</Table.Th>
            <Table.Th>{t("column.trigger")}</Table.Th>
            <Table.Th>{t("column.reason")}</Table.Th>
            <Table.Th>{t("column.until")}</Table.Th>
            <Table.Th ta="right">{t("column.value")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {hits.map((hit) => (
            <Table.Tr key={`${hit.machine.id} ${hit.trigger}`}>
              <Table.Td>
                <ScoreBadge score={hit.score} />
              </Table.Td>
              <Table.Td>
                <AnchorLink to="/machines/$id" params={{ id: hit.machine.id }} search={{ tab: "verdicts", trigger: hit.trigger }} fw={600}>
                  {hit.machine.serial_number}
                </AnchorLink>
                <Text size="xs" c="dimmed">
                  {hit.machine.customer_name ?? t("no_customer")}
                </Text>
              </Table.Td>
              <Table.Td>
                {hit.title}
                <Text size="xs" c="dimmed">
                  {words.campaignLabel(hit.campaign)}, {t("since", { day: format.day(hit.since) })}
                </Text>
              </Table.Td>
              <Table.Td className={classes.reason}>
                <HeldReason held={hit.held} />
              </Table.Td>
              <Table.Td className={classes.nowrap}>{hit.held.until === null ? t("open_end") : format.day(hit.held.until)}</Table.Td>
              <Table.Td ta="right" fw={600}>
                <Money value={hit.value_eur} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
