import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TourBreach } from "../../api/tours";
import { useFormats } from "../../format/useFormats";
import { useDurations } from "./useDurations";

/** What a change breaks, in a sentence. */
export function useBreachText(technicianName: (id: string | null | undefined) => string) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const duration = useDurations();
  return useMemo(
    () =>
      (breach: TourBreach): string => {
        const minutes = duration(breach.minutes ?? 0);
        switch (breach.kind) {
          case "window_missed":
          case "promise_missed":
          case "overtime":
          case "drive_too_long":
            return t(`breach.${breach.kind}`, { minutes });
          case "promised_to":
            return t("breach.promised_to", { technician: technicianName(breach.promised_technician_id) });
          case "skills_lacking":
            return t("breach.skills_lacking", { skills: format.list(breach.skills ?? []) });
          case "other_region":
            return t("breach.other_region", { region: breach.region ?? "" });
          case "due_passed":
            return t(breach.strict ? "breach.due_passed_strict" : "breach.due_passed", { count: breach.days ?? 0, number: format.number(breach.days ?? 0, 0) });
        }
      },
    [t, format, duration, technicianName],
  );
}
