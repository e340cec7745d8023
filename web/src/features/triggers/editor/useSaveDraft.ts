import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../../api/client";
import type { TriggerDraft, TriggerVersion, TriggerVersionFull } from "../../../api/contract";
import { notify } from "../../../components/notify";
import { notifyError } from "../../../components/notifyError";
import { versionPath } from "../queries";

interface Saving {
  draft: TriggerDraft;
  why: string;
  submit: boolean;
}

/** Saves a draft, as it was or as a new version, and submits it where that is wanted; then shows the version. */
export function useSaveDraft(id: string | null, goesOn: TriggerVersion | null) {
  const { t } = useTranslation("editor");
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async ({ draft, why, submit }: Saving) => {
      const body = { draft, why: why.trim() || null };
      const saved =
        goesOn === null
          ? await api.post<TriggerVersionFull>("/triggers/drafts", { id, ...body })
          : await api.put<TriggerVersionFull>(versionPath(goesOn.trigger, goesOn.version), body, { etag: goesOn.etag });
      if (!submit) return saved;
      const { trigger, version, etag } = saved.version;
      // It is saved whatever comes now: a second try would save it twice.
      return api.post<TriggerVersionFull>(`${versionPath(trigger, version)}/steps`, { to: "submitted", note: null }, { etag }).catch((error: unknown) => {
        notifyError(error);
        return saved;
      });
    },
    onSuccess: async (saved) => {
      const { trigger, version, title, state } = saved.version;
      notify({ message: t(state === "submitted" ? "save.submitted" : "save.saved", { title, version: String(version) }) });
      client.setQueryData(["triggers", "version", trigger, version], saved);
      void client.invalidateQueries({ queryKey: ["triggers"] });
      await navigate({ to: "/triggers/$id/versions/$version", params: { id: trigger, version: String(version) } });
    },
  });
}
