import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { OpportunityRow } from "../../api/contract";
import { useFormats } from "../../format/useFormats";
import { tellReassigned, tellReassignUndone } from "./notices";

interface Handover {
  rows: OpportunityRow[];
  owner: string;
}

const give = (ids: string[], owner: string) => api.post<{ changed: number }>("/opportunities/reassign", { ids, owner });

function byOwner(rows: readonly OpportunityRow[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const row of rows) groups.set(row.owner, [...(groups.get(row.owner) ?? []), row.id]);
  return groups;
}

export function useReassign() {
  const client = useQueryClient();
  const format = useFormats();
  const refresh = () => client.invalidateQueries({ queryKey: ["opportunities"] });
  const back = useMutation({
    // The server gives many to one person; taking it back gives each group to whom it was taken from.
    mutationFn: async (rows: OpportunityRow[]) => {
      for (const [owner, ids] of byOwner(rows)) await give(ids, owner);
    },
    onSuccess: tellReassignUndone,
    onSettled: refresh,
  });
  return useMutation({
    mutationFn: ({ rows, owner }: Handover) => give(rows.map((row) => row.id), owner),
    onSuccess: ({ changed }, { rows, owner }) => {
      const taken = rows.filter((row) => row.owner !== owner);
      tellReassigned(changed, format.number(changed), owner, () => back.mutate(taken));
    },
    onSettled: refresh,
  });
}
