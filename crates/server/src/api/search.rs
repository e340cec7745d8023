//! Search everywhere.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Query, State};
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
    /// `machine`, `customer`, `contract`, `part` or `person`.
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

/// Looks for machines, customers, contracts, parts, people.
#[utoipa::path(get, path = "/search", tag = "search", params(SearchQuery), responses((status = 200, body = Found)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(may: May<Read>, State(app): State<App>, Query(query): Query<SearchQuery>) -> Answer<Json<Found>> {
    drop(may);
    if query.q.chars().count() > 200 {
        return Err(Problem::wrong("look for at most 200 letters"));
    }
    let view = app.view()?;
    let groups = view
        .live
        .search
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
                    subtitle: item.subtitle.map(str::to_owned),
                    machine_id: item.machine.map(|machine| machine.0),
                    customer_id: item.customer.map(|customer| customer.0),
                })
                .collect(),
        })
        .collect();
    Ok(Json(Found { groups }))
}
