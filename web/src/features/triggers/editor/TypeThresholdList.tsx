import { Button, Paper, Stack, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { newKey, type Threshold, type TypeThresholds } from "./draft";
import { TypeThresholdRow } from "./TypeThresholdRow";

interface Props {
  thresholds: Threshold[];
  byType: TypeThresholds[];
  onChange: (byType: TypeThresholds[]) => void;
}

/** Machine types for which other thresholds count. */
export function TypeThresholdList({ thresholds, byType, onChange }: Props) {
  const { t } = useTranslation("editor");
  const taken = byType.flatMap((of) => of.machineType ?? []);
  return (
    <Paper p="md" component="section" aria-labelledby="by-type">
      <Title order={2} id="by-type">
        {t("by_type.heading")}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t("by_type.hint")}
      </Text>
      <Stack gap="sm">
        {byType.map((of, at) => (
          <TypeThresholdRow
            key={of.key}
            place={at + 1}
            of={of}
            thresholds={thresholds}
            taken={taken}
            onChange={(next) => onChange(byType.map((other) => (other.key === of.key ? next : other)))}
            onRemove={() => onChange(byType.filter((other) => other.key !== of.key))}
          />
        ))}
      </Stack>
      <Button
        mt={byType.length > 0 ? "sm" : undefined}
        size="compact-sm"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...byType, { key: newKey(), machineType: null, values: {} }])}
      >
        {t("by_type.add")}
      </Button>
    </Paper>
  );
}
