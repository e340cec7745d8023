import { MouseSensor, TouchSensor, useSensor, useSensors } from "@dnd-kit/core";
import { useEffect, useRef } from "react";
import type { TourTarget } from "../../api/tours";

/** Where a visit would fall: onto a tour, or off all of them. */
export type Drop = TourTarget | "off";

/** Keys have the dialog instead: technicians, days and positions are too much for arrows. */
export function useTourSensors() {
  return useSensors(useSensor(MouseSensor, { activationConstraint: { distance: 6 } }), useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }));
}

/** Where the pointer is while something is dragged; in the window, whatever has scrolled meanwhile. */
export function usePointer(dragging: boolean) {
  const pointer = useRef<{ x: number; y: number } | null>(null);
  useEffect(() => {
    if (!dragging) return undefined;
    const mouse = ({ clientX, clientY }: MouseEvent) => {
      pointer.current = { x: clientX, y: clientY };
    };
    const touch = ({ touches: [first] }: TouchEvent) => {
      if (first) pointer.current = { x: first.clientX, y: first.clientY };
    };
    window.addEventListener("mousemove", mouse);
    window.addEventListener("touchmove", touch, { passive: true });
    return () => {
      window.removeEventListener("mousemove", mouse);
      window.removeEventListener("touchmove", touch);
      pointer.current = null;
    };
  }, [dragging]);
  return pointer;
}

/** What lies under the pointer: a tour with the place between its stops, or the list of what is on none. */
export function dropAt(x: number, y: number, visit: string): Drop | null {
  const under = document.elementsFromPoint(x, y).find((element) => element.closest("[data-lane], [data-off]"));
  if (!under) return null;
  if (under.closest("[data-off]")) return "off";
  const lane = under.closest<HTMLElement>("[data-lane]");
  const { technician, day, axis } = lane?.dataset ?? {};
  if (!lane || technician === undefined || day === undefined) return null;
  const stops = [...lane.querySelectorAll<HTMLElement>("[data-stop]")].filter((element) => element.dataset.stop !== visit);
  const before = stops.findIndex((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return axis === "x" ? x < left + width / 2 : y < top + height / 2;
  });
  return { technician_id: technician, day, position: before < 0 ? stops.length : before };
}
