import { useCallback, useState } from "react";
import type { ContactRow } from "../../api/contract";

const NOTHING: ReadonlyMap<string, ContactRow> = new Map();

/** Contacts picked for an entry. They stay picked over searches and parts of the list. */
export function useSelection() {
  const [selected, setSelected] = useState(NOTHING);
  const select = useCallback((contacts: readonly ContactRow[], picked: boolean) => {
    setSelected((before) => {
      const after = new Map(before);
      for (const contact of contacts) {
        if (picked && !contact.is_erased) after.set(contact.id, contact);
        else after.delete(contact.id);
      }
      return after;
    });
  }, []);
  const clear = useCallback(() => setSelected(NOTHING), []);
  return { selected, select, clear };
}
