//! Field service: technicians, visits and tours joined. What is to be done comes from campaigns, due maintenance and people; who
//! could do it from the store; drives from a routing server or an estimate; the plan from [`tours`]. Everything that is saved is
//! one transaction, and refused where somebody else changed the tours meanwhile.

mod calendar;
mod calendar_push;
mod calendar_reply;
mod calendar_shown;
mod edits;
mod gather;
mod maintenance;
mod offers;
mod planning;
mod roads;
mod sites;
mod slots;
mod technicians;
mod work;

pub use calendar_push::{CalendarsPushed, PushingCalendars, calendar_of, push_calendars};
pub use edits::{Edit, Edited, Place};
pub(crate) use maintenance::Asked;
pub use maintenance::Proposal;
pub use offers::Told;
pub use planning::{Planned, Wanted, limits_text};
pub use roads::{How, Roads};
pub use sites::{checked_visit, locate};
pub use slots::{Slot, Taken};
pub use technicians::{TechnicianDraft, TechnicianLine, shifts, technicians_of};

use ::tours::{Breach, GreatCircle};
use chrono::NaiveDateTime;
use connectors::RoutingServer;
use sales::Territories;
use store::{Store, StoreError, VisitKind};

/// By what a machine says which skill its visits need.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SkillOf {
    /// Its product family.
    ProductFamily,
    /// Its type.
    MachineType,
}

/// Minutes of a visit where nothing else is said.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Minutes {
    /// Due maintenance.
    pub maintenance: u32,
    /// What a campaign leads to.
    pub campaign: u32,
    /// A repair.
    pub repair: u32,
    /// Parts that are brought.
    pub parts_delivery: u32,
}

impl Default for Minutes {
    fn default() -> Self {
        Self { maintenance: 240, campaign: 120, repair: 180, parts_delivery: 30 }
    }
}

impl Minutes {
    /// Of a kind.
    #[must_use]
    pub const fn of(&self, kind: VisitKind) -> u32 {
        match kind {
            VisitKind::Maintenance => self.maintenance,
            VisitKind::Campaign => self.campaign,
            VisitKind::Repair => self.repair,
            VisitKind::PartsDelivery => self.parts_delivery,
        }
    }
}

/// How long it is searched for better tours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Search {
    /// So many seconds.
    Seconds(u32),
    /// So many steps: the same plan on every machine.
    Steps(u64),
}

/// How tours are planned here: what an administrator sets.
pub struct FieldService {
    /// Drives where no routing server is set, or it fails.
    pub great_circle: GreatCircle,
    /// Days planned at once where nothing is said.
    pub horizon_days: u32,
    /// Which region a place is in, the region in the place of the owner.
    pub regions: Territories,
    /// Which skill a machine's visits need; none: no skill.
    pub skill: Option<SkillOf>,
    /// How long visits are.
    pub minutes: Minutes,
    /// How long is searched where nothing is said.
    pub search: Search,
    /// Where drives come from.
    pub roads: Roads,
}

impl Default for FieldService {
    fn default() -> Self {
        Self {
            great_circle: GreatCircle::default(),
            horizon_days: 10,
            regions: Territories::default(),
            skill: None,
            minutes: Minutes::default(),
            search: Search::Seconds(10),
            roads: Roads::default(),
        }
    }
}

impl FieldService {
    /// Whether a routing server is set.
    #[must_use]
    pub const fn has_routing(&self) -> bool {
        self.roads.has_server()
    }

    /// With this routing server.
    #[must_use]
    pub fn routed_by(self, server: Option<RoutingServer>) -> Self {
        Self { roads: Roads::by(server), ..self }
    }
}

/// What stops an operation on tours; everything is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such visit or technician.
    #[error("{0}")]
    Missing(String),
    /// Somebody else was faster.
    #[error("{0}")]
    Changed(String),
    /// It cannot be done at all.
    #[error("{0}")]
    Wrong(String),
    /// It does not fit the state of things; the first is a stable name.
    #[error("{1}")]
    Conflict(&'static str, String),
    /// It breaks limits, and nobody said that this is taken.
    #[error("this breaks {}: look at it, and accept it or choose another place", .0.iter().map(breach_text).collect::<Vec<_>>().join("; "))]
    Breaks(Vec<Breach>),
    /// The search came to nothing.
    #[error("{0}")]
    Failed(String),
}

impl From<::tours::Error> for DispatchError {
    fn from(error: ::tours::Error) -> Self {
        Self::Wrong(error.to_string())
    }
}

/// What breaks, in a few words for a log or a terminal; the page has its own.
#[must_use]
pub fn breach_text(of: &Breach) -> String {
    use ::tours::BreachKind as Kind;
    match &of.kind {
        Kind::WindowMissed { minutes } => format!("a window by {minutes} minutes"),
        Kind::PromiseMissed { minutes } => format!("a promise by {minutes} minutes"),
        Kind::PromisedTo { .. } => "a promise that somebody else comes".to_owned(),
        Kind::SkillsLacking { skills } => {
            format!("the skills needed ({})", skills.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
        }
        Kind::OtherRegion { region } => format!("the region ({region})"),
        Kind::DuePassed { days, .. } => format!("the due date by {days} days"),
        Kind::Overtime { minutes } => format!("the working hours by {minutes} minutes"),
        Kind::DriveTooLong { minutes } => format!("the limit of driving by {minutes} minutes"),
    }
}

/// Plans and changes tours for somebody, at an instant. The clock is the caller's.
pub struct Dispatch<'a> {
    /// The database.
    pub store: &'a Store,
    /// How tours are planned here.
    pub service: &'a FieldService,
    /// Who does it.
    pub actor: &'a str,
    /// When, UTC, RFC 3339.
    pub at: String,
    /// The same, local to the tenant.
    pub now: NaiveDateTime,
}

/// How often an operation is begun anew when somebody else changed the tours in between.
const TRIES: usize = 5;

fn changed_meanwhile() -> DispatchError {
    DispatchError::Changed("somebody else changed the tours meanwhile; look at them again".to_owned())
}

fn no_visit() -> DispatchError {
    DispatchError::Missing("there is no such visit".to_owned())
}
