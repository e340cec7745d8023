//! Hits that make no opportunity: why, and until when.

use super::paging::{Page, Pairs, split};
use super::places::{CellPlace, place};
use super::rows::{self, MachineRow, euros};
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Query, State};
use base::CustomerId;
use chrono::NaiveDate;
use pipeline::Held;
use serde::Serialize;
use store::HitState;
use utoipa::ToSchema;

/// Why a hit is held back.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct HeldBack {
    /// `do_not_contact`, `complaint`, `credit_block`, `critical_ticket`, `running_quote`, `recent_contact`, `rest` or
    /// `other`.
    pub reason: String,
    /// The last day; none where that is open.
    pub until: Option<NaiveDate>,
    /// What lies behind it.
    pub what: String,
    /// The cell that says so.
    pub source: Option<CellPlace>,
    /// The entry of the register.
    pub entry: Option<i64>,
}

/// A hit that is held back.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct HeldHit {
    /// The machine.
    pub machine: MachineRow,
    /// The trigger.
    pub trigger: String,
    /// Its title.
    pub title: String,
    /// The campaign type it feeds.
    pub campaign: String,
    /// Since when it fires.
    pub since: NaiveDate,
    /// Its priority, 0 to 100.
    pub score: u8,
    /// Estimated value in EUR.
    pub value_eur: Option<f64>,
    /// Why it is held back.
    pub held: HeldBack,
}

/// Hits that make no opportunity, the most valuable first. Filters: `reason`, `customer` (by id).
#[utoipa::path(get, path = "/hits/held", tag = "hits",
    params(("reason" = Option<String>, Query), ("customer" = Option<String>, Query), ("limit" = Option<usize>, Query), ("offset" = Option<usize>, Query)),
    responses((status = 200, body = Page<HeldHit>), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>, Query(pairs): Query<Pairs>) -> Answer<Json<Page<HeldHit>>> {
    let (paging, filters) = split(pairs)?;
    let mut reasons: Vec<String> = Vec::new();
    let mut customer: Option<CustomerId> = None;
    for (name, value) in filters {
        match name.as_str() {
            "reason" => reasons.extend(value.split(',').map(str::to_owned)),
            "customer" => {
                let id = value.parse().map_err(|_| Problem::wrong(format!("`{value}` is no customer")))?;
                customer = Some(CustomerId(id));
            }
            other => return Err(Problem::wrong(format!("`{other}` is not a filter here; there are reason, customer"))),
        }
    }
    let view = app.view()?;
    let live = &view.live;
    let language = may.who.language();
    let mut found: Vec<(store::HitRow, Held, u32)> = Vec::new();
    for hit in app.store().held_hits().await?.into_iter().filter(|hit| hit.state == HitState::Open) {
        let Some(held) = hit.held.as_deref().and_then(|held| serde_json::from_str::<Held>(held).ok()) else { continue };
        let Some(position) = live.base.position(hit.machine) else { continue };
        let of_customer = live.base.row(position).and_then(|row| row.customer);
        let wanted = (reasons.is_empty() || reasons.contains(&held.reason))
            && customer.is_none_or(|customer| of_customer == Some(customer));
        if wanted {
            found.push((hit, held, position));
        }
    }
    found.sort_by(|a, b| {
        (b.0.value_cents, a.0.machine, &a.0.trigger).cmp(&(a.0.value_cents, b.0.machine, &b.0.trigger))
    });
    let total = found.len();
    let items = found.into_iter().skip(paging.offset).take(paging.limit).filter_map(|(hit, held, position)| {
        let title = live.trigger(&hit.trigger).map_or(hit.trigger.as_str(), |(rule, _)| rule.title.get(language));
        Some(HeldHit {
            machine: rows::machine(&view, position)?,
            title: title.to_owned(),
            campaign: hit.campaign,
            since: hit.first_seen,
            score: hit.score,
            value_eur: hit.value_cents.map(euros),
            held: HeldBack {
                reason: held.reason,
                until: held.until,
                what: held.what,
                source: held.source.map(|cell| place(live, cell)),
                entry: held.entry,
            },
            trigger: hit.trigger,
        })
    });
    Ok(Json(Page::new(items.collect(), total, paging.offset)))
}
