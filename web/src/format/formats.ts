import type { Language } from "../api/contract";

const LOCALE: Record<Language, string> = { de: "de-DE", en: "en-GB", it: "it-IT" };

export interface Formats {
  locale: string;
  /** 12.345,6 — at most `digits` decimals (default 2) */
  number: (value: number, digits?: number) => string;
  /** 0.42 -> 42 % */
  percent: (share: number, digits?: number) => string;
  /** Whole euros by default; pass the currency where the source names one. */
  money: (value: number, currency?: string | null, digits?: number) => string;
  /** Large sums in tiles: 1,2 Mio. € */
  moneyShort: (value: number, currency?: string | null) => string;
  bytes: (value: number) => string;
  /** 22.11.2026, from "2026-11-22" */
  day: (day: string) => string;
  /** 22. November 2026 */
  dayLong: (day: string) => string;
  /** Sonntag, 22. November 2026 */
  dayFull: (day: string) => string;
  /** Nov. 2026, from "2026-11" or a day */
  month: (month: string) => string;
  /** 22.11.2026, 14:05 local time, from an RFC 3339 instant */
  instant: (instant: string) => string;
  time: (instant: string) => string;
  /** vor 3 Tagen, morgen; whole days from `from` to `day` */
  daysFrom: (day: string, from: string) => string;
  /** Kunde, Land und Ort */
  list: (items: readonly string[]) => string;
}

// Days have no time zone: read and print them in UTC so that they cannot slip.
function dayAsUtc(day: string): Date {
  return new Date(`${day.length === 7 ? `${day}-01` : day.slice(0, 10)}T00:00:00Z`);
}

export function daysBetween(from: string, to: string): number {
  return Math.round((dayAsUtc(to).getTime() - dayAsUtc(from).getTime()) / 86_400_000);
}

/** The day so many days later, or earlier. */
export function daysAfter(day: string, days: number): string {
  const date = dayAsUtc(day);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

function makeFormats(language: Language): Formats {
  const locale = LOCALE[language];
  // Italian leaves four digits ungrouped by default; columns of money read better alike.
  const useGrouping = language === "it" ? "always" : true;
  const kept = new Map<string, Intl.NumberFormat>();
  // Intl formatters are slow to make and tables print thousands of numbers.
  const numbers = (key: string, options: Intl.NumberFormatOptions) => {
    let format = kept.get(key);
    // "negative" leaves the sign off nothing: sums of no amounts come as -0 and would read "-0 €".
    if (!format) kept.set(key, (format = new Intl.NumberFormat(locale, { signDisplay: "negative", ...options })));
    return format;
  };
  const utc = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  const day = utc({ day: "2-digit", month: "2-digit", year: "numeric" });
  const dayLong = utc({ day: "numeric", month: "long", year: "numeric" });
  const dayFull = utc({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const month = utc({ month: "short", year: "numeric" });
  const instant = new Intl.DateTimeFormat(locale, { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const list = new Intl.ListFormat(locale, { type: "conjunction" });
  const money: Formats["money"] = (value, currency, digits = 0) =>
    numbers(`m${currency ?? "EUR"}${digits}`, {
      style: "currency",
      currency: currency ?? "EUR",
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      useGrouping,
    }).format(value);
  const printed = (format: Intl.DateTimeFormat, date: Date, given: string) => (Number.isNaN(date.getTime()) ? given : format.format(date));

  return {
    locale,
    number: (value, digits = 2) =>
      numbers(`n${digits}`, { maximumFractionDigits: digits, useGrouping }).format(value),
    percent: (share, digits = 0) => numbers(`p${digits}`, { style: "percent", maximumFractionDigits: digits }).format(share),
    money,
    moneyShort: (value, currency) =>
      Math.abs(value) < 1_000_000
        ? money(value, currency)
        : numbers(`c${currency ?? "EUR"}`, {
            style: "currency",
            currency: currency ?? "EUR",
            notation: "compact",
            minimumFractionDigits: 1,
            maximumFractionDigits: 1,
          }).format(value),
    bytes: (value) => {
      const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
      const step = value < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(value) / 3));
      const unit = units[step] ?? "byte";
      return numbers(`b${unit}`, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: step < 2 ? 0 : 1 }).format(value / 1000 ** step);
    },
    day: (value) => printed(day, dayAsUtc(value), value),
    dayLong: (value) => printed(dayLong, dayAsUtc(value), value),
    dayFull: (value) => printed(dayFull, dayAsUtc(value), value),
    month: (value) => printed(month, dayAsUtc(value), value),
    instant: (value) => printed(instant, new Date(value), value),
    time: (value) => printed(time, new Date(value), value),
    daysFrom: (value, from) => {
      const days = daysBetween(from, value);
      if (Math.abs(days) < 60) return relative.format(days, "day");
      if (Math.abs(days) < 730) return relative.format(Math.round(days / 30.44), "month");
      return relative.format(Math.round(days / 365.25), "year");
    },
    list: (items) => list.format(items),
  };
}

const made = new Map<Language, Formats>();

export function formatsOf(language: Language): Formats {
  let formats = made.get(language);
  if (!formats) made.set(language, (formats = makeFormats(language)));
  return formats;
}
