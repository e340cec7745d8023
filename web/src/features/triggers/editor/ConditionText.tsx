import { Code, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerPreview } from "../../../api/contract";
import classes from "./Editor.module.css";

interface Props {
  condition: string;
  wrong: TriggerPreview["wrong"];
  onChange: (condition: string) => void;
}

/** The condition as it is evaluated. What is wrong is said with its place, and the place is pointed at. */
export function ConditionText({ condition, wrong, onChange }: Props) {
  const { t } = useTranslation("editor");
  const { what, line, column } = wrong ?? { what: null, line: null, column: null };
  const isPlaced = what !== null && line !== null && column !== null;
  const wrongLine = isPlaced ? condition.split("\n")[line - 1] : undefined;
  return (
    <>
      <Textarea
        label={t("condition.text_label")}
        description={t("condition.text_hint")}
        classNames={{ input: classes.condition }}
        autosize
        minRows={5}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        maxLength={10_000}
        value={condition}
        error={isPlaced ? t("condition.at", { line: String(line), column: String(column), what }) : what}
        errorProps={{ role: "alert" }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {isPlaced && wrongLine !== undefined && (
        <Code block mt="xs" aria-hidden>
          {`${wrongLine}\n${" ".repeat(Math.max(0, column - 1))}^`}
        </Code>
      )}
    </>
  );
}
