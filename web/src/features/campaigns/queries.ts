import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { CampaignDetail, CampaignDryRun, Campaigns, CampaignScope, Enrolment } from "../../api/contract";

export const campaignPath = (id: string) => `/campaigns/${encodeURIComponent(id)}`;

export const campaignsQuery = queryOptions({
  queryKey: ["campaigns"],
  queryFn: ({ signal }) => api.get<Campaigns>("/campaigns", undefined, signal),
});

/** A campaign, or the template of this id where no campaign was made of it yet. */
export const campaignQuery = (id: string) =>
  queryOptions({
    queryKey: ["campaigns", "one", id],
    queryFn: ({ signal }) => api.get<CampaignDetail>(campaignPath(id), undefined, signal),
  });

/** What would happen if it went live for this scope; nothing is saved and nothing sent. */
export const dryRunQuery = (id: string, scope: CampaignScope) =>
  queryOptions({
    queryKey: ["campaigns", "dry-run", id, scope],
    queryFn: ({ signal }) => api.post<CampaignDryRun>(`${campaignPath(id)}/dry-run`, { scope }, { signal }),
    gcTime: 60_000,
  });

export const enrolmentsQuery = (campaign: string) =>
  queryOptions({
    queryKey: ["campaigns", "enrolments", campaign],
    queryFn: ({ signal }) => api.get<Enrolment[]>("/enrolments", { campaign }, signal),
    placeholderData: keepPreviousData,
  });

/** The campaigns a machine takes part in, with what came of each step. */
export const machineEnrolmentsQuery = (machine: string) =>
  queryOptions({
    queryKey: ["campaigns", "machine", machine],
    queryFn: ({ signal }) => api.get<Enrolment[]>("/enrolments", { machine }, signal),
  });
