import { Select, type SelectProps } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { peopleQuery } from "./queries";

interface Props extends Omit<SelectProps, "data" | "value" | "onChange"> {
  value: string | null;
  onChange: (owner: string | null) => void;
  /** Where not everyone may be chosen. */
  only?: readonly string[];
  /** Who may not be chosen. */
  not?: readonly string[];
}

/** Who opportunities may be given to: accounts first, then names that only the data knows. */
export function OwnerSelect({ value, onChange, only, not, ...rest }: Props) {
  const { t } = useTranslation("opportunities");
  const people = (useQuery(peopleQuery).data ?? []).filter(({ name }) => (only === undefined || only.includes(name)) && !not?.includes(name));
  const known = people.some((person) => person.name === value);
  const names = people.map((person) => ({
    value: person.name,
    label: person.is_account ? person.name : `${person.name} (${t("field.no_account")})`,
  }));
  return (
    <Select
      searchable
      allowDeselect={false}
      nothingFoundMessage={t("field.owner_none")}
      {...rest}
      data={value !== null && !known ? [{ value, label: value }, ...names] : names}
      value={value}
      onChange={onChange}
    />
  );
}
