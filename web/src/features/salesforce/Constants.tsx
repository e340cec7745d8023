import { ActionIcon, Button, Group, NumberInput, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { OrgField } from "../../api/contract";
import type { Constant, ObjectDraft } from "./draft";
import { FieldChoice } from "./FieldChoice";

interface Props {
  what: string;
  draft: ObjectDraft;
  /** What the org has; nothing where it does not answer. */
  fields: readonly OrgField[] | null;
  onChange: (draft: ObjectDraft) => void;
}

type Row = readonly [field: string, value: Constant];

const NUMBERS = ["int", "double", "currency", "percent"];

/** Fields that always have the same value. */
export function Constants({ what, draft, fields, onChange }: Props) {
  const { t } = useTranslation("salesforce");
  // A row is there before its field is chosen, and keeps its place while that changes.
  const [rows, setRows] = useState<readonly Row[]>(() => Object.entries(draft.constants));
  const set = (next: readonly Row[]) => {
    setRows(next);
    onChange({ ...draft, constants: Object.fromEntries(next.filter(([field]) => field !== "")) });
  };
  const free = fields?.filter(({ type }) => type !== "parent") ?? null;
  return (
    <section aria-label={t("constants.of", { what })}>
      <Title order={3} size="h5" mt="md">
        {t("constants.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("constants.hint")}
      </Text>
      <Stack gap="xs" align="flex-start">
        {rows.map(([field, value], at) => {
          const change = (row: Row) => set(rows.map((other, position) => (position === at ? row : other)));
          const number = String(at + 1);
          return (
            // Rows have no name of their own before a field is chosen.
            <Group key={at} gap="xs" align="flex-start">
              <FieldChoice required label={t("constants.field", { number })} fields={free} value={field} onChange={(next) => change([next, ""])} />
              <ConstantValue label={t("constants.value", { number })} field={free?.find(({ name }) => name.toLowerCase() === field.toLowerCase())} value={value} onChange={(next) => change([field, next])} />
              <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("constants.remove", { number })} onClick={() => set(rows.filter((_, position) => position !== at))}>
                <IconTrash size={18} stroke={1.7} aria-hidden />
              </ActionIcon>
            </Group>
          );
        })}
        <Button variant="default" size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => set([...rows, ["", ""]])}>
          {t("constants.add")}
        </Button>
      </Stack>
    </section>
  );
}

function ConstantValue({ label, field, value, onChange }: { label: string; field: OrgField | undefined; value: Constant; onChange: (value: Constant) => void }) {
  const { t } = useTranslation("salesforce");
  if (field?.type === "boolean") {
    const choices = [
      { value: "true", label: t("constants.yes") },
      { value: "false", label: t("constants.no") },
    ];
    return <Select aria-label={label} allowDeselect={false} value={String(value)} data={choices} onChange={(chosen) => onChange(chosen === "true")} />;
  }
  if (field && NUMBERS.includes(field.type)) {
    return <NumberInput aria-label={label} hideControls value={typeof value === "number" ? value : ""} onChange={(typed) => onChange(typeof typed === "number" ? typed : "")} />;
  }
  const text = value === null ? "" : String(value);
  if (field && field.values.length > 0) {
    const choices = field.values.map((of) => ({ value: of.value, label: of.label === of.value ? of.value : `${of.label} · ${of.value}` }));
    const more = text === "" || choices.some((choice) => choice.value === text) ? [] : [{ value: text, label: t("not_there", { field: text }) }];
    return <Select aria-label={label} allowDeselect={false} searchable value={text} data={[...more, ...choices]} onChange={(chosen) => onChange(chosen ?? "")} />;
  }
  return <TextInput aria-label={label} value={text} onChange={(event) => onChange(event.currentTarget.value)} />;
}
