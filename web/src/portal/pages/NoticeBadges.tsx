import { useTranslation } from "react-i18next";
import type { NoticeRow, NoticeState } from "../api/contract";
import classes from "./pages.module.css";

const COLOUR: Partial<Record<NoticeState, string>> = { new: classes.new, accepted: classes.good };

/** What it is, what it is about, and what became of it. */
export function NoticeBadges({ notice: { purpose, state, topic_title: topic } }: { notice: NoticeRow }) {
  const { t } = useTranslation("portal");
  return (
    <>
      {state !== "seen" && <span className={`${classes.badge} ${COLOUR[state] ?? ""}`}>{t(`notice.state.${state}`)}</span>}
      <span className={`${classes.badge} ${classes.kind}`}>{t(`notice.purpose.${purpose}`)}</span>
      <span className={classes.topic}>{topic}</span>
    </>
  );
}
