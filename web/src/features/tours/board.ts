import type { LeftOutVisit, Tour, Tours, TourStop, TourTarget, TourTechnician, Visit, WorkShift } from "../../api/tours";
import { dayOf } from "./clock";
import { tourKey } from "./search";

/** A stop with the visit it is made for. */
export interface BoardStop extends TourStop {
  visit: Visit;
}

export interface BoardTour extends Omit<Tour, "stops"> {
  key: string;
  technician: TourTechnician;
  stops: BoardStop[];
}

export interface BoardLeftOut extends LeftOutVisit {
  visit: Visit;
}

/** The tours of some days, with everything found by its id. */
export interface Board {
  etag: string;
  technicians: readonly TourTechnician[];
  /** By technician and day. */
  tours: ReadonlyMap<string, BoardTour>;
  leftOut: readonly BoardLeftOut[];
  visits: ReadonlyMap<string, Visit>;
  technicianName: (id: string | null | undefined) => string;
  /** By its place among the technicians. */
  numberOf: (technician: string) => number;
  shift: (technician: string, day: string) => WorkShift | undefined;
  /** Where a visit is now; none: on no tour. */
  placeOf: (visit: string) => TourTarget | null;
}

export function boardOf({ etag, technicians, tours, left_out, visits }: Tours): Board {
  const byId = new Map(visits.map((visit) => [visit.id, visit]));
  const who = new Map(technicians.map((technician, at) => [technician.id, { technician, at }]));
  const shifts = new Map(technicians.flatMap(({ id, shifts: of }) => of.map((shift) => [tourKey(id, dayOf(shift.from)), shift] as const)));
  const shown = tours.flatMap((tour): BoardTour[] => {
    const found = who.get(tour.technician_id);
    return found ? [joined(tour, found.technician, byId)] : [];
  });
  return {
    etag,
    technicians,
    tours: new Map(shown.map((tour) => [tour.key, tour])),
    leftOut: left_out.flatMap((left) => {
      const visit = byId.get(left.visit_id);
      return visit ? [{ ...left, visit }] : [];
    }),
    visits: byId,
    technicianName: (id) => who.get(id ?? "")?.technician.name ?? visits.find(({ promise }) => promise?.technician_id === id)?.promise?.technician_name ?? "?",
    numberOf: (technician) => who.get(technician)?.at ?? 0,
    shift: (technician, day) => shifts.get(tourKey(technician, day)),
    placeOf: (visit) => {
      for (const { technician_id, day, stops } of tours) {
        const position = stops.findIndex((stop) => stop.visit_id === visit);
        if (position >= 0) return { technician_id, day, position };
      }
      return null;
    },
  };
}

export function joined(tour: Tour, technician: TourTechnician, visits: ReadonlyMap<string, Visit>): BoardTour {
  const stops = tour.stops.flatMap((stop) => {
    const visit = visits.get(stop.visit_id);
    return visit ? [{ ...stop, visit }] : [];
  });
  return { ...tour, key: tourKey(tour.technician_id, tour.day), technician, stops };
}

/** What a visit is called where there is little room: its customer, else what is to be done. */
export function nameOf(visit: Pick<Visit, "customer_name" | "title">): string {
  return visit.customer_name === "" ? visit.title : visit.customer_name;
}
