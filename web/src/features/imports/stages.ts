import type { Job } from "../../api/contract";

const PHASES = {
  import: ["read", "link", "facts", "verdicts", "opportunities"],
  take_back: ["remove", "link", "facts", "verdicts", "opportunities"],
  decide: ["facts", "verdicts", "opportunities"],
} as const satisfies Record<Job["kind"], readonly string[]>;

export type Phase = (typeof PHASES)[keyof typeof PHASES][number];

// The server names each step of its work; people care for these few.
const PHASE_OF: Record<string, Phase> = {
  copy: "read",
  read: "read",
  reading: "read",
  recognise: "read",
  recognising: "read",
  digitizing: "read",
  sync: "read",
  "take back": "remove",
  taking_back: "remove",
  link: "link",
  linking: "link",
  "save machine files": "link",
  load: "facts",
  facts: "facts",
  deciding: "verdicts",
  verdicts: "verdicts",
  hits: "verdicts",
  "save hits": "opportunities",
};

export function phasesOf(kind: Job["kind"]): readonly Phase[] {
  return PHASES[kind];
}

/** The phase a job is in; a step with a name nobody knows yet leaves it where it was. */
export function phaseOf(job: Job, before: Phase | null): Phase | null {
  const phase = job.stage === null ? undefined : PHASE_OF[job.stage];
  return phase && phasesOf(job.kind).includes(phase) ? phase : before;
}
