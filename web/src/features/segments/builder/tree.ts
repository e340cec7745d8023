import { prepareRuleGroup, type RuleGroupType, type RuleType } from "react-querybuilder";
import type { SegmentGroup, SegmentRule } from "../../../api/contract";
import { isFilled, SEGMENT, shapeOf, TRIGGER } from "./rules";

const isGroup = (item: SegmentGroup | SegmentRule): item is SegmentGroup => "rules" in item;

function unprepared(group: SegmentGroup): RuleGroupType {
  const rule = (of: SegmentRule): RuleType => {
    const isList = (of.operator === "=" || of.operator === "!=") && typeof of.value === "string" && !/^\d{4}-\d\d-\d\d$/.test(of.value);
    if (isList) return { field: of.field, operator: of.operator === "=" ? "in" : "notIn", value: [of.value] };
    if ((of.field === SEGMENT || of.field === TRIGGER) && typeof of.value === "string") return { field: of.field, operator: of.operator, value: [of.value] };
    return { field: of.field, operator: of.operator, value: of.value ?? null };
  };
  return {
    combinator: group.combinator,
    not: group.not ?? false,
    rules: group.rules.map((item) => (isGroup(item) ? unprepared(item) : rule(item))),
  };
}

/** A saved condition as the builder takes it, each row with a name of its own. Single texts are lists of one there: one editor for both. */
export function toBuilder(group: SegmentGroup): RuleGroupType {
  return prepareRuleGroup(unprepared(group));
}

/** What the builder holds as the server takes it: without the names of rows, and without values where none are asked for. */
export function toTree(group: RuleGroupType): SegmentGroup {
  return {
    combinator: group.combinator === "or" ? "or" : "and",
    ...(group.not ? { not: true } : {}),
    rules: group.rules.map((item) => {
      if ("rules" in item) return toTree(item);
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
