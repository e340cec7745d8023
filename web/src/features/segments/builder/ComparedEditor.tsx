import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./Builder.module.css";
import { type EditorProps, isNumeric } from "./editing";
import { OneEditor } from "./OneEditor";
import { OperandEditor } from "./OperandEditor";
import { ParameterEditor } from "./ParameterEditor";
import { isFactOperand, isParameterOperand } from "./rules";

type Kind = "value" | "parameter" | "fact";

const kindOf = (value: unknown): Kind => (isFactOperand(value) ? "fact" : isParameterOperand(value) ? "parameter" : "value");

/** A value, a threshold or another fact. */
export function ComparedEditor({ facts = true, ...props }: EditorProps & { facts?: boolean }) {
  const { t } = useTranslation("segments");
  const { value, fact, label, parameters, onChange } = props;
  const kind = kindOf(value);
  const offered: Kind[] = ["value"];
  if (isNumeric(fact.data) && parameters.length > 0) offered.push("parameter");
  if (facts) offered.push("fact");
  if (!offered.includes(kind)) offered.push(kind);
  const empty = { value: null, parameter: { parameter: parameters[0] ?? "" }, fact: { fact: "" } };
  return (
    <>
      {offered.length > 1 && (
        <NativeSelect
          className={classes.kind}
          aria-label={t("builder.compare_with", { label })}
          value={kind}
          onChange={(event) => onChange(empty[event.currentTarget.value as Kind])}
          data={offered.map((of) => ({ value: of, label: t(`builder.with_${of}`) }))}
        />
      )}
      {kind === "fact" && <OperandEditor {...props} />}
      {kind === "parameter" && <ParameterEditor {...props} />}
      {kind === "value" && <OneEditor {...props} />}
    </>
  );
}
