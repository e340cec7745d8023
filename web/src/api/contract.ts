// THE CONTRACT between the server (Rust, utoipa) and the page. All under /api/v1. JSON, snake_case.
// Dates "2026-11-22" are local days; instants are RFC 3339 UTC. Money in EUR as number. Ids are UUID strings.
// Errors: RFC 9457 application/problem+json:
export interface Problem { type: string; title: string; status: number; detail?: string; code: string } // code: stable machine name
// 401 not signed in (page goes to /sign-in?next=...), 403 not allowed, 404, 409 conflict, 412 someone else changed it (If-Match),
// 422 wrong input (detail says what), 428 If-Match missing, 429 too often.
// Every request that changes something sends header `x-csrf-token` (from GET /session). Cookies are same-origin, HttpOnly.
// Editable things carry `etag`; PATCH/undo send it as `If-Match: "<etag>"`.
export type Language = "de" | "en" | "it";
export type Role = "admin" | "manager" | "sales" | "steward" | "service" | "technician" | "viewer";
export interface Page<T> { items: T[]; total: number; next: string | null; offset: number } // lists: ?limit= (default 100, at most 500) & ?cursor= (from `next`) or &offset=

// --- session ------------------------------------------------------------------------------------------------
// GET /session -> Session ; PATCH /session {language?, name?} -> Session ; POST /session/password {current, new} -> 204 ; DELETE /session -> 204
export interface Session {
  account: { id: string; login: string; name: string; role: Role; language: Language };
  csrf_token: string;
  permissions: Permission[];
  version: string;          // of the product
  today: string;            // the tenant's local day
  as_of: string | null;     // day of the last decide run, null when none yet
  machines: number;
}
export type Permission = "read" | "export" | "work" /*opportunities*/ | "work_all" /*others' opportunities, reassign*/ | "contacts" /* what contacts agreed and objected to */ | "import" | "ingest" /* send readings */ | "take_back" | "decide" | "segments" /* save and put away */ | "triggers" /* write drafts, submit, replay */ | "approve" /* approve, put in force, retire; never one's own */ | "match" /* say which records are one machine */ | "sources" | "accounts" | "audit" | "plan_tours" /* visits, technicians, tours */ | "own_day" /* a technician's */;
// GET /accounts -> Account[] (accounts) ; POST /accounts {login,name,role,language,password} -> Account ; PATCH /accounts/{id} (If-Match) {name?,role?,active?,language?,password?} -> Account
export interface Account { id: string; login: string; name: string; role: Role; language: Language; active: boolean; locked: boolean; last_sign_in: string | null; etag: string }
// GET /tokens -> ApiToken[] (own) ; POST /tokens {name, scopes: Permission[], expires_on?} -> ApiToken & {token: string} (shown once) ; DELETE /tokens/{id} -> 204
export interface ApiToken { id: string; name: string; scopes: Permission[]; created_at: string; expires_on: string | null; last_used_at: string | null }
// GET /audit?limit&cursor -> Page<AuditEntry>
export interface AuditEntry { id: number; at: string; actor: string; action: string; subject: string; detail: string }

// --- reference: words in the session's language (?lang=de|en|it overrides) ------------------------------------
// GET /catalogue -> Catalogue : loaded once; labels for every field, fact, kind, campaign, trigger
export interface Catalogue {
  fields: { id: string; label: string; data: DataType; unit: string | null; category: Category; kind: string }[]; // fields of all kinds; machine file fields have kind "machines"
  facts: { id: string; label: string; data: DataType; unit: string | null; category: Category; kinds: string[] }[];
  kinds: { id: string; label: string }[];          // machines, customers, contacts, contracts, warranties, orders, visits, tickets, errors, counters, types
  campaigns: { id: string; label: string }[];
  states: { id: string; label: string }[];         // values of statuses, severities, types of visits
  triggers: { id: string; title: string; campaign: string }[];
}
export type DataType = "text" | "date" | "instant" | "number" | "integer" | "money" | "flag";
export type Category = "master" | "contract" | "operating" | "commercial" | "location";

// --- where a value comes from -----------------------------------------------------------------------------------
export interface CellPlace { table: number; row: number; column: number; source: string; file: string; sheet: string | null; heading: string }
// GET /cells/{table}/{row}/{column} -> SourceView   (rows around the cell as the file has them)
export interface SourceView {
  source: string; file: string; sheet: string | null; kind: string; batch: number; delivered_on: string; imported_at: string;
  digest: string; bytes: number;                  // original: GET /files/{digest}?name=  (download)
  row: number; column: number; heading: string; text: string;
  is_pdf: boolean;                                // then rows are the lines of the page `page`, one cell each, `marked` says which lines hold the value
  page: number | null;
  columns: { column: number; letter: string; heading: string; field: string | null }[];
  rows: { number: number; is_header: boolean; cells: string[]; marked: boolean }[]; // header row(s) first, then rows around
  rows_total: number | null;
}

// --- today ------------------------------------------------------------------------------------------------------
// GET /today -> Today
export interface Today {
  as_of: string | null; last_import_at: string | null;
  machines: number; customers: number;
  open: { count: number; value_eur: number }; mine: { count: number; value_eur: number };
  top: OpportunityRow[];                          // my top 10 (all's top 10 when I own none; `top_is_mine` says)
  top_is_mine: boolean;
  follow_ups: OpportunityRow[];                   // due today or before, mine
  triggers: TriggerRow[];
  blocked: { machines: number; figure: string; value_eur: number } | null; // as the assessment counts it; null before the first decision
  unknowns: { fact: string; label: string; kinds: string[]; machines: number; figure: string; blocked_eur: number }[]; // gaps of the assessment
  uploads: UploadRow[];                           // waiting for a decision
}

// --- installed base ----------------------------------------------------------------------------------------------
// Filters (query parameters, all optional, lists comma-separated; "-" means "not known"): q, machine_type, product_family, manufacturer, country, city, customer (id),
//   in_field=true|false, contract=active|expired|pending|none|-, warranty=active|expired|none|-, trigger (fires), unknown (trigger id that is unknown), campaign,
//   installed_from, installed_to (dates), hours_from, hours_to, score_from
// GET /machines?filters&sort=field|-field&limit&offset|cursor -> Page<MachineRow> ; sort fields = keys of MachineRow
// GET /machines/facets?filters -> Facet[]  (fields: machine_type, product_family, manufacturer, country, contract, warranty, trigger, in_field); each facet counts with all OTHER filters applied
// GET /machines/map?filters -> MapPoint[] wrapped: { points: MapPoint[]; not_located: number }
// GET /machines/export.xlsx?filters&sort&columns=a,b,c -> workbook
export interface MachineRow {
  id: string; serial_number: string; machine_type: string | null; product_family: string | null; manufacturer: string | null;
  customer_id: string | null; customer_name: string | null; country: string | null; postcode: string | null; city: string | null;
  installed_on: string | null; age_years: number | null; in_field: boolean;
  contract: "active" | "expired" | "pending" | "none" | null; contract_days_left: number | null;
  warranty: "active" | "expired" | "none" | null; operating_hours: number | null; errors_90d: number | null;
  triggers: string[]; unknown: number; score: number | null; value_eur: number | null; // open opportunities' best score and summed value
}
export interface Facet { field: string; values: { value: string; label: string; count: number }[]; more: number } // more: values beyond the 50 shown
export interface MapPoint { lat: number; lon: number; country: string; city: string | null; postcode: string | null; machines: number; hits: number; value_eur: number }

