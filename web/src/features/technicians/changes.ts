import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { CalendarAddress, Technician, TechnicianBody } from "../../api/tours";
import { notify } from "../../components/notify";
import { useRefreshTours } from "../tours/changes";

/** Enters a technician, or changes one. */
export function useSaveTechnician() {
  const { t } = useTranslation("technicians");
  const refresh = useRefreshTours();
  return useMutation({
    mutationFn: ({ technician, body }: { technician?: Technician; body: TechnicianBody }) =>
      technician
        ? api.put<Technician>(`/technicians/${encodeURIComponent(technician.id)}`, body, { etag: technician.etag })
        : api.post<Technician>("/technicians", body),
    onSuccess: ({ name }) => notify({ message: t("notice.saved", { name }) }),
    onSettled: refresh,
  });
}

/** Of a technician chosen by the dispatcher, or the own one. */
export const OWN = "own";

const calendarOf = (technician: string) => (technician === OWN ? "/my-day/calendar" : `/technicians/${encodeURIComponent(technician)}/calendar`);

/** Makes a secret address of the calendar; the one before ends. */
export function useMakeCalendar() {
  const refresh = useRefreshTours();
  return useMutation({ mutationFn: (technician: string) => api.post<CalendarAddress>(calendarOf(technician)), onSuccess: refresh });
}

export function useEndCalendar() {
  const { t } = useTranslation("technicians");
  const refresh = useRefreshTours();
  return useMutation({
    mutationFn: (technician: string) => api.delete(calendarOf(technician)),
    onSuccess: () => notify({ message: t("calendar.ended") }),
    onSettled: refresh,
  });
}
