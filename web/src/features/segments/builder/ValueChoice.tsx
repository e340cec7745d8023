import { MultiSelect, NativeSelect, NumberInput, Select, Text, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ValueEditorProps } from "react-querybuilder";
import { useWords } from "../../../api/catalogue";
import { DayInput } from "../../../components/DayInput";
import { useValueText } from "../../../components/ValueText";
import { useFormats } from "../../../format/useFormats";
import { segmentsQuery, valuesQuery } from "../queries";
import classes from "./Builder.module.css";
import { placeOf } from "./controls";
import { type FactOperand, isFactOperand, isRelative, type Relative, SEGMENT, shapeOf, type Unit, UNITS } from "./rules";
import type { FactField } from "./useFields";

interface Wrong {
  at: number[];
  what: string;
}

/** What the builder tells its editors. */
export interface BuilderContext {
  /** The segment that is edited: it must not name itself. */
  id: string | null;
  /** What the server refused. */
  wrong: Wrong | null;
}

interface EditorProps {
  fact: FactField;
  value: unknown;
  label: string;
  onChange: (value: unknown) => void;
  error: string | null;
}

const number = (value: unknown) => (typeof value === "number" ? value : "");

function NumberEditor({ fact, value, label, onChange, error }: EditorProps) {
  const format = useFormats();
  const decimal = format.number(0.5).charAt(1);
  const unit = useUnit(fact.unit);
  return (
    <NumberInput
      className={classes.number}
      aria-label={label}
      decimalSeparator={decimal}
      thousandSeparator={false}
      allowDecimal={fact.data !== "integer"}
      decimalScale={fact.data === "money" ? 2 : undefined}
      hideControls
      rightSection={unit === "" ? undefined : <Text span size="sm" c="dimmed">{unit}</Text>}
      rightSectionWidth={`${Math.max(2, unit.length * 0.6 + 1)}rem`}
      rightSectionPointerEvents="none"
      value={number(value)}
      error={error}
      onChange={(typed) => onChange(typeof typed === "number" ? typed : null)}
    />
  );
}

function useUnit(unit: string | null): string {
  const { t } = useTranslation("segments");
  if (unit === "d") return t("unit.days");
  if (unit === "mo") return t("unit.months");
  if (unit === "a") return t("unit.years");
  return unit === "EUR" ? "€" : (unit ?? "");
}

function DateEditor({ value, label, onChange, error }: EditorProps) {
  return <DayInput className={classes.number} aria-label={label} value={typeof value === "string" && value !== "" ? value : null} error={error} onChange={onChange} />;
}

/** A number or a day. */
function OneEditor(props: EditorProps) {
  const isDate = props.fact.data === "date" || props.fact.data === "instant";
  return isDate ? <DateEditor {...props} /> : <NumberEditor {...props} />;
}

/** Another fact of the same machine, and how often. */
function OperandEditor({ fact, value, label, onChange, error }: EditorProps) {
  const { t } = useTranslation("segments");
  const words = useWords();
  const format = useFormats();
  const operand: FactOperand = isFactOperand(value) ? value : { fact: "" };
  const isNumber = (data: string) => data === "number" || data === "integer" || data === "money";
  const fits = (data: string) => (isNumber(fact.data) ? isNumber(data) : data === fact.data);
  const facts = words.catalogue.facts.filter((other) => other.id !== fact.name && fits(other.data));
  return (
    <>
      <Select
        className={classes.operand}
        aria-label={t("builder.other_fact", { label })}
        placeholder={t("builder.choose_fact")}
        searchable
        allowDeselect={false}
        nothingFoundMessage={t("builder.no_fact")}
        value={operand.fact || null}
        error={error}
        onChange={(chosen) => onChange({ ...operand, fact: chosen ?? "" })}
        data={facts.map((other) => ({ value: other.id, label: other.label }))}
      />
      {isNumber(fact.data) && (
        <NumberInput
          className={classes.factor}
          aria-label={t("builder.factor", { label })}
          leftSection="×"
          hideControls
          decimalSeparator={format.number(0.5).charAt(1)}
          value={operand.factor ?? 1}
          onChange={(typed) => onChange({ fact: operand.fact, ...(typeof typed === "number" && typed !== 1 ? { factor: typed } : {}) })}
        />
      )}
    </>
  );
}

/** A value, or another fact. */
function ComparedEditor(props: EditorProps) {
  const { t } = useTranslation("segments");
  const withFact = isFactOperand(props.value);
  return (
    <>
      <NativeSelect
        className={classes.kind}
        aria-label={t("builder.compare_with", { label: props.label })}
        value={withFact ? "fact" : "value"}
        onChange={(event) => props.onChange(event.currentTarget.value === "fact" ? { fact: "" } : null)}
        data={[
          { value: "value", label: t("builder.with_value") },
          { value: "fact", label: t("builder.with_fact") },
        ]}
      />
      {withFact ? <OperandEditor {...props} /> : <OneEditor {...props} />}
    </>
  );
}

