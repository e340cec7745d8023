import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { History } from "../../../api/contract";
import { Chart } from "../../../components/Chart";
import type { ChartOption } from "../../../components/EChart";
import { PlotFrame } from "../../../components/PlotFrame";
import { useFormats } from "../../../format/useFormats";
import { usePlotColors } from "./usePlotColors";

interface Props {
  errors: History["errors"];
}

const HEIGHT = 200;

/** Error events a month; the critical ones stand at the bottom of each bar in another colour. */
export function ErrorsPlot({ errors }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const colors = usePlotColors();
  const total = errors.reduce((sum, month) => sum + month.count, 0);
  const critical = errors.reduce((sum, month) => sum + month.critical, 0);

  const option = useMemo<ChartOption>(
    () => ({
      grid: { left: 8, right: 8, top: 30, bottom: 4, containLabel: true },
      legend: { top: 0, right: 0, itemWidth: 12, itemHeight: 8 },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
      xAxis: { type: "category", data: errors.map((month) => format.month(month.month)), axisLabel: { hideOverlap: true } },
      yAxis: { type: "value", minInterval: 1 },
      series: [
        { type: "bar", stack: "errors", name: t("plot.critical"), data: errors.map((month) => month.critical), color: colors.limit, barMaxWidth: 22 },
        { type: "bar", stack: "errors", name: t("plot.other_errors"), data: errors.map((month) => month.count - month.critical), barMaxWidth: 22 },
      ],
    }),
    [errors, format, t, colors.limit],
  );

  return (
    <PlotFrame
      title={t("plot.errors")}
      height={HEIGHT}
      order={2}
      subtitle={t("plot.errors_sum", { count: total, number: format.number(total, 0), critical: format.number(critical, 0) })}
      table={{
        columns: [t("plot.month"), t("plot.errors_short"), t("plot.critical")],
        rows: [...errors].reverse().map((month) => [format.month(month.month), format.number(month.count, 0), format.number(month.critical, 0)]),
      }}
    >
      <Chart option={option} label={t("plot.errors_label", { total: format.number(total, 0), critical: format.number(critical, 0) })} height={HEIGHT} />
    </PlotFrame>
  );
}
