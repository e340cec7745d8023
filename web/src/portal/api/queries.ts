import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, rememberCsrfToken } from "../../api/client";
import type { Listed, Notice, NoticeRow, OwnDataUse, OwnMachine, OwnMachineFile, OwnTelemetry, PortalSession, PortalTheme, ServiceRequest, Subscriptions, OwnVisit, VisitTime } from "./contract";

export const themeQuery = queryOptions({
  queryKey: ["theme"],
  staleTime: Infinity,
  queryFn: ({ signal }) => api.get<PortalTheme>("/portal/theme", undefined, signal),
});

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  staleTime: 60_000,
  queryFn: async ({ signal }) => {
    const session = await api.get<PortalSession>("/portal/session", undefined, signal);
    rememberCsrfToken(session);
    return session;
  },
});

const PART = 50;
type Next = string | null;

const inParts = <T>(path: string, parameters: Record<string, string | undefined> = {}) => ({
  queryKey: [path.slice("/portal/".length), parameters],
  queryFn: ({ pageParam, signal }: { pageParam: Next; signal: AbortSignal }) => api.get<Listed<T>>(path, { ...parameters, limit: PART, cursor: pageParam }, signal),
  initialPageParam: null as Next,
  getNextPageParam: ({ next }: Listed<T>) => next,
});

export const machinesQuery = (q: string | undefined) => infiniteQueryOptions({ ...inParts<OwnMachine>("/portal/machines", { q }), placeholderData: keepPreviousData });
export const noticesQuery = (state: "open" | "answered") => infiniteQueryOptions(inParts<NoticeRow>("/portal/notices", { state }));
export const requestsQuery = infiniteQueryOptions(inParts<ServiceRequest>("/portal/requests"));
export const visitsQuery = infiniteQueryOptions(inParts<OwnVisit>("/portal/visits"));
export const timesQuery = (id: string) =>
  queryOptions({
    queryKey: ["times", id],
    queryFn: ({ signal }) => api.get<VisitTime[]>(`/portal/visits/${encodeURIComponent(id)}/times`, undefined, signal),
  });

/** All own machines, for a list to choose from; few customers have more than a part holds. */
export const allMachinesQuery = queryOptions({
  queryKey: ["machines", "all"],
  queryFn: async ({ signal }) => {
    const found: OwnMachine[] = [];
    let cursor: Next = null;
    do {
      const part: Listed<OwnMachine> = await api.get("/portal/machines", { limit: 500, cursor }, signal);
      found.push(...part.items);
      cursor = part.next;
    } while (cursor !== null);
    return found;
  },
});

export const machineQuery = (id: string) =>
  queryOptions({
    queryKey: ["machines", "one", id],
    queryFn: ({ signal }) => api.get<OwnMachineFile>(`/portal/machines/${encodeURIComponent(id)}`, undefined, signal),
  });

export const telemetryQuery = (id: string) =>
  queryOptions({
    queryKey: ["machines", "telemetry", id],
    queryFn: ({ signal }) => api.get<OwnTelemetry>(`/portal/machines/${encodeURIComponent(id)}/telemetry`, undefined, signal),
  });

export const noticeQuery = (id: string) =>
  queryOptions({
    queryKey: ["notices", "one", id],
    queryFn: ({ signal }) => api.get<Notice>(`/portal/notices/${encodeURIComponent(id)}`, undefined, signal),
  });

export const dataUseQuery = queryOptions({
  queryKey: ["data-use"],
  queryFn: ({ signal }) => api.get<OwnDataUse>("/portal/data-use", undefined, signal),
});

export const subscriptionsQuery = queryOptions({
  queryKey: ["subscriptions"],
  queryFn: ({ signal }) => api.get<Subscriptions>("/portal/subscriptions", undefined, signal),
});
