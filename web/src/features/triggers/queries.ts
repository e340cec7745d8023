import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { TriggerRow } from "../../api/contract";

export const triggersQuery = queryOptions({
  queryKey: ["triggers"],
  queryFn: ({ signal }) => api.get<TriggerRow[]>("/triggers", undefined, signal),
});

export const triggerQuery = (id: string) =>
  queryOptions({
    queryKey: ["triggers", id],
    queryFn: ({ signal }) => api.get<TriggerRow>(`/triggers/${encodeURIComponent(id)}`, undefined, signal),
  });
