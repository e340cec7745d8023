import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { MachineSignal } from "../../api/contract";
import { telemetryQuery } from "../api/queries";
import { useFormats } from "../useFormats";
import classes from "./pages.module.css";

/** What the machine itself sent: each series as a line, with its latest value. Nothing where it sends nothing. */
export function Readings({ id }: { id: string }) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  const signals = useQuery(telemetryQuery(id)).data?.signals.filter(({ days }) => days.length > 0) ?? [];
  if (signals.length === 0) return null;
  return (
    <section aria-labelledby="readings" className={classes.paper}>
      <h2 id="readings">{t("machine.readings")}</h2>
      <ul className={classes.rows}>
        {signals.map((signal) => {
          const last = signal.days.at(-1);
          const first = signal.days[0];
          return (
            <li key={signal.signal} className={classes.series}>
              <span>
                <b>{signal.label}</b>
                {last && first && (
                  <span className={classes.soft}>{t("machine.reading_days", { from: format.day(first.on), to: format.day(last.on) })}</span>
                )}
              </span>
              <Line signal={signal} />
              <span className={classes.value}>
                {last && format.number(signal.is_counter ? last.last : last.mean, 1)} {signal.unit}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const WIDTH = 160;
const HEIGHT = 36;

function Line({ signal: { days, is_counter: isCounter } }: { signal: MachineSignal }) {
  const values = days.map((day) => (isCounter ? day.last : day.mean));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const begin = Date.parse(days[0]?.on ?? "");
  const length = Math.max(1, Date.parse(days.at(-1)?.on ?? "") - begin);
  const points = days.map((day, at) => {
    const x = days.length === 1 ? WIDTH : ((Date.parse(day.on) - begin) / length) * WIDTH;
    const y = high === low ? HEIGHT / 2 : HEIGHT - 2 - (((values[at] ?? low) - low) / (high - low)) * (HEIGHT - 4);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={classes.chart} aria-hidden focusable="false" preserveAspectRatio="none">
      <polyline points={points.join(" ")} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
