import type { TimeSpan } from "../../api/tours";
import { at, clock, dayOf } from "../tours/clock";

/** A time span while it is written: parts of it may be missing. */
export interface WrittenSpan {
  day: string | null;
  from: string;
  until: string;
}

export function writtenOf({ from, until }: TimeSpan): WrittenSpan {
  return { day: dayOf(from), from: clock(from), until: clock(until) };
}

/** null where something is missing or it ends before it begins. */
export function spanOf({ day, from, until }: WrittenSpan): TimeSpan | null {
  if (day === null || from === "" || until === "" || until <= from) return null;
  return { from: at(day, from), until: at(day, until) };
}
