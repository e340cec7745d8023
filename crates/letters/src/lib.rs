//! Mails of campaigns: composing them, and understanding what comes back. Pure.
//!
//! A [`Template`] is checked when it is saved, so that a campaign does not fail at its hundredth customer. [`compose`] makes
//! the bytes that are sent; the same letter gives the same bytes, so that one which is sent again is recognised as the same.
//! [`understand`] says what a mail that came in is: an answer of a person, an automatic one, a bounce, a complaint, an
//! objection. What is sent and fetched, and where, is the connectors'; what follows from it is the campaign's. No clock, no
//! network, no randomness.

mod address;
mod compose;
mod encode;
mod footer;
mod format;
mod html;
mod key;
mod template;
mod understand;
mod variables;

pub use address::{Address, AddressError, Person};
pub use compose::{ComposeError, Composed, Letter, Purpose, Unsubscribe, compose};
pub use footer::{Imprint, Why};
pub use format::{day, money};
pub use key::{Key, KeyError, MessageId, Returns, Way};
pub use template::{Part, Problem, Rendered, Template, TemplateError};
pub use understand::{Incoming, Kind, Lasting, MOST_BYTES, understand};
pub use variables::{Values, Variable};
