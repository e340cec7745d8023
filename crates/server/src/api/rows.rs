//! Machines and opportunities as lists show them.

use crate::live::{Live, View};
use base::Language;
use decide::{Evidence, Said};
use installed_base::Entry;
use pipeline::why_text;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A machine in a list.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MachineRow {
    /// Its id.
    pub id: Uuid,
    /// As the most trusted list writes it.
    pub serial_number: String,
    /// Type.
    pub machine_type: Option<String>,
    /// Product family.
    pub product_family: Option<String>,
    /// Maker.
    pub manufacturer: Option<String>,
    /// Customer.
    pub customer_id: Option<Uuid>,
    /// Its name.
    pub customer_name: Option<String>,
    /// Country of the site, ISO 3166.
    pub country: Option<String>,
    /// Postcode of the site.
    pub postcode: Option<String>,
    /// City of the site.
    pub city: Option<String>,
    /// Installed on.
    pub installed_on: Option<chrono::NaiveDate>,
    /// Age in years.
    pub age_years: Option<f32>,
    /// Whether it is in the field.
    pub in_field: bool,
    /// `active`, `expired`, `pending`, `none`; `null` is not known.
    pub contract: Option<String>,
    /// Days to the end of gapless coverage.
    pub contract_days_left: Option<i32>,
    /// `active`, `expired`, `none`; `null` is not known.
    pub warranty: Option<String>,
    /// Operating hours.
    pub operating_hours: Option<f64>,
    /// Errors in 90 days.
    pub errors_90d: Option<i32>,
    /// The triggers that fire.
    pub triggers: Vec<String>,
    /// How many triggers cannot say.
    pub unknown: u32,
    /// The best score of its open opportunities.
    pub score: Option<u8>,
    /// The value of its open opportunities in EUR.
    pub value_eur: Option<f64>,
}

/// An opportunity in a list.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct OpportunityRow {
    /// Its id.
    pub id: Uuid,
    /// The machine.
    pub machine_id: Uuid,
    /// Its serial number.
    pub serial_number: String,
    /// Its type.
    pub machine_type: Option<String>,
    /// Its customer.
    pub customer_id: Option<Uuid>,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// Country of the site.
    pub country: Option<String>,
    /// City of the site.
    pub city: Option<String>,
    /// The campaign type.
    pub campaign: String,
    /// `new`, `contacted`, `quoted`, `won` or `lost`.
    pub stage: String,
    /// Who works on it.
    pub owner: String,
    /// Priority, 0 to 100.
    pub score: u8,
    /// Estimated value in EUR.
    pub value_eur: Option<f64>,
    /// The fact the estimate comes from.
    pub value_from: Option<String>,
    /// Opened on.
    pub opened_on: chrono::NaiveDate,
    /// In its stage since.
    pub stage_since: chrono::NaiveDate,
    /// To be looked at again on.
    pub follow_up_on: Option<chrono::NaiveDate>,
    /// Why it was lost.
    pub lost_reason: Option<String>,
    /// Why it should be looked at again: its triggers no longer hold.
    pub flag: Option<String>,
    /// The triggers behind it.
    pub triggers: Vec<String>,
    /// The opportunity whose conversation it is a topic of; none where it leads its own.
    pub lead_id: Option<Uuid>,
    /// Opportunities that are topics of its conversation.
    pub topics: usize,
    /// Their value in EUR.
    pub topics_value_eur: f64,
    /// The Monday of the week in which its owner's capacity reaches it; none for this week.
    pub waits_until: Option<chrono::NaiveDate>,
    /// What waiting a week with it is expected to cost, in EUR.
    pub loss_a_week_eur: f64,
    /// Why, in one sentence.
    pub reason: String,
    /// The version, to send back with a change.
    pub etag: String,
}

