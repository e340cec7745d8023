//! The API against real databases and a small reference manufacturer.

mod lists;
mod matches;
mod opportunities;
mod permissions;
mod report;
mod sign_in;
mod site;
mod uploads;
