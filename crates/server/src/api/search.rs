//! Search everywhere.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::live::Live;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Query, State};
use base::Language;
use installed_base::SearchKind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// Finds of a group.
const MOST: usize = 6;

/// One find.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SearchItem {
    /// Tells it from others of its group.
    pub id: String,
    /// Serial number, name, number.
    pub title: String,
    /// What else it is.
    pub subtitle: Option<String>,
    /// The machine it leads to.
    pub machine_id: Option<Uuid>,
    /// The customer it leads to.
    pub customer_id: Option<Uuid>,
}

/// Finds of one kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct SearchGroup {
    /// `machine`, `customer`, `contract`, `part`, `person` or `component`.
    pub kind: &'static str,
    /// Finds in all.
    pub total: usize,
    /// The first six.
    pub items: Vec<SearchItem>,
}

/// What was found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Found {
    /// Groups with finds.
    pub groups: Vec<SearchGroup>,
}

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Words.
    #[serde(default)]
    q: String,
}

/// Which machine a component is built into, or was until when: "Spindel · war bis 10.02.2023 in RX-1 eingebaut".
fn built_in(live: &Live, id: &str, language: Language) -> Option<String> {
    let (machine, number) = id.split_once('.')?;
    let machine: usize = machine.parse().ok()?;
    let files = &live.decided.state.files;
    let parts = files.life.components(machine, live.as_of);
    let part = parts.get(number.parse::<usize>().ok()?)?;
    let serial = files.str("serial_number", machine).or(files.link.normalised.get(machine).map(String::as_str))?;
    let until = part.to.as_ref().map(|to| match language {
        Language::De => to.value().format("%d.%m.%Y").to_string(),
        Language::En | Language::It => to.value().format("%d/%m/%Y").to_string(),
    });
    let said = match (language, until) {
        (Language::De, Some(until)) => format!("war bis {until} in {serial} eingebaut"),
        (Language::De, None) => format!("eingebaut in {serial}"),
        (Language::En, Some(until)) => format!("was built into {serial} until {until}"),
        (Language::En, None) => format!("built into {serial}"),
        (Language::It, Some(until)) => format!("montato in {serial} fino al {until}"),
        (Language::It, None) => format!("montato in {serial}"),
    };
    let name = part.name.as_ref().map(|name| name.value().as_str());
    Some(name.into_iter().chain([said.as_str()]).collect::<Vec<_>>().join(" · "))
}

/// Looks for machines, customers, contracts, parts, people, components.
#[utoipa::path(get, path = "/search", tag = "search", params(SearchQuery), responses((status = 200, body = Found)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Query(query): Query<SearchQuery>) -> Answer<Json<Found>> {
    let language = may.who.language();
    if query.q.chars().count() > 200 {
        return Err(Problem::wrong("look for at most 200 letters"));
    }
    let view = app.view()?;
    let groups = view
        .live
        .search()
        .search(&query.q, MOST)
        .into_iter()
        .filter(|group| group.total > 0)
        .map(|group| SearchGroup {
            kind: group.kind.id(),
            total: group.total,
            items: group
                .items
                .into_iter()
                .map(|item| SearchItem {
                    id: item.id.to_owned(),
                    title: item.title.to_owned(),
                    subtitle: match group.kind {
                        SearchKind::Component => built_in(&view.live, item.id, language),
                        _ => item.subtitle.map(str::to_owned),
                    },
                    machine_id: item.machine.map(|machine| machine.0),
                    customer_id: item.customer.map(|customer| customer.0),
                })
                .collect(),
        })
        .collect();
    Ok(Json(Found { groups }))
}