function PairEditor({ value, onChange, label, error, ...rest }: EditorProps) {
  const { t } = useTranslation("segments");
  const [from, to]: unknown[] = Array.isArray(value) ? value : [null, null];
  return (
    <>
      <OneEditor {...rest} error={error} label={t("builder.from", { label })} value={from} onChange={(next) => onChange([next, to ?? null])} />
      <Text span size="sm">
        {t("builder.and_word")}
      </Text>
      <OneEditor {...rest} error={null} label={t("builder.to", { label })} value={to} onChange={(next) => onChange([from ?? null, next])} />
    </>
  );
}

function RelativeEditor({ value, onChange, label, error }: EditorProps) {
  const { t } = useTranslation("segments");
  const relative: Partial<Relative> = isRelative(value) ? value : {};
  const unit = relative.unit ?? "days";
  return (
    <>
      <NumberInput
        className={classes.factor}
        aria-label={t("builder.amount", { label })}
        allowDecimal={false}
        allowNegative={false}
        max={100_000}
        hideControls
        value={relative.amount ?? ""}
        error={error}
        onChange={(typed) => onChange(typeof typed === "number" ? { amount: typed, unit } : null)}
      />
      <NativeSelect
        aria-label={t("builder.unit", { label })}
        value={unit}
        onChange={(event) => onChange({ amount: relative.amount ?? 1, unit: event.currentTarget.value as Unit })}
        data={UNITS.map((of) => ({ value: of, label: t(`unit.${of}`) }))}
      />
    </>
  );
}

/** The values a text fact has; typed ones too, for what no machine has yet. */
function ListEditor({ fact, value, onChange, label, error }: EditorProps) {
  const { t } = useTranslation("segments");
  const format = useFormats();
  const valueText = useValueText();
  const words = useWords();
  const [typed, setTyped] = useState("");
  const { data } = useQuery(valuesQuery(fact.name));
  const chosen = (Array.isArray(value) ? value : []).filter((item): item is string => typeof item === "string");
  const counts = new Map(data?.values.map((item) => [item.value, item.count]));
  const known = [...new Set([...counts.keys(), ...chosen])];
  const labelled = known.map((item) => ({ value: item, label: valueText(item, words.fact(fact.name)) ?? item }));
  const own = typed.trim();
  const same = (text: string) => text.toLocaleLowerCase() === own.toLocaleLowerCase();
  const isKnown = own === "" || labelled.some((item) => same(item.value) || same(item.label));
  const offered = isKnown ? labelled : [...labelled, { value: own, label: own }];
  return (
    <MultiSelect
      className={classes.list}
      aria-label={label}
      placeholder={chosen.length === 0 ? t("builder.choose_values") : undefined}
      searchable
      searchValue={typed}
      onSearchChange={setTyped}
      hidePickedOptions
      clearable
      clearButtonProps={{ "aria-label": t("builder.clear", { label }) }}
      nothingFoundMessage={t("builder.no_value")}
      limit={200}
      value={chosen}
      error={error}
      onChange={onChange}
      data={offered}
      renderOption={({ option }) => (
        <span className={classes.option}>
          <span>{option.label}</span>
          <Text span size="sm" c="dimmed">
            {counts.has(option.value) ? format.number(counts.get(option.value) ?? 0, 0) : t("builder.no_machine")}
          </Text>
        </span>
      )}
    />
  );
}

function SegmentEditor({ value, onChange, label, error, own }: EditorProps & { own: string | null }) {
  const { t } = useTranslation("segments");
  const { data = [] } = useQuery(segmentsQuery);
  const chosen = (Array.isArray(value) ? value : []).filter((item): item is string => typeof item === "string");
  return (
    <MultiSelect
      className={classes.list}
      aria-label={label}
      placeholder={chosen.length === 0 ? t("builder.choose_segments") : undefined}
      searchable
      hidePickedOptions
      nothingFoundMessage={t("builder.no_segment")}
      value={chosen}
      error={error}
      onChange={onChange}
      data={data.filter((segment) => segment.id !== own).map((segment) => ({ value: segment.id, label: segment.title }))}
    />
  );
}

/** What a rule compares with, edited as its fact and operator need it. */
export function ValueChoice({ value, handleOnChange, operator, fieldData, path, context }: ValueEditorProps) {
  const { t } = useTranslation("segments");
  const fact = fieldData as unknown as FactField;
  const { wrong, id } = context as BuilderContext;
  const isHere = wrong !== null && wrong.at.length === path.length && wrong.at.every((at, index) => at === path[index]);
  const props: EditorProps = {
    fact,
    value: value as unknown,
    label: t("builder.value_of", { place: placeOf(path) }),
    onChange: handleOnChange,
    error: isHere ? wrong.what : null,
  };
  if (fact.data === SEGMENT) return <SegmentEditor {...props} own={id} />;
  switch (shapeOf(operator)) {
    case "none":
      return null;
    case "pair":
      return <PairEditor {...props} />;
    case "relative":
      return <RelativeEditor {...props} />;
    case "list":
      return <ListEditor {...props} />;
    case "text":
      return (
        <TextInput
          className={classes.list}
          aria-label={props.label}
          maxLength={300}
          value={typeof value === "string" ? value : ""}
          error={props.error}
          onChange={(event) => handleOnChange(event.currentTarget.value)}
        />
      );
    case "one":
      return fact.data === "text" ? <ListEditor {...props} /> : <ComparedEditor {...props} />;
  }
}
