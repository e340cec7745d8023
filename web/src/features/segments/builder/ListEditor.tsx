import { MultiSelect, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import { useValueText } from "../../../components/ValueText";
import { useFormats } from "../../../format/useFormats";
import { valuesQuery } from "../queries";
import classes from "./Builder.module.css";
import type { EditorProps } from "./editing";

/** The values a text fact has; typed ones too, for what no machine has yet. */
export function ListEditor({ fact, value, onChange, label, error }: EditorProps) {
  const { t } = useTranslation("segments");
  const format = useFormats();
  const valueText = useValueText();
  const words = useWords();
  const [typed, setTyped] = useState("");
  const { data } = useQuery(valuesQuery(fact.name));
  const chosen = (Array.isArray(value) ? value : []).filter((item): item is string => typeof item === "string");
  const counts = new Map(data?.values.map((item) => [item.value, item.count]));
  const known = [...new Set([...counts.keys(), ...chosen])];
  const labelled = known.map((item) => ({ value: item, label: valueText(item, words.fact(fact.name)) ?? item }));
  const own = typed.trim();
  const same = (text: string) => text.toLocaleLowerCase() === own.toLocaleLowerCase();
  const isKnown = own === "" || labelled.some((item) => same(item.value) || same(item.label));
  const offered = isKnown ? labelled : [...labelled, { value: own, label: own }];
  return (
    <MultiSelect
      className={classes.list}
      aria-label={label}
      placeholder={chosen.length === 0 ? t("builder.choose_values") : undefined}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      hidePickedOptions
      clearable
      clearButtonProps={{ "aria-label": t("builder.clear", { label }) }}
      nothingFoundMessage={t("builder.no_value")}
      limit={200}
      value={chosen}
      error={error}
      onChange={onChange}
      data={offered}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <span>{option.label}</span>
          <Text span size="sm" c="dimmed">
            {counts.has(option.value) ? format.number(counts.get(option.value) ?? 0, 0) : t("builder.no_machine")}
          </Text>
        </span>
      )}
    />
  );
}
