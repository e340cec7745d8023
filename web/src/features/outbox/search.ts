import type { OutboxState } from "../../api/contract";

/** What needs somebody stands in front. */
export const STATES = ["failed", "parked", "waiting", "sending", "sent"] as const satisfies readonly OutboxState[];
/** The CRMs opportunities can go to; there is one at a time. */
const CRMS = ["salesforce", "tryton"] as const;
/** The ways out there are. */
export const WAYS = [...CRMS, "mail", "webhook"] as const;

/** The ways to speak of: where one CRM is set up, the others are not missing. */
export function waysToShow(setUp: readonly string[]) {
  const hasCrm = CRMS.some((crm) => setUp.includes(crm));
  return WAYS.filter((way) => setUp.includes(way) || !hasCrm || !CRMS.some((crm) => crm === way));
}

/** The address of the page: which entries, and where the part of the list begins. */
export interface OutboxSearch {
  state?: OutboxState;
  destination?: string;
  before?: string;
}

export function outboxSearch(raw: Record<string, unknown>): OutboxSearch {
  return {
    state: STATES.find((state) => state === raw.state),
    destination: typeof raw.destination === "string" && raw.destination !== "" ? raw.destination : undefined,
    before: typeof raw.before === "string" && /^\d+$/.test(raw.before) ? raw.before : undefined,
  };
}
