import { Table, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { SampleRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./MappingGrid.module.css";

interface Props {
  kind: string | null;
  field: string | null;
  /** The column, from 0. */
  at: number;
  row: SampleRow;
}

/** Fields whose texts become words the product knows. */
const CODED = ["status", "severity", "visit_type"];

/** The text of the file, and under it what it will be read as. */
export function GridCell({ kind, field, at, row }: Props) {
  const { t } = useTranslation("imports");
  const words = useWords();
  const format = useFormats();
  const text = row.cells[at] ?? "";
  const entry = field === null ? undefined : words.field(field, kind ?? undefined);
  const wrong = row.wrong[at] ?? null;
  const value = row.read[at] ?? null;

  const shown = (read: string) => {
    const number = Number(read);
    if (entry?.data === "money") return `${format.number(number, 2)} ${row.currency ?? ""}`.trim();
    if (entry?.data === "number") return `${format.number(number, 2)} ${entry.unit ?? ""}`.trim();
    if (entry?.data === "flag") return t(read === "true" ? "grid.yes" : "grid.no");
    // Days as ISO 8601: there the month cannot be taken for the day.
    if (entry?.data === "instant") return read.replace("T", " ");
    return field !== null && CODED.includes(field) ? words.stateLabel(read) : read;
  };

  return (
    <Table.Td data-unused={field === null || undefined} data-wrong={wrong !== null || undefined}>
      <span className={classes.raw}>{text}</span>
      {field !== null && row.state === "read" && (
        <span className={classes.read}>
          <VisuallyHidden>{t("grid.read_as")} </VisuallyHidden>
          {wrong === null ? (value === null ? <span className={classes.empty}>{t("grid.empty")}</span> : shown(value)) : wrong}
        </span>
      )}
    </Table.Td>
  );
}
