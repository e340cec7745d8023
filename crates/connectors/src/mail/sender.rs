//! Hands mails to a server, each for itself and each at most once.

use super::dkim::Signer;
use super::line::{Line, Place, Trust};
use super::reply::{self, No, Stage};
use super::settings::Security;
use crate::{ConnectorError, Secret};
use futures::future::BoxFuture;
use letters::Composed;
use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::{Error, response::Response};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::timeout;

/// How long an answer may take.
const ANSWER: Duration = Duration::from_secs(60);
/// How long the answer to a whole mail may take: servers look into it first (RFC 5321, 4.5.3.2.6 says ten minutes).
const LAST_ANSWER: Duration = Duration::from_secs(600);

/// What became of a mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The server has taken it over; it may still come back as a bounce.
    Accepted {
        /// What it said, with its name of the mail.
        answer: String,
        /// Whether the archive gets its copy; `false` also where there is no archive.
        archived: bool,
    },
    /// It will not be taken, now or later.
    Refused {
        /// What was refused. Only [`Stage::Recipient`] says something about the customer's address.
        stage: Stage,
        /// What the server said, with its code.
        answer: String,
    },
    /// It was certainly not taken, and may be another time: greylisting, a server that is away or busy.
    Later {
        /// Why.
        why: String,
    },
    /// The connection was lost after the mail was sent: it may have been taken or not. It must not be sent again before
    /// somebody has looked ([`super::Mailbox::find`]).
    Unknown {
        /// What happened.
        why: String,
        /// Whether the archive was to get its copy: only then does it say something that there is none.
        archived: bool,
    },
}

/// Who writes down what becomes of mails. Mails are told by their place in what is sent.
pub trait Ledger: Sync {
    /// Called before anything of a mail leaves; `false` leaves it out, because somebody else sends it. Once the server is found
    /// to be away it is not asked any more: the rest ends as [`Outcome::Later`].
    fn begins(&self, index: usize) -> BoxFuture<'_, bool>;

    /// What became of it; `false` ends the work, for what cannot be written down must not go on.
    fn ended(&self, index: usize, outcome: Outcome) -> BoxFuture<'_, bool>;
}

/// Where nobody but the caller needs to know.
#[derive(Default)]
struct Outcomes(Mutex<Vec<Outcome>>);

impl Ledger for Outcomes {
    fn begins(&self, _: usize) -> BoxFuture<'_, bool> {
        Box::pin(async { true })
    }

    fn ended(&self, _: usize, outcome: Outcome) -> BoxFuture<'_, bool> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
        Box::pin(async { true })
    }
}

/// A server mails are handed to.
#[derive(Debug)]
pub struct Sender {
    pub(super) place: Place,
    pub(super) tls: Option<Trust>,
    pub(super) sign_in: Option<(String, Secret)>,
    pub(super) signer: Option<Signer>,
    pub(super) hello: String,
    pub(super) archive: Option<String>,
    pub(super) max_per_session: usize,
}

struct Session {
    connection: AsyncSmtpConnection,
    /// Mails that were begun here.
    begun: usize,
}

/// How trying to send a mail ended.
enum Tried {
    Done(Outcome),
    /// The session is of no use any more. Nothing of this mail was taken.
    NotHere(String),
    /// The session is of no use any more, and this is what became of the mail.
    Broken(Outcome),
}

impl Sender {
    /// Signs in and out again.
    ///
    /// # Errors
    /// Why no mail could be sent.
    pub async fn check(&self) -> Result<(), ConnectorError> {
        let session = self.connect().await?;
        session.quit().await;
        Ok(())
    }

