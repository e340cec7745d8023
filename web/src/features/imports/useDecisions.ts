import { useLocalStorage } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { api } from "../../api/client";
import type { Upload, UploadTable } from "../../api/contract";
import { decided, type Decisions, type TableChange, withDecisions } from "./decisions";
import { uploadQuery } from "./queries";

const NONE: Decisions = {};

/** Saves each answer as it is given. What is on its way is shown at once; then the server's reading counts. */
export function useDecisions(upload: Upload) {
  const client = useQueryClient();
  // Each saving replaces all that was said before, so all of it is kept here, over a reload and for another tab.
  const [said, setSaid, removeSaid] = useLocalStorage<Decisions>({ key: `instand-upload-${upload.id}`, defaultValue: NONE });
  const [onTheWay, setOnTheWay] = useState<Decisions>(NONE);
  const waiting = useRef(0);

  const { mutate, isPending } = useMutation({
    scope: { id: `upload-${upload.id}` },
    mutationFn: ({ all }: { all: Decisions; before: Decisions }) =>
      api.put<Upload>(`/uploads/${encodeURIComponent(upload.id)}/decisions`, { tables: Object.values(all) }),
    onSuccess: (read) => {
      if (waiting.current === 1) client.setQueryData(uploadQuery(upload.id).queryKey, read);
    },
    onError: (_error, { before }) => setSaid(before),
    onSettled: () => {
      waiting.current -= 1;
      if (waiting.current === 0) setOnTheWay(NONE);
    },
  });

  const decide = useCallback(
    (table: UploadTable, change: TableChange) => {
      const all = decided(said, table, change);
      setSaid(all);
      setOnTheWay((before) => decided(before, table, change));
      waiting.current += 1;
      mutate({ all, before: said });
    },
    [said, setSaid, mutate],
  );
  const shown = useMemo(() => withDecisions(upload, onTheWay), [upload, onTheWay]);
  return { shown, said, decide, saving: isPending, forget: removeSaid };
}
