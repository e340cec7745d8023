import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { SearchItem } from "../../api/contract";
import { subjectsQuery } from "./queries";
import { keyOf, type Subject } from "./subject";

interface Props {
  value: Subject | null;
  onChange: (subject: Subject | null) => void;
  error: string | undefined;
}

const labelOf = ({ title, subtitle }: SearchItem) => (subtitle ? `${title}, ${subtitle}` : title);

/** A machine or a customer, looked up by name or serial number. */
export function SubjectSelect({ value, onChange, error }: Props) {
  const { t } = useTranslation("held");
  const [text, setText] = useState("");
  const [wanted] = useDebouncedValue(text.trim(), 250);
  const found = useQuery(subjectsQuery(wanted));
  const customers = (found.data?.customers ?? []).flatMap((item): Subject[] => (item.customer_id ? [{ kind: "customer", id: item.customer_id, name: labelOf(item) }] : []));
  const machines = (found.data?.machines ?? []).flatMap((item): Subject[] => (item.machine_id ? [{ kind: "machine", id: item.machine_id, name: labelOf(item) }] : []));
  const all = [...customers, ...machines];
  // What was chosen stays an option, whatever is typed next.
  const kept = value && !all.some((one) => keyOf(one) === keyOf(value)) ? [value] : [];
  const options = (subjects: Subject[]) => subjects.map((one) => ({ value: keyOf(one), label: one.name }));
  const ofKind = (kind: Subject["kind"]) => kept.filter((one) => one.kind === kind);
  return (
    <Select
      label={t("form.subject")}
      description={t("form.subject_hint")}
      required
      withAsterisk={false}
      error={error}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("form.subject_clear") }}
      data-autofocus
      searchValue={text}
      onSearchChange={setText}
      value={value ? keyOf(value) : null}
      data={[
        { group: t("form.customers"), items: options([...ofKind("customer"), ...customers]) },
        { group: t("form.machines"), items: options([...ofKind("machine"), ...machines]) },
      ].filter(({ items }) => items.length > 0)}
      // The server has searched already.
      filter={({ options: given }) => given}
      nothingFoundMessage={text.trim().length < 2 ? t("form.search_hint") : found.isFetching ? undefined : t("form.search_none")}
      onChange={(key) => onChange([...kept, ...all].find((one) => keyOf(one) === key) ?? null)}
    />
  );
}
