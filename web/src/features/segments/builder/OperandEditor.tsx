import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import classes from "./Builder.module.css";
import { type EditorProps, isNumeric } from "./editing";
import { FactorEditor } from "./FactorEditor";
import { type FactOperand, isFactOperand } from "./rules";

/** Another fact of the same machine, and how often. */
export function OperandEditor({ fact, value, label, parameters, onChange, error }: EditorProps) {
  const { t } = useTranslation("segments");
  const words = useWords();
  const operand: FactOperand = isFactOperand(value) ? value : { fact: "" };
  const fits = (data: string) => (isNumeric(fact.data) ? isNumeric(data) : data === fact.data);
  const facts = words.catalogue.facts.filter((other) => other.id !== fact.name && fits(other.data));
  return (
    <>
      <Select
        className={classes.operand}
        aria-label={t("builder.other_fact", { label })}
        placeholder={t("builder.choose_fact")}
        searchable
        allowDeselect={false}
        nothingFoundMessage={t("builder.no_fact")}
        value={operand.fact || null}
        error={error}
        onChange={(chosen) => onChange({ ...operand, fact: chosen ?? "" })}
        data={facts.map((other) => ({ value: other.id, label: other.label }))}
      />
      {isNumeric(fact.data) && <FactorEditor operand={operand} label={label} parameters={parameters} onChange={onChange} />}
    </>
  );
}
