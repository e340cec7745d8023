import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { api } from "../../api/client";
import type { TableDecision, Upload } from "../../api/contract";
import { byTable, decided, type Decisions, keyOf, type TableChange, type TableName, withDecisions } from "./decisions";
import { uploadQuery } from "./queries";

const NONE: Decisions = {};

/** Saves each answer as it is given. What is on its way is shown at once; then the server's reading counts. */
export function useDecisions(upload: Upload) {
  const client = useQueryClient();
  const [onTheWay, setOnTheWay] = useState<Decisions>(NONE);
  const saved = useMemo(() => byTable(upload.decisions), [upload.decisions]);
  const said = useMemo(() => ({ ...saved, ...onTheWay }), [saved, onTheWay]);
  // Each saving replaces all that was said before, also what was said while the one before was on its way.
  const latest = useRef(said);
  const waiting = useRef(0);
  if (waiting.current === 0) latest.current = saved;

  const { mutate, isPending } = useMutation({
    scope: { id: `upload-${upload.id}` },
    mutationFn: (all: TableDecision[]) => api.put<Upload>(`/uploads/${encodeURIComponent(upload.id)}/decisions`, { tables: all }),
    onSuccess: async (read) => {
      if (waiting.current !== 1) return;
      const { queryKey } = uploadQuery(upload.id);
      // What was asked for before this was saved and comes after it would show the old answer again.
      await client.cancelQueries({ queryKey });
      client.setQueryData(queryKey, read);
    },
    onSettled: () => {
      waiting.current -= 1;
      if (waiting.current === 0) setOnTheWay(NONE);
    },
  });

  const decide = useCallback(
    (table: TableName, change: TableChange) => {
      const all = decided(latest.current, table, change);
      latest.current = all;
      waiting.current += 1;
      const now = all[keyOf(table)];
      if (now) setOnTheWay((before) => ({ ...before, [keyOf(table)]: now }));
      mutate(Object.values(all));
    },
    [mutate],
  );
  const shown = useMemo(() => withDecisions(upload, onTheWay), [upload, onTheWay]);
  return { shown, said, decide, saving: isPending };
}
