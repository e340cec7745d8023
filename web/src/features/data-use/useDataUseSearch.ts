import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { type DataUseSearch, dataUseSearch } from "./search";

const route = getRouteApi("/data-use");

/** What the page shows, which is all in its address. Another search begins at its first part. */
export function useDataUseSearch() {
  // The address also holds the cell of the source drawer.
  const search = route.useSearch({ select: (all) => dataUseSearch({ ...all }), structuralSharing: true });
  const navigate = route.useNavigate();
  const change = useCallback(
    (changes: DataUseSearch, replace = false) => void navigate({ search: (before) => ({ ...before, part: undefined, ...changes }), replace, resetScroll: false }),
    [navigate],
  );
  return { search, change };
}
