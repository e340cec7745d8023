//! What an opportunity in the CRM says: why the machine needs the offer with the cells that prove it, what is known of the machine,
//! and what else is to be talked about with the customer.

use crate::PipelineError;
use crate::cells::Cells;
use crate::state::{State, Workplace};
use ::decide::{Rule, Said, sentence};
use base::{CellRef, Language, MachineId, OpportunityId};
use chrono::{Days, NaiveDate};
use hashbrown::HashMap;
use sales::Stage;
use serde::Deserialize;
use serde_json::Value;
use std::fmt::Write as _;
use store::{HitRow, HitState, SourceTable, WorkedOpportunity};

/// An opportunity nobody has dated is expected to close so many days after it was opened.
const DAYS_TO_CLOSE: u64 = 90;

/// Cells shown for a comparison at most; the machine file shows all.
const CELLS: usize = 3;

/// An opportunity as the CRM shall have it.
#[derive(Clone, PartialEq, Debug)]
pub struct Picture {
    /// The opportunity.
    pub id: OpportunityId,
    /// What it is called.
    pub name: String,
    /// What it is about, in words.
    pub campaign: String,
    /// The machine.
    pub machine: MachineId,
    /// Its serial number.
    pub serial_number: String,
    /// How far it is here.
    pub stage: Stage,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// When it is expected to close.
    pub close_on: NaiveDate,
    /// Who works on it here.
    pub owner: String,
    /// Its value in EUR cents; none where that is not known.
    pub amount_cents: Option<i64>,
    /// Why, in one sentence.
    pub reason: String,
    /// Everything: proof, machine, topics, link.
    pub description: String,
    /// The customer's number in the ERP.
    pub customer_number: Option<String>,
    /// What makes it worth being sent again: all of the above but what changes with every day, such as days left.
    pub lasting: String,
}

/// A comparison as it was saved with a hit.
#[derive(Deserialize)]
pub(crate) struct SavedEvidence {
    fact: String,
    value: Value,
    comparison: String,
    compared: Option<SavedCompared>,
    #[serde(default)]
    sources: Vec<CellRef>,
}

#[derive(Deserialize)]
pub(crate) struct SavedCompared {
    expression: String,
    value: Value,
}

#[derive(Deserialize)]
pub(crate) struct Saved {
    pub(crate) evidence: Vec<SavedEvidence>,
}

/// The pictures of opportunities, in their order; one whose machine is gone has none.
///
/// # Errors
/// Where the database fails.
pub async fn pictures(
    workplace: &Workplace,
    state: &State,
    rules: &[Rule],
    ids: &[OpportunityId],
    (language, public_url): (Language, Option<&str>),
) -> Result<Vec<Picture>, PipelineError> {
    let worked = workplace.store.worked_opportunities().await?;
    let by_id: HashMap<OpportunityId, &WorkedOpportunity> = worked.iter().map(|of| (of.of.id, of)).collect();
    let mut topics: HashMap<OpportunityId, Vec<&WorkedOpportunity>> = HashMap::new();
    for of in worked.iter().filter(|of| !of.of.stage.is_closed() && of.of.flag.is_none()) {
        if let Some(lead) = of.of.lead {
            topics.entry(lead).or_default().push(of);
        }
    }
    let mut machines: Vec<MachineId> = Vec::new();
    for of in ids.iter().filter_map(|id| by_id.get(id)) {
        machines.push(of.of.machine);
        machines.extend(topics.get(&of.of.id).into_iter().flatten().map(|topic| topic.of.machine));
    }
    machines.sort_unstable();
    machines.dedup();
    let mut hits: HashMap<(MachineId, String), HitRow> = HashMap::new();
    for hit in workplace.store.hits_of_machines(&machines).await? {
        if hit.state == HitState::Open {
            hits.insert((hit.machine, hit.trigger.clone()), hit);
        }
    }
    let tables: HashMap<base::TableId, SourceTable> =
        workplace.store.tables().await?.into_iter().map(|table| (table.id, table)).collect();
    let mut writer = Writer {
        state,
        position: state.files.link.ids.iter().enumerate().map(|(at, id)| (*id, at)).collect(),
        rules: rules.iter().map(|rule| (rule.id.as_str(), rule)).collect(),
        hits,
        cells: Cells::new(&workplace.kept, &tables),
        language,
        public_url,
    };
    let mut all = Vec::new();
    for of in ids.iter().filter_map(|id| by_id.get(id)) {
        let topics = topics.get(&of.of.id).map_or(&[][..], Vec::as_slice);
        if let Some(picture) = writer.picture(of, topics) {
            all.push(picture);
        }
    }
    Ok(all)
}

struct Writer<'a> {
    state: &'a State,
    position: HashMap<MachineId, usize>,
    rules: HashMap<&'a str, &'a Rule>,
    hits: HashMap<(MachineId, String), HitRow>,
    cells: Cells<'a>,
    language: Language,
    public_url: Option<&'a str>,
}

