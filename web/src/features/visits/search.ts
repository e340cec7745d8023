import type { VisitKind, VisitState } from "../../api/tours";

export const VISIT_STATES = ["open", "planned", "promised", "done", "cancelled"] as const satisfies readonly VisitState[];
export const VISIT_KINDS = ["maintenance", "campaign", "repair", "parts_delivery"] as const satisfies readonly VisitKind[];
export const PRIORITIES = ["low", "normal", "high", "urgent"] as const;

/** What is still to be done. */
export const PENDING: readonly VisitState[] = ["open", "planned", "promised"];

/** The address of the page. Several states by commas; those that are still to be done where it is not said. */
export interface VisitSearch {
  state?: string;
  kind?: VisitKind;
  region?: string;
  q?: string;
  machine?: string;
  /** The visit that is looked at. */
  visit?: string;
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value.trim() !== "" ? value : undefined);

export function visitSearch(raw: Record<string, unknown>): VisitSearch {
  const states = (text(raw.state) ?? "").split(",").filter((state) => VISIT_STATES.some((of) => of === state));
  return {
    state: states.length > 0 ? states.join(",") : undefined,
    kind: VISIT_KINDS.find((kind) => kind === raw.kind),
    region: text(raw.region),
    q: text(raw.q),
    machine: text(raw.machine),
    visit: text(raw.visit),
  };
}

export function statesOf({ state }: VisitSearch): VisitState[] {
  return state === undefined ? [...PENDING] : VISIT_STATES.filter((of) => state.split(",").includes(of));
}
