import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { useErrorText } from "../useErrorText";

const KNOWN = ["link_over", "wrong", "locked", "no_public_url"] as const;

/** Why signing in was refused. */
export function useEnterError(): (error: unknown) => string {
  const { t } = useTranslation("portal");
  const otherwise = useErrorText();
  return (error) => {
    const code = error instanceof ApiError ? KNOWN.find((of) => of === error.problem.code) : undefined;
    return code === undefined ? otherwise(error) : t(`sign_in.refused.${code}`);
  };
}
