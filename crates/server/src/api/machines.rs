//! The installed base: list, facets, map.

use super::paging::{Page, Pairs, refused, split};
use super::rows::{self, MachineRow, euros};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::live::View;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Query, State};
use base::Language;
use installed_base::{MachineFilter, MachineSort};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

/// Filters of machines; several values of one are separated by commas, `-` is "not known".
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `MachineFilter::parse` reads")]
pub struct MachineQuery {
    /// Words of serial number, customer, type, place.
    q: Option<String>,
    /// Types.
    machine_type: Option<String>,
    /// Product families.
    product_family: Option<String>,
    /// Makers.
    manufacturer: Option<String>,
    /// Countries.
    country: Option<String>,
    /// Cities.
    city: Option<String>,
    /// Customers by id.
    customer: Option<String>,
    /// `true` or `false`.
    in_field: Option<bool>,
    /// `active`, `expired`, `pending`, `none`, `-`.
    contract: Option<String>,
    /// `active`, `expired`, `none`, `-`.
    warranty: Option<String>,
    /// Triggers that fire.
    trigger: Option<String>,
    /// Triggers that cannot say.
    unknown: Option<String>,
    /// Campaign types of open opportunities.
    campaign: Option<String>,
    /// Installed on this day or later.
    installed_from: Option<chrono::NaiveDate>,
    /// Installed on this day or earlier.
    installed_to: Option<chrono::NaiveDate>,
    /// At least so many operating hours.
    hours_from: Option<f64>,
    /// At most so many operating hours.
    hours_to: Option<f64>,
    /// At least this score.
    score_from: Option<f64>,
}

/// Which part of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes what `paging::split` reads")]
pub struct PageQuery {
    /// A column, with `-` before it from large to small.
    sort: Option<String>,
    /// Rows, 100 where nothing is said, 500 at most.
    limit: Option<usize>,
    /// Rows before them.
    offset: Option<usize>,
    /// `next` of the part before.
    cursor: Option<String>,
}

/// The values of one field with their counts.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Facet {
    /// The field, named as its filter.
    pub field: String,
    /// The most frequent values.
    pub values: Vec<FacetValue>,
    /// Values beyond those.
    pub more: usize,
}

/// A value and its count.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct FacetValue {
    /// As the filter takes it.
    pub value: String,
    /// As people read it.
    pub label: String,
    /// How many rows have it.
    pub count: u32,
}

/// The machines of one place.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MapPoint {
    /// Latitude in degrees.
    pub lat: f32,
    /// Longitude in degrees.
    pub lon: f32,
    /// Country.
    pub country: String,
    /// City.
    pub city: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Machines there.
    pub machines: u32,
    /// Triggers that fire for them.
    pub hits: u32,
    /// The value of their open opportunities in EUR.
    pub value_eur: f64,
}

/// All places.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MachineMap {
    /// The places.
    pub points: Vec<MapPoint>,
    /// Machines whose place is not known.
    pub not_located: usize,
    /// Where the coordinates come from.
    pub attribution: &'static str,
}

/// The label of a facet's value.
pub fn label(view: &View, field: &str, value: &str, language: Language) -> String {
    match (field, value) {
        (_, "-") => match language {
            Language::De => "nicht bekannt",
            Language::En => "not known",
            Language::It => "non noto",
        }
        .to_owned(),
        ("contract" | "warranty", state) => words::state(state, language).to_owned(),
        ("trigger" | "unknown", id) => {
            view.live.trigger(id).map_or_else(|| id.to_owned(), |(rule, _)| rule.title.get(language).to_owned())
        }
        ("campaign", id) => words::campaign(id, language).to_owned(),
        ("stage", id) => words::stage(id, language).to_owned(),
        ("in_field", yes) => decide::value_text("", &json!(yes == "true"), language),
        (_, other) => other.to_owned(),
    }
}

/// Facets with their labels.
pub fn labelled(view: &View, facets: &[installed_base::Facet<'_>], language: Language) -> Vec<Facet> {
    let value = |field: &str, of: &installed_base::FacetValue<'_>| FacetValue {
        value: of.value.to_owned(),
        label: label(view, field, of.value, language),
        count: of.count,
    };
    facets
        .iter()
        .map(|facet| Facet {
            field: facet.field.to_owned(),
            values: facet.values.iter().map(|of| value(facet.field, of)).collect(),
            more: facet.more,
        })
        .collect()
}

/// The order of a machine list, and the filter.
pub fn wanted(sort: Option<&str>, filters: &Pairs) -> Answer<(MachineFilter, MachineSort)> {
    let filter = MachineFilter::parse(filters).map_err(|error| refused(&error))?;
    let sort = sort.map_or(Ok(MachineSort::default()), MachineSort::parse).map_err(|error| refused(&error))?;
    Ok((filter, sort))
}

/// The machines, filtered, sorted, in parts.
#[utoipa::path(get, path = "/machines", params(MachineQuery, PageQuery), tag = "machines",
    responses((status = 200, body = Page<MachineRow>), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(
    may: May<Read>,
    State(app): State<App>,
    Query(pairs): Query<Pairs>,
) -> Answer<Json<Page<MachineRow>>> {
    drop(may);
    let (paging, filters) = split(pairs)?;
    let view = app.view()?;
    let (filter, sort) = wanted(paging.sort.as_deref(), &filters)?;
    let (total, positions) = view.pipeline.machines().list(&filter, sort, paging.offset, paging.limit);
    let items = positions.into_iter().filter_map(|position| rows::machine(&view, position)).collect();
    Ok(Json(Page::new(items, total, paging.offset)))
}

/// The values of each field with their counts, all other filters applied.
#[utoipa::path(get, path = "/machines/facets", params(MachineQuery), tag = "machines",
    responses((status = 200, body = Vec<Facet>), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn facets(may: May<Read>, State(app): State<App>, Query(pairs): Query<Pairs>) -> Answer<Json<Vec<Facet>>> {
    let (_, filters) = split(pairs)?;
    let view = app.view()?;
    let (filter, _) = wanted(None, &filters)?;
    let facets = view.pipeline.machines().facets(&filter);
    Ok(Json(labelled(&view, &facets, may.who.language())))
}

/// The machines by place.
#[utoipa::path(get, path = "/machines/map", params(MachineQuery), tag = "machines",
    responses((status = 200, body = MachineMap), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn map(may: May<Read>, State(app): State<App>, Query(pairs): Query<Pairs>) -> Answer<Json<MachineMap>> {
    drop(may);
    let (_, filters) = split(pairs)?;
    let view = app.view()?;
    let (filter, _) = wanted(None, &filters)?;
    let (points, not_located) = view.pipeline.machines().map(&filter);
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let points = points
        .into_iter()
        .map(|point| MapPoint {
            lat: point.lat,
            lon: point.lon,
            country: point.country.unwrap_or_default().to_owned(),
            city: owned(point.city),
            postcode: owned(point.postcode),
            machines: point.machines,
            hits: point.hits,
            value_eur: euros(point.value_cents),
        })
        .collect();
    Ok(Json(MachineMap { points, not_located, attribution: places::ATTRIBUTION }))
}
