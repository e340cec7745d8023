import { useDraggable } from "@dnd-kit/core";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";
import type { Visit } from "../../api/tours";
import { type BoardStop, nameOf } from "./board";
import classes from "./Calendar.module.css";
import { clock } from "./clock";
import { marksOf, StopMarks } from "./StopMarks";

interface Props {
  stop: BoardStop;
  color: string;
  busy: boolean;
  style?: CSSProperties;
  onOpen: (visit: Visit) => void;
}

/** What is done or begun stays where it is. */
export function canMove(visit: Visit): boolean {
  return !visit.started && visit.state !== "done" && visit.state !== "cancelled";
}

/** A stop in the calendar: taken by the mouse, opened by a click or a key. */
export function StopBlock({ stop, color, busy, style, onOpen }: Props) {
  const { t } = useTranslation("tours");
  const { visit } = stop;
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: visit.id, disabled: !canMove(visit) });
  const title = [t("stop.times", { from: clock(stop.begins), until: clock(stop.ends) }), nameOf(visit), ...marksOf(visit).map((mark) => t(`mark.${mark}`))].join(", ");
  return (
    <button
      ref={setNodeRef}
      type="button"
      className={classes.stop}
      style={{ ...style, "--tour": color } as CSSProperties}
      data-stop={visit.id}
      data-busy={busy || undefined}
      data-dragging={isDragging || undefined}
      data-fixed={!canMove(visit) || undefined}
      title={title}
      onClick={() => onOpen(visit)}
      {...listeners}
    >
      <span className={classes.time}>
        {clock(stop.begins)}
        <span className="visually-hidden"> {t("stop.until", { until: clock(stop.ends) })}</span>
      </span>
      <span className={classes.name}>{nameOf(visit)}</span>
      <StopMarks visit={visit} />
    </button>
  );
}
