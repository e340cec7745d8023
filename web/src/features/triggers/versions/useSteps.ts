import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../../api/client";
import type { TriggerState, TriggerVersion, TriggerVersionFull } from "../../../api/contract";
import { useMay } from "../../../api/session";
import { notify } from "../../../components/notify";
import { versionPath, versionQuery } from "../queries";

interface Step {
  to: TriggerState;
  note?: string | null;
}

/** The steps of a version on its way, and the end of a draft. */
export function useSteps({ trigger, version, etag }: TriggerVersion) {
  const { t } = useTranslation("triggers");
  const client = useQueryClient();
  const navigate = useNavigate();
  const may = useMay();
  const path = versionPath(trigger, version);
  // Authors submit and take back; everything else is for those who approve.
  const isAuthors = (to: TriggerState) => to === "submitted" || (to === "draft" && may("triggers"));
  // Whether it went or somebody else was first: what is shown is not so any more.
  const refresh = () => {
    void client.invalidateQueries({ queryKey: ["triggers"] });
    // Titles of triggers are words of the catalogue.
    void client.invalidateQueries({ queryKey: ["catalogue"] });
  };
  const step = useMutation({
    mutationFn: ({ to, note = null }: Step) => api.post<TriggerVersionFull>(`${path}/${isAuthors(to) ? "steps" : "reviews"}`, { to, note }, { etag }),
    onSuccess: (saved) => {
      client.setQueryData(versionQuery(trigger, version).queryKey, saved);
      notify({ message: t(`step.done.${saved.version.state}`, { version: String(version) }) });
    },
    onSettled: refresh,
  });
  const throwAway = useMutation({
    mutationFn: () => api.delete(path, { etag }),
    onSuccess: async () => {
      notify({ message: t("step.done.thrown_away") });
      await navigate({ to: "/triggers" });
      client.removeQueries({ queryKey: versionQuery(trigger, version).queryKey });
      refresh();
    },
  });
  return { step, throwAway };
}
