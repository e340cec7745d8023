import { Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { MachineSignal, SignalDay } from "../../../api/contract";
import { Chart } from "../../../components/Chart";
import type { ChartOption, SeriesColor } from "../../../components/EChart";
import { PlotFrame } from "../../../components/PlotFrame";
import { useFormats } from "../../../format/useFormats";
import { usePlotColors } from "../history/usePlotColors";

interface Props {
  signal: MachineSignal;
}

/** Thresholds of another kind than what must not be passed, and how they are called beside their line. */
const OTHER_LINES = { vibration_p95_usual: "telemetry.usual", maintenance_due_on: "plot.maintenance_due" } as const;

const HEIGHT = 230;
const DAY = 86_400_000;
const COLORS: readonly SeriesColor[] = ["bar", "attention"];

type Point = [string, number | null];

/** A day without readings breaks the line: what nobody measured is not drawn. */
function line(days: readonly SignalDay[], of: (day: SignalDay) => number | null): Point[] {
  const points: Point[] = [];
  let last: number | undefined;
  for (const day of days) {
    const on = Date.parse(day.on);
    if (last !== undefined && on - last > DAY) points.push([new Date(last + DAY).toISOString().slice(0, 10), null]);
    points.push([day.on, of(day)]);
    last = on;
  }
  return points;
}

function digitsOf(days: readonly SignalDay[]): number {
  const most = Math.max(...days.map((day) => Math.abs(day.max)));
  return most >= 1000 ? 0 : most >= 10 ? 1 : 2;
}

/** A signal by day: mean and 95th percentile, or where the counter stood. */
export function SignalPlot({ signal }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const colors = usePlotColors();
  const { days, is_counter: counter, unit, label, thresholds } = signal;
  const digits = digitsOf(days);
  const withUnit = (value: number) => [format.number(value, digits), unit].filter(Boolean).join(" ");

  const lines = useMemo(
    () =>
      thresholds.map(({ fact, value }) => {
        const other = fact in OTHER_LINES ? OTHER_LINES[fact as keyof typeof OTHER_LINES] : undefined;
        return { value, solid: other === undefined, text: `${t(other ?? "plot.limit")} ${format.number(value, digits)} ${unit}`.trimEnd() };
      }),
    [thresholds, t, format, digits, unit],
  );

  const option = useMemo<ChartOption>(() => {
    const high = (day: SignalDay) => day.p95 ?? day.max;
    const values = days.flatMap((day) => (counter ? [day.last] : [day.mean, high(day)]));
    values.push(...lines.map((of) => of.value));
    const [least, most] = [Math.min(...values), Math.max(...values)];
    const room = (most - least || Math.abs(most) || 1) * 0.12;
    const drawn = (name: string, points: Point[], marks: boolean) => ({
      type: "line" as const,
      name,
      data: points,
      symbolSize: days.length > 60 ? 0 : 4,
      lineStyle: { width: 2 },
      ...(marks && lines.length > 0
        ? {
            markLine: {
              silent: true,
              symbol: "none",
              data: lines.map(({ value, solid, text }) => {
                const color = solid ? colors.limit : colors.due;
                return {
                  yAxis: value,
                  lineStyle: { color, type: solid ? ("solid" as const) : ("dashed" as const), width: 1.5 },
                  label: { formatter: text, position: "insideStartTop" as const, color, textBorderColor: colors.behind, textBorderWidth: 3 },
                };
              }),
            },
          }
        : {}),
    });
    return {
      grid: { left: 8, right: 16, top: counter ? 12 : 30, bottom: 4, containLabel: true },
      legend: counter ? undefined : { top: 0, left: 0, itemHeight: 8 },
      tooltip: { trigger: "axis", valueFormatter: (value) => (value === null || value === undefined ? "–" : `${format.number(Number(value), digits)} ${unit}`) },
      xAxis: { type: "time", splitNumber: 4, axisLabel: { formatter: (at: number) => format.day(new Date(at).toISOString()), hideOverlap: true } },
      yAxis: {
        type: "value",
        min: least >= 0 ? Math.max(0, least - room) : least - room,
        max: most + room,
        axisLabel: { formatter: (value: number) => format.number(value, digits), showMinLabel: false, showMaxLabel: false },
      },
      series: counter
        ? [drawn(label, line(days, (day) => day.last), true)]
        : [drawn(t("telemetry.mean"), line(days, (day) => day.mean), true), drawn(t("telemetry.p95"), line(days, high), false)],
    };
  }, [days, counter, lines, colors.limit, colors.due, colors.behind, format, digits, unit, label, t]);

  const last = days.at(-1);
  if (!last) return null;
  const falls = days.reduce((sum, day) => sum + day.falls, 0);
  const notes = [
    t("plot.last", { value: withUnit(last.last), day: format.day(last.on) }),
    falls > 0 && t("telemetry.falls", { count: falls, number: format.number(falls, 0) }),
  ];
  return (
    <PlotFrame
      title={label}
      height={HEIGHT}
      order={2}
      subtitle={
        <Text span inherit>
          {notes.filter(Boolean).join(" · ")}
        </Text>
      }
      table={{
        columns: counter
          ? [t("plot.day"), `${t("telemetry.last")} (${unit || "–"})`, t("telemetry.readings")]
          : [t("plot.day"), ...(["least", "mean", "p95", "most"] as const).map((name) => t(`telemetry.${name}`)), t("telemetry.readings")],
        rows: [...days].reverse().map((day) => {
          const print = (value: number | null) => (value === null ? "–" : format.number(value, digits));
          const values = counter ? [day.last] : [day.min, day.mean, day.p95, day.max];
          return [format.day(day.on), ...values.map(print), format.number(day.count, 0)];
        }),
      }}
    >
      <Chart
        option={option}
        colors={COLORS}
        height={HEIGHT}
        label={[t("plot.readings", { title: label, last: withUnit(last.last), day: format.day(last.on) }), ...lines.map((of) => `${of.text}.`)].join(" ")}
      />
    </PlotFrame>
  );
}
