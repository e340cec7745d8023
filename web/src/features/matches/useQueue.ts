import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { MatchAbout, MatchRow } from "../../api/contract";
import type { Choices } from "./choices";
import { useOutbox } from "./outbox";
import { keyOfRow } from "./pairs";
import { queueQuery, type Sort } from "./queries";

/** What was said of pairs and is newer than what the server told: the last word counts. */
function saidSince({ choices, gone }: Choices, told: number): Map<string, "decided" | "later"> {
  const said = new Map<string, "decided" | "later">();
  for (const [key, at] of gone) if (at >= told) said.set(key, "decided");
  for (const { rows, verdict, state, savedAt } of choices) {
    // While it is taken back the pair stays away: the server has it decided still.
    if (state === "saved" && savedAt !== null && savedAt < told) continue;
    for (const row of rows) said.set(keyOfRow(row), verdict === "later" ? "later" : "decided");
  }
  return said;
}

/** The pairs as they will stand once everything is saved; what was put off comes last. */
export function useQueue(about: MatchAbout, sort: Sort) {
  const query = useInfiniteQuery(queueQuery(about, sort));
  const outbox = useOutbox();
  const { data, dataUpdatedAt } = query;
  const shown = useMemo(() => {
    const said = saidSince(outbox, dataUpdatedAt);
    const known = new Map(data?.pages.flatMap(({ items }) => items).map((row) => [keyOfRow(row), row]));
    const rows: MatchRow[] = [];
    const later: MatchRow[] = [];
    let putOff = 0;
    for (const [key, row] of known) {
      const word = said.get(key);
      if (word === "decided") continue;
      if (word === "later" && !row.later) putOff += 1;
      if (word === "later" || row.later) later.push({ ...row, later: true });
      else rows.push(row);
    }
    const decided = [...known.keys()].filter((key) => said.get(key) === "decided").length;
    const last = data?.pages.at(-1);
    const isDecided = (key: string) => said.get(key) === "decided";
    return { rows: [...rows, ...later], isDecided, total: (last?.total ?? 0) - decided, later: (last?.later ?? 0) + putOff, last };
  }, [data, dataUpdatedAt, outbox]);
  return { query, ...shown };
}
