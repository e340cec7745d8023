import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TourLimit } from "../../api/tours";
import { useFormats } from "../../format/useFormats";
import { useDurations } from "./useDurations";

/** Why a visit is on no tour, in a sentence; with how many technician-days that excludes where it is not alone. */
export function useLimitText(technicianName: (id: string | null | undefined) => string) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const duration = useDurations();
  return useMemo(() => {
    const text = (limit: TourLimit, isOnly: boolean): string => {
      const technician = technicianName(limit.technician_id);
      const day = limit.day ? format.day(limit.day) : "";
      const missing = duration(limit.missing_minutes ?? 0);
      switch (limit.limit) {
        case "skills":
          return limit.lacking && limit.lacking.length > 0 ? t("limit.skills", { skills: format.list(limit.lacking) }) : t(isOnly ? "limit.skills_together" : "limit.skills_some");
        case "region":
          return t(isOnly ? "limit.region" : "limit.region_some", { region: limit.region ?? "" });
        case "due":
          return t("limit.due", { day: limit.due_on ? format.day(limit.due_on) : "", first: limit.first_day ? format.day(limit.first_day) : "" });
        case "window_too_short":
          return t("limit.window_too_short", { longest: duration(limit.longest_minutes ?? 0), needed: duration(limit.duration_minutes ?? 0) });
        case "promise":
          return t("limit.promise", { technician });
        case "full":
          return t("limit.full", { technician, day, missing, stop: (limit.position ?? 0) + 1 });
        case "fits_now":
          return t("limit.fits_now", { technician, day });
        case "drive":
          return t("limit.drive", { technician, day, missing });
        case "too_far":
          return t("limit.too_far", { technician, day, missing });
        case "by_hand":
        case "outside_hours":
        case "nobody_works":
        case "no_place":
        case "not_reported":
          return t(`limit.${limit.limit}`);
      }
    };
    const days = (limit: TourLimit) => t("limit.days", { count: limit.technician_days, number: format.number(limit.technician_days, 0) });
    return { text, days };
  }, [t, format, duration, technicianName]);
}
