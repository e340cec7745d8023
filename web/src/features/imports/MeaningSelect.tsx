import { Select } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { Category, UploadColumn, UploadTable } from "../../api/contract";
import { useFormats } from "../../format/useFormats";

interface Props {
  table: UploadTable;
  column: UploadColumn;
  onChoose: (field: string | null) => void;
}

const NOTHING = "-";
// Below this a guess is none.
const LIKELY_ENOUGH = 0.35;
const CATEGORIES: readonly Category[] = ["master", "location", "contract", "operating", "commercial"];

/** The field a column fills: what recognition suggests first, then all fields of the table's kind. */
export function MeaningSelect({ table, column, onChoose }: Props) {
  const { t } = useTranslation("imports");
  const { catalogue } = useWords();
  const format = useFormats();
  const data = useMemo(() => {
    const fields = catalogue.fields.filter((field) => field.kind === table.kind);
    const filledBy = new Map(table.columns.flatMap((other) => (other.field && other.name !== column.name ? [[other.field, other.letter] as const] : [])));
    const option = (field: { id: string; label: string }) => {
      const letter = filledBy.get(field.id);
      return { value: field.id, label: letter === undefined ? field.label : t("column.in_use", { label: field.label, letter }) };
    };
    // What is asked about first, then what else the column may mean, each with how sure that is.
    const guesses = column.guesses.filter((guess) => guess.confidence >= LIKELY_ENOUGH && !column.candidates.includes(guess.field));
    const suggestions = [...column.candidates, ...guesses.map((guess) => guess.field)];
    const suggested = suggestions.flatMap((id) => fields.filter((field) => field.id === id));
    const sure = (field: { id: string; label: string }) => {
      const guess = column.guesses.find((of) => of.field === field.id);
      const { value, label } = option(field);
      return { value, label: guess ? t("column.guess", { label, share: format.percent(guess.confidence) }) : label };
    };
    const groups = [
      { group: t("column.suggestions"), items: suggested.map(sure) },
      ...CATEGORIES.map((category) => ({
        group: t(`category.${category}`),
        items: fields.filter((field) => field.category === category && !suggested.includes(field)).map(option),
      })),
    ];
    return [{ value: NOTHING, label: t("column.leave_out") }, ...groups.filter((group) => group.items.length > 0)];
  }, [catalogue, table.kind, table.columns, column.name, column.candidates, column.guesses, format, t]);

  return (
    <Select
      aria-label={t("column.meaning_of", { letter: column.letter, heading: column.heading || t("column.no_heading") })}
      placeholder={t("column.choose")}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t("column.none_found")}
      maxDropdownHeight={320}
      data={data}
      value={column.asked && column.field === null ? null : (column.field ?? NOTHING)}
      onChange={(value) => onChoose(value === NOTHING ? null : value)}
    />
  );
}
