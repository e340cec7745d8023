import { Button, Checkbox, CloseButton, Group, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ReportPage } from "../../../api/contract";
import { FieldChoice } from "./FieldChoice";
import classes from "./Layout.module.css";
import { type HeadingMark, type Marks, type Mode, type ValueMark, wordsOf } from "./marks";

interface Props {
  marks: Marks;
  mode: Mode;
  /** Pages that were looked at, by their numbers. */
  pages: Map<number, ReportPage>;
  onMode: (mode: Mode) => void;
  onChange: (marks: Marks) => void;
}

/** What was marked so far, each with what it is. */
export function MarkList({ marks, mode, pages, onMode, onChange }: Props) {
  const { t } = useTranslation("imports");
  const value = (id: number, change: Partial<ValueMark>) => onChange({ ...marks, values: marks.values.map((of) => (of.id === id ? { ...of, ...change } : of)) });
  const headings = (list: HeadingMark[]) => onChange({ ...marks, table: { ...marks.table, headings: list } });
  const heading = (id: number, change: Partial<HeadingMark>) => headings(marks.table.headings.map((of) => (of.id === id ? { ...of, ...change } : of)));
  const next = (does: "line" | "label", id: number) => {
    const is = mode.does === does && mode.id === id;
    return (
      <Button size="compact-xs" variant={is ? "filled" : "subtle"} aria-pressed={is} onClick={() => onMode(is ? { does: "value" } : { does, id })}>
        {t(`layout.${does}`)}
      </Button>
    );
  };
  return (
    <ul className={classes.list}>
      {marks.values.map((mark) => {
        const page = pages.get(mark.page);
        const words = wordsOf(page, mark.texts);
        return (
          <li key={mark.id} className={classes.mark}>
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" fw={600} lineClamp={2}>
                {words}
              </Text>
              <CloseButton aria-label={t("layout.unmark", { text: words })} onClick={() => onChange({ ...marks, values: marks.values.filter((of) => of !== mark) })} />
            </Group>
            <FieldChoice words={words} kind={marks.kind} field={mark.field} name={mark.name} onChoose={(choice) => value(mark.id, choice)} />
            {mark.part !== null && (
              <TextInput mt={4} label={t("layout.part_of", { text: words })} value={mark.part} onChange={(event) => value(mark.id, { part: event.currentTarget.value })} />
            )}
            <Group gap="xs" mt={4}>
              {next("line", mark.id)}
              {mark.texts.length === 1 && words.includes(" ") && (
                <Button
                  size="compact-xs"
                  variant={mark.part === null ? "subtle" : "filled"}
                  aria-pressed={mark.part !== null}
                  onClick={() => value(mark.id, { part: mark.part === null ? words.slice(words.lastIndexOf(" ") + 1) : null })}
                >
                  {t("layout.part")}
                </Button>
              )}
              {next("label", mark.id)}
              {mark.label !== null && (
                <Text size="xs" c="dimmed">
                  {t("layout.label_is", { label: wordsOf(page, [mark.label]) })}
                </Text>
              )}
              {marks.table.headings.length > 0 && (
                <Checkbox size="xs" label={t("layout.key")} checked={mark.key} onChange={(event) => value(mark.id, { key: event.currentTarget.checked })} />
              )}
            </Group>
          </li>
        );
      })}
      {marks.table.headings.map((mark) => {
        const words = wordsOf(pages.get(marks.table.page), [mark.text]);
        return (
          <li key={mark.id} className={classes.mark}>
            <Group justify="space-between" wrap="nowrap">
              <Text size="sm" fw={600} lineClamp={2}>
                {t("layout.column_of", { heading: words, table: marks.table.name })}
              </Text>
              <CloseButton aria-label={t("layout.unmark", { text: words })} onClick={() => headings(marks.table.headings.filter((of) => of !== mark))} />
            </Group>
            <FieldChoice words={words} kind={marks.table.kind} field={mark.field} name={mark.name} onChoose={(choice) => heading(mark.id, choice)} />
          </li>
        );
      })}
    </ul>
  );
}
