import { ActionIcon, Box, Group, Paper, ScrollArea, Table, Text, Title, Tooltip } from "@mantine/core";
import { IconChartBar, IconTable } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";

export interface PlotTable {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

interface Props {
  title: string;
  /** What the lines are and where the limits lie. */
  subtitle?: ReactNode;
  /** The same numbers as a table, for those who do not see the drawing or want to read exact values. */
  table: PlotTable;
  height?: number;
  /** Level of its heading, by what it stands under. */
  order?: 2 | 3;
  children: ReactNode;
}

/** Frame of a drawing: title, the drawing, and the numbers behind it as a table. */
export function PlotFrame({ title, subtitle, table, height = 240, order = 3, children }: Props) {
  const { t } = useTranslation("components");
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  const label = t(asTable ? "plot.as_chart" : "plot.as_table", { title });
  return (
    <Paper p="md" component="section" aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb="xs">
        <Box miw={0}>
          <Title order={order} size="h3" id={id}>
            {title}
          </Title>
          {subtitle && (
            <Text size="sm" c="dimmed" component="div">
              {subtitle}
            </Text>
          )}
        </Box>
        <Tooltip label={label}>
          <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={() => setAsTable(!asTable)}>
            {asTable ? <IconChartBar size={18} stroke={1.6} /> : <IconTable size={18} stroke={1.6} />}
          </ActionIcon>
        </Tooltip>
      </Group>
      {asTable ? (
        <ScrollArea h={height} viewportProps={{ tabIndex: 0, "aria-labelledby": id }}>
          <Table stickyHeader>
            <Table.Thead>
              <Table.Tr>
                {table.columns.map((column, at) => (
                  <Table.Th key={column} ta={at === 0 ? undefined : "right"}>
                    {column}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {table.rows.map((row) => (
                <Table.Tr key={row[0]}>
                  {row.map((cell, at) => (
                    <Table.Td key={table.columns[at]} ta={at === 0 ? undefined : "right"}>
                      {cell}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollArea>
      ) : (
        children
      )}
    </Paper>
  );
}
