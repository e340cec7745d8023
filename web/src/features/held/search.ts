import type { HoldReason, SuppressionReason } from "../../api/contract";

/** The gravest first. */
export const HOLD_REASONS = ["do_not_contact", "complaint", "credit_block", "critical_ticket", "running_quote", "recent_contact", "rest", "other"] as const satisfies readonly HoldReason[];
export const SUPPRESSION_REASONS = ["do_not_contact", "complaint", "credit_block", "critical_ticket", "other"] as const satisfies readonly SuppressionReason[];

/** The address of the page: which tab, and which hits. */
export interface HeldSearch {
  tab?: "suppressions";
  reason?: HoldReason;
  /** A customer's id. */
  customer?: string;
  page?: string;
}

export function heldSearch(raw: Record<string, unknown>): HeldSearch {
  return {
    tab: raw.tab === "suppressions" ? "suppressions" : undefined,
    reason: HOLD_REASONS.find((reason) => reason === raw.reason),
    customer: typeof raw.customer === "string" && raw.customer !== "" ? raw.customer : undefined,
    page: typeof raw.page === "string" && /^\d+$/.test(raw.page) ? raw.page : undefined,
  };
}
