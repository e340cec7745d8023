//! What is to be done, where and when.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::technician::Span;
use crate::travel::Coordinates;

/// One trip of one technician to one site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// Names the visit in tours and edits.
    pub id: String,
    /// Where.
    pub site: Coordinates,
    /// Minutes of work at the site, at least one.
    pub duration_minutes: u32,
    /// All of them are needed, of one technician.
    #[serde(default)]
    pub skills: BTreeSet<String>,
    /// Only technicians of this region come; none: all.
    #[serde(default)]
    pub region: Option<String>,
    /// When the site can be worked at: the work begins and ends within one of them. None: at any time.
    #[serde(default)]
    pub windows: Vec<Span>,
    /// By when.
    #[serde(default)]
    pub due: Option<Due>,
    /// How much it matters.
    #[serde(default)]
    pub priority: Priority,
    /// Visits with the same key should be done on one tour: the customer's site.
    #[serde(default)]
    pub customer: Option<String>,
    /// What was promised to the customer.
    #[serde(default)]
    pub promise: Option<Promise>,
}

/// The last day on which a visit should be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The day.
    pub day: NaiveDate,
    /// Whether the visit makes no sense after it. Otherwise it is overdue then, and comes before others.
    pub strict: bool,
}

/// How much a visit matters; where not all can be done, the sum of weights decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// When there is time.
    Low,
    /// As usual.
    #[default]
    Normal,
    /// Before the usual ones.
    High,
    /// A machine stands still.
    Urgent,
}

/// What a customer was told and a plan must keep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Who comes.
    pub technician: Option<String>,
    /// When the work begins.
    pub begins: Option<NaiveDateTime>,
    /// By how many minutes the begin may differ.
    #[serde(default)]
    pub tolerance_minutes: u32,
}

impl Visit {
    /// Whether its due date is over on this day.
    #[must_use]
    pub fn overdue(&self, today: NaiveDate) -> bool {
        self.due.is_some_and(|due| due.day < today)
    }

    /// What leaving it out costs, on this day for a plan up to `last`: 1, 2, 4, 8 by priority; 8 more when overdue, 4 more
    /// when it would be overdue after the plan; 1000 more when promised.
    #[must_use]
    pub fn weight(&self, today: NaiveDate, last: NaiveDate) -> u32 {
        let priority = match self.priority {
            Priority::Low => 1,
            Priority::Normal => 2,
            Priority::High => 4,
            Priority::Urgent => 8,
        };
        let due = match self.due {
            Some(due) if due.day < today => 8,
            Some(due) if due.day <= last => 4,
            _ => 0,
        };
        priority + due + if self.promise.is_some() { 1000 } else { 0 }
    }
}
