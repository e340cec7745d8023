import { Select, SimpleGrid, Text, TextInput, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { MappedField, MappedObject, OrgValue } from "../../api/contract";
import { type ObjectDraft, without } from "./draft";
import { useFieldName, useValueName } from "./useNames";

interface Props {
  of: MappedObject;
  field: MappedField;
  draft: ObjectDraft;
  /** The values the org has; nothing where it does not answer or the field takes any. */
  there: readonly OrgValue[] | null;
  onChange: (draft: ObjectDraft) => void;
}

/** What our values are called there. Stages nobody names go by their order. */
export function Values({ of, field, draft, there, onChange }: Props) {
  const { t } = useTranslation("salesforce");
  const fieldName = useFieldName();
  const valueName = useValueName();
  const isStage = field.name === "stage";
  const values = draft.values[field.name] ?? {};
  const none = t(isStage ? "stages.by_order" : "values.as_it_is");
  const heading = `values-${of.noun}-${field.name}`;
  const set = (ours: string, theirs: string) => {
    const next = theirs === "" ? without(values, ours) : { ...values, [ours]: theirs };
    onChange({ ...draft, values: Object.keys(next).length === 0 ? without(draft.values, field.name) : { ...draft.values, [field.name]: next } });
  };
  return (
    <section aria-labelledby={heading}>
      <Title order={3} size="h5" id={heading} mt="md">
        {isStage ? t("stages.title") : t("values.title", { field: fieldName(of.noun, field.name) })}
      </Title>
      <Text size="sm" c="dimmed" mb="xs" maw="48rem">
        {t(isStage ? "stages.hint" : "values.hint")}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 3, lg: 5 }} spacing="sm">
        {field.values.map((ours) => {
          const theirs = values[ours] ?? "";
          const label = valueName(field.name, ours);
          if (there === null) return <TextInput key={ours} label={label} placeholder={none} value={theirs} onChange={(event) => set(ours, event.currentTarget.value)} />;
          const choices = there.map((choice) => ({ value: choice.value, label: choice.label === choice.value ? choice.value : `${choice.label} · ${choice.value}` }));
          const more = theirs === "" || choices.some(({ value }) => value === theirs) ? [] : [{ value: theirs, label: t("not_there", { field: theirs }) }];
          return <Select key={ours} label={label} allowDeselect={false} value={theirs} data={[{ value: "", label: none }, ...more, ...choices]} onChange={(chosen) => set(ours, chosen ?? "")} />;
        })}
      </SimpleGrid>
    </section>
  );
}
