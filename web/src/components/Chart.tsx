import { Skeleton } from "@mantine/core";
import { lazy, Suspense } from "react";
import type { ChartOption, SeriesColor } from "./EChart";

const EChart = lazy(() => import("./EChart").then((module) => ({ default: module.EChart })));

interface Props {
  option: ChartOption;
  /** What the drawing says, for those who do not see it; a full sentence with the numbers that matter. */
  label: string;
  height?: number;
  /** One a series, in order; a constant list. */
  colors?: readonly SeriesColor[];
}

const COLORS: readonly SeriesColor[] = ["bar", "attention", "unknown"];

/** A drawing by ECharts, whose code is fetched when the first one is shown. Memoize `option`. */
export function Chart({ option, label, height = 240, colors = COLORS }: Props) {
  return (
    <Suspense fallback={<Skeleton h={height} />}>
      <EChart option={option} label={label} height={height} colors={colors} />
    </Suspense>
  );
}
