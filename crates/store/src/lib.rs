//! The only crate with SQL: the operational database on SQLite or PostgreSQL, chosen by URL.
//!
//! What runs to millions of rows (readings, order lines, visits) lives in the lake; here stand deliveries, recognised
//! tables, machine files, hits, opportunities, the audit. Every change goes through [`Store::write`], one writer at a
//! time, and leaves an audit line.

mod accounts;
mod audit;
mod calendar_events;
mod campaigns;
mod connection;
mod connectors;
mod consents;
mod contact_policy;
mod data_use;
mod deliveries;
mod dump;
mod enrolments;
mod entities;
mod hits;
mod incoming;
mod left_tables;
mod machines;
mod mapping_profiles;
mod matches;
mod migrations;
mod opportunities;
mod outgoing;
mod portal;
mod portal_notices;
mod replays;
mod rules;
mod segments;
mod sender_aliases;
mod service_requests;
mod settings;
mod suppressions;
mod tasks;
mod technicians;
mod tours;
mod visits;
mod webhook_events;
mod webhooks;

pub use accounts::{Account, ApiToken, Session};
pub use audit::AuditLine;
pub use automate::Said;
pub use calendar_events::CalendarEvent;
pub use campaigns::{CampaignState, CampaignVersion, NewCampaignVersion, Scope};
pub use connection::{Exclusive, Store, StoreError, Write};
pub use connectors::{ConnectorRun, RunOutcome};
pub use consents::{Addresses, ConsentEntry, DatedConsent, NewConsent, address_digest};
pub use contact_policy::ContactPolicyVersion;
pub use data_use::{DataUse, NewDataUse, PORTAL_AGREEMENT};
pub use deliveries::{Batch, BatchState, ColumnMeaning, NewBatch, Source, SourceFile, SourceTable};
pub use enrolments::{Advance, EnrolledBefore};
pub use hits::{HitRow, HitState, Run};
pub use incoming::IncomingMail;
pub use left_tables::{LeftTable, WhyLeft};
pub use machines::{CELLS, CustomerRow, MachineRow};
pub use mapping_profiles::MappingProfile;
pub use matches::{LINKER, MatchAbout, MatchDecision, MatchVerdict, NewMatchDecision};
pub use opportunities::{Activity, Edited, WorkedOpportunity};
pub use outgoing::{NewOutgoing, Outgoing, OutgoingState, Settled};
pub use portal::{NewPortalContact, PortalContact, PortalLogo, PortalSession};
pub use portal_notices::{NewNotice, Notice, NoticeAnswer, NoticeState, NoticesOf};
pub use replays::{NewReplay, ReplayAsked};
pub use rules::{NewRuleVersion, RULES_FOLDER, RuleState, RuleStep, RuleVersion, Stepped};
pub use segments::{NewSegmentVersion, SHIPPED, SegmentDay, SegmentMembers, SegmentVersion};
pub use sender_aliases::SenderAlias;
pub use service_requests::{NewServiceRequest, RequestsOf, ServiceRequest};
pub use settings::Setting;
pub use suppressions::{NewSuppression, Suppression};
pub use tasks::{NewTask, Task};
pub use technicians::{Absence, Pause, Technician, WorkDay};
pub use tours::{NewTourPlan, PlannedStop, TourPlan};
pub use visits::{NewVisit, Visit, VisitFilter, VisitKind, VisitState};
pub use webhook_events::{EventType, NewEvent, WebhookEvent};
pub use webhooks::{Attempt, Delivery, Endpoint, EndpointChange, NewEndpoint, Replayed, SigningText, WEBHOOK};
