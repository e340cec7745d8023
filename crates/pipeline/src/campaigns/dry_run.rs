//! What would happen if a campaign went live today: who would be taken in, and every message that would go out, with its day.
//! Nothing is saved.

use super::assign::{Assigned, Teams};
use super::people::People;
use super::{Ready, WaysOut, positions};
use crate::PipelineError;
use crate::decide::Decided;
use crate::state::Workplace;
use automate::{EffectKind, Join, Note, TaskTitle, join, plan};
use base::{Language, MachineId, OpportunityId};
use chrono::NaiveDate;
use hashbrown::HashMap;
use sales::Territories;
use serde::Serialize;

/// Something that would go out or be asked of a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Message {
    /// On which day.
    pub on: NaiveDate,
    /// The step.
    pub step: String,
    /// `mail`, `notice`, `task`, `work_order`, `webhook` or `assign`.
    pub kind: &'static str,
    /// The id of the mail or the notice, the webhook's name, whom the opportunity is given to, or what the task is called in the
    /// language asked for.
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
        territories: &Territories,
        language: Language,
    ) -> Result<DryRun, PipelineError> {
        let today = decided.facts.as_of;
        let worked = workplace.store.worked_opportunities().await?;
        let position = positions(decided);
        let people = People::of(workplace, decided, ways, today).await?;
        let joined = join(&self.campaign, self.candidates(decided, &worked, &position), &Join::default(), today);
        let files = &decided.state.files;
        let nobody = HashMap::new();
        let mut teams = Teams::of(workplace, decided, territories, &worked).await?;
        // To whom each would be given is decided below, in the order of days: who comes later finds what went before.
        let mut asked: Vec<(NaiveDate, usize, usize, Assigned)> = Vec::new();
        let mut enrolled = Vec::new();
        for of in &joined.enrolments {
            let Some(machine) = position.get(&of.machine).copied() else { continue };
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
                        EffectKind::Assign { team: Some(team) } => {
                            let Some(opportunity) = of.opportunity else { continue };
                            let assigned = Assigned { team, opportunity, machine };
                            asked.push((day.on, enrolled.len(), messages.len(), assigned));
                            ("assign", String::new(), Vec::new())
                        }
                        EffectKind::Assign { team: None } | EffectKind::Opportunity => continue,
                    };
                    messages.push(Message { on: day.on, step: effect.step, kind, what, reasons });
                }
            }
            enrolled.push(WouldEnrol {
                machine: of.machine,
                serial_number: files.str("serial_number", machine).unwrap_or_default().to_owned(),
                customer: files.str("customer_name", machine).map(str::to_owned),
                address: people.address(machine).map(str::to_owned),
                opportunity: of.opportunity,
                is_control: of.state == automate::State::Control,
                messages,
                left_out,
            });
        }
        asked.sort_by_key(|(on, at, message, _)| (*on, *at, *message));
        for (_, at, message, assigned) in asked {
            let of = enrolled.get_mut(at).and_then(|of: &mut WouldEnrol| of.messages.get_mut(message));
            let Some(of) = of else { continue };
            match teams.assign(&assigned) {
                Ok(owner) => of.what = owner,
                Err(gap) => {
                    (of.kind, of.what) = ("task", "instead_of_assignment".to_owned());
                    of.reasons = vec![gap.reason().to_owned()];
                }
            }
        }
        Ok(DryRun {
            enrolled,
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
        TaskTitle::InsteadOfAssignment { .. } => "instead_of_assignment".to_owned(),
        TaskTitle::Answer => "answer".to_owned(),
        TaskTitle::Release { .. } => "release".to_owned(),
    }
}
