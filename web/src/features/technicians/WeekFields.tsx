import { Checkbox, Fieldset, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { WorkDay } from "../../api/tours";
import { TimeInput } from "../../components/TimeInput";
import { useDayNames } from "../tours/useDayNames";
import classes from "./Technicians.module.css";

/** Hours of a weekday while they are written; one break is what people enter, more are kept. */
export interface WrittenDay {
  weekday: number;
  works: boolean;
  from: string;
  until: string;
  breakFrom: string;
  breakUntil: string;
  /** Breaks beyond the first, as they came. */
  more: WorkDay["breaks"];
}

export function writtenWeek(week: readonly WorkDay[]): WrittenDay[] {
  return [1, 2, 3, 4, 5, 6, 7].map((weekday) => {
    const day = week.find((of) => of.weekday === weekday);
    const [first, ...more] = day?.breaks ?? [];
    return {
      weekday,
      works: day !== undefined,
      from: (day?.from ?? "07:30").slice(0, 5),
      until: (day?.until ?? "16:30").slice(0, 5),
      breakFrom: (day ? (first?.from ?? "") : "12:00").slice(0, 5),
      breakUntil: (day ? (first?.until ?? "") : "12:45").slice(0, 5),
      more,
    };
  });
}

type Fault = "hours" | "break";

/** What is wrong with a day: it ends before it begins, or its break does or lies outside. */
export function faultOf({ works, from, until, breakFrom, breakUntil }: WrittenDay): Fault | null {
  if (!works) return null;
  if (from === "" || until === "" || until <= from) return "hours";
  const isBreak = breakFrom !== "" || breakUntil !== "";
  return isBreak && (breakFrom < from || breakUntil > until || breakUntil <= breakFrom || breakFrom === "") ? "break" : null;
}

export function weekOf(days: readonly WrittenDay[]): WorkDay[] {
  return days
    .filter(({ works }) => works)
    .map(({ weekday, from, until, breakFrom, breakUntil, more }) => ({
      weekday,
      from,
      until,
      breaks: [...(breakFrom === "" ? [] : [{ from: breakFrom, until: breakUntil }]), ...more],
    }));
}

interface Props {
  days: readonly WrittenDay[];
  tried: boolean;
  onChange: (days: WrittenDay[]) => void;
}

/** Working hours of a week, from leaving home to being back. */
export function WeekFields({ days, tried, onChange }: Props) {
  const { t } = useTranslation("technicians");
  const { weekdayOf } = useDayNames();
  const change = (weekday: number, part: Partial<WrittenDay>) => onChange(days.map((day) => (day.weekday === weekday ? { ...day, ...part } : day)));
  return (
    <Fieldset legend={t("week.legend")} p="sm">
      <Text size="sm" c="dimmed" mb="xs">
        {t("week.hint")}
      </Text>
      <Stack gap={6}>
        {days.map((day) => {
          const name = weekdayOf(day.weekday);
          const fault = tried ? faultOf(day) : null;
          const time = (key: "from" | "until" | "breakFrom" | "breakUntil", label: string) => (
            <TimeInput aria-label={`${name}, ${label}`} disabled={!day.works} value={day.works ? day[key] : ""} onChange={(of) => change(day.weekday, { [key]: of })} />
          );
          return (
            <div key={day.weekday}>
              <div className={classes.day}>
                <Checkbox label={name} checked={day.works} onChange={(event) => change(day.weekday, { works: event.currentTarget.checked })} />
                {time("from", t("week.from"))}
                {time("until", t("week.until"))}
                <Text size="sm" c="dimmed" className={classes.breakLabel}>
                  {t("week.break")}
                </Text>
                {time("breakFrom", t("week.break_from"))}
                {time("breakUntil", t("week.break_until"))}
              </div>
              {fault && (
                <Text size="sm" c="var(--mantine-color-error)" role="alert">
                  {name}: {t(`week.fault.${fault}`)}
                </Text>
              )}
            </div>
          );
        })}
      </Stack>
    </Fieldset>
  );
}
