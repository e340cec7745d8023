//! Mails leave: each is taken over before its first byte goes, and what became of it is written down before the next one is
//! begun. Of whom nobody knows whether it was accepted is looked up in the archive, and only what is not there goes again.

use super::MAIL;
use super::message::{LETTER, MESSAGE, Mailing, MayWrite, Message, ReadyLetter, mail_key, template, values};
use super::news::{self, NEWS};
use crate::PipelineError;
use crate::state::{Progress, Workplace};
use automate::{Campaign, Consent, Doing, Happened, Happening, Purpose, State};
use base::EnrolmentId;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use connectors::mail::{Account, Ledger, Outcome, Stage};
use futures::future::BoxFuture;
use hashbrown::HashMap;
use letters::{Address, Composed, Letter, MessageId, Person, Rendered, Unsubscribe, Why, compose};
use serde::Serialize;
use std::collections::HashMap as StdHashMap;
use std::sync::{Mutex, PoisonError};
use store::{Addresses, NewConsent, Outgoing, OutgoingState, Said, Settled};

/// Mails put together at a time.
const PART: u64 = 200;

/// Mails in doubt looked up at a time: each is a search in the mailbox.
const LOOK_UPS: u64 = 200;

/// A server that takes a mail another time is asked for so long, as mail servers among themselves do (RFC 5321, 4.5.4.1).
const GIVES_UP: TimeDelta = TimeDelta::days(5);

/// What sending needs.
pub struct SendingMails<'a> {
    /// Mail as it is set up.
    pub account: &'a Account,
    /// What mails say of us.
    pub mailing: Mailing<'a>,
    /// Where their dates are local.
    pub zone: Tz,
}

/// What sending came to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct MailsSent {
    /// Accepted by the server.
    pub sent: usize,
    /// Found in the archive: accepted before somebody came to note it.
    pub found: usize,
    /// Refused; `instand outbox list` says why.
    pub refused: usize,
    /// Not sent any more: the reader objected or answered meanwhile.
    pub withheld: usize,
    /// They go later.
    pub later: usize,
    /// Nobody knows yet whether they were accepted.
    pub in_doubt: usize,
    /// What stands in the way, a sentence each.
    pub problems: Vec<String>,
}

impl MailsSent {
    /// Whether nothing was there to do.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    fn problem(&mut self, what: String) {
        if self.problems.len() < 20 && !self.problems.contains(&what) {
            self.problems.push(what);
        }
    }
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Sends what waits. `now` tells the time.
///
/// # Errors
/// Where the database fails. What the mail server refuses is in the result and in the outbox.
pub async fn send_mails(
    workplace: &Workplace,
    sending: &SendingMails<'_>,
    now: &(dyn Fn() -> DateTime<Utc> + Sync),
    progress: &dyn Progress,
) -> Result<MailsSent, PipelineError> {
    let mut sent = MailsSent::default();
    look_up(workplace, sending, now, &mut sent).await?;
    for kind in [LETTER, NEWS, MESSAGE] {
        let mut after = 0;
        loop {
            let due = workplace.store.outgoing_due((MAIL, kind), &stamp(now()), after, PART).await?;
            let Some(last) = due.last() else { break };
            after = last.id;
            progress.stage("mail");
            let away = send_part(workplace, sending, (kind, &due), now, &mut sent).await?;
            progress.step(sent.sent, sent.sent + due.len());
            if away {
                break;
            }
        }
    }
    Ok(sent)
}

/// Looks up in the archive what was handed over by who never came to say what became of it.
async fn look_up(
    workplace: &Workplace,
    sending: &SendingMails<'_>,
    now: &(dyn Fn() -> DateTime<Utc> + Sync),
    sent: &mut MailsSent,
) -> Result<(), PipelineError> {
    let doubtful = workplace.store.outgoing_in_doubt(MAIL, &stamp(now()), LOOK_UPS).await?;
    if doubtful.is_empty() {
        return Ok(());
    }
    let mailbox = match sending.account.mailbox() {
        Ok(mailbox) => mailbox.filter(|_| sending.account.has_archive()),
        Err(error) => {
            sent.in_doubt += doubtful.len();
            sent.problem(error.to_string());
            return Ok(());
        }
    };
    for row in &doubtful {
        let id = row.remote_id.as_deref().and_then(MessageId::new);
        let settled = match (&mailbox, id) {
            (Some(mailbox), Some(id)) => match mailbox.find(&id).await {
                Ok(true) => {
                    sent.found += 1;
                    // It was sent when it was taken over; only now that is known.
                    Settled { sent_digest: Some("archive".to_owned()), ..of(row, OutgoingState::Sent, None) }
                }
                Ok(false) => {
                    of(row, OutgoingState::Waiting, Some("it was not accepted: the archive has no copy".to_owned()))
                }
                Err(error) => {
                    sent.in_doubt += 1;
                    sent.problem(error.to_string());
                    continue;
                }
            },
            _ => {
                sent.refused += 1;
                let why = "nobody knows whether it was accepted, and there is no archive to look into ([mail] archive); \
                           look at the mail server, then send it again or leave it";
                of(row, OutgoingState::Failed, Some(why.to_owned()))
            }
        };
        let write = workplace.store.write("mail", &stamp(now())).await?;
        let is_over = settled.state == OutgoingState::Sent && row.of.kind == LETTER;
        write.settle_outgoing(&[settled]).await?;
        if is_over {
            write.forget_outgoing(row.id).await?;
        }
        write.commit().await?;
    }
    Ok(())
}

