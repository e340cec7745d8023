import { NativeSelect, NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./Builder.module.css";
import type { EditorProps } from "./editing";
import { isRelative, type Relative, type Unit, UNITS } from "./rules";

/** So many days, weeks, months or years. */
export function RelativeEditor({ value, onChange, label, error }: EditorProps) {
  const { t } = useTranslation("segments");
  const relative: Partial<Relative> = isRelative(value) ? value : {};
  const unit = relative.unit ?? "days";
  return (
    <>
      <NumberInput
        className={classes.factor}
        aria-label={t("builder.amount", { label })}
        allowDecimal={false}
        allowNegative={false}
        max={100_000}
        hideControls
        value={relative.amount ?? ""}
        error={error}
        onChange={(typed) => onChange(typeof typed === "number" ? { amount: typed, unit } : null)}
      />
      <NativeSelect
        aria-label={t("builder.unit", { label })}
        value={unit}
        onChange={(event) => onChange({ amount: relative.amount ?? 1, unit: event.currentTarget.value as Unit })}
        data={UNITS.map((of) => ({ value: of, label: t(`unit.${of}`) }))}
      />
    </>
  );
}
