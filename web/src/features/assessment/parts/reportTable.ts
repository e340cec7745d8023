import type { ReactNode } from "react";

export interface Column<Row> {
  id: string;
  title: string;
  /** A figure of the column's kind: its meaning is told at the heading. */
  help?: string;
  /** Numbers stand at the right; a bar takes what room is left. */
  kind?: "number" | "bar" | "text";
  width?: string;
  cell: (row: Row) => ReactNode;
}

export interface Details<Row> {
  /** What is behind a row; null where there is nothing. */
  of: (row: Row) => ReactNode;
  /** Also printed where it is not open. */
  printed?: boolean;
}
