import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Deliveries, Webhook, Webhooks, WebhookSecret } from "../../api/contract";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";
import type { DeliverySearch } from "./search";

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks", "all"],
  queryFn: ({ signal }) => api.get<Webhooks>("/webhooks", {}, signal),
});

export const deliveriesQuery = (id: string, { state, before }: DeliverySearch) =>
  queryOptions({
    queryKey: ["webhooks", id, "deliveries", state ?? null, before ?? null],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Deliveries>(`/webhooks/${encodeURIComponent(id)}/deliveries`, { state, before }, signal),
  });

/** What may be changed of an endpoint. */
export interface WebhookEdit {
  url?: string;
  types?: readonly string[];
  active?: boolean;
}

/** What goes once more: these deliveries, what failed, or everything since an instant. */
export type ReplayAsked = { ids: readonly number[] } | { failed_since: string } | { all_since: string };

/** Forgets what was loaded of webhooks and of the outbox. */
function useStale() {
  const client = useQueryClient();
  return async () => {
    await Promise.all([client.invalidateQueries({ queryKey: ["webhooks"] }), client.invalidateQueries({ queryKey: ["outbox"] })]);
  };
}

/** Adds an endpoint; the dialog shows what is wrong itself. */
export function useAdd() {
  const stale = useStale();
  return useMutation({
    meta: { quiet: true },
    mutationFn: (wanted: { name: string; url: string; types: readonly string[] }) => api.post<WebhookSecret>("/webhooks", wanted),
    onSuccess: stale,
  });
}

/** Changes an endpoint. `quiet` where a dialog shows what is wrong itself. */
export function useChange(webhook: Webhook, quiet = false) {
  const stale = useStale();
  return useMutation({
    meta: { quiet },
    mutationFn: (edit: WebhookEdit) => api.patch<Webhook>(`/webhooks/${encodeURIComponent(webhook.id)}`, { edition: webhook.edition, ...edit }),
    onSettled: stale,
  });
}

export function useRotate(webhook: Webhook) {
  const stale = useStale();
  return useMutation({
    mutationFn: (old_hours: number) => api.post<WebhookSecret>(`/webhooks/${encodeURIComponent(webhook.id)}/secret`, { edition: webhook.edition, old_hours }),
    onSettled: stale,
  });
}

export function useRemove(webhook: Webhook) {
  const stale = useStale();
  return useMutation({ mutationFn: () => api.delete(`/webhooks/${encodeURIComponent(webhook.id)}`), onSettled: stale });
}

export function useTest(webhook: Webhook) {
  const { t } = useTranslation("webhooks");
  const stale = useStale();
  return useMutation({
    mutationFn: () => api.post<{ event_id: string }>(`/webhooks/${encodeURIComponent(webhook.id)}/test`, {}),
    onSuccess: () => notify({ message: t("test.notice") }),
    onSettled: stale,
  });
}

export function useReplay(webhook: Webhook) {
  const { t } = useTranslation("webhooks");
  const format = useFormats();
  const stale = useStale();
  return useMutation({
    mutationFn: (asked: ReplayAsked) => api.post<{ number: number; left_out: number }>(`/webhooks/${encodeURIComponent(webhook.id)}/replay`, asked),
    onSuccess: ({ number, left_out }) => {
      notify({ message: t("replay.notice", { count: number, number: format.number(number, 0) }) });
      if (left_out > 0) notify({ color: "amber", autoClose: false, message: t("replay.left_out", { count: left_out, number: format.number(left_out, 0) }) });
    },
    onSettled: stale,
  });
}
