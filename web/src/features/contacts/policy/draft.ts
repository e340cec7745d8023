import type { CellNeeds, ContactHours, ContactLimits, ContactPolicy, PolicyCell, WantedPolicy } from "../../../api/contract";

/** From the freest to the strictest. */
export const NEEDS = ["free", "exception", "consent", "person"] as const satisfies readonly CellNeeds[];

/** The policy while it is edited: nothing counts before it is saved, and saved it is as a whole. */
export interface Draft {
  /** By `key`, only those that are not as shipped. */
  cells: Readonly<Record<string, CellNeeds>>;
  limits: ContactLimits;
  hours: ContactHours;
}

export const key = ({ country, channel, relation, purpose }: Pick<PolicyCell, "country" | "channel" | "relation" | "purpose">) => `${country} ${channel} ${relation} ${purpose}`;

export function draftOf({ cells, limits, hours }: ContactPolicy): Draft {
  return { cells: Object.fromEntries(cells.filter((of) => of.cell !== of.shipped).map((of) => [key(of), of.cell])), limits, hours };
}

export function shippedDraft({ usual_limits: limits, usual_hours: hours }: ContactPolicy): Draft {
  return { cells: {}, limits, hours };
}

/** A cell set; what is as shipped is not written down. */
export function withCell(draft: Draft, cell: PolicyCell, needs: CellNeeds): Draft {
  const { [key(cell)]: _, ...others } = draft.cells;
  return { ...draft, cells: needs === cell.shipped ? others : { ...others, [key(cell)]: needs } };
}

export function wanted(policy: ContactPolicy, draft: Draft): WantedPolicy {
  const cells = policy.cells.flatMap((of) => {
    const cell = draft.cells[key(of)];
    const { country, channel, relation, purpose } = of;
    return cell === undefined ? [] : [{ country, channel, relation, purpose, cell }];
  });
  return { cells, limits: draft.limits, hours: draft.hours };
}

export function isSame(policy: ContactPolicy, a: Draft, b: Draft): boolean {
  return JSON.stringify(wanted(policy, a)) === JSON.stringify(wanted(policy, b));
}

/** Days that follow each other as spans, in order. */
export function spans(days: readonly string[]): { from: string; until: string }[] {
  const all: { from: string; until: string }[] = [];
  for (const day of [...days].sort()) {
    const last = all.at(-1);
    if (last && next(last.until) === day) last.until = day;
    else all.push({ from: day, until: day });
  }
  return all;
}

function next(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** The days of a span, at most 400: a mistyped year is no company shutdown. */
export function daysOf(from: string, until: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= until && days.length < 400; day = next(day)) days.push(day);
  return days;
}