// GET /machines/{id} -> MachineFile  (id or serial number however written)
export interface MachineFile {
  id: string; serial_number: string; machine_type: string | null; as_of: string | null; in_field: boolean;
  customer: { id: string; number: string | null; name: string | null; machines: number } | null;
  categories: { id: Category; values: FileValue[]; facts: FactValue[] }[];   // always the five, in order
  verdicts: VerdictView[];
  opportunities: OpportunityRow[];
}
export interface FileValue { field: string; value: string; source: CellPlace; computed_from: { field: string; value: string; source: CellPlace }[]; not_taken: { value: string; source: CellPlace; differs: boolean }[]; not_taken_more: number; differs: boolean } // differs: some loser has another value
export interface FactValue { fact: string; value: string | number | boolean | null; sources: CellPlace[]; sources_more: number; series: SeriesView | null; basis: string | null } // null = not known
/** Readings a value was computed from: a window of a series; signal null = all signals; readings null = not counted. */
export interface SeriesView { machine: string; signal: string | null; from: string; to: string; days: number; readings: number | null }
export type Verdict = "fires" | "does_not_fire" | "unknown" | "not_permitted"; // not_permitted: the machine's user has not agreed to the use of its data
export interface VerdictView {
  trigger: string; title: string; explanation: string; campaign: string; version: number;
  verdict: Verdict; missing: string[];         // fact ids; "data_use" where the use of the machine's data is not agreed
  since: string | null; priority: Priority | null; evidence: NestedEvidence[];
}
export interface EvidenceView { fact: string; value: string | number | boolean | null; comparison: string; compared: { expression: string; value: string | number | boolean | null; series: SeriesView | null } | null; sources: CellPlace[]; sources_more: number; series: SeriesView | null; basis: string | null }
// Where a trigger names others, `via` says through which of them one comes to the comparison, outermost first.
export interface NestedEvidence extends EvidenceView { via?: { trigger: string; title: string; version: number }[] }
export interface Priority { score: number; value_eur: number | null; value_from: string | null; value_factor: number; value_sources: CellPlace[]; value: Part; urgency: Part; likelihood: Part; confidence: Part }
export interface Part { points: number; of: number }
// GET /machines/{id}/history -> History
export interface History {
  events: HistoryEvent[]; events_total: number;    // newest first, at most 500
  hours: { on: string; value: number }[]; hours_limit: number | null; maintenance_interval: number | null;
  vibration: { on: string; value: number }[]; vibration_limit: number | null;
  errors: { month: string; count: number; critical: number }[];             // "2026-03", 24 months to as_of
  contracts: ContractView[]; parts: PartView[];
}
export interface HistoryEvent { on: string; kind: "installed" | "contract_start" | "contract_end" | "warranty_end" | "order" | "visit" | "ticket" | "error"; title: string; detail: string | null; amount: number | null; currency: string | null; count: number; critical: boolean; source: CellPlace | null }
export interface ContractView { number: string | null; type: string | null; start: string | null; end: string | null; notice_days: number | null; annual_value: number | null; currency: string | null; status: string | null; source: CellPlace }
export interface PartView { part_number: string | null; description: string | null; orders: number; quantity: number; last_on: string; total: number | null; currency: string | null; source: CellPlace }

// GET /machines/{id}/telemetry?as_of=2026-12-31 -> MachineTelemetry  (rollups by UTC day; at most 366 days back)
export interface MachineTelemetry {
  as_of: string; from: string | null; newest: string | null; days_silent: number | null;
  coverage: number | null;                         // 0..1: days with readings of those from the first to the newest
  signals: MachineSignal[];                        // by label
}
export interface MachineSignal { signal: string; label: string; unit: string; is_counter: boolean; days: SignalDay[]; thresholds: { fact: string; value: number }[] }
export interface SignalDay { on: string; count: number; min: number; mean: number; p95: number | null; max: number; last: number; falls: number }

// GET /telemetry/status -> TelemetryStatus
export interface TelemetryStatus {
  brokers: TelemetryBroker[];                      // those this server listens to, by name
  sources: TelemetrySource[];
  quarantine: { device: string; name: string; source: string; since: string | null }[]; // senders that are no machine, by name
  // what persons said of senders, by name; machine null: it is none; serial_number null: its lists are gone
  assigned: { device: string; name: string; machine: string | null; serial_number: string | null; by: string; at: string }[];
}
export interface TelemetrySource {
  name: string; received: number; stored: number; duplicate: number; contradicting: number; expired: number; late: number;
  rejected: Record<string, number>;                // unreadable, no_sender, future, too_old, impossible, unit, no_birth
  waiting: number; newest: string | null;
}
export interface TelemetryBroker {
  name: string; place: string; connected_since: string | null; problem: string | null;
  messages: number; readings: number; rejected: number; last_rejected: string | null; rebirths_asked: number; // since the server began
}

// GET /machines/{id}/life?as_of=2026-12-31 -> Life  (the day of the last decision where none is said; nothing later counts)
export interface Life {
  as_of: string; in_field: boolean; in_or_out: { event: string; day: LifeDay } | null;
  owner: LifeValue[]; site: LifeValue[];
  contract: { contract: ContractView; sources: CellPlace[] } | null;
  contracts_known: boolean;                        // false: no list tells of this machine's contracts, so none named means unknown
  warranty: { end: string; computed: boolean; start_field: string | null; start: string | null; months: number | null; sources: CellPlace[] } | null;
  further_serial_numbers: string[];
  components: ComponentView[];                     // those built in first
  lines: LifeLine[];                               // newest first
  problem: { event: string; out: LifeDay; sign: LifeDay } | null; // out of the field, and a later sign of life
}
export interface LifeValue { field: string; value: string; source: CellPlace }
export interface LifeDay { on: string; source: CellPlace }
export interface ComponentView { name: string | null; serial_number: string | null; part_number: string | null; installed_on: LifeDay | null; removed_on: LifeDay | null; parent: number | null; source: CellPlace | null }
export interface LifeLine { on: string; kind: string; named: string | null; told: { field: string; value: string }[]; count: number; sources: CellPlace[]; sources_more: number }

// --- triggers ------------------------------------------------------------------------------------------------------
// GET /triggers -> ListedTrigger[] (those with a version in force) ; GET /triggers/{id} -> ListedTrigger
export interface TriggerRow {
  id: string; title: string; explanation: string; campaign: string; version: number; condition: string; parameters: Record<string, number>;
  fires: number; does_not_fire: number; unknown: number; value_eur: number; blocked_eur: number;
  not_permitted: number; not_permitted_eur: number; // machines whose data may not be used for it
  missing: { fact: string; label: string; machines: number }[];
  trend: { as_of: string; decided_at: string; fires: number; unknown: number; value_eur: number }[]; // oldest first, the last 60 runs
}
// waiting: newer versions that are not in force yet; composed_of: triggers its condition names; used_by: triggers that name it
export interface ListedTrigger extends TriggerRow { shipped?: boolean; composed_of?: string[]; used_by?: string[]; waiting?: { version: number; state: TriggerState }[] }

