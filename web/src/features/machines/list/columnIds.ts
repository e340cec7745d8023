/** Every column a machine row can show, in the order of the table. The ids are the API's sort fields. */
export const COLUMNS = [
  "serial_number",
  "machine_type",
  "customer_name",
  "score",
  "value_eur",
  "triggers",
  "unknown",
  "contract",
  "contract_days_left",
  "warranty",
  "operating_hours",
  "errors_90d",
  "age_years",
  "installed_on",
  "product_family",
  "manufacturer",
  "postcode",
  "city",
  "country",
  "in_field",
] as const;

export type ColumnId = (typeof COLUMNS)[number];

/** What a sales person needs to see first; the rest is chosen. The serial number is always there: it is the row's name. */
export const USUAL: readonly ColumnId[] = [
  "serial_number",
  "machine_type",
  "customer_name",
  "score",
  "value_eur",
  "triggers",
  "contract",
  "contract_days_left",
  "operating_hours",
  "city",
  "country",
];

export const ALWAYS: ColumnId = "serial_number";

/** The columns an address asks for, in the table's own order. */
export function columnsOf(text: string | undefined): ColumnId[] {
  if (text === undefined) return [...USUAL];
  const wanted = new Set(text.split(","));
  return COLUMNS.filter((id) => id === ALWAYS || wanted.has(id));
}

/** What goes into the address; nothing for the usual columns. */
export function columnsText(ids: readonly ColumnId[]): string | undefined {
  const chosen = COLUMNS.filter((id) => id === ALWAYS || ids.includes(id));
  const usual = chosen.length === USUAL.length && USUAL.every((id) => chosen.includes(id));
  return usual ? undefined : chosen.join(",");
}
