import { Badge, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { OrgField } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { useTypeName } from "./useNames";

/** What the org says of a field: its type, whether it must have a value, whether records are found by it, its values. */
export function FieldFacts({ name, fields }: { name: string; fields: readonly OrgField[] | null }) {
  const { t } = useTranslation("salesforce");
  const format = useFormats();
  const typeName = useTypeName();
  const field = fields?.find((of) => of.name.toLowerCase() === name.toLowerCase());
  if (name === "" || fields === null) return null;
  if (!field) {
    return (
      <Text size="xs" c="red.8">
        {t("facts.missing")}
      </Text>
    );
  }
  const length = field.length > 0 && field.type !== "picklist" && field.type !== "parent" ? t("facts.length", { length: format.number(field.length, 0) }) : null;
  const flags = [field.required && t("facts.required"), field.external_id && t("facts.external_id"), field.unique && t("facts.unique"), field.restricted && t("facts.restricted")].filter((flag) => flag !== false);
  return (
    <>
      <Group gap={6}>
        <Text span size="xs" c="dimmed">
          {[typeName(field.type), length].filter((part) => part !== null).join(", ")}
        </Text>
        {flags.map((flag) => (
          <Badge key={flag} size="sm" variant="default" radius="sm" tt="none" fw={500}>
            {flag}
          </Badge>
        ))}
      </Group>
      {field.values.length > 0 && (
        <Text size="xs" c="dimmed">
          {t("facts.values", { values: field.values.map(({ value }) => value).join(", ") })}
        </Text>
      )}
    </>
  );
}
