//! Opportunity to cash: what becomes of a trigger hit. Pure: no clock, no database.

mod conversation;
mod edit;
mod opportunity;
mod team;
mod territory;

pub use conversation::{Conversations, Together, converse};
pub use edit::{Change, LOST_REASONS, Step, StepKind, Work};
pub use opportunity::{Cause, Opportunity, Stage, reconcile};
pub use team::{Load, Member, chosen};
pub use territory::{Place, Territories, Territory};
