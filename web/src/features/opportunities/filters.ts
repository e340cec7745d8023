import type { QueryParameters } from "../../api/client";

const FILTERS = ["owner", "stage", "campaign", "trigger", "country", "customer", "machine", "q", "flagged", "due", "value_from", "attached", "waits"] as const;
const OTHERS = ["view", "sort", "page", "open"] as const;

export type Filter = (typeof FILTERS)[number];

/** The address of the pipeline page: a saved view is a link. Lists are joined by commas. */
export type PipelineSearch = Partial<Record<Filter | (typeof OTHERS)[number], string>>;

export function pipelineSearch(raw: Record<string, unknown>): PipelineSearch {
  const search: PipelineSearch = {};
  for (const name of [...FILTERS, ...OTHERS]) {
    const value = raw[name];
    if (typeof value === "string" && value !== "") search[name] = value;
  }
  return search;
}

/** What the server is asked. Topics of another's conversation are left out unless `attached=all`, and so are opportunities whose hits no longer hold unless `flagged` says otherwise: they are in no sum. `owner=all` is the page's way to say "no filter" where a bare address means one's own. */
export function filterParameters(search: PipelineSearch): QueryParameters {
  const parameters: Record<string, string | undefined> = {};
  for (const name of FILTERS) parameters[name] = search[name];
  if (search.owner === "all") parameters.owner = undefined;
  parameters.attached = search.attached === "all" ? undefined : (search.attached ?? "false");
  parameters.flagged = search.flagged === "all" ? undefined : (search.flagged ?? "false");
  return parameters;
}

export function isFiltered(search: PipelineSearch): boolean {
  // To show more than usual is no filter.
  return FILTERS.some((name) => search[name] !== undefined && !((name === "owner" || name === "attached" || name === "flagged") && search[name] === "all"));
}

export function listOf(value: string | undefined): string[] {
  return value === undefined || value === "" ? [] : value.split(",");
}

/** Everything but whose opportunities are shown, which has a switch of its own. */
export function withoutFilters(search: PipelineSearch): PipelineSearch {
  const { view, sort } = search;
  return { view, sort, owner: search.owner === "me" ? "me" : "all" };
}
