import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Facet, History, Life, MachineFile, MachineRow, MachineTelemetry, MapPoint, Page } from "../../api/contract";
import { DEFAULT_SORT, filterParameters, type MachineSearch } from "./search";

/** Rows fetched at once. A window of the table touches two such chunks at most. */
export const CHUNK = 100;

export const chunkQuery = (search: MachineSearch, chunk: number) => {
  const parameters = { ...filterParameters(search), sort: search.sort ?? DEFAULT_SORT, limit: CHUNK, offset: chunk * CHUNK };
  return queryOptions({
    queryKey: ["machines", "list", parameters],
    queryFn: ({ signal }) => api.get<Page<MachineRow>>("/machines", parameters, signal),
  });
};

export const facetsQuery = (search: MachineSearch) => {
  const parameters = filterParameters(search);
  return queryOptions({
    queryKey: ["machines", "facets", parameters],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Facet[]>("/machines/facets", parameters, signal),
  });
};

export interface MachineMapData {
  points: MapPoint[];
  not_located: number;
}

export const mapQuery = (search: MachineSearch) => {
  const parameters = filterParameters(search);
  return queryOptions({
    queryKey: ["machines", "map", parameters],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<MachineMapData>("/machines/map", parameters, signal),
  });
};

export const machineQuery = (id: string) =>
  queryOptions({
    queryKey: ["machines", "file", id],
    queryFn: ({ signal }) => api.get<MachineFile>(`/machines/${encodeURIComponent(id)}`, undefined, signal),
  });

export const lifeQuery = (id: string, asOf: string | undefined) =>
  queryOptions({
    queryKey: ["machines", "life", id, asOf ?? null],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Life>(`/machines/${encodeURIComponent(id)}/life`, asOf === undefined ? undefined : { as_of: asOf }, signal),
  });

export const telemetryQuery = (id: string) =>
  queryOptions({
    queryKey: ["machines", "telemetry", id],
    queryFn: ({ signal }) => api.get<MachineTelemetry>(`/machines/${encodeURIComponent(id)}/telemetry`, undefined, signal),
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ["machines", "history", id],
    queryFn: ({ signal }) => api.get<History>(`/machines/${encodeURIComponent(id)}/history`, undefined, signal),
  });
