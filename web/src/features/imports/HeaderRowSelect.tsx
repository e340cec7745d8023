import { Select } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { TableEffect, UploadTable } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { namesItsFields } from "./decisions";

interface Props {
  table: UploadTable;
  effect: TableEffect | undefined;
  onChoose: (row: number) => void;
}

const NONE = "0";
const LETTERS = 60;

/** The row the headings stand in, chosen from the first rows of the table. */
export function HeaderRowSelect({ table, effect, onChoose }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  if (namesItsFields(table)) return null;
  const row = String(table.header_row);
  // Row 0 are field names, which stand in no row; the list must hold no value twice.
  const rows = [...new Map((effect?.top ?? []).filter(({ number }) => number > 0).map((of) => [of.number, of])).values()];
  const texts = rows.map(({ number, cells }) => {
    const text = cells.filter((cell) => cell.trim() !== "").join(" | ");
    return { value: String(number), label: t("settings.row", { number: format.number(number), text: text.length > LETTERS ? `${text.slice(0, LETTERS)}…` : text }) };
  });
  const known = row === NONE || texts.some(({ value }) => value === row);
  const data = [
    ...texts,
    ...(known ? [] : [{ value: row, label: t("table.header_row", { row: format.number(table.header_row) }) }]),
    { value: NONE, label: t("settings.no_header") },
  ];
  return (
    <Select
      label={t("settings.header_row")}
      allowDeselect={false}
      value={row}
      data={data}
      onChange={(value) => value !== null && value !== row && onChoose(Number(value))}
      comboboxProps={{ width: "max-content", position: "bottom-start" }}
    />
  );
}
