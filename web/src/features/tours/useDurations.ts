import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../format/useFormats";

/** Minutes as people say them: 35 Min., 1 Std. 35 Min. */
export function useDurations(): (minutes: number) => string {
  const { t } = useTranslation("tours");
  const format = useFormats();
  return useMemo(
    () => (minutes: number) => {
      const [hours, rest] = [Math.floor(minutes / 60), Math.round(minutes % 60)];
      if (hours === 0) return t("duration.minutes", { minutes: rest });
      if (rest === 0) return t("duration.hours", { hours: format.number(hours, 0) });
      return t("duration.both", { hours: format.number(hours, 0), minutes: rest });
    },
    [t, format],
  );
}
