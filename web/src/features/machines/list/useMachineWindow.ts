import { useDebouncedValue } from "@mantine/hooks";
import { useQueries, type UseQueryResult } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import type { MachineRow, Page } from "../../../api/contract";
import { CHUNK, chunkQuery } from "../queries";
import type { MachineSearch } from "../search";

/** Rows beyond the visible ones that are fetched, so that slow scrolling never meets a gap. */
const AHEAD = 50;
/** Dragging the scrollbar passes many chunks; only those where it rests are fetched. */
const REST_MS = 90;

export interface MachineWindow {
  rows: readonly MachineRow[];
  /** Position of the row in `rows`, undefined while it is on its way. */
  positionOf: (index: number) => number | undefined;
  error: Error | null;
  retry: () => void;
}

/** The rows from `start` to `end` of a list that stays on the server. */
export function useMachineWindow(search: MachineSearch, start: number, end: number, total: number): MachineWindow {
  const last = Math.max(0, Math.ceil(total / CHUNK) - 1);
  const wanted = `${Math.max(0, Math.floor((start - AHEAD) / CHUNK))}-${Math.min(last, Math.floor((end + AHEAD) / CHUNK))}`;
  const [rested] = useDebouncedValue(wanted, REST_MS, { leading: true });
  const [from = 0, to = 0] = rested.split("-").map(Number);
  const chunks = useMemo(() => Array.from({ length: Math.max(0, Math.min(to, last) - from + 1) }, (_, at) => from + at), [from, to, last]);

  const combine = useCallback(
    (results: UseQueryResult<Page<MachineRow>>[]): MachineWindow => {
      const rows: MachineRow[] = [];
      const positions = new Map<number, number>();
      results.forEach((result, at) => {
        const first = (chunks[at] ?? 0) * CHUNK;
        result.data?.items.forEach((row, offset) => {
          positions.set(first + offset, rows.length);
          rows.push(row);
        });
      });
      return {
        rows,
        positionOf: (index) => positions.get(index),
        error: results.find((result) => result.error)?.error ?? null,
        retry: () => results.forEach((result) => result.error && void result.refetch()),
      };
    },
    [chunks],
  );
  return useQueries({ queries: chunks.map((chunk) => chunkQuery(search, chunk)), combine });
}
