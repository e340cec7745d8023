import { useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { MachineSearch } from "../search";
import { sortOf } from "../search";
import { COLUMNS, type ColumnId } from "./columnIds";
import classes from "./MachineTable.module.css";
import { MachineTableHead } from "./MachineTableHead";
import { MachineTableRow } from "./MachineTableRow";
import { SkeletonRow } from "./SkeletonRow";
import { features, useColumns } from "./useColumns";
import { useMachineWindow } from "./useMachineWindow";
import { WindowError } from "./WindowError";

interface Props {
  search: MachineSearch;
  total: number;
  columns: readonly ColumnId[];
  /** The rows shown are those from before a change of filter. */
  stale: boolean;
  onSort: (sort: string) => void;
}

export const ROW_HEIGHT = 40;

/** All machines the filters leave, of which only the rows in sight are drawn and fetched. */
export function MachineTable({ search, total, columns, stale, onSort }: Props) {
  const { t } = useTranslation("machines");
  const frame = useRef<HTMLDivElement>(null);
  const definitions = useColumns();
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const first = items[0];
  const last = items.at(-1);
  const machines = useMachineWindow(search, first?.index ?? 0, last?.index ?? 0, total);

  const sort = sortOf(search);
  const columnVisibility = useMemo(() => Object.fromEntries(COLUMNS.map((id) => [id, columns.includes(id)])), [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data: machines.rows as (typeof machines.rows)[number][],
    getRowId: (row) => row.id,
    state: { columnVisibility },
  });
  const rows = table.getRowModel().rows;
  const leaves = table.getVisibleLeafColumns();

  // Another filter or order is another list; its beginning is what one wants to see.
  useEffect(() => {
    frame.current?.scrollTo({ top: 0 });
  }, [search]);

  const below = virtualizer.getTotalSize() - (last?.end ?? 0);
  return (
    <div className={classes.around}>
      <div ref={frame} className={classes.frame} data-stale={stale || undefined} tabIndex={0} role="region" aria-label={t("table.label")}>
        <table className={classes.table} style={{ minWidth: table.getTotalSize() }} aria-rowcount={total + 1} aria-busy={stale}>
          <colgroup>
            {leaves.map((column) => (
              <col key={column.id} style={{ width: column.getSize() }} />
            ))}
          </colgroup>
          <MachineTableHead columns={leaves} sort={sort} onSort={onSort} />
          <tbody>
            {first && first.start > 0 && <tr aria-hidden style={{ height: first.start }} />}
            {items.map((item) => {
              const position = machines.positionOf(item.index);
              const row = position === undefined ? undefined : rows[position];
              return row ? (
                <MachineTableRow key={item.key} row={row} index={item.index} columns={leaves} />
              ) : (
                <SkeletonRow key={item.key} index={item.index} columns={leaves.length} />
              );
            })}
            {below > 0 && <tr aria-hidden style={{ height: below }} />}
          </tbody>
        </table>
      </div>
      {machines.error && <WindowError error={machines.error} onRetry={machines.retry} />}
    </div>
  );
}
