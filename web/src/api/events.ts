import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { apiUrl } from "./client";
import type { Job } from "./contract";

type Noun = "machines" | "opportunities" | "uploads" | "batches" | "sources" | "accounts" | "connectors" | "segments" | "triggers" | "campaigns" | "outbox" | "tours";

/** Which queries (first word of the key) show something of the noun. */
const SHOWN_IN: Record<Noun, readonly string[]> = {
  // Deciding lets campaigns do what is due, and tells of machines only.
  machines: ["machines", "data-use", "policy", "assessment", "matches", "triggers", "segments", "campaigns", "tasks", "outbox", "today", "search", "runs", "session"],
  opportunities: ["opportunities", "people", "machines", "today"],
  uploads: ["uploads", "today"],
  batches: ["batches", "cells"],
  sources: ["sources", "mapping-profiles"],
  accounts: ["accounts", "people", "teams", "audit"],
  connectors: ["connectors"],
  segments: ["segments"],
  triggers: ["triggers", "replays", "catalogue"],
  campaigns: ["campaigns", "tasks", "teams"],
  outbox: ["outbox", "webhooks"],
  tours: ["tours", "visits", "technicians", "my-day"],
};

const GATHER_MS = 250;

function listen(client: QueryClient): () => void {
  const events = new EventSource(apiUrl("/events"));
  const stale = new Set<string>();
  let timer: number | undefined;

  // An import announces many nouns in a burst; one refetch each is enough.
  const refresh = () => {
    timer = undefined;
    const keys = [...stale];
    stale.clear();
    for (const key of keys) void client.invalidateQueries({ queryKey: [key] });
  };
  const gather = (keys: readonly string[]) => {
    for (const key of keys) stale.add(key);
    timer ??= window.setTimeout(refresh, GATHER_MS);
  };

  events.addEventListener("changed", (event: MessageEvent<string>) => {
    const { what } = JSON.parse(event.data) as { what: Noun[] };
    gather(what.flatMap((noun) => SHOWN_IN[noun] ?? []));
  });
  events.addEventListener("job", (event: MessageEvent<string>) => {
    const job = JSON.parse(event.data) as Job;
    client.setQueryData(["jobs", job.id], job);
  });
  // After a break (sleep, restart of the server) nobody knows what was missed.
  let broken = false;
  events.onerror = () => {
    broken = true;
  };
  events.onopen = () => {
    if (broken) void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "catalogue" });
    broken = false;
  };

  return () => {
    window.clearTimeout(timer);
    events.close();
  };
}

/** One event stream for the whole page; mounted in the shell only. */
export function useServerEvents(): void {
  const client = useQueryClient();
  useEffect(() => listen(client), [client]);
}
