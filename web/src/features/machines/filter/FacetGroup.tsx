import { Button, Fieldset, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Facet } from "../../../api/contract";
import { useFormats } from "../../../format/useFormats";
import { toggled, valuesOf } from "../search";
import classes from "./FacetGroup.module.css";
import { FacetValue } from "./FacetValue";

interface Props {
  facet: Facet;
  label: string;
  chosen: string | undefined;
  /** Name of a chosen value that the facet does not list. */
  labelOf: (value: string) => string;
  onChange: (chosen: string | undefined) => void;
}

/** Values that stand there at once; more are shown on demand, and searched where there are many. */
const FEW = 6;
const MANY = 12;

/** The values of one field with how many machines each would leave. */
export function FacetGroup({ facet, label, chosen, labelOf, onChange }: Props) {
  const { t } = useTranslation("machines");
  const format = useFormats();
  const [all, setAll] = useState(false);
  const [text, setText] = useState("");
  const selected = valuesOf(chosen);
  const listed = new Set(facet.values.map((entry) => entry.value));
  const gone = selected.filter((value) => !listed.has(value)).map((value) => ({ value, label: labelOf(value), count: 0 }));
  const values = [...gone, ...facet.values];
  if (values.length === 0) return null;
  const wanted = text.trim().toLocaleLowerCase();
  const matching = values.filter((entry) => entry.label.toLocaleLowerCase().includes(wanted));
  const shown = all ? matching : values.filter((entry, at) => at < FEW || selected.includes(entry.value));
  return (
    <Fieldset variant="unstyled" legend={label} classNames={{ legend: classes.legend }}>
      {all && values.length > MANY && (
        <TextInput
          size="xs"
          mb={4}
          aria-label={t("facet.search", { field: label })}
          placeholder={t("facet.search_short")}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      )}
      <div className={classes.values}>
        {shown.map((entry) => (
          <FacetValue
            key={entry.value}
            label={entry.label}
            count={entry.count}
            checked={selected.includes(entry.value)}
            onToggle={() => onChange(toggled(chosen, entry.value))}
          />
        ))}
      </div>
      {all && facet.more > 0 && (
        <Text size="xs" c="dimmed" mt={4}>
          {t("facet.more_values", { count: facet.more, number: format.number(facet.more, 0) })}
        </Text>
      )}
      {values.length > FEW && (
        <Button variant="subtle" size="compact-xs" mt={2} onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t("facet.fewer") : t("facet.all", { count: values.length })}
        </Button>
      )}
    </Fieldset>
  );
}
