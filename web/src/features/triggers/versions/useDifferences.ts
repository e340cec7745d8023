import { useTranslation } from "react-i18next";
import { useWords } from "../../../api/catalogue";
import type { TriggerDraft } from "../../../api/contract";
import { useSession } from "../../../api/session";
import { useFormats } from "../../../format/useFormats";

export interface Difference {
  id: string;
  label: string;
  before: string;
  after: string;
}

/** What two versions say differently, in words. */
export function useDifferences(before: TriggerDraft, after: TriggerDraft): Difference[] {
  const { t } = useTranslation("triggers");
  const words = useWords();
  const format = useFormats();
  const { language } = useSession().account;
  const said = ({ title, explanation, campaign, condition, keep, rest_days: rest, purpose, likelihood, urgency, value }: TriggerDraft) =>
    ({
      title: title[language],
      explanation: explanation[language],
      campaign: words.campaignLabel(campaign),
      condition: condition.trim(),
      keep: keep?.trim() ?? "",
      rest_days: t("difference.days", { count: rest, number: format.number(rest, 0) }),
      purpose: t(`difference.purpose.${purpose ?? "campaign"}`),
      likelihood: format.percent(likelihood, 1),
      urgency: urgency ? t("difference.urgency", { fact: words.factLabel(urgency.fact), from: format.number(urgency.from), to: format.number(urgency.to) }) : "",
      value: value.map(({ fact, factor }) => (factor === 1 ? words.factLabel(fact) : `${words.factLabel(fact)} × ${format.number(factor)}`)).join(", "),
    }) as const;
  const numbers = ({ parameters, by_type: byType }: TriggerDraft) =>
    new Map([
      ...Object.entries(parameters).map(([name, value]) => [`$${name}`, format.number(value)] as const),
      ...byType.flatMap((of) => Object.entries(of.parameters).map(([name, value]) => [t("condition.by_type", { name, type: of.machine_type }), format.number(value)] as const)),
    ]);
  const [old, now] = [said(before), said(after)];
  const [oldNumbers, nowNumbers] = [numbers(before), numbers(after)];
  const fields = ["title", "explanation", "campaign", "condition"] as const;
  const last = ["keep", "rest_days", "purpose", "likelihood", "urgency", "value"] as const;
  const named = (id: (typeof fields)[number] | (typeof last)[number]): Difference => ({ id, label: t(`difference.field.${id}`), before: old[id], after: now[id] });
  const thresholds = [...new Set([...oldNumbers.keys(), ...nowNumbers.keys()])].map((name): Difference => ({ id: name, label: name, before: oldNumbers.get(name) ?? "", after: nowNumbers.get(name) ?? "" }));
  return [...fields.map(named), ...thresholds, ...last.map(named)].filter((of) => of.before !== of.after);
}
