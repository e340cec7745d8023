import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Team, Teams } from "../../api/contract";
import { notify } from "../../components/notify";

export const teamsQuery = queryOptions({
  queryKey: ["teams"],
  queryFn: ({ signal }) => api.get<Teams>("/teams", undefined, signal),
});

function useStale() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["teams"] });
}

/** Adds a team or changes one; the dialog shows what is wrong itself. */
export function useSaveTeam() {
  const { t } = useTranslation("teams");
  const stale = useStale();
  return useMutation({
    meta: { quiet: true },
    mutationFn: ({ team, body }: { team?: Team; body: { name: string; members: string[] } }) =>
      team ? api.put<Team>(`/teams/${encodeURIComponent(team.id)}`, body, { etag: team.etag }) : api.post<Team>("/teams", body),
    onSuccess: ({ name }) => notify({ message: t("notice.saved", { name }) }),
    onSettled: stale,
  });
}

export function useRemoveTeam() {
  const { t } = useTranslation("teams");
  const stale = useStale();
  return useMutation({
    meta: { quiet: true },
    mutationFn: (team: Team) => api.delete(`/teams/${encodeURIComponent(team.id)}`, { etag: team.etag }),
    onSuccess: (_, { name }) => notify({ message: t("notice.removed", { name }) }),
    onSettled: stale,
  });
}
