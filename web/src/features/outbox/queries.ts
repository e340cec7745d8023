import { keepPreviousData, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Outbox } from "../../api/contract";
import { notify } from "../../components/notify";
import { useFormats } from "../../format/useFormats";
import type { OutboxSearch } from "./search";

export const outboxQuery = ({ state, destination, before }: OutboxSearch) =>
  queryOptions({
    queryKey: ["outbox", state ?? null, destination ?? null, before ?? null],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Outbox>("/outbox", { state, destination, before }, signal),
  });

/** Sends again: the entries named, else all that failed or are parked. */
export function useRetry() {
  const { t } = useTranslation("outbox");
  const format = useFormats();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly number[] | null) => api.post<{ number: number }>("/outbox/retry", { ids }),
    onSuccess: ({ number }) => notify({ message: t("notice", { count: number, number: format.number(number, 0) }) }),
    onSettled: () => void client.invalidateQueries({ queryKey: ["outbox"] }),
  });
}