// --- versions of triggers ----------------------------------------------------------------------------------------------
// GET /triggers/waiting -> TriggerVersion[] (draft, submitted or reviewed; newest change first) ; GET /triggers/{id}/versions -> TriggerVersion[] (newest first)
// GET /triggers/{id}/versions/{version} -> TriggerVersionFull ; GET /triggers/{id}/trigger.toml?version= (default: the one in force)
// POST /triggers/preview TriggerAsked -> TriggerPreview ; POST /triggers/import {definition} -> TriggerVersionFull (201)
// POST /triggers/drafts {id: string | null, draft, why: string | null} -> TriggerVersionFull (201; id null: a new trigger)
// PUT /triggers/{id}/versions/{version} If-Match {draft, why} -> TriggerVersionFull ; DELETE /triggers/{id}/versions/{version} If-Match -> 204   drafts only
// POST /triggers/{id}/versions/{version}/steps If-Match {to: "submitted" | "draft", note: string | null} -> TriggerVersionFull (triggers)
// POST /triggers/{id}/versions/{version}/reviews If-Match {to: "draft" | "reviewed" | "active" | "retired", note} -> TriggerVersionFull (approve; 409 own_draft)
//   draft>submitted, submitted>draft, submitted>reviewed|active by another person, reviewed>active, active>retired
export type TriggerState = "draft" | "submitted" | "reviewed" | "active" | "retired";
export type Texts = Record<Language, string>;
export interface TriggerVersion {
  trigger: string; version: number; state: TriggerState; title: string; why: string | null; shipped: boolean; saved_by: string; saved_at: string;
  steps: { at: string; by: string; from: TriggerState | null; to: TriggerState; note: string | null }[]; // oldest first
  is_own: boolean; // saved or submitted by the signed-in person, who may not approve it then
  wrong: string | null; etag: string;
}
export interface TriggerVersionFull { version: TriggerVersion; draft: TriggerDraft; definition: string /* TOML */ }
export interface TriggerDraft {
  title: Texts; explanation: Texts; campaign: string;
  condition: string; query: TriggerGroup | null; // the same as a tree; null in requests: `condition` counts
  parameters: Record<string, number>; by_type: { machine_type: string; parameters: Record<string, number> }[];
  likelihood: number /* 0..1 */; urgency: { fact: string; from: number; to: number } | null; value: { fact: string; factor: number }[];
  purpose: Purpose | null /* of the telemetry it reads; null: as its campaign says */; keep: string | null /* SQL: an open hit stays open while this holds */;
  rest_days: number;                                  // after a hit ended, nothing is opened anew for so long
}
export type Purpose = "service" | "sales";
// fields: a fact; "trigger" (in, notIn; ids of triggers); "expression" (holds; SQL of one comparison). No relative dates.
// values: a scalar; {parameter}; {fact, factor?: number | {parameter}}
export type TriggerGroup = SegmentGroup;
export interface TriggerAsked { id: string | null; draft: TriggerDraft; from: "query" | "condition" } // from: which of the two was edited
export interface TriggerPreview {
  as_of: string; machines: number;
  wrong: { what: string; line: number | null; column: number | null; at: number[] } | null; // line, column: in the text; at: in the tree
  condition: string; query: TriggerGroup | null;
  fires: number; does_not_fire: number; unknown: number; not_permitted: number; value_eur: number;
  in_force: { version: number; fires: number; unknown: number; value_eur: number } | null;
  missing: TriggerRow["missing"];
  sample: { machine: MachineRow; score: number; value_eur: number | null; evidence: NestedEvidence[] }[]; // the first by priority, at most 6
  nearest: { machine: MachineRow; distance: number; misses: NestedEvidence[] }[]; // at most 10, nearest first; 0.05: 5 % of the threshold away
}

// --- why a trigger says what it says of a machine ----------------------------------------------------------------------
// GET /machines/{id}/triggers/{trigger} -> TriggerExplanation
export interface TriggerExplanation {
  trigger: string; title: string; version: number; campaign: string; as_of: string; verdict: Verdict;
  sentences: { text: string; facts: string[] }[]; tree: ExplainedNode;
  missing: { fact: string; label: string; kinds: string[]; sources: string[] /* that deliver such records already */ }[];
  fires_on: string | null; projected: { fact: string; value: string | number | boolean | null }[]; // by time alone, within two years; the moving facts on that day
}
export interface ExplainedNode {
  kind: "all" | "any" | "not" | "comparison" | "trigger"; answer: "yes" | "no" | "unknown"; decides: boolean;
  trigger: { id: string; title: string; version: number } | null; evidence: NestedEvidence[]; children: ExplainedNode[];
}

// --- triggers on past days ---------------------------------------------------------------------------------------------
// POST /replays ReplayAsked -> 202 Job (kind "replay") ; GET /replays?trigger= -> ReplayRow[] (newest first)
// GET /replays/{id} -> ReplayFull ; DELETE /replays/{id} -> 204 ; GET /replays/{id}/fired.ndjson
export interface ReplayAsked { trigger: string; versions: number[] /* one or two */; from: string; to: string; within: number }
export interface ReplayRow extends ReplayAsked { id: number; asked_by: string; asked_at: string }
export interface ReplayFull { replay: ReplayRow; machines: number; sides: ReplaySide[]; both: number | null; only_first: number | null; only_second: number | null }
export interface ReplaySide {
  version: number; machines: number; from_the_first_day: number; outcome: "contract" | "order" | "visit" | null; known_until: string | null;
  followed: number; not_followed: number; open: number; precision: number | null; lead_days: number | null;
  by_week: { monday: string; hits: number }[]; most_a_week: number; usual_a_week: number /* median */; unknown: number /* share of machine days */;
  fired: FiredMachine[] /* the first 200 by day */; fired_total: number;
}
export interface FiredMachine { machine: MachineRow | null; serial_number: string; first_fired: string; last_fired: string; days: number; times: number; outcome: { kind: string; on: string; days: number } | null }

// --- segments -------------------------------------------------------------------------------------------------------
// GET /segments -> SegmentRow[] ; POST /segments SegmentDraft -> SegmentFull (201) ; GET /segments/{id} -> SegmentFull ;
// PUT /segments/{id} SegmentDraft (If-Match) -> SegmentFull ; DELETE /segments/{id} (If-Match) -> 204, 409 in_use ;
// POST /segments/{id}/restore {version} (If-Match) -> SegmentFull ; GET /segments/{id}/versions -> SegmentVersion[] (newest first) ;
// GET /archived-segments -> {id, newest: SegmentVersion}[] ; GET /segments/{id}/segment.toml?version= ;
// POST /segments/import {definition, replace?} -> SegmentFull, 409 exists ; POST /segments/preview {id?, query} -> SegmentPreview
export interface SegmentRow {
  id: string; version: number; title: string; note: string | null; wrong: string | null;
  members: number; unknown: number; machines: number;
  since: string | null; joined: number; left: number; // since the day before, null where members were not noted yet
  redefined: Redefined | null; uses: string[]; used_by: string[]; shipped: boolean; saved_by: string; saved_at: string; etag: string;
}
export interface Redefined { on: string; before: string; now: string } // another rule counted before: "old@1 quiet@2"
export interface SegmentFull { segment: SegmentRow; as_of: string; query: SegmentGroup | null; sql: string | null; missing: TriggerRow["missing"] }
export interface SegmentDraft { title: string; note: string | null; query: SegmentGroup; why: string | null }
// as react-querybuilder has them
export interface SegmentGroup { combinator: "and" | "or"; not?: boolean; rules: (SegmentGroup | SegmentRule)[] }
export interface SegmentRule { field: string; operator: string; value?: unknown } // field "segment": value is a list of ids
export interface SegmentPreview {
  as_of: string; wrong: { at: number[]; what: string } | null; members: number; unknown: number; machines: number; sql: string | null;
  missing: TriggerRow["missing"]; sample: { machine: MachineRow; evidence: EvidenceView[] }[];
}
export interface SegmentVersion { version: number; title: string; why: string | null; archived: boolean; shipped: boolean; saved_by: string; saved_at: string; wrong: string | null; query: SegmentGroup | null; etag: string }
// GET /segments/{id}/members?state=member|unknown|not&day= -> Page<SegmentMember> ; GET /segments/{id}/members/export.xlsx?state= (export)
// GET /segments/{id}/changes?who=joined|left&since= -> SegmentChanges ; GET /segments/{id}/history -> SegmentPoint[] (oldest first)
export interface SegmentMember { id: string; machine: MachineRow | null; state: "member" | "not" | "unknown" | "gone"; on: string | null; values: { fact: string; value: string | number | boolean | null }[]; missing: string[] }
export interface SegmentChanges { since: string | null; as_of: string; redefined: Redefined | null; machines: Page<SegmentMember> }
export interface SegmentPoint { as_of: string; members: number; unknown: number; machines: number; redefined: boolean }
// GET /facts/{id}/values -> FactValues : the values a text fact has
export interface FactValues { values: Facet["values"]; more: number }

