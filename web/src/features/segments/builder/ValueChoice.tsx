import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ValueEditorProps } from "react-querybuilder";
import classes from "./Builder.module.css";
import { ComparedEditor } from "./ComparedEditor";
import { type BuilderContext, type EditorProps, placeOf } from "./editing";
import { ListEditor } from "./ListEditor";
import { PairEditor } from "./PairEditor";
import { RelativeEditor } from "./RelativeEditor";
import { EXPRESSION, isFactOperand, SEGMENT, shapeOf, TRIGGER } from "./rules";
import { SegmentEditor } from "./SegmentEditor";
import { TriggerEditor } from "./TriggerEditor";
import { factOf } from "./useFields";

/** What a rule compares with, edited as its fact and operator need it. */
export function ValueChoice({ value, handleOnChange, operator, fieldData, path, context }: ValueEditorProps) {
  const { t } = useTranslation("segments");
  const fact = factOf(fieldData);
  const { wrong, id, parameters } = context as BuilderContext;
  const isHere = wrong !== null && wrong.at.length === path.length && wrong.at.every((at, index) => at === path[index]);
  const props: EditorProps = {
    fact,
    value: value as unknown,
    label: t("builder.value_of", { place: placeOf(path) }),
    parameters,
    onChange: handleOnChange,
    error: isHere ? wrong.what : null,
  };
  if (fact.data === SEGMENT) return <SegmentEditor {...props} own={id} />;
  if (fact.data === TRIGGER) return <TriggerEditor {...props} own={id} />;
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
          className={fact.data === EXPRESSION ? classes.expression : classes.list}
          aria-label={props.label}
          placeholder={fact.data === EXPRESSION ? t("builder.expression_place") : undefined}
          maxLength={fact.data === EXPRESSION ? 2000 : 300}
          value={typeof value === "string" ? value : ""}
          error={props.error}
          onChange={(event) => handleOnChange(event.currentTarget.value)}
        />
      );
    case "one":
      return fact.data === "text" && !isFactOperand(value) && typeof value !== "number" ? <ListEditor {...props} /> : <ComparedEditor {...props} />;
  }
}
