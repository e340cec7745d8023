//! An MQTT 5 broker: messages come at least once, and are acknowledged only when who asked for them says so.
//!
//! The session outlives the connection: what is published while nobody is here waits at the broker. What is here and not
//! acknowledged is bounded in number and bytes; the broker keeps the rest. A connection that is lost is made again, the
//! files with secrets and certificates are then read anew.

mod link;
mod reasons;
mod settings;

pub use link::{Answers, Heard, Link, Message, Ticket};
pub use settings::{Broker, BrokerSettings};
