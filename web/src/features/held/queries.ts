import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { HeldHit, Page, SearchItem, SuppressionRow } from "../../api/contract";
import type { HeldSearch } from "./search";

/** The most valuable are fetched at once, so that their value can be summed; a filter reaches what is beyond. */
const MOST = 500;

// Both change with the opportunities: the noun stands first.
export const heldQuery = ({ reason, customer }: HeldSearch) =>
  queryOptions({
    queryKey: ["opportunities", "held", reason ?? null, customer ?? null],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Page<HeldHit>>("/hits/held", { reason, customer, limit: MOST }, signal),
  });

export const heldCountQuery = queryOptions({
  queryKey: ["opportunities", "held", "count"],
  queryFn: async ({ signal }) => (await api.get<Page<HeldHit>>("/hits/held", { limit: 1 }, signal)).total,
});

export const suppressionsQuery = queryOptions({
  queryKey: ["opportunities", "suppressions"],
  queryFn: ({ signal }) => api.get<SuppressionRow[]>("/suppressions", undefined, signal),
});

interface Found {
  groups: { kind: string; items: SearchItem[] }[];
}

/** Machines and customers by what was typed. */
export const subjectsQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", text, "subjects"],
    enabled: text.length >= 2,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { groups } = await api.get<Found>("/search", { q: text }, signal);
      const itemsOf = (kind: string) => groups.find((group) => group.kind === kind)?.items ?? [];
      return { machines: itemsOf("machine"), customers: itemsOf("customer") };
    },
  });
