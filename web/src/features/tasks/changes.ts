import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Task } from "../../api/contract";
import { notify } from "../../components/notify";

/** Notes that a task is done; a step that awaits its release is released first, so that it cannot be done and yet not go on. */
export function useFinish() {
  const { t } = useTranslation("tasks");
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (task: Task) => {
      if (task.kind === "release" && task.enrolment_id !== null) {
        await api.post<void>(`/enrolments/${encodeURIComponent(task.enrolment_id)}/happened`, { what: "released", step: task.title });
      }
      await api.post<void>(`/tasks/${task.id}/done`);
    },
    onSuccess: (_nothing, task) => notify({ message: t(task.kind === "release" ? "notice.released" : "notice.done") }),
    // Somebody else may have done it: what is shown is not so any more.
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["tasks"] });
      void client.invalidateQueries({ queryKey: ["campaigns"] });
    },
  });
}
