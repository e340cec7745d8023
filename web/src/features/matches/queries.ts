import { type InfiniteData, infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { DecisionEntry, MatchAbout, MatchDetail, MatchQueue, SourceRow } from "../../api/contract";

export type Sort = "value" | "weight";

/** Pairs fetched at once. */
const PAIRS = 100;
const DECISIONS = 100;
/** As many as the server gives in one answer. */
const MOST = 500;
/** As many pairs as the server takes in one decision. */
export const MOST_DECIDED = 10_000;

const page = (about: MatchAbout, sort: Sort, limit: number, offset: number, signal?: AbortSignal) =>
  api.get<MatchQueue>("/matches", { about, sort, limit, offset }, signal);

export const queueQuery = (about: MatchAbout, sort: Sort) =>
  infiniteQueryOptions({
    queryKey: ["matches", "queue", about, sort],
    // Another order of the same pairs may stand there meanwhile; machines in the place of customers may not.
    placeholderData: (before: InfiniteData<MatchQueue, number> | undefined, query: { queryKey: readonly unknown[] } | undefined) =>
      query?.queryKey[2] === about ? before : undefined,
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => page(about, sort, PAIRS, pageParam, signal),
    getNextPageParam: (last) => {
      const next = last.offset + last.items.length;
      return last.items.length > 0 && next < last.total ? next : undefined;
    },
  });

export const pairQuery = (about: MatchAbout, kept: string, joined: string) =>
  queryOptions({
    queryKey: ["matches", "pair", about, kept, joined],
    queryFn: ({ signal }) => api.get<MatchDetail>(`/matches/${encodeURIComponent(kept)}/${encodeURIComponent(joined)}`, { about }, signal),
  });

export const decisionsBefore = (before: number | undefined, signal?: AbortSignal) =>
  api.get<DecisionEntry[]>("/matches/decisions", { before }, signal);

export const historyQuery = infiniteQueryOptions({
  queryKey: ["matches", "decisions"],
  initialPageParam: undefined as number | undefined,
  queryFn: ({ pageParam, signal }) => decisionsBefore(pageParam, signal),
  getNextPageParam: (last) => (last.length < DECISIONS ? undefined : last.at(-1)?.id),
});

export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: ({ signal }) => api.get<SourceRow[]>("/sources", undefined, signal),
});

/** All pairs that wait, the likeliest first and what was put off last; ends where `wanted` says no. */
export async function waiting(about: MatchAbout, wanted: (row: MatchQueue["items"][number]) => boolean): Promise<MatchQueue["items"]> {
  const found: MatchQueue["items"] = [];
  for (let offset = 0; ; offset += MOST) {
    const { items, total } = await page(about, "weight", MOST, offset);
    const end = items.findIndex((row) => !wanted(row));
    found.push(...(end === -1 ? items : items.slice(0, end)));
    if (end !== -1 || items.length === 0 || offset + items.length >= total) return found;
  }
}
