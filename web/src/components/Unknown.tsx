import { Text, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** A value that nobody knows is said to be so; a blank would read as zero. */
export function Unknown({ words }: { words?: boolean }) {
  const { t } = useTranslation("components");
  return words ? (
    <Text span c="dimmed" fs="italic" inherit>
      {t("value.unknown")}
    </Text>
  ) : (
    <Text span c="dimmed" inherit title={t("value.unknown")}>
      <span aria-hidden>–</span>
      <VisuallyHidden>{t("value.unknown")}</VisuallyHidden>
    </Text>
  );
}
