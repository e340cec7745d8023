//! What was written to and fro about an enrolment.

use super::MAIL;
use super::message::MESSAGE;
use super::send::read;
use crate::PipelineError;
use crate::state::Workplace;
use base::EnrolmentId;
use store::OutgoingState;

/// A mail that left, waits to leave, or came in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Correspondence {
    /// When it was sent, or read; since when it waits, UTC.
    pub at: String,
    /// `sent`, `waiting`, `refused`; of what came in `reply`, `out_of_office`, `bounce`, `complaint`, `objection`.
    pub what: String,
    /// Who is written to, or wrote.
    pub address: Option<String>,
    /// The step that sent it.
    pub step: Option<String>,
    /// The subject of what came in.
    pub subject: Option<String>,
    /// What was written, without what is quoted; why ours was refused.
    pub text: Option<String>,
}

/// The mails of an enrolment, the oldest first.
///
/// # Errors
/// Where the database fails.
pub async fn correspondence(workplace: &Workplace, id: EnrolmentId) -> Result<Vec<Correspondence>, PipelineError> {
    let store = &workplace.store;
    let mut all = Vec::new();
    for row in store.outgoing_beginning((MAIL, MESSAGE), &format!("{id}-")).await? {
        let Ok(message) = read(&row) else { continue };
        let what = match row.state {
            OutgoingState::Sent => "sent",
            OutgoingState::Failed => "refused",
            OutgoingState::Waiting | OutgoingState::Sending | OutgoingState::Parked => "waiting",
        };
        all.push(Correspondence {
            at: row.sent_at.unwrap_or(row.since),
            what: what.to_owned(),
            address: Some(message.to),
            step: Some(message.step),
            subject: None,
            text: row.reason,
        });
    }
    for (mail, read_at) in store.mails_about(id).await? {
        all.push(Correspondence {
            at: read_at,
            what: mail.kind,
            address: mail.sender,
            step: None,
            subject: Some(mail.subject),
            text: Some(mail.body).filter(|text| !text.is_empty()),
        });
    }
    all.sort_by(|a, b| a.at.cmp(&b.at));
    Ok(all)
}
