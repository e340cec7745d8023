//! The only crate that opens outgoing connections.
//!
//! A connector fetches records from where they are kept (an ERP, a database, a folder) and gives them as files; what
//! becomes of the files is the pipeline's. It connects only to destinations an administrator has named ([`Allowed`]),
//! only reads there, keeps to limits of time and size, and writes no password into an error. It reads no clock and no
//! environment.

mod allowed;
mod bucket;
mod connector;
mod error;
pub mod inbox;
pub mod mail;
pub mod mqtt;
mod schedule;
mod secret;
mod settings;
mod snapshot;
mod sql;
mod tryton;

pub use allowed::Allowed;
pub use bucket::{BucketSettings, S3Bucket};
pub use connector::{Connector, Finding, Known, Pulled, ReadFrom};
pub use error::ConnectorError;
pub use schedule::{Schedule, backoff};
pub use secret::Secret;
pub use settings::{Kind, RecordSettings, Settings};
