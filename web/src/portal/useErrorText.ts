import { useTranslation } from "react-i18next";
import { ApiError } from "../api/client";

const KNOWN = ["answered", "key_taken", "objected_today", "slot_taken", "arranged"] as const;

/** What to tell a customer about an error. The server's own words are for the builder's people, and in English. */
export function useErrorText(): (error: unknown) => string {
  const { t } = useTranslation("portal");
  return (error) => {
    if (!(error instanceof ApiError)) return t("error.unexpected");
    const { status, problem } = error;
    const known = KNOWN.find((of) => of === problem.code);
    if (known !== undefined) return t(`error.code.${known}`);
    if (status === 0) return t("error.unreachable");
    if (status === 429) return t("error.too_often");
    return t(status >= 500 ? "error.unexpected" : "error.refused");
  };
}
