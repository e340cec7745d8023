import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Technician } from "../../api/tours";

export const techniciansQuery = queryOptions({
  queryKey: ["technicians"],
  queryFn: ({ signal }) => api.get<Technician[]>("/technicians", undefined, signal),
});
