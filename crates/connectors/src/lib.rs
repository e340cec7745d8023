//! The only crate that opens outgoing connections.
//!
//! A connector fetches records from where they are kept (an ERP, a database, a folder) and gives them as files; what
//! becomes of the files is the pipeline's. [`salesforce`] and [`tryton`] also write: opportunities, by a key of ours; [`caldav`]
//! writes visits into calendars; all others only read. They connect only to destinations an administrator has named ([`Allowed`]), keep to limits of time and size,
//! and write no password into an error. They read no clock and no environment.

mod allowed;
mod bucket;
pub mod caldav;
mod connector;
pub mod crm;
mod error;
pub mod inbox;
pub mod mail;
pub mod mqtt;
mod routing;
pub mod salesforce;
mod schedule;
mod secret;
mod settings;
mod snapshot;
mod sql;
pub mod tryton;
pub mod webhooks;

pub use allowed::Allowed;
pub use bucket::{BucketSettings, S3Bucket};
pub use connector::{Connector, Finding, Known, Pulled, ReadFrom};
pub use error::ConnectorError;
pub use routing::{Drive, RoutingServer};
pub use schedule::{Schedule, backoff};
pub use secret::Secret;
pub use settings::{Kind, RecordSettings, Sections, Settings};
