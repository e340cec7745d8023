import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SuppressionRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

/** Who entered it, and who ended it. */
export function SuppressionBy({ row }: { row: SuppressionRow }) {
  const { t } = useTranslation("held");
  const format = useFormats();
  return (
    <Text component="div" size="xs" c="dimmed">
      <div>{t("by.saved", { person: row.saved_by, at: format.instant(row.saved_at) })}</div>
      {row.ended_by !== null && row.ended_at !== null && <div>{t("by.ended", { person: row.ended_by, at: format.instant(row.ended_at) })}</div>}
    </Text>
  );
}
