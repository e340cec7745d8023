import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { PlanJob, Tours, TourSettings } from "../../api/tours";
import { type TourSearch, USUAL_DAYS } from "./search";

/** Tours, and what is on none, of some days. */
export const toursQuery = ({ from, days, region }: TourSearch, today: string) => {
  const parameters = { from: from ?? today, days: days ?? USUAL_DAYS, region };
  return queryOptions({
    queryKey: ["tours", "plan", parameters],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Tours>("/tours", parameters, signal),
  });
};

/** Regions and skills to choose from, and how long each kind of visit usually takes. */
export const tourSettingsQuery = queryOptions({
  queryKey: ["tours", "settings"],
  queryFn: ({ signal }) => api.get<TourSettings>("/tours/settings", undefined, signal),
});

const RUNNING = ["waiting", "running"];

/** A search takes seconds: it is asked for often, should the stream of events be cut. */
export const planJobQuery = (id: string | undefined) =>
  queryOptions({
    queryKey: ["jobs", id ?? ""],
    enabled: id !== undefined,
    queryFn: ({ signal }) => api.get<PlanJob>(`/jobs/${encodeURIComponent(id ?? "")}`, undefined, signal),
    refetchInterval: (query) => (query.state.data && !RUNNING.includes(query.state.data.state) ? false : 1000),
  });