// --- pipeline --------------------------------------------------------------------------------------------------------
// filters: owner=me|<name>, stage, campaign, trigger, country, customer (id), machine (id), q, flagged=true|false, value_from, due=true (follow-up due),
//   attached=true|false (a topic of another's conversation), waits=true|false (for its owner's capacity)
// GET /opportunities?filters&sort&limit&offset|cursor -> Page<OpportunityRow> & {value_eur: number}
// GET /opportunities/board?filters&limit=50 -> { columns: {stage: Stage; total: number; value_eur: number; items: OpportunityRow[]}[] }  (won/lost: closed in the last 90 days)
// GET /opportunities/facets?filters -> Facet[] (owner, stage, campaign, country)
// GET /opportunities/export.xlsx?filters -> workbook
// GET /opportunities/{id} -> OpportunityDetail (ETag header too)
// PATCH /opportunities/{id} If-Match {stage?, lost_reason?, owner?, follow_up_on?: string|null} -> OpportunityDetail   (stage "lost" needs lost_reason: price|competitor|no_need|no_budget|timing|no_answer|wrong_data|other)
// POST /opportunities/{id}/notes {text} -> OpportunityDetail ; POST /opportunities/{id}/undo If-Match -> OpportunityDetail (takes back the newest change of stage, owner, follow-up or note)
// POST /opportunities/reassign {ids: string[], owner} -> {changed: number}
// GET /people -> {owners: {name: string; is_account: boolean}[]}   who opportunities may be given to
export type Stage = "new" | "contacted" | "quoted" | "won" | "lost";
export interface OpportunityRow {
  id: string; machine_id: string; serial_number: string; machine_type: string | null; customer_id: string | null; customer_name: string | null; country: string | null; city: string | null;
  campaign: string; stage: Stage; owner: string; score: number; value_eur: number | null; value_from: string | null; opened_on: string; stage_since: string; follow_up_on: string | null;
  lost_reason: string | null; flag: string | null; triggers: string[]; reason: string /* one sentence in the session's language */; etag: string;
  lead_id: string | null; // the opportunity whose conversation it is a topic of; null: it leads its own
  topics: number; topics_value_eur: number; // opportunities that go along with it
  waits_until: string | null; // the Monday of the week in which its owner's capacity reaches it; null: this week
  loss_a_week_eur: number; // what waiting a week is expected to cost
}
export interface OpportunityDetail extends OpportunityRow {
  topic_rows: OpportunityRow[]; lead: OpportunityRow | null;
  postcode: string | null; contact: { name: string | null; phone: string | null; email: string | null } | null; customer_number: string | null;
  proofs: { trigger: string; title: string; version: number; since: string; priority: Priority; evidence: NestedEvidence[]; reason_closed: string | null }[];
  activities: Activity[];      // newest first
  can_undo: boolean; can_edit: boolean;
}
export interface Activity { id: number; at: string; actor: string; kind: "opened" | "stage" | "owner" | "follow_up" | "note" | "undone"; from: string | null; to: string | null; text: string | null; undone: boolean }

// --- hits held back, suppressions -----------------------------------------------------------------------------------------
// GET /hits/held?reason=&customer=&limit&offset -> Page<HeldHit>   hits that make no opportunity, the most valuable first
export type HoldReason = "do_not_contact" | "complaint" | "credit_block" | "critical_ticket" | "running_quote" | "recent_contact" | "rest" | "other";
export interface HeldHit {
  machine: MachineRow; trigger: string; title: string; campaign: string; since: string; score: number; value_eur: number | null;
  held: { reason: HoldReason; until: string | null; what: string /* a ticket, the note of an entry, the campaign that was spoken of, the day a hit ended */; source: CellPlace | null; entry: number | null };
}
// GET /suppressions?open=true|false -> SuppressionRow[] (newest first) ; POST /suppressions NewSuppression -> SuppressionRow (201, work) ; POST /suppressions/{id}/end {last} -> SuppressionRow (work)
export type SuppressionReason = Exclude<HoldReason, "running_quote" | "recent_contact" | "rest">;
export interface NewSuppression { machine_id: string | null; customer_id: string | null; reason: SuppressionReason; from: string; until: string | null; note: string } // one of machine and customer
export interface SuppressionRow {
  id: number; machine_id: string | null; serial_number: string | null; customer_id: string | null; customer_name: string | null;
  reason: HoldReason; from: string; until: string | null; note: string; saved_by: string; saved_at: string; ended_by: string | null; ended_at: string | null;
  holds: boolean; hits: number; // held back by it now
}

// --- contacts: consents, origins, how they may be contacted ---------------------------------------------------------------
// GET /contacts?q=&state=no_origin|no_consent|agreed|objected|bounced|erased&country=&limit&offset -> ContactsView ; GET /contacts/{id} -> ContactDetail
// POST /contacts/entries NewContactEntry -> {contacts, entries} (contacts; 409 `objected`: a later objection stands, `erased`) ; POST /contacts/{id}/erase {reason} -> {entries, machines} (sources)
// GET /contacts/{id}/export.json (export) ; GET /contacts/export.xlsx (export) ; POST /contacts/import?name= -> ContactsImport (sources; wholly or not at all)
export type Origin = "sale" | "given" | "unknown";
export type Relation = "customer" | "former" | "prospect";
export type Said = "agreed" | "objected" | "nothing" | "bounced" | "reachable";
export interface ContactStand { topic: string | null /* all */; said: "agreed" | "objected"; on: string }
export interface ContactMay { topic: string; notice: string[] /* why not by itself; none: it may go */; advertising: string[] }
export interface ContactRow {
  id: string; address: string; customer_name: string | null; customers: number; machines: number; country: string | null; relation: Relation;
  origin: Origin; was_told: boolean; has_bounced: boolean; is_erased: boolean; stands: ContactStand[]; may: ContactMay[];
}
export interface ContactCounts { all: number; no_origin: number; no_consent: number; agreed: number; objected: number; bounced: number; erased: number }
export interface ContactsView { counts: ContactCounts; topics: string[]; rows: Page<ContactRow> }
export interface ContactEntry { id: number; said: Said; topic: string | null; on: string; origin: Origin; was_told: boolean; evidence: string; saved_by: string; saved_at: string; counts: boolean /* now, for its topic */ }
export interface ContactDetail { contact: ContactRow; entries: ContactEntry[] /* newest first */; machines: { id: string; serial_number: string; customer_name: string | null }[] /* the first 100 */; topics: string[] }
export interface NewContactEntry { ids: string[]; address: string | null; said: Said; topics: string[] /* none: all */; on: string; origin: Origin; was_told: boolean; evidence: string }
export interface ContactsImport { added: number; unchanged: number; is_taken: boolean; problems: { sheet: string | null; row: number; column: string | null; what: string }[] /* the first 200 */; problems_total: number }

// GET /contact-policy -> ContactPolicy ; PUT /contact-policy {policy: WantedPolicy, reason} If-Match -> ContactPolicy (approve) ; POST /contact-policy/preview WantedPolicy -> PolicyEffect
export type PolicyCountry = "de" | "at" | "ch" | "it" | "other";
export type PolicyChannel = "mail" | "portal" | "phone" | "letter";
export type MessagePurpose = "notice" | "advertising";
export type CellNeeds = "free" | "exception" | "consent" | "person"; // from the freest to the strictest
export interface PolicyCell { country: PolicyCountry; channel: PolicyChannel; relation: Relation; purpose: MessagePurpose; cell: CellNeeds; shipped: CellNeeds; floor: CellNeeds; law: string }
export interface ContactLimits { contacts: number; days: number }
export interface ContactHours { from: string /* 08:00 */; until: string; saturdays: boolean; closed: string[] }
export interface PolicyVersion { version: number; saved_by: string; saved_at: string; reason: string; changed_cells: number; limits: ContactLimits; hours: ContactHours }
export interface ContactPolicy {
  etag: string; cells: PolicyCell[]; limits: ContactLimits; usual_limits: ContactLimits; hours: ContactHours; usual_hours: ContactHours;
  holidays: { country: PolicyCountry; day: string; holiday: string }[]; versions: PolicyVersion[]; versions_total: number;
}
export interface WantedPolicy { cells: Pick<PolicyCell, "country" | "channel" | "relation" | "purpose" | "cell">[]; limits: ContactLimits; hours: ContactHours }
export interface PolicyReach { country: PolicyCountry; contacts: number; notices_now: number; notices_then: number; advertising_now: number; advertising_then: number }
export interface PolicyEffect { countries: PolicyReach[] }

