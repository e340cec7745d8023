import { Badge, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ProblemRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./Imports.module.css";

const COLOR = { note: "gray", cell: "blue", row: "amber", table: "red", file: "red" } as const;

/** What could not be read: where it stands in the file, what stands there, and what is wrong with it. */
export function ProblemTable({ problems }: { problems: ProblemRow[] }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const place = ({ row, column, heading }: ProblemRow) =>
    [
      row === null ? null : t("problem.row", { row: format.number(row) }),
      column === null ? null : `${t("problem.column", { column })}${heading ? ` „${heading}“` : ""}`,
    ]
      .filter(Boolean)
      .join(", ");
  return (
    <Table.ScrollContainer
      minWidth={760}
      className={classes.table}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("problem.title") } }}
    >
      <Table aria-label={t("problem.title")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("problem.severity")}</Table.Th>
            <Table.Th>{t("problem.place")}</Table.Th>
            <Table.Th>{t("problem.text")}</Table.Th>
            <Table.Th>{t("problem.what")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {problems.map((problem, index) => (
            <Table.Tr key={index}>
              <Table.Td className={classes.nowrap}>
                <Badge variant="light" color={COLOR[problem.severity]} radius="sm" tt="none" fw={500} miw="max-content">
                  {t(`problem.level.${problem.severity}`)}
                </Badge>
              </Table.Td>
              <Table.Td>
                <Text size="sm">{place(problem) || problem.sheet || problem.file}</Text>
                <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                  {[problem.file, problem.sheet].filter(Boolean).join(", ")}
                </Text>
              </Table.Td>
              <Table.Td ff="monospace" fz="sm" style={{ overflowWrap: "anywhere" }}>
                {problem.text}
              </Table.Td>
              <Table.Td>{problem.what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
