//! What would happen if a campaign went live today: who would be taken in, and every message that would go out, with its day.
//! Nothing is saved.

use super::people::People;
use super::{Ready, WaysOut, positions};
use crate::PipelineError;
use crate::decide::Decided;
use crate::state::Workplace;
use automate::{EffectKind, Join, Note, TaskTitle, join, plan};
use base::{Language, MachineId, OpportunityId};
use chrono::NaiveDate;
use hashbrown::HashMap;
use serde::Serialize;

/// Something that would go out or be asked of a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Message {
    /// On which day.
    pub on: NaiveDate,
    /// The step.
    pub step: String,
    /// `mail`, `notice`, `task`, `work_order` or `webhook`.
    pub kind: &'static str,
    /// The id of the mail or the notice, the webhook's name, or what the task is called in the language asked for.
    pub what: String,
    /// Why it would be a task where it was meant to be a mail, in words the page has texts for.
    pub reasons: Vec<String>,
}

/// A machine that would be taken in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WouldEnrol {
    /// The machine.
    pub machine: MachineId,
    /// Its serial number.
    pub serial_number: String,
    /// Its customer.
    pub customer: Option<String>,
    /// Whom mail would go to.
    pub address: Option<String>,
    /// The opportunity.
    pub opportunity: Option<OpportunityId>,
    /// Whether it would be a control: watched, not contacted.
    pub is_control: bool,
    /// What would go out, in the order of days, if nobody answered.
    pub messages: Vec<Message>,
    /// Steps that would be left out because it joins late.
    pub left_out: Vec<String>,
}

/// What a dry run came to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct DryRun {
    /// Who would be taken in, by priority.
    pub enrolled: Vec<WouldEnrol>,
    /// Those that do not meet the campaign's condition.
    pub do_not_enter: u32,
    /// Those of whom it is not known whether they meet it.
    pub unknown: u32,
    /// Those with whose customer the campaign would speak already.
    pub in_conversation: u32,
    /// Those that would wait because the week is full.
    pub waiting: u32,
}

impl Ready {
    /// What would happen if the campaign went live on the day the facts are of.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn dry_run(
        &self,
        workplace: &Workplace,
        decided: &Decided,
        ways: WaysOut,
        language: Language,
    ) -> Result<DryRun, PipelineError> {
        let today = decided.facts.as_of;
        let worked = workplace.store.worked_opportunities().await?;
        let position = positions(decided);
        let people = People::of(workplace, decided, ways, today).await?;
        let joined = join(&self.campaign, self.candidates(decided, &worked, &position), &Join::default(), today);
        let files = &decided.state.files;
        let nobody = HashMap::new();
        let enrolled = joined.enrolments.iter().filter_map(|of| {
            let machine = *position.get(&of.machine)?;
            let guard = |on: NaiveDate, step: &automate::Step| people.guard(self, machine, step, (on, &nobody), None);
            let holds = |condition: &str| self.holds(condition, machine);
            let days = plan(&self.campaign, of, today, self.days_left(machine), &holds, &guard);
            let mut messages = Vec::new();
            let mut left_out = Vec::new();
            for day in days {
                for note in day.notes {
                    if let Note::LeftOut { step, .. } = note {
                        left_out.push(step);
                    }
                }
                for effect in day.effects {
                    let (kind, what, reasons) = match effect.kind {
                        EffectKind::Mail { mail } => ("mail", mail, Vec::new()),
                        EffectKind::Notice { mail } => ("notice", mail, Vec::new()),
                        EffectKind::Task { title, reasons, .. } => ("task", title_in(&title, language), reasons),
                        EffectKind::WorkOrder { title, .. } => {
                            ("work_order", title.get(language).to_owned(), Vec::new())
                        }
                        EffectKind::Webhook { name } => ("webhook", name, Vec::new()),
                        _ => continue,
                    };
                    messages.push(Message { on: day.on, step: effect.step, kind, what, reasons });
                }
            }
            Some(WouldEnrol {
                machine: of.machine,
                serial_number: files.str("serial_number", machine).unwrap_or_default().to_owned(),
                customer: files.str("customer_name", machine).map(str::to_owned),
                address: people.address(machine).map(str::to_owned),
                opportunity: of.opportunity,
                is_control: of.state == automate::State::Control,
                messages,
                left_out,
            })
        });
        Ok(DryRun {
            enrolled: enrolled.collect(),
            do_not_enter: joined.do_not_enter,
            unknown: joined.unknown,
            in_conversation: joined.in_conversation,
            waiting: joined.waiting,
        })
    }
}

/// What a task is called where it comes from the campaign; the word the page has texts for where it does not.
fn title_in(title: &TaskTitle, language: Language) -> String {
    match title {
        TaskTitle::Said { title } => title.get(language).to_owned(),
        TaskTitle::InsteadOfMail { .. } => "instead_of_mail".to_owned(),
        TaskTitle::InsteadOfWebhook { .. } => "instead_of_webhook".to_owned(),
        TaskTitle::Answer => "answer".to_owned(),
        TaskTitle::Release { .. } => "release".to_owned(),
    }
}
