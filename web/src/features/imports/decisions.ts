import type { TableDecision, Upload, UploadColumn, UploadTable } from "../../api/contract";

type ColumnDecision = NonNullable<TableDecision["columns"]>[number];
export type DateOrder = NonNullable<ColumnDecision["date_order"]>;
export type Decimal = NonNullable<ColumnDecision["decimal"]>;

/** What a person has said about the tables of an upload, by table. */
export type Decisions = Readonly<Record<string, TableDecision>>;
export type TableChange = Omit<TableDecision, "file" | "sheet">;

export function keyOf(table: Pick<UploadTable, "file" | "sheet">): string {
  return JSON.stringify([table.file, table.sheet]);
}

export function decided(before: Decisions, table: Pick<UploadTable, "file" | "sheet">, change: TableChange): Decisions {
  const key = keyOf(table);
  const old = before[key];
  // Another kind has other fields: what was said about columns no longer means anything.
  const kept = change.kind !== undefined && change.kind !== old?.kind ? [] : (old?.columns ?? []);
  const changed = new Map(kept.map((column) => [column.name, column]));
  for (const column of change.columns ?? []) changed.set(column.name, { ...changed.get(column.name), ...column });
  const columns = [...changed.values()];
  return { ...before, [key]: { ...old, ...change, file: table.file, sheet: table.sheet, columns: columns.length > 0 ? columns : undefined } };
}

function withColumn(column: UploadColumn, said: ColumnDecision | undefined): UploadColumn {
  if (!said) return column;
  // Only one candidate, and still a question: it may be the notation that is unclear, which the server will say.
  const open = column.asked && said.field !== null && column.candidates.length === 1 && !said.date_order && !said.decimal;
  return { ...column, field: said.field, asked: open, confidence: 1 };
}

/** The upload as it will be once the server has followed what was said. */
export function withDecisions(upload: Upload, decisions: Decisions): Upload {
  const tables = upload.tables.map((table) => {
    const said = decisions[keyOf(table)];
    if (!said) return table;
    return {
      ...table,
      ignored: said.ignore ?? table.ignored,
      kind: said.kind ?? table.kind,
      source: said.source ?? table.source,
      columns: table.columns.map((column) => withColumn(column, said.columns?.find((item) => item.name === column.name))),
    };
  });
  return { ...upload, tables };
}

/** Whether nothing of it can be imported: a cover sheet, an empty sheet. */
export function holdsNothing(table: UploadTable): boolean {
  return table.no_table !== undefined && table.no_table !== null;
}

/** What keeps the table from being imported, as the server counts it. */
export function questionsIn(table: UploadTable): number {
  if (table.ignored || holdsNothing(table)) return 0;
  return table.kind === null ? 1 : table.columns.filter((column) => column.asked).length;
}

export function questionsOf(upload: Upload): number {
  return upload.tables.reduce((sum, table) => sum + questionsIn(table), 0);
}

/** Gives a column its meaning. A field is filled by one column only, so another that had it is left out. */
export function meaningOf(table: UploadTable, column: UploadColumn, field: string | null): { change: TableChange; taken: UploadColumn | undefined } {
  const taken = field === null ? undefined : table.columns.find((other) => other.field === field && other.name !== column.name);
  const columns: ColumnDecision[] = [{ name: column.name, field }];
  if (taken) columns.push({ name: taken.name, field: null });
  return { change: { columns }, taken };
}
