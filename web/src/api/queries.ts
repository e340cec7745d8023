import { queryOptions } from "@tanstack/react-query";
import { api, rememberCsrfToken } from "./client";
import type { Catalogue, Job, OpportunityDetail, Session, SourceView } from "./contract";

// The first word of a key is the noun that `changed` events name (see api/events.ts), so that events find what they make stale.

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  staleTime: Infinity,
  queryFn: async ({ signal }) => {
    const session = await api.get<Session>("/session", undefined, signal);
    rememberCsrfToken(session);
    return session;
  },
});

export const catalogueQuery = queryOptions({
  queryKey: ["catalogue"],
  staleTime: Infinity,
  queryFn: ({ signal }) => api.get<Catalogue>("/catalogue", undefined, signal),
});

export interface CellAddress {
  table: number;
  row: number;
  column: number;
}

/** Originals never change, so what was loaded stays good. */
export const cellQuery = ({ table, row, column }: CellAddress) =>
  queryOptions({
    queryKey: ["cells", table, row, column],
    staleTime: Infinity,
    queryFn: ({ signal }) => api.get<SourceView>(`/cells/${table}/${row}/${column}`, undefined, signal),
  });

/** Kept up to date by `job` events; polled slowly in case the event stream is cut by a proxy. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ["jobs", id],
    queryFn: ({ signal }) => api.get<Job>(`/jobs/${id}`, undefined, signal),
    refetchInterval: (query) => (query.state.data?.state === "waiting" || query.state.data?.state === "running" ? 5000 : false),
  });

export const opportunityQuery = (id: string) =>
  queryOptions({
    queryKey: ["opportunities", id],
    queryFn: ({ signal }) => api.get<OpportunityDetail>(`/opportunities/${encodeURIComponent(id)}`, undefined, signal),
  });
