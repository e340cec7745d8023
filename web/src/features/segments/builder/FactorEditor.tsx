import { NativeSelect, NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/useFormats";
import classes from "./Builder.module.css";
import { ParameterEditor } from "./ParameterEditor";
import { type FactOperand, isParameterOperand } from "./rules";

interface Props {
  operand: FactOperand;
  label: string;
  parameters: readonly string[];
  onChange: (operand: FactOperand) => void;
}

/** How often another fact is taken: a number, or a threshold where there are such. */
export function FactorEditor({ operand, label, parameters, onChange }: Props) {
  const { t } = useTranslation("segments");
  const format = useFormats();
  const { fact, factor } = operand;
  const named = isParameterOperand(factor);
  return (
    <>
      {(parameters.length > 0 || named) && (
        <NativeSelect
          className={classes.kind}
          aria-label={t("builder.factor_kind", { label })}
          value={named ? "parameter" : "number"}
          onChange={(event) => onChange(event.currentTarget.value === "parameter" ? { fact, factor: { parameter: parameters[0] ?? "" } } : { fact })}
          data={[
            { value: "number", label: `× ${t("builder.factor_number")}` },
            { value: "parameter", label: `× ${t("builder.with_parameter")}` },
          ]}
        />
      )}
      {named ? (
        <ParameterEditor value={factor} label={t("builder.factor", { label })} parameters={parameters} onChange={(chosen) => isParameterOperand(chosen) && onChange({ fact, factor: chosen })} />
      ) : (
        <NumberInput
          className={classes.factor}
          aria-label={t("builder.factor", { label })}
          leftSection="×"
          hideControls
          decimalSeparator={format.number(0.5).charAt(1)}
          value={factor ?? 1}
          onChange={(typed) => onChange({ fact, ...(typeof typed === "number" && typed !== 1 ? { factor: typed } : {}) })}
        />
      )}
    </>
  );
}
