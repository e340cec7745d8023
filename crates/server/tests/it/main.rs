//! The API against real databases and a small reference manufacturer.

mod connectors;
mod contacts;
mod customer_matches;
mod fill_in;
mod held;
mod lists;
mod lives;
mod mapping;
mod matches;
mod opportunities;
mod permissions;
mod portal;
mod portal_data;
mod portal_notices;
mod report;
mod report_layouts;
mod salesforce_mapping;
mod segments;
mod sign_in;
mod site;
mod telemetry;
mod tours;
mod triggers;
mod uploads;
mod webhooks;
