import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { ProposalsTaken, Visit, VisitBody, VisitChange, VisitOffered } from "../../api/tours";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";
import { useRefreshTours } from "../tours/changes";

const pathOf = (visit: Visit) => `/visits/${encodeURIComponent(visit.id)}`;

export function useCreateVisit() {
  const { t } = useTranslation("visits");
  const refresh = useRefreshTours();
  return useMutation({
    mutationFn: (body: VisitBody) => api.post<Visit>("/visits", body),
    onSuccess: (made) => {
      notify({ message: t(made.latitude === null ? "notice.created_no_place" : "notice.created") });
      refresh();
    },
  });
}

export function useChangeVisit() {
  const { t } = useTranslation("visits");
  const refresh = useRefreshTours();
  return useMutation({
    mutationFn: ({ visit, body }: { visit: Visit; body: VisitChange }) => api.patch<Visit>(pathOf(visit), body, { etag: visit.etag }),
    onSuccess: () => notify({ message: t("notice.changed") }),
    // Somebody else may have changed it: what is shown is not so any more.
    onSettled: refresh,
  });
}

/** Promises the customer what is planned now, or takes the promise back. */
export function usePromise() {
  const { t } = useTranslation("visits");
  const refresh = useRefreshTours();
  return useMutation({
    mutationFn: ({ visit, tolerance }: { visit: Visit; tolerance: number | null }) =>
      tolerance === null
        ? api.delete<Visit>(`${pathOf(visit)}/promise`, { etag: visit.etag })
        : api.post<Visit>(`${pathOf(visit)}/promise`, { tolerance_minutes: tolerance }, { etag: visit.etag }),
    onSuccess: (_visit, { tolerance }) => notify({ message: t(tolerance === null ? "notice.unpromised" : "notice.promised") }),
    onSettled: refresh,
  });
}

/** Lets the customer choose the time in the portal, or takes that back. */
export function useOfferVisit() {
  const { t } = useTranslation("visits");
  const refresh = useRefreshTours();
  return useMutation({
    mutationFn: ({ visit, offered }: { visit: Visit; offered: boolean }) => api.post<VisitOffered>(`${pathOf(visit)}/offer`, { offered }, { etag: visit.etag }),
    onSuccess: ({ contacts, by_mail }, { offered }) =>
      notify({ message: offered ? `${t("notice.offered", { count: contacts })} ${t("notice.offered_mail", { count: by_mail })}` : t("notice.not_offered") }),
    onSettled: refresh,
  });
}

export function useCancelVisit() {
  const { t } = useTranslation("visits");
  const refresh = useRefreshTours();
  return useMutation({
    mutationFn: ({ visit, reason, declined }: { visit: Visit; reason: string; declined: boolean }) =>
      api.post<Visit>(`${pathOf(visit)}/cancel`, { reason, declined }, { etag: visit.etag }),
    onSuccess: () => notify({ message: t("notice.cancelled") }),
    onSettled: refresh,
  });
}

/** The server takes so many at once. */
const AT_ONCE = 500;

/** Makes visits of proposals, all of them or as far as the server came. */
export function useTakeProposals() {
  const { t } = useTranslation("visits");
  const format = useFormats();
  const refresh = useRefreshTours();
  return useMutation({
    mutationFn: async (opportunities: readonly string[]) => {
      const sum: ProposalsTaken = { added: 0, known: 0 };
      for (let from = 0; from < opportunities.length; from += AT_ONCE) {
        const taken = await api.post<ProposalsTaken>("/visits/proposals", { opportunity_ids: opportunities.slice(from, from + AT_ONCE) });
        sum.added += taken.added;
        sum.known += taken.known;
      }
      return sum;
    },
    onSuccess: ({ added, known }) => {
      const done = t("notice.taken", { count: added, number: format.number(added, 0) });
      notify({ message: known === 0 ? done : `${done} ${t("notice.taken_known", { count: known, number: format.number(known, 0) })}` });
    },
    onSettled: refresh,
  });
}
