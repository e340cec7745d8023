import { useTranslation } from "react-i18next";
import type { Today } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

/** Which day it is and how fresh the data are. */
export function AsOf({ today, data }: { today: string; data: Today | undefined }) {
  const { t } = useTranslation("today");
  const format = useFormats();
  const parts = [format.dayFull(today)];
  if (data?.as_of) parts.push(data.as_of === today ? t("as_of_today") : t("as_of", { day: format.day(data.as_of) }));
  if (data?.last_import_at) parts.push(t("last_import", { instant: format.instant(data.last_import_at) }));
  return <>{parts.join(" · ")}</>;
}
