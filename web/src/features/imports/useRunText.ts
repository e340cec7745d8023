import { useTranslation } from "react-i18next";
import type { ConnectorRow, ConnectorRun } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a connector does when, and what came of it, as a person says it. */
export function useRunText() {
  const { t } = useTranslation("imports");
  const format = useFormats();

  const when = ({ kind, every_seconds, at }: ConnectorRow): string => {
    if (kind === "inbox") return t("connectors.when.always");
    if (at !== null) return t("connectors.when.at", { time: at });
    if (every_seconds === null) return t("connectors.when.asked");
    for (const [unit, seconds] of [
      ["days", DAY],
      ["hours", HOUR],
      ["minutes", MINUTE],
    ] as const) {
      if (every_seconds % seconds === 0) {
        const count = every_seconds / seconds;
        return t(`connectors.when.${unit}`, { count, number: format.number(count) });
      }
    }
    return t("connectors.when.seconds", { count: every_seconds, number: format.number(every_seconds) });
  };

  const outcome = (run: ConnectorRun): string => {
    if (run.outcome === "running") return t("connectors.state.running");
    if (run.outcome === "unchanged") return t("connectors.nothing_changed");
    const counts = [
      ["added", run.machines_added],
      ["changed", run.machines_changed],
      ["gone", run.machines_gone],
    ] as const;
    const texts = counts.filter(([, count]) => count > 0).map(([what, count]) => t(`connectors.machines.${what}`, { count, number: format.number(count) }));
    if (run.outcome === "failed" && texts.length === 0) return t("connectors.state.failed");
    return texts.length === 0 ? t("connectors.no_machine") : texts.join(", ");
  };

  return { when, outcome };
}
