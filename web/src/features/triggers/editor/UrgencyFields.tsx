import { NumberInput, Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import { useFormats } from "../../../format/useFormats";
import { isNumeric } from "../../segments/builder/editing";
import type { Urgency } from "./draft";
import classes from "./Editor.module.css";

interface Props {
  urgency: Urgency | null;
  onChange: (urgency: Urgency | null) => void;
}

/** The fact by which a hit becomes urgent: from where, and where it is most. */
export function UrgencyFields({ urgency, onChange }: Props) {
  const { t } = useTranslation("editor");
  const { catalogue } = useWords();
  const format = useFormats();
  const facts = catalogue.facts.filter((fact) => isNumeric(fact.data));
  return (
    <div className={classes.pair}>
      <Select
        label={t("priority.urgency")}
        placeholder={t("priority.urgency_none")}
        searchable
        clearable
        value={urgency?.fact ?? null}
        onChange={(fact) => onChange(fact === null ? null : { from: null, to: null, ...urgency, fact })}
        data={facts.map(({ id, label }) => ({ value: id, label }))}
      />
      {urgency &&
        (["from", "to"] as const).map((end) => (
          <NumberInput
            key={end}
            label={t(`priority.${end}`)}
            hideControls
            decimalSeparator={format.number(0.5).charAt(1)}
            value={urgency[end] ?? ""}
            onChange={(typed) => onChange({ ...urgency, [end]: typeof typed === "number" ? typed : null })}
          />
        ))}
    </div>
  );
}
