import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { Facet } from "../../../api/contract";
import { useCountryName } from "../../../format/useCountryName";
import { useFormats } from "../../../format/useFormats";
import { type Filter, WHETHER_IN_FIELD_OR_NOT } from "../search";

const CONTRACTS = ["active", "expired", "pending", "none"] as const;

/** Names of filters and of their values, also of values that no facet lists at the moment. */
export function useFilterWords(facets: readonly Facet[] | undefined) {
  const { t } = useTranslation("machines");
  const { t: common } = useTranslation("components");
  const words = useWords();
  const format = useFormats();
  const countryName = useCountryName();

  const valueLabel = (filter: Filter, value: string): string => {
    if (filter === "country" && value !== "-") return countryName(value) ?? value;
    const listed = facets?.find((facet) => facet.field === filter)?.values.find((entry) => entry.value === value);
    if (listed) return listed.label;
    if (value === "-") return common("value.unknown");
    switch (filter) {
      case "trigger":
      case "unknown":
        return words.triggerTitle(value);
      case "campaign":
        return words.campaignLabel(value);
      case "in_field":
        if (value === WHETHER_IN_FIELD_OR_NOT) return t("filter.in_field_all");
        return t(value === "true" ? "filter.in_field_true" : "filter.in_field_false");
      case "contract":
      case "warranty": {
        const status = CONTRACTS.find((known) => known === value);
        return status ? common(`status.${status}`) : value;
      }
      case "installed_from":
      case "installed_to":
        return format.day(value);
      case "hours_from":
      case "hours_to":
        return `${format.number(Number(value), 0)} h`;
      default:
        return value;
    }
  };
  return { filterLabel: (filter: Filter) => t(`filter.${filter}`), valueLabel };
}
