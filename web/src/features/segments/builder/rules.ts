import type { RuleGroupType, RuleType } from "react-querybuilder";
import type { DataType, SegmentGroup, SegmentRule } from "../../../api/contract";

/** The field of rules that name other segments. */
export const SEGMENT = "segment";

/** What an operator is compared with. */
export type Shape = "none" | "one" | "pair" | "list" | "relative" | "text";

const SHAPES = {
  "=": "one",
  "!=": "one",
  "<": "one",
  "<=": "one",
  ">": "one",
  ">=": "one",
  between: "pair",
  notBetween: "pair",
  in: "list",
  notIn: "list",
  contains: "text",
  doesNotContain: "text",
  beginsWith: "text",
  doesNotBeginWith: "text",
  inLast: "relative",
  inNext: "relative",
  moreThanAgo: "relative",
  moreThanAhead: "relative",
  null: "none",
  notNull: "none",
  isTrue: "none",
  isFalse: "none",
} as const satisfies Record<string, Shape>;

export type Operator = keyof typeof SHAPES;

const KNOWN = ["null", "notNull"] as const;
const NUMBERS = [">", ">=", "<", "<=", "=", "!=", "between", "notBetween", ...KNOWN] as const;
const DATES = ["inNext", "inLast", "moreThanAgo", "moreThanAhead", "<", ">", "=", "between", ...KNOWN] as const;

const OPERATORS: Record<DataType, readonly Operator[]> = {
  text: ["in", "notIn", "contains", "doesNotContain", "beginsWith", "doesNotBeginWith", ...KNOWN],
  integer: NUMBERS,
  number: NUMBERS,
  money: NUMBERS,
  date: DATES,
  instant: DATES,
  flag: ["isTrue", "isFalse", ...KNOWN],
};

/** What suits a type of fact, the usual first. */
export function operatorsOf(data: DataType | typeof SEGMENT): readonly Operator[] {
  return data === SEGMENT ? ["in", "notIn"] : OPERATORS[data];
}

export function shapeOf(operator: string): Shape {
  return operator in SHAPES ? SHAPES[operator as Operator] : "one";
}

/** Another fact of the same machine, as often as the factor says. */
export interface FactOperand {
  fact: string;
  factor?: number;
}

export const UNITS = ["days", "weeks", "months", "years"] as const;
export type Unit = (typeof UNITS)[number];

/** So long before or after the day that is looked at. */
export interface Relative {
  amount: number;
  unit: Unit;
}

export const isFactOperand = (value: unknown): value is FactOperand => typeof value === "object" && value !== null && "fact" in value;
export const isRelative = (value: unknown): value is Relative => typeof value === "object" && value !== null && "amount" in value && "unit" in value;

const isSingle = (value: unknown) => (typeof value === "number" && Number.isFinite(value)) || typeof value === "boolean" || (typeof value === "string" && value !== "");

/** Whether something is there to compare with, as the operator needs it. */
export function isFilled(operator: string, value: unknown): boolean {
  switch (shapeOf(operator)) {
    case "none":
      return true;
    case "one":
      return isFactOperand(value) ? value.fact !== "" : isSingle(value);
    case "text":
      return typeof value === "string" && value !== "";
    case "pair":
      return Array.isArray(value) && value.length === 2 && value.every(isSingle);
    case "list":
      return (Array.isArray(value) && value.length > 0 && value.every(isSingle)) || (typeof value === "string" && value !== "");
    case "relative":
      return isRelative(value) && Number.isFinite(value.amount);
  }
}

const isGroup = (item: SegmentGroup | SegmentRule): item is SegmentGroup => "rules" in item;

/** A saved condition as the builder takes it. Single texts are lists of one there: one editor for both. */
export function toBuilder(group: SegmentGroup): RuleGroupType {
  const rule = (of: SegmentRule): RuleType => {
    const isList = (of.operator === "=" || of.operator === "!=") && typeof of.value === "string" && !/^\d{4}-\d\d-\d\d$/.test(of.value);
    if (isList) return { field: of.field, operator: of.operator === "=" ? "in" : "notIn", value: [of.value] };
    if (of.field === SEGMENT && typeof of.value === "string") return { field: of.field, operator: of.operator, value: [of.value] };
    return { field: of.field, operator: of.operator, value: of.value ?? null };
  };
  return {
    combinator: group.combinator,
    not: group.not ?? false,
    rules: group.rules.map((item) => (isGroup(item) ? toBuilder(item) : rule(item))),
  };
}

/** What the builder holds as the server takes it: without the names of rows, and without values where none are asked for. */
export function toSegment(group: RuleGroupType): SegmentGroup {
  return {
    combinator: group.combinator === "or" ? "or" : "and",
    ...(group.not ? { not: true } : {}),
    rules: group.rules.map((item) => {
      if ("rules" in item) return toSegment(item);
      const { field, operator } = item;
      const value: unknown = item.value;
      return shapeOf(operator) === "none" ? { field, operator } : { field, operator, value };
    }),
  };
}

/** Rules that lack what they compare with, and groups without rules. */
export function unfinished(group: RuleGroupType): number {
  if (group.rules.length === 0) return 1;
  return group.rules.reduce((sum, item) => sum + ("rules" in item ? unfinished(item) : isFilled(item.operator, item.value) ? 0 : 1), 0);
}

/** Facts named anywhere in a condition, in order. */
export function factsIn(group: SegmentGroup): string[] {
  const named = group.rules.flatMap((item) => (isGroup(item) ? factsIn(item) : item.field === SEGMENT ? [] : [item.field]));
  return [...new Set(named)];
}
