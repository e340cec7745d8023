//! The nouns of Instand: typed ids, kinds of records and their fields, source references, problems, money.
//!
//! This crate does no I/O, reads no clock and knows neither databases nor HTTP. Everything here is plain data that
//! every other room shares, so that a term means one thing everywhere.

mod fact;
mod field;
mod ids;
mod kind;
mod language;
mod problem;
mod source_ref;

pub use fact::{FACTS, Fact, FactSources, SeriesRef, fact};
pub use field::{Category, DataType, Field, fields};
pub use ids::{
    AccountId, BatchId, CustomerId, EnrolmentId, MachineId, OpportunityId, TableId, TeamId, TechnicianId, VisitId,
};
pub use kind::Kind;
pub use language::{Language, Translated};
pub use problem::{Problem, Severity, column_letters};
pub use source_ref::{CellRef, Sourced};