impl Writer<'_> {
    fn picture(&mut self, of: &WorkedOpportunity, topics: &[&WorkedOpportunity]) -> Option<Picture> {
        let machine = *self.position.get(&of.of.machine)?;
        let language = self.language;
        let said = |de: &'static str, en: &'static str, it: &'static str| match language {
            Language::De => de,
            Language::En => en,
            Language::It => it,
        };
        let text = |field: &str| self.state.files.str(field, machine).unwrap_or_default().to_owned();
        let (serial, kind, customer) = (text("serial_number"), text("machine_type"), text("customer_name"));
        let campaign = words::campaign(&of.of.campaign, language);
        let name = [campaign, &kind, &serial, &customer];
        let name: Vec<&str> = name.into_iter().filter(|part| !part.is_empty()).collect();
        let Proof { reason, lines, lasting: cells } = self.proof(of);
        let mut lasting = format!("{name:?} {:?} {:?}\n{cells}", of.of.value_cents, self.public_url);
        let mut description = String::new();
        // Writing to a String does not fail.
        let _ = writeln!(description, "{}", said("Warum:", "Why:", "Perché:"));
        description.push_str(&lines);
        let _ = writeln!(description, "\n{}", said("Maschine:", "Machine:", "Macchina:"));
        for field in ["machine_type", "serial_number", "city", "country"] {
            let value = self.state.files.str(field, machine).unwrap_or_default();
            if !value.is_empty() {
                let _ = writeln!(description, "- {}: {value}", words::field(base::Kind::Machines, field, language));
            }
        }
        if !topics.is_empty() {
            let head = said("Im selben Gespräch:", "In the same conversation:", "Nella stessa conversazione:");
            let _ = writeln!(description, "\n{head}");
            for topic in topics {
                let serial =
                    self.position.get(&topic.of.machine).and_then(|at| self.state.files.str("serial_number", *at));
                let amount =
                    topic.of.value_cents.map(|cents| format!(", {}", euros(cents, language))).unwrap_or_default();
                let Proof { reason: why, lasting: cells, .. } = self.proof(topic);
                let title = words::campaign(&topic.of.campaign, language);
                let _ = writeln!(lasting, "{title} {serial:?}{amount} {cells}");
                let _ = writeln!(description, "- {title}, {}{amount}: {why}", serial.unwrap_or_default());
            }
        }
        if let Some(url) = self.public_url {
            let head = said(
                "Maschinenakte mit allen Belegen:",
                "Machine file with all evidence:",
                "Fascicolo macchina con tutte le prove:",
            );
            let _ = writeln!(description, "\n{head} {url}/machines/{}", of.of.machine);
        }
        let close_on = of.of.opened_on.checked_add_days(Days::new(DAYS_TO_CLOSE)).unwrap_or(of.of.opened_on);
        let name = name.join(", ");
        Some(Picture {
            id: of.of.id,
            name,
            campaign: campaign.to_owned(),
            machine: of.of.machine,
            serial_number: serial,
            stage: of.of.stage,
            opened_on: of.of.opened_on,
            owner: of.of.owner.clone(),
            close_on: of.follow_up_on.map_or(close_on, |day| day.max(of.of.opened_on)),
            amount_cents: of.of.value_cents,
            reason,
            description,
            customer_number: Some(text("customer_number")).filter(|number| !number.is_empty()),
            lasting,
        })
    }

    fn proof(&mut self, of: &WorkedOpportunity) -> Proof {
        let mut best: Option<(u8, String)> = None;
        let mut lines = String::new();
        let mut lasting = String::new();
        for trigger in &of.of.triggers {
            let Some(hit) = self.hits.get(&(of.of.machine, trigger.clone())) else { continue };
            let Some(rule) = self.rules.get(trigger.as_str()) else { continue };
            let Ok(saved) = serde_json::from_str::<Saved>(&hit.evidence) else { continue };
            let said: Vec<Said<'_>> = saved.evidence.iter().map(said).collect();
            let why = sentence(rule, &said, self.language);
            let _ = writeln!(lines, "- {}: {why}", rule.title.get(self.language));
            let _ = writeln!(lasting, "{trigger} {}", hit.rule_version);
            for evidence in &saved.evidence {
                for cell in evidence.sources.iter().take(CELLS).filter_map(|cell| self.cells.look_up(*cell)) {
                    let sheet = cell.sheet.map(|sheet| format!(" / {sheet}")).unwrap_or_default();
                    let line =
                        format!("    {}{sheet} / {} / {}: {}", cell.file, cell.row, cell.column, cell.text.trim());
                    let _ = writeln!(lines, "{line}");
                    let _ = writeln!(lasting, "{line}");
                }
            }
            if best.as_ref().is_none_or(|(score, _)| *score < hit.score) {
                best = Some((hit.score, why));
            }
        }
        Proof { reason: best.map(|(_, why)| why).unwrap_or_default(), lines, lasting }
    }
}

/// Why an opportunity is there.
struct Proof {
    /// In one sentence.
    reason: String,
    /// Line by line, with the cells.
    lines: String,
    /// The triggers and cells alone: they do not change from day to day.
    lasting: String,
}

pub(crate) fn said(of: &SavedEvidence) -> Said<'_> {
    Said {
        fact: &of.fact,
        value: &of.value,
        comparison: &of.comparison,
        compared: of.compared.as_ref().map(|other| (other.expression.as_str(), &other.value)),
    }
}

fn euros(cents: i64, language: Language) -> String {
    #[expect(clippy::cast_precision_loss, reason = "shown, not computed with")]
    let euros = cents as f64 / 100.0;
    format!("{} EUR", ::decide::number_text(euros, 0, language))
}
