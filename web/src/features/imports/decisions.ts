import type { ColumnDecision, TableDecision, Upload, UploadColumn, UploadTable } from "../../api/contract";

export type { ColumnDecision, DateOrder, Decimal } from "../../api/contract";

/** What a person has said about the tables of an upload, by table. */
export type Decisions = Readonly<Record<string, TableDecision>>;
export type TableChange = Omit<TableDecision, "file" | "sheet">;
export type TableName = Pick<TableDecision, "file" | "sheet">;

export function keyOf({ file, sheet }: TableName): string {
  return JSON.stringify([file, sheet]);
}

export function byTable(decisions: readonly TableDecision[]): Decisions {
  return Object.fromEntries(decisions.map((of) => [keyOf(of), of]));
}

export function decided(before: Decisions, table: TableName, change: TableChange): Decisions {
  const key = keyOf(table);
  const old = before[key];
  // Another kind has other fields, another row of headings other columns: what was said about them no longer means anything.
  const other = (change.kind !== undefined && change.kind !== old?.kind) || (change.header_row !== undefined && change.header_row !== old?.header_row);
  const changed = new Map((other ? [] : (old?.columns ?? [])).map((column) => [column.name, column]));
  for (const column of change.columns ?? []) {
    const known = changed.get(column.name);
    // How a text is written belongs to the meaning it was said for.
    changed.set(column.name, known?.field === column.field ? { ...known, ...column } : column);
  }
  return { ...before, [key]: { ...old, ...change, file: table.file, sheet: table.sheet, columns: [...changed.values()] } };
}

function withColumn(column: UploadColumn, said: ColumnDecision | undefined): UploadColumn {
  if (!said) return column;
  // Only one candidate, and still a question: it may be the notation that is unclear, which the server will say.
  const open = column.asked && !column.is_new && said.field !== null && column.candidates.length === 1 && !said.date_order && !said.decimal && !said.factor;
  return { ...column, field: said.field, asked: open, confidence: 1 };
}

/** The upload as it will be once the server has followed what was said. */
export function withDecisions(upload: Upload, decisions: Decisions): Upload {
  const tables = upload.tables.map((table) => {
    const said = decisions[keyOf(table)];
    if (!said) return table;
    const settled = (heading: string, field: string) => said.columns?.some((column) => column.name === heading || column.field === field);
    return {
      ...table,
      ignored: said.ignore ?? table.ignored,
      kind: said.kind ?? table.kind,
      source: said.source ?? table.source,
      gone: table.gone.filter(({ heading, field }) => !settled(heading, field)),
      columns: table.columns.map((column) => withColumn(column, said.columns?.find((item) => item.name === column.name))),
    };
  });
  return { ...upload, tables };
}

/** Whether nothing of it can be imported: a cover sheet, an empty sheet. */
export function holdsNothing(table: UploadTable): boolean {
  return table.no_table !== undefined && table.no_table !== null;
}

/** Whether its records name their fields, as those of JSON do: there is no row of headings to choose. */
export function namesItsFields(table: UploadTable): boolean {
  return table.header_row === 0 && table.columns.some(({ heading, letter }) => heading !== "" && heading !== letter);
}

/** What can be done with an upload that asks nothing: import it, or only see why there is nothing to import. */
export function outcomeOf(upload: Upload): "ready" | "nothing" | "unreadable" {
  if (upload.tables.some((table) => !table.ignored && !holdsNothing(table))) return "ready";
  // What a person left out or somebody hid can still be taken.
  if (upload.hidden.length > 0 || upload.tables.some((table) => table.ignored)) return "nothing";
  return upload.problems.some(({ severity }) => severity === "file" || severity === "table") ? "unreadable" : "nothing";
}

/** Columns of the tables that will be imported, and how many of them are not taken. */
export function columnsLeft(upload: Upload): { all: number; left: number } {
  const columns = upload.tables.filter((table) => !table.ignored && table.kind !== null && !holdsNothing(table)).flatMap((table) => table.columns);
  return { all: columns.length, left: columns.filter(({ field }) => field === null).length };
}

/** What keeps the table from being imported, as the server counts it. */
export function questionsIn(table: UploadTable): number {
  if (table.ignored || holdsNothing(table)) return 0;
  return table.kind === null ? 1 : table.gone.length + table.columns.filter((column) => column.asked).length;
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

/** Whether more was said of a table than who delivers it: that is what a profile can keep. */
export function saysSomething(said: TableDecision | undefined): boolean {
  if (!said) return false;
  return Boolean(said.ignore || said.kind || said.include_hidden || said.columns?.length || said.constants?.length) || typeof said.header_row === "number";
}

/** Sources with tables that their profile does not yet know as they are shown. */
export function savable(upload: Upload, said: Decisions): string[] {
  const unsaved = upload.tables.filter((table) => !holdsNothing(table) && (table.kind !== null || table.ignored) && (table.profile === null || saysSomething(said[keyOf(table)])));
  return [...new Set(unsaved.map((table) => table.source))];
}
