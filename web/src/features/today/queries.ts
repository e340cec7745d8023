import { queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Today } from "../../api/contract";

export const todayQuery = queryOptions({
  queryKey: ["today"],
  queryFn: ({ signal }) => api.get<Today>("/today", undefined, signal),
});
