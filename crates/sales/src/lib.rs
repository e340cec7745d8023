//! Opportunity to cash: what becomes of a trigger hit. Pure: no clock, no database.

mod opportunity;
mod territory;

pub use opportunity::{Cause, Opportunity, Stage, reconcile};
pub use territory::{Place, Territories, Territory};
