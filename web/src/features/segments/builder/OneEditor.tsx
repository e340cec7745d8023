import { NumberInput, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DayInput } from "../../../components/DayInput";
import { useFormats } from "../../../format/useFormats";
import classes from "./Builder.module.css";
import type { EditorProps } from "./editing";

function useUnit(unit: string | null): string {
  const { t } = useTranslation("segments");
  if (unit === "d") return t("unit.days");
  if (unit === "mo") return t("unit.months");
  if (unit === "a") return t("unit.years");
  return unit === "EUR" ? "€" : (unit ?? "");
}

/** A number or a day. */
export function OneEditor({ fact, value, label, onChange, error }: EditorProps) {
  const format = useFormats();
  const unit = useUnit(fact.unit);
  if (fact.data === "date" || fact.data === "instant") {
    return <DayInput className={classes.number} aria-label={label} value={typeof value === "string" && value !== "" ? value : null} error={error} onChange={onChange} />;
  }
  return (
    <NumberInput
      className={classes.number}
      aria-label={label}
      decimalSeparator={format.number(0.5).charAt(1)}
      thousandSeparator={false}
      allowDecimal={fact.data !== "integer"}
      decimalScale={fact.data === "money" ? 2 : undefined}
      hideControls
      rightSection={unit === "" ? undefined : <Text span size="sm" c="dimmed">{unit}</Text>}
      rightSectionWidth={`${Math.max(2, unit.length * 0.6 + 1)}rem`}
      rightSectionPointerEvents="none"
      value={typeof value === "number" ? value : ""}
      error={error}
      onChange={(typed) => onChange(typeof typed === "number" ? typed : null)}
    />
  );
}
