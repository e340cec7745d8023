//! Telemetry: what machines measure, from the way in to rollups by day.
//!
//! A reading comes in by one of the [`inlet`]s, is judged by stated rules ([`judge`]), stands in the [`journal`] before its
//! sender is told that it is there, and goes from there into the [`lake`]: Parquet by day, sorted by device, signal and
//! time, each reading once, and a rollup of each day. No network, no database, no clock: the time of arrival is a parameter.

pub mod batch;
pub mod error;
pub mod inlet;
pub mod journal;
pub mod judge;
pub mod lake;
pub mod rollup;
pub mod signal;
pub mod sketch;
pub mod statistics;
pub mod windows;

pub use batch::{Batch, Counts, Row};
pub use error::TelemetryError;
pub use judge::{Limits, Message, Reason};
pub use signal::{Signal, SignalKind, Signals};
