//! An enrolment: one machine taking part in a campaign, and what came of each step.

use base::{EnrolmentId, MachineId, OpportunityId, Translated};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What may happen to an enrolment from outside.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    /// The customer answered; an out-of-office note is no answer.
    Replied,
    /// The customer opened the portal.
    OpenedPortal,
    /// A visit was booked.
    Booked,
    /// The offer was accepted.
    Ordered,
    /// The offer was declined.
    Declined,
    /// The mail came back.
    NotDelivered,
    /// A person released the step it stands at.
    Released,
    /// A visit it led to was done.
    Visited,
}

impl Happening {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Replied,
        Self::OpenedPortal,
        Self::Booked,
        Self::Ordered,
        Self::Declined,
        Self::NotDelivered,
        Self::Released,
        Self::Visited,
    ];

    /// The name in files, the database and JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Replied => "replied",
            Self::OpenedPortal => "opened_portal",
            Self::Booked => "booked",
            Self::Ordered => "ordered",
            Self::Declined => "declined",
            Self::NotDelivered => "not_delivered",
            Self::Released => "released",
            Self::Visited => "visited",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|of| of.id() == name)
    }
}

/// Something that happened, and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Happened {
    /// What.
    pub what: Happening,
    /// On which day, where the tenant is.
    pub on: NaiveDate,
    /// The step it concerns, where it concerns one.
    pub step: Option<String>,
}

/// How far an enrolment is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum State {
    /// Steps are run.
    Active,
    /// The customer answered: a person goes on, no step is run any more.
    Answered,
    /// In the control group: watched, never contacted.
    Control,
    /// It is over.
    Ended {
        /// Why, in one word.
        reason: String,
    },
}

impl State {
    /// The name in the database and JSON.
    #[must_use]
    pub const fn id(&self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Answered => "answered",
            Self::Control => "control",
            Self::Ended { .. } => "ended",
        }
    }

    /// Whether it is over.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self, Self::Ended { .. })
    }
}

/// One machine taking part in a campaign.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enrolment {
    /// Its id, of campaign, machine and a running number for the pair.
    pub id: EnrolmentId,
    /// The campaign.
    pub campaign: String,
    /// The version it began with and stays with.
    pub version: u32,
    /// The machine.
    pub machine: MachineId,
    /// The opportunity it works on.
    pub opportunity: Option<OpportunityId>,
    /// 1 for the first of the machine in the campaign, counted up.
    pub sequence: u32,
    /// How far it is.
    pub state: State,
    /// The step it stands at, by id; none once all are done.
    pub step: Option<String>,
    /// Since when it stands there.
    pub step_since: NaiveDate,
    /// When it began.
    pub joined_on: NaiveDate,
    /// When it is looked at again; each day while that is none and it is not over.
    pub due_on: Option<NaiveDate>,
}

impl Enrolment {
    /// The key of the effect of one of its steps: small letters, digits and hyphens. The same step never has another.
    #[must_use]
    pub fn key(&self, step: &str) -> String {
        format!("{}-{step}", self.id)
    }
}

/// What came of a step, as the enrolment's history tells it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "what")]
pub enum Note {
    /// The step was run.
    Done {
        /// The step.
        step: String,
    },
    /// Left out: a later one was due, too, when it came to it (mautic#6062).
    LeftOut {
        /// The step.
        step: String,
        /// Days that were left.
        days_left: i64,
    },
    /// What would have gone out became a task for a person.
    NotSent {
        /// The step.
        step: String,
        /// Why.
        reasons: Vec<String>,
    },
    /// It waits although it is due.
    Later {
        /// The step.
        step: String,
        /// The first day it may go.
        until: NaiveDate,
        /// Why.
        reason: String,
    },
    /// A person has to release it first.
    AwaitsRelease {
        /// The step.
        step: String,
    },
    /// Which way a branch went.
    Went {
        /// The branch.
        step: String,
        /// Whether what it asks holds; none where that is not known.
        holds: Option<bool>,
        /// The step it went to.
        to: String,
    },
    /// The customer answered.
    Answered,
    /// It is over.
    Ended {
        /// Why, in one word.
        reason: String,
    },
}

/// Something that goes out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Effect {
    /// Its key: the same cause never has another.
    pub key: String,
    /// The step it comes from.
    pub step: String,
    /// What it is.
    pub kind: EffectKind,
}

/// What goes out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EffectKind {
    /// The opportunity is opened or updated.
    Opportunity,
    /// The opportunity is given to somebody.
    Assign {
        /// The team; whom territories say where none is named.
        team: Option<String>,
    },
    /// A mail.
    Mail {
        /// Its id in the campaign.
        mail: String,
    },
    /// A notice in the portal.
    Notice {
        /// Its id in the campaign.
        mail: String,
    },
    /// Something to do for a person.
    Task {
        /// What.
        title: TaskTitle,
        /// Until when.
        due: NaiveDate,
        /// Why a person has to do it, where it was not meant for one.
        reasons: Vec<String>,
    },
    /// A visit of the field service.
    WorkOrder {
        /// What for.
        title: Translated,
        /// Until when.
        due: NaiveDate,
    },
    /// A message to another system.
    Webhook {
        /// The endpoint's name.
        name: String,
    },
}

/// What a task is called.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "task")]
pub enum TaskTitle {
    /// What the campaign says.
    Said {
        /// The words.
        title: Translated,
    },
    /// A mail may not be sent: speak to the customer in another lawful way, or see to the reason.
    InsteadOfMail {
        /// The mail.
        mail: String,
    },
    /// The customer answered.
    Answer,
    /// The endpoint a step names is missing or switched off: tell the other system in another way.
    InsteadOfWebhook {
        /// The endpoint's name.
        webhook: String,
    },
    /// Nobody of the team a step names can take the opportunity: give it to somebody yourself.
    InsteadOfAssignment {
        /// The team.
        team: String,
    },
    /// A step waits for being released.
    Release {
        /// The step.
        step: String,
    },
}
