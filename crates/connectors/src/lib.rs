//! The only crate that opens outgoing connections.