/// EUR of cents.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "shown, not computed with")]
pub fn euros(cents: i64) -> f64 {
    cents as f64 / 100.0
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

/// The row of a machine at this place of the installed base.
#[must_use]
pub fn machine(view: &View, position: u32) -> Option<MachineRow> {
    let row = view.live.base.row(position)?;
    let (score, value) = view.pipeline.by_machine(position);
    Some(MachineRow {
        id: row.id.0,
        serial_number: row.serial_number.to_owned(),
        machine_type: owned(row.machine_type),
        product_family: owned(row.product_family),
        manufacturer: owned(row.manufacturer),
        customer_id: row.customer.map(|customer| customer.0),
        customer_name: owned(row.customer_name),
        country: owned(row.country),
        postcode: owned(row.postcode),
        city: owned(row.city),
        installed_on: row.installed_on,
        age_years: row.age_years.map(|years| (years * 10.0).round() / 10.0),
        in_field: row.in_field,
        contract: owned(row.contract),
        contract_days_left: row.contract_days_left,
        warranty: owned(row.warranty),
        operating_hours: row.operating_hours,
        errors_90d: row.errors_90d,
        triggers: view.live.base.triggers_of(row.fires).map(str::to_owned).collect(),
        unknown: row.unknown.count_ones(),
        score,
        value_eur: value.map(euros),
    })
}

/// Evidence as a sentence needs it.
#[must_use]
pub fn said(evidence: &[Evidence]) -> Vec<Said<'_>> {
    evidence
        .iter()
        .map(|item| Said {
            fact: item.fact,
            value: &item.value,
            comparison: &item.comparison,
            compared: item.compared.as_ref().map(|other| (other.expression.as_str(), &other.value)),
        })
        .collect()
}

/// Why an opportunity is there: the sentence of the most telling trigger that holds.
fn reason(view: &View, entry: &Entry, language: Language) -> String {
    let live = &view.live;
    let Some(machine) = live.ordinal(entry.of.machine) else { return String::new() };
    let hits = entry.of.triggers.iter().filter_map(|id| live.trigger(id));
    let mut hits: Vec<_> = hits.filter_map(|(rule, verdicts)| Some((rule, verdicts.hit(machine)?))).collect();
    hits.sort_by_key(|(_, hit)| std::cmp::Reverse(hit.priority.score));
    let Some((rule, hit)) = hits.first() else { return String::new() };
    let sentence = decide::sentence(rule, &said(hit.proof.evidence()), language);
    match hits.len() {
        1 => sentence,
        more => format!("{sentence} (+{})", more - 1),
    }
}

/// The version of an opportunity as it is sent.
#[must_use]
pub fn etag(entry: &Entry) -> String {
    format!("\"{}\"", entry.version)
}

/// What waiting a week with an opportunity is expected to cost, in EUR: of its dearest trigger.
#[must_use]
pub fn loss_a_week(live: &Live, entry: &Entry) -> f64 {
    let Some(machine) = live.ordinal(entry.of.machine).filter(|_| !entry.of.stage.is_closed()) else { return 0.0 };
    let losses = entry.of.triggers.iter().filter_map(|id| live.trigger(id)).map(|(_, of)| of.loss_a_week(machine));
    losses.fold(0.0, f64::max)
}

/// The title of a trigger in force.
pub fn title(view: &View, trigger: &str, language: Language) -> Option<String> {
    view.live.trigger(trigger).map(|(rule, _)| rule.title.get(language).to_owned())
}

/// The row of an opportunity.
#[must_use]
pub fn opportunity(view: &View, entry: &Entry, language: Language) -> OpportunityRow {
    let position = view.live.base.position(entry.of.machine);
    let machine = position.and_then(|position| view.live.base.row(position));
    let text = |of: Option<Option<&str>>| owned(of.flatten());
    let topics = view.topics.get(&entry.of.id).copied().unwrap_or_default();
    OpportunityRow {
        id: entry.of.id.0,
        machine_id: entry.of.machine.0,
        serial_number: machine.map_or_else(String::new, |row| row.serial_number.to_owned()),
        machine_type: text(machine.map(|row| row.machine_type)),
        customer_id: machine.and_then(|row| row.customer).map(|customer| customer.0),
        customer_name: text(machine.map(|row| row.customer_name)),
        country: text(machine.map(|row| row.country)),
        city: text(machine.map(|row| row.city)),
        campaign: entry.of.campaign.clone(),
        stage: entry.of.stage.id().to_owned(),
        owner: entry.of.owner.clone(),
        score: entry.of.score,
        value_eur: entry.of.value_cents.map(euros),
        value_from: entry.of.value_basis.clone(),
        opened_on: entry.of.opened_on,
        stage_since: entry.stage_since,
        follow_up_on: entry.follow_up_on,
        lost_reason: entry.lost_reason.clone(),
        flag: entry.of.flag.as_deref().map(|kept| why_text(kept, language, &|id| title(view, id, language))),
        triggers: entry.of.triggers.clone(),
        lead_id: entry.of.lead.map(|lead| lead.0),
        topics: topics.0,
        topics_value_eur: euros(topics.1),
        waits_until: entry.waits_until,
        loss_a_week_eur: loss_a_week(&view.live, entry),
        reason: view.live.sentence_of(entry, language, || reason(view, entry, language)),
        etag: etag(entry),
    }
}
