//! Fetches mails from a mailbox, without changing anything in it: what was read is remembered by who asks.

use super::line::{Line, Place, Trust};
use super::settings::Security;
use crate::{ConnectorError, Secret};
use async_imap::error::Error;
use async_imap::types::Fetch;
use async_imap::{Client, Session};
use futures::TryStreamExt;
use letters::MessageId;
use std::time::Duration;
use tokio::time::timeout;

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(60);
/// Mails that are fetched at once.
const MOST_MAILS: usize = 200;
/// Their bytes.
const MOST_BYTES: usize = 64 << 20;

/// Up to where a mailbox was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Watermark {
    /// While this stays the same, numbers mean the same mails (RFC 9051, 2.3.1.1).
    pub uid_validity: u32,
    /// The number of the last mail that was read; 0 for none.
    pub uid: u32,
}

/// A mail as it lies there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Raw {
    /// Its number.
    pub uid: u32,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether only its beginning was fetched, because it is larger than what is looked at.
    pub cut: bool,
}

/// What was fetched.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fetched {
    /// The mails, in the order in which they arrived.
    pub mails: Vec<Raw>,
    /// From where to go on, once the mails have been taken in.
    pub watermark: Watermark,
    /// Whether there are more.
    pub more: bool,
    /// Whether numbers mean other mails than before: the mailbox is read from its beginning, and most of what comes was there
    /// before. Who takes it in tells it by `letters::Incoming::identity`.
    pub restarted: bool,
}

/// A mailbox answers come to.
#[derive(Debug)]
pub struct Mailbox {
    pub(super) place: Place,
    pub(super) tls: Option<Trust>,
    pub(super) user: String,
    pub(super) password: Secret,
    pub(super) folder: String,
    pub(super) archive_folder: String,
}

impl Mailbox {
    /// Signs in and opens the folders; how many mails lie in the one for answers.
    ///
    /// # Errors
    /// Why nothing could be fetched.
    pub async fn check(&self) -> Result<u32, ConnectorError> {
        let mut session = self.sign_in().await?;
        self.open(&mut session, &self.archive_folder).await?;
        let count = self.open(&mut session, &self.folder).await?.2;
        let _ = timeout(ANSWER, session.logout()).await;
        Ok(count)
    }

    /// The mails behind a watermark, or all; at most 200 and 64 MiB at a time, the oldest first. Nothing is marked: a read that
    /// breaks off changes nothing, and the next one gives the same mails again.
    ///
    /// # Errors
    /// Where the mailbox cannot be read.
    pub async fn unseen(&self, since: Option<Watermark>) -> Result<Fetched, ConnectorError> {
        let mut session = self.sign_in().await?;
        let (uid_validity, next, _) = self.open(&mut session, &self.folder).await?;
        let restarted = since.is_some_and(|since| since.uid_validity != uid_validity);
        let begin = since.filter(|_| !restarted).map_or(0, |since| since.uid);
        let mut fetched =
            Fetched { mails: Vec::new(), watermark: Watermark { uid_validity, uid: begin }, more: false, restarted };
        let nothing_new = next.is_some_and(|next| next <= begin.saturating_add(1));
        let first = begin.checked_add(1).filter(|_| !nothing_new);
        let mut uids: Vec<u32> = match first {
            Some(first) => {
                let found = self.asked("search", session.uid_search(format!("UID {first}:*"))).await?;
                // `*` is the last mail there is, also where its number is smaller.
                found.into_iter().filter(|uid| *uid >= first).collect()
            }
            None => Vec::new(),
        };
        uids.sort_unstable();
        let mut bytes = 0;
        for uid in &uids {
            if fetched.mails.len() >= MOST_MAILS || bytes >= MOST_BYTES {
                fetched.more = true;
                break;
            }
            let mail = self.fetch(&mut session, *uid).await?;
            // One that was deleted meanwhile counts as read.
            fetched.watermark.uid = *uid;
            if let Some(mail) = mail {
                bytes += mail.bytes.len();
                fetched.mails.push(mail);
            }
        }
        let _ = timeout(ANSWER, session.logout()).await;
        Ok(fetched)
    }

