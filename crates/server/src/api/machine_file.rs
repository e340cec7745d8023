//! The machine file: everything known of one machine, each value with its cell.

use super::catalogue::category_of;
use super::places::{CellPlace, place, places};
use super::rows::{self, OpportunityRow};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::live::{Live, View, fact_value};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use base::{Category, FACTS, Kind, Language, MachineId, SeriesRef, fields};
use chrono::NaiveDate;
use decide::{Evidence, Verdict};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// Losing candidates shown of a value; the rest is counted.
const LOSERS: usize = 10;

/// A value that lost against a more trusted or later one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct NotTaken {
    /// The value.
    pub value: String,
    /// Its cell.
    pub source: CellPlace,
    /// Whether it says something else, not only the same in another spelling.
    pub differs: bool,
}

/// A part a computed value was made of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ComputedPart {
    /// The field.
    pub field: &'static str,
    /// Its value; dates as ISO 8601, numbers with a point.
    pub value: String,
    /// Its cell.
    pub source: CellPlace,
}

/// A value of the machine file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct FileValue {
    /// The field.
    pub field: &'static str,
    /// The value; dates as ISO 8601, numbers with a point.
    pub value: String,
    /// Its cell; of a computed value that of its first part.
    pub source: CellPlace,
    /// What the value was computed from, where no source gives it; empty otherwise.
    pub computed_from: Vec<ComputedPart>,
    /// Other candidates.
    pub not_taken: Vec<NotTaken>,
    /// Candidates beyond those.
    pub not_taken_more: usize,
    /// Whether any of them says something else.
    pub differs: bool,
}

/// A fact of the machine.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct FactValue {
    /// The fact.
    pub fact: &'static str,
    /// Its value; `null` is not known.
    #[schema(value_type = Option<Scalar>)]
    pub value: Value,
    /// Cells it comes from.
    pub sources: Vec<CellPlace>,
    /// Cells beyond those.
    pub sources_more: usize,
    /// Readings it was computed from.
    pub series: Option<SeriesView>,
    /// What a value without a cell rests on.
    pub basis: Option<&'static str>,
}

/// Readings a value was computed from: a window of a series.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SeriesView {
    /// Whose.
    pub machine: Uuid,
    /// The signal; none where all signals count.
    pub signal: Option<&'static str>,
    /// The first day of the window.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// Days of it with readings.
    pub days: u32,
    /// Readings in it; none where they were not counted.
    pub readings: Option<u64>,
}

/// The series of a machine.
fn series(live: &Live, machine: usize, of: Option<SeriesRef>) -> Option<SeriesView> {
    let SeriesRef { signal, from, to, days, readings } = of?;
    let machine = live.decided.state.files.link.ids.get(machine)?.0;
    Some(SeriesView { machine, signal, from, to, days, readings })
}

/// A text, a number or a flag.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum Scalar {
    /// A text or a date.
    Text(String),
    /// A number.
    Number(f64),
    /// Yes or no.
    Flag(bool),
}

/// One of the five categories.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct FileCategory {
    /// `master`, `contract`, `operating`, `commercial` or `location`.
    pub id: &'static str,
    /// Values of lists.
    pub values: Vec<FileValue>,
    /// Facts computed from them.
    pub facts: Vec<FactValue>,
}

/// The other side of a comparison.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Compared {
    /// The fact or expression.
    pub expression: String,
    /// Its value.
    #[schema(value_type = Option<Scalar>)]
    pub value: Value,
    /// The readings, where it is a fact of them.
    pub series: Option<SeriesView>,
}

