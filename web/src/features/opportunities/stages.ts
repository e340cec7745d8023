import type { Stage } from "../../api/contract";

/** In the order in which an opportunity goes through them. */
export const STAGES = ["new", "contacted", "quoted", "won", "lost"] as const satisfies readonly Stage[];

export const LOST_REASONS = ["price", "competitor", "no_need", "no_budget", "timing", "no_answer", "wrong_data", "other"] as const;
export type LostReason = (typeof LOST_REASONS)[number];

export function isStage(value: unknown): value is Stage {
  return STAGES.some((stage) => stage === value);
}

export function isLostReason(value: unknown): value is LostReason {
  return LOST_REASONS.some((reason) => reason === value);
}

export function isClosed(stage: Stage): boolean {
  return stage === "won" || stage === "lost";
}
