import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, isChangedMeanwhile } from "../../api/client";
import type { SalesforceCheck, SalesforceMapping } from "../../api/contract";
import { notify } from "../../components/notify";
import type { Draft } from "./draft";

export const mappingQuery = queryOptions({
  queryKey: ["salesforce", "mapping"],
  queryFn: ({ signal }) => api.get<SalesforceMapping>("/connectors/salesforce/mapping", undefined, signal),
  // Each look is some calls of the org's day, and what is being edited must not change under the hand.
  staleTime: Infinity,
});

/** Saves the mapping; the page shows what is wrong itself. `etag` is the edition it was made of. */
export function useSave(onSaved: () => void) {
  const { t } = useTranslation("salesforce");
  const client = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: ({ draft, etag }: { draft: Draft; etag: string }) => api.put<SalesforceMapping>("/connectors/salesforce/mapping", draft, { etag }),
    onSuccess: (saved) => {
      client.setQueryData(mappingQuery.queryKey, saved);
      onSaved();
      notify({ message: t("saved") });
    },
    onError: (error) => (isChangedMeanwhile(error) ? client.fetchQuery({ ...mappingQuery, staleTime: 0 }) : undefined),
  });
}

/** Looks what the org lacks for a draft; what it has of the objects named is shown from then on. */
export function useCheck() {
  const client = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: (draft: Draft) => api.post<SalesforceCheck>("/connectors/salesforce/mapping/check", draft),
    onSuccess: ({ org }) => {
      if (org) client.setQueryData(mappingQuery.queryKey, (known) => known && { ...known, org });
    },
  });
}
