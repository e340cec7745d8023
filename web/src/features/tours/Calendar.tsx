import { ScrollArea, Text, UnstyledButton } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Visit } from "../../api/tours";
import { useSession } from "../../api/session";
import { useFormats } from "../../format/useFormats";
import type { Board } from "./board";
import classes from "./Calendar.module.css";
import { minuteOf } from "./clock";
import { colorOf } from "./colors";
import type { Drop } from "./dragging";
import { HourLane, type HourScale } from "./HourLane";
import { MarkLegend } from "./StopMarks";
import { tourKey } from "./search";
import { useDayNames } from "./useDayNames";
import { WeekCell } from "./WeekCell";

interface Props {
  board: Board;
  days: readonly string[];
  /** Shown in hours; all days where there is none. */
  day: string | undefined;
  selected: string | undefined;
  drop: Drop | null;
  lifted: string | null;
  busy: string | null;
  onDay: (day: string) => void;
  onSelect: (technician: string, day: string) => void;
  onOpen: (visit: Visit) => void;
}

/** Narrower, names cannot be read: what has no room is scrolled to. */
const DAY_REM = 8;
const HOUR_REM = 4.5;

/** Technicians by days, or by the hours of one day. */
export function Calendar({ board, days, day, selected, drop, lifted, busy, onDay, onSelect, onOpen }: Props) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const { today } = useSession();
  const dayNames = useDayNames();
  const scale = useMemo(() => (day === undefined ? null : scaleOf(board, day)), [board, day]);
  const dropIn = (technician: string, on: string) => (drop !== null && drop !== "off" && drop.technician_id === technician && drop.day === on ? drop.position : null);
  const hours = scale === null ? [] : Array.from({ length: (scale.until - scale.from) / 60 }, (_, at) => scale.from / 60 + at);
  return (
    <>
      <ScrollArea type="auto" viewportProps={{ tabIndex: 0, role: "group", "aria-label": t("calendar.label") }}>
        <table className={classes.calendar} style={{ minWidth: `${6 + (scale === null ? days.length * DAY_REM : hours.length * HOUR_REM)}rem` }} aria-label={t("calendar.label")}>
          <thead>
            <tr>
              <th scope="col" className={classes.corner}>
                {t("calendar.technician")}
              </th>
              {scale === null ? (
                days.map((of) => (
                  <th key={of} scope="col" data-today={of === today || undefined}>
                    <UnstyledButton className={classes.dayHead} onClick={() => onDay(of)}>
                      <span>{dayNames.short(of)}</span>
                      {of === today && <span className={classes.todayText}>{t("calendar.today")}</span>}
                      <span className="visually-hidden">{t("calendar.show_hours")}</span>
                    </UnstyledButton>
                  </th>
                ))
              ) : (
                <th scope="col" className={classes.ruler}>
                  <span className="visually-hidden">{day && format.dayFull(day)}</span>
                  {hours.map((hour) => (
                    <span key={hour} style={{ width: `${100 / hours.length}%` }} aria-hidden>
                      {t("calendar.hour", { hour: hour % 24 })}
                    </span>
                  ))}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {board.technicians.map((technician, at) => (
              <tr key={technician.id}>
                <th scope="row" className={classes.technician}>
                  <UnstyledButton
                    className={classes.technicianName}
                    disabled={day === undefined || !board.tours.has(tourKey(technician.id, day))}
                    aria-pressed={day === undefined ? undefined : selected === tourKey(technician.id, day)}
                    onClick={() => day !== undefined && onSelect(technician.id, day)}
                  >
                    <span className={classes.swatch} style={{ background: colorOf(at) }} aria-hidden />
                    {technician.name}
                  </UnstyledButton>
                  {technician.regions.length > 0 && (
                    <Text size="xs" c="dimmed">
                      {technician.regions.join(", ")}
                    </Text>
                  )}
                </th>
                {scale !== null && day !== undefined ? (
                  <HourLane
                    technician={technician}
                    day={day}
                    scale={scale}
                    shift={board.shift(technician.id, day)}
                    tour={board.tours.get(tourKey(technician.id, day))}
                    color={colorOf(at)}
                    selected={selected === tourKey(technician.id, day)}
                    drop={dropIn(technician.id, day)}
                    lifted={lifted}
                    busy={busy}
                    onOpen={onOpen}
                  />
                ) : (
                  days.map((of) => (
                    <WeekCell
                      key={of}
                      technician={technician}
                      day={of}
                      shift={board.shift(technician.id, of)}
                      tour={board.tours.get(tourKey(technician.id, of))}
                      color={colorOf(at)}
                      selected={selected === tourKey(technician.id, of)}
                      drop={dropIn(technician.id, of)}
                      lifted={lifted}
                      busy={busy}
                      onOpen={onOpen}
                      onSelect={onSelect}
                    />
                  ))
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
      <MarkLegend />
    </>
  );
}

/** Whole hours around all shifts and tours of the day. */
function scaleOf(board: Board, day: string): HourScale {
  let [from, until] = [8 * 60, 17 * 60];
  for (const { id } of board.technicians) {
    for (const of of [board.shift(id, day), tourSpan(board, id, day)]) {
      if (!of) continue;
      from = Math.min(from, minuteOf(of.from, day));
      until = Math.max(until, minuteOf(of.until, day));
    }
  }
  return { from: Math.floor(from / 60) * 60, until: Math.ceil(until / 60) * 60 };
}

function tourSpan(board: Board, technician: string, day: string) {
  const tour = board.tours.get(tourKey(technician, day));
  return tour && tour.stops.length > 0 ? { from: tour.leaves, until: tour.returns } : undefined;
}