fn of(row: &Outgoing, state: OutgoingState, reason: Option<String>) -> Settled {
    Settled {
        id: row.id,
        edition: row.edition,
        state,
        reason,
        next_at: None,
        remote_id: None,
        sent_digest: None,
        is_attempt: false,
    }
}

/// A mail ready to be sent, and what it came of.
struct Going<'a> {
    row: &'a Outgoing,
    message: Option<Message>,
}

/// Sends one part. Says whether the server is away.
async fn send_part(
    workplace: &Workplace,
    sending: &SendingMails<'_>,
    (kind, due): (&str, &[Outgoing]),
    now: &(dyn Fn() -> DateTime<Utc> + Sync),
    sent: &mut MailsSent,
) -> Result<bool, PipelineError> {
    let mut settled = Vec::new();
    let mut composed = Vec::new();
    let mut going = Vec::new();
    let known = if kind == MESSAGE { Some(Known::of(workplace, due).await?) } else { None };
    let date = now().with_timezone(&sending.zone).fixed_offset();
    for row in due {
        let (mail, message) = match &known {
            Some(known) => match known.mail(row, sending, date) {
                Ok((mail, message)) => (mail, Some(message)),
                Err(not) => {
                    settled.push(match not {
                        Not::Wrong(why) => {
                            sent.refused += 1;
                            of(row, OutgoingState::Failed, Some(why))
                        }
                        Not::Withheld(why) => {
                            sent.withheld += 1;
                            of(row, OutgoingState::Failed, Some(why))
                        }
                        Not::Later(opens) => {
                            sent.later += 1;
                            let why = "it waits for the working hours of the customer's country".to_owned();
                            Settled { next_at: Some(stamp(opens)), ..of(row, OutgoingState::Waiting, Some(why)) }
                        }
                    });
                    continue;
                }
            },
            None => match ready(row, sending, date) {
                Ok(mail) => (mail, None),
                Err(why) => {
                    sent.refused += 1;
                    settled.push(of(row, OutgoingState::Failed, Some(why)));
                    continue;
                }
            },
        };
        composed.push(mail);
        going.push(Going { row, message });
    }
    if !settled.is_empty() {
        let write = workplace.store.write("mail", &stamp(now())).await?;
        write.settle_outgoing(&settled).await?;
        write.commit().await?;
    }
    if composed.is_empty() {
        return Ok(false);
    }
    let sender = match sending.account.sender() {
        Ok(sender) => sender,
        Err(error) => {
            sent.later += composed.len();
            sent.problem(error.to_string());
            return Ok(true);
        }
    };
    let book = Book {
        workplace,
        now,
        going: &going,
        composed: &composed,
        until: sending.account.look_up_after(),
        done: Mutex::default(),
    };
    sender.send_each(&composed, &book).await;
    let done = book.done.into_inner().unwrap_or_else(PoisonError::into_inner);
    sent.sent += done.sent.sent;
    sent.refused += done.sent.refused;
    sent.later += done.sent.later;
    sent.in_doubt += done.sent.in_doubt;
    for problem in done.sent.problems {
        sent.problem(problem);
    }
    match done.error {
        Some(error) => Err(error),
        None => Ok(done.sent.later > 0 && done.sent.sent == 0),
    }
}

