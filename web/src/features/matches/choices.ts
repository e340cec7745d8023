import type { MatchRow, PairVerdict } from "../../api/contract";

/** What a person said of one pair, or of many at once. */
export interface Choice {
  id: number;
  verdict: PairVerdict;
  rows: readonly MatchRow[];
  state: "waiting" | "sending" | "saved" | "taking_back";
  /** When the server had it, on this computer's clock. */
  savedAt: number | null;
}

/** What is on its way to the server, and what can be taken back. */
export interface Choices {
  choices: readonly Choice[];
  /** Decisions of the history that are being taken back, by their numbers. */
  takingBack: ReadonlySet<number>;
  /** Pairs that someone else decided on meanwhile, and when that was noticed. */
  gone: ReadonlyMap<string, number>;
}

export const NOTHING: Choices = { choices: [], takingBack: new Set(), gone: new Map() };

/** What the undo key would take back. */
export function lastOf({ choices }: Choices): Choice | undefined {
  return choices.findLast(({ state }) => state !== "taking_back");
}

/** Pairs on their way to the server. */
export function savingOf({ choices, takingBack }: Choices): number {
  const open = choices.filter(({ state }) => state !== "saved");
  return takingBack.size + open.reduce((sum, { rows }) => sum + rows.length, 0);
}
