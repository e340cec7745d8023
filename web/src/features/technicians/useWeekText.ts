import { useTranslation } from "react-i18next";
import type { WorkDay } from "../../api/tours";
import { useFormats } from "../../format/useFormats";

/** "Mo.–Fr. 07:30–16:30, Pause 12:00–12:45": days with the same hours are said once. */
export function useWeekText(): (week: readonly WorkDay[]) => string {
  const { t } = useTranslation("technicians");
  const { locale } = useFormats();
  const weekday = new Intl.DateTimeFormat(locale, { timeZone: "UTC", weekday: "short" });
  const nameOf = (number: number) => weekday.format(new Date(Date.UTC(2024, 0, number)));
  const hoursOf = ({ from, until, breaks }: WorkDay) => {
    const hours = `${from.slice(0, 5)}–${until.slice(0, 5)}`;
    return breaks.length === 0 ? hours : t("week.with_break", { hours, breaks: breaks.map((of) => `${of.from.slice(0, 5)}–${of.until.slice(0, 5)}`).join(", ") });
  };
  return (week) => {
    if (week.length === 0) return t("week.none");
    const runs: { first: number; last: number; hours: string }[] = [];
    for (const day of [...week].sort((a, b) => a.weekday - b.weekday)) {
      const hours = hoursOf(day);
      const before = runs.at(-1);
      if (before && before.hours === hours && before.last === day.weekday - 1) before.last = day.weekday;
      else runs.push({ first: day.weekday, last: day.weekday, hours });
    }
    return runs.map(({ first, last, hours }) => `${first === last ? nameOf(first) : `${nameOf(first)}–${nameOf(last)}`} ${hours}`).join("; ");
  };
}
