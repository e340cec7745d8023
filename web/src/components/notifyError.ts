import { notifications } from "@mantine/notifications";
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

function isLeaving(error: unknown): boolean {
  // The page is about to leave for the sign-in page.
  return error instanceof ApiError && error.status === 401;
}

export function notifyError(error: unknown): void {
  if (!isLeaving(error)) notify({ color: "red", message: errorText(error), autoClose: 8000 });
}

const FILE_NOTICE = "file-refused";

/** Takes away what was said of a file before: the next one has an answer of its own. */
export function forgetFileError(): void {
  notifications.hide(FILE_NOTICE);
}

/** Says which file was refused and why; of several tried one after the other only of the last, and for as long as nobody has read it. */
export function notifyFileError(file: string, error: unknown): void {
  if (isLeaving(error)) return;
  forgetFileError();
  notify({ id: FILE_NOTICE, color: "red", title: file, message: errorText(error), autoClose: false });
}
