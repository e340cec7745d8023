import type { DecisionEntry, MatchAbout, MatchRow, PairDecision, PairVerdict } from "../../api/contract";

/** Two normalised serial numbers, or two keys of customers, the same whichever of the two is kept. */
export function keyOf(about: MatchAbout, one: string, other: string): string {
  return one < other ? `${about} ${one} ${other}` : `${about} ${other} ${one}`;
}

export function keyOfRow({ about, kept, joined }: MatchRow): string {
  return keyOf(about, kept.number, joined.number);
}

export function keyOfEntry({ about, kept, joined }: DecisionEntry): string {
  return keyOf(about, kept, joined);
}

/** "HB-1001 / HB 1010", as people know them. */
export function nameOf({ kept, joined }: MatchRow): string {
  return `${kept.name} / ${joined.name}`;
}

export function decisionOf({ about, kept, joined }: MatchRow, verdict: PairVerdict): PairDecision {
  return { about, kept: kept.number, joined: joined.number, verdict };
}

/** What texts are chosen by where those on customers are not those on machines. */
export function contextOf(about: MatchAbout): "customer" | undefined {
  return about === "customer" ? about : undefined;
}

/** The address of a pair, beside what else the page shows. */
export function pairSearch(row: MatchRow | undefined): { kept: string | undefined; joined: string | undefined } {
  return { kept: row?.kept.number, joined: row?.joined.number };
}
