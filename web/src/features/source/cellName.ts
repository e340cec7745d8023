import type { SourceView } from "../../api/contract";

/** How people name the cell: G20; null for a PDF, where there are pages and lines. */
export function cellName(source: SourceView): string | null {
  if (source.is_pdf) return null;
  const letter = source.columns.find((column) => column.column === source.column)?.letter;
  return letter === undefined ? null : `${letter}${source.row}`;
}