/// One comparison that decided a verdict.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct EvidenceView {
    /// The fact.
    pub fact: &'static str,
    /// Its value; `null` is not known.
    #[schema(value_type = Option<Scalar>)]
    pub value: Value,
    /// What it had to meet, such as `< 90`.
    pub comparison: String,
    /// The other side, where that is a fact or a computation.
    pub compared: Option<Compared>,
    /// Cells it comes from.
    pub sources: Vec<CellPlace>,
    /// Cells beyond those.
    pub sources_more: usize,
    /// Readings it was computed from.
    pub series: Option<SeriesView>,
    /// What a value without a cell rests on.
    pub basis: Option<&'static str>,
    /// The triggers on the way to it, outermost first; none where it is the trigger's own.
    pub via: Vec<ViaView>,
}

/// A trigger within another.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ViaView {
    /// Its id.
    pub trigger: String,
    /// Its title.
    pub title: String,
    /// The version that counted.
    pub version: u32,
}

impl ViaView {
    /// A trigger with its title.
    pub fn of(live: &Live, via: &decide::Via, language: Language) -> Self {
        let rule = live.rules.iter().find(|rule| rule.id == via.trigger);
        let title = rule.map_or(via.trigger.as_str(), |rule| rule.title.get(language)).to_owned();
        Self { trigger: via.trigger.clone(), title, version: via.version }
    }
}

/// One part of a priority.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, ToSchema)]
pub struct Part {
    /// Points it gives.
    pub points: f64,
    /// Points it could give.
    pub of: f64,
}

/// A priority with its parts.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct Priority {
    /// 0 to 100.
    pub score: u8,
    /// Estimated value in EUR.
    pub value_eur: Option<f64>,
    /// The fact the estimate comes from.
    pub value_from: Option<&'static str>,
    /// The factor it was multiplied by.
    pub value_factor: f64,
    /// Cells behind the estimate.
    pub value_sources: Vec<CellPlace>,
    /// From the value.
    pub value: Part,
    /// From the urgency.
    pub urgency: Part,
    /// From the usual likelihood of an order.
    pub likelihood: Part,
    /// From how much is known.
    pub confidence: Part,
}

/// The verdict of one trigger.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct VerdictView {
    /// The trigger.
    pub trigger: String,
    /// Its title.
    pub title: String,
    /// What it means.
    pub explanation: String,
    /// The campaign type it feeds.
    pub campaign: String,
    /// The rule's version.
    pub version: u32,
    /// `fires`, `does_not_fire` or `unknown`.
    pub verdict: &'static str,
    /// Facts that are missing for it.
    pub missing: Vec<&'static str>,
    /// Since when it fires.
    pub since: Option<NaiveDate>,
    /// Its priority, where it fires.
    pub priority: Option<Priority>,
    /// The comparisons that decided it.
    pub evidence: Vec<EvidenceView>,
}

/// The customer of a machine.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct FileCustomer {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Machines it has.
    pub machines: usize,
}

/// Everything known of one machine.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MachineFile {
    /// Its id.
    pub id: Uuid,
    /// As the most trusted list writes it.
    pub serial_number: String,
    /// Its type.
    pub machine_type: Option<String>,
    /// The day facts and verdicts are of.
    pub as_of: NaiveDate,
    /// Whether it is in the field.
    pub in_field: bool,
    /// Its customer.
    pub customer: Option<FileCustomer>,
    /// The five categories.
    pub categories: Vec<FileCategory>,
    /// The verdicts of all triggers.
    pub verdicts: Vec<VerdictView>,
    /// Its opportunities.
    pub opportunities: Vec<OpportunityRow>,
}

/// Evidence of a machine with places.
pub fn evidence(live: &Live, machine: usize, items: Vec<Evidence>, language: Language) -> Vec<EvidenceView> {
    items
        .into_iter()
        .map(|item| {
            let (mut sources, mut more) = places(live, &item.sources);
            if let Some(other) = &item.compared {
                let (others, beyond) = places(live, &other.sources);
                sources.extend(others);
                more += beyond;
            }
            EvidenceView {
                fact: item.fact,
                value: item.value,
                comparison: item.comparison,
                compared: item.compared.map(|other| Compared {
                    expression: other.expression,
                    value: other.value,
                    series: series(live, machine, other.series),
                }),
                series: series(live, machine, item.series),
                sources,
                sources_more: more,
                basis: item.basis,
                via: item.via.iter().map(|via| ViaView::of(live, via, language)).collect(),
            }
        })
        .collect()
}