    /// Whether the copy of a mail lies in the archive's folder: then it was accepted. A copy needs a moment to arrive, so one
    /// that is not there says something only some minutes after the mail was sent.
    ///
    /// # Errors
    /// Where the mailbox cannot be read.
    pub async fn find(&self, message_id: &MessageId) -> Result<bool, ConnectorError> {
        let mut session = self.sign_in().await?;
        self.open(&mut session, &self.archive_folder).await?;
        let id = message_id.as_str().replace('\\', "\\\\").replace('"', "\\\"");
        let found = self.asked("search", session.uid_search(format!("HEADER Message-ID \"<{id}>\""))).await?;
        let _ = timeout(ANSWER, session.logout()).await;
        Ok(!found.is_empty())
    }

    async fn fetch(&self, session: &mut Session<Line>, uid: u32) -> Result<Option<Raw>, ConnectorError> {
        let most = letters::MOST_BYTES;
        let asked = async {
            let stream = session.uid_fetch(uid.to_string(), format!("(UID RFC822.SIZE BODY.PEEK[]<0.{most}>)")).await?;
            stream.try_collect::<Vec<Fetch>>().await
        };
        let answers = self.asked("fetch", asked).await?;
        let answer = answers.iter().find(|answer| answer.uid == Some(uid));
        Ok(answer.and_then(|answer| {
            let bytes = answer.body()?.to_vec();
            let cut = answer.size.is_some_and(|size| size as usize > most) || bytes.len() >= most;
            Some(Raw { uid, bytes, cut })
        }))
    }

    /// Opens a folder for reading: its validity, its next number, its number of mails.
    async fn open(&self, session: &mut Session<Line>, folder: &str) -> Result<(u32, Option<u32>, u32), ConnectorError> {
        let opened = self.asked(&format!("folder {folder}"), session.examine(folder)).await?;
        let validity = opened.uid_validity.ok_or_else(|| {
            self.place
                .answered(&format!("folder {folder}"), "it gives no UIDVALIDITY, without which mails have no numbers")
        })?;
        Ok((validity, opened.uid_next, opened.exists))
    }

    async fn sign_in(&self) -> Result<Session<Line>, ConnectorError> {
        let mut client = Client::new(Line::connect(&self.place, self.tls.as_ref()).await?);
        let greeting = timeout(ANSWER, client.read_response()).await;
        if !matches!(greeting, Ok(Ok(Some(_)))) {
            return Err(self.place.unreachable("no greeting; that is no IMAP server, or it speaks TLS at once"));
        }
        if let (Security::Starttls, Some(tls)) = (self.place.security, &self.tls) {
            self.asked("STARTTLS", client.run_command_and_check_ok("STARTTLS", None)).await?;
            // What was read beyond the answer is thrown away with the client: nobody can say anything before TLS.
            client = Client::new(client.into_inner().secured(&self.place, tls).await?);
        }
        match timeout(ANSWER, client.login(&self.user, self.password.reveal())).await {
            Ok(Ok(session)) => Ok(session),
            Ok(Err((Error::No(why) | Error::Bad(why), _))) => Err(ConnectorError::SignIn {
                whom: self.place.to_string(),
                user: self.user.clone(),
                why: self.password.redact(&why),
            }),
            Ok(Err((error, _))) => Err(self.place.unreachable(self.password.redact(&error.to_string()))),
            Err(_) => Err(self.place.unreachable("no answer in time")),
        }
    }

    async fn asked<T>(&self, about: &str, answer: impl Future<Output = Result<T, Error>>) -> Result<T, ConnectorError> {
        match timeout(ANSWER, answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error @ (Error::Io(_) | Error::ConnectionLost))) => Err(self.place.unreachable(error)),
            Ok(Err(error)) => Err(self.place.answered(about, error)),
            Err(_) => Err(self.place.unreachable(format!("{about}: no answer in time"))),
        }
    }
}
