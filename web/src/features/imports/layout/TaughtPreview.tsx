import { Alert, Box, ScrollArea, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TaughtLayout } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";

const NAMED = 5;

/** What the marks give of all reports of the upload, and what is to be known of it. */
export function TaughtPreview({ taught }: { taught: TaughtLayout }) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const byPlace = taught.fields.filter((field) => field.relation === "place").map((field) => field.column);
  const read = taught.files - taught.unread.length;
  return (
    <Box mt="lg" role="region" aria-label={t("layout.preview")}>
      <Text fw={600} mb="xs" role="status">
        {t("layout.read", { count: taught.files, read: format.number(read), number: format.number(taught.files) })}
      </Text>
      {taught.unread.length > 0 && (
        <Text size="sm" c="dimmed" mb="xs">
          {t("layout.unread", { files: taught.unread.slice(0, NAMED).join(", ") + (taught.unread.length > NAMED ? " …" : "") })}
        </Text>
      )}
      {byPlace.length > 0 && (
        <Alert color="amber" variant="light" icon={<IconAlertTriangle size={20} aria-hidden />} mb="xs">
          {t("layout.by_place", { columns: byPlace.join(", ") })}
        </Alert>
      )}
      {taught.compared === 0 && (
        <Alert variant="light" icon={<IconInfoCircle size={20} aria-hidden />} mb="xs">
          {t("layout.compared_none")}
        </Alert>
      )}
      <Text size="sm" mb="sm">
        {taught.fields
          .filter((field) => field.relation !== "place")
          .map((field) => t(`layout.found_${field.relation === "below" ? "below" : field.relation === "right" ? "right" : "behind"}`, { column: field.column, label: field.label }))
          .join(" · ")}
      </Text>
      {taught.tables.map((table) => (
        <ScrollArea key={table.name} mb="md" type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": table.name }}>
          <Table withTableBorder withColumnBorders fz="sm" captionSide="top">
            <Table.Caption ta="left">{t("layout.rows", { table: table.name, count: table.rows_total, number: format.number(table.rows_total) })}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("layout.report")}</Table.Th>
                {table.headings.map((heading) => (
                  <Table.Th key={heading}>{heading}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {table.rows.map((row, at) => (
                <Table.Tr key={at}>
                  <Table.Td c="dimmed">{t("layout.place", { file: row.file, page: row.page })}</Table.Td>
                  {row.cells.map((cell, column) => (
                    <Table.Td key={column}>{cell}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      ))}
    </Box>
  );
}