fn ready(row: &Outgoing, sending: &SendingMails<'_>, date: DateTime<chrono::FixedOffset>) -> Result<Composed, String> {
    let payload = row.of.payload.as_deref().unwrap_or_default();
    let letter: ReadyLetter = match row.of.kind.as_str() {
        NEWS => news::letter(payload, &sending.mailing)?,
        _ => serde_json::from_str(payload).map_err(|_| "its text is no longer there; ask for it anew".to_owned())?,
    };
    let key = mail_key(&row.of.key).ok_or("its key fits no mail address")?;
    let to = person(&letter.to, Some(&letter.name))?;
    let body = Rendered { subject: letter.subject, text: letter.text, html: None };
    let composed = compose(&Letter {
        key: &key,
        returns: sending.account.returns(),
        purpose: letters::Purpose::Service,
        language: letter.language,
        from: sending.account.from(),
        reply_to: sending.account.reply_to(),
        to: &to,
        body: &body,
        date,
        thread: &[],
        imprint: sending.account.imprint(),
        why: Why::Machine,
        unsubscribe: None,
    });
    composed.map_err(|error| error.to_string())
}

fn person(address: &str, name: Option<&str>) -> Result<Person, String> {
    let address = Address::new(address).map_err(|error| error.to_string())?;
    Ok(Person { name: name.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned), address })
}

/// Why a mail is not put together.
enum Not {
    /// Something is wrong with it.
    Wrong(String),
    /// It should not go any more.
    Withheld(String),
    /// It is not a working hour where the reader is.
    Later(DateTime<Utc>),
}

/// What is known of all messages of a part.
struct Known {
    campaigns: HashMap<(String, u32), Campaign>,
    register: Addresses,
    happened: StdHashMap<EnrolmentId, Vec<Happened>>,
    enrolments: HashMap<EnrolmentId, automate::Enrolment>,
    /// The mails of an enrolment that were sent before, the oldest first.
    threads: HashMap<EnrolmentId, Vec<(String, MessageId)>>,
    people: HashMap<String, String>,
    calendar: automate::Calendar,
}

impl Known {
    async fn of(workplace: &Workplace, due: &[Outgoing]) -> Result<Self, PipelineError> {
        let store = &workplace.store;
        let messages = due.iter().filter_map(|row| read(row).ok());
        let ids: Vec<EnrolmentId> = messages.map(|message| message.enrolment).collect();
        let mut campaigns = HashMap::new();
        for of in store.campaigns().await? {
            let name = format!("{} {}", of.campaign, of.version);
            // What went live was read before.
            if let Ok(campaign) = Campaign::parse(&name, &of.definition) {
                campaigns.insert((of.campaign, of.version), campaign);
            }
        }
        let enrolments = store.enrolments_by_id(&ids).await?;
        let mut keys = HashMap::new();
        for enrolment in &enrolments {
            let Some(campaign) = campaigns.get(&(enrolment.campaign.clone(), enrolment.version)) else { continue };
            let mails = campaign.steps.iter().filter(|step| matches!(step.doing, Doing::Mail { .. }));
            keys.extend(mails.map(|step| (enrolment.key(&step.id), enrolment.id)));
        }
        let names: Vec<String> = keys.keys().cloned().collect();
        let mut threads: HashMap<EnrolmentId, Vec<(String, MessageId)>> = HashMap::new();
        for row in store.outgoing_by_key((MAIL, MESSAGE), &names).await? {
            let id = row.remote_id.as_deref().and_then(MessageId::new);
            if let (OutgoingState::Sent, Some(id), Some(enrolment)) = (row.state, id, keys.get(&row.of.key)) {
                threads.entry(*enrolment).or_default().push((row.sent_at.unwrap_or_default(), id));
            }
        }
        for thread in threads.values_mut() {
            thread.sort_unstable();
        }
        let people = store.accounts().await?.into_iter().map(|account| (account.login, account.name)).collect();
        Ok(Self {
            campaigns,
            register: store.addresses().await?,
            happened: store.happenings(&ids).await?,
            enrolments: enrolments.into_iter().map(|of| (of.id, of)).collect(),
            threads,
            people,
            calendar: crate::contacts::contact_policy(store).await?.calendar,
        })
    }

    /// Why a message should not go any more: between its decision and now the reader may have said something.
    fn withheld(&self, message: &Message, campaign: &Campaign, purpose: Purpose) -> Option<String> {
        let happened = self.happened.get(&message.enrolment).map_or(&[][..], Vec::as_slice);
        let said = happened.iter().find(|of| {
            matches!(of.what, Happening::Replied | Happening::Ordered | Happening::Declined | Happening::NotDelivered)
        });
        if let Some(of) = said {
            return Some(format!("not sent: on {} the customer's side `{}`", of.on, of.what.id()));
        }
        if let Some(State::Ended { reason }) = self.enrolments.get(&message.enrolment).map(|of| &of.state)
            && campaign.exits.iter().any(|exit| exit.reason == *reason)
        {
            return Some(format!("not sent: the enrolment ended meanwhile (`{reason}`)"));
        }
        let known = self.register.of(&message.to);
        if known.has_bounced {
            return Some("not sent: mail to this address came back for good".to_owned());
        }
        let objected = matches!(known.consent(&campaign.topic), Consent::ObjectedTopic | Consent::ObjectedAll);
        (objected && purpose == Purpose::Advertising).then(|| "not sent: the reader objected meanwhile".to_owned())
    }

