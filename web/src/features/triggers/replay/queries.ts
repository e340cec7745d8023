import { queryOptions } from "@tanstack/react-query";
import { api } from "../../../api/client";
import type { ReplayFull, ReplayRow } from "../../../api/contract";

export const replaysQuery = (trigger: string) =>
  queryOptions({
    queryKey: ["replays", "of", trigger],
    queryFn: ({ signal }) => api.get<ReplayRow[]>("/replays", { trigger }, signal),
  });

export const replayQuery = (id: number) =>
  queryOptions({
    queryKey: ["replays", "one", id],
    queryFn: ({ signal }) => api.get<ReplayFull>(`/replays/${id}`, undefined, signal),
  });
