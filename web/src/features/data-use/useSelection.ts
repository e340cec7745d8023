import { useCallback, useState } from "react";
import type { MachineRow } from "../../api/contract";

const NOTHING: ReadonlyMap<string, MachineRow> = new Map();

/** Machines picked for an agreement. They stay picked over searches and parts of the list. */
export function useSelection() {
  const [selected, setSelected] = useState(NOTHING);
  const select = useCallback((machines: readonly MachineRow[], picked: boolean) => {
    setSelected((before) => {
      const after = new Map(before);
      for (const machine of machines) {
        if (picked) after.set(machine.id, machine);
        else after.delete(machine.id);
      }
      return after;
    });
  }, []);
  const clear = useCallback(() => setSelected(NOTHING), []);
  return { selected, select, clear };
}
