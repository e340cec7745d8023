import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { machineSearch, type MachineSearch } from "./search";

const route = getRouteApi("/machines");

/** The page's state, which is all in its address. */
export function useMachineSearch() {
  // The address also holds the cell of the source drawer; opening it must not be another search.
  const search = route.useSearch({ select: (all) => machineSearch(all), structuralSharing: true });
  const navigate = route.useNavigate();
  /** `replace`: no step in the history of its own, for what changes with every key. */
  const change = useCallback(
    (changes: MachineSearch, replace = false) =>
      void navigate({ search: (previous) => ({ ...previous, ...changes }), replace, resetScroll: false }),
    [navigate],
  );
  const setSearch = useCallback((next: MachineSearch) => void navigate({ search: next, resetScroll: false }), [navigate]);
  return { search, change, setSearch };
}
