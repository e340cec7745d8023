//! Campaigns over the whole base: conditions evaluated once for all machines, who is taken in, what a day makes of all
//! enrolments, and what would happen if a campaign went live.

mod assign;
mod dry_run;
mod notices;
mod people;
mod run;

pub use assign::{TeamGap, campaigns_with_team, team_gaps};
pub use dry_run::{DryRun, Message, WouldEnrol};
pub use notices::PORTAL_THEME;
pub(crate) use people::relations;
pub use run::{CampaignRun, run_campaigns};

use crate::PipelineError;
use crate::decide::Decided;
use ::decide::{Conditions, Place, PriorityRule, Rule, Verdict, Verdicts, Wording};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::Int64Type;
use automate::{Campaign, Candidate};
use base::MachineId;
use hashbrown::HashMap;
use sales::Stage;
use store::{Scope, WorkedOpportunity};

/// Which ways out are set up. A step whose way is not becomes a task for a person, with that reason.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct WaysOut {
    /// A mail server.
    pub mail: bool,
    /// A page by which readers object with one click, reached by https: without it no mail advertises.
    pub objection_page: bool,
    /// The CRM opportunities are brought to, by its name in the outbox.
    pub crm: Option<&'static str>,
    /// The customer portal: it is known where customers reach it.
    pub portal: bool,
}

/// A campaign ready to be run over the facts of a day.
pub struct Ready {
    /// The campaign.
    pub campaign: Campaign,
    /// For whom it is.
    pub scope: Scope,
    conditions: HashMap<String, Verdicts>,
    anchor: Option<ArrayRef>,
}

/// A condition of a campaign as a rule: the one evaluation there is compiles rules.
fn as_rule(campaign: &Campaign, condition: &str) -> Rule {
    Rule {
        id: format!("campaign {}", campaign.id),
        version: campaign.version,
        campaign: campaign.campaign_type.clone(),
        purpose: None,
        condition: condition.to_owned(),
        keep: None,
        rest_days: 0,
        parameters: campaign.parameters.clone(),
        by_type: Vec::new(),
        title: Wording::plain(&campaign.title.en),
        explanation: Wording::plain(&campaign.explanation.en),
        priority: PriorityRule { likelihood: 0.0, urgency: None },
        value: Vec::new(),
        file: String::new(),
        condition_at: Place::default(),
    }
}

impl Ready {
    /// Compiles a campaign's conditions and evaluates them over all machines.
    ///
    /// # Errors
    /// Where a condition is wrong or names a fact that is not there; the message names the campaign.
    pub fn of(decided: &Decided, campaign: Campaign, scope: Scope) -> Result<Self, PipelineError> {
        let facts = &decided.facts.facts;
        let compiler = Conditions::over(&facts.schema())?;
        let mut conditions = HashMap::new();
        for condition in campaign.conditions() {
            let compiled = compiler.compile(&as_rule(&campaign, condition))?;
            conditions.insert(condition.to_owned(), decided.verdicts_of_rule(compiled)?);
        }
        let anchor = match &campaign.anchor {
            None => None,
            Some(name) => {
                let column = facts.column_by_name(name).filter(|of| of.as_primitive_opt::<Int64Type>().is_some());
                let column = column.ok_or_else(|| {
                    let id = &campaign.id;
                    PipelineError::Nothing(format!(
                        "campaign {id}: `{name}` cannot be its anchor; that is a fact which counts days, such as `notice_days_left`"
                    ))
                })?;
                Some(column.clone())
            }
        };
        Ok(Self { campaign, scope, conditions, anchor })
    }

    /// Whether a condition holds for a machine; none where that is not known, or telemetry it reads may not be used.
    fn holds(&self, condition: &str, machine: usize) -> Option<bool> {
        match self.conditions.get(condition)?.verdict(machine) {
            Verdict::Fires => Some(true),
            Verdict::DoesNotFire => Some(false),
            Verdict::Unknown | Verdict::NotPermitted => None,
        }
    }

    fn days_left(&self, machine: usize) -> Option<i64> {
        let anchor = self.anchor.as_ref()?;
        anchor.is_valid(machine).then(|| anchor.as_primitive::<Int64Type>().value(machine))
    }

    /// Who could be taken in: machines whose hits opened an opportunity of the campaign's type that nobody works on yet, which
    /// leads its own conversation and lies within the scope.
    fn candidates(
        &self,
        decided: &Decided,
        worked: &[WorkedOpportunity],
        position: &HashMap<MachineId, usize>,
    ) -> Vec<Candidate> {
        let files = &decided.state.files;
        let types = text_of(decided, "machine_type");
        let countries = text_of(decided, "country");
        let within = |wanted: &[String], column: &Option<ArrayRef>, machine: usize| {
            wanted.is_empty()
                || column.as_ref().is_some_and(|column| {
                    let column = column.as_string::<i32>();
                    column.is_valid(machine) && wanted.iter().any(|of| of == column.value(machine))
                })
        };
        let could = worked.iter().filter(|of| {
            let of = &of.of;
            of.campaign == self.campaign.campaign_type
                && of.stage == Stage::New
                && of.flag.is_none()
                && of.lead.is_none()
                && (self.scope.triggers.is_empty() || of.triggers.iter().any(|id| self.scope.triggers.contains(id)))
        });
        could
            .filter_map(|of| {
                let machine = *position.get(&of.of.machine)?;
                let fits = within(&self.scope.machine_types, &types, machine)
                    && within(&self.scope.countries, &countries, machine);
                fits.then(|| Candidate {
                    machine: of.of.machine,
                    opportunity: Some(of.of.id),
                    conversation: files.customer_of.get(machine).copied().flatten(),
                    score: of.of.score,
                    enters: self.campaign.entry.as_deref().map_or(Some(true), |entry| self.holds(entry, machine)),
                })
            })
            .collect()
    }
}

/// A fact that is a text, for all machines.
fn text_of(decided: &Decided, name: &str) -> Option<ArrayRef> {
    let column = decided.facts.facts.column_by_name(name)?;
    column.as_string_opt::<i32>().is_some().then(|| column.clone())
}

/// Where each machine stands among the machine files.
pub(crate) fn positions(decided: &Decided) -> HashMap<MachineId, usize> {
    decided.state.files.link.ids.iter().enumerate().map(|(at, id)| (*id, at)).collect()
}
