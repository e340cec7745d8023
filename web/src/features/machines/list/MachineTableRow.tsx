import { type Column, flexRender, type Row } from "@tanstack/react-table";
import { useNavigate } from "@tanstack/react-router";
import { memo, type MouseEvent } from "react";
import type { MachineRow } from "../../../api/contract";
import classes from "./MachineTable.module.css";
import { type features, NUMERIC } from "./useColumns";

interface Props {
  row: Row<typeof features, MachineRow>;
  index: number;
  /** Only so that a change of columns or language draws the row again. */
  columns: readonly Column<typeof features, MachineRow, unknown>[];
}

/** A row of the table. Memoized: while scrolling, only rows that come into sight are drawn. */
export const MachineTableRow = memo(
  function MachineTableRow({ row, index }: Props) {
    const navigate = useNavigate();
    // The link in the first cell is what keyboards use; the whole row is a larger target for the mouse.
    const onClick = (event: MouseEvent<HTMLTableRowElement>) => {
      if (event.target instanceof Element && event.target.closest("a, button")) return;
      if (window.getSelection()?.toString() || event.metaKey || event.ctrlKey) return;
      void navigate({ to: "/machines/$id", params: { id: row.original.id } });
    };
    return (
      <tr className={classes.row} aria-rowindex={index + 2} onClick={onClick} data-odd={index % 2 === 1 || undefined}>
        {row.getVisibleCells().map((cell) => (
          <td key={cell.id} data-numeric={NUMERIC.has(cell.column.id) || undefined}>
            {flexRender(cell.column.columnDef.cell, cell.getContext())}
          </td>
        ))}
      </tr>
    );
  },
  (before, after) => before.row.original === after.row.original && before.index === after.index && before.columns === after.columns,
);
