import { useTranslation } from "react-i18next";
import type { Purpose } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

/** What data may be used for, in words; an agreement may also say: for nothing. */
export function usePurposesText(): (purposes: readonly Purpose[]) => string {
  const { t } = useTranslation("data-use");
  const format = useFormats();
  return (purposes) => (purposes.length === 0 ? t("purpose.none") : format.list(purposes.map((purpose) => t(`purpose.${purpose}`))));
}
