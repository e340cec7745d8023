import { NumberInput, Paper, Select, Stack, Textarea, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TriggerPreview } from "../../../api/contract";
import type { Editing } from "./draft";
import classes from "./Editor.module.css";

/** Ten years: longer than a hit is worth waiting for. */
const MOST_DAYS = 3650;

const PURPOSES = ["service", "sales"] as const;

interface Props {
  editing: Editing;
  /** What is wrong with the text that keeps a hit open. */
  wrong: TriggerPreview["wrong"];
  onChange: (part: Partial<Editing>) => void;
}

/** What telemetry is used for, how long a hit stays open and how long it is quiet after it. */
export function CourseCard({ editing, wrong, onChange }: Props) {
  const { t } = useTranslation("editor");
  const fault = wrong && (wrong.line !== null && wrong.column !== null ? t("condition.at", { line: String(wrong.line), column: String(wrong.column), what: wrong.what }) : wrong.what);
  return (
    <Paper p="md" component="section" aria-labelledby="edited-course">
      <Title order={2} id="edited-course" mb="xs">
        {t("course.heading")}
      </Title>
      <Stack gap="md">
        <Select
          label={t("course.purpose")}
          description={t("course.purpose_hint")}
          maw="22rem"
          allowDeselect={false}
          value={editing.purpose ?? "campaign"}
          onChange={(value) => onChange({ purpose: PURPOSES.find((purpose) => purpose === value) ?? null })}
          data={(["campaign", ...PURPOSES] as const).map((value) => ({ value, label: t(`course.purpose_of.${value}`) }))}
        />
        <Textarea
          label={t("course.keep")}
          description={t("course.keep_hint")}
          classNames={{ input: classes.condition }}
          autosize
          minRows={2}
          spellCheck={false}
          autoCapitalize="off"
          autoCorrect="off"
          maxLength={10_000}
          value={editing.keep}
          error={fault}
          errorProps={{ role: "alert" }}
          onChange={(event) => onChange({ keep: event.currentTarget.value })}
        />
        <NumberInput
          label={t("course.rest_days")}
          description={t("course.rest_days_hint")}
          maw="22rem"
          min={0}
          max={MOST_DAYS}
          clampBehavior="strict"
          allowDecimal={false}
          hideControls
          value={editing.restDays ?? ""}
          onChange={(typed) => onChange({ restDays: typeof typed === "number" ? typed : null })}
        />
      </Stack>
    </Paper>
  );
}