/// A priority with places.
pub fn priority(live: &Live, of: &decide::Priority) -> Priority {
    let part = |part: decide::Part| Part { points: part.points, of: part.of };
    Priority {
        score: of.score,
        value_eur: of.value_eur,
        value_from: of.value_from,
        value_factor: of.value_factor,
        value_sources: places(live, &of.value_sources).0,
        value: part(of.value),
        urgency: part(of.urgency),
        likelihood: part(of.likelihood),
        confidence: part(of.confidence),
    }
}

/// The verdicts of all triggers on a machine: those that fire first, then those that cannot say.
pub fn verdicts(live: &Live, machine: usize, language: Language) -> Vec<VerdictView> {
    let Some(id) = live.decided.state.files.link.ids.get(machine) else { return Vec::new() };
    let mut all: Vec<VerdictView> = live
        .rules
        .iter()
        .zip(&live.verdicts)
        .map(|(rule, of)| VerdictView {
            trigger: rule.id.clone(),
            title: rule.title.get(language).to_owned(),
            explanation: rule.explanation.get(language).to_owned(),
            campaign: rule.campaign.clone(),
            version: rule.version,
            verdict: of.verdict(machine).id(),
            missing: of.missing(machine),
            since: live.since.get(&(*id, rule.id.clone())).copied(),
            priority: of.hit(machine).map(|hit| priority(live, &hit.priority)),
            evidence: evidence(live, machine, of.evidence(machine), language),
        })
        .collect();
    let rank = |of: &VerdictView| match of.verdict {
        verdict if verdict == Verdict::Fires.id() => 0,
        verdict if verdict == Verdict::Unknown.id() => 1,
        _ => 2,
    };
    all.sort_by_key(|of| (rank(of), std::cmp::Reverse(of.priority.as_ref().map(|priority| priority.score))));
    all
}

/// Whether two lists contradict each other: spellings of one serial or customer number, and case, do not.
fn differs(field: &str, one: &str, other: &str) -> bool {
    match field {
        "serial_number" => digitize::serial::normalise(one) != digitize::serial::normalise(other),
        "customer_number" => one.trim_start_matches('0') != other.trim_start_matches('0'),
        _ => digitize::machine_file::folded(one) != digitize::machine_file::folded(other),
    }
}

/// The end of warranty where no source gives one: from its start and its term.
fn computed_warranty(live: &Live, machine: usize) -> Option<FileValue> {
    let warranty = live.decided.state.files.warranty(machine, live.as_of)?;
    let parts = warranty.computed?;
    let (start, months) = (place(live, parts.start.source()), place(live, parts.months.source()));
    Some(FileValue {
        field: "warranty_end",
        value: warranty.end.to_string(),
        source: start.clone(),
        computed_from: vec![
            ComputedPart { field: parts.start_field, value: parts.start.value().to_string(), source: start },
            ComputedPart { field: "warranty_months", value: parts.months.value().to_string(), source: months },
        ],
        not_taken: Vec::new(),
        not_taken_more: 0,
        differs: false,
    })
}

