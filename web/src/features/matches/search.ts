/** The address of the page: which tab, which order, and the pair that is open, by both normalised serial numbers. */
export interface MatchSearch {
  tab?: "decided";
  sort?: "weight";
  kept?: string;
  joined?: string;
}

export function matchSearch(raw: Record<string, unknown>): MatchSearch {
  const search: MatchSearch = {};
  if (raw.tab === "decided") search.tab = "decided";
  if (raw.sort === "weight") search.sort = "weight";
  const named = (value: unknown): value is string => typeof value === "string" && value !== "";
  if (named(raw.kept) && named(raw.joined)) {
    search.kept = raw.kept;
    search.joined = raw.joined;
  }
  return search;
}
