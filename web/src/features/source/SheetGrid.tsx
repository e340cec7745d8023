import { Box, Text } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useWords } from "../../api/catalogue";
import type { SourceView } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import classes from "./SheetGrid.module.css";
import { SheetRow } from "./SheetRow";
import { useMarkedInView } from "./useMarkedInView";

/** The rows without a gap around the one that is looked for. */
function around(rows: SourceView["rows"], row: number): [number, number] {
  const numbers = new Set(rows.map((one) => one.number));
  let [first, last] = [row, row];
  while (numbers.has(first - 1)) first -= 1;
  while (numbers.has(last + 1)) last += 1;
  return [first, last];
}

interface Props {
  source: SourceView;
}

/** The sheet around the cell: column letters, row numbers, heading rows and rows as the file has them. */
export function SheetGrid({ source }: Props) {
  const { t } = useTranslation("source");
  const format = useFormats();
  const words = useWords();
  const [frame, marked] = useMarkedInView<HTMLTableCellElement>();
  const { rows, columns } = source;
  const [first, last] = around(rows, source.row);
  const name = source.sheet ? `${source.file}, ${source.sheet}` : source.file;

  return (
    <Box>
      <div ref={frame} className={classes.frame} tabIndex={0} role="region" aria-label={t("sheet_of", { name })}>
        <table className={classes.sheet}>
          <thead>
            <tr>
              <th className={classes.corner} rowSpan={2} scope="col">
                <span className="visually-hidden">{t("row")}</span>
              </th>
              {columns.map((column) => (
                <th key={column.column} scope="col" className={classes.letter} data-marked={column.column === source.column || undefined}>
                  {column.letter}
                </th>
              ))}
            </tr>
            <tr>
              {columns.map((column) => (
                <td key={column.column} className={classes.field} title={column.field ? t("column_read_as", { letter: column.letter }) : undefined}>
                  {column.field ? words.fieldLabel(column.field, source.kind) : ""}
                </td>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => {
              const before = rows[at - 1];
              const gap = before !== undefined && row.number > before.number + 1;
              return (
                <Fragment key={row.number}>
                  {gap && (
                    <tr aria-hidden>
                      <td className={classes.number}>⋮</td>
                      <td colSpan={columns.length} className={classes.gap} />
                    </tr>
                  )}
                  <SheetRow row={row} columns={columns} markedColumn={row.number === source.row ? source.column : null} marked={marked} />
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
      <Text size="sm" c="dimmed" mt={6}>
        {source.rows_total !== null
          ? t("rows_shown", { first, last, total: format.number(source.rows_total, 0) })
          : null}{" "}
        {t("as_in_file")}
      </Text>
    </Box>
  );
}
