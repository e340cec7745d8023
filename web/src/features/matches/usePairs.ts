import { useCallback, useMemo, useState } from "react";
import type { MatchRow } from "../../api/contract";
import { keyOfRow } from "./pairs";

const NOTHING: ReadonlyMap<string, MatchRow> = new Map();

/** Pairs picked for one decision on all of them. Those decided on otherwise drop out. */
export function usePairs(isDecided: (key: string) => boolean) {
  const [all, setAll] = useState(NOTHING);
  const picked = useMemo(() => new Map([...all].filter(([key]) => !isDecided(key))), [all, isDecided]);
  const pick = useCallback((rows: readonly MatchRow[], on: boolean) => {
    setAll((before) => {
      const after = new Map(before);
      for (const row of rows) {
        if (on) after.set(keyOfRow(row), row);
        else after.delete(keyOfRow(row));
      }
      return after;
    });
  }, []);
  const replace = useCallback((rows: readonly MatchRow[]) => setAll(new Map(rows.map((row) => [keyOfRow(row), row]))), []);
  return { picked, pick, replace };
}
