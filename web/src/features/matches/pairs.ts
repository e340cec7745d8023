import type { DecisionEntry, MatchRow, PairDecision, PairVerdict } from "../../api/contract";

/** Two normalised serial numbers, the same whichever of the two is kept. */
export function keyOf(one: string, other: string): string {
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

export function keyOfRow({ kept, joined }: MatchRow): string {
  return keyOf(kept.number, joined.number);
}

export function keyOfEntry({ kept, joined }: DecisionEntry): string {
  return keyOf(kept, joined);
}

/** "HB-1001 / HB 1010", as people know them. */
export function nameOf({ kept, joined }: MatchRow): string {
  return `${kept.serial_number} / ${joined.serial_number}`;
}

export function decisionOf({ kept, joined }: MatchRow, verdict: PairVerdict): PairDecision {
  return { kept: kept.number, joined: joined.number, verdict };
}

/** The address of a pair, beside what else the page shows. */
export function pairSearch(row: MatchRow | undefined): { kept: string | undefined; joined: string | undefined } {
  return { kept: row?.kept.number, joined: row?.joined.number };
}
