//! The only crate with SQL: the operational database on SQLite or PostgreSQL, chosen by URL.
//!
//! What runs to millions of rows (readings, order lines, visits) lives in the lake; here stand deliveries, recognised
//! tables, machine files, hits, opportunities, the audit. Every change goes through [`Store::write`], one writer at a
//! time, and leaves an audit line.

mod accounts;
mod audit;
mod connection;
mod deliveries;
mod dump;
mod entities;
mod hits;
mod machines;
mod matches;
mod migrations;
mod opportunities;

pub use accounts::{Account, ApiToken, Session};
pub use audit::AuditLine;
pub use connection::{Exclusive, Store, StoreError, Write};
pub use deliveries::{Batch, BatchState, ColumnMeaning, NewBatch, Source, SourceFile, SourceTable};
pub use hits::{HitRow, HitState, Run};
pub use machines::{CustomerRow, MachineRow};
pub use matches::{LINKER, MatchAbout, MatchDecision, MatchVerdict, NewMatchDecision};
pub use opportunities::{Activity, Edited, WorkedOpportunity};
