import { Table, Text, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { UploadColumn, UploadTable } from "../../api/contract";
import { Meter } from "../../components/Meter";
import { notify } from "../../components/notify";
import { Confidence } from "./Confidence";
import { type ColumnDecision, meaningOf, type TableChange } from "./decisions";
import classes from "./MappingGrid.module.css";
import { MeaningSelect } from "./MeaningSelect";
import { NotationMenu } from "./NotationMenu";

interface Props {
  table: UploadTable;
  column: UploadColumn;
  said: ColumnDecision | undefined;
  onDecide: (change: TableChange) => void;
}

/** Where the column stands, what it means and how sure that is, how its text is written. */
export function GridHead({ table, column, said, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const { fieldLabel } = useWords();
  const choose = (field: string | null) => {
    const { change, taken } = meaningOf(table, column, field);
    onDecide(change);
    if (taken && field) notify({ message: t("column.moved", { label: fieldLabel(field, table.kind ?? undefined), letter: taken.letter }) });
  };
  return (
    <Table.Th className={classes.head} data-asked={column.asked || undefined} data-unused={column.field === null || undefined}>
      <span className={classes.name}>
        <span className={classes.letter}>
          <VisuallyHidden>{t("column.letter", { letter: column.letter })}</VisuallyHidden>
          <span aria-hidden>{column.letter}</span>
        </span>
        <Text span inherit truncate title={column.heading}>
          {column.heading || t("column.no_heading")}
        </Text>
      </span>
      <MeaningSelect table={table} column={column} onChoose={choose} />
      <span className={classes.sure}>
        <Meter share={column.field === null ? 0 : column.confidence} color={column.asked || column.confidence < 0.65 ? "attention" : "bar"} />
        <Confidence share={column.confidence} unused={column.field === null} answered={said !== undefined && column.field !== null} />
      </span>
      <NotationMenu table={table} column={column} onDecide={onDecide} />
    </Table.Th>
  );
}
