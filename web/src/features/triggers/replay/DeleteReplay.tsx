import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../../api/client";
import type { ReplayRow } from "../../../api/contract";
import { ConfirmDialog } from "../versions/ConfirmDialog";
import { replayQuery } from "./queries";

const route = getRouteApi("/triggers/$id/replay");

interface Props {
  replay: ReplayRow;
  /** Whether it is the one that is looked at: then the page shows none afterwards. */
  isShown: boolean;
  onClose: () => void;
}

/** Deletes what a replay found. */
export function DeleteReplay({ replay, isShown, onClose }: Props) {
  const { t } = useTranslation("replay");
  const client = useQueryClient();
  const navigate = route.useNavigate();
  const remove = useMutation({
    mutationFn: () => api.delete(`/replays/${replay.id}`),
    onSuccess: async () => {
      if (isShown) await navigate({ search: (previous) => ({ ...previous, replay: undefined }), replace: true, resetScroll: false });
      client.removeQueries({ queryKey: replayQuery(replay.id).queryKey });
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["replays", "of", replay.trigger] }),
  });
  return (
    <ConfirmDialog title={t("former.delete_title")} text={t("former.delete_text")} action={t("former.delete")} loading={remove.isPending} onConfirm={() => remove.mutate()} onClose={onClose} />
  );
}
