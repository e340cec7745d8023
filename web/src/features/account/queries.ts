import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Account, ApiToken, AuditEntry, Page, Role } from "../../api/contract";

export const ROLES = ["admin", "manager", "sales", "steward", "service", "technician", "viewer"] as const satisfies readonly Role[];
export const SHORTEST_PASSWORD = 10;

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => api.get<ApiToken[]>("/tokens", undefined, signal),
});

export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: ({ signal }) => api.get<Account[]>("/accounts", undefined, signal),
});

const ENTRIES = 100;

/** The log grows at its head, so it is read on by cursor: a page number would show entries twice. */
export const auditQuery = infiniteQueryOptions({
  queryKey: ["audit"],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) => api.get<Page<AuditEntry>>("/audit", { limit: ENTRIES, cursor: pageParam }, signal),
  getNextPageParam: (last) => last.next,
});
