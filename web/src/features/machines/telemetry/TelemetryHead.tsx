import { Paper } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MachineTelemetry } from "../../../api/contract";
import { Unknown } from "../../../components/Unknown";
import { useFormats } from "../../../format/useFormats";
import classes from "./TelemetryTab.module.css";

/** How fresh and how complete the readings are: what the drawings below can be trusted for. */
export function TelemetryHead({ telemetry }: { telemetry: MachineTelemetry }) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const { from, newest, days_silent: silent, coverage } = telemetry;
  const readings = telemetry.signals.reduce((sum, signal) => sum + signal.days.reduce((of, day) => of + day.count, 0), 0);
  return (
    <Paper p="md">
      <dl className={classes.figures}>
        <div>
          <dt>{t("telemetry.span")}</dt>
          <dd>{from && newest ? t("telemetry.from_to", { from: format.day(from), to: format.day(newest) }) : <Unknown />}</dd>
        </div>
        <div>
          <dt>{t("telemetry.silent")}</dt>
          <dd>{silent === null ? <Unknown /> : t("telemetry.days", { count: silent, number: format.number(silent, 0) })}</dd>
        </div>
        <div>
          <dt>{t("telemetry.coverage")}</dt>
          <dd>{coverage === null ? <Unknown /> : format.percent(coverage, 0)}</dd>
        </div>
        <div>
          <dt>{t("telemetry.readings")}</dt>
          <dd>{format.number(readings, 0)}</dd>
        </div>
      </dl>
    </Paper>
  );
}
