//! The assessment of the installed base: what is known, what its gaps cost, what is untapped; and the machines behind
//! each of its numbers.

use super::paging::Page;
use super::rows::{self, MachineRow};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::live::View;
use crate::problem::{Answer, Problem};
use assessment::{Assessment, Assumptions, FigureId, definitions};
use axum::Json;
use axum::extract::{Query, State};
use base::Language;
use chrono::NaiveDate;
use pipeline::Assessed;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// A sentence of the report with the figures in it.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct FindingText {
    /// What ranks it, EUR.
    pub eur: Option<f64>,
    /// The figures in it, the main one first.
    pub figures: Vec<String>,
    /// The finding in one sentence.
    pub text: String,
}

/// An assumption in words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct AssumptionView {
    /// The name of the setting.
    pub id: &'static str,
    /// Its value as people write it.
    pub value: String,
    /// What it means.
    pub meaning: &'static str,
}

/// What figures of a kind mean.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct FigureMeaning {
    /// The figure's id before `@`; `{...}` stands for any one part.
    pub pattern: &'static str,
    /// What it counts.
    pub meaning: &'static str,
}

/// The assessment.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct AssessmentView {
    /// The day it is of.
    pub as_of: NaiveDate,
    /// All figures: cover, completeness, questions, campaigns, gaps, revenue, potential, start. Every figure has an
    /// `id`, by which `/assessment/machines` gives its machines.
    #[schema(value_type = Object)]
    pub result: Value,
    /// The findings in words, the most valuable first.
    pub findings: Vec<FindingText>,
    /// Why each of the segments to start with is where it is, in the order of `result.start_with`.
    pub reasons: Vec<String>,
    /// The assumptions in words.
    pub assumptions: Vec<AssumptionView>,
    /// What the figures mean.
    pub meanings: Vec<FigureMeaning>,
}

/// What is assumed where data cannot tell.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhatIf {
    /// Assumptions that differ from the usual ones, by name.
    #[schema(value_type = Object)]
    assumptions: Assumptions,
}

/// The columns of the assessment, read off machine files and verdicts once.
pub(super) fn assessed(app: &App, view: &View) -> Answer<Arc<Assessed>> {
    let data = &view.live;
    data.assessed.get_or_try(|| {
        data.decided.assessed(&data.verdicts, &app.config.territories).map_err(|error| Problem::internal(&error))
    })
}

/// The assessment under these assumptions; that under the usual ones is made once.
pub(super) fn result(view: &View, of: &Assessed, assumptions: &Assumptions) -> Answer<Arc<Assessment>> {
    let make = || Assessment::of(&of.input, assumptions).map_err(|error| Problem::wrong(error.to_string()));
    if *assumptions == Assumptions::default() { view.live.assessment.get_or_try(make) } else { make().map(Arc::new) }
}

async fn made(app: App, assumptions: Assumptions, language: Language) -> Answer<Json<AssessmentView>> {
    assumptions.check().map_err(|error| Problem::wrong(error.to_string()))?;
    // A large base takes a second; others are answered meanwhile.
    tokio::task::spawn_blocking(move || {
        let view = app.view()?;
        let of = assessed(&app, &view)?;
        let result = result(&view, &of, &assumptions)?;
        let findings = result.findings.iter().map(|finding| FindingText {
            eur: finding.eur,
            figures: finding.figures.iter().map(ToString::to_string).collect(),
            text: finding.sentence.text(language),
        });
        let reasons = result.start_with.iter().map(|segment| segment.reason.text(language));
        let texts = assumptions.texts(language).into_iter();
        let meanings = definitions().iter();
        Ok(Json(AssessmentView {
            as_of: view.live.decided.facts.as_of,
            findings: findings.collect(),
            reasons: reasons.collect(),
            assumptions: texts
                .map(|text| AssumptionView { id: text.id, value: text.value, meaning: text.meaning })
                .collect(),
            meanings: meanings.map(|of| FigureMeaning { pattern: of.pattern, meaning: of.get(language) }).collect(),
            result: serde_json::to_value(&*result).map_err(|error| Problem::internal(&error))?,
        }))
    })
    .await?
}

/// The assessment under the usual assumptions.
#[utoipa::path(get, path = "/assessment", tag = "assessment", responses((status = 200, body = AssessmentView)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>) -> Answer<Json<AssessmentView>> {
    made(app, Assumptions::default(), may.who.language()).await
}

/// The assessment under other assumptions; nothing is kept.
#[utoipa::path(post, path = "/assessment", tag = "assessment", request_body = WhatIf,
    responses((status = 200, body = AssessmentView), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn what_if(
    may: May<Read>,
    State(app): State<App>,
    Json(wanted): Json<WhatIf>,
) -> Answer<Json<AssessmentView>> {
    made(app, wanted.assumptions, may.who.language()).await
}

/// Which figure.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FigureQuery {
    /// The figure's id.
    figure: String,
    /// The assumptions it was made under, as JSON, where they are not the usual ones.
    assumptions: Option<String>,
    /// Machines, 100 where nothing is said, 500 at most.
    limit: Option<usize>,
    /// Machines before the first wanted.
    offset: Option<usize>,
}

/// The machines behind a figure.
#[utoipa::path(get, path = "/assessment/machines", tag = "assessment", params(FigureQuery),
    responses((status = 200, body = Page<MachineRow>), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn machines(
    may: May<Read>,
    State(app): State<App>,
    Query(query): Query<FigureQuery>,
) -> Answer<Json<Page<MachineRow>>> {
    drop(may);
    let assumptions = match &query.assumptions {
        Some(text) => serde_json::from_str(text).map_err(|error| Problem::wrong(format!("assumptions: {error}")))?,
        None => Assumptions::default(),
    };
    tokio::task::spawn_blocking(move || {
        let view = app.view()?;
        let of = assessed(&app, &view)?;
        let result = result(&view, &of, &assumptions)?;
        let figure = FigureId::new(query.figure.clone());
        let positions = result
            .machines(&of.input, &figure)
            .ok_or_else(|| Problem::missing(format!("the assessment has no figure `{figure}`")))?;
        let (offset, limit) = (query.offset.unwrap_or(0), query.limit.unwrap_or(100).clamp(1, 500));
        let ids = &view.live.decided.state.files.link.ids;
        let row = |position: &u32| {
            let machine = *of.machines.get(*position as usize)?;
            rows::machine(&view, view.live.base.position(*ids.get(machine as usize)?)?)
        };
        let items = positions.iter().skip(offset).take(limit).filter_map(row).collect();
        Ok(Json(Page::new(items, positions.len(), offset)))
    })
    .await?
}
