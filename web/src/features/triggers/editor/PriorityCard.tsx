import { NumberInput, Paper, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormats } from "../../../format/useFormats";
import type { Editing } from "./draft";
import { UrgencyFields } from "./UrgencyFields";
import { ValueFacts } from "./ValueFacts";

interface Props {
  editing: Editing;
  onChange: (part: Partial<Editing>) => void;
}

/** What makes one hit come before another. */
export function PriorityCard({ editing, onChange }: Props) {
  const { t } = useTranslation("editor");
  const format = useFormats();
  return (
    <Paper p="md" component="section" aria-labelledby="edited-priority">
      <Title order={2} id="edited-priority" mb="xs">
        {t("priority.heading")}
      </Title>
      <Stack gap="md">
        <NumberInput
          label={t("priority.likelihood")}
          description={t("priority.likelihood_hint")}
          maw="22rem"
          min={0}
          max={100}
          clampBehavior="strict"
          decimalScale={1}
          decimalSeparator={format.number(0.5).charAt(1)}
          hideControls
          rightSection="%"
          value={editing.likelihood ?? ""}
          onChange={(typed) => onChange({ likelihood: typeof typed === "number" ? typed : null })}
        />
        <UrgencyFields urgency={editing.urgency} onChange={(urgency) => onChange({ urgency })} />
        <ValueFacts value={editing.value} onChange={(value) => onChange({ value })} />
      </Stack>
    </Paper>
  );
}
