import { Button, NumberInput, Popover, Stack } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { UploadColumn, UploadTable } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import type { ColumnDecision, TableChange } from "./decisions";
import { NotationChoice } from "./NotationChoice";

interface Props {
  table: UploadTable;
  column: UploadColumn;
  onDecide: (change: TableChange) => void;
}

const PAUSE_MS = 400;

/** How the texts of a column are written: the order of dates, the decimal mark, the factor to the field's unit. */
export function NotationMenu({ table, column, onDecide }: Props) {
  const { t, i18n } = useTranslation("imports");
  const words = useWords();
  const format = useFormats();
  const { field, date_order, decimal } = column;
  // What was said of a column replaces all that was said of it before, so everything goes along.
  const decide = (change: Partial<ColumnDecision>) => onDecide({ columns: [{ name: column.name, field, date_order, decimal, factor: column.factor, ...change }] });
  const setFactor = useDebouncedCallback(
    (wanted: number | string) => {
      const number = Number(wanted);
      if (wanted !== "" && Number.isFinite(number) && number !== 0 && number !== column.factor) decide({ factor: number });
    },
    { delay: PAUSE_MS, flushOnUnmount: true },
  );
  if (field === null) return <span aria-hidden>&nbsp;</span>;
  const entry = words.field(field, table.kind ?? undefined);
  const factor = column.factor ?? 1;
  const parts = [
    column.date_order && t(`column.${column.date_order}`),
    column.decimal && t(`column.${column.decimal}`),
    factor !== 1 && t("notation.times", { factor: format.number(factor, 6) }),
  ].filter(Boolean);
  if (parts.length === 0) return <span aria-hidden>&nbsp;</span>;
  return (
    <Popover withArrow shadow="md" trapFocus returnFocus width={290}>
      <Popover.Target>
        <Button variant="subtle" size="compact-xs" aria-label={t("notation.of", { letter: column.letter, notation: parts.join(", ") })}>
          {parts.join(" · ")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          {column.date_order && <NotationChoice column={column} of="date_order" value={column.date_order} onChoose={decide} />}
          {column.decimal && <NotationChoice column={column} of="decimal" value={column.decimal} onChoose={decide} />}
          {column.decimal && (
            <NumberInput
              size="sm"
              label={t("notation.factor")}
              description={entry?.unit ? t("notation.factor_unit", { unit: entry.unit }) : t("notation.factor_hint")}
              defaultValue={factor}
              decimalSeparator={i18n.language === "en" ? "." : ","}
              hideControls
              onChange={setFactor}
            />
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
