import { Group, NumberInput, Paper, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactLimits } from "../../../api/contract";

interface Props {
  limits: ContactLimits;
  isLocked: boolean;
  onChange: (limits: ContactLimits) => void;
}

/** How often a customer is contacted by campaigns. */
export function LimitsCard({ limits, isLocked, onChange }: Props) {
  const { t } = useTranslation("contact-policy");
  return (
    <Paper p="md" component="section" aria-labelledby="limits">
      <Title order={2} id="limits">
        {t("limits.title")}
      </Title>
      <Text size="sm" c="dimmed" mb="sm" maw="48rem">
        {t("limits.hint")}
      </Text>
      <Group gap="md" align="flex-end">
        <Whole label={t("limits.contacts")} most={100} isLocked={isLocked} value={limits.contacts} onChange={(contacts) => onChange({ ...limits, contacts })} />
        <Whole label={t("limits.days")} most={365} isLocked={isLocked} value={limits.days} onChange={(days) => onChange({ ...limits, days })} />
      </Group>
    </Paper>
  );
}

/** A whole number from 1; while it is typed anew the field may be empty, and then what was there before counts. */
function Whole({ label, most, isLocked, value, onChange }: { label: string; most: number; isLocked: boolean; value: number; onChange: (value: number) => void }) {
  const [isEmpty, setEmpty] = useState(false);
  return (
    <NumberInput
      label={label}
      w={220}
      min={1}
      max={most}
      clampBehavior="strict"
      allowDecimal={false}
      allowNegative={false}
      readOnly={isLocked}
      value={isEmpty ? "" : value}
      onBlur={() => setEmpty(false)}
      onChange={(typed) => {
        setEmpty(typeof typed !== "number");
        if (typeof typed === "number" && typed >= 1) onChange(typed);
      }}
    />
  );
}
