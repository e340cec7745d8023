//! Mails of campaigns: what is fixed when one is decided, how it leaves exactly once, and what answers make happen.

mod correspondence;
mod message;
mod news;
mod read;
mod send;

pub use correspondence::{Correspondence, correspondence};
pub use message::{LETTER, MESSAGE, Mailing, ReadyLetter, check_mail, check_mails, mail_key, test_letter};
pub use news::portal_news;
pub use read::{MailsRead, read_mails};
pub use send::{MailsSent, SendingMails, send_mails};

pub(crate) use message::{
    MayWrite, Message, MessageValues, NewMessage, is_whole, named_seller, salutation, service_team, to_outbox,
};

/// Mail's name in the outbox.
pub const MAIL: &str = "mail";
