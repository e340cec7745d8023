import { ApiError, api } from "../../api/client";
import type { DecisionPreview, MatchAbout, MatchRow } from "../../api/contract";
import { decisionOf, keyOfRow } from "./pairs";
import { waiting } from "./queries";

export interface Preview {
  preview: DecisionPreview;
  /** Those of the pairs that still wait. */
  rows: readonly MatchRow[];
  dropped: number;
}

const NOTHING: DecisionPreview = { pairs: 0, machines_joined: 0, opportunities: 0, value_eur: 0, least_probability: null };

/** What a decision on all of these would touch. Pairs that someone decided on meanwhile fall out and are counted. */
export async function previewOf(about: MatchAbout, rows: readonly MatchRow[], verdict: "same" | "different"): Promise<Preview> {
  const ask = (some: readonly MatchRow[]) =>
    api.post<DecisionPreview>("/matches/preview", { decisions: some.map((row) => decisionOf(row, verdict)) });
  try {
    return { preview: await ask(rows), rows, dropped: 0 };
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
  const waits = new Set((await waiting(about, () => true)).map(keyOfRow));
  const left = rows.filter((row) => waits.has(keyOfRow(row)));
  return { preview: left.length === 0 ? NOTHING : await ask(left), rows: left, dropped: rows.length - left.length };
}
