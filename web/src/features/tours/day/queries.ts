import { queryOptions } from "@tanstack/react-query";
import { api, ApiError } from "../../../api/client";
import type { MyDay, Tours } from "../../../api/tours";
import { daysAfter } from "../../../format/formats";
import { dayOf } from "../clock";

/** The own day of who is signed in; null where the account is no technician's. */
export const myDayQuery = (day: string, enabled: boolean) =>
  queryOptions({
    queryKey: ["my-day", day],
    enabled,
    queryFn: async ({ signal }) => {
      try {
        return await api.get<MyDay>("/my-day", { day }, signal);
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });

/** The same of a technician whom the dispatcher chose. */
export const dayOfQuery = (technician: string | undefined, day: string) =>
  queryOptions({
    queryKey: ["tours", "day", day],
    enabled: technician !== undefined,
    queryFn: ({ signal }) => api.get<Tours>("/tours", { from: day, days: 1 }, signal),
    select: (tours): MyDay | null => {
      const found = tours.technicians.find(({ id }) => id === technician);
      if (!found) return null;
      return {
        technician_id: found.id,
        technician_name: found.name,
        day,
        shift: found.shifts.find(({ from }) => dayOf(from) === day) ?? null,
        tour: tours.tours.find((tour) => tour.technician_id === found.id && tour.day === day) ?? null,
        visits: tours.visits,
        previous_day: daysAfter(day, -1),
        next_day: daysAfter(day, 1),
      };
    },
  });
