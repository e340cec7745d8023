import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { CampaignScope } from "../../api/contract";
import { useCountryName } from "../../format/useCountryName";
import { useFormats } from "../../format/useFormats";

/** For whom a campaign is, in words: "HB-200, Vertrag läuft aus, Österreich". */
export function useScopeText(): (scope: CampaignScope) => string {
  const { t } = useTranslation("campaigns");
  const format = useFormats();
  const words = useWords();
  const country = useCountryName();
  return ({ machine_types, triggers, countries }) => {
    const parts = [
      format.list(machine_types),
      format.list(triggers.map((id) => words.triggerTitle(id))),
      format.list(countries.map((code) => country(code) ?? code)),
    ].filter((part) => part !== "");
    return parts.length === 0 ? t("scope.everyone") : parts.join(" · ");
  };
}
