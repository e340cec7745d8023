import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, isChangedMeanwhile } from "../../api/client";
import type { Policy, PolicyPartOf } from "../../api/contract";
import { useMay } from "../../api/session";
import { notify } from "../../components/notify";
import { policyQuery } from "./queries";

export type PartName = "weights" | "suppressing" | "conversations" | "capacity";

/** A part of the policy as it is edited: nothing counts before it is saved. */
export interface EditedPart<T> {
  value: T;
  set: (value: T) => void;
  /** Whether it says something else than what is settled. */
  isChanged: boolean;
  isUsual: boolean;
  isLocked: boolean;
  isSaving: boolean;
  save: () => void;
  discard: () => void;
  reset: () => void;
}

// Both come from the server or are made of what came from it, so that fields and names stand in a fixed order.
const sorted = (value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(
        Object.entries(value)
          .map(([name, of]) => [name, sorted(of)] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      )
    : value;
const isSame = (a: unknown, b: unknown) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** Edits and saves a part. Where somebody else was first, what was edited stays and the new state is loaded. */
export function usePart<T extends Policy[PartName]["value"]>(name: PartName, part: PolicyPartOf<T>): EditedPart<T> {
  const { t } = useTranslation("policy");
  const client = useQueryClient();
  const may = useMay();
  // With the edition it was made of: what somebody else saves meanwhile must not be overwritten unseen.
  const [draft, setDraft] = useState<{ value: T; etag: string } | null>(null);
  const value = draft?.value ?? part.value;
  const set = (next: T) => setDraft((before) => ({ value: next, etag: before?.etag ?? part.etag }));
  const put = useMutation({
    mutationFn: () => api.put<Policy>(`/policy/${name}`, value, { etag: draft?.etag ?? part.etag }),
    onSuccess: (policy) => {
      client.setQueryData(policyQuery.queryKey, policy);
      setDraft(null);
      notify({ message: t("saved") });
    },
    onError: async (error) => {
      if (!isChangedMeanwhile(error)) return;
      const { [name]: now } = await client.fetchQuery({ ...policyQuery, staleTime: 0 });
      setDraft((before) => before && { ...before, etag: now.etag });
    },
  });
  return {
    value,
    set,
    isChanged: !isSame(value, part.value),
    isUsual: isSame(value, part.usual),
    isLocked: !may("approve"),
    isSaving: put.isPending,
    save: () => put.mutate(),
    discard: () => setDraft(null),
    reset: () => set(part.usual),
  };
}
