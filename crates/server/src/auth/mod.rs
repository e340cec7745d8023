//! Accounts, sessions, tokens, roles: who may do what.

pub mod limit;
pub mod permission;
pub mod portal;
pub mod secret;
pub mod sign_in;
pub mod who;

pub use permission::{Permission, Role};
pub use portal::PortalContact;
pub use who::{May, SignedIn, Who};
