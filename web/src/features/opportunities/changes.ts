import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { api, isChangedMeanwhile } from "../../api/client";
import type { OpportunityDetail, OpportunityRow, Stage } from "../../api/contract";
import { useMay, useSession } from "../../api/session";
import { notifyError } from "../../components/notifyError";
import { useFormats } from "../../format/useFormats";
import { newestKnown, replaced } from "./editions";
import { nameOf, tellConflict, tellDone, tellUndone } from "./notices";
import { placeDetail, placeRow } from "./placing";
import { opportunityQuery, peopleQuery } from "./queries";
import type { LostReason } from "./stages";

export interface Change {
  stage?: Stage;
  lost_reason?: LostReason;
  owner?: string;
  follow_up_on?: string | null;
}

// One after the other: the second change of the same opportunity needs the etag that the first one brings.
const SCOPE = { id: "opportunities" };

const pathOf = (row: OpportunityRow) => `/opportunities/${encodeURIComponent(row.id)}`;

function accept(client: QueryClient, row: OpportunityRow, now: OpportunityDetail): void {
  replaced(row, now.etag);
  placeDetail(client, now);
}

/** Shows how the thing stands now and offers to do the same again. */
async function settleConflict(client: QueryClient, error: unknown, row: OpportunityRow, again?: () => void): Promise<void> {
  if (!isChangedMeanwhile(error)) {
    notifyError(error);
    return;
  }
  try {
    const now = await client.fetchQuery({ ...opportunityQuery(row.id), staleTime: 0 });
    accept(client, row, now);
    tellConflict(error, now, again);
  } catch (failure) {
    notifyError(failure);
  }
}

export function useUndo() {
  const client = useQueryClient();
  return useMutation({
    scope: SCOPE,
    meta: { quiet: true },
    mutationFn: (row: OpportunityRow) => api.post<OpportunityDetail>(`${pathOf(row)}/undo`, undefined, { etag: newestKnown(row) }),
    onSuccess: (now, row) => {
      accept(client, row, now);
      tellUndone(now);
    },
    // Not offered again: the newest change is now someone else's.
    onError: (error, row) => settleConflict(client, error, row),
  });
}

export function useChange() {
  const client = useQueryClient();
  const { today } = useSession();
  const { t } = useTranslation("opportunities");
  const format = useFormats();
  const undo = useUndo();
  const told = (change: Change, row: OpportunityRow): string => {
    const name = nameOf(row);
    if (change.stage) return t("notice.moved", { name, stage: t(`stage.${change.stage}`) });
    if (change.owner) return t("notice.owner", { name, owner: change.owner });
    return change.follow_up_on ? t("notice.follow_up", { name, day: format.day(change.follow_up_on) }) : t("notice.no_follow_up", { name });
  };
  const mutation = useMutation({
    scope: SCOPE,
    meta: { quiet: true },
    mutationFn: ({ row, change }: { row: OpportunityRow; change: Change }) =>
      api.patch<OpportunityDetail>(pathOf(row), change, { etag: newestKnown(row) }),
    onMutate: async ({ row, change }) => {
      // An answer on its way would show the old state again. Queries that have nothing to show yet go on.
      await client.cancelQueries({ queryKey: ["opportunities"], predicate: ({ state }) => state.data !== undefined });
      const moved = change.stage ? { stage_since: today, lost_reason: change.lost_reason ?? null } : {};
      placeRow(client, { ...row, ...change, ...moved });
    },
    onSuccess: (now, { row, change }) => {
      accept(client, row, now);
      tellDone(now, told(change, now), () => undo.mutate(now));
    },
    onError: (error, variables) => {
      placeRow(client, variables.row);
      void client.invalidateQueries({ queryKey: ["opportunities"] });
      return settleConflict(client, error, variables.row, () => mutation.mutate(variables));
    },
  });
  return mutation;
}

export function useAddNote() {
  const client = useQueryClient();
  const { t } = useTranslation("opportunities");
  const undo = useUndo();
  return useMutation({
    scope: SCOPE,
    mutationFn: ({ row, text }: { row: OpportunityRow; text: string }) => api.post<OpportunityDetail>(`${pathOf(row)}/notes`, { text }),
    onSuccess: (now, { row }) => {
      accept(client, row, now);
      tellDone(now, t("notice.note", { name: nameOf(now) }), () => undo.mutate(now));
    },
  });
}

/** Managers change everyone's opportunities, others their own and those no account owns; the server decides, this spares a refusal. */
export function useCanEdit(): (row: OpportunityRow) => boolean {
  const may = useMay();
  const { account } = useSession();
  const people = useQuery(peopleQuery).data;
  return useCallback(
    (row) => {
      if (may("work_all")) return true;
      const nobodys = people !== undefined && !people.some(({ name, is_account }) => is_account && name === row.owner);
      return may("work") && (row.owner === account.name || nobodys);
    },
    [may, account.name, people],
  );
}