// --- register of data use (EU Data Act, art. 4(13)) -------------------------------------------------------------------------
// GET /data-use?q=&state=agreed|none|ended&limit&offset -> DataUseRegister ; POST /data-use NewDataUse -> {added: number} (sources) ; POST /data-use/{id}/end {last} -> 204 (sources)
// GET /data-use/export.xlsx (export) ; POST /data-use/import?name= body: the bytes of the .xlsx or .csv -> DataUseImport (sources; 422: nothing is taken)
// GET /data-use/letter.pdf?customer=&language= (export): asks the customer to agree, with its machines
export interface DataUseRegister {
  is_kept: boolean;                                  // false: nothing is entered and nothing is asked for
  always: boolean; etag: string;                     // PUT /policy/data_use {always}: agreements are asked for even while the register is empty
  machines: number; agreed_sales: number; agreed_service: number; // machines whose data may be used for it today
  blocked: { trigger: string; title: string; machines: number; value_eur: number }[]; // what missing agreements keep back
  rows: Page<DataUseRow>;
}
export interface DataUseRow { machine: MachineRow; agreements: DataUse[] /* newest first */; service: boolean; sales: boolean }
export interface DataUse { id: number; contract: string; purposes: Purpose[]; from: string; until: string | null; document: string; saved_by: string; saved_at: string; ended_by: string | null; ended_at: string | null; holds: boolean /* today */ }
export interface NewDataUse { machine_ids: string[]; contract: string; purposes: Purpose[] /* none: the user agreed to neither */; from: string; until: string | null; document: string }
export interface DataUseImport { added: number; unchanged: number; ended: number; problems: { row: number; column: string | null; what: string }[] /* rows that were left out, the first 200 */; problems_total: number }

// --- policy: how is decided -------------------------------------------------------------------------------------------------
// GET /policy -> Policy ; PUT /policy/{part} If-Match (the part's value) -> Policy (approve; a decision is started)
// POST /policy/weights/preview Weights -> WeightsPreview
export interface PolicyPartOf<T> { value: T; usual: T; etag: string; saved_by: string | null; saved_at: string | null }
export type Weights = Record<"value" | "urgency" | "likelihood" | "confidence", number>; // together 100
export interface Suppressing { critical_ticket: boolean; complaint: boolean; running_quote: boolean; recent_contact_days: number }
export interface Conversations { together: "customer" | "site" | "machine"; leads: string[] /* campaigns in the order in which they lead */; takes_along: Record<string, string[]> }
export interface Capacity { usual: number | null; of: Record<string, number> } // opportunities a week, by owner
export interface Policy {
  weights: PolicyPartOf<Weights>; suppressing: PolicyPartOf<Suppressing>; conversations: PolicyPartOf<Conversations>;
  data_use: PolicyPartOf<{ always: boolean }>; capacity: PolicyPartOf<Capacity>;
}
export interface WeightsPreview { items: { opportunity: OpportunityRow; score: number /* then */; rank: number; rank_now: number }[] } // the first 20 then

