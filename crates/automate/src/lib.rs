//! Campaigns: who takes part, which step is due today, and what may lawfully go out.
//!
//! A [`Campaign`] is one TOML file. A hit of a trigger that feeds its type makes an [`Enrolment`]; [`advance`] says what a day
//! makes of it: steps done, steps left out, effects that go out, or why it ended. Before a step that speaks to a customer
//! stand the guards: the [`Matrix`] of what law allows, quiet hours and holidays ([`Calendar`]), and how often a customer may
//! be contacted ([`Limits`]). What may not be sent becomes a task for a person, with the reason. Pure: the day, what happened
//! and what is known of a machine are parameters.

mod advance;
mod calendar;
mod campaign;
mod enrolment;
mod guard;
mod joining;
mod matrix;
mod plan;
mod policy;
mod register;
mod step;
mod zones;

pub use advance::{Advanced, Situation, advance};
pub use calendar::{Calendar, easter_sunday, holiday, is_holiday};
pub use campaign::{Campaign, CampaignError, Exit, Mail};
pub use enrolment::{Effect, EffectKind, Enrolment, Happened, Happening, Note, State, TaskTitle};
pub use guard::{Contact, Guard, Limits, Person, guard};
pub use joining::{Candidate, Join, Joined, join};
pub use matrix::{
    Asked, Basis, Cell, Channel, Consent, Country, Matrix, MatrixError, Origin, Place, Purpose, Relation, Verdict,
    floor, places, shipped, source_of,
};
pub use plan::{PlannedDay, plan};
pub use policy::{ChangedCell, ContactPolicy, PolicyError};
pub use register::{Said, Stand, Standing, Statement};
pub use step::{Doing, Step, Test};
pub use zones::zones;
