import type { RuleGroupType } from "react-querybuilder";
import type { Purpose, Texts, TriggerDraft } from "../../../api/contract";
import { toBuilder, toTree, unfinished } from "../../segments/builder/tree";

/** A number with a name. Rows are told apart by a key of their own: names are typed, and may be the same for a while. */
export interface Threshold {
  key: string;
  name: string;
  value: number | null;
}

/** Other values for a machine type, by the keys of thresholds. */
export interface TypeThresholds {
  key: string;
  machineType: string | null;
  values: Record<string, number | null>;
}

export interface ValueFact {
  key: string;
  fact: string | null;
  factor: number | null;
}

export interface Urgency {
  fact: string;
  from: number | null;
  to: number | null;
}

/** The condition in both forms; `from` is the one that was edited last, the other follows by the server's answer. */
export interface Forms {
  from: "query" | "condition";
  query: RuleGroupType;
  condition: string;
}

/** A trigger while it is edited: with rows that are not filled in yet. */
export interface Editing {
  title: Texts;
  explanation: Texts;
  campaign: string | null;
  forms: Forms;
  thresholds: Threshold[];
  byType: TypeThresholds[];
  /** In per cent. */
  likelihood: number | null;
  urgency: Urgency | null;
  value: ValueFact[];
  /** What the telemetry it reads is used for; null: as its campaign says. */
  purpose: Purpose | null;
  /** The condition under which a hit that is open stays open. */
  keep: string;
  restDays: number | null;
  /** All that the version one began with says, so that nothing gets lost that has no field here. */
  begun: Partial<TriggerDraft>;
}

let made = 0;

/** A key for a new row. */
export function newKey(): string {
  made += 1;
  return `row${made}`;
}

const NO_TEXT: Texts = { de: "", en: "", it: "" };

/** Where one begins: machines in the field. */
const FIRST = { combinator: "and", rules: [{ field: "in_field", operator: "isTrue" }] } as const;

const BLANK: Editing = {
  title: NO_TEXT,
  explanation: NO_TEXT,
  campaign: null,
  forms: { from: "query", query: toBuilder({ combinator: FIRST.combinator, rules: [...FIRST.rules] }), condition: "" },
  thresholds: [],
  byType: [],
  likelihood: 20,
  urgency: null,
  value: [],
  purpose: null,
  keep: "",
  restDays: 0,
  begun: {},
};

export function editingOf(draft: TriggerDraft | null): Editing {
  if (draft === null) return BLANK;
  const thresholds = Object.entries(draft.parameters).map(([name, value]): Threshold => ({ key: newKey(), name, value }));
  return {
    title: draft.title,
    explanation: draft.explanation,
    campaign: draft.campaign,
    forms: { from: "condition", query: draft.query ? toBuilder(draft.query) : BLANK.forms.query, condition: draft.condition },
    thresholds,
    byType: draft.by_type.map((of) => ({
      key: newKey(),
      machineType: of.machine_type,
      values: Object.fromEntries(thresholds.map(({ key, name }) => [key, of.parameters[name] ?? null])),
    })),
    likelihood: Math.round(draft.likelihood * 1000) / 10,
    urgency: draft.urgency,
    value: draft.value.map((of) => ({ key: newKey(), ...of })),
    purpose: draft.purpose,
    keep: draft.keep ?? "",
    restDays: draft.rest_days,
    begun: draft,
  };
}

/** Whether a number is there. */
export const given = (value: number | null | undefined): value is number => typeof value === "number" && Number.isFinite(value);

/** What is filled in so far, as the server takes it. */
export function draftOf(editing: Editing): TriggerDraft {
  const { forms, thresholds, urgency } = editing;
  const named = (values: Record<string, number | null>) => Object.fromEntries(thresholds.flatMap(({ key, name }) => (name !== "" && given(values[key]) ? [[name, values[key]] as const] : [])));
  return {
    ...editing.begun,
    title: editing.title,
    explanation: editing.explanation,
    campaign: editing.campaign ?? "",
    condition: forms.condition,
    query: forms.from === "query" ? toTree(forms.query) : null,
    parameters: named(Object.fromEntries(thresholds.map(({ key, value }) => [key, value]))),
    by_type: editing.byType.flatMap(({ machineType, values }) => (machineType === null ? [] : [{ machine_type: machineType, parameters: named(values) }])),
    likelihood: (editing.likelihood ?? 0) / 100,
    urgency: urgency && given(urgency.from) && given(urgency.to) ? { fact: urgency.fact, from: urgency.from, to: urgency.to } : null,
    value: editing.value.flatMap(({ fact, factor }) => (fact === null ? [] : [{ fact, factor: factor ?? 1 }])),
    purpose: editing.purpose,
    keep: editing.keep.trim() || null,
    rest_days: editing.restDays ?? 0,
  };
}

/** Rules that are not filled in, or the text that is not there. */
export function unfinishedIn(forms: Forms): number {
  return forms.from === "query" ? unfinished(forms.query) : forms.condition.trim() === "" ? 1 : 0;
}
