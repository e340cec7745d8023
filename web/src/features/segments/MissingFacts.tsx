import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

/** What the machines lack for which the condition cannot say. */
export function MissingFacts({ missing }: { missing: TriggerRow["missing"] }) {
  const { t } = useTranslation("segments");
  const format = useFormats();
  if (missing.length === 0) return null;
  const facts = missing.slice(0, 5).map((of) => `${of.label} (${format.number(of.machines, 0)})`);
  return (
    <Text size="sm" c="dimmed" mt="md">
      {t("missing", { facts: format.list(facts) })}
    </Text>
  );
}
