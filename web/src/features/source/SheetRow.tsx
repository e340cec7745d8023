import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import type { SourceView } from "../../api/contract";
import classes from "./SheetGrid.module.css";

interface Props {
  row: SourceView["rows"][number];
  columns: SourceView["columns"];
  /** The column of the cell that is looked for, if it is in this row. */
  markedColumn: number | null;
  marked: RefObject<HTMLTableCellElement | null>;
}

export function SheetRow({ row, columns, markedColumn, marked }: Props) {
  const { t } = useTranslation("source");
  return (
    <tr className={classes.row} data-header={row.is_header || undefined} data-marked={markedColumn !== null || undefined}>
      <th scope="row" className={classes.number}>
        {row.number}
      </th>
      {columns.map((column, at) => {
        const text = row.cells[at] ?? "";
        if (column.column !== markedColumn) {
          return (
            <td key={column.column} title={text.length > 40 ? text : undefined}>
              {text}
            </td>
          );
        }
        return (
          <td key={column.column} ref={marked} className={classes.marked} aria-current="true">
            <span className="visually-hidden">{t("marked")} </span>
            {text}
          </td>
        );
      })}
    </tr>
  );
}
