import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { type ContactsSearch, contactsSearch } from "./search";

const route = getRouteApi("/contacts");

/** What the page shows, which is all in its address. Another search begins at its first part. */
export function useContactsSearch() {
  const search = route.useSearch({ select: (all) => contactsSearch({ ...all }), structuralSharing: true });
  const navigate = route.useNavigate();
  const change = useCallback(
    (changes: ContactsSearch, replace = false) => void navigate({ search: (before) => ({ ...before, part: undefined, ...changes }), replace, resetScroll: false }),
    [navigate],
  );
  const open = useCallback((contact: string | undefined) => void navigate({ search: (before) => ({ ...before, contact }), resetScroll: false }), [navigate]);
  return { search, change, open };
}
