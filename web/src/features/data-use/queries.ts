import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { DataUseRegister } from "../../api/contract";
import type { DataUseSearch } from "./search";

/** Machines shown at once. */
export const PART = 25;

/** What is agreed; what was shown before stays until the answer is there. */
export const registerQuery = ({ q, state, part = 1 }: DataUseSearch) => {
  const parameters = { q, state, limit: PART, offset: (part - 1) * PART };
  return queryOptions({
    queryKey: ["data-use", parameters],
    queryFn: ({ signal }) => api.get<DataUseRegister>("/data-use", parameters, signal),
    placeholderData: keepPreviousData,
  });
};
