import { DndContext, type DragEndEvent, type DragMoveEvent, DragOverlay } from "@dnd-kit/core";
import { Paper } from "@mantine/core";
import { type CSSProperties, useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Visit } from "../../api/tours";
import { VisitModal } from "../visits/VisitModal";
import { type Board, nameOf } from "./board";
import { BreachDialog } from "./BreachDialog";
import { Calendar } from "./Calendar";
import calendarClasses from "./Calendar.module.css";
import { type Drop, dropAt, usePointer, useTourSensors } from "./dragging";
import { TourMap } from "./map/TourMap";
import { MoveDialog } from "./MoveDialog";
import { NotPlanned } from "./NotPlanned";
import { tourKey, type TourSearch } from "./search";
import { TourPanel } from "./TourPanel";
import classes from "./Tours.module.css";
import { useEditing } from "./useEditing";

interface Props {
  board: Board;
  search: TourSearch;
  days: readonly string[];
  onChange: (part: Partial<TourSearch>) => void;
}

const same = (a: Drop | null, b: Drop | null) =>
  a === b || (a !== null && b !== null && a !== "off" && b !== "off" && a.technician_id === b.technician_id && a.day === b.day && a.position === b.position);

/** Calendar, map and what is on no tour: the same visits, moved from one to the other. */
export function TourBoard({ board, search, days, onChange }: Props) {
  const { t } = useTranslation("tours");
  const editing = useEditing(board);
  const [lifted, setLifted] = useState<string | null>(null);
  const [drop, setDrop] = useState<Drop | null>(null);
  const [opened, setOpened] = useState<string | null>(null);
  const [moving, setMoving] = useState<string | null>(null);
  const pointer = usePointer(lifted !== null);
  const sensors = useTourSensors();
  // One day is shown in hours from the first.
  const day = search.day !== undefined && days.includes(search.day) ? search.day : days.length === 1 ? days[0] : undefined;

  const select = useCallback(
    (technician: string, on: string) => {
      const key = tourKey(technician, on);
      onChange({ tour: search.tour === key ? undefined : key });
    },
    [onChange, search.tour],
  );
  const open = useCallback((visit: Visit) => setOpened(visit.id), []);
  const showDay = useCallback((of: string) => onChange({ day: of }), [onChange]);

  const over = ({ active }: DragMoveEvent | DragEndEvent) => (pointer.current ? dropAt(pointer.current.x, pointer.current.y, String(active.id)) : null);
  const move = (event: DragMoveEvent) => {
    const found = over(event);
    if (!same(found, drop)) setDrop(found);
  };
  const end = (event: DragEndEvent) => {
    const to = over(event);
    setLifted(null);
    setDrop(null);
    if (to !== null) editing.propose({ visit_id: String(event.active.id), to: to === "off" ? null : to });
  };
  const cancel = () => {
    setLifted(null);
    setDrop(null);
  };

  const liftedVisit = lifted === null ? undefined : board.visits.get(lifted);
  const openedVisit = opened === null ? undefined : board.visits.get(opened);
  const movingVisit = moving === null ? undefined : board.visits.get(moving);
  const tour = search.tour === undefined ? undefined : board.tours.get(search.tour);
  const says = (id: string | number) => {
    const visit = board.visits.get(String(id));
    return visit ? nameOf(visit) : "";
  };
  return (
    <DndContext
      sensors={sensors}
      accessibility={{
        announcements: {
          onDragStart: ({ active }) => t("drag.start", { name: says(active.id) }),
          onDragOver: () => undefined,
          onDragEnd: ({ active }) => t("drag.end", { name: says(active.id) }),
          onDragCancel: ({ active }) => t("drag.cancel", { name: says(active.id) }),
        },
        screenReaderInstructions: { draggable: t("drag.help") },
      }}
      onDragStart={({ active }) => setLifted(String(active.id))}
      onDragMove={move}
      onDragCancel={cancel}
      onDragEnd={end}
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          <Paper p={0} component="section" aria-label={t("calendar.label")} className={classes.calendar}>
            <Calendar
              board={board}
              days={days}
              day={day}
              selected={search.tour}
              drop={drop}
              lifted={lifted}
              busy={editing.busy}
              onDay={showDay}
              onSelect={select}
              onOpen={open}
            />
          </Paper>
        </div>
        <div className={classes.side}>
          <TourMap board={board} day={day} selected={search.tour} onSelect={select} onOpen={open} />
          {tour && tour.stops.length > 0 && <TourPanel tour={tour} onOpen={open} onClose={() => onChange({ tour: undefined })} />}
          <NotPlanned board={board} over={drop === "off"} busy={editing.busy} onOpen={open} />
        </div>
      </div>
      <DragOverlay dropAnimation={null} className={calendarClasses.overlay}>
        {liftedVisit && (
          <div className={calendarClasses.stop} style={{ "--tour": "var(--mantine-color-anchor)" } as CSSProperties}>
            <span className={calendarClasses.name}>{nameOf(liftedVisit)}</span>
          </div>
        )}
      </DragOverlay>
      {openedVisit && (
        <VisitModal
          visit={openedVisit}
          technicianName={board.technicianName}
          onMove={() => {
            setOpened(null);
            setMoving(openedVisit.id);
          }}
          onTakeOff={() => {
            setOpened(null);
            editing.propose({ visit_id: openedVisit.id, to: null });
          }}
          onClose={() => setOpened(null)}
        />
      )}
      {movingVisit && (
        <MoveDialog
          board={board}
          days={days}
          visit={movingVisit}
          onMove={(to) => {
            setMoving(null);
            editing.propose({ visit_id: movingVisit.id, to });
          }}
          onClose={() => setMoving(null)}
        />
      )}
      <BreachDialog board={board} editing={editing} />
    </DndContext>
  );
}
