import { daysAfter } from "../../format/formats";

/** The address of the page: which days, whose region, the day in hours, the tour that is looked at. */
export interface TourSearch {
  /** Today where it is not said. */
  from?: string;
  days?: number;
  region?: string;
  /** Shown in hours instead of all days. */
  day?: string;
  /** Technician and day, as `tourKey` joins them. */
  tour?: string;
}

export const SPANS = [1, 5, 7, 10, 14] as const;
export const USUAL_DAYS = 5;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function isDay(value: unknown): value is string {
  return typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value));
}

export function tourSearch(raw: Record<string, unknown>): TourSearch {
  const search: TourSearch = {};
  if (isDay(raw.from)) search.from = raw.from;
  const days = Number(raw.days);
  if (Number.isInteger(days) && days >= 1 && days <= 31 && days !== USUAL_DAYS) search.days = days;
  if (typeof raw.region === "string" && raw.region !== "") search.region = raw.region;
  if (isDay(raw.day)) search.day = raw.day;
  if (typeof raw.tour === "string" && raw.tour.includes("~")) search.tour = raw.tour;
  return search;
}

export function tourKey(technician: string, day: string): string {
  return `${technician}~${day}`;
}

/** The days from the first to the last. */
export function daysOf(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last && days.length < 31; day = daysAfter(day, 1)) days.push(day);
  return days;
}
