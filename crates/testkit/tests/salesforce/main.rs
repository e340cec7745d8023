//! The Salesforce stand-in by raw HTTP: what the documentation says, each rule once.

mod bulk;
mod composite;
mod faults;
mod http;
mod queries;
mod records;
mod rules;
mod tokens;
