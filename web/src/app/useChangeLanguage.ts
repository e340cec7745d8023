import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "../api/client";
import type { Language, Session } from "../api/contract";
import { catalogueQuery, sessionQuery } from "../api/queries";

/** Stores the language with the account; the server's words (labels, reasons) are fetched again in it. */
export function useChangeLanguage() {
  const client = useQueryClient();
  const { i18n } = useTranslation("shell");
  return useMutation({
    mutationFn: (language: Language) => api.patch<Session>("/session", { language }),
    onSuccess: async (session) => {
      await Promise.all([
        i18n.changeLanguage(session.account.language),
        client.fetchQuery({ ...catalogueQuery, staleTime: 0 }),
      ]);
      client.setQueryData(sessionQuery.queryKey, session);
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "session" && queryKey[0] !== "catalogue" });
    },
  });
}
