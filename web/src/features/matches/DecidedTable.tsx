import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DecisionEntry } from "../../api/contract";
import { DecidedRow } from "./DecidedRow";
import classes from "./Matches.module.css";

export function DecidedTable({ entries }: { entries: readonly DecisionEntry[] }) {
  const { t } = useTranslation("matches");
  return (
    <Table.ScrollContainer
      minWidth={860}
      className={classes.decided}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("tab.decided") } }}
    >
      <Table highlightOnHover aria-label={t("tab.decided")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("decided.at")}</Table.Th>
            <Table.Th>{t("decided.by")}</Table.Th>
            <Table.Th>{t("decided.pair")}</Table.Th>
            <Table.Th>{t("decided.verdict")}</Table.Th>
            <Table.Th ta="right">{t("decided.weight")}</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <DecidedRow key={entry.id} entry={entry} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
