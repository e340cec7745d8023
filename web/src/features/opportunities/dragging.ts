import {
  closestCenter,
  type CollisionDetection,
  KeyboardSensor,
  type KeyboardCoordinateGetter,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { isStage, STAGES } from "./stages";

/** Arrow keys go from column to column; inside a column there is no order to choose, priority decides it. */
const toNextColumn: KeyboardCoordinateGetter = (event, { context: { over, active, droppableRects } }) => {
  const step = event.code === "ArrowRight" ? 1 : event.code === "ArrowLeft" ? -1 : 0;
  if (step === 0) return undefined;
  event.preventDefault();
  const here: unknown = over?.id ?? active?.data.current?.stage;
  if (!isStage(here)) return undefined;
  const next = STAGES[STAGES.indexOf(here) + step];
  const rect = next && droppableRects.get(next);
  return rect ? { x: rect.left + 8, y: rect.top + 48 } : undefined;
};

export function useBoardSensors() {
  return useSensors(
    // A few pixels of way tell a drag from a click, a short hold tells it from scrolling.
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: toNextColumn }),
  );
}

/** The column under the pointer; with the keyboard there is none, then the nearest. */
export const columnUnder: CollisionDetection = (given) => (given.pointerCoordinates ? pointerWithin(given) : closestCenter(given));
