import { Text, VisuallyHidden } from "@mantine/core";
import { IconHelpCircle } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { TableDecision, UploadColumn, UploadTable } from "../../api/contract";
import { notify } from "../../components/notify";
import { ColumnAsk } from "./ColumnAsk";
import { Confidence } from "./Confidence";
import { type DateOrder, type Decimal, meaningOf, type TableChange } from "./decisions";
import { MeaningSelect } from "./MeaningSelect";
import { NotationChoice } from "./NotationChoice";
import { notationOf, possibleNotation } from "./notation";
import { questionOf } from "./questions";
import classes from "./Upload.module.css";

interface Props {
  table: UploadTable;
  column: UploadColumn;
  /** What the person has said about the column. */
  said: NonNullable<TableDecision["columns"]>[number] | undefined;
  onDecide: (change: TableChange) => void;
}

/** One column: where it stands, what is in it, what it means. */
export function ColumnRow({ table, column, said, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const words = useWords();
  const row = useRef<HTMLLIElement>(null);
  const kind = table.kind ?? undefined;
  const label = (field: string) => words.fieldLabel(field, kind);

  // What was pressed goes with the question; the keyboard goes on from this row.
  const keepFocus = () => row.current?.focus({ preventScroll: true });
  const choose = (field: string | null) => {
    const { change, taken } = meaningOf(table, column, field);
    onDecide(change);
    if (taken && field) notify({ message: t("column.moved", { label: label(field), letter: taken.letter }) });
    keepFocus();
  };

  const question = questionOf(table, column, words);
  const { field } = column;
  const data = field === null ? undefined : words.field(field, kind)?.data;
  // Beyond what is asked, the notation is offered only where a person has named the field: the server was sure of the rest.
  const notation = !said || question ? null : said.date_order || said.decimal ? possibleNotation(data) : notationOf(column, data);
  const decideNotation = (of: string, value: { date_order: DateOrder } | { decimal: Decimal }) =>
    onDecide({ columns: [{ name: column.name, field: of, ...value }] });
  const answerNotation: typeof decideNotation = (of, value) => {
    decideNotation(of, value);
    keepFocus();
  };
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
      {question && (
        <ColumnAsk table={table} column={column} question={question} onMeaning={choose} onNotation={answerNotation} />
      )}
      {notation && field !== null && (
        <div className={classes.question}>
          <NotationChoice column={column} of={notation} value={said?.[notation] ?? undefined} onChoose={(value) => decideNotation(field, value)} />
        </div>
      )}
    </li>
  );
}
