import { createRootRoute } from "@tanstack/react-router";
import { Shell } from "./Shell";

export interface RootSearch {
  /** table.row.column of the cell shown in the source drawer, over any page */
  cell?: string;
}

export const rootRoute = createRootRoute({
  validateSearch: (search: Record<string, unknown>): RootSearch =>
    typeof search.cell === "string" && /^\d+\.\d+\.\d+$/.test(search.cell) ? { cell: search.cell } : {},
  component: Shell,
});
