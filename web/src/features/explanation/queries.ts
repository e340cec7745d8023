import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { TriggerExplanation } from "../../api/contract";

export const explanationQuery = (machine: string, trigger: string) =>
  queryOptions({
    queryKey: ["machines", "explanation", machine, trigger],
    queryFn: ({ signal }) => api.get<TriggerExplanation>(`/machines/${encodeURIComponent(machine)}/triggers/${encodeURIComponent(trigger)}`, undefined, signal),
  });
