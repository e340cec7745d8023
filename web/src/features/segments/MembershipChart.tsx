import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { SegmentPoint } from "../../api/contract";
import { Chart } from "../../components/Chart";
import type { ChartOption, SeriesColor } from "../../components/EChart";
import { PlotFrame } from "../../components/PlotFrame";
import { useFormats } from "../../format/useFormats";

const COLORS: readonly SeriesColor[] = ["bar", "unknown"];

/** Members and unknown over time; days on which another rule began to count are marked. */
export function MembershipChart({ points }: { points: SegmentPoint[] }) {
  const { t } = useTranslation("segments");
  const format = useFormats();
  const option = useMemo((): ChartOption => {
    const text = (value: number) => format.number(value, 0);
    const line = (name: string, of: (point: SegmentPoint) => number) => ({
      type: "line" as const,
      name,
      showSymbol: points.length < 30,
      symbolSize: 6,
      lineStyle: { width: 2 },
      data: points.map((point) => ({ value: of(point), symbol: point.redefined ? "diamond" : "circle", symbolSize: point.redefined ? 12 : 6 })),
    });
    return {
      grid: { left: 8, right: 8, top: 12, bottom: 32, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
      legend: { bottom: 0, left: 0, itemHeight: 8, itemWidth: 14, icon: "roundRect" },
      tooltip: { trigger: "axis", valueFormatter: (value) => text(Number(value)) },
      xAxis: {
        type: "category",
        boundaryGap: false,
        data: points.map((point) => format.day(point.as_of)),
        axisLabel: { hideOverlap: true, showMinLabel: true, showMaxLabel: true, alignMinLabel: "left", alignMaxLabel: "right" },
      },
      yAxis: { type: "value", min: 0, splitNumber: 4, minInterval: 1, axisLabel: { formatter: text } },
      series: [line(t("members"), (point) => point.members), line(t("unknown"), (point) => point.unknown)],
    };
  }, [points, format, t]);
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  const number = (value: number) => format.number(value, 0);
  return (
    <PlotFrame
      order={2}
      title={t("history.title")}
      subtitle={points.some((point) => point.redefined) ? t("history.redefined") : undefined}
      table={{
        columns: [t("history.day"), t("members"), t("unknown"), t("history.rule")],
        rows: points.toReversed().map((point) => [format.day(point.as_of), number(point.members), number(point.unknown), point.redefined ? t("history.changed") : ""]),
      }}
    >
      <Chart
        option={option}
        colors={COLORS}
        label={t("history.label", { from: format.day(first.as_of), to: format.day(last.as_of), before: number(first.members), now: number(last.members) })}
      />
    </PlotFrame>
  );
}
