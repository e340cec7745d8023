import type { MatchAbout } from "../../api/contract";

/** The address of the page: which tab, machines or customers, which order, and the pair that is open, by both names. */
export interface MatchSearch {
  tab?: "decided";
  about?: "customer";
  sort?: "weight";
  kept?: string;
  joined?: string;
}

export function matchSearch(raw: Record<string, unknown>): MatchSearch {
  const search: MatchSearch = {};
  if (raw.tab === "decided") search.tab = "decided";
  if (raw.about === "customer") search.about = "customer";
  if (raw.sort === "weight") search.sort = "weight";
  const named = (value: unknown): value is string => typeof value === "string" && value !== "";
  if (named(raw.kept) && named(raw.joined)) {
    search.kept = raw.kept;
    search.joined = raw.joined;
  }
  return search;
}

/** What the queue is of. */
export function aboutOf({ about }: MatchSearch): MatchAbout {
  return about ?? "machine";
}
