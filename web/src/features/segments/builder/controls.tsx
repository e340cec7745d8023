import { ActionIcon, Button, Checkbox, NativeSelect, Select, Tooltip } from "@mantine/core";
import { IconFolderPlus, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ActionProps, CombinatorSelectorProps, FieldSelectorProps, NotToggleProps, OperatorSelectorProps } from "react-querybuilder";
import classes from "./Builder.module.css";
import { type BuilderContext, placeOf } from "./editing";
import { operatorsOf } from "./rules";
import { factOf, type FieldGroup } from "./useFields";

export function CombinatorChoice({ value, handleOnChange, path, disabled }: CombinatorSelectorProps) {
  const { t } = useTranslation("segments");
  return (
    <NativeSelect
      className={classes.combinator}
      aria-label={path.length === 0 ? t("builder.combinator") : t("builder.combinator_of", { place: placeOf(path) })}
      value={value}
      disabled={disabled}
      onChange={(event) => handleOnChange(event.currentTarget.value)}
      data={[
        { value: "and", label: t("builder.and") },
        { value: "or", label: t("builder.or") },
      ]}
    />
  );
}

export function NotChoice({ checked, handleOnChange, path, disabled }: NotToggleProps) {
  const { t } = useTranslation("segments");
  return (
    <Checkbox
      className={classes.not}
      label={t("builder.not")}
      aria-label={path.length === 0 ? t("builder.not_whole") : t("builder.not_of", { place: placeOf(path) })}
      checked={checked ?? false}
      disabled={disabled}
      onChange={(event) => handleOnChange(event.currentTarget.checked)}
    />
  );
}

export function FactChoice({ value, handleOnChange, options, path, disabled }: FieldSelectorProps) {
  const { t } = useTranslation("segments");
  const groups = (options as unknown as FieldGroup[]).map(({ label, options: facts }) => ({
    group: label,
    items: facts.map((fact) => ({ value: fact.name, label: fact.label })),
  }));
  // A name nobody knows is shown as it is, so that one sees what to replace.
  const isKnown = value === undefined || groups.some(({ items }) => items.some((fact) => fact.value === value));
  return (
    <Select
      className={classes.fact}
      aria-label={t("builder.fact_of", { place: placeOf(path) })}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t("builder.no_fact")}
      maxDropdownHeight={360}
      disabled={disabled}
      value={value ?? null}
      onChange={(fact) => fact !== null && handleOnChange(fact)}
      data={isKnown ? groups : [...groups, { value, label: value }]}
    />
  );
}

export function OperatorChoice({ value, handleOnChange, fieldData, path, disabled, context }: OperatorSelectorProps) {
  const { t } = useTranslation("segments");
  const { data } = factOf(fieldData);
  const isDate = data === "date" || data === "instant";
  const { about } = context as BuilderContext;
  const offered = operatorsOf(data, about);
  // A file may say what the builder does not offer; it is kept.
  const all = value === undefined || offered.some((operator) => operator === value) ? offered : [...offered, value];
  const label = (operator: string) => {
    if (isDate && operator === "<") return t("operator.before");
    if (isDate && operator === ">") return t("operator.after");
    if (data === "segment" || data === "trigger") return t(operator === "in" ? `operator.in_${data}` : `operator.not_in_${data}`);
    return t(`operator.${operator}` as "operator.in");
  };
  return (
    <NativeSelect
      className={classes.operator}
      aria-label={t("builder.operator_of", { place: placeOf(path) })}
      value={value}
      disabled={disabled}
      onChange={(event) => handleOnChange(event.currentTarget.value)}
      data={all.map((operator) => ({ value: operator, label: label(operator) }))}
    />
  );
}

export function AddRule({ handleOnClick, path, disabled }: ActionProps) {
  const { t } = useTranslation("segments");
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconPlus size={14} aria-hidden />}
      disabled={disabled}
      aria-label={path.length === 0 ? undefined : t("builder.add_rule_to", { place: placeOf(path) })}
      onClick={handleOnClick}
    >
      {t("builder.add_rule")}
    </Button>
  );
}

export function AddGroup({ handleOnClick, path, disabled }: ActionProps) {
  const { t } = useTranslation("segments");
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconFolderPlus size={14} aria-hidden />}
      disabled={disabled}
      aria-label={path.length === 0 ? undefined : t("builder.add_group_to", { place: placeOf(path) })}
      onClick={handleOnClick}
    >
      {t("builder.add_group")}
    </Button>
  );
}

function Remove({ label, ...action }: ActionProps & { label: string }) {
  return (
    <Tooltip label={label}>
      <ActionIcon className={classes.remove} variant="subtle" color="gray" aria-label={label} disabled={action.disabled} onClick={action.handleOnClick}>
        <IconTrash size={18} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}

export function RemoveRule(action: ActionProps) {
  const { t } = useTranslation("segments");
  return <Remove {...action} label={t("builder.remove_rule", { place: placeOf(action.path) })} />;
}

export function RemoveGroup(action: ActionProps) {
  const { t } = useTranslation("segments");
  return <Remove {...action} label={t("builder.remove_group", { place: placeOf(action.path) })} />;
}
