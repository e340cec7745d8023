import type { Language, MachineTelemetry, Purpose } from "../../api/contract";

// The portal's part of the API, as docs/openapi.json describes it below /portal; the session of a contact, never of an account.

export interface PortalTheme { company_name: string; primary_colour: string; accent_colour: string; imprint: string; logo: string | null }
export interface PortalSession {
  contact: { name: string; email: string; language: Language; mails_new: boolean };
  customer: { name: string | null; number: string | null };
  has_password: boolean; csrf_token: string; today: string; as_of: string | null; machines: number; new_notices: number; visits_to_choose: number;
}
export interface Listed<T> { items: T[]; total: number; next: string | null; offset: number }

export interface OwnMachine {
  id: string; serial_number: string; machine_type: string | null; site: string | null; city: string | null; country: string | null;
  installed_on: string | null; in_field: boolean; contract: "active" | "expired" | "pending" | "none" | null; contract_ends_on: string | null; is_open_ended: boolean;
  warranty: "active" | "expired" | "none" | null; warranty_ends_on: string | null; operating_hours: number | null; new_notices: number;
}
export interface OwnContract { number: string | null; type: string | null; start: string | null; end: string | null; is_open_ended: boolean; notice_days: number | null; annual_value: number | null; currency: string | null; status: string | null }
export interface OwnEvent { on: string; kind: "installed" | "contract_start" | "contract_end" | "warranty_end" | "order" | "visit" | "ticket" | "error"; title: string; count: number; critical: boolean }
export interface OwnDocument { id: string; name: string; on: string; kind: string; bytes: number }
export interface OwnMachineFile {
  machine: OwnMachine;
  values: { field: string; category: string; value: string }[];
  facts: { fact: string; value: string | number | boolean }[];
  contracts: OwnContract[];
  warranty: { start: string | null; end: string; is_over: boolean } | null;
  events: OwnEvent[]; events_total: number; documents: OwnDocument[]; notices: NoticeRow[]; requests: ServiceRequest[];
}
export type OwnTelemetry = Pick<MachineTelemetry, "as_of" | "from" | "newest" | "signals">;

export type NoticeState = "new" | "seen" | "accepted" | "declined" | "asked" | "withdrawn";
export type DeclineReason = "price" | "competitor" | "no_need" | "no_budget" | "timing" | "other";
export interface NoticeRow {
  id: number; topic: string; topic_title: string; purpose: "notice" | "advertising"; subject: string; made_on: string;
  machine_id: string | null; serial_number: string | null; machine_type: string | null;
  state: NoticeState; answered_on: string | null; answered_by: string | null;
}
export interface Notice extends NoticeRow { text: string; comment: string | null; reason: DeclineReason | null; can_answer: boolean }
export interface NoticeAnswer { answer: "accept" | "decline" | "ask"; comment?: string; reason?: DeclineReason }

export type Urgency = "standing" | "soon" | "when_convenient";
export interface ServiceRequest { id: number; machine_id: string; serial_number: string | null; machine_type: string | null; text: string; urgency: Urgency; phone: string | null; made_at: string; made_by: string; is_done: boolean }
export interface NewServiceRequest { machine_id: string; text: string; urgency: Urgency; phone: string | null; key: string }

export interface OwnVisit {
  id: string; title: string; state: "to_choose" | "arranged"; machine_id: string | null; serial_number: string | null; machine_type: string | null;
  address: string; duration_minutes: number; due_on: string | null; begins: string | null; tolerance_minutes: number;
}
export interface VisitTime { begins: string; ends: string }

export interface OwnDataUse {
  is_asked: boolean;
  purposes: { purpose: Purpose; agreed: number; machines: number }[];
  machines: { id: string; serial_number: string | null; machine_type: string | null; service: boolean; sales: boolean; agreements: { purposes: Purpose[]; from: string; until: string | null; by_portal: boolean; entered_at: string; document: string }[] }[];
  collected: { signal: string; label: string; unit: string; since: string; newest: string; machines: number }[];
  records: { kind: string; number: number }[];
}
export interface Subscriptions { email: string; objects_to_all: boolean; topics: { topic: string; title: string; said: "agreed" | "objected" | "nothing" }[] }
