import { readLocalStorageValue, useLocalStorage } from "@mantine/hooks";
import { useCallback } from "react";
import { useSession } from "../../../api/session";
import { FILTERS, type MachineSearch, machineSearch } from "../search";

export interface SavedView {
  name: string;
  search: MachineSearch;
}

/** Two addresses that show the same, whatever the order of their parts. */
export function sameView(a: MachineSearch, b: MachineSearch): boolean {
  return ([...FILTERS, "tab", "sort", "columns"] as const).every((name) => a[name] === b[name]);
}

// Kept text may be from an older version of the page or edited by hand.
function readViews(text: string | undefined): SavedView[] {
  try {
    const kept: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.flatMap((entry: unknown) => {
      if (typeof entry !== "object" || entry === null || !("name" in entry) || !("search" in entry)) return [];
      const { name, search } = entry;
      if (typeof name !== "string" || typeof search !== "object" || search === null) return [];
      return [{ name, search: machineSearch(search as Record<string, unknown>) }];
    });
  } catch {
    return [];
  }
}

/** Named views of the installed base, kept in this browser for the account. */
export function useSavedViews() {
  const { account } = useSession();
  const key = `instand.machines.views.${account.id}`;
  const [views, setViews] = useLocalStorage<SavedView[]>({
    key,
    defaultValue: [],
    getInitialValueInEffect: false,
    serialize: JSON.stringify,
    deserialize: readViews,
  });
  const save = useCallback(
    (name: string, search: MachineSearch) => {
      const kept = readLocalStorageValue<SavedView[]>({ key, defaultValue: [], deserialize: readViews });
      setViews([...kept.filter((view) => view.name !== name), { name, search }].sort((a, b) => a.name.localeCompare(b.name)));
    },
    [key, setViews],
  );
  const remove = useCallback((name: string) => setViews((kept) => kept.filter((view) => view.name !== name)), [setViews]);
  return { views, save, remove };
}
