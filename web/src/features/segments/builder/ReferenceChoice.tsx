import { MultiSelect } from "@mantine/core";
import classes from "./Builder.module.css";
import type { EditorProps } from "./editing";

interface Props extends EditorProps {
  /** What may be named. */
  offered: { value: string; label: string }[];
  placeholder: string;
  nothingFound: string;
}

/** Others that a condition names, by their titles. */
export function ReferenceChoice({ value, onChange, label, error, offered, placeholder, nothingFound }: Props) {
  const chosen = (Array.isArray(value) ? value : []).filter((item): item is string => typeof item === "string");
  const unknown = chosen.filter((id) => !offered.some((of) => of.value === id));
  return (
    <MultiSelect
      className={classes.list}
      aria-label={label}
      placeholder={chosen.length === 0 ? placeholder : undefined}
      searchable
      hidePickedOptions
      nothingFoundMessage={nothingFound}
      value={chosen}
      error={error}
      onChange={onChange}
      data={[...offered, ...unknown.map((id) => ({ value: id, label: id }))]}
    />
  );
}
