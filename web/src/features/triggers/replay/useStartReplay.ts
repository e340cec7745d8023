import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../../api/client";
import type { Job, ReplayAsked } from "../../../api/contract";
import { jobQuery } from "../../../api/queries";

/** Starts a replay on the server; `onStarted` is given its job. */
export function useStartReplay(onStarted: (job: Job) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (asked: ReplayAsked) => api.post<Job>("/replays", asked),
    onSuccess: (job) => {
      // A short job is over before this answer comes; the events know better then.
      client.setQueryData(jobQuery(job.id).queryKey, (told) => told ?? job);
      onStarted(job);
    },
  });
}
