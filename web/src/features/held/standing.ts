import type { SuppressionRow } from "../../api/contract";

/** Whether it holds, begins later, or does not hold any more. */
export type Standing = "holds" | "later" | "over";

/** Once somebody ended it, it cannot be ended anew. */
export function isOver(row: SuppressionRow, today: string): boolean {
  return row.ended_by !== null || (row.until !== null && row.until < today);
}

export function standingOf(row: SuppressionRow, today: string): Standing {
  if (row.holds) return "holds";
  return isOver(row, today) ? "over" : "later";
}

const ORDER: readonly Standing[] = ["holds", "later", "over"];

/** The server gives the newest first; that order stays within each standing. */
export function inOrder(rows: readonly SuppressionRow[], today: string): SuppressionRow[] {
  const place = (row: SuppressionRow) => ORDER.indexOf(standingOf(row, today));
  return rows.toSorted((a, b) => place(a) - place(b));
}
