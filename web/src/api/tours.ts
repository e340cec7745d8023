/* Field service as the server gives it; checked against its description in conformance.ts. All under /api/v1.
   Times of tours are local to the tenant and carry no zone, "2026-11-02T08:15:00": they are printed as they stand.
   What has an `etag` is changed with If-Match. Everything needs `plan_tours` but GET /visits (`read`) and the own day (`own_day`). */

export interface TimeSpan {
  from: string;
  until: string;
}

// --- technicians: GET|POST /technicians, GET|PUT /technicians/{id}, POST|DELETE /technicians/{id}/calendar -> {url} once --------------
export interface TechnicianBody {
  name: string;
  /** Of the account by which the technician sees the own day. */
  login: string | null;
  language: string;
  mail: string | null;
  phone: string | null;
  address: string;
  latitude: number | null;
  longitude: number | null;
  skills: string[];
  /** Empty: everywhere. */
  regions: string[];
  week: WorkDay[];
  absences: TimeSpan[];
  max_drive_minutes: number | null;
  active: boolean;
}
export interface Technician extends TechnicianBody {
  id: string;
  etag: string;
  has_calendar: boolean;
}
/** Weekday 1 is Monday; times "07:00". */
export interface WorkDay extends TimeSpan {
  weekday: number;
  breaks: TimeSpan[];
}

// --- visits: GET|POST /visits, GET|PATCH /visits/{id}, POST /visits/{id}/{promise|offer|cancel|start|finish}, DELETE /visits/{id}/promise ---
export type VisitKind = "maintenance" | "campaign" | "repair" | "parts_delivery";
export type VisitState = "open" | "planned" | "promised" | "done" | "cancelled";
export type VisitPriority = "low" | "normal" | "high" | "urgent";
export interface VisitOffered {
  contacts: number;
  by_mail: number;
}
export interface VisitPromise {
  technician_id: string | null;
  technician_name: string | null;
  begins: string | null;
  tolerance_minutes: number;
}
export interface VisitPlanned {
  technician_id: string;
  technician_name: string;
  day: string;
  begins: string;
  ends: string;
}
export interface Visit {
  id: string;
  etag: string;
  kind: VisitKind;
  state: VisitState;
  title: string;
  note: string | null;
  machine_id: string | null;
  serial_number: string | null;
  machine_type: string | null;
  customer_id: string | null;
  customer_name: string;
  contact_name: string | null;
  phone: string | null;
  address: string;
  /** null: no place found, it cannot be planned. */
  latitude: number | null;
  longitude: number | null;
  duration_minutes: number;
  skills: string[];
  region: string | null;
  windows: TimeSpan[];
  due_on: string | null;
  due_strict: boolean;
  is_overdue: boolean;
  priority: VisitPriority;
  promise: VisitPromise | null;
  offered_on: string | null;
  enrolment_id: string | null;
  opportunity_id: string | null;
  planned: VisitPlanned | null;
  started: boolean;
  done_on: string | null;
  cancelled_reason: string | null;
  opened_on: string;
  /** Why it is on no tour, as the last planning found. */
  limits: TourLimit[];
}
/** What a person may say of a visit; of a new one the rest comes from the machine. */
export interface VisitBody extends VisitChange {
  kind: VisitKind;
  title: string;
  machine_id?: string;
  customer_name?: string;
}
/** What is left out stays; null is nothing. */
export interface VisitChange {
  title?: string;
  contact_name?: string | null;
  phone?: string | null;
  address?: string;
  duration_minutes?: number;
  skills?: string[];
  region?: string | null;
  windows?: TimeSpan[];
  due_on?: string | null;
  due_strict?: boolean;
  priority?: VisitPriority;
  note?: string | null;
}
// GET /visits/proposals?days&limit&cursor -> Page<VisitProposal> ; POST /visits/proposals {opportunity_ids} -> ProposalsTaken
export interface VisitProposal {
  opportunity_id: string;
  machine_id: string;
  serial_number: string | null;
  machine_type: string | null;
  customer_name: string;
  address: string;
  region: string | null;
  due_on: string | null;
  days_left: number | null;
  duration_minutes: number;
  latitude: number | null;
  longitude: number | null;
}
export interface ProposalsTaken {
  added: number;
  known: number;
}

