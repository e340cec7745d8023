import { useTranslation } from "react-i18next";
import type { Notice } from "../api/contract";
import { Message } from "../parts/Message";
import { useFormats } from "../useFormats";
import { useMaker } from "../useMaker";
import classes from "./pages.module.css";

/** What was answered, by whom and when, and what happens next. */
export function NoticeOutcome({ notice }: { notice: Notice }) {
  const { t } = useTranslation("portal");
  const format = useFormats();
  const maker = useMaker();
  const { state, answered_on: on, answered_by: by, comment, reason } = notice;
  if (state === "new" || state === "seen") return null;
  const kind = state === "withdrawn" ? "note" : "done";
  return (
    <Message kind={kind} title={t(`notice.outcome.${state}`)}>
      {on !== null && state !== "withdrawn" && <p className={classes.soft}>{by === null ? t("notice.on", { day: format.day(on) }) : t("notice.by", { person: by, day: format.day(on) })}</p>}
      {reason !== null && <p>{t("notice.reason_was", { reason: t(`notice.reason.${reason}`) })}</p>}
      {comment !== null && comment !== "" && <blockquote className={classes.quote}>{comment}</blockquote>}
      <p>{t(`notice.next.${state}`, { maker })}</p>
    </Message>
  );
}
