import { useTranslation } from "react-i18next";
import type { Category } from "../../api/contract";
import { measureOf } from "./figureId";
import { useNames } from "./useNames";

const QUESTIONS = ["no_contract", "no_location", "no_visit"] as const;
const ANSWERS = ["yes", "no", "unknown"] as const;
const STATES = ["ready", "blocked", "not_due", "unpriced"] as const;
const GAPS = ["blocked", "freed", "unreached", "reached"] as const;
const REVENUES = ["all", "contracts", "contracts_unvalued", "parts", "parts_unknown"] as const;
const OFFERS = ["contract", "modernization", "parts", "all"] as const;

function one<T extends string>(known: readonly T[], text: string | undefined): T | undefined {
  return known.find((item) => item === text);
}

/** A figure's name in words, without its part of the base: the title of the list behind it. */
export function useFigureWords(): (id: string) => string {
  const { t } = useTranslation("assessment");
  const { t: machines } = useTranslation("machines");
  const names = useNames();

  const completeness = (category: string, rest: string[]): string | undefined => {
    const [point, known] = rest;
    if (rest.length === 2) return t(known === "known" ? "figure.point_known" : "figure.point_unknown", { name: names.quoted(point ?? "") });
    const all = category === "all";
    if (point === "complete") return all ? t("figure.all_complete") : t("figure.complete", { name: machines(`category.${category as Category}`) });
    return all ? t("figure.all_incomplete") : t("figure.incomplete", { name: machines(`category.${category as Category}`) });
  };

  const campaign = (id: string, [what, facts]: string[]): string | undefined => {
    const name = id === "any" ? t("figure.any_campaign") : names.campaign(id);
    const missing = facts?.split("+").map(names.quoted).join(", ");
    if (what === "blocked_by") return t("figure.blocked_by", { name, fact: missing });
    if (what === "blocked_only_by") return t("figure.only_by", { name, fact: missing });
    const state = one(STATES, what);
    return state && t(`figure.campaign_${state}`, { name });
  };

  return (id) => {
    const [noun, first = "", ...rest] = measureOf(id);
    const last = rest[0];
    let words: string | undefined;
    if (noun === "base") words = first === "customers" || first === "countries" ? t(`figure.${first}`) : t("figure.machines");
    if (noun === "completeness") words = completeness(first, rest);
    if (noun === "campaign") words = campaign(first, rest);
    if (noun === "question") {
      const [question, answer] = [one(QUESTIONS, first), one(ANSWERS, last)];
      if (question && answer) words = t("figure.question", { question: t(`questions.${question}`), answer: t(`questions.${answer}`) });
    }
    if (noun === "gap") {
      const what = one(GAPS, last);
      words = what && t(`figure.gap_${what}`, { fact: names.quoted(first) });
    }
    if (noun === "revenue") {
      const what = one(REVENUES, first);
      words = what && t(`figure.revenue_${what}`);
    }
    if (noun === "potential") {
      const offer = one(OFFERS, first);
      words = offer && t(last === "unpriced" ? "figure.potential_unpriced" : "figure.potential", { offer: t(`offer.${offer}`) });
    }
    return words ?? id;
  };
}
