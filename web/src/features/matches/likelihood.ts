import type { Formats } from "../../format/formats";

/** A probability as a percentage. Near certainty a place more, rounded down: no comparison makes it 100 %. */
export function likelihood(probability: number, format: Pick<Formats, "percent">): string {
  return probability > 0.99 ? format.percent(Math.floor(probability * 1000) / 1000, 1) : format.percent(probability, 0);
}
