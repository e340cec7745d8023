import { useTranslation } from "react-i18next";
import { useWords, type Words } from "../api/catalogue";
import type { EvidenceView } from "../api/contract";
import { useValueText } from "./ValueText";

export interface ComparisonWords {
  /** ≥, <, = … or null where the condition is no plain comparison */
  operator: string | null;
  /** What the value was held against, as a value in the session's language, or the whole condition in words. */
  operand: string;
  /** Where the operand is a fact of the machine: which one. */
  fact: string | null;
  /** Where the operand is computed from facts: how, in words. */
  computation: string | null;
}

const OPERATORS: Record<string, string> = { "<=": "≤", ">=": "≥", "<>": "≠", "!=": "≠", "=": "=", "<": "<", ">": ">" };
const PLAIN = /^(<=|>=|<>|!=|=|<|>) (.+)$/s;
const QUOTED = /^'(.*)'$/s;

/** The catalogue's label, as short as a list needs it. */
export function shortFactLabel(words: Words, id: string): string {
  return words.factLabel(id);
}

/** A condition such as `hours_since_maintenance + hours_per_day * 30` with the names of facts in words. */
function inWords(words: Words, expression: string): string {
  const bare = expression.replace(/^\((.*)\)$/s, "$1");
  return bare
    .replaceAll(/[a-z_][a-z0-9_]*/g, (name) => (words.fact(name) ? shortFactLabel(words, name) : name))
    .replaceAll(/<=|>=|<>|!=/g, (sign) => OPERATORS[sign] ?? sign)
    .replaceAll(" * ", " × ");
}

/** How the value of a piece of evidence was compared, in the session's language. */
export function useComparisonWords(): (item: EvidenceView) => ComparisonWords | null {
  const { t } = useTranslation("components");
  const words = useWords();
  const valueText = useValueText();

  return ({ fact, value, comparison, compared }) => {
    if (comparison === "is true") {
      // "In the field: yes (= yes)" says nothing; what had to be true and is not, does.
      return value === true ? null : { operator: "=", operand: t("value.yes"), fact: null, computation: null };
    }
    const [, sign, right] = PLAIN.exec(comparison) ?? [];
    if (sign === undefined || right === undefined) {
      const held = compared ? valueText(compared.value, words.fact(fact)) : null;
      return { operator: null, operand: held ?? t("value.unknown"), fact: null, computation: inWords(words, comparison) };
    }
    const operator = OPERATORS[sign] ?? sign;
    if (compared) {
      const other = words.fact(compared.expression);
      return {
        operator,
        operand: valueText(compared.value, other ?? words.fact(fact)) ?? t("value.unknown"),
        fact: other ? compared.expression : null,
        computation: other ? null : inWords(words, compared.expression),
      };
    }
    const quoted = QUOTED.exec(right)?.[1];
    const number = Number(right);
    const literal = quoted ?? (Number.isNaN(number) ? inWords(words, right) : number);
    return { operator, operand: valueText(literal, words.fact(fact)) ?? right, fact: null, computation: null };
  };
}
