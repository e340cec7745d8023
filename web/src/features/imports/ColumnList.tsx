import { Anchor, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TableDecision, UploadColumn, UploadTable } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { ColumnRow } from "./ColumnRow";
import type { TableChange } from "./decisions";
import classes from "./Upload.module.css";

interface Props {
  table: UploadTable;
  said: TableDecision | undefined;
  onDecide: (change: TableChange) => void;
}

const askedIn = (table: UploadTable) => table.columns.filter((column) => column.asked).map((column) => column.name);

/** Questions first. A column that was asked keeps its place after the answer, so that nothing jumps away under the hand. */
export function ColumnList({ table, said, onDecide }: Props) {
  const { t } = useTranslation("imports");
  const format = useFormats();
  const [raised, setRaised] = useState(() => askedIn(table));
  const [all, setAll] = useState(false);
  useEffect(() => setRaised((before) => [...new Set([...before, ...askedIn(table)])]), [table]);

  const wordOn = (column: UploadColumn) => said?.columns?.find((item) => item.name === column.name);
  const isRaised = (column: UploadColumn) => raised.includes(column.name);
  const isUnused = (column: UploadColumn) => column.field === null && !isRaised(column) && !wordOn(column);
  const unused = table.columns.filter(isUnused);
  const used = table.columns.filter((column) => !isRaised(column) && !isUnused(column));
  const shown = [...table.columns.filter(isRaised), ...used, ...(all ? unused : [])];

  return (
    <>
      <div className={classes.listHead} aria-hidden>
        <span>{t("table.columns")}</span>
        <span>{t("column.samples")}</span>
        <span>{t("column.meaning")}</span>
      </div>
      <ul className={classes.columns} aria-label={t("table.columns")}>
        {shown.map((column) => (
          <ColumnRow key={column.name} table={table} column={column} said={wordOn(column)} onDecide={onDecide} />
        ))}
      </ul>
      {unused.length > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {t("table.unused", { count: unused.length, number: format.number(unused.length) })}{" "}
          <Anchor component="button" type="button" size="sm" aria-expanded={all} onClick={() => setAll((now) => !now)}>
            {t(all ? "table.unused_hide" : "table.unused_show")}
          </Anchor>
        </Text>
      )}
    </>
  );
}
