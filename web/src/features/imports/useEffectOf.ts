import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { TableDecision, TableEffect, UploadTable } from "../../api/contract";
import { useMay } from "../../api/session";

const PAUSE_MS = 250;

/** What the choices for a table come to. Who chooses quickly is answered once, for the last choice. */
export function useEffectOf(uploadId: string, table: UploadTable, said: TableDecision | undefined) {
  const may = useMay();
  const { source, file, sheet, profile } = table;
  // With the source and its profile the same choices may come to something else.
  const wanted = JSON.stringify({ decision: { ...said, file, sheet }, source, profile });
  const [settled] = useDebouncedValue(wanted, PAUSE_MS);
  const query = useQuery({
    queryKey: ["upload-effect", uploadId, file, sheet, settled],
    enabled: may("import") && !table.ignored,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const { decision } = JSON.parse(settled) as { decision: TableDecision };
      return api.post<TableEffect>(`/uploads/${encodeURIComponent(uploadId)}/effect`, decision, { signal });
    },
  });
  return { effect: query.data, stale: settled !== wanted || query.isPlaceholderData, error: query.error };
}