    fn mail(
        &self,
        row: &Outgoing,
        sending: &SendingMails<'_>,
        date: DateTime<chrono::FixedOffset>,
    ) -> Result<(Composed, Message), Not> {
        let message = read(row).map_err(Not::Wrong)?;
        let wrong = |why: String| Not::Wrong(why);
        let name = format!("{} {}", message.campaign, message.version);
        let campaign = self.campaigns.get(&(message.campaign.clone(), message.version));
        let campaign = campaign.ok_or_else(|| wrong(format!("campaign {name} is no longer there")))?;
        let mail = campaign.mail(&message.mail);
        let mail = mail.ok_or_else(|| wrong(format!("campaign {name} has no message `{}`", message.mail)))?;
        if let Some(why) = self.withheld(&message, campaign, mail.purpose) {
            return Err(Not::Withheld(why));
        }
        let now = date.to_utc();
        if let Some(opens) = self.calendar.opens(&message.country, now).filter(|opens| *opens > now) {
            return Err(Not::Later(opens));
        }
        let template = template(campaign, &message.mail, message.language);
        let template = template.ok_or_else(|| wrong(format!("campaign {name} has no message `{}`", message.mail)))?;
        let key = mail_key(&row.of.key).ok_or_else(|| wrong("its key fits no mail address".to_owned()))?;
        let account = sending.account;
        // An owner is a login or, in territories, a name.
        let owner = message.values.seller.as_deref();
        let seller = owner.map(|owner| self.people.get(owner).map_or(owner, String::as_str));
        let filled = values((&message.values, message.language), &key, &sending.mailing, account.imprint(), seller);
        let label = format!("{name}, {}", message.mail);
        let body = template.render(&label, message.language, &filled).map_err(|error| wrong(error.to_string()))?;
        let to = person(&message.to, message.values.contact.as_deref()).map_err(Not::Wrong)?;
        let purpose = match mail.purpose {
            Purpose::Advertising => letters::Purpose::Advertising,
            Purpose::Notice => letters::Purpose::Service,
        };
        let page = sending.mailing.objection_page(&key);
        let unsubscribe = match (purpose, page) {
            (letters::Purpose::Advertising, Some(url)) => {
                Some(Unsubscribe { url, mail: account.returns().objections_to(&key) })
            }
            (letters::Purpose::Advertising, None) => {
                let why = "advertising needs a page to object by one click: set public_url to an address that begins with https://";
                return Err(wrong(why.to_owned()));
            }
            _ => None,
        };
        let thread: Vec<MessageId> = self
            .threads
            .get(&message.enrolment)
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .map(|(_, id)| id.clone())
            .collect();
        let composed = compose(&Letter {
            key: &key,
            returns: account.returns(),
            purpose,
            language: message.language,
            from: account.from(),
            reply_to: account.reply_to(),
            to: &to,
            body: &body,
            date,
            thread: &thread,
            imprint: account.imprint(),
            why: match message.may_write {
                MayWrite::Machine => Why::Machine,
                MayWrite::Consent => Why::Consent { on: None },
                MayWrite::Customer => Why::Customer,
            },
            unsubscribe: unsubscribe.as_ref(),
        });
        Ok((composed.map_err(|error| wrong(error.to_string()))?, message))
    }
}

/// A campaign's mail as it waits.
pub(super) fn read(row: &Outgoing) -> Result<Message, String> {
    serde_json::from_str(row.of.payload.as_deref().unwrap_or_default())
        .map_err(|_| "it was put into the outbox by another version of Instand and cannot be read".to_owned())
}

/// What was written down so far.
#[derive(Default)]
struct Done {
    sent: MailsSent,
    error: Option<PipelineError>,
}

/// Writes down what becomes of mails while they leave.
struct Book<'a> {
    workplace: &'a Workplace,
    now: &'a (dyn Fn() -> DateTime<Utc> + Sync),
    going: &'a [Going<'a>],
    composed: &'a [Composed],
    until: TimeDelta,
    done: Mutex<Done>,
}

