import type { CellPlace } from "../api/contract";

// A line of a table within a report is numbered by its page times this, plus its line on the page.
const LINES_A_PAGE = 10_000;

/** The row of a place as a person counts it; of a PDF the page. */
export function shownRow(place: CellPlace): number {
  return isPdf(place) && place.row >= LINES_A_PAGE ? Math.floor(place.row / LINES_A_PAGE) : place.row;
}

/** Of a PDF, the row of a place is the page. */
export function isPdf(place: CellPlace): boolean {
  return /\.pdf$/i.test(place.file);
}