// --- tours: GET /tours?from&days&region -> Tours ; POST /tours/plan -> 202 Job ; POST /tours/{check|move} ; GET /tours/settings --------
export interface Tours {
  etag: string;
  first_day: string;
  last_day: string;
  /** All there are, for the filter. */
  regions: string[];
  /** null: never planned. */
  plan: TourPlanning | null;
  technicians: TourTechnician[];
  tours: Tour[];
  left_out: LeftOutVisit[];
  /** Every visit that tours and left_out name, once. */
  visits: Visit[];
}
export interface TourPlanning {
  made_at: string;
  made_by: string;
  first_day: string;
  last_day: string;
  regions: string[];
  travel: "great_circle" | "roads" | "fallback";
  travel_note: string | null;
}
export interface WorkShift extends TimeSpan {
  breaks: TimeSpan[];
}
export interface TourTechnician {
  id: string;
  name: string;
  latitude: number;
  longitude: number;
  skills: string[];
  regions: string[];
  shifts: WorkShift[];
}
export interface Tour {
  technician_id: string;
  day: string;
  leaves: string;
  returns: string;
  travel_minutes: number;
  travel_km: number;
  stops: TourStop[];
}
export interface TourStop {
  visit_id: string;
  arrives: string;
  begins: string;
  ends: string;
  travel_minutes: number;
  travel_km: number;
}
export interface LeftOutVisit {
  visit_id: string;
  /** Empty: in no planning yet. */
  limits: TourLimit[];
}
export type LimitKind =
  | "by_hand"
  | "fits_now"
  | "full"
  | "drive"
  | "too_far"
  | "outside_hours"
  | "due"
  | "promise"
  | "region"
  | "skills"
  | "window_too_short"
  | "nobody_works"
  | "no_place"
  | "not_reported";
/** Why a visit is on no tour; several limits together exclude all technician-days. */
export interface TourLimit {
  limit: LimitKind;
  technician_days: number;
  technician_id?: string | null;
  day?: string | null;
  position?: number | null;
  missing_minutes?: number | null;
  due_on?: string | null;
  first_day?: string | null;
  region?: string | null;
  lacking?: string[] | null;
  longest_minutes?: number | null;
  duration_minutes?: number | null;
}
export type BreachKind =
  | "window_missed"
  | "promise_missed"
  | "promised_to"
  | "skills_lacking"
  | "other_region"
  | "due_passed"
  | "overtime"
  | "drive_too_long";
export interface TourBreach {
  technician_id: string;
  day: string;
  /** null: the tour as a whole. */
  visit_id: string | null;
  kind: BreachKind;
  minutes?: number | null;
  days?: number | null;
  strict?: boolean | null;
  skills?: string[] | null;
  region?: string | null;
  promised_technician_id?: string | null;
}
export interface TourTarget {
  technician_id: string;
  day: string;
  /** Before which stop, from 0, counted without the visit itself. */
  position: number;
}
export interface TourEdit {
  visit_id: string;
  /** null: off the tour. */
  to: TourTarget | null;
}
export interface TourChecked {
  etag: string;
  tours: Tour[];
  breaches: TourBreach[];
}
export interface TourSettings {
  horizon_days: number;
  regions: string[];
  skills: string[];
  has_routing: boolean;
  minutes: Record<VisitKind, number>;
}

// --- GET /my-day?day -> MyDay ; POST|DELETE /my-day/calendar -> {url} once ------------------------------------------------------------
export interface MyDay {
  technician_id: string;
  technician_name: string;
  day: string;
  /** null: free. */
  shift: WorkShift | null;
  tour: Tour | null;
  visits: Visit[];
  previous_day: string | null;
  next_day: string | null;
}
export interface CalendarAddress {
  url: string;
}
/** The work of POST /tours/plan, as GET /jobs/{id} and `job` events give it. */
export interface PlanJob {
  id: string;
  kind: "plan_tours";
  state: "waiting" | "running" | "done" | "failed";
  stage: string | null;
  done: number;
  of: number;
  error: string | null;
  result: { planned?: number | null; left_out?: number | null; moved?: number | null; travel_note?: string | null } | null;
}
