import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Page } from "../../api/contract";
import type { Visit, VisitProposal } from "../../api/tours";
import { statesOf, type VisitSearch } from "./search";

const PART = 100;

/** The server takes several states as the same parameter again and again. */
function visitsPath({ kind, region, q, machine, ...search }: VisitSearch, limit: number, cursor: string | null): string {
  const query = new URLSearchParams(statesOf(search).map((state) => ["state", state]));
  for (const [name, value] of Object.entries({ kind, region, q, machine, limit: String(limit), cursor })) if (value) query.set(name, value);
  return `/visits?${query.toString()}`;
}

export const visitsQuery = ({ visit: _shown, ...search }: VisitSearch) =>
  infiniteQueryOptions({
    queryKey: ["visits", "list", search],
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => api.get<Page<Visit>>(visitsPath(search, PART, pageParam), undefined, signal),
    getNextPageParam: (last) => last.next,
  });

export const visitQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: ["visits", "one", id ?? ""],
    enabled: id !== undefined,
    queryFn: ({ signal }) => api.get<Visit>(`/visits/${encodeURIComponent(id ?? "")}`, undefined, signal),
  });

/** What is still to be done at a machine. */
export const machineVisitsQuery = (machine: string) =>
  queryOptions({
    queryKey: ["visits", "machine", machine],
    queryFn: ({ signal }) => api.get<Page<Visit>>(visitsPath({ machine }, 20, null), undefined, signal),
  });

/** Machines whose maintenance is due within so many days, and for which nothing is open. */
export const proposalsQuery = (days: number) =>
  infiniteQueryOptions({
    queryKey: ["visits", "proposals", days],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => api.get<Page<VisitProposal>>("/visits/proposals", { days, limit: PART, cursor: pageParam }, signal),
    getNextPageParam: (last) => last.next,
  });
