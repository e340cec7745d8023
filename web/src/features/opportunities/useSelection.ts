import { useCallback, useState } from "react";
import type { OpportunityRow } from "../../api/contract";

const NOTHING: ReadonlyMap<string, OpportunityRow> = new Map();

/** Rows picked for a change of many at once. They stay picked over pages and views. */
export function useSelection() {
  const [selected, setSelected] = useState(NOTHING);
  const select = useCallback((row: OpportunityRow, picked: boolean) => {
    setSelected((before) => {
      const after = new Map(before);
      if (picked) after.set(row.id, row);
      else after.delete(row.id);
      return after;
    });
  }, []);
  const clear = useCallback(() => setSelected(NOTHING), []);
  return { selected, select, clear };
}
