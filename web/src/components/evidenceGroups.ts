import type { NestedEvidence } from "../api/contract";

type Via = NonNullable<NestedEvidence["via"]>[number];

/** What a trigger compared itself, and what the triggers it names compared. */
export interface EvidenceGroups {
  own: NestedEvidence[];
  nested: { by: Via; evidence: NestedEvidence[] }[];
}

/** Evidence by the trigger it comes from, at a depth: 0 is the trigger that was asked. */
export function evidenceGroups(evidence: readonly NestedEvidence[], depth: number): EvidenceGroups {
  const own: NestedEvidence[] = [];
  const nested = new Map<string, EvidenceGroups["nested"][number]>();
  for (const item of evidence) {
    const by = item.via?.[depth];
    if (!by) {
      own.push(item);
      continue;
    }
    const group = nested.get(by.trigger);
    if (group) group.evidence.push(item);
    else nested.set(by.trigger, { by, evidence: [item] });
  }
  return { own, nested: [...nested.values()] };
}
