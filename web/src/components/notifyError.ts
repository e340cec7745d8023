import { ApiError } from "../api/client";
import { i18next } from "../i18n/setup";
import { notify } from "./notify";

/** What to tell a person about an error: the server's own words where it gave some. */
export function errorText(error: unknown): string {
  const t = i18next.getFixedT(null, "components");
  if (!(error instanceof ApiError)) return t("error.unexpected");
  if (error.status === 0) return t("error.unreachable");
  if (error.status === 412) return error.problem.detail ?? t("error.changed_meanwhile");
  return error.problem.detail ?? error.problem.title;
}

export function notifyError(error: unknown): void {
  // The page is about to leave for the sign-in page.
  if (error instanceof ApiError && error.status === 401) return;
  notify({ color: "red", message: errorText(error), autoClose: 8000 });
}
