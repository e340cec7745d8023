import { useTranslation } from "react-i18next";
import type { SuppressionRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

/** From which day to which. */
export function usePeriodText(): (row: SuppressionRow) => string {
  const { t } = useTranslation("held");
  const format = useFormats();
  return ({ from, until }) => {
    if (until === null) return t("period.open", { from: format.day(from) });
    // Ended with the day before it began: it was entered by mistake.
    if (until < from) return t("period.never", { from: format.day(from) });
    return t("period.closed", { from: format.day(from), until: format.day(until) });
  };
}
