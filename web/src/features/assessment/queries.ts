import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { AssessmentView, MachineRow, Page } from "../../api/contract";

/** Machines of a figure shown at once. */
export const MACHINES_A_PAGE = 100;

/** The report; `assumptions` are those that differ from the usual ones, as JSON. Events tell when it is stale. */
export const assessmentQuery = (assumptions: string | undefined) =>
  queryOptions({
    queryKey: ["assessment", "report", assumptions ?? null],
    staleTime: 300_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      assumptions === undefined
        ? api.get<AssessmentView>("/assessment", undefined, signal)
        : api.post<AssessmentView>("/assessment", { assumptions: JSON.parse(assumptions) as unknown }, { signal }),
  });

export const figureMachinesQuery = (figure: string, assumptions: string | undefined, page: number) => {
  const parameters = { figure, assumptions, limit: MACHINES_A_PAGE, offset: (page - 1) * MACHINES_A_PAGE };
  return queryOptions({
    queryKey: ["assessment", "machines", parameters],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Page<MachineRow>>("/assessment/machines", parameters, signal),
  });
};
