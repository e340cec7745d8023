import type { Weights } from "../../api/contract";

export const PARTS = ["value", "urgency", "likelihood", "confidence"] as const satisfies readonly (keyof Weights)[];
export type WeightName = (typeof PARTS)[number];

/** One weight as it is set, the others in the proportion they had, so that all are whole and together 100. */
export function balanced(weights: Weights, name: WeightName, to: number): Weights {
  const others = PARTS.filter((part) => part !== name);
  const rest = 100 - to;
  const sum = others.reduce((all, part) => all + weights[part], 0);
  // Where nothing was left for the others they share alike.
  const exact = others.map((part) => ({ part, points: sum === 0 ? rest / others.length : (weights[part] / sum) * rest }));
  const next = { ...weights, [name]: to };
  for (const { part, points } of exact) next[part] = Math.floor(points);
  const left = rest - exact.reduce((all, { points }) => all + Math.floor(points), 0);
  // The points that were lost by rounding go where most was lost.
  const byLoss = exact.toSorted((a, b) => (b.points % 1) - (a.points % 1));
  for (const { part } of byLoss.slice(0, left)) next[part] += 1;
  return next;
}
