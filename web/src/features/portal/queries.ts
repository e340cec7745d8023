import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { PortalContacts, PortalLook, PortalNotices, PortalRequests } from "../../api/contract";

/** Who of a customer may sign in to the portal. */
export const contactsQuery = (customer: string) =>
  queryOptions({
    queryKey: ["portal-contacts", customer],
    queryFn: ({ signal }) => api.get<PortalContacts>("/portal-contacts", { customer }, signal),
  });

/** What was put into the portal, and what was answered; for a machine or an opportunity. */
export const noticesQuery = (of: { machine: string } | { opportunity: string }) =>
  queryOptions({
    queryKey: ["portal-notices", of],
    queryFn: ({ signal }) => api.get<PortalNotices>("/portal-notices", of, signal),
  });

/** What a machine's owner asked for in the portal. */
export const requestsQuery = (machine: string) =>
  queryOptions({
    queryKey: ["portal-requests", machine],
    queryFn: ({ signal }) => api.get<PortalRequests>("/portal-requests", { machine }, signal),
  });

export const lookQuery = queryOptions({
  queryKey: ["portal-theme"],
  queryFn: ({ signal }) => api.get<PortalLook>("/portal-theme", undefined, signal),
});
