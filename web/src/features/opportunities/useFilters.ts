import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { isFiltered, type PipelineSearch, withoutFilters } from "./filters";

const route = getRouteApi("/opportunities");

/** Filters, sorting and view as the address has them. */
export function useFilters() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const set = useCallback(
    (change: Partial<PipelineSearch>) =>
      // Another filter means another list: it starts at its first page.
      void navigate({ search: (previous) => ({ ...previous, page: undefined, ...change }), replace: true, resetScroll: false }),
    [navigate],
  );
  const clear = useCallback(() => void navigate({ search: withoutFilters, resetScroll: false }), [navigate]);
  return { search, set, clear, filtered: isFiltered(search) };
}
