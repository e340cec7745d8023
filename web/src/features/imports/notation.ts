import type { DataType, UploadColumn } from "../../api/contract";

/** Which notation of a column's text may be asked for; null where the text can be read in one way only. */
type Notation = "date_order" | "decimal" | null;

// With dots the day always comes first.
const AMBIGUOUS_DAY = /^(0?[1-9]|1[0-2])[/-](0?[1-9]|1[0-2])[/-]\d{2,4}\b/;
const AMBIGUOUS_NUMBER = /^-?\d{1,3}([.,]\d{3})+$/;

export function notationOf(column: UploadColumn, data: DataType | undefined): Notation {
  const texts = column.samples.map((sample) => sample.trim()).filter((sample) => sample !== "");
  if (texts.length === 0) return null;
  if (data === "date" || data === "instant") return texts.every((text) => AMBIGUOUS_DAY.test(text)) ? "date_order" : null;
  if (data === "number" || data === "integer" || data === "money") return texts.every((text) => AMBIGUOUS_NUMBER.test(text)) ? "decimal" : null;
  return null;
}

export function possibleNotation(data: DataType | undefined): Notation {
  if (data === "date" || data === "instant") return "date_order";
  return data === "number" || data === "integer" || data === "money" ? "decimal" : null;
}
