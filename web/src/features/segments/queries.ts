import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { FactValues, Page, SegmentChanges, SegmentFull, SegmentGroup, SegmentMember, SegmentPoint, SegmentPreview, SegmentRow, SegmentVersion } from "../../api/contract";

/** Rows of a part of a list. */
export const PART = 50;

const path = (id: string) => `/segments/${encodeURIComponent(id)}`;

export const segmentsQuery = queryOptions({
  queryKey: ["segments"],
  queryFn: ({ signal }) => api.get<SegmentRow[]>("/segments", undefined, signal),
});

export const archivedQuery = queryOptions({
  queryKey: ["segments", "archived"],
  queryFn: ({ signal }) => api.get<{ id: string; newest: SegmentVersion }[]>("/archived-segments", undefined, signal),
});

export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: ["segments", "one", id],
    queryFn: ({ signal }) => api.get<SegmentFull>(path(id), undefined, signal),
  });

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["segments", "versions", id],
    queryFn: ({ signal }) => api.get<SegmentVersion[]>(`${path(id)}/versions`, undefined, signal),
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: ["segments", "history", id],
    queryFn: ({ signal }) => api.get<SegmentPoint[]>(`${path(id)}/history`, undefined, signal),
  });

export const membersQuery = (id: string, state: "member" | "unknown", offset: number) =>
  queryOptions({
    queryKey: ["segments", "members", id, state, offset],
    queryFn: ({ signal }) => api.get<Page<SegmentMember>>(`${path(id)}/members`, { state, limit: PART, offset }, signal),
    placeholderData: keepPreviousData,
  });

export const changesQuery = (id: string, who: "joined" | "left", since: string | null, offset: number) =>
  queryOptions({
    queryKey: ["segments", "changes", id, who, since, offset],
    queryFn: ({ signal }) => api.get<SegmentChanges>(`${path(id)}/changes`, { who, since, limit: PART, cursor: `o${offset}` }, signal),
    placeholderData: keepPreviousData,
  });

/** What a condition gives; what was shown before stays until the answer is there. */
export const previewQuery = (id: string | null, query: SegmentGroup) =>
  queryOptions({
    queryKey: ["segments", "preview", id, query],
    queryFn: ({ signal }) => api.post<SegmentPreview>("/segments/preview", { id, query }, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });

export const valuesQuery = (fact: string) =>
  queryOptions({
    queryKey: ["machines", "values", fact],
    queryFn: ({ signal }) => api.get<FactValues>(`/facts/${encodeURIComponent(fact)}/values`, undefined, signal),
  });
