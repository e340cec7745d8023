//! What an answer of an SMTP server means.

use lettre::transport::smtp::Error;
use std::error::Error as _;

/// What a server was answering.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// The sender. What is refused here concerns us: our address, our account, our reputation.
    Sender,
    /// The recipient's address.
    Recipient,
    /// The mail itself.
    Content,
}

/// An answer that was not "yes".
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum No {
    /// Not at all.
    Never(String),
    /// Not now.
    NotNow(String),
    /// Not in this session: it has taken what it takes, or the server is closing it.
    NotHere(String),
    /// No answer, or none that can be read; the connection is of no more use.
    Nothing(String),
}

impl No {
    pub(super) fn said(self) -> String {
        match self {
            Self::Never(said) | Self::NotNow(said) | Self::NotHere(said) | Self::Nothing(said) => said,
        }
    }
}

pub(super) fn of(error: &Error) -> No {
    let Some(code) = error.status() else { return No::Nothing(whole(error)) };
    let code = code.to_string();
    let text = error.source().map(ToString::to_string).unwrap_or_default();
    let said = format!("{code} {}", text.split_whitespace().collect::<Vec<_>>().join(" "));
    let small = said.to_lowercase();
    // 421: the server closes the connection. 452 and words like these: it has taken enough from this session.
    let enough = ["too many", "per session", "per connection", "session limit", "message limit", "messages sent"];
    if error.is_permanent() {
        No::Never(said)
    } else if code == "421" || code == "452" || enough.iter().any(|words| small.contains(words)) {
        No::NotHere(said)
    } else {
        No::NotNow(said)
    }
}

fn whole(error: &Error) -> String {
    if error.is_timeout() { "no answer in time".to_owned() } else { error.to_string() }
}
