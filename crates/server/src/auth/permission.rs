//! What may be done, and which role may do it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing an account or token may do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// See everything.
    Read,
    /// Take lists out as workbooks, and the delivered files.
    Export,
    /// Work on one's own opportunities and on those nobody owns.
    Work,
    /// Work on everybody's opportunities and give them to others.
    WorkAll,
    /// Enter what contacts agreed and objected to.
    Contacts,
    /// Bring deliveries in.
    Import,
    /// Send readings of machines.
    Ingest,
    /// Take deliveries back.
    TakeBack,
    /// Evaluate the triggers.
    Decide,
    /// Save segments and put them away.
    Segments,
    /// Write triggers, submit and replay them.
    Triggers,
    /// Put triggers in force that another person wrote, and retire them.
    Approve,
    /// Say which records are one machine.
    Match,
    /// Change what is declared of sources.
    Sources,
    /// Add and change accounts.
    Accounts,
    /// Read who did what.
    Audit,
    /// Plan tours: technicians, visits, who goes where.
    PlanTours,
    /// See one's own day as a technician, begin and finish its visits.
    OwnDay,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 18] = [
        Self::Read,
        Self::Export,
        Self::Work,
        Self::WorkAll,
        Self::Contacts,
        Self::Import,
        Self::Ingest,
        Self::TakeBack,
        Self::Decide,
        Self::Segments,
        Self::Triggers,
        Self::Approve,
        Self::Match,
        Self::Sources,
        Self::Accounts,
        Self::Audit,
        Self::PlanTours,
        Self::OwnDay,
    ];

    /// The name in JSON and in the database.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Export => "export",
            Self::Work => "work",
            Self::WorkAll => "work_all",
            Self::Contacts => "contacts",
            Self::Import => "import",
            Self::Ingest => "ingest",
            Self::TakeBack => "take_back",
            Self::Decide => "decide",
            Self::Segments => "segments",
            Self::Triggers => "triggers",
            Self::Approve => "approve",
            Self::Match => "match",
            Self::Sources => "sources",
            Self::Accounts => "accounts",
            Self::Audit => "audit",
            Self::PlanTours => "plan_tours",
            Self::OwnDay => "own_day",
        }
    }

    /// The permission with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.id() == name)
    }
}

/// What a person is here.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the server.
    Admin,
    /// Leads service sales.
    Manager,
    /// Sells.
    Sales,
    /// Keeps the data.
    Steward,
    /// Plans and does service.
    Service,
    /// Goes to customers.
    Technician,
    /// Only looks.
    Viewer,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Admin, Self::Manager, Self::Sales, Self::Steward, Self::Service, Self::Technician, Self::Viewer];

    /// The name in JSON and in the database.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::Sales => "sales",
            Self::Steward => "steward",
            Self::Service => "service",
            Self::Technician => "technician",
            Self::Viewer => "viewer",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == name)
    }

    /// What the role may do.
    #[must_use]
    pub const fn permissions(self) -> &'static [Permission] {
        use Permission::{
            Approve, Contacts, Decide, Export, Import, Ingest, Match, OwnDay, PlanTours, Read, Segments, Sources,
            TakeBack, Triggers, Work, WorkAll,
        };
        match self {
            Self::Admin => &Permission::ALL,
            Self::Manager => &[
                Read, Export, Work, WorkAll, Contacts, Import, Decide, Segments, Triggers, Approve, Match, PlanTours,
                OwnDay,
            ],
            Self::Sales => &[Read, Export, Work, Contacts],
            Self::Steward => {
                &[Read, Export, Contacts, Import, Ingest, TakeBack, Decide, Segments, Triggers, Match, Sources]
            }
            Self::Service => &[Read, Export, PlanTours, OwnDay],
            Self::Technician => &[Read, OwnDay],
            Self::Viewer => &[Read],
        }
    }
}
