import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { AuditEntry } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./Account.module.css";

export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  const { t } = useTranslation("account");
  const format = useFormats();
  return (
    <Table.ScrollContainer
      minWidth={760}
      className={classes.table}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("audit.title") } }}
    >
      <Table aria-label={t("audit.title")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("audit.at")}</Table.Th>
            <Table.Th>{t("audit.actor")}</Table.Th>
            <Table.Th>{t("audit.action")}</Table.Th>
            <Table.Th>{t("audit.subject")}</Table.Th>
            <Table.Th>{t("audit.detail")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.id}>
              <Table.Td className={classes.nowrap}>{format.instant(entry.at)}</Table.Td>
              <Table.Td>{entry.actor}</Table.Td>
              <Table.Td className={classes.nowrap}>{entry.action}</Table.Td>
              <Table.Td className={classes.anywhere}>{entry.subject}</Table.Td>
              <Table.Td className={classes.anywhere}>{entry.detail}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
