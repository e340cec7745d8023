import type { DataType } from "../../../api/contract";

/** The field of rules that name other segments. */
export const SEGMENT = "segment";
/** The field of rules that name other triggers. */
export const TRIGGER = "trigger";
/** The field of comparisons that cannot be shown in parts; they are written as they are. */
export const EXPRESSION = "expression";

/** What is built: the two offer other fields, operators and values. */
export type About = "segment" | "trigger";

export type FieldData = DataType | typeof SEGMENT | typeof TRIGGER | typeof EXPRESSION;

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
  holds: "text",
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

const REFERENCES = ["in", "notIn"] as const;

const OPERATORS: Record<FieldData, readonly Operator[]> = {
  text: ["in", "notIn", "contains", "doesNotContain", "beginsWith", "doesNotBeginWith", ...KNOWN],
  integer: NUMBERS,
  number: NUMBERS,
  money: NUMBERS,
  date: DATES,
  instant: DATES,
  flag: ["isTrue", "isFalse", ...KNOWN],
  segment: REFERENCES,
  trigger: REFERENCES,
  expression: ["holds"],
};

/** What suits a type of fact, the usual first. Triggers are asked of a day, so they know no days relative to it. */
export function operatorsOf(data: FieldData, about: About): readonly Operator[] {
  return about === "trigger" ? OPERATORS[data].filter((operator) => SHAPES[operator] !== "relative") : OPERATORS[data];
}

export function shapeOf(operator: string): Shape {
  return operator in SHAPES ? SHAPES[operator as Operator] : "one";
}

/** A threshold that has a name. */
export interface ParameterOperand {
  parameter: string;
}

/** Another fact of the same machine, as often as the factor says. */
export interface FactOperand {
  fact: string;
  factor?: number | ParameterOperand;
}

export const UNITS = ["days", "weeks", "months", "years"] as const;
export type Unit = (typeof UNITS)[number];

/** So long before or after the day that is looked at. */
export interface Relative {
  amount: number;
  unit: Unit;
}

export const isFactOperand = (value: unknown): value is FactOperand => typeof value === "object" && value !== null && "fact" in value;
export const isParameterOperand = (value: unknown): value is ParameterOperand => typeof value === "object" && value !== null && "parameter" in value;
export const isRelative = (value: unknown): value is Relative => typeof value === "object" && value !== null && "amount" in value && "unit" in value;

const isSingle = (value: unknown) => (typeof value === "number" && Number.isFinite(value)) || typeof value === "boolean" || (typeof value === "string" && value !== "");

function isOperand(value: unknown): boolean {
  if (isParameterOperand(value)) return value.parameter !== "";
  if (isFactOperand(value)) return value.fact !== "" && (!isParameterOperand(value.factor) || value.factor.parameter !== "");
  return isSingle(value);
}

/** Whether something is there to compare with, as the operator needs it. */
export function isFilled(operator: string, value: unknown): boolean {
  switch (shapeOf(operator)) {
    case "none":
      return true;
    case "one":
      return isOperand(value);
    case "text":
      return typeof value === "string" && value !== "";
    case "pair":
      return Array.isArray(value) && value.length === 2 && value.every(isOperand);
    case "list":
      return (Array.isArray(value) && value.length > 0 && value.every(isSingle)) || (typeof value === "string" && value !== "");
    case "relative":
      return isRelative(value) && Number.isFinite(value.amount);
  }
}
