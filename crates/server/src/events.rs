//! What pages are told as it happens.

use crate::jobs::Job;
use serde::Serialize;
use utoipa::ToSchema;

/// What may have changed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Machines, their facts and verdicts.
    Machines,
    /// Opportunities.
    Opportunities,
    /// Uploads that wait.
    Uploads,
    /// Deliveries.
    Batches,
    /// Sources.
    Sources,
    /// Accounts.
    Accounts,
    /// Connectors: one was read.
    Connectors,
    /// Segments: one was saved or put away.
    Segments,
    /// Triggers: a version was saved or moved on.
    Triggers,
    /// Campaigns, enrolments and tasks.
    Campaigns,
    /// What goes out.
    Outbox,
    /// Tours, visits and technicians.
    Tours,
}

/// Something changed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Changed {
    /// What.
    pub what: Vec<What>,
    /// Which one, where it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// One event of the stream.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "few are there at a time, and most are jobs")]
pub enum Event {
    /// Something changed.
    Changed(Changed),
    /// A job went on.
    Job(Job),
}
