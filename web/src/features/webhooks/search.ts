import type { OutboxState } from "../../api/contract";

/** What needs somebody stands in front. */
export const STATES = ["failed", "parked", "waiting", "sent"] as const satisfies readonly OutboxState[];

/** The address of an endpoint's page: which deliveries, and where the part of the list begins. */
export interface DeliverySearch {
  state?: OutboxState;
  before?: string;
}

export function deliverySearch(raw: Record<string, unknown>): DeliverySearch {
  return {
    state: STATES.find((state) => state === raw.state),
    before: typeof raw.before === "string" && /^\d+$/.test(raw.before) ? raw.before : undefined,
  };
}
