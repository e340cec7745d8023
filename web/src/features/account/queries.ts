import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Account, ApiToken, AuditEntry, Page, Role } from "../../api/contract";

export const ROLES = ["admin", "manager", "sales", "steward", "service", "viewer"] as const satisfies readonly Role[];
export const SHORTEST_PASSWORD = 12;

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: ({ signal }) => api.get<ApiToken[]>("/tokens", undefined, signal),
});

export const accountsQuery = queryOptions({
  queryKey: ["accounts"],
  queryFn: ({ signal }) => api.get<Account[]>("/accounts", undefined, signal),
});

export const ENTRIES = 50;

export const auditQuery = (page: number) => {
  const parameters = { limit: ENTRIES, offset: (page - 1) * ENTRIES };
  return queryOptions({
    queryKey: ["audit", parameters],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Page<AuditEntry>>("/audit", parameters, signal),
  });
};
