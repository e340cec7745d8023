//! What can go wrong on the way to another system. No variant ever holds a secret.

/// Why a connector gave up.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ConnectorError {
    /// The settings are wrong or incomplete.
    #[error("{0}")]
    Settings(String),
    /// Nobody has allowed this destination.
    #[error(
        "a connection to {host}:{port} is not allowed; an administrator allows it in instand.toml: [outgoing] \
         allow = [\"{host}:{port}\"]"
    )]
    NotAllowed {
        /// The host.
        host: String,
        /// The port.
        port: u16,
    },
    /// Nobody answers there, or not in time.
    #[error("{whom} does not answer: {why}")]
    Unreachable {
        /// Host and port.
        whom: String,
        /// What the system said.
        why: String,
    },
    /// The other system does not take name and password.
    #[error("{whom} refuses the sign-in of `{user}`: {why}")]
    SignIn {
        /// Host and port.
        whom: String,
        /// The user.
        user: String,
        /// What it said.
        why: String,
    },
    /// The other system answered with an error, or with what cannot be understood.
    #[error("{whom}, {about}: {what}")]
    Answered {
        /// Host and port.
        whom: String,
        /// Which records.
        about: String,
        /// What it said.
        what: String,
    },
    /// More than a pull may bring.
    #[error("{0}")]
    TooMuch(String),
    /// A file or folder of this machine cannot be read or written.
    #[error("{0}")]
    File(String),
}

impl ConnectorError {
    /// Whether trying again in a moment may help.
    pub(crate) const fn may_pass(&self) -> bool {
        matches!(self, Self::Unreachable { .. })
    }
}

/// The innermost reason: "connection refused" rather than "error sending request".
pub(crate) fn why(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut deepest: &dyn std::error::Error = error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
