import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { CampaignDetail, CampaignScope, CampaignState, Happening, Language, Texts } from "../../api/contract";
import { notify } from "../../components/notify";
import { campaignPath, campaignQuery } from "./queries";

function useKeep() {
  const client = useQueryClient();
  return (saved: CampaignDetail) => {
    client.setQueryData(campaignQuery(saved.id).queryKey, saved);
    void client.invalidateQueries({ queryKey: ["campaigns"] });
  };
}

/** Makes a draft of a template, or the next version of a campaign, and goes there. */
export function useBegin() {
  const { t } = useTranslation("campaigns");
  const keep = useKeep();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (wanted: { template: string; scope: CampaignScope }) => api.post<CampaignDetail>("/campaigns", wanted),
    onSuccess: async (saved) => {
      keep(saved);
      notify({ message: t("notice.draft", { title: saved.title }) });
      await navigate({ to: "/campaigns/$id", params: { id: saved.id } });
    },
  });
}

interface Step {
  state: Exclude<CampaignState, "draft">;
  scope?: CampaignScope;
}

/** Lets a campaign go live, rest or end; with a scope it is for others from now on. */
export function useStep({ id, edition }: CampaignDetail) {
  const { t } = useTranslation("campaigns");
  const client = useQueryClient();
  const keep = useKeep();
  return useMutation({
    mutationFn: (step: Step) => api.put<CampaignDetail>(`${campaignPath(id)}/state`, { ...step, edition }),
    onSuccess: (saved, { scope }) => {
      keep(saved);
      notify({ message: scope === undefined ? t(`notice.${saved.state}`, { title: saved.title }) : t("notice.widened", { title: saved.title }) });
    },
    // Somebody else may have been first: what is shown is not so any more.
    onError: () => void client.invalidateQueries({ queryKey: ["campaigns"] }),
  });
}

/** Saves the texts of a message of a draft. */
export function useSaveTexts({ id, edition }: CampaignDetail) {
  const { t } = useTranslation("campaigns");
  const client = useQueryClient();
  const keep = useKeep();
  return useMutation({
    mutationFn: ({ mail, subject, text }: { mail: string; subject: Texts; text: Texts }) =>
      api.put<CampaignDetail>(`${campaignPath(id)}/mails/${encodeURIComponent(mail)}`, { subject, text, edition }),
    onSuccess: (saved) => {
      keep(saved);
      notify({ message: t("notice.texts") });
    },
    onError: () => void client.invalidateQueries({ queryKey: ["campaigns"] }),
  });
}

/** Sends a message with invented values to one's own house. */
export function useTestMail(campaign: string, mail: string) {
  const { t } = useTranslation("campaigns");
  return useMutation({
    mutationFn: (wanted: { to: string; language: Language }) => api.post<void>(`${campaignPath(campaign)}/mails/${encodeURIComponent(mail)}/test`, wanted),
    onSuccess: () => notify({ message: t("notice.test") }),
  });
}

/** Notes what a person knows of an enrolment; the next run acts on it. */
export function useHappened() {
  const { t } = useTranslation("campaigns");
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ enrolment, what, step }: { enrolment: string; what: Happening; step?: string }) =>
      api.post<void>(`/enrolments/${encodeURIComponent(enrolment)}/happened`, { what, step }),
    onSuccess: () => notify({ message: t("notice.happened") }),
    onSettled: () => void client.invalidateQueries({ queryKey: ["campaigns"] }),
  });
}