// --- imports -----------------------------------------------------------------------------------------------------------
// POST /uploads (multipart: files[] with relative names; optional field source) -> Upload (201; recognition runs at once, files up to 2 GB in all)
// POST /uploads/from-folder {folder} -> Upload ; GET /server-folders -> {folders: string[]} (allowed by the administrator in instand.toml)
// GET /uploads -> UploadRow[] ; GET /uploads/{id} -> Upload ; DELETE /uploads/{id} -> 204
// PUT /uploads/{id}/decisions {tables: TableDecision[]} -> Upload (recognised again with them)
// POST /uploads/{id}/import -> Job (202)  imports, then decides; progress on GET /events and GET /jobs/{id}
export interface UploadRow { id: string; name: string; created_at: string; created_by: string; files: number; bytes: number; questions: number; state: "open" | "importing" | "failed" | "done" }
export interface Upload extends UploadRow { tables: UploadTable[]; decisions: TableDecision[] /* what was decided so far */; hidden: HiddenSheet[]; problems: ProblemRow[]; problems_total: number; job: Job | null; batch: number | null }
export interface HiddenSheet { file: string; sheet: string | null; rows: number }
export interface UploadTable {
  file: string; sheet: string | null; source: string; kind: string | null /* null: nobody can tell */; confidence: number; ignored: boolean; header_row: number;
  ignored_by: string | null; ignored_at: string | null;
  profile: number | null;                            // version of the source's mapping profile that knew the table again
  gone: { heading: string; field: string }[];        // columns the profile names and the table lacks: each is a question
  constants: Constant[];
  rows: number | null;                               // rows that are not blank, where nothing of the table is read
  kinds: string[];                                   // candidates when it is not clear, best first
  columns: UploadColumn[]; sample: string[][];       // first data rows as text, by column order
  questions: string[];
  no_table?: string | null;                          // why it holds no records (cover sheet, empty sheet); then nothing is asked and nothing imported
}
export interface UploadColumn {
  column: number; letter: string; name: string /* key for decisions */; heading: string; field: string | null; confidence: number; asked: boolean; candidates: string[] /* field ids */; samples: string[]; question: string | null;
  is_new: boolean;                                   // the mapping profile does not know it
  guesses: { field: string; confidence: number }[];  // best first
  date_order: DateOrder | null; decimal: Decimal | null; factor: number | null; // as the column is read
}
export type DateOrder = "dmy" | "mdy" | "ymd";
export type Decimal = "comma" | "point";
export interface Constant { field: string; text: string }
export interface ColumnDecision { name: string; field: string | null; date_order?: DateOrder | null; decimal?: Decimal | null; factor?: number | null }
export interface TableDecision { file: string; sheet: string | null; ignore?: boolean; kind?: string | null; source?: string | null; header_row?: number | null; include_hidden?: boolean; columns?: ColumnDecision[]; constants?: Constant[] }
// POST /uploads/{id}/effect TableDecision -> TableEffect (recognised again and read with these choices; nothing is kept)
export interface TableEffect {
  table: UploadTable; top: { number: number; cells: string[] }[] /* first rows, to choose the row of headings */; sample: SampleRow[];
  rows: number; skipped: number; refused: number; rows_with_problems: number; problems: ProblemRow[] /* first ten */; goes_on: boolean /* only the first rows were counted */;
  serial_numbers: { known: number; new: number; unmatched: number } | null;
}
export interface SampleRow { number: number; state: "read" | "skipped" | "refused"; why: string | null; cells: string[]; read: (string | null)[]; wrong: (string | null)[]; currency: string | null }
// GET /uploads/{id}/files -> UploadReports ; GET /uploads/{id}/files/{number}/pages/{page} -> ReportPage   the PDFs of an upload, page by page
// POST /uploads/{id}/template MarkedExample -> TaughtLayout (kept for the upload where `keep`) ; DELETE /uploads/{id}/template/{name} -> 204
export interface UploadReports { files: { number: number; name: string }[]; layouts: string[] /* marked on this upload */ }
export interface ReportPage { pages: number; width: number; height: number; texts: { x: number; y: number /* baseline from above */; width: number; size: number; text: string }[] } // in points
export interface MarkedExample {
  file: number; name: string; kind: string | null; keep: boolean;
  fields: { page: number; texts: number[] /* places in ReportPage.texts */; label: number | null; part: string | null /* of a text with its label in it */; column: string; field: string | null; key: boolean }[];
  tables: { name: string; page: number; kind: string | null; columns: { text: number; column: string; field: string | null }[] }[];
}
export interface TaughtLayout {
  fields: { column: string; label: string; relation: "right" | "below" | "behind" | "place" }[]; compared: number /* pages of the same layout */;
  tables: { name: string; headings: string[]; rows: { file: string; page: number; cells: string[] }[]; rows_total: number }[];
  files: number; unread: string[]; kept: boolean;
}
// POST /uploads/{id}/profile {source} -> Upload (201, sources): what was settled becomes the source's mapping profile
// GET /mapping-profiles -> ProfileVersion[] (newest of each source) ; GET /mapping-profiles/{source} -> ProfileVersion[] (all, newest first)
// GET /mapping-profiles/{source}/mapping.toml?version ; PUT {mapping} | DELETE | POST .../restore {version}, each with If-Match -> ProfileVersion
export interface ProfileVersion { source: string; version: number; saved_by: string; saved_at: string; removed: boolean; wrong: string | null; tables: ProfileTable[]; mapping: string | null; etag: string }
export interface ProfileTable { headings: string[]; file: string; sheet: string | null; kind: string | null; ignored: boolean; columns: ColumnDecision[]; constants: Constant[]; decided_by: string | null; decided_at: string | null }
export interface Job { id: string; kind: "import" | "decide" | "take_back" | "link" | "pull" | "replay"; state: "waiting" | "running" | "done" | "failed"; stage: string | null; done: number; of: number; error: string | null; result: (JobResult & { replay?: number | null }) | null }
export interface JobResult { batch: number | null; rows: number; machines_added: number; machines_changed: number; machines_gone: number; machines_joined: number; machines: number; problems: number; fires: number | null }
// GET /batches -> BatchRow[] (newest first) ; GET /batches/{id} -> BatchDetail ; GET /batches/{id}/problems.csv ; GET /batches/{id}/problems?limit&cursor -> Page<ProblemRow> ; POST /batches/{id}/take-back -> Job (202)
export interface BatchRow { id: number; state: "active" | "taken_back"; imported_at: string; delivered_on: string; origin: string; rows: number; problems: number; files: number; sources: string[]; kinds: string[] }
export interface BatchDetail extends BatchRow { tables: { file: string; sheet: string | null; source: string; kind: string; rows: number; skipped: number; confidence: number; columns: { letter: string; heading: string; field: string | null; confidence: number }[] }[]; left: LeftTable[]; problem_rows: ProblemRow[] /* first 100 */ }
export interface LeftTable { file: string; sheet: string | null; source: string; rows: number; why: "unknown" | "ignored" | "hidden"; decided_by: string | null; decided_at: string | null }
// POST /batches/{id}/uploads {file} -> Upload (201): the delivered file again, to be mapped otherwise
export interface ProblemRow { severity: "note" | "cell" | "row" | "table" | "file"; file: string; sheet: string | null; row: number | null; column: string | null; heading: string | null; text: string | null; what: string }
// GET /sources -> SourceRow[] ; PATCH /sources/{name} If-Match {priority?, complete?: kind[]} -> SourceRow
export interface SourceRow { name: string; priority: number; complete: string[]; kinds: string[]; files: number; last_delivered_on: string | null; etag: string }
// GET /connectors -> ConnectorRow[] ; POST /connectors/{name}/pull {whole?} -> Job (202) ; GET /connectors/{name}/runs?limit&cursor -> Page<ConnectorRun> (newest first)
export interface ConnectorRow { name: string; kind: "tryton" | "sql" | "inbox"; place: string; every_seconds: number | null; at: string | null; running: boolean; last: ConnectorRun | null; next: string | null; failures: number /* in a row */; problem: string | null }
export interface ConnectorRun { id: number; started_at: string; ended_at: string | null; outcome: "running" | "changed" | "unchanged" | "failed"; whole: boolean; asked_by: string; read: number; removed: number; machines_added: number; machines_changed: number; machines_gone: number; batch: number | null; error: string | null }
// GET /runs?limit -> {items: {id: number; as_of: string; decided_at: string; machines: number}[]} ; POST /runs {as_of?} -> Job (202)

// --- search -----------------------------------------------------------------------------------------------------------
// GET /search?q= -> {groups: {kind: "machine"|"customer"|"contract"|"part"|"person"|"component"; total: number; items: SearchItem[]}[]}   at most 6 items a group
export interface SearchItem { id: string; title: string; subtitle: string | null; machine_id: string | null; customer_id: string | null }
// a machine goes to /machines/{machine_id}; a customer to /machines?customer={customer_id}; a contract, part, component or person to its machine when machine_id is set, else to the customer

// --- events ------------------------------------------------------------------------------------------------------------
// GET /events : text/event-stream; `event: job` data: Job ; `event: changed` data: {what: ("machines"|"opportunities"|"uploads"|"batches"|"sources"|"accounts"|"connectors"|"triggers"|"campaigns"|"outbox")[], revision: number, id?: string}

