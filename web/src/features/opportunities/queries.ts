import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { Facet, OpportunityDetail, OpportunityRow, Page, SearchItem, Stage } from "../../api/contract";
import { filterParameters, type PipelineSearch } from "./filters";

export interface BoardColumn {
  stage: Stage;
  total: number;
  value_eur: number;
  items: OpportunityRow[];
}

export interface Board {
  columns: BoardColumn[];
}

export type OpportunityPage = Page<OpportunityRow> & { value_eur: number };

interface Owner {
  name: string;
  is_account: boolean;
}

/** Cards a column; the rest is in the list. */
const CARDS = 50;
export const ROWS = 50;

export const boardQuery = (search: PipelineSearch) => {
  const parameters = { ...filterParameters(search), limit: CARDS };
  return queryOptions({
    queryKey: ["opportunities", "board", parameters],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Board>("/opportunities/board", parameters, signal),
  });
};

export const pageOf = (search: PipelineSearch) => Math.max(1, Math.floor(Number(search.page)) || 1);
export const DEFAULT_SORT = "-score";

export const listQuery = (search: PipelineSearch) => {
  const offset = (pageOf(search) - 1) * ROWS;
  const parameters = { ...filterParameters(search), sort: search.sort ?? DEFAULT_SORT, limit: ROWS, offset };
  return queryOptions({
    queryKey: ["opportunities", "list", parameters],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<OpportunityPage>("/opportunities", parameters, signal),
  });
};

export const facetsQuery = (search: PipelineSearch) => {
  const parameters = filterParameters(search);
  return queryOptions({
    queryKey: ["opportunities", "facets", parameters],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Facet[]>("/opportunities/facets", parameters, signal),
  });
};

export const opportunityQuery = (id: string) =>
  queryOptions({
    queryKey: ["opportunities", "detail", id],
    queryFn: ({ signal }) => api.get<OpportunityDetail>(`/opportunities/${encodeURIComponent(id)}`, undefined, signal),
  });

export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: async ({ signal }) => (await api.get<{ owners: Owner[] }>("/people", undefined, signal)).owners,
});

interface Found {
  groups: { kind: string; items: SearchItem[] }[];
}

export const customersQuery = (text: string) =>
  queryOptions({
    queryKey: ["search", text, "customers"],
    enabled: text.length >= 2,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { groups } = await api.get<Found>("/search", { q: text }, signal);
      return groups.find((group) => group.kind === "customer")?.items ?? [];
    },
  });
