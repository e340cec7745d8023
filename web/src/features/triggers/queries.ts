import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { ListedTrigger, TriggerAsked, TriggerPreview, TriggerVersion, TriggerVersionFull } from "../../api/contract";

export const triggerPath = (id: string) => `/triggers/${encodeURIComponent(id)}`;
export const versionPath = (id: string, version: number) => `${triggerPath(id)}/versions/${version}`;

export const triggersQuery = queryOptions({
  queryKey: ["triggers"],
  queryFn: ({ signal }) => api.get<ListedTrigger[]>("/triggers", undefined, signal),
});

export const triggerQuery = (id: string) =>
  queryOptions({
    queryKey: ["triggers", "one", id],
    queryFn: ({ signal }) => api.get<ListedTrigger>(triggerPath(id), undefined, signal),
  });

export const waitingQuery = queryOptions({
  queryKey: ["triggers", "waiting"],
  queryFn: ({ signal }) => api.get<TriggerVersion[]>("/triggers/waiting", undefined, signal),
});

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["triggers", "versions", id],
    queryFn: ({ signal }) => api.get<TriggerVersion[]>(`${triggerPath(id)}/versions`, undefined, signal),
  });

export const versionQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ["triggers", "version", id, version],
    queryFn: ({ signal }) => api.get<TriggerVersionFull>(versionPath(id, version), undefined, signal),
  });

/** What a condition would find; what was shown before stays until the answer is there. */
export const previewQuery = (asked: TriggerAsked) =>
  queryOptions({
    queryKey: ["triggers", "preview", asked],
    queryFn: ({ signal }) => api.post<TriggerPreview>("/triggers/preview", asked, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
