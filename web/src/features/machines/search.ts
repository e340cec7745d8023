import type { QueryParameters } from "../../api/client";

/** Filters that take several values, joined by commas in the address as in the API. */
export const LIST_FILTERS = [
  "machine_type",
  "product_family",
  "manufacturer",
  "country",
  "city",
  "contract",
  "warranty",
  "trigger",
  "unknown",
  "campaign",
  "in_field",
] as const;
const SINGLE_FILTERS = ["q", "customer", "installed_from", "installed_to", "hours_from", "hours_to", "score_from"] as const;
export const FILTERS = [...LIST_FILTERS, ...SINGLE_FILTERS] as const;

export type ListFilter = (typeof LIST_FILTERS)[number];
export type Filter = (typeof FILTERS)[number];
export type Filters = Partial<Record<Filter, string>>;

/** The address of the page: what is in it can be shared and kept as a view. */
export interface MachineSearch extends Filters {
  /** Table unless it says map. */
  tab?: "map";
  sort?: string;
  /** Column ids joined by commas; the usual ones when absent. */
  columns?: string;
}

export const DEFAULT_SORT = "-score";

export function machineSearch(raw: Record<string, unknown>): MachineSearch {
  const search: MachineSearch = {};
  for (const name of FILTERS) {
    const value = raw[name];
    if (typeof value === "string" && value !== "") search[name] = value;
  }
  if (raw.tab === "map") search.tab = "map";
  if (typeof raw.sort === "string" && raw.sort !== "") search.sort = raw.sort;
  if (typeof raw.columns === "string" && raw.columns !== "") search.columns = raw.columns;
  return search;
}

export function filtersOf(search: MachineSearch): Filters {
  const filters: Filters = {};
  for (const name of FILTERS) if (search[name] !== undefined) filters[name] = search[name];
  return filters;
}

export function isFiltered(search: MachineSearch): boolean {
  return FILTERS.some((name) => search[name] !== undefined);
}

export function withoutFilters({ tab, sort, columns }: MachineSearch): MachineSearch {
  return { tab, sort, columns };
}

export function valuesOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(",");
}

/** One value of a list filter put in or taken out. */
export function toggled(text: string | undefined, value: string): string | undefined {
  const values = valuesOf(text);
  const next = values.includes(value) ? values.filter((other) => other !== value) : [...values, value];
  return next.length === 0 ? undefined : next.join(",");
}

/** In the field or not, which is not asked where nothing is said. */
export const WHETHER_IN_FIELD_OR_NOT = "all";

/** The filters as the server takes them. Machines that left the field are left out unless one asks for them; the page
    says how many they are. */
export function filterParameters(search: MachineSearch): QueryParameters {
  const { in_field: inField = "true", ...others } = filtersOf(search);
  return (inField === WHETHER_IN_FIELD_OR_NOT ? others : { ...others, in_field: inField }) as Record<string, string>;
}

/** What is chosen of the values of `in_field`, and the other way round. */
export function inFieldChosen(inField: string | undefined): string {
  return inField === WHETHER_IN_FIELD_OR_NOT ? "true,false" : (inField ?? "true");
}

export function inFieldOf(chosen: string | undefined): string | undefined {
  if (chosen === "true") return undefined;
  return chosen === "false" ? chosen : WHETHER_IN_FIELD_OR_NOT;
}

export function sortOf(search: MachineSearch): { field: string; descending: boolean } {
  const text = search.sort ?? DEFAULT_SORT;
  return text.startsWith("-") ? { field: text.slice(1), descending: true } : { field: text, descending: false };
}
