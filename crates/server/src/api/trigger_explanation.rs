//! Why a trigger fires for a machine, why it does not, or what is missing and who could supply it.

use super::machine_file::{EvidenceView, Scalar, ViaView, evidence};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::live::Live;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use base::{Language, MachineId};
use chrono::{Days, NaiveDate};
use decide::{ExplainedPart, PartKind, told};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// A sentence and the facts it rests on.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct ToldSentence {
    /// The sentence, in the language of who asks.
    pub text: String,
    /// The facts.
    pub facts: Vec<&'static str>,
}

/// A part of the condition with its answer.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
#[schema(no_recursion)]
pub struct ExplainedNode {
    /// `all`, `any`, `not`, `comparison` or `trigger`.
    pub kind: &'static str,
    /// `yes`, `no` or `unknown`.
    pub answer: &'static str,
    /// Whether the verdict rests on it.
    pub decides: bool,
    /// The trigger it is.
    pub trigger: Option<ViaView>,
    /// The values compared: one item a fact.
    pub evidence: Vec<EvidenceView>,
    /// Its parts.
    pub children: Vec<ExplainedNode>,
}

/// A fact that is missing, and who could supply it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct MissingFact {
    /// The fact.
    pub fact: &'static str,
    /// As a list's heading.
    pub label: String,
    /// The kinds of records that would hold it.
    pub kinds: Vec<&'static str>,
    /// Sources that deliver such records already.
    pub sources: Vec<String>,
}

/// A fact as it will be.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct ProjectedFact {
    /// The fact.
    pub fact: &'static str,
    /// Its value then.
    #[schema(value_type = Option<Scalar>)]
    pub value: Value,
}

/// A verdict explained.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct TriggerExplanation {
    /// The trigger.
    pub trigger: String,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: u32,
    /// The campaign type it feeds.
    pub campaign: String,
    /// The day it is of.
    pub as_of: NaiveDate,
    /// `fires`, `does_not_fire` or `unknown`.
    pub verdict: &'static str,
    /// The verdict in sentences.
    pub sentences: Vec<ToldSentence>,
    /// The condition with the answer of each part.
    pub tree: ExplainedNode,
    /// What is missing.
    pub missing: Vec<MissingFact>,
    /// The first day it would fire by time alone, within two years.
    pub fires_on: Option<NaiveDate>,
    /// The facts that time moves, as they are on that day.
    pub projected: Vec<ProjectedFact>,
}

fn node(live: &Live, machine: usize, part: ExplainedPart, language: Language) -> ExplainedNode {
    let (kind, trigger) = match &part.kind {
        PartKind::All => ("all", None),
        PartKind::Any => ("any", None),
        PartKind::Not => ("not", None),
        PartKind::Comparison => ("comparison", None),
        PartKind::Trigger(via) => ("trigger", Some(ViaView::of(live, via, language))),
    };
    ExplainedNode {
        kind,
        answer: match part.answer {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        },
        decides: part.decides,
        trigger,
        evidence: evidence(live, machine, part.evidence, language),
        children: part.parts.into_iter().map(|part| node(live, machine, part, language)).collect(),
    }
}

fn missing(live: &Live, facts: Vec<&'static str>, language: Language) -> Vec<MissingFact> {
    let of = |fact: &'static str| {
        let kinds = base::fact(fact).map_or(&[][..], |(_, of)| of.kinds);
        let tables = live.decided.state.tables.values().filter(|table| kinds.contains(&table.kind));
        let mut sources: Vec<String> = tables.map(|table| table.source.clone()).collect();
        sources.sort_unstable();
        sources.dedup();
        let kinds = kinds.iter().map(|kind| kind.id()).collect();
        MissingFact { fact, label: words::fact(fact, language).to_owned(), kinds, sources }
    };
    facts.into_iter().map(of).collect()
}

/// Why a trigger fires for a machine, why it does not, or what is missing.
#[utoipa::path(get, path = "/machines/{id}/triggers/{trigger}", tag = "machines",
    params(("id" = Uuid, Path), ("trigger" = String, Path)),
    responses((status = 200, body = TriggerExplanation), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(
    may: May<Read>,
    State(app): State<App>,
    Path((id, trigger)): Path<(Uuid, String)>,
) -> Answer<Json<TriggerExplanation>> {
    let view = app.view()?;
    let live = &view.live;
    let language = may.who.language();
    let machine = live.ordinal(MachineId(id)).ok_or_else(|| Problem::missing("there is no such machine"))?;
    let found = live.trigger(&trigger);
    let (rule, verdicts) = found.ok_or_else(|| Problem::missing(format!("there is no trigger `{trigger}`")))?;
    let title_of = |id: &str| {
        let rule = live.rules.iter().find(|rule| rule.id == id);
        rule.map_or(id, |rule| rule.title.get(language)).to_owned()
    };
    let sentences = told(verdicts, machine, live.as_of, language, &title_of);
    let foreseen = verdicts.foreseen(machine);
    let in_days = foreseen.as_ref().map(|foreseen| u64::from(foreseen.in_days));
    Ok(Json(TriggerExplanation {
        trigger,
        title: rule.title.get(language).to_owned(),
        version: rule.version,
        campaign: rule.campaign.clone(),
        as_of: live.as_of,
        verdict: verdicts.verdict(machine).id(),
        sentences: sentences.into_iter().map(|told| ToldSentence { text: told.text, facts: told.facts }).collect(),
        tree: node(live, machine, verdicts.explained(machine), language),
        missing: missing(live, verdicts.missing(machine), language),
        fires_on: in_days.and_then(|days| live.as_of.checked_add_days(Days::new(days))),
        projected: foreseen
            .into_iter()
            .flat_map(|foreseen| foreseen.facts)
            .map(|(fact, value)| ProjectedFact { fact, value })
            .collect(),
    }))
}
