//! The API against real databases and a small reference manufacturer.

mod customer_matches;
mod lists;
mod matches;
mod opportunities;
mod permissions;
mod sign_in;
mod site;
mod uploads;
