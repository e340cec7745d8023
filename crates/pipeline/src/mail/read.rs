//! Answers are read: a reply stops a sequence and makes a task, an address that is no more is noted, an objection is kept for
//! good. Each mail is taken in once, whatever number its mailbox gives it.

use super::MAIL;
use super::message::{MESSAGE, Message, mail_key};
use super::send::{bounced, read};
use crate::PipelineError;
use crate::state::Workplace;
use automate::{Happened, Happening, Origin, TaskTitle};
use base::EnrolmentId;
use chrono::{DateTime, Days, SecondsFormat, Utc};
use chrono_tz::Tz;
use connectors::mail::{Account, Watermark};
use hashbrown::{HashMap, HashSet};
use letters::{Incoming, Kind, Lasting, understand};
use serde::{Deserialize, Serialize};
use store::{IncomingMail, NewConsent, NewTask, Outgoing, Said};

/// Under this name it is kept up to where the mailbox was read.
const WATERMARK: &str = "mailbox";

/// Days a person has to answer.
const DUE_DAYS: u64 = 3;

/// Letters of a mail that stand as evidence.
const EVIDENCE: usize = 300;

/// What reading came to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct MailsRead {
    /// Mails that were looked at for the first time.
    pub read: usize,
    /// Persons answered.
    pub replies: usize,
    /// Readers objected, or reported a mail as unwanted.
    pub objections: usize,
    /// Mails came back.
    pub bounces: usize,
    /// Readers are away.
    pub away: usize,
    /// Whether more lies there.
    pub more: bool,
    /// What stands in the way.
    pub problems: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    uid_validity: u32,
    uid: u32,
}

/// What mails made.
#[derive(Default)]
struct Made {
    mails: Vec<IncomingMail>,
    happened: Vec<(EnrolmentId, Happened)>,
    consents: Vec<NewConsent>,
    tasks: Vec<NewTask>,
}

