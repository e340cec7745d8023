import type { CellPlace } from "../api/contract";

/** Of a PDF, the row of a place is the page. */
export function isPdf(place: CellPlace): boolean {
  return /\.pdf$/i.test(place.file);
}
