import { Button, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { UploadColumn, UploadTable } from "../../api/contract";
import type { DateOrder, Decimal } from "./decisions";
import { NotationChoice } from "./NotationChoice";
import type { ColumnQuestion } from "./questions";
import classes from "./Upload.module.css";

interface Props {
  table: UploadTable;
  column: UploadColumn;
  question: ColumnQuestion;
  onMeaning: (field: string | null) => void;
  onNotation: (field: string, notation: { date_order: DateOrder } | { decimal: Decimal }) => void;
}

const QUICK = 4;

/** The question about a column with its answers as buttons. */
export function ColumnAsk({ table, column, question, onMeaning, onNotation }: Props) {
  const { t } = useTranslation("imports");
  const words = useWords();
  const { about, candidates, field } = question;
  const label = (id: string) => words.fieldLabel(id, table.kind ?? undefined);
  const leaveOut = (
    <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onMeaning(null)}>
      {t("column.leave_out")}
    </Button>
  );
  return (
    <>
      <Text size="sm" className={classes.question}>
        {about === "rivals" ? t("column.ask_rivals", { field: label(field ?? "") }) : t(`column.ask_${about}`)}
      </Text>
      {field !== undefined && (about === "days" || about === "numbers") ? (
        <div className={classes.question}>
          <NotationChoice
            column={column}
            of={about === "days" ? "date_order" : "decimal"}
            value={undefined}
            onChoose={(notation) => onNotation(field, notation)}
          />
          {leaveOut}
        </div>
      ) : (
        <div className={classes.question}>
          {field !== undefined && about === "notice" ? (
            // A number format given by a person stands for "as it is written", which is the field's own unit: days.
            <Button size="compact-sm" variant="default" onClick={() => onNotation(field, { decimal: "comma" })}>
              {t("column.are_days")}
            </Button>
          ) : (
            candidates.slice(0, QUICK).map((candidate) => (
              <Button key={candidate} size="compact-sm" variant="default" onClick={() => onMeaning(candidate)}>
                {label(candidate)}
              </Button>
            ))
          )}
          {leaveOut}
        </div>
      )}
    </>
  );
}
