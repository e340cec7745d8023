import { Select, SimpleGrid, Text, TextInput, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MappedField, MappedObject, OrgValue } from "../../api/contract";
import { type ObjectDraft, without } from "./draft";
import { useStageName } from "./useNames";

interface Props {
  of: MappedObject;
  field: MappedField;
  draft: ObjectDraft;
  /** The stages the org has; nothing where it does not answer. */
  stages: readonly OrgValue[] | null;
  onChange: (draft: ObjectDraft) => void;
}

/** What our stages are called there; those nobody names go by their order. */
export function Stages({ of, field, draft, stages, onChange }: Props) {
  const { t } = useTranslation("salesforce");
  const stageName = useStageName();
  const values = draft.values[field.name] ?? {};
  const set = (ours: string, theirs: string) => {
    const next = theirs === "" ? without(values, ours) : { ...values, [ours]: theirs };
    onChange({ ...draft, values: Object.keys(next).length === 0 ? without(draft.values, field.name) : { ...draft.values, [field.name]: next } });
  };
  return (
    <section aria-labelledby={`values-${of.noun}-${field.name}`}>
      <Title order={3} size="h5" id={`values-${of.noun}-${field.name}`} mt="md">
        {t("stages.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs" maw="48rem">
        {t("stages.hint")}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 3, lg: 5 }} spacing="sm">
        {field.values.map((ours) => {
          const theirs = values[ours] ?? "";
          if (stages === null) return <TextInput key={ours} label={stageName(ours)} placeholder={t("stages.by_order")} value={theirs} onChange={(event) => set(ours, event.currentTarget.value)} />;
          const choices = stages.map(({ value, label }) => ({ value, label: label === value ? value : `${label} · ${value}` }));
          const more = theirs === "" || choices.some(({ value }) => value === theirs) ? [] : [{ value: theirs, label: t("not_there", { field: theirs }) }];
          return <Select key={ours} label={stageName(ours)} allowDeselect={false} value={theirs} data={[{ value: "", label: t("stages.by_order") }, ...more, ...choices]} onChange={(chosen) => set(ours, chosen ?? "")} />;
        })}
      </SimpleGrid>
    </section>
  );
}
