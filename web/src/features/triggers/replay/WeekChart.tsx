import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ReplaySide } from "../../../api/contract";
import { Chart } from "../../../components/Chart";
import type { ChartOption, SeriesColor } from "../../../components/EChart";
import { PlotFrame } from "../../../components/PlotFrame";
import { useFormats } from "../../../format/useFormats";

const COLORS: readonly SeriesColor[] = ["bar", "attention"];

/** New hits a week; two versions in one drawing, on one scale. */
export function WeekChart({ sides }: { sides: readonly ReplaySide[] }) {
  const { t } = useTranslation("replay");
  const format = useFormats();
  const weeks = useMemo(() => {
    const mondays = [...new Set(sides.flatMap((side) => side.by_week.map((week) => week.monday)))].sort();
    const hits = sides.map((side) => new Map(side.by_week.map((week) => [week.monday, week.hits])));
    return mondays.map((monday) => ({ monday, hits: hits.map((of) => of.get(monday) ?? 0) }));
  }, [sides]);
  const option = useMemo((): ChartOption => {
    const text = (value: number) => format.number(value, 0);
    const legend = sides.length > 1;
    return {
      grid: { left: 8, right: 8, top: 12, bottom: legend ? 32 : 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      legend: legend ? { bottom: 0, left: 0, itemHeight: 8, itemWidth: 14, icon: "roundRect" } : undefined,
      tooltip: { trigger: "axis", valueFormatter: (value) => text(Number(value)) },
      xAxis: {
        type: "category",
        data: weeks.map((week) => format.day(week.monday)),
        axisLabel: { hideOverlap: true, showMinLabel: true, showMaxLabel: true, alignMinLabel: "left", alignMaxLabel: "right" },
      },
      yAxis: { type: "value", min: 0, splitNumber: 4, minInterval: 1, axisLabel: { formatter: text } },
      series: sides.map((side, at) => ({ type: "bar", name: t("version", { version: String(side.version) }), data: weeks.map((week) => week.hits[at] ?? 0) })),
    };
  }, [sides, weeks, format, t]);
  const first = weeks[0];
  const last = weeks.at(-1);
  if (!first || !last) return null;
  const number = (value: number) => format.number(value, 0);
  const versions = sides.map((side, at) =>
    t("weeks.of_version", { version: String(side.version), total: number(weeks.reduce((sum, week) => sum + (week.hits[at] ?? 0), 0)), most: number(side.most_a_week) }),
  );
  return (
    <PlotFrame
      title={t("weeks.title")}
      table={{
        columns: [t("weeks.week"), ...sides.map((side) => t("version", { version: String(side.version) }))],
        rows: weeks.map((week) => [format.day(week.monday), ...week.hits.map(number)]),
      }}
    >
      <Chart option={option} colors={COLORS} label={t("weeks.label", { from: format.day(first.monday), to: format.day(last.monday), versions: versions.join(" ") })} />
    </PlotFrame>
  );
}
