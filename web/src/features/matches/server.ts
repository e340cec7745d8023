import { type QueryClient, QueryObserver } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Job, PairDecision } from "../../api/contract";
import { jobQuery } from "../../api/queries";
import type { Choice } from "./choices";
import { keyOfEntry, keyOfRow } from "./pairs";
import { decisionsBefore } from "./queries";

/** A job that ended badly; the server changed nothing. */
export class JobFailed extends Error {}

function ended(client: QueryClient, job: Job): Promise<void> {
  // A short job is over before this answer comes; the events know better then.
  client.setQueryData(jobQuery(job.id).queryKey, (told) => told ?? job);
  return new Promise((done, failed) => {
    const observer = new QueryObserver(client, jobQuery(job.id));
    const look = ({ data, error }: { data?: Job; error: Error | null }) => {
      const over = data?.state === "done" || data?.state === "failed";
      if (!over && !error) return;
      stop();
      if (data?.state === "done") done();
      else failed(data?.state === "failed" ? new JobFailed(data.error ?? "") : error);
    };
    const stop = observer.subscribe(look);
    look(observer.getCurrentResult());
  });
}

/** Resolves when the machine files are made anew. */
export async function decide(client: QueryClient, decisions: PairDecision[]): Promise<void> {
  await ended(client, await api.post<Job>("/matches/decisions", { decisions }));
}

/** Takes decisions back in one job, however many. */
export async function takeBack(client: QueryClient, ids: readonly number[]): Promise<void> {
  if (ids.length > 0) await ended(client, await api.post<Job>("/matches/decisions/undo", { ids }));
}

/** The numbers under which the server keeps what was chosen, newest first; fewer where some was taken back already. */
export async function numbersOf({ rows, verdict }: Choice, login: string): Promise<number[]> {
  const wanted = new Set(rows.map(keyOfRow));
  const found: number[] = [];
  let before: number | undefined;
  while (wanted.size > 0) {
    const entries = await decisionsBefore(before);
    for (const entry of entries) {
      const key = keyOfEntry(entry);
      if (entry.decided_by !== login || entry.verdict !== verdict || !wanted.delete(key)) continue;
      if (entry.undone_at === null) found.push(entry.id);
    }
    before = entries.at(-1)?.id;
    if (before === undefined) break;
  }
  return found;
}
