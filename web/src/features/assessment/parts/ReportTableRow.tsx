import { UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useId, useState } from "react";
import open from "./open.module.css";
import type { Column, Details } from "./reportTable";
import classes from "./table.module.css";

interface Props<Row> {
  row: Row;
  columns: readonly Column<Row>[];
  details?: Details<Row>;
}

/** A row, and what is behind it once it is opened. */
export function ReportTableRow<Row>({ row, columns, details }: Props<Row>) {
  const [opened, setOpened] = useState(false);
  const id = useId();
  const behind = details?.of(row) ?? null;
  return (
    <>
      <tr>
        {columns.map(({ id: column, title, kind, cell }, at) =>
          at === 0 ? (
            <th key={column} scope="row">
              {details && behind !== null ? (
                <UnstyledButton
                  className={open.open}
                  aria-expanded={opened}
                  aria-controls={opened ? id : undefined}
                  onClick={() => setOpened(!opened)}
                >
                  <IconChevronRight size={16} stroke={1.8} aria-hidden />
                  <span>{cell(row)}</span>
                </UnstyledButton>
              ) : (
                cell(row)
              )}
            </th>
          ) : (
            <td key={column} data-kind={kind} data-label={title}>
              {cell(row)}
            </td>
          ),
        )}
      </tr>
      {behind !== null && (opened || details?.printed) && (
        <tr id={id} className={classes.details} data-closed={!opened || undefined}>
          <td colSpan={columns.length}>{behind}</td>
        </tr>
      )}
    </>
  );
}
