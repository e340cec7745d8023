import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";
import { catalogueQuery, sessionQuery } from "../api/queries";
import { ErrorState } from "../components/ErrorState";
import { ShellSkeleton } from "./ShellSkeleton";

/** Nothing is shown before it is known who is asking and in which language. */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useQuery(sessionQuery);
  const catalogue = useQuery(catalogueQuery);
  const { i18n } = useTranslation("shell");
  const language = session.data?.account.language;
  const [spoken, setSpoken] = useState<string | null>(null);

  useEffect(() => {
    if (language) void i18n.changeLanguage(language).then(() => setSpoken(language));
  }, [i18n, language]);

  const error = session.error ?? catalogue.error;
  const leaving = error instanceof ApiError && error.status === 401;
  if (error && !leaving) {
    const again = () => void Promise.all([session.refetch(), catalogue.refetch()]);
    return <ErrorState error={error} onRetry={again} />;
  }
  if (!session.data || !catalogue.data || spoken === null) return <ShellSkeleton />;
  return children;
}
