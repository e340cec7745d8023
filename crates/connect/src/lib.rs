//! Readings and events -> columnar lake -> the fact table: one row a machine, as of a date.
//!
//! The lake holds the typed rows of every delivery as Parquet, one file a kind and batch. [`facts`] computes the fact
//! table from machine files and lake, never from anything later than `as_of`. No clock here: dates are parameters.

pub mod facts;
pub mod history;
pub mod lake;
pub mod life;
mod telemetry;

pub use facts::{FactInputs, FactTable, Known, fact_schema, fact_table};
pub use history::{History, OpenTicket, Timeline};
pub use lake::{Lake, LakeError, LakeFile, LakeWriter};
