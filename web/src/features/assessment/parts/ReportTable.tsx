import { useState } from "react";
import { HeadWords } from "./HeadWords";
import { MoreRows } from "./MoreRows";
import type { Column, Details } from "./reportTable";
import { ReportTableRow } from "./ReportTableRow";
import classes from "./table.module.css";

interface Props<Row> {
  label: string;
  /** The first one names the row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Rows shown before one asks for all. */
  shown?: number;
  /** What sums the rows that are not shown. */
  rest?: Row;
  details?: Details<Row>;
  /** The sum of all rows. */
  foot?: Row;
  /** A table within a row of another. */
  inner?: boolean;
  /** Numbers so short that three stand side by side on a phone. */
  dense?: boolean;
}

/** A table of the report; at phone width each row is a small card. */
export function ReportTable<Row>({ label, columns, rows, keyOf, shown = rows.length, rest, details, foot, inner, dense }: Props<Row>) {
  const [all, setAll] = useState(false);
  const few = all || rows.length <= shown ? rows : rows.slice(0, shown);
  const cut = few.length < rows.length;
  return (
    <>
      <table className={classes.table} data-inner={inner || undefined} data-dense={dense || undefined} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ id, title, kind, help, width }) => (
              <th key={id} scope="col" data-kind={kind} style={{ width }}>
                {kind === "bar" ? <span className="visually-hidden">{title}</span> : <HeadWords title={title} help={help} />}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {few.map((row) => (
            <ReportTableRow key={keyOf(row)} row={row} columns={columns} details={details} />
          ))}
          {cut && rest !== undefined && <ReportTableRow row={rest} columns={columns} />}
        </tbody>
        {foot !== undefined && (
          <tfoot>
            <ReportTableRow row={foot} columns={columns} />
          </tfoot>
        )}
      </table>
      {rows.length > shown && <MoreRows all={all} shown={few.length} total={rows.length} onToggle={() => setAll(!all)} />}
    </>
  );
}
