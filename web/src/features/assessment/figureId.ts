import type { AssessmentView, Dimension, Figure } from "../../api/contract";

export interface ScopePart {
  dimension: Dimension;
  /** null where the value is not known */
  value: string | null;
  /** All groups that a chart does not show for themselves. */
  rest: boolean;
}

/** "a.b.c" of "a.b.c@type=X", taken apart. */
export function measureOf(id: string): string[] {
  return (id.split("@")[0] ?? "").split(".");
}

/** What stands behind "@", taken apart. */
export function scopeOf(scope: string): ScopePart[] {
  if (scope === "") return [];
  return scope.split("&").map((part) => {
    const [dimension = "", value = ""] = part.split("=");
    const text = value.replaceAll(/%([0-9A-F]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
    return { dimension: dimension as Dimension, value: value === "-" ? null : text, rest: value === "~other" };
  });
}

export function scopeTextOf(id: string): string {
  return id.slice(id.indexOf("@") + 1 || id.length);
}

/** The same figure of a part of the base. */
export function within(id: string, scope: string): string {
  return scope === "" ? id : `${id}@${scope}`;
}

/** What the figure counts, in the server's words. */
export function meaningOf({ meanings }: AssessmentView, id: string): string | undefined {
  const parts = measureOf(id);
  const fits = (pattern: string) => {
    const wanted = pattern.split(".");
    return wanted.length === parts.length && wanted.every((part, at) => part.startsWith("{") || part === parts[at]);
  };
  return meanings.find(({ pattern }) => fits(pattern))?.meaning;
}

/** The figure wherever it stands in a result; some, such as counts of a data point in a group, stand nowhere whole. */
export function findFigure(within: unknown, id: string): Figure | undefined {
  if (typeof within !== "object" || within === null) return undefined;
  if ("id" in within && within.id === id && "machines" in within && typeof within.machines === "number") return within as Figure;
  for (const part of Object.values(within)) {
    const found = findFigure(part, id);
    if (found) return found;
  }
  return undefined;
}