// --- campaigns ----------------------------------------------------------------------------------------------------------------------
// GET /campaigns -> Campaigns ; GET /campaigns/{id} -> CampaignDetail (a template where no campaign was made of it yet; a campaign has its template's id)
// POST /campaigns {template, scope?} -> CampaignDetail (201; `triggers`; 409 where there is a draft) ; POST /campaigns/{id}/dry-run {scope?} -> CampaignDryRun
// PUT /campaigns/{id}/state {state: "live"|"paused"|"retired", scope?, edition} -> CampaignDetail (`approve`; live with another scope widens it)
// PUT /campaigns/{id}/mails/{mail} {subject, text, edition} -> CampaignDetail (`triggers`, drafts only)
// GET /enrolments?machine=ID | ?campaign=ID -> Enrolment[] (notes only with a machine; the latest 500 of a campaign)
// POST /enrolments/{id}/happened {what, step?} -> 204 (`work`)
// POST /campaigns/{id}/mails/{mail}/test {to, language} -> 204 (`triggers`): to an address of the own domain
// GET /tasks?all=&mine= -> Tasks (those due first in front, at most 500) ; POST /tasks/{id}/done -> 204 (`work`)
// GET /outbox?state&destination&before -> Outbox ; POST /outbox/retry {ids?} -> {number} (`work_all`; all that failed or are parked where none is named)
export type CampaignState = "draft" | "live" | "paused" | "retired";
/** For whom it is; an empty list leaves nobody out. */
export interface CampaignScope { machine_types: string[]; triggers: string[]; countries: string[] }
export interface CampaignTemplate { id: string; campaign_type: string; title: string; explanation: string; steps: number; mails: number }
export interface CampaignRow {
  id: string; version: number; state: CampaignState; campaign_type: string; title: string; scope: CampaignScope;
  running: number; answered: number; controls: number; ended: number; // running: those that answered among them
  saved_by: string; saved_at: string; edition: number;
}
export interface Campaigns { items: CampaignRow[]; templates: CampaignTemplate[] }
export type CampaignStepKind = "opportunity" | "assign" | "mail" | "notice" | "wait" | "branch" | "task" | "work_order" | "webhook" | "end";
export interface CampaignStep {
  id: string; kind: CampaignStepKind; days_before: number | null; approval: boolean; title: string | null; mail: string | null; team: string | null; wait_days: number | null;
  happenings: Happening[]; condition: string | null; next: string | null; branches: { then: string; otherwise: string; unknown: string } | null; reason: string | null;
}
export interface CampaignMail { id: string; purpose: "notice" | "advertising"; subject: Record<Language, string>; text: Record<Language, string> }
export interface CampaignDetail extends CampaignRow {
  is_template: boolean; explanation: string; anchor: string | null; entry: string | null; parameters: Record<string, number>;
  weekly_capacity: number | null; controls_percent: number; exits: { reason: string; condition: string }[];
  steps: CampaignStep[]; mails: CampaignMail[]; endings: Record<string, number>; definition: string;
}
export interface PlannedMessage { on: string; step: string; kind: "mail" | "notice" | "task" | "work_order" | "webhook" | "assign" /* what: to whom */; what: string; reasons: string[] }
export interface PlannedEnrolment {
  machine_id: string; serial_number: string; customer_name: string | null; address: string | null; opportunity_id: string | null;
  is_control: boolean; messages: PlannedMessage[]; left_out: string[];
}
export interface CampaignDryRun {
  enrolled: PlannedEnrolment[]; total: number; mails: number; tasks: number; instead_of_mails: number; // enrolled: the first 200
  do_not_enter: number; unknown: number; in_conversation: number; waiting: number;
}
export type Happening = "replied" | "opened_portal" | "booked" | "ordered" | "declined" | "not_delivered" | "released" | "visited";
export interface EnrolmentNote { on: string; what: "done" | "left_out" | "not_sent" | "later" | "awaits_release" | "went" | "answered" | "ended"; step: string | null; why: string[]; until: string | null }
export interface EnrolmentMail {
  at: string; what: "sent" | "waiting" | "refused" | "reply" | "out_of_office" | "bounce" | "complaint" | "objection";
  address: string | null; step: string | null; subject: string | null; text: string | null;
}
export interface Enrolment {
  id: string; campaign: string; version: number; machine_id: string; serial_number: string | null; customer_name: string | null; opportunity_id: string | null;
  state: "active" | "answered" | "control" | "ended"; reason: string | null; step: string | null; joined_on: string; due_on: string | null; notes: EnrolmentNote[]; mails: EnrolmentMail[];
}
export interface Task {
  id: number; kind: "said" | "instead_of_mail" | "instead_of_webhook" | "instead_of_assignment" | "answer" | "release"; title: string | null; reasons: string[];
  machine_id: string | null; serial_number: string | null; customer_name: string | null; opportunity_id: string | null; enrolment_id: string | null;
  owner: string; due_on: string; is_overdue: boolean; done_by: string | null; done_at: string | null;
}
export interface Tasks { items: Task[]; more: boolean }
// GET /teams -> Teams ; POST /teams {name, members: account ids} -> Team (201; `work_all`; 409 `name_taken`)
// PUT /teams/{id} {name, members} -> Team ; DELETE /teams/{id} -> 204, each with If-Match (409 `team_in_use`: a live campaign gives to it)
export interface TeamPerson { id: string; login: string; name: string; active: boolean }
export interface Team { id: string; name: string; members: TeamPerson[]; campaigns: string[]; etag: string }
export interface Teams { items: Team[]; people: TeamPerson[] } // people: who may be in one
export type OutboxState = "waiting" | "sending" | "sent" | "parked" | "failed";
export interface OutboxRow {
  id: number; destination: string; kind: string; key: string; state: OutboxState; attempts: number; since: string; next_at: string | null;
  reason: string | null; remote_id: string | null; sent_at: string | null; opportunity_id: string | null;
}
export interface OutboxCount { destination: string; kind: string; state: OutboxState; number: number }
export interface Outbox { items: OutboxRow[]; next: number | null; counts: OutboxCount[]; set_up: string[] }

// --- Salesforce (`accounts`) --------------------------------------------------------------------------------------------------------
// GET /connectors/salesforce/mapping -> SalesforceMapping (404 where it is not set up)
// PUT /connectors/salesforce/mapping {noun: {object, fields, constants, values}} -> SalesforceMapping (If-Match; 422 with the place of what is wrong)
// POST /connectors/salesforce/mapping/check {the same} -> SalesforceCheck
export interface MappedField { name: string; field: string; usual: string; values: string[] }
export interface MappedObject {
  noun: string; is_sent: boolean; is_always_sent: boolean; object: string; usual_object: string; fields: MappedField[];
  constants: Record<string, string | number | boolean | null>; values: Record<string, Record<string, string>>;
}
export interface OrgValue { value: string; label: string }
export interface OrgField {
  name: string; label: string; type: string; length: number; required: boolean; external_id: boolean; unique: boolean; restricted: boolean; values: OrgValue[];
}
export interface OrgObject { name: string; label: string; fields: OrgField[] }
export interface OrgView { objects: OrgObject[]; stages: OrgValue[] }
export interface SalesforceMapping {
  place: string; key_field: string; objects: MappedObject[]; org: OrgView | null; problem: string | null; etag: string; saved_by: string | null; saved_at: string | null;
}
export interface MappingFinding {
  kind:
    | "seen" | "answer" | "object_not_visible" | "object_read_only" | "field_missing" | "field_read_only" | "not_external_id" | "not_unique"
    | "required_without_value" | "unknown_value" | "stage_differs";
  blocks: boolean; object: string | null; field: string | null; value: string | null; known: string[]; text: string;
}
export interface SalesforceCheck { good: boolean; version: string | null; calls_left: number | null; findings: MappingFinding[]; org: OrgView | null }

// --- webhooks (`sources`) ----------------------------------------------------------------------------------------------------------
// GET /webhooks -> Webhooks ; POST /webhooks {name, url, types} -> WebhookSecret (201; 422 `destination_not_allowed` where [outgoing] allow does not name it)
// PATCH /webhooks/{id} {edition, url?, types?, active?} -> Webhook ; DELETE /webhooks/{id} -> 204 ; POST /webhooks/{id}/secret {edition, old_hours?} -> WebhookSecret
// POST /webhooks/{id}/test {} -> {event_id} (202) ; POST /webhooks/{id}/replay {ids} | {failed_since} | {all_since} -> {number, left_out}
// GET /webhooks/{id}/deliveries?state&before -> Deliveries
export interface Webhook {
  id: string; name: string; url: string; types: string[]; active: boolean; note: string | null; rests_until: string | null; old_secret_until: string | null;
  problem: string | null; created_by: string; created_at: string; edition: number; counts: { waiting: number; parked: number; failed: number; sent: number };
}
export interface Webhooks { items: Webhook[]; types: string[]; kept_days: number }
export interface WebhookSecret { webhook: Webhook; secret: string }
export interface DeliveryTry { at: string; status: number | null; ms: number; answer: string }
export interface Delivery {
  id: number; event_id: string; type: string | null; at: string | null; subject: string; data: unknown; state: OutboxState; attempts: number; next_at: string | null;
  reason: string | null; sent_at: string | null; tries: DeliveryTry[];
}
export interface Deliveries { items: Delivery[]; next: number | null }

// --- matches: pairs of machines, or of customers, that may be one --------------------------------------------------------------------
// GET /matches?limit&offset&sort=value|weight&about=machine|customer -> MatchQueue
// GET /matches/{kept}/{joined}?about -> MatchDetail (numbers are normalised serial numbers, or keys of customers; 404 when decided meanwhile)
// POST /matches/preview PairDecisions -> DecisionPreview
// POST /matches/decisions PairDecisions -> 202 Job (kind "link")
// GET /matches/decisions?before -> DecisionEntry[] (newest first, 100 at a time) ; POST /matches/decisions/undo { ids } -> 202 Job
export type MatchAbout = "machine" | "customer";
export interface MatchSide { id: string; number: string; name: string; machine_type: string | null; customer_name: string | null; customer_number: string | null; machines: number; city: string | null; sources: string[]; value_eur: number | null }
export interface MatchRow { about: MatchAbout; kept: MatchSide; joined: MatchSide; weight: number; probability: number; later: boolean; value_eur: number | null }
export interface MatchQueue { items: MatchRow[]; total: number; next: string | null; offset: number; later: number; records: number; compared: number; skipped: string[] }
export interface MatchValue { value: string; source: CellPlace }
export interface MatchField { field: string; kept: MatchValue | null; joined: MatchValue | null; differs: boolean }
export interface MatchStep { comparison: string; kept: string | null; joined: string | null; level: string; weight: number; term_frequency: number }
export interface MatchDetail extends MatchRow { fields: MatchField[]; prior: number; steps: MatchStep[] }
export type PairVerdict = "same" | "different" | "later";
export interface PairDecision { about: MatchAbout; kept: string; joined: string; verdict: PairVerdict }
export interface PairDecisions { decisions: PairDecision[] }
export interface DecisionPreview { pairs: number; machines_joined: number; opportunities: number; value_eur: number; least_probability: number | null }
export interface DecisionEntry { id: number; about: MatchAbout; kept: string; joined: string; verdict: PairVerdict; weight: number | null; decided_by: string; decided_at: string; undone_by: string | null; undone_at: string | null }

