import type { MarkedExample, ReportPage } from "../../../api/contract";

/** A value marked on a page of the example. */
export interface ValueMark {
  id: number;
  page: number;
  /** Its texts, by their place on the page; several where it has several lines. */
  texts: number[];
  label: number | null;
  /** The end of its text that is the value, where its label stands before it in the same text. */
  part: string | null;
  /** A field's id; `null` for a column of the person's own name. */
  field: string | null;
  name: string;
  /** Whether it is repeated with each line of the table. */
  key: boolean;
}

/** A heading marked above a column of a table. */
export interface HeadingMark {
  id: number;
  text: number;
  field: string | null;
  name: string;
}

export interface TableMarks {
  name: string;
  kind: string;
  page: number;
  headings: HeadingMark[];
}

export interface Marks {
  name: string;
  kind: string;
  values: ValueMark[];
  /** The table of the report; without headings there is none. */
  table: TableMarks;
}

/** What the next click on a text does. */
export type Mode = { does: "value" } | { does: "heading" } | { does: "line"; id: number } | { does: "label"; id: number };

export const noMarks = (name: string, parts: string): Marks => ({
  name,
  kind: "visits",
  values: [],
  table: { name: parts, kind: "orders", page: 1, headings: [] },
});

const nextId = (marks: Marks) => Math.max(0, ...marks.values.map((mark) => mark.id), ...marks.table.headings.map((mark) => mark.id)) + 1;

const toggled = (list: number[], item: number) => (list.includes(item) ? list.filter((other) => other !== item) : [...list, item]);

/** The marks after a click on a text of a page. */
export function clicked(marks: Marks, mode: Mode, page: number, text: number): Marks {
  if (mode.does === "heading") {
    // A table begins on one page; marks on another begin it anew.
    const before = marks.table.page === page ? marks.table.headings : [];
    const others = before.filter((mark) => mark.text !== text);
    const headings = others.length < before.length ? others : [...others, { id: nextId(marks), text, field: null, name: "" }];
    return { ...marks, table: { ...marks.table, page, headings } };
  }
  if (mode.does === "value") {
    const same = marks.values.find((mark) => mark.page === page && mark.texts.includes(text));
    if (same) return { ...marks, values: marks.values.filter((mark) => mark !== same) };
    // What says which machine it is belongs to each line of the table; most values do.
    const mark = { id: nextId(marks), page, texts: [text], label: null, part: null, field: null, name: "", key: true };
    return { ...marks, values: [...marks.values, mark] };
  }
  const values = marks.values.map((mark) => {
    if (mark.id !== mode.id || mark.page !== page) return mark;
    return mode.does === "label" ? { ...mark, label: text } : { ...mark, texts: toggled(mark.texts, text) };
  });
  return { ...marks, values: values.filter((mark) => mark.texts.length > 0) };
}

/** What a text of a page is marked as. */
export function roleOf(marks: Marks, page: number, text: number): "value" | "heading" | "label" | undefined {
  if (marks.values.some((mark) => mark.page === page && mark.texts.includes(text))) return "value";
  if (marks.table.page === page && marks.table.headings.some((mark) => mark.text === text)) return "heading";
  return marks.values.some((mark) => mark.page === page && mark.label === text) ? "label" : undefined;
}

/** Whether every mark says what it is. */
export function isComplete(marks: Marks): boolean {
  const all = [...marks.values, ...marks.table.headings];
  return marks.name.trim() !== "" && all.length > 0 && all.every((mark) => mark.field !== null || mark.name.trim() !== "");
}

/** The marks as the server takes them; columns are called as their fields are in the person's language. */
export function exampleOf(marks: Marks, file: number, keep: boolean, fieldLabel: (id: string, kind: string) => string): MarkedExample {
  const column = (mark: { field: string | null; name: string }, kind: string) => (mark.field === null ? mark.name.trim() : fieldLabel(mark.field, kind));
  const { table } = marks;
  const columns = table.headings.map((mark) => ({ text: mark.text, column: column(mark, table.kind), field: mark.field }));
  return {
    file,
    name: marks.name.trim(),
    kind: marks.kind,
    keep,
    fields: marks.values.map((mark) => {
      const { page, texts, label, part, field, key } = mark;
      return { page, texts, label, part, column: column(mark, marks.kind), field, key };
    }),
    tables: columns.length === 0 ? [] : [{ name: table.name.trim(), page: table.page, kind: table.kind, columns }],
  };
}

/** The words of a mark, as the page has them. */
export const wordsOf = (page: ReportPage | undefined, texts: number[]) => texts.map((at) => page?.texts[at]?.text ?? "").join(" ");
