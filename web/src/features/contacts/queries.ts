import { keepPreviousData, queryOptions, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { api } from "../../api/client";
import type { ContactDetail, ContactPolicy, ContactsView, PolicyEffect, WantedPolicy } from "../../api/contract";
import type { ContactsSearch } from "./search";

/** Contacts shown at once. */
export const PART = 25;

/** The contacts; what was shown before stays until the answer is there. */
export const contactsQuery = ({ q, state, country, part = 1 }: ContactsSearch) => {
  const parameters = { q, state, country, limit: PART, offset: (part - 1) * PART };
  return queryOptions({
    queryKey: ["contacts", "list", parameters],
    queryFn: ({ signal }) => api.get<ContactsView>("/contacts", parameters, signal),
    placeholderData: keepPreviousData,
  });
};

export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ["contacts", "one", id],
    queryFn: ({ signal }) => api.get<ContactDetail>(`/contacts/${id}`, undefined, signal),
  });

export const contactPolicyQuery = queryOptions({
  queryKey: ["contacts", "policy"],
  queryFn: ({ signal }) => api.get<ContactPolicy>("/contact-policy", undefined, signal),
});

/** To how many contacts mail could go by itself by another policy. */
export const effectQuery = (policy: WantedPolicy) =>
  queryOptions({
    queryKey: ["contacts", "effect", policy],
    queryFn: ({ signal }) => api.post<PolicyEffect>("/contact-policy/preview", policy, { signal }),
    gcTime: 60_000,
    meta: { quiet: true },
  });

/** What is entered shows at once, in the list and in the contact. */
export function useRefresh() {
  const client = useQueryClient();
  return useCallback(() => client.invalidateQueries({ queryKey: ["contacts"] }), [client]);
}
