import { useTranslation } from "react-i18next";
import type { OwnMachineFile } from "../api/contract";
import { useFormats } from "../useFormats";

// What says something to the owner, in the order to read it. The machine file has more, for the builder.
const FIELDS = ["serial_number", "inventory_number", "manufacturer", "product_family", "manufactured_year", "delivered_on", "installed_on", "last_inspection_on", "site", "street", "city", "retired_on"] as const;
const FACTS = ["operating_hours", "hours_since_maintenance", "maintenance_due_on"] as const;

interface Line {
  id: string;
  label: string;
  value: string;
}

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}/.test(text);

/** What is known of a machine, in lines to read. */
export function useMachineFacts(file: OwnMachineFile): Line[] {
  const { t } = useTranslation("portal");
  const format = useFormats();
  const valueOf = (field: string) => file.values.find((of) => of.field === field)?.value;
  const lines: Line[] = [];
  for (const id of FIELDS) {
    const value = valueOf(id);
    if (value === undefined || value === "") continue;
    const shown = id === "city" ? [valueOf("postcode"), value].filter(Boolean).join(" ") : isDay(value) ? format.day(value) : value;
    lines.push({ id, label: t(`machine.field.${id}`), value: shown });
  }
  for (const id of FACTS) {
    const value = file.facts.find(({ fact }) => fact === id)?.value;
    if (value === undefined) continue;
    const shown = typeof value === "number" ? t("machine.hours", { number: format.number(value, 0) }) : format.day(String(value));
    lines.push({ id, label: t(`machine.field.${id}`), value: shown });
  }
  return lines;
}
