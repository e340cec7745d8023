import { Table, Text, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TableDecision, TableEffect, UploadTable } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import type { TableChange } from "./decisions";
import { GridCell } from "./GridCell";
import { GridHead } from "./GridHead";
import classes from "./MappingGrid.module.css";

interface Props {
  table: UploadTable;
  said: TableDecision | undefined;
  effect: TableEffect | undefined;
  /** What was chosen last is not yet in `effect`. */
  stale: boolean;
  onDecide: (change: TableChange) => void;
}

/** Sample rows; each column carries its meaning, each value stands there as it will be read. */
export function MappingGrid({ table, said, effect, stale, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const rows = effect?.sample ?? [];
  return (
    <Table.ScrollContainer
      minWidth={0}
      className={classes.container}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: "region", "aria-label": t("grid.label") } }}
    >
      <Table className={classes.grid} withColumnBorders data-stale={stale || undefined} aria-busy={stale}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.number}>{t("grid.row")}</Table.Th>
            {table.columns.map((column) => (
              <GridHead key={column.name} table={table} column={column} said={said?.columns?.find((item) => item.name === column.name)} onDecide={onDecide} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.number} data-state={row.state}>
              <Table.Th scope="row" className={classes.number}>
                {format.number(row.number)}
                {row.state !== "read" && (
                  <Text span display="block" size="xs" c={row.state === "refused" ? "red" : "dimmed"} title={row.why ?? undefined}>
                    {t(`grid.${row.state}`)}
                    {row.why && <VisuallyHidden>: {row.why}</VisuallyHidden>}
                  </Text>
                )}
              </Table.Th>
              {table.columns.map((column) => (
                <GridCell key={column.name} kind={table.kind} field={column.field} at={column.column} row={row} />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