impl Book<'_> {
    fn note(&self, note: impl FnOnce(&mut Done)) {
        note(&mut self.done.lock().unwrap_or_else(PoisonError::into_inner));
    }

    async fn take(&self, index: usize) -> Result<bool, PipelineError> {
        let (Some(Going { row, .. }), Some(mail)) = (self.going.get(index), self.composed.get(index)) else {
            return Ok(false);
        };
        let now = (self.now)();
        let write = self.workplace.store.write("mail", &stamp(now)).await?;
        let mine = write.claim_outgoing(row, mail.message_id.as_str(), &stamp(now + self.until)).await?;
        write.commit().await?;
        Ok(mine)
    }

    async fn settle(&self, index: usize, outcome: Outcome) -> Result<(), PipelineError> {
        let (Some(Going { row, message }), Some(mail)) = (self.going.get(index), self.composed.get(index)) else {
            return Ok(());
        };
        let now = (self.now)();
        let write = self.workplace.store.write("mail", &stamp(now)).await?;
        match outcome {
            Outcome::Accepted { .. } => {
                let digest = format!("{:032x}", xxhash_rust::xxh3::xxh3_128(&mail.bytes));
                let settled = Settled { sent_digest: Some(digest), ..of(row, OutgoingState::Sent, None) };
                write.settle_outgoing(&[settled]).await?;
                if message.is_none() {
                    write.forget_outgoing(row.id).await?;
                }
                self.note(|done| done.sent.sent += 1);
            }
            Outcome::Refused { stage, answer } => {
                let what = match stage {
                    Stage::Sender => "the mail server refuses us as sender",
                    Stage::Recipient => "the mail server refuses the recipient",
                    Stage::Content => "the mail server refuses the mail",
                };
                let why = format!("{what}: {answer}");
                write.settle_outgoing(&[of(row, OutgoingState::Failed, Some(why.clone()))]).await?;
                if let (Stage::Recipient, Some(message)) = (stage, message) {
                    let on = now.date_naive();
                    let step = Some(message.step.clone());
                    let happened = Happened { what: Happening::NotDelivered, on, step };
                    write.add_happenings(&[(message.enrolment, happened)]).await?;
                    write.add_consents(&[bounced(&message.to, &why)]).await?;
                }
                self.note(|done| {
                    done.sent.refused += 1;
                    done.sent.problem(why);
                });
            }
            Outcome::Later { why } => {
                let since: Option<DateTime<Utc>> = row.since.parse().ok();
                let gives_up = since.is_some_and(|since| now - since > GIVES_UP);
                // One minute, two, four ... up to about two hours.
                let rest = TimeDelta::minutes(1 << row.attempts.min(7));
                let settled = if gives_up {
                    of(row, OutgoingState::Failed, Some(format!("not taken for five days: {why}")))
                } else {
                    Settled { next_at: Some(stamp(now + rest)), ..of(row, OutgoingState::Waiting, Some(why.clone())) }
                };
                write.settle_outgoing(&[settled]).await?;
                self.note(|done| {
                    done.sent.later += 1;
                    done.sent.problem(why);
                });
            }
            Outcome::Unknown { why, archived } => {
                let settled = if archived {
                    let look = stamp(now + self.until);
                    Settled { next_at: Some(look), ..of(row, OutgoingState::Sending, Some(why.clone())) }
                } else {
                    let why =
                        format!("nobody knows whether it was accepted, and the archive was not to get a copy: {why}");
                    of(row, OutgoingState::Failed, Some(why))
                };
                write.settle_outgoing(&[settled]).await?;
                self.note(|done| {
                    done.sent.in_doubt += 1;
                    done.sent.problem(why);
                });
            }
        }
        write.commit().await?;
        Ok(())
    }
}

impl Ledger for Book<'_> {
    fn begins(&self, index: usize) -> BoxFuture<'_, bool> {
        Box::pin(async move {
            match self.take(index).await {
                Ok(mine) => mine,
                Err(error) => {
                    self.note(|done| done.error = Some(error));
                    false
                }
            }
        })
    }

    fn ended(&self, index: usize, outcome: Outcome) -> BoxFuture<'_, bool> {
        Box::pin(async move {
            match self.settle(index, outcome).await {
                Ok(()) => true,
                Err(error) => {
                    self.note(|done| done.error = Some(error));
                    false
                }
            }
        })
    }
}

/// An address to which mail came back for good.
pub(super) fn bounced(address: &str, evidence: &str) -> NewConsent {
    NewConsent {
        address: address.to_owned(),
        topic: None,
        said: Said::Bounced,
        origin: automate::Origin::Unknown,
        was_told: false,
        evidence: evidence.to_owned(),
    }
}
