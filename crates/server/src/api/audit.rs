//! Who did what.

use super::paging::Page;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Audit;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// One line of the audit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct AuditEntry {
    /// Counted up.
    pub id: i64,
    /// When, UTC.
    pub at: String,
    /// Who.
    pub actor: String,
    /// Did what.
    pub action: String,
    /// To what.
    pub subject: String,
    /// With what.
    pub detail: String,
}

/// Which part of the audit.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// Lines, 100 where nothing is said, 500 at most.
    limit: Option<u64>,
    /// `next` of the part before.
    cursor: Option<String>,
}

/// The audit, newest first.
#[utoipa::path(get, path = "/audit", tag = "audit", params(AuditQuery), responses((status = 200, body = Page<AuditEntry>)),
    extensions(("x-permission" = json!("audit"))))]
pub async fn list(
    may: May<Audit>,
    State(app): State<App>,
    Query(query): Query<AuditQuery>,
) -> Answer<Json<Page<AuditEntry>>> {
    drop(may);
    let limit = query.limit.unwrap_or(100).clamp(1, 500);
    let before = match query.cursor {
        Some(text) => Some(text.parse().map_err(|_| Problem::wrong("this cursor was not given by this list"))?),
        None => None,
    };
    let (total, lines) = app.store().audit(before, limit).await?;
    let full = lines.len() as u64 == limit;
    let next = lines.last().filter(|line| full && line.id > 1).map(|line| line.id.to_string());
    let items = lines
        .into_iter()
        .map(|line| AuditEntry {
            id: line.id,
            at: line.at,
            actor: line.actor,
            action: line.action,
            subject: line.subject,
            detail: line.detail,
        })
        .collect();
    let total = usize::try_from(total).unwrap_or(usize::MAX);
    Ok(Json(Page { items, total, next, offset: 0 }))
}
