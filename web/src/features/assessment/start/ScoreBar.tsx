import type { Segment } from "../../../api/contract";
import { Bar, type BarColor } from "../parts/Bar";

export const COLORS: Record<Segment["parts"][number]["id"], BarColor> = { potential: "contract", ready: "bar", known: "parts", reached: "unknown" };

/** The score out of 100, part by part. */
export function ScoreBar({ parts }: { parts: Segment["parts"] }) {
  return <Bar parts={parts.map(({ id, points }) => ({ value: points, color: COLORS[id] }))} of={100} />;
}

