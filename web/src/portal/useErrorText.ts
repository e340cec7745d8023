import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";

/** What to tell a customer about an error: the server's own words where it gave some for people. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation("portal");
  return (error) => {
    if (!(error instanceof ApiError)) return t("error.unexpected");
    if (error.status === 0) return t("error.unreachable");
    if (error.status === 429) return t("error.too_often");
    if (error.status >= 500) return t("error.unexpected");
    return error.problem.detail ?? t("error.unexpected");
  };
}
