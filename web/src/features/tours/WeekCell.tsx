import { Text, UnstyledButton } from "@mantine/core";
import { IconCar } from "@tabler/icons-react";
import { Fragment, memo } from "react";
import { useTranslation } from "react-i18next";
import type { TourTechnician, Visit, WorkShift } from "../../api/tours";
import { useFormats } from "../../format/useFormats";
import type { BoardTour } from "./board";
import classes from "./Calendar.module.css";
import { clock } from "./clock";
import { StopBlock } from "./StopBlock";
import { useDurations } from "./useDurations";

interface Props {
  technician: TourTechnician;
  day: string;
  shift: WorkShift | undefined;
  tour: BoardTour | undefined;
  color: string;
  selected: boolean;
  /** Before which of the other stops something would fall. */
  drop: number | null;
  /** The visit that is being dragged: positions are counted without it. */
  lifted: string | null;
  busy: string | null;
  onOpen: (visit: Visit) => void;
  onSelect: (technician: string, day: string) => void;
}

/** One technician on one day: the stops in order, and the driving. */
export const WeekCell = memo(function WeekCell({ technician, day, shift, tour, color, selected, drop, lifted, busy, onOpen, onSelect }: Props) {
  const { t } = useTranslation("tours");
  const format = useFormats();
  const duration = useDurations();
  if (!shift && !tour) {
    return (
      <td className={classes.cell} data-free>
        <Text size="xs" c="dimmed">
          {t("calendar.free")}
        </Text>
      </td>
    );
  }
  let others = -1;
  const stops = tour?.stops ?? [];
  const marker = <li className={classes.marker} aria-hidden />;
  return (
    <td className={classes.cell} data-lane data-technician={technician.id} data-day={day} data-axis="y" data-selected={selected || undefined} data-over={drop !== null || undefined}>
      <ol className={classes.stops} aria-label={t("tour.of", { name: technician.name, day: format.day(day) })}>
        {stops.map((stop) => {
          if (stop.visit_id !== lifted) others += 1;
          return (
            <Fragment key={stop.visit_id}>
              {drop === others && stop.visit_id !== lifted && marker}
              <li>
                <StopBlock stop={stop} color={color} busy={busy === stop.visit_id} onOpen={onOpen} />
              </li>
            </Fragment>
          );
        })}
        {drop !== null && drop > others && marker}
      </ol>
      {tour && stops.length > 0 && (
        <UnstyledButton
          className={classes.foot}
          aria-pressed={selected}
          title={t("tour.foot", { leaves: clock(tour.leaves), returns: clock(tour.returns), travel: duration(tour.travel_minutes) })}
          onClick={() => onSelect(technician.id, day)}
        >
          <span className="visually-hidden">{t("tour.select", { name: technician.name, day: format.day(day) })}</span>
          {t("stop.times", { from: clock(tour.leaves), until: clock(tour.returns) })}
          <IconCar size={14} stroke={1.7} aria-hidden />
          {t("duration.short", { hours: Math.floor(tour.travel_minutes / 60), minutes: String(tour.travel_minutes % 60).padStart(2, "0") })}
        </UnstyledButton>
      )}
    </td>
  );
});
