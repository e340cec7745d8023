import { isDay } from "../search";

/** The address of the page: whose day, for those who plan; today where it is not said. */
export interface DaySearch {
  technician?: string;
  day?: string;
}

export function daySearch(raw: Record<string, unknown>): DaySearch {
  return {
    technician: typeof raw.technician === "string" && raw.technician !== "" ? raw.technician : undefined,
    day: isDay(raw.day) ? raw.day : undefined,
  };
}
