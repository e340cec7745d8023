import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TableDecision, UploadColumn, UploadTable } from "../../api/contract";
import { ColumnRow } from "./ColumnRow";
import type { TableChange } from "./decisions";
import classes from "./Upload.module.css";

interface Props {
  table: UploadTable;
  said: TableDecision | undefined;
  onDecide: (change: TableChange) => void;
}

const askedIn = (table: UploadTable) => table.columns.filter((column) => column.asked).map((column) => column.name);

/** The columns that are asked about. One that was answered keeps its place, so that nothing jumps away under the hand. */
export function ColumnList({ table, said, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const [raised, setRaised] = useState(() => askedIn(table));
  useEffect(() => setRaised((before) => [...new Set([...before, ...askedIn(table)])]), [table]);

  const wordOn = (column: UploadColumn) => said?.columns?.find((item) => item.name === column.name);
  const shown = table.columns.filter((column) => raised.includes(column.name));
  if (shown.length === 0) return null;
  return (
    <>
      <div className={classes.listHead} aria-hidden>
        <span>{t("table.asked_columns")}</span>
        <span>{t("column.samples")}</span>
        <span>{t("column.meaning")}</span>
      </div>
      <ul className={classes.columns} aria-label={t("table.asked_columns")}>
        {shown.map((column) => (
          <ColumnRow key={column.name} table={table} column={column} said={wordOn(column)} onDecide={onDecide} />
        ))}
      </ul>
    </>
  );
}
