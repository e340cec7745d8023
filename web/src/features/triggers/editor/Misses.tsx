import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { EvidenceView } from "../../../api/contract";
import { useComparisonWords } from "../../../components/evidenceWords";
import { useValueText } from "../../../components/ValueText";

/** What keeps a machine from being a hit, in a line each. */
export function Misses({ misses }: { misses: readonly EvidenceView[] }) {
  const { t } = useTranslation("editor");
  const words = useWords();
  const valueText = useValueText();
  const compared = useComparisonWords();
  return misses.map((item) => {
    const comparison = compared(item);
    const needed = [comparison?.operator === "=" ? null : comparison?.operator, comparison?.operand].filter(Boolean).join(" ");
    const value = valueText(item.value, words.fact(item.fact)) ?? t("live.not_known");
    return (
      <Text key={`${item.fact} ${item.comparison}`} size="sm" c="dimmed">
        {words.factLabel(item.fact)}: {needed === "" ? value : t("live.needed", { value, needed })}
      </Text>
    );
  });
}
