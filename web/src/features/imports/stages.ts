import type { Job } from "../../api/contract";

const PHASES = {
  import: ["read", "link", "decide"],
  take_back: ["link", "decide"],
  decide: ["decide"],
  link: ["link", "decide"],
  pull: ["read", "link", "decide"],
  replay: ["replay"],
} as const satisfies Record<Job["kind"], readonly string[]>;

export type Phase = (typeof PHASES)[keyof typeof PHASES][number];

// The server names each step of its work; people care for these few.
const PHASE_OF: Record<string, Phase> = {
  reading: "read",
  recognising: "read",
  linking: "link",
  digitizing: "link",
  deciding: "decide",
  replaying: "replay",
};

export function phasesOf(kind: Job["kind"]): readonly Phase[] {
  return PHASES[kind];
}

/** The phase a job is in. It never goes back, and a step with a name nobody knows leaves it where it was. */
export function phaseOf(job: Job, before: Phase | null): Phase | null {
  const phases = phasesOf(job.kind);
  const phase = job.stage === null ? undefined : PHASE_OF[job.stage];
  const place = (item: Phase | null | undefined) => (item ? phases.indexOf(item) : -1);
  return phase && place(phase) > place(before) ? phase : before;
}
