import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect, useRef } from "react";
import type { MatchAbout, MatchRow } from "../../api/contract";
import { keyOf, keyOfRow, pairSearch } from "./pairs";

const route = getRouteApi("/matches");

export interface Current {
  kept: string;
  joined: string;
  key: string;
}

/** The pair that is open: the one that the address names while it waits, else the next; on a phone none unless named. */
export function useCurrent(about: MatchAbout, rows: readonly MatchRow[], isDecided: (key: string) => boolean, phone: boolean) {
  const { kept, joined } = route.useSearch();
  const navigate = route.useNavigate();
  const place = useRef(0);
  const named = kept !== undefined && joined !== undefined ? { kept, joined, key: keyOf(about, kept, joined) } : null;
  const waits = named !== null && !isDecided(named.key);
  // Where the named one went away, the one that moved up to its place is the next.
  const next = phone && named === null ? undefined : rows[Math.min(place.current, rows.length - 1)];
  const current: Current | null = waits
    ? named
    : next
      ? { kept: next.kept.number, joined: next.joined.number, key: keyOfRow(next) }
      : null;
  const at = current === null ? -1 : rows.findIndex((row) => keyOfRow(row) === current.key);
  useEffect(() => {
    if (at >= 0) place.current = at;
  }, [at]);

  const open = useCallback(
    (row: MatchRow | undefined) =>
      void navigate({ search: (before) => ({ ...before, ...pairSearch(row) }), replace: true, resetScroll: row === undefined }),
    [navigate],
  );
  // The address must not go on naming what is decided: by tomorrow nobody here knows of it.
  const stale = named !== null && !waits;
  useEffect(() => {
    if (stale) open(next);
  }, [stale, next, open]);
  return { current, at, open };
}
