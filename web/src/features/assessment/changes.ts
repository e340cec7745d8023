import type { Assumptions } from "../../api/contract";

export type AssumptionId = keyof Assumptions;

/** The settings that differ. */
export function changedIds(some: Assumptions, usual: Assumptions): AssumptionId[] {
  const ids = Object.keys(usual) as AssumptionId[];
  return ids.filter((id) => JSON.stringify(some[id]) !== JSON.stringify(usual[id]));
}

/** What goes into the address and to the server; nothing where all is as usual. */
export function changesText(some: Assumptions, usual: Assumptions): string | undefined {
  const ids = changedIds(some, usual);
  return ids.length === 0 ? undefined : JSON.stringify(Object.fromEntries(ids.map((id) => [id, some[id]])));
}
