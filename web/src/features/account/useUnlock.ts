import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../../api/client";
import type { Account } from "../../api/contract";
import { notify } from "../../components/notify";

/** Takes away the lock that wrong passwords brought: saying that an account is active does so. */
export function useUnlock() {
  const { t } = useTranslation("account");
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, etag }: Account) => api.patch<Account>(`/accounts/${encodeURIComponent(id)}`, { active: true }, { etag }),
    onSuccess: ({ name }) => notify({ message: t("people.unlocked", { name }) }),
    onSettled: () => client.invalidateQueries({ queryKey: ["accounts"] }),
  });
}
