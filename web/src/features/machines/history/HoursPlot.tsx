import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { History, MachineFile } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import { type PlotLimit, ReadingsPlot } from "./ReadingsPlot";

interface Props {
  machine: MachineFile;
  history: History;
}

function factNumber(machine: MachineFile, id: string): number | null {
  const fact = machine.categories.flatMap((category) => category.facts).find((one) => one.fact === id);
  return typeof fact?.value === "number" ? fact.value : null;
}

/** Operating hours with the type's limit, and the reading at which the next maintenance is due. */
export function HoursPlot({ machine, history }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const limits = useMemo(() => {
    const found: PlotLimit[] = [];
    if (history.hours_limit !== null) found.push({ label: t("plot.limit"), value: history.hours_limit, kind: "limit" });
    const hours = factNumber(machine, "operating_hours");
    const since = factNumber(machine, "hours_since_maintenance");
    // The interval counts from the last maintenance, so its line lies where the counter will stand then.
    if (history.maintenance_interval !== null && hours !== null && since !== null) {
      found.push({ label: t("plot.maintenance_due"), value: hours - since + history.maintenance_interval, kind: "due" });
    }
    return found;
  }, [history, machine, t]);
  if (history.hours.length === 0) return null;
  const interval =
    history.maintenance_interval === null ? t("plot.no_interval") : t("plot.interval", { hours: format.number(history.maintenance_interval, 0) });
  return <ReadingsPlot title={t("plot.hours")} unit="h" digits={0} readings={history.hours} limits={limits} note={interval} />;
}
