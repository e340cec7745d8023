import { Button, Text, VisuallyHidden } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { TableDecision, UploadColumn, UploadTable } from "../../api/contract";
import { notify } from "../../components/notify";
import { Confidence } from "./Confidence";
import { meaningOf, type TableChange } from "./decisions";
import { MeaningSelect } from "./MeaningSelect";
import { NotationChoice } from "./NotationChoice";
import { notationOf, possibleNotation } from "./notation";
import classes from "./Upload.module.css";

interface Props {
  table: UploadTable;
  column: UploadColumn;
  /** What the person has said about the column. */
  said: NonNullable<TableDecision["columns"]>[number] | undefined;
  onDecide: (change: TableChange) => void;
}

const QUICK = 4;

/** One column: where it stands, what is in it, what it means. */
export function ColumnRow({ table, column, said, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const words = useWords();
  const row = useRef<HTMLLIElement>(null);
  const kind = table.kind ?? undefined;
  const label = (field: string) => words.fieldLabel(field, kind);

  const choose = (field: string | null) => {
    const { change, taken } = meaningOf(table, column, field);
    onDecide(change);
    if (taken && field) notify({ message: t("column.moved", { label: label(field), letter: taken.letter }) });
    // The buttons that were pressed are gone; the keyboard goes on from this row.
    row.current?.focus({ preventScroll: true });
  };

  // Suggestions were made for all kinds the table may be; only fields of the one it is can be chosen.
  const candidates = column.candidates.filter((field) => words.field(field, kind));
  const meant = column.field ?? said?.field ?? (candidates.length === 1 ? candidates[0] : undefined);
  const data = meant ? words.field(meant, kind)?.data : undefined;
  const rivals = table.columns.some((other) => other !== column && other.asked && other.candidates[0] === column.candidates[0]);
  const asksNotation = column.asked && column.candidates.length === 1 && !rivals;
  // Beyond what is asked, the notation is offered only where a person has named the field: the server was sure of the rest.
  const offered = said && column.field !== null ? (said.date_order || said.decimal ? possibleNotation(data) : notationOf(column, data)) : null;
  const notation = asksNotation ? possibleNotation(data) : offered;
  const samples = column.samples.map((sample) => sample.trim() || t("column.empty"));

  return (
    <li ref={row} className={classes.row} data-asked={column.asked || undefined} data-question={column.asked || undefined} tabIndex={-1}>
      <div className={classes.heading}>
        <span className={classes.letter}>
          <VisuallyHidden>{t("column.letter", { letter: column.letter })}</VisuallyHidden>
          <span aria-hidden>{column.letter}</span>
        </span>
        {column.heading ? (
          <Text fw={600}>{column.heading}</Text>
        ) : (
          <Text c="dimmed" fs="italic">
            {t("column.no_heading")}
          </Text>
        )}
      </div>
      <div className={classes.samples} title={samples.join("\n")}>
        {samples.join("  ·  ")}
      </div>
      <MeaningSelect table={table} column={column} onChoose={choose} />
      {column.asked ? (
        <span className={classes.confidence}>
          <IconHelpCircle size={17} stroke={1.8} color="var(--instand-attention)" aria-hidden />
          {t("column.question")}
        </span>
      ) : (
        <Confidence share={column.confidence} unused={column.field === null} answered={said !== undefined && column.field !== null} />
      )}
      {column.asked && column.question && (
        <div className={classes.question}>
          <Text size="sm">{column.question}</Text>
        </div>
      )}
      {column.asked && !(asksNotation && notation) && (
        <div className={classes.question}>
          {candidates.slice(0, QUICK).map((field) => (
            <Button key={field} size="compact-sm" variant="default" onClick={() => choose(field)}>
              {label(field)}
            </Button>
          ))}
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => choose(null)}>
            {t("column.leave_out")}
          </Button>
        </div>
      )}
      {notation && meant && (
        <div className={classes.question}>
          <NotationChoice
            column={column}
            of={notation}
            value={said?.[notation]}
            onChoose={(value) => onDecide({ columns: [{ name: column.name, field: meant, ...value }] })}
          />
        </div>
      )}
    </li>
  );
}
