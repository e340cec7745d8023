import { Box, useComputedColorScheme } from "@mantine/core";
import { BarChart, type BarSeriesOption, LineChart, type LineSeriesOption, ScatterChart, type ScatterSeriesOption } from "echarts/charts";
import {
  GridComponent,
  type GridComponentOption,
  LegendComponent,
  type LegendComponentOption,
  MarkLineComponent,
  type MarkLineComponentOption,
  TooltipComponent,
  type TooltipComponentOption,
} from "echarts/components";
import { type ComposeOption, type ECharts, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";

use([BarChart, LineChart, ScatterChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | ScatterSeriesOption
  | GridComponentOption
  | LegendComponentOption
  | MarkLineComponentOption
  | TooltipComponentOption
>;

/** What a series shows; the same colours as in bars and legends of the page. */
export type SeriesColor = "bar" | "attention" | "unknown";

interface Props {
  option: ChartOption;
  label: string;
  height: number;
  colors: readonly SeriesColor[];
}

// ECharts draws with colours, not with CSS variables, so they are read from the page when the scheme changes.
function schemeOption(element: HTMLElement, colors: readonly SeriesColor[]): ChartOption {
  const read = (name: string) => getComputedStyle(element).getPropertyValue(name).trim();
  const axis = {
    axisLine: { lineStyle: { color: read("--instand-line") } },
    axisTick: { show: false },
    axisLabel: { color: read("--mantine-color-dimmed"), fontSize: 12 },
    splitLine: { lineStyle: { color: read("--instand-line") } },
  };
  return {
    color: colors.map((color) => read(`--instand-${color}`)),
    textStyle: { fontFamily: read("--mantine-font-family"), color: read("--mantine-color-text") },
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 250,
    tooltip: {
      backgroundColor: read("--mantine-color-body"),
      borderColor: read("--instand-line"),
      textStyle: { color: read("--mantine-color-text"), fontSize: 13 },
      confine: true,
    },
    legend: { textStyle: { color: read("--mantine-color-text") } },
    xAxis: axis,
    yAxis: axis,
  };
}

type Part = Record<string, unknown>;

// One level deep is what the defaults above need: axes, tooltip and legend may be given in part.
function merged(defaults: ChartOption, option: ChartOption): ChartOption {
  const under = defaults as Part;
  const result: Part = { ...under, ...(option as Part) };
  for (const key of ["xAxis", "yAxis", "tooltip", "legend"]) {
    const own = (option as Part)[key];
    if (own === undefined) {
      delete result[key];
    } else {
      const join = (part: Part) => ({ ...(under[key] as Part), ...part, ...joinedLabels(under[key] as Part, part) });
      result[key] = Array.isArray(own) ? own.map((part) => join(part as Part)) : join(own as Part);
    }
  }
  return result as ChartOption;
}

function joinedLabels(under: Part, own: Part): Part {
  return own.axisLabel && under.axisLabel ? { axisLabel: { ...(under.axisLabel as Part), ...(own.axisLabel as Part) } } : {};
}

export function EChart({ option, label, height, colors }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts | null>(null);
  const scheme = useComputedColorScheme("light");

  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    const drawn = init(element, undefined, { renderer: "svg" });
    chart.current = drawn;
    const observer = new ResizeObserver(() => drawn.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    if (place.current) chart.current?.setOption(merged(schemeOption(place.current, colors), option), { notMerge: true });
  }, [option, scheme, colors]);

  return <Box ref={place} role="img" aria-label={label} h={height} w="100%" />;
}
