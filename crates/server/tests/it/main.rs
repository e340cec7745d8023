//! The API against real databases and a small reference manufacturer.

mod fill_in;
mod lists;
mod matches;
mod opportunities;
mod permissions;
mod sign_in;
mod site;
mod uploads;
