import type { Words } from "../../api/catalogue";
import type { UploadColumn, UploadTable } from "../../api/contract";
import { possibleNotation } from "./notation";

/** What is not clear about a column. The server words it for its command line; the page asks in the person's language. */
export interface ColumnQuestion {
  about: "new" | "meaning" | "rivals" | "open" | "days" | "numbers" | "notice";
  /** Fields to choose from. */
  candidates: string[];
  /** The field in question where there is only one. */
  field: string | undefined;
}

export function questionOf(table: UploadTable, column: UploadColumn, words: Words): ColumnQuestion | null {
  if (!column.asked) return null;
  const kind = table.kind ?? undefined;
  // Suggestions may be of all kinds the table might have been; only fields of the one it is can be chosen.
  const candidates = column.candidates.filter((field) => words.field(field, kind));
  const [field] = candidates;
  if (column.is_new) return { about: "new", candidates, field };
  if (field === undefined) return { about: "open", candidates, field };
  if (column.candidates.length > 1) return { about: "meaning", candidates, field: undefined };
  if (table.columns.some((other) => other.name !== column.name && other.asked && other.candidates[0] === field)) return { about: "rivals", candidates, field };
  // One candidate, and nobody else claims it: not the meaning is unclear but how the text is written.
  if (field === "notice_days") return { about: "notice", candidates, field };
  const notation = possibleNotation(words.field(field, kind)?.data);
  if (notation === null) return { about: "open", candidates, field };
  return { about: notation === "date_order" ? "days" : "numbers", candidates, field };
}
