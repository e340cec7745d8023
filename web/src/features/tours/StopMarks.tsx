import { IconAlertTriangle, IconCheck, IconClockExclamation, IconPin } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Visit } from "../../api/tours";
import classes from "./Calendar.module.css";

const MARKS = { urgent: IconAlertTriangle, overdue: IconClockExclamation, promised: IconPin, done: IconCheck } as const;

export type Mark = keyof typeof MARKS;

/** What sets a visit apart from the usual ones. */
export function marksOf(visit: Visit): Mark[] {
  const marks: Mark[] = [];
  if (visit.state === "done") return ["done"];
  if (visit.priority === "urgent") marks.push("urgent");
  if (visit.is_overdue) marks.push("overdue");
  if (visit.promise !== null) marks.push("promised");
  return marks;
}

/** The same as signs; the words are for those who do not see them, and in the legend. */
export function StopMarks({ visit }: { visit: Visit }) {
  const { t } = useTranslation("tours");
  return marksOf(visit).map((mark) => {
    const Icon = MARKS[mark];
    return (
      <span key={mark} className={classes.mark} data-mark={mark} title={t(`mark.${mark}`)}>
        <Icon size={14} stroke={2} aria-hidden />
        <span className="visually-hidden">{t(`mark.${mark}`)}</span>
      </span>
    );
  });
}

/** What the signs mean. */
export function MarkLegend() {
  const { t } = useTranslation("tours");
  return (
    <ul className={classes.legend} aria-label={t("mark.legend")}>
      {(Object.keys(MARKS) as Mark[]).map((mark) => {
        const Icon = MARKS[mark];
        return (
          <li key={mark}>
            <span className={classes.mark} data-mark={mark}>
              <Icon size={14} stroke={2} aria-hidden />
            </span>
            {t(`mark.${mark}`)}
          </li>
        );
      })}
    </ul>
  );
}
