import { useTranslation } from "react-i18next";

const OPEN = {
  "completeness.{category}.complete": "complete",
  "completeness.{category}.incomplete": "incomplete",
  "completeness.{category}.{point}.known": "point_known",
  "completeness.{category}.{point}.unknown": "point_unknown",
  "question.no_contract.{answer}": "no_contract",
  "question.no_location.{answer}": "no_location",
  "question.no_visit.{answer}": "no_visit",
  "campaign.{campaign}.ready": "ready",
  "campaign.{campaign}.not_due": "not_due",
  "campaign.{campaign}.blocked": "blocked",
  "campaign.{campaign}.unpriced": "unpriced",
  "campaign.{campaign}.blocked_by.{fact}": "blocked_by",
  "campaign.{campaign}.blocked_only_by.{facts}": "only_by",
  "gap.{fact}.blocked": "gap_blocked",
  "gap.{fact}.freed": "gap_freed",
  "gap.{point}.unreached": "gap_unreached",
  "gap.{point}.reached": "gap_reached",
  "potential.{offer}.unpriced": "potential_unpriced",
} as const;

const CLOSED = {
  "base.machines": "machines",
  "base.customers": "customers",
  "base.countries": "countries",
  "revenue.all": "revenue_all",
  "revenue.contracts": "revenue_contracts",
  "revenue.contracts_unvalued": "revenue_contracts_unvalued",
  "revenue.parts": "revenue_parts",
  "revenue.parts_unknown": "revenue_parts_unknown",
} as const;

const OFFERS = { "potential.contract": "contract", "potential.modernization": "modernization", "potential.parts": "parts", "potential.all": "all" } as const;

function has<T extends object>(words: T, key: string): key is Extract<keyof T, string> {
  return key in words;
}

/** The name of a kind of figure, whatever its category, campaign or fact. */
export function usePatternWords(): (pattern: string) => string {
  const { t } = useTranslation("assessment");
  return (pattern) => {
    if (has(OPEN, pattern)) return t(`pattern.${OPEN[pattern]}`);
    if (has(CLOSED, pattern)) return t(`figure.${CLOSED[pattern]}`);
    if (has(OFFERS, pattern)) return t("figure.potential", { offer: t(`offer.${OFFERS[pattern]}`) });
    return pattern;
  };
}