// --- assessment -----------------------------------------------------------------------------------------------------
// GET /assessment -> AssessmentView ; POST /assessment {assumptions: Partial<Assumptions>} -> AssessmentView (what if; nothing is kept, 422 where an assumption makes no sense)
// GET /assessment/machines?figure=ID&assumptions=JSON&limit&offset -> Page<MachineRow>   the machines behind a figure; 404 where there is no such figure
// ids of figures: "completeness.contract.contract_status.unknown@type=HX-500"; after "@" the part of the base, several joined by "&", "-" not known, "~other" the groups a chart sums
export interface AssessmentView { as_of: string; result: Assessment; findings: FindingText[]; reasons: string[]; assumptions: AssumptionView[]; meanings: FigureMeaning[] } // reasons: of result.start_with, in its order
export interface FindingText { eur: number | null; figures: string[]; text: string }
export interface AssumptionView { id: string; value: string; meaning: string }
export interface FigureMeaning { pattern: string; meaning: string } // "{...}" in a pattern stands for any one part
export interface Figure { id: string; machines: number; eur?: number } // the list behind it: /assessment/machines
export type Dimension = "type" | "family" | "country" | "country_group" | "age" | "owner";
export interface Assessment {
  cover: { machines: Figure; customers: Distinct; countries: Distinct; completeness: number; incomplete: Figure; blocked: Figure; ready: Figure; untapped: Figure };
  completeness: { categories: CategoryCount[]; points: { id: string; category: Category; known: Figure; unknown: Figure }[]; by: Breakdown[] };
  questions: { id: "no_contract" | "no_location" | "no_visit"; yes: Figure; no: Figure; unknown: Figure }[];
  campaigns: CampaignResult[];
  campaign_totals: { ready: Figure; blocked: Figure; not_due: Figure };
  gaps: { gaps: Gap[]; together: { campaign: string; facts: string[]; freed: Figure }[]; together_more: number };
  revenue: { all: RevenueGroup; by_family: RevenueGroup[]; by_type: RevenueGroup[] };
  potential: PotentialGroup; potential_unpriced: Figure[]; // contract, modernization, parts
  potential_by_family: PotentialGroup[]; potential_by_country_group: PotentialGroup[]; potential_by_age: PotentialGroup[];
  start_with: Segment[];
  assumptions: Assumptions;
}
export interface Distinct { count: number; of: Figure }
export interface CategoryCount { category: Category | null; share: number; complete: Figure; incomplete: Figure } // null: all of them
export interface BreakdownGroup { value: string | null; scope: string; machines: Figure; categories: CategoryCount[]; known: number[] } // known: by data point, figure `<id>@<scope>`
export interface Breakdown { dimension: Dimension; groups: BreakdownGroup[]; chart: { shown: number; grouped: number; other: Figure; other_share: number } }
export interface CampaignGap { fact: string; blocked_by: Figure; only: Figure }
export interface CampaignResult { id: string; triggers: string[]; ready: Figure; not_due: Figure; blocked: Figure; unpriced: Figure; gaps: CampaignGap[] }
export interface Gap {
  id: string; unreached: boolean; machines: Figure; freed: Figure; share_eur: number; // unreached: keeps ready offers from being delivered
  campaigns: { campaign: string; blocked_by: Figure; only: Figure }[]; owners: { owner: string | null; machines: Figure }[];
}
export interface RevenueGroup { value: string | null; scope: string; machines: Figure; all: Figure; contracts: Figure; contracts_unvalued: Figure; parts: Figure; parts_unknown: Figure }
export interface PotentialGroup { values: [Dimension, string | null][]; scope: string; machines: Figure; contract: Figure; modernization: Figure; parts: Figure; all: Figure }
export interface Segment { rank: number; score: number; parts: { id: "potential" | "ready" | "known" | "reached"; points: number; of: number }[]; potential: PotentialGroup; ready: Figure; known: number; reached: number }
export interface CountryGroup { id: string; name: Record<Language, string>; countries: string[] }
export interface Assumptions {
  horizon_months: number; attach_rate: number; renewal_rate: number; contract_value: "price_list" | "type_mean"; modernization_from_years: number; modernization_rate: number;
  parts_reach: number; parts_min_buyers: number; min_decided: number; rate_where_none_decided: number; location_current_days: number; location_undated: "unknown" | "current" | "not_current";
  visit_years: number; age_bands: number[]; country_groups: CountryGroup[]; segment_by: "country_group" | "age"; segment_min_machines: number;
  start_weights: Record<"potential" | "ready" | "known" | "reached", number>; chart_groups: number;
}

// --- the customers' portal, as the builder's people see it -----------------------------------------------------------
// GET /portal-contacts?customer= -> PortalContacts ; POST /portal-contacts NewPortalContact -> 201 PortalContact ; PATCH /portal-contacts/{id} (If-Match) {name?, language?, is_active?} -> PortalContact ; POST /portal-contacts/{id}/invite -> 204 (work_all)
export interface PortalContact { id: number; customer_id: string; customer_name: string | null; name: string; email: string; language: Language; is_active: boolean; has_password: boolean; invited_by: string; invited_at: string; last_sign_in: string | null; etag: string }
export interface PortalContacts { items: PortalContact[]; can_invite: boolean; cannot_because: string | null }
export interface NewPortalContact { customer_id: string; name: string; email: string; language: Language }
// GET /portal-notices?machine=|opportunity=|customer= -> PortalNotices ; GET /portal-requests?machine=|customer= -> PortalRequests
export type PortalNoticeState = "new" | "seen" | "accepted" | "declined" | "asked" | "withdrawn";
export interface PortalNotice {
  id: number; topic: string; purpose: "notice" | "advertising"; subject: string; made_on: string; machine_id: string; serial_number: string | null;
  state: PortalNoticeState; answered_on: string | null; answered_by: string | null; text: string; comment: string | null; reason: "price" | "competitor" | "no_need" | "no_budget" | "timing" | "other" | null;
  customer_id: string; customer_name: string | null; opportunity_id: string | null; enrolment_id: string; campaign: string;
}
export interface PortalNotices { items: PortalNotice[]; more: boolean }
export interface PortalRequest { id: number; machine_id: string; serial_number: string | null; text: string; urgency: "standing" | "soon" | "when_convenient"; phone: string | null; made_at: string; made_by: string; is_done: boolean; customer_id: string; customer_name: string | null; task_id: number | null }
export interface PortalRequests { items: PortalRequest[]; more: boolean }
// GET /portal-theme -> PortalLook ; PUT /portal-theme (If-Match) PortalLookWords -> PortalLook ; PUT /portal-theme/logo body: the picture -> PortalLook ; DELETE /portal-theme/logo (accounts)
export interface PortalLookWords { company_name: string; primary_colour: string; accent_colour: string; imprint: string }
export interface PortalLook extends PortalLookWords { logo: string | null; etag: string }
