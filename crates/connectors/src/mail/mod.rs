//! Mail: sending what `letters` composed, and fetching what comes back.
//!
//! A mail server takes so many mails in one session and no more, answers each recipient for itself, and sometimes hangs up
//! before it has said whether it took the mail. So each mail has its own [`Outcome`], a session is begun anew in time, and what
//! nobody can know is called [`Outcome::Unknown`] and asked of the archive ([`Mailbox::find`]) instead of being sent twice.

mod dkim;
mod line;
mod mailbox;
mod reply;
mod sender;
mod settings;

pub use mailbox::{Fetched, Mailbox, Raw, Watermark};
pub use reply::Stage;
pub use sender::{Ledger, Outcome, Sender};
pub use settings::{Account, DkimSettings, ImapSettings, ImprintSettings, Passwords, Security, Settings};
