import { Box, Collapse, Group, ScrollArea, Table, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { UploadTable } from "../../api/contract";

/** The first rows as one would see them in Excel. */
export function TablePreview({ table }: { table: UploadTable }) {
  const { t } = useTranslation("imports");
  const [opened, setOpened] = useState(false);
  const Chevron = opened ? IconChevronDown : IconChevronRight;
  if (table.sample.length === 0) return null;
  return (
    <Box mt="sm">
      <UnstyledButton fz="sm" c="var(--mantine-color-anchor)" aria-expanded={opened} onClick={() => setOpened((now) => !now)}>
        <Group gap={4} component="span">
          <Chevron size={15} stroke={1.8} aria-hidden />
          {t("table.preview")}
        </Group>
      </UnstyledButton>
      <Collapse expanded={opened}>
        <ScrollArea mt="xs" type="auto" viewportProps={{ tabIndex: 0, role: "region", "aria-label": t("table.preview") }}>
          <Table withTableBorder withColumnBorders fz="sm" style={{ whiteSpace: "nowrap" }}>
            <Table.Thead>
              <Table.Tr>
                {table.columns.map((column) => (
                  <Table.Th key={column.name}>{column.heading || column.letter}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {table.sample.map((cells, row) => (
                <Table.Tr key={row}>
                  {cells.map((cell, at) => (
                    <Table.Td key={at}>{cell}</Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      </Collapse>
    </Box>
  );
}