    /// Sends mails, one after the other; an outcome for each, in their order.
    pub async fn send(&self, mails: &[Composed]) -> Vec<Outcome> {
        let outcomes = Outcomes::default();
        self.send_each(mails, &outcomes).await;
        outcomes.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends mails, one after the other. What becomes of each is written down before the next one is begun: after a crash it is
    /// known of all but one.
    pub async fn send_each(&self, mails: &[Composed], ledger: &dyn Ledger) {
        let mut open: Option<Session> = None;
        let mut away: Option<String> = None;
        for (index, mail) in mails.iter().enumerate() {
            let outcome = match &away {
                Some(why) => Outcome::Later { why: why.clone() },
                None if ledger.begins(index).await => self.send_one(mail, &mut open, &mut away).await,
                None => continue,
            };
            if !ledger.ended(index, outcome).await {
                break;
            }
        }
        if let Some(session) = open {
            session.quit().await;
        }
    }

    /// Sends a mail in the open session, or in a new one where there is none, or that one takes no more.
    async fn send_one(&self, mail: &Composed, open: &mut Option<Session>, away: &mut Option<String>) -> Outcome {
        let signed = match self.signer.as_ref().map(|signer| signer.signed(&mail.bytes)).transpose() {
            Ok(signed) => signed,
            Err(error) => return Outcome::Later { why: error.to_string() },
        };
        let bytes = signed.as_deref().unwrap_or(&mail.bytes);
        loop {
            if let Some(full) = open.take_if(|session| session.begun >= self.max_per_session) {
                full.quit().await;
            }
            let mut session = match open.take() {
                Some(session) => session,
                None => match self.connect().await {
                    Ok(session) => session,
                    Err(error) => {
                        let why = error.to_string();
                        *away = Some(why.clone());
                        return Outcome::Later { why };
                    }
                },
            };
            session.begun += 1;
            match session.deliver(mail, bytes, self.archive.as_deref()).await {
                Tried::Done(outcome) => {
                    *open = Some(session);
                    return outcome;
                }
                Tried::Broken(outcome) => return outcome,
                // A new session may take it, where this one had taken others before.
                Tried::NotHere(_) if session.begun > 1 => session.quit().await,
                Tried::NotHere(why) => {
                    session.quit().await;
                    return Outcome::Later { why };
                }
            }
        }
    }

    async fn connect(&self) -> Result<Session, ConnectorError> {
        let place = &self.place;
        let mut line = Line::connect(place, self.tls.as_ref()).await?;
        if let (Security::Starttls, Some(tls)) = (place.security, &self.tls) {
            line = line.smtp_starttls(place, tls, &self.hello).await?;
        }
        let hello = ClientId::Domain(self.hello.clone());
        let greeted = AsyncSmtpConnection::connect_with_transport(Box::new(line), &hello);
        let mut connection = match timeout(ANSWER, greeted).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(error)) => return Err(place.unreachable(reply::of(&error).said())),
            Err(_) => return Err(place.unreachable("no greeting in time")),
        };
        if let Some((user, password)) = &self.sign_in {
            let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
            let signing = connection.auth(&[Mechanism::Plain, Mechanism::Login], &credentials);
            let refused = match timeout(ANSWER, signing).await {
                Ok(Ok(_)) => None,
                Ok(Err(error)) => Some(reply::of(&error).said()),
                Err(_) => Some("no answer in time".to_owned()),
            };
            if let Some(why) = refused {
                let why = password.redact(&why);
                return Err(ConnectorError::SignIn { whom: place.to_string(), user: user.clone(), why });
            }
        }
        Ok(Session { connection, begun: 0 })
    }
}

async fn within(limit: Duration, asked: impl Future<Output = Result<Response, Error>>) -> Result<Response, No> {
    match timeout(limit, asked).await {
        Ok(answer) => answer.map_err(|error| reply::of(&error)),
        Err(_) => Err(No::Nothing(format!("no answer within {} s", limit.as_secs()))),
    }
}

impl Session {
    async fn quit(mut self) {
        // A server that does not say goodbye is none to wait for.
        let _ = timeout(Duration::from_secs(5), self.connection.quit()).await;
    }

    /// One transaction.
    async fn deliver(&mut self, mail: &Composed, bytes: &[u8], archive: Option<&str>) -> Tried {
        let address = |text: &str| text.parse::<Address>().map_err(|error| format!("`{text}`: {error}"));
        let (from, to) = match (address(&mail.envelope_from), address(&mail.envelope_to)) {
            (Ok(from), Ok(to)) => (from, to),
            (Err(answer), _) => return Tried::Done(Outcome::Refused { stage: Stage::Sender, answer }),
            (_, Err(answer)) => return Tried::Done(Outcome::Refused { stage: Stage::Recipient, answer }),
        };
        let begun = within(ANSWER, self.connection.command(Mail::new(Some(from), Vec::new()))).await;
        if let Err(no) = begun {
            return self.refused(no, Stage::Sender).await;
        }
        let taken = within(ANSWER, self.connection.command(Rcpt::new(to, Vec::new()))).await;
        if let Err(no) = taken {
            return self.refused(no, Stage::Recipient).await;
        }
        let mut archived = false;
        if let Some(archive) = archive.and_then(|archive| archive.parse::<Address>().ok()) {
            // The customer's mail does not wait for our archive.
            match within(ANSWER, self.connection.command(Rcpt::new(archive, Vec::new()))).await {
                Ok(_) => archived = true,
                Err(No::Nothing(why)) => return Tried::NotHere(why),
                Err(_) => {}
            }
        }
        if let Err(no) = within(ANSWER, self.connection.command(Data)).await {
            return self.refused(no, Stage::Content).await;
        }
        match within(LAST_ANSWER, self.connection.message(bytes)).await {
            Ok(answer) => {
                let text = answer.message().collect::<Vec<_>>().join(" ");
                Tried::Done(Outcome::Accepted { answer: format!("{} {text}", answer.code()), archived })
            }
            Err(No::Never(answer)) => Tried::Done(Outcome::Refused { stage: Stage::Content, answer }),
            Err(No::NotNow(why)) => Tried::Done(Outcome::Later { why }),
            Err(No::NotHere(why)) => Tried::NotHere(why),
            // From the first byte of the mail on nobody can know what the server has.
            Err(No::Nothing(why)) => Tried::Broken(Outcome::Unknown { why, archived }),
        }
    }

    /// A "no" before the mail itself was sent: nothing was taken.
    async fn refused(&mut self, no: No, stage: Stage) -> Tried {
        let outcome = match no {
            No::NotHere(why) | No::Nothing(why) => return Tried::NotHere(why),
            No::Never(answer) => Outcome::Refused { stage, answer },
            No::NotNow(why) => Outcome::Later { why },
        };
        match within(ANSWER, self.connection.command(Rset)).await {
            Ok(_) => Tried::Done(outcome),
            Err(_) => Tried::Broken(outcome),
        }
    }
}
