import { useMemo } from "react";
import { useFormats } from "../../format/useFormats";

/** Days as a calendar heads them: Mo., 02.11. */
export function useDayNames() {
  const { locale } = useFormats();
  return useMemo(() => {
    const short = new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "short", day: "2-digit", month: "2-digit" });
    const weekday = new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "long" });
    const date = (day: string) => new Date(`${day}T00:00:00Z`);
    return {
      short: (day: string) => short.format(date(day)),
      weekday: (day: string) => weekday.format(date(day)),
      /** 1 is Monday. */
      weekdayOf: (number: number) => weekday.format(new Date(Date.UTC(2024, 0, number))),
    };
  }, [locale]);
}
