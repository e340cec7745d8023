import { ActionIcon, Button, NumberInput, Select, Stack, Text, Title } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import { useFormats } from "../../../format/useFormats";
import { newKey, type ValueFact } from "./draft";
import classes from "./Editor.module.css";

interface Props {
  value: ValueFact[];
  onChange: (value: ValueFact[]) => void;
}

/** From which sums the value of a hit is estimated, in order. */
export function ValueFacts({ value, onChange }: Props) {
  const { t } = useTranslation("editor");
  const { catalogue } = useWords();
  const format = useFormats();
  const sums = catalogue.facts.filter((fact) => fact.data === "money").map(({ id, label }) => ({ value: id, label }));
  const change = (key: string, part: Partial<ValueFact>) => onChange(value.map((of) => (of.key === key ? { ...of, ...part } : of)));
  return (
    <div role="group" aria-labelledby="value-facts">
      <Title order={3} id="value-facts">
        {t("priority.value")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("priority.value_hint")}
      </Text>
      <Stack gap="xs" mb={value.length > 0 ? "xs" : undefined}>
        {value.map((of, at) => {
          const place = String(at + 1);
          return (
            <div key={of.key} className={classes.row}>
              <Select
                aria-label={t("priority.value_fact", { place })}
                searchable
                allowDeselect={false}
                value={of.fact}
                onChange={(fact) => change(of.key, { fact })}
                data={sums}
              />
              <NumberInput
                aria-label={t("priority.value_factor", { place })}
                leftSection="×"
                hideControls
                decimalSeparator={format.number(0.5).charAt(1)}
                value={of.factor ?? ""}
                onChange={(typed) => change(of.key, { factor: typeof typed === "number" ? typed : null })}
              />
              <ActionIcon mt={4} variant="subtle" color="gray" aria-label={t("priority.remove_value", { place })} onClick={() => onChange(value.filter((other) => other.key !== of.key))}>
                <IconTrash size={18} stroke={1.6} aria-hidden />
              </ActionIcon>
            </div>
          );
        })}
      </Stack>
      <Button size="compact-sm" variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={() => onChange([...value, { key: newKey(), fact: null, factor: 1 }])}>
        {t("priority.add_value")}
      </Button>
    </div>
  );
}
