import type { SegmentRow } from "../../api/contract";

/** Whether its members can be held against those of an earlier day: on its first day there is none but that day itself. */
export function isCompared<Of extends Pick<SegmentRow, "since">>(segment: Of, today: string | null): segment is Of & { since: string } {
  return segment.since !== null && (today === null || segment.since < today);
}
