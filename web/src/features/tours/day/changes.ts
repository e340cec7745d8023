import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../../api/client";
import type { Visit } from "../../../api/tours";
import { notify } from "../../../components/notify";
import { useRefreshTours } from "../changes";

export function useStart() {
  const refresh = useRefreshTours();
  return useMutation({ mutationFn: (visit: Visit) => api.post<Visit>(`/visits/${encodeURIComponent(visit.id)}/start`), onSettled: refresh });
}

export function useFinishVisit() {
  const { t } = useTranslation("tours");
  const refresh = useRefreshTours();
  return useMutation({
    mutationFn: ({ visit, note }: { visit: Visit; note: string }) => api.post<Visit>(`/visits/${encodeURIComponent(visit.id)}/finish`, note.trim() === "" ? {} : { note: note.trim() }),
    onSuccess: () => notify({ message: t("day.finished_notice") }),
    onSettled: refresh,
  });
}
