import { Select, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OrgField } from "../../api/contract";

interface Props {
  label: string;
  /** What the org has; nothing where it does not answer, and then the name is typed. */
  fields: readonly OrgField[] | null;
  value: string;
  onChange: (field: string) => void;
  /** Whether a field must be chosen. */
  required?: boolean;
}

/** A field of the org, by its label or its API name. */
export function FieldChoice({ label, fields, value, onChange, required = false }: Props) {
  const { t } = useTranslation("salesforce");
  if (fields === null) {
    return <TextInput aria-label={label} placeholder={required ? undefined : t("not_sent")} value={value} onChange={(event) => onChange(event.currentTarget.value.trim())} />;
  }
  const choices = fields.map((field) => ({ value: field.name, label: field.label === field.name ? field.name : `${field.label} · ${field.name}` }));
  // Salesforce does not tell capitals from small letters; one it does not have stays visible until somebody changes it.
  const known = choices.find((choice) => choice.value.toLowerCase() === value.toLowerCase());
  const more = value === "" || known ? [] : [{ value, label: t("not_there", { field: value }) }];
  const none = required ? [] : [{ value: "", label: t("not_sent") }];
  return (
    <Select
      aria-label={label}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t("no_field")}
      value={known?.value ?? value}
      data={[...none, ...more, ...choices]}
      renderOption={({ option }) => (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {option.label}
        </Text>
      )}
      onChange={(chosen) => onChange(chosen ?? "")}
    />
  );
}
