import type { Language } from "../../../api/contract";
import { type Editing, given, unfinishedIn } from "./draft";

const PARTS = ["title", "campaign", "condition", "thresholds", "by_type", "course", "priority"] as const;
export type Part = (typeof PARTS)[number];

export const isName = (name: string) => /^[a-z][a-z0-9_]*$/.test(name);
const differ = (items: readonly unknown[]) => new Set(items).size === items.length;

/** What has to be filled in before it can be saved. */
export function missingIn(editing: Editing, language: Language): Part[] {
  const { title, campaign, forms, thresholds, byType, likelihood, urgency, value, restDays } = editing;
  const done: Record<Part, boolean> = {
    title: title[language].trim() !== "",
    campaign: campaign !== null,
    condition: unfinishedIn(forms) === 0,
    thresholds: thresholds.every((of) => isName(of.name) && given(of.value)) && differ(thresholds.map((of) => of.name)),
    by_type: byType.every((of) => of.machineType !== null && Object.values(of.values).some(given)) && differ(byType.map((of) => of.machineType)),
    course: given(restDays) && restDays >= 0,
    priority: given(likelihood) && (urgency === null || (given(urgency.from) && given(urgency.to))) && value.every((of) => of.fact !== null && given(of.factor)),
  };
  return PARTS.filter((part) => !done[part]);
}
