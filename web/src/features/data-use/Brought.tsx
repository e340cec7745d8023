import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { DataUseImport } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./DataUse.module.css";

interface Props {
  name: string;
  result: DataUseImport;
}

/** What a file brought, and the rows that were left out with what is wrong. */
export function Brought({ name, result }: Props) {
  const { t } = useTranslation("data-use");
  const format = useFormats();
  const { problems, problems_total: total } = result;
  return (
    <div className={classes.brought}>
      <div role="status">
        <Text fw={600}>{t("workbook.brought", { name })}</Text>
        <dl className={classes.counts}>
          {(["added", "unchanged", "ended"] as const).map((id) => (
            <div key={id}>
              <dt>{t(`workbook.${id}`)}</dt>
              <dd>{format.number(result[id], 0)}</dd>
            </div>
          ))}
        </dl>
        {total > 0 && <Text>{t("workbook.problems", { count: total, number: format.number(total, 0) })}</Text>}
      </div>
      {problems.length > 0 && (
        <Table.ScrollContainer minWidth={480} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "group", "aria-label": t("workbook.problem_rows") } }}>
          <Table fz="sm" aria-label={t("workbook.problem_rows")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("workbook.row")}</Table.Th>
                <Table.Th>{t("workbook.column")}</Table.Th>
                <Table.Th>{t("workbook.what")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {problems.map(({ row, column, what }) => (
                <Table.Tr key={`${row} ${column} ${what}`}>
                  <Table.Td>{format.number(row, 0)}</Table.Td>
                  <Table.Td>{column}</Table.Td>
                  <Table.Td>{what}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </div>
  );
}
