import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { TourTechnician, Visit, WorkShift } from "../../api/tours";
import type { BoardTour } from "./board";
import classes from "./Calendar.module.css";
import { clock, minuteOf } from "./clock";
import { StopBlock } from "./StopBlock";
import { useDurations } from "./useDurations";

/** From which minute of the day to which one the lanes reach. */
export interface HourScale {
  from: number;
  until: number;
}

interface Props {
  technician: TourTechnician;
  day: string;
  scale: HourScale;
  shift: WorkShift | undefined;
  tour: BoardTour | undefined;
  color: string;
  selected: boolean;
  drop: number | null;
  lifted: string | null;
  busy: string | null;
  onOpen: (visit: Visit) => void;
}

/** The hours of one technician: stops as long as they take, the driving between them, breaks. */
export const HourLane = memo(function HourLane({ technician, day, scale, shift, tour, color, selected, drop, lifted, busy, onOpen }: Props) {
  const { t } = useTranslation("tours");
  const duration = useDurations();
  const share = (minute: number) => `${(100 * (Math.min(Math.max(minute, scale.from), scale.until) - scale.from)) / (scale.until - scale.from)}%`;
  const span = (from: number, until: number) => ({ left: share(from), width: `calc(${share(until)} - ${share(from)})` });
  const minute = (time: string) => minuteOf(time, day);
  if (!shift && !tour) {
    return (
      <td className={classes.lane} data-free>
        <span className={classes.freeText}>{t("calendar.free")}</span>
      </td>
    );
  }
  const stops = tour?.stops ?? [];
  const others = stops.filter((stop) => stop.visit_id !== lifted);
  const legs = stops.map((stop, at) => {
    const before = stops[at - 1];
    return { key: stop.visit_id, from: minute(before?.ends ?? tour?.leaves ?? stop.arrives), until: minute(stop.arrives), minutes: stop.travel_minutes };
  });
  const last = stops.at(-1);
  const home = tour && last ? minute(last.ends) : null;
  const dropBefore = drop === null ? null : others[drop];
  const dropAfter = drop === null ? null : others[drop - 1];
  const dropMinute = dropBefore ? minute(dropBefore.begins) - 6 : dropAfter ? minute(dropAfter.ends) + 6 : shift ? minute(shift.from) + 6 : scale.from;
  return (
    <td className={classes.lane} data-lane data-technician={technician.id} data-day={day} data-axis="x" data-selected={selected || undefined} data-over={drop !== null || undefined}>
      <div className={classes.track}>
        {shift && <span className={classes.shift} style={span(minute(shift.from), minute(shift.until))} aria-hidden />}
        {shift?.breaks.map((rest) => (
          <span key={rest.from} className={classes.break} style={span(minute(rest.from), minute(rest.until))} title={t("calendar.break", { from: clock(rest.from), until: clock(rest.until) })}>
            <span className="visually-hidden">{t("calendar.break", { from: clock(rest.from), until: clock(rest.until) })}</span>
          </span>
        ))}
        {legs.map(({ key, from, until, minutes }) => (
          <span key={key} className={classes.drive} style={{ ...span(from, until), color }} title={t("calendar.drive", { duration: duration(minutes) })} aria-hidden />
        ))}
        {tour && home !== null && <span className={classes.drive} style={{ ...span(home, minute(tour.returns)), color }} title={t("calendar.drive_home", { at: clock(tour.returns) })} aria-hidden />}
        {stops.map((stop) => (
          <StopBlock key={stop.visit_id} stop={stop} color={color} busy={busy === stop.visit_id} onOpen={onOpen} style={span(minute(stop.begins), minute(stop.ends))} />
        ))}
        {drop !== null && <span className={classes.lineMarker} style={{ left: share(dropMinute) }} aria-hidden />}
      </div>
    </td>
  );
});
