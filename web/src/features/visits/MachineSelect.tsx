import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { searchQuery, SHORTEST } from "../search/queries";

interface Props {
  value: string | null;
  error?: string;
  onChange: (machine: string | null) => void;
}

/** A machine, found by serial number, type or customer as in the search of the whole page. */
export function MachineSelect({ value, error, onChange }: Props) {
  const { t } = useTranslation("visits");
  const [typed, setTyped] = useState("");
  const [text] = useDebouncedValue(typed.trim(), 200);
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const found = useQuery(searchQuery(text)).data ?? [];
  const machines = found.filter(({ kind }) => kind === "machine").flatMap(({ items }) => items);
  const data = machines.flatMap(({ machine_id, title, subtitle }) => (machine_id === null ? [] : [{ value: machine_id, label: [title, subtitle].filter(Boolean).join(" · ") }]));
  if (chosen && !data.some((item) => item.value === chosen.value)) data.unshift(chosen);
  return (
    <Select
      label={t("field.machine")}
      description={t("machine_hint")}
      placeholder={t("machine_placeholder")}
      data-autofocus
      searchable
      openOnFocus={false}
      clearable
      value={value}
      error={error}
      data={data}
      // What was found by the server fits already.
      filter={({ options }) => options}
      searchValue={typed}
      nothingFoundMessage={t(text.length < SHORTEST ? "machine_type_more" : "machine_none")}
      onSearchChange={setTyped}
      onChange={(id, option) => {
        setChosen(id === null || option === null ? null : { value: id, label: option.label });
        onChange(id);
      }}
    />
  );
}
