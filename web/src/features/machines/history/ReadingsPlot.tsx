import { Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Chart } from "../../../components/Chart";
import type { ChartOption } from "../../../components/EChart";
import { PlotFrame } from "../../../components/PlotFrame";
import { useFormats } from "../../../format/useFormats";
import { usePlotColors } from "./usePlotColors";

export interface PlotLimit {
  label: string;
  value: number;
  /** limit: must not be passed; due: something is to be done when it is reached */
  kind: "limit" | "due";
}

interface Props {
  title: string;
  unit: string;
  digits: number;
  readings: readonly { on: string; value: number }[];
  limits: readonly PlotLimit[];
  /** What else there is to know, under the title. */
  note?: string;
}

const HEIGHT = 230;

/** Readings over time as a line, and the limits they are held against. */
export function ReadingsPlot({ title, unit, digits, readings, limits, note }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const colors = usePlotColors();
  const print = (value: number) => `${format.number(value, digits)} ${unit}`;

  const option = useMemo<ChartOption>(() => {
    const values = [...readings.map((reading) => reading.value), ...limits.map((limit) => limit.value)];
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const room = (most - least || most || 1) * 0.12;
    return {
      grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
      tooltip: { trigger: "axis", valueFormatter: (value) => `${format.number(Number(value), digits)} ${unit}` },
      xAxis: { type: "time", splitNumber: 5, minInterval: 27 * 86_400_000, axisLabel: { formatter: (at: number) => format.month(new Date(at).toISOString()), hideOverlap: true } },
      yAxis: {
        type: "value",
        min: Math.max(0, least - room),
        max: most + room,
        axisLabel: { formatter: (value: number) => format.number(value, digits), showMinLabel: false, showMaxLabel: false },
      },
      series: [
        {
          type: "line",
          name: title,
          data: readings.map((reading) => [reading.on, reading.value]),
          symbolSize: readings.length > 60 ? 0 : 5,
          lineStyle: { width: 2 },
          markLine: {
            silent: true,
            symbol: "none",
            data: limits.map((limit) => ({
              yAxis: limit.value,
              lineStyle: { color: colors[limit.kind], type: limit.kind === "limit" ? "solid" : "dashed", width: 1.5 },
              label: {
                formatter: `${limit.label} ${format.number(limit.value, digits)} ${unit}`,
                position: "insideStartTop",
                color: colors[limit.kind],
              },
            })),
          },
        },
      ],
    };
  }, [readings, limits, colors.limit, colors.due, format, digits, unit, title]);

  const last = readings.at(-1);
  if (!last) return null;
  const label = [
    t("plot.readings", { title, last: print(last.value), day: format.day(last.on) }),
    ...limits.map((limit) => `${limit.label}: ${print(limit.value)}.`),
  ].join(" ");
  return (
    <PlotFrame
      title={title}
      height={HEIGHT}
      order={2}
      subtitle={
        <Text span inherit>
          {[t("plot.last", { value: print(last.value), day: format.day(last.on) }), note].filter(Boolean).join(" · ")}
        </Text>
      }
      table={{
        columns: [t("plot.day"), `${title} (${unit})`],
        rows: [...readings].reverse().map((reading) => [format.day(reading.on), format.number(reading.value, digits)]),
      }}
    >
      <Chart option={option} label={label} height={HEIGHT} />
    </PlotFrame>
  );
}
