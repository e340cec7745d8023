import type { Segment } from "../../../api/contract";
import { LinkedSentence } from "../parts/LinkedSentence";
import { useReport } from "../reportContext";

/** Why a segment is where it is, in one sentence. */
export function Reason({ segment: { rank, potential, ready } }: { segment: Segment }) {
  const { view } = useReport();
  return <LinkedSentence text={view.reasons[rank - 1] ?? ""} figures={[potential.machines.id, potential.all.id, ready.id]} />;
}
