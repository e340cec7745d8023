import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./Builder.module.css";
import { isParameterOperand } from "./rules";

interface Props {
  value: unknown;
  label: string;
  parameters: readonly string[];
  onChange: (value: unknown) => void;
  error?: string | null;
}

/** A threshold that has a name, in place of a number. */
export function ParameterEditor({ value, label, parameters, onChange, error }: Props) {
  const { t } = useTranslation("segments");
  const chosen = isParameterOperand(value) ? value.parameter : "";
  // One that was removed meanwhile stays shown: the server says that it is not there.
  const offered = chosen === "" || parameters.includes(chosen) ? parameters : [...parameters, chosen];
  return (
    <Select
      className={classes.number}
      aria-label={t("builder.parameter", { label })}
      allowDeselect={false}
      value={chosen || null}
      error={error}
      onChange={(name) => onChange({ parameter: name ?? "" })}
      data={offered.map((name) => ({ value: name, label: `$${name}` }))}
    />
  );
}
