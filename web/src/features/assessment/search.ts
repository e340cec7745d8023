import { isSection, type SectionId } from "./sections";

/** The address of the report: which assumptions differ from the usual ones, as JSON. */
export interface AssessmentSearch {
  assumptions?: string;
}

/** The address of the list behind a figure, and the section of the report one came from. */
export interface FigureSearch extends AssessmentSearch {
  figure: string;
  from?: SectionId;
  page?: string;
}

function changes(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const read: unknown = JSON.parse(text);
    const some = typeof read === "object" && read !== null && !Array.isArray(read) && Object.keys(read).length > 0;
    return some ? text : undefined;
  } catch {
    return undefined;
  }
}

export function assessmentSearch(raw: Record<string, unknown>): AssessmentSearch {
  const assumptions = changes(raw.assumptions);
  return assumptions === undefined ? {} : { assumptions };
}

export function figureSearch(raw: Record<string, unknown>): FigureSearch {
  const search: FigureSearch = { ...assessmentSearch(raw), figure: typeof raw.figure === "string" ? raw.figure : "" };
  if (isSection(raw.from)) search.from = raw.from;
  if (typeof raw.page === "string" && /^[1-9]\d*$/.test(raw.page)) search.page = raw.page;
  return search;
}
