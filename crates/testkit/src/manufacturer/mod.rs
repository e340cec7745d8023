//! The reference manufacturer: Reinhardt Maschinenbau GmbH, any number of machines, and the folder of exports it has.
//!
//! Everything follows from the seed: machine by machine, each from its own stream of random numbers, so that any size
//! fits into memory. The truth file is worked out from the model of each machine and is never inside the folder.
//!
//! With [`Manufacturer::csv_only`] the workbooks become CSV files and there are no PDF reports; the truth then does
//! not count the visits only those would tell of.

mod boundary;
mod calendar;
mod contracts;
mod customers;
mod facts;
mod files;
mod hard_lists;
mod lives;
mod machine;
mod orders;
mod places;
mod readings;
mod rng;
mod serials;
mod table;
mod telemetry;
mod truth;
mod types;
mod verdicts_file;
mod visits;
mod world;
mod write;

pub use hard_lists::{HardList, HardLists};
pub use lives::{LifeTruth, Lives, StandingTruth};
pub use write::{Manufacturer, TriggerCount, Written, WrittenFile};