/// Reads what came in since the last time.
///
/// # Errors
/// Where the database fails. What is wrong with the mailbox is in the result.
pub async fn read_mails(
    workplace: &Workplace,
    account: &Account,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<MailsRead, PipelineError> {
    let mut done = MailsRead::default();
    let mailbox = match account.mailbox() {
        Ok(Some(mailbox)) => mailbox,
        Ok(None) => return Ok(done),
        Err(error) => {
            done.problems.push(error.to_string());
            return Ok(done);
        }
    };
    let store = &workplace.store;
    let setting = store.setting(WATERMARK).await?;
    let seen = setting.as_ref().map_or(0, |of| of.edition);
    let since = setting.and_then(|of| serde_json::from_str::<Kept>(&of.json).ok());
    let since = since.map(|Kept { uid_validity, uid }| Watermark { uid_validity, uid });
    let fetched = match mailbox.unseen(since).await {
        Ok(fetched) => fetched,
        Err(error) => {
            done.problems.push(error.to_string());
            return Ok(done);
        }
    };
    done.more = fetched.more;
    if since == Some(fetched.watermark) {
        return Ok(done);
    }
    let incoming: Vec<Incoming> =
        fetched.mails.iter().map(|raw| understand(&raw.bytes, account.returns())).filter(concerns_us).collect();
    let identities: Vec<String> = incoming.iter().map(|of| of.identity.clone()).collect();
    let known = store.known_mails(&identities).await?;
    let rows = rows_of(workplace, account, &incoming).await?;
    let messages: Vec<Message> = rows.values().filter_map(|row| read(row).ok()).collect();
    let campaigns = topics(workplace, &messages).await?;
    let owners = owners(workplace, &messages).await?;
    let day = now.with_timezone(&zone).date_naive();
    let mut made = Made::default();
    let mut taken = HashSet::new();
    for mail in incoming {
        if known.contains(&mail.identity) || !taken.insert(mail.identity.clone()) {
            continue;
        }
        done.read += 1;
        let about = mail.about.as_ref().and_then(|key| rows.get(key.as_str()));
        let message = about.and_then(|row| read(row).ok());
        let evidence = evidence(&mail);
        let mut happens = |what: Happening| {
            if let Some(of) = &message {
                made.happened.push((of.enrolment, Happened { what, on: day, step: Some(of.step.clone()) }));
            }
        };
        let topic = message.as_ref().and_then(|of| campaigns.get(&(of.campaign.clone(), of.version)).cloned());
        let (kind, body) = match &mail.kind {
            Kind::Reply { text } => {
                done.replies += 1;
                happens(Happening::Replied);
                if let Some(of) = &message {
                    made.tasks.push(answer(of, &owners, day));
                }
                ("reply", text.clone())
            }
            Kind::OutOfOffice { text, .. } => {
                done.away += 1;
                ("out_of_office", text.clone())
            }
            Kind::Bounce { lasting, status, text, .. } => {
                done.bounces += 1;
                if *lasting == Lasting::Permanent {
                    happens(Happening::NotDelivered);
                    // Whom it did not reach is known from what was sent; what the report names anybody can write.
                    if let Some(of) = &message {
                        made.consents.push(bounced(&of.to, &evidence));
                    }
                }
                ("bounce", format!("{} {text}", status.as_deref().unwrap_or_default()).trim().to_owned())
            }
            Kind::Complaint { feedback } => {
                done.objections += 1;
                if let Some(of) = &message {
                    made.consents.push(objected(&of.to, None, &evidence));
                }
                ("complaint", feedback.clone())
            }
            Kind::Objection { text } => {
                done.objections += 1;
                // One click says no to the topic; what a person writes is a no to everything.
                let one_click = text.trim().is_empty() || text.trim().eq_ignore_ascii_case("unsubscribe");
                let address = message.as_ref().map(|of| of.to.clone()).or_else(|| mail.from.clone());
                if let Some(address) = address {
                    made.consents.push(objected(&address, topic.filter(|_| one_click), &evidence));
                }
                ("objection", text.clone())
            }
            Kind::Unrelated => continue,
        };
        made.mails.push(IncomingMail {
            identity: mail.identity,
            kind: kind.to_owned(),
            about: mail.about.map(|key| key.as_str().to_owned()),
            enrolment: message.map(|of| of.enrolment),
            sender: mail.from,
            subject: mail.subject,
            body,
            dated: mail.date.map(|date| date.to_utc().to_rfc3339_opts(SecondsFormat::Secs, true)),
        });
    }
    let write = store.write("mail", &now.to_rfc3339_opts(SecondsFormat::Secs, true)).await?;
    write.add_mails(&made.mails).await?;
    write.add_happenings(&made.happened).await?;
    if !made.consents.is_empty() {
        write.add_consents(&made.consents).await?;
    }
    write.add_tasks(&made.tasks).await?;
    let Watermark { uid_validity, uid } = fetched.watermark;
    let kept = serde_json::to_string(&Kept { uid_validity, uid }).unwrap_or_default();
    // Who read the same mails meanwhile took them in; then nothing of this counts.
    if write.save_setting(WATERMARK, kept, seen).await? {
        write.commit().await?;
        Ok(done)
    } else {
        Ok(MailsRead { more: true, ..MailsRead::default() })
    }
}

/// Mails of ours that come back from the archive, receipts, newsletters: nothing is kept of them. What names none of our mails
/// concerns us only where it objects.
fn concerns_us(mail: &Incoming) -> bool {
    match mail.kind {
        Kind::Unrelated => false,
        Kind::Objection { .. } => true,
        _ => mail.about.is_some(),
    }
}

/// What of the outbox mails are about, by the key they name.
async fn rows_of(
    workplace: &Workplace,
    account: &Account,
    incoming: &[Incoming],
) -> Result<HashMap<String, Outgoing>, PipelineError> {
    let keys = incoming.iter().filter_map(|mail| mail.about.as_ref());
    let ids: Vec<String> = keys.map(|key| account.returns().message_id(key).as_str().to_owned()).collect();
    let mut rows = HashMap::new();
    for row in workplace.store.outgoing_by_remote(MAIL, &ids).await? {
        if let Some(key) = mail_key(&row.of.key).filter(|_| row.of.kind == MESSAGE) {
            rows.insert(key.as_str().to_owned(), row);
        }
    }
    Ok(rows)
}

/// The topics of messages' campaigns.
async fn topics(workplace: &Workplace, messages: &[Message]) -> Result<HashMap<(String, u32), String>, PipelineError> {
    let mut topics = HashMap::new();
    if messages.is_empty() {
        return Ok(topics);
    }
    for of in workplace.store.campaigns().await? {
        if let Ok(campaign) = automate::Campaign::parse(&of.campaign, &of.definition) {
            topics.insert((of.campaign, of.version), campaign.topic);
        }
    }
    Ok(topics)
}

/// Whose opportunities messages belong to.
async fn owners(
    workplace: &Workplace,
    messages: &[Message],
) -> Result<HashMap<base::OpportunityId, String>, PipelineError> {
    let ids: Vec<base::OpportunityId> = messages.iter().filter_map(|of| of.opportunity).collect();
    let of = workplace.store.opportunities_by_id(&ids).await?;
    Ok(of.into_iter().map(|of| (of.of.id, of.of.owner)).collect())
}

/// The task to answer a reply. Its key is the one the daily run would give it: there is one, whoever makes it first.
fn answer(of: &Message, owners: &HashMap<base::OpportunityId, String>, day: chrono::NaiveDate) -> NewTask {
    NewTask {
        key: format!("{}-reply", of.enrolment),
        title: TaskTitle::Answer,
        reasons: Vec::new(),
        machine: Some(of.machine),
        opportunity: of.opportunity,
        enrolment: Some(of.enrolment),
        owner: of.opportunity.and_then(|id| owners.get(&id)).cloned().unwrap_or_default(),
        due_on: day.checked_add_days(Days::new(DUE_DAYS)).unwrap_or(day),
        opened_on: day,
    }
}

fn objected(address: &str, topic: Option<String>, evidence: &str) -> NewConsent {
    NewConsent {
        address: address.to_owned(),
        topic,
        said: Said::Objected,
        origin: Origin::Unknown,
        was_told: false,
        evidence: evidence.to_owned(),
    }
}

/// What shows it, so that the mail can be found again.
fn evidence(mail: &Incoming) -> String {
    let text = match &mail.kind {
        Kind::Reply { text }
        | Kind::OutOfOffice { text, .. }
        | Kind::Bounce { text, .. }
        | Kind::Objection { text } => text,
        Kind::Complaint { feedback } => feedback,
        Kind::Unrelated => "",
    };
    let date = mail.date.map(|date| format!(" of {}", date.format("%Y-%m-%d %H:%M %z"))).unwrap_or_default();
    let from = mail.from.as_deref().unwrap_or("unknown");
    let said: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(EVIDENCE).collect();
    format!("mail{date} from {from}, Message-ID {}: {said}", mail.identity)
}