fn categories(live: &Live, machine: usize) -> Vec<FileCategory> {
    let files = &live.decided.state.files;
    let values = |category: Category| -> Vec<FileValue> {
        let mut values = Vec::new();
        for field in fields(Kind::Machines).iter().filter(|field| field.category == category) {
            let mut found = files.candidates(field.id, machine).iter().filter_map(|candidate| {
                let value = files.text_of(field.id, *candidate)?;
                Some((value, files.cell(field.id, *candidate)?))
            });
            let Some((value, cell)) = found.next() else {
                if field.id == "warranty_end" {
                    values.extend(computed_warranty(live, machine));
                }
                continue;
            };
            let losers: Vec<_> = found.collect();
            values.push(FileValue {
                field: field.id,
                differs: losers.iter().any(|(other, _)| differs(field.id, &value, other)),
                source: place(live, cell),
                computed_from: Vec::new(),
                not_taken_more: losers.len().saturating_sub(LOSERS),
                not_taken: losers
                    .into_iter()
                    .take(LOSERS)
                    .map(|(other, cell)| NotTaken {
                        differs: differs(field.id, &value, &other),
                        value: other,
                        source: place(live, cell),
                    })
                    .collect(),
                value,
            });
        }
        values
    };
    let facts = |category: Category| -> Vec<FactValue> {
        let wanted = FACTS.iter().enumerate().filter(|(_, fact)| category_of(fact) == category);
        wanted
            .filter(|(_, fact)| !fact.id.starts_with("type_"))
            .map(|(at, fact)| {
                let value = fact_value(&live.decided, fact.id, machine);
                let cells = live.decided.facts.sources[at].of(machine);
                let (sources, sources_more) = if value.is_null() { (Vec::new(), 0) } else { places(live, cells) };
                let of = live.decided.facts.sources[at].series(machine);
                let series = series(live, machine, of.filter(|_| !value.is_null()));
                let bare = sources.is_empty() && series.is_none() && !value.is_null();
                let basis = live.decided.facts.basis[at].filter(|_| bare);
                FactValue { fact: fact.id, value, sources, sources_more, series, basis }
            })
            .collect()
    };
    Category::ALL
        .into_iter()
        .map(|category| FileCategory { id: category.id(), values: values(category), facts: facts(category) })
        .collect()
}

/// The machine with this id or serial number, however written.
pub fn find(view: &View, text: &str) -> Answer<(MachineId, usize)> {
    let missing = || Problem::missing(format!("no machine has the id or serial number `{text}`"));
    let id = match text.parse::<Uuid>() {
        Ok(id) => MachineId(id),
        Err(_) => {
            let position = view.live.base.by_serial(text).ok_or_else(missing)?;
            view.live.base.row(position).ok_or_else(missing)?.id
        }
    };
    let at = view.live.ordinal(id).ok_or_else(missing)?;
    Ok((id, at))
}

/// The machine file.
#[utoipa::path(get, path = "/machines/{id}", tag = "machines", params(("id" = String, Path, description = "id or serial number")),
    responses((status = 200, body = MachineFile), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Path(text): Path<String>) -> Answer<Json<MachineFile>> {
    let view = app.view()?;
    let (id, machine) = find(&view, &text)?;
    let live = &view.live;
    let row = live.base.position(id).and_then(|position| live.base.row(position));
    let row = row.ok_or_else(|| Problem::missing("there is no such machine"))?;
    let language = may.who.language();
    let customer = row.customer.and_then(|customer| live.base.customer(customer));
    Ok(Json(MachineFile {
        id: id.0,
        serial_number: row.serial_number.to_owned(),
        machine_type: row.machine_type.map(str::to_owned),
        as_of: live.as_of,
        in_field: row.in_field,
        customer: customer.map(|of| FileCustomer {
            id: of.id.0,
            number: of.number.map(str::to_owned),
            name: of.name.map(str::to_owned),
            machines: of.machines.len(),
        }),
        categories: categories(live, machine),
        verdicts: verdicts(live, machine, language),
        opportunities: view.pipeline.of_machine(id).map(|entry| rows::opportunity(&view, entry, language)).collect(),
    }))
}

#[cfg(test)]
mod tests {
    use super::differs;

    #[test]
    fn spellings_of_the_same_are_no_contradiction() {
        assert!(!differs("serial_number", "SN 00510076", "510076"));
        assert!(!differs("customer_number", "0000200071", "200071"));
        assert!(!differs("city", "MÜNCHEN", "München"));
        assert!(differs("serial_number", "510076", "510077"));
        assert!(differs("machine_type", "VPX 20", "VPX 30"));
    }
}
