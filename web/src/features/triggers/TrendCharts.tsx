import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { TriggerRow } from "../../api/contract";
import { Chart } from "../../components/Chart";
import type { ChartOption, SeriesColor } from "../../components/EChart";
import { PlotFrame } from "../../components/PlotFrame";
import type { Formats } from "../../format/formats";
import { useFormats } from "../../format/useFormats";
import classes from "./TriggerDetail.module.css";

type Run = TriggerRow["trend"][number];

interface Line {
  name: string;
  of: (run: Run) => number;
}

const COUNT_COLORS: readonly SeriesColor[] = ["bar", "unknown"];

function lineOption(runs: Run[], lines: Line[], format: Formats, text: (value: number) => string): ChartOption {
  const legend = lines.length > 1;
  return {
    grid: { left: 8, right: 8, top: 12, bottom: legend ? 32 : 8, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    legend: legend ? { bottom: 0, left: 0, itemHeight: 8, itemWidth: 14, icon: "roundRect" } : undefined,
    tooltip: { trigger: "axis", valueFormatter: (value) => text(Number(value)) },
    xAxis: {
      type: "category",
      boundaryGap: false,
      data: runs.map((run) => format.day(run.as_of)),
      axisLabel: { hideOverlap: true, showMinLabel: true, showMaxLabel: true, alignMinLabel: "left", alignMaxLabel: "right" },
    },
    yAxis: { type: "value", min: 0, splitNumber: 4, axisLabel: { formatter: text } },
    series: lines.map((line) => ({
      type: "line",
      name: line.name,
      showSymbol: false,
      symbolSize: 6,
      lineStyle: { width: 2 },
      data: runs.map(line.of),
    })),
  };
}

/** Hits and unknown share a scale; money has its own drawing, so that no reader has to mind two axes. */
export function TrendCharts({ trend }: { trend: Run[] }) {
  const { t } = useTranslation("triggers");
  const format = useFormats();
  const counts = useMemo(() => {
    const lines: Line[] = [
      { name: t("hits"), of: (run) => run.fires },
      { name: t("unknown"), of: (run) => run.unknown },
    ];
    return lineOption(trend, lines, format, (value) => format.number(value, 0));
  }, [trend, format, t]);
  const money = useMemo(
    () => lineOption(trend, [{ name: t("value"), of: (run) => run.value_eur }], format, (value) => format.moneyShort(value)),
    [trend, format, t],
  );
  const first = trend[0];
  const last = trend.at(-1);
  if (!first || !last) return null;

  const number = (value: number) => format.number(value, 0);
  const days = { from: format.day(first.as_of), to: format.day(last.as_of) };
  const countsLabel = t("trend.counts_label", {
    ...days,
    fires_from: number(first.fires),
    fires_to: number(last.fires),
    unknown_from: number(first.unknown),
    unknown_to: number(last.unknown),
  });
  const valueLabel = t("trend.value_label", { ...days, value_from: format.money(first.value_eur), value_to: format.money(last.value_eur) });
  // The newest first in tables: that is what one looks up.
  const runs = trend.toReversed();
  return (
    <div className={classes.columns}>
      <PlotFrame
        title={t("trend.counts")}
        table={{
          columns: [t("trend.day"), t("hits"), t("unknown")],
          rows: runs.map((run) => [format.day(run.as_of), number(run.fires), number(run.unknown)]),
        }}
      >
        <Chart option={counts} label={countsLabel} colors={COUNT_COLORS} />
      </PlotFrame>
      <PlotFrame
        title={t("trend.value")}
        table={{ columns: [t("trend.day"), t("value")], rows: runs.map((run) => [format.day(run.as_of), format.money(run.value_eur)]) }}
      >
        <Chart option={money} label={valueLabel} />
      </PlotFrame>
    </div>
  );
}
