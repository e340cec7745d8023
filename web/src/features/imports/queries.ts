import type { BatchDetail, BatchRow, ConnectorRow, Page, ProblemRow, ProfileVersion, SourceRow, TelemetryStatus, Upload, UploadRow } from "../../api/contract";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";

export const uploadsQuery = queryOptions({
  queryKey: ["uploads"],
  queryFn: ({ signal }) => api.get<UploadRow[]>("/uploads", undefined, signal),
});

export const uploadQuery = (id: string) =>
  queryOptions({
    queryKey: ["uploads", id],
    queryFn: ({ signal }) => api.get<Upload>(`/uploads/${encodeURIComponent(id)}`, undefined, signal),
  });

export const telemetryStatusQuery = queryOptions({
  queryKey: ["telemetry", "status"],
  queryFn: ({ signal }) => api.get<TelemetryStatus>("/telemetry/status", undefined, signal),
  // Readings come all the time and tell nobody.
  refetchInterval: 15_000,
});

export const foldersQuery = queryOptions({
  queryKey: ["folders"],
  queryFn: async ({ signal }) => (await api.get<{ folders: string[] }>("/server-folders", undefined, signal)).folders,
});

export const batchesQuery = queryOptions({
  queryKey: ["batches"],
  queryFn: ({ signal }) => api.get<BatchRow[]>("/batches", undefined, signal),
});

export const batchQuery = (id: string) =>
  queryOptions({
    queryKey: ["batches", id],
    queryFn: ({ signal }) => api.get<BatchDetail>(`/batches/${encodeURIComponent(id)}`, undefined, signal),
  });

export const PROBLEMS = 100;

export const problemsQuery = (batch: string, page: number) => {
  const parameters = { limit: PROBLEMS, offset: (page - 1) * PROBLEMS };
  return queryOptions({
    queryKey: ["batches", batch, "problems", parameters],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Page<ProblemRow>>(`/batches/${encodeURIComponent(batch)}/problems`, parameters, signal),
  });
};

export const connectorsQuery = queryOptions({
  queryKey: ["connectors"],
  queryFn: ({ signal }) => api.get<ConnectorRow[]>("/connectors", undefined, signal),
  // When it is read next is told by the clock, not by an event.
  refetchInterval: 60_000,
});

export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: ({ signal }) => api.get<SourceRow[]>("/sources", undefined, signal),
});

export const profilesQuery = queryOptions({
  queryKey: ["mapping-profiles"],
  queryFn: ({ signal }) => api.get<ProfileVersion[]>("/mapping-profiles", undefined, signal),
});

export const profileQuery = (source: string) =>
  queryOptions({
    queryKey: ["mapping-profiles", source],
    queryFn: ({ signal }) => api.get<ProfileVersion[]>(`/mapping-profiles/${encodeURIComponent(source)}`, undefined, signal),
  });
