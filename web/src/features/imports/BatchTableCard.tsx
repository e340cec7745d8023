import { Anchor, Group, Paper, Table, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { BatchDetail } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { Confidence } from "./Confidence";

type BatchTable = BatchDetail["tables"][number];

interface Props {
  table: BatchTable;
  /** Says anew what its columns mean. */
  onMap: (() => void) | undefined;
}

/** One table of a delivery, with what its columns were read as. */
export function BatchTableCard({ table, onMap }: Props) {
  const { t } = useTranslation("imports");
  const { fieldLabel, kindLabel } = useWords();
  const format = useFormats();
  const [opened, setOpened] = useState(false);
  const known = table.columns.filter((column) => column.field !== null).length;
  return (
    <Paper p="md">
      <Group justify="space-between" align="flex-start" gap="xs">
        <div style={{ minWidth: 0 }}>
          <Title order={3} style={{ overflowWrap: "anywhere" }}>
            {table.sheet ? t("table.name_sheet", { file: table.file, sheet: table.sheet }) : table.file}
          </Title>
          <Text size="sm" c="dimmed">
            {[
              kindLabel(table.kind),
              table.source,
              t("batch.rows_count", { count: table.rows, number: format.number(table.rows) }),
              table.skipped > 0 && t("batch.skipped", { count: table.skipped, number: format.number(table.skipped) }),
              t("table.recognised", { known: format.number(known), all: format.number(table.columns.length) }),
            ]
              .filter(Boolean)
              .join(" · ")}
          </Text>
        </div>
        <Group gap="md">
          <Confidence share={table.confidence} />
          <Anchor component="button" type="button" size="sm" aria-expanded={opened} onClick={() => setOpened((now) => !now)}>
            {t(opened ? "batch.columns_hide" : "batch.columns_show")}
          </Anchor>
          {onMap && (
            <Anchor component="button" type="button" size="sm" onClick={onMap}>
              {t("left.change")}
            </Anchor>
          )}
        </Group>
      </Group>
      {opened && (
        <Table mt="xs" fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("table.columns")}</Table.Th>
              <Table.Th>{t("column.meaning")}</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {table.columns.map((column) => (
              <Table.Tr key={column.letter}>
                <Table.Td>
                  {column.letter} · {column.heading || t("column.no_heading")}
                </Table.Td>
                <Table.Td>{column.field === null ? <Text span inherit c="dimmed">{t("column.leave_out")}</Text> : fieldLabel(column.field, table.kind)}</Table.Td>
                <Table.Td>{column.field !== null && <Confidence share={column.confidence} />}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}
