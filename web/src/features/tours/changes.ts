import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError, isChangedMeanwhile } from "../../api/client";
import type { TourChecked, TourEdit } from "../../api/tours";
import { notify } from "../../components/notify";
import { notifyError } from "../../components/notifyError";

/** Tours, visits and technicians show each other: what changes one is read anew in all. */
export function useRefreshTours(): () => void {
  const client = useQueryClient();
  return useCallback(() => {
    for (const key of ["tours", "visits", "technicians", "my-day"]) void client.invalidateQueries({ queryKey: [key] });
  }, [client]);
}

/** Somebody else changed the tours since they were read. */
export function isStale(error: unknown): boolean {
  return isChangedMeanwhile(error);
}

/** What would break is known to the server better than to the page: it may have changed since it was shown. */
export function breaksAnew(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409 && error.problem.code === "breaks";
}

/** Says that the plan is another one by now, and shows it. */
export function useStaleNotice(): (error: unknown) => void {
  const { t } = useTranslation("tours");
  const refresh = useRefreshTours();
  return useCallback(
    (error: unknown) => {
      if (isStale(error)) notify({ color: "amber", title: t("stale.title"), message: t("stale.text"), autoClose: 12_000 });
      else notifyError(error);
      refresh();
    },
    [t, refresh],
  );
}

export function useCheck() {
  return useMutation({ mutationFn: (edit: TourEdit) => api.post<TourChecked>("/tours/check", edit) });
}

export interface Move {
  edit: TourEdit;
  etag: string;
  /** What breaks was shown, and is taken. */
  accept: boolean;
}

export function useMove() {
  const refresh = useRefreshTours();
  return useMutation({
    // What was read before and is not so any more is said by who asked.
    meta: { quiet: true },
    mutationFn: ({ edit, etag, accept }: Move) => api.post<TourChecked>("/tours/move", { ...edit, accept }, { etag }),
    onSuccess: refresh,
  });
}

const UNDO = "tours-undo";

export function hideUndo(): void {
  notifications.hide(UNDO);
}

/** One message at a time: an older "undo" would take back something newer than it says. */
export function showUndo(message: Parameters<typeof notify>[0]): void {
  hideUndo();
  notify({ id: UNDO, autoClose: 12_000, ...message });
}
