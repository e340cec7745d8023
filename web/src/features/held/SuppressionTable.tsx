import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { SuppressionRow } from "../../api/contract";
import { useSession } from "../../api/session";
import { useFormats } from "../../format/useFormats";
import classes from "./Held.module.css";
import { standingOf } from "./standing";
import { SuppressedHits } from "./SuppressedHits";
import { SuppressionBy } from "./SuppressionBy";
import { SuppressionSubject } from "./SuppressionSubject";
import { usePeriodText } from "./usePeriodText";

interface Props {
  rows: readonly SuppressionRow[];
  action: (row: SuppressionRow) => ReactNode;
}

export function SuppressionTable({ rows, action }: Props) {
  const { t } = useTranslation("held");
  const format = useFormats();
  const { today } = useSession();
  const periodOf = usePeriodText();
  return (
    <Table.ScrollContainer minWidth={960} className={classes.table} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("tab.suppressions") } }}>
      <Table aria-label={t("tab.suppressions")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.subject")}</Table.Th>
            <Table.Th>{t("column.reason")}</Table.Th>
            <Table.Th>{t("column.period")}</Table.Th>
            <Table.Th>{t("column.standing")}</Table.Th>
            <Table.Th ta="right">{t("column.hits")}</Table.Th>
            <Table.Th>{t("column.by")}</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.id} id={`suppression-${row.id}`}>
              <Table.Td>
                <SuppressionSubject row={row} />
              </Table.Td>
              <Table.Td className={classes.note}>
                {t(`reason.${row.reason}`)}
                <Text size="xs" c="dimmed">
                  {row.note}
                </Text>
              </Table.Td>
              <Table.Td className={classes.nowrap}>{periodOf(row)}</Table.Td>
              <Table.Td className={classes.nowrap}>{t(`standing.${standingOf(row, today)}`)}</Table.Td>
              <Table.Td ta="right">{row.hits > 0 ? <SuppressedHits row={row}>{format.number(row.hits, 0)}</SuppressedHits> : "0"}</Table.Td>
              <Table.Td>
                <SuppressionBy row={row} />
              </Table.Td>
              <Table.Td ta="right">{action(row)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
