import { Button, NumberInput, Popover, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { UploadColumn, UploadTable } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import type { ColumnDecision, TableChange } from "./decisions";
import { NotationChoice } from "./NotationChoice";

interface Props {
  table: UploadTable;
  column: UploadColumn;
  said: ColumnDecision | undefined;
  onDecide: (change: TableChange) => void;
}

/** How the texts of a column are written: the order of dates, the decimal mark, the factor to the field's unit. */
export function NotationMenu({ table, column, said, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const words = useWords();
  const format = useFormats();
  const { field } = column;
  if (field === null) return <span aria-hidden>&nbsp;</span>;
  const entry = words.field(field, table.kind ?? undefined);
  const decide = (change: Partial<ColumnDecision>) => onDecide({ columns: [{ ...said, name: column.name, field, ...change }] });
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
              decimalSeparator=","
              allowedDecimalSeparators={[".", ","]}
              hideControls
              onBlur={(event) => {
                const wanted = Number(event.currentTarget.value.replace(",", "."));
                if (Number.isFinite(wanted) && wanted !== 0 && wanted !== factor) decide({ factor: wanted });
              }}
            />
          )}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
