export const STATES = ["agreed", "none", "ended"] as const;
export type State = (typeof STATES)[number];

/** The address of the page: what is searched for, which machines, and which part of them. */
export interface DataUseSearch {
  q?: string;
  state?: State;
  /** From 1; the first where it is not said. */
  part?: number;
}

export function dataUseSearch(raw: Record<string, unknown>): DataUseSearch {
  const search: DataUseSearch = {};
  if (typeof raw.q === "string" && raw.q.trim() !== "") search.q = raw.q;
  const state = STATES.find((of) => of === raw.state);
  if (state) search.state = state;
  const part = Number(raw.part);
  if (Number.isInteger(part) && part > 1) search.part = part;
  return search;
}
