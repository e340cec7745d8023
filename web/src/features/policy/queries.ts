import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Policy, Weights, WeightsPreview } from "../../api/contract";

export const policyQuery = queryOptions({
  queryKey: ["policy"],
  queryFn: ({ signal }) => api.get<Policy>("/policy", undefined, signal),
});

/** How other weights would rank the open opportunities; what was shown before stays until the answer is there. */
export const rankingQuery = (weights: Weights) =>
  queryOptions({
    queryKey: ["opportunities", "ranking", weights],
    queryFn: ({ signal }) => api.post<WeightsPreview>("/policy/weights/preview", weights, { signal }),
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
