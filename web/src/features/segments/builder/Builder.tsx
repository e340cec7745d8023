import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { QueryBuilder, type RuleGroupType } from "react-querybuilder";
import classes from "./Builder.module.css";
import { AddGroup, AddRule, CombinatorChoice, FactChoice, NotChoice, OperatorChoice, RemoveGroup, RemoveRule } from "./controls";
import type { BuilderContext } from "./editing";
import { operatorsOf, shapeOf } from "./rules";
import { useFields, type FactField } from "./useFields";
import { ValueChoice } from "./ValueChoice";

interface Props {
  /** As `toBuilder` gives it. */
  query: RuleGroupType;
  onChange: (query: RuleGroupType) => void;
  context: BuilderContext;
}

const CONTROLS = {
  combinatorSelector: CombinatorChoice,
  notToggle: NotChoice,
  fieldSelector: FactChoice,
  operatorSelector: OperatorChoice,
  valueEditor: ValueChoice,
  addRuleAction: AddRule,
  addGroupAction: AddGroup,
  removeRuleAction: RemoveRule,
  removeGroupAction: RemoveGroup,
};

/** Groups and rules over facts, as react-querybuilder keeps them, drawn with this page's own controls. */
export function Builder({ query, onChange, context }: Props) {
  const { t } = useTranslation("segments");
  const { about } = context;
  const fields = useFields(about);
  const byName = useMemo(() => new Map(fields.flatMap((group) => group.options).map((field) => [field.name, field])), [fields]);
  const dataOf = (field: string): FactField["data"] => byName.get(field)?.data ?? "text";
  return (
    <div className={classes.builder} role="group" aria-label={t("builder.label")}>
      <QueryBuilder
        fields={fields}
        query={query}
        onQueryChange={onChange}
        getOperators={(field) =>
          operatorsOf(dataOf(field), about).map((name) => ({ name, value: name, label: name, arity: shapeOf(name) === "none" ? ("unary" as const) : ("binary" as const) }))
        }
        getDefaultField="machine_type"
        getDefaultOperator={(field) => operatorsOf(dataOf(field), about)[0] ?? "="}
        getDefaultValue={() => null}
        resetOnOperatorChange={false}
        enableMountQueryChange={false}
        addRuleToNewGroups
        showNotToggle
        controlElements={CONTROLS}
        context={context}
        suppressStandardClassnames={false}
      />
    </div>
  );
}
