//! Work on opportunities: stage, owner, follow-up, notes, and taking back.

use super::accounts::if_match;
use super::opportunities::{OpportunityDetail, account_names, detail, may_edit, with_etag};
use crate::app::App;
use crate::auth::who::{Work, WorkAll};
use crate::auth::{May, Permission, Who};
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use base::OpportunityId;
use chrono::NaiveDate;
use sales::{Change, Stage, Step, StepKind};
use serde::{Deserialize, Deserializer, Serialize};
use store::{Edited, WorkedOpportunity};
use utoipa::ToSchema;
use uuid::Uuid;

/// Letters of a note.
const NOTE: usize = 10_000;

/// Opportunities given to somebody at once.
const MOST: usize = 5_000;

/// `null` is something else than nothing.
fn some_or_null<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<NaiveDate>>, D::Error> {
    Option::<NaiveDate>::deserialize(from).map(Some)
}

/// What may be changed of an opportunity; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpportunityChange {
    /// `new`, `contacted`, `quoted`, `won` or `lost`.
    stage: Option<String>,
    /// With stage lost: `price`, `competitor`, `no_need`, `no_budget`, `timing`, `no_answer`, `wrong_data`, `other`.
    lost_reason: Option<String>,
    /// Another owner.
    owner: Option<String>,
    /// Another day to look at it again; `null` for none.
    #[serde(default, deserialize_with = "some_or_null")]
    #[schema(value_type = Option<NaiveDate>)]
    follow_up_on: Option<Option<NaiveDate>>,
}

async fn current(app: &App, id: OpportunityId) -> Answer<WorkedOpportunity> {
    let found = app.store().opportunities_by_id(&[id]).await?.pop();
    found.ok_or_else(|| Problem::missing("there is no such opportunity"))
}

async fn check(app: &App, who: &Who, of: &WorkedOpportunity) -> Answer<()> {
    let accounts = account_names(app).await?;
    if may_edit(who, &crate::live::entry(of.clone()), &accounts) {
        return Ok(());
    }
    Err(Problem::forbidden(format!("this opportunity is {}'s; ask them or your manager", of.of.owner)))
}

fn ended(edited: &Edited, who: &str) -> Answer<()> {
    match edited {
        Edited::Done => Ok(()),
        Edited::Missing => Err(Problem::missing("there is no such opportunity")),
        Edited::Conflict => Err(Problem::changed(format!("changed by {who} since you loaded it; look at it again"))),
    }
}

/// Who changed it last, for the message to whom came second.
async fn last_actor(app: &App, id: OpportunityId) -> String {
    let last = app.store().activities(id).await.ok().and_then(|all| all.into_iter().next());
    last.map_or_else(|| "a new decision".to_owned(), |activity| activity.actor)
}

/// Changes an opportunity.
#[utoipa::path(patch, path = "/opportunities/{id}", tag = "opportunities", request_body = OpportunityChange,
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = OpportunityDetail), (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("work"))))]
pub async fn change(
    may: May<Work>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json(change): Json<OpportunityChange>,
) -> Answer<(HeaderMap, Json<OpportunityDetail>)> {
    let (id, version) = (OpportunityId(id), if_match(&headers)?);
    let stage = match &change.stage {
        Some(name) => Some(Stage::named(name).ok_or_else(|| {
            Problem::wrong(format!("`{name}` is not a stage; take new, contacted, quoted, won or lost"))
        })?),
        None => None,
    };
    let before = current(&app, id).await?;
    check(&app, &may.who, &before).await?;
    let gives_away = change.owner.as_ref().is_some_and(|owner| *owner != may.who.account.name);
    if gives_away && !may.who.may(Permission::WorkAll) {
        return Err(Problem::forbidden("only a manager gives opportunities to others"));
    }
    if before.version != version {
        return Err(Problem::changed(format!(
            "changed by {} since you loaded it; look at it again",
            last_actor(&app, id).await
        )));
    }
    let wanted =
        Change { stage, lost_reason: change.lost_reason, owner: change.owner, follow_up_on: change.follow_up_on };
    let mut now = before.work();
    let steps = now.apply(&wanted, app.today()).map_err(Problem::wrong)?;
    if !steps.is_empty() {
        let write = app.write(&may.who.account.name).await?;
        let edited = write.edit_opportunity(id, version, &now, &steps).await?;
        if edited == Edited::Done {
            write.commit().await?;
        } else {
            drop(write);
            ended(&edited, &last_actor(&app, id).await)?;
        }
        app.refresh_opportunities(&[id]).await?;
    }
    Ok(with_etag(detail(&app, &may.who, id).await?))
}

/// A note.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// What to keep in mind.
    text: String,
}

/// Adds a note. Two people may note something at once; no note overwrites another.
#[utoipa::path(post, path = "/opportunities/{id}/notes", tag = "opportunities", request_body = NewNote,
    params(("id" = Uuid, Path)), responses((status = 200, body = OpportunityDetail), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("work"))))]
pub async fn note(
    may: May<Work>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    Json(note): Json<NewNote>,
) -> Answer<(HeaderMap, Json<OpportunityDetail>)> {
    let id = OpportunityId(id);
    let text = note.text.trim();
    if text.is_empty() || text.chars().count() > NOTE {
        return Err(Problem::wrong(format!("a note has 1 to {NOTE} letters")));
    }
    let step = Step { kind: StepKind::Note, from: None, to: None, text: Some(text.to_owned()) };
    let write = app.write(&may.who.account.name).await?;
    let now = current(&app, id).await?;
    check(&app, &may.who, &now).await?;
    let edited = write.edit_opportunity(id, now.version, &now.work(), &[step]).await?;
    ended(&edited, "somebody else")?;
    write.commit().await?;
    app.refresh_opportunities(&[id]).await?;
    Ok(with_etag(detail(&app, &may.who, id).await?))
}

/// Takes back the newest change or note that was not taken back yet.
#[utoipa::path(post, path = "/opportunities/{id}/undo", tag = "opportunities",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = OpportunityDetail), (status = 409, body = Problem), (status = 412, body = Problem)),
    extensions(("x-permission" = json!("work"))))]
pub async fn undo(
    may: May<Work>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Answer<(HeaderMap, Json<OpportunityDetail>)> {
    let (id, version) = (OpportunityId(id), if_match(&headers)?);
    let write = app.write(&may.who.account.name).await?;
    let before = current(&app, id).await?;
    check(&app, &may.who, &before).await?;
    let last = app.store().activities(id).await?.into_iter().find(|activity| !activity.undone);
    let last = last.ok_or_else(|| Problem::conflict("nothing_to_undo", "there is nothing to take back"))?;
    let mut now = before.work();
    now.undo(&last.step, app.today());
    let edited = write.edit_opportunity(id, version, &now, &[]).await?;
    ended(&edited, &last.actor)?;
    write.mark_undone(id, last.id).await?;
    write.commit().await?;
    app.refresh_opportunities(&[id]).await?;
    Ok(with_etag(detail(&app, &may.who, id).await?))
}

/// Opportunities and who they go to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reassignment {
    /// Which.
    ids: Vec<Uuid>,
    /// To whom.
    owner: String,
}

/// How many were given.
#[derive(Serialize, ToSchema)]
pub struct Reassigned {
    /// Opportunities that changed their owner.
    changed: usize,
}

/// Gives opportunities to somebody, all or none.
#[utoipa::path(post, path = "/opportunities/reassign", tag = "opportunities", request_body = Reassignment,
    responses((status = 200, body = Reassigned), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("work_all"))))]
pub async fn reassign(
    may: May<WorkAll>,
    State(app): State<App>,
    Json(wanted): Json<Reassignment>,
) -> Answer<Json<Reassigned>> {
    if wanted.ids.is_empty() || wanted.ids.len() > MOST {
        return Err(Problem::wrong(format!("name 1 to {MOST} opportunities")));
    }
    let ids: Vec<OpportunityId> = wanted.ids.into_iter().map(OpportunityId).collect();
    let change = Change { owner: Some(wanted.owner), ..Change::default() };
    let write = app.write(&may.who.account.name).await?;
    let mut changed = Vec::new();
    for before in app.store().opportunities_by_id(&ids).await? {
        let mut now = before.work();
        let steps = now.apply(&change, app.today()).map_err(Problem::wrong)?;
        if steps.is_empty() {
            continue;
        }
        let edited = write.edit_opportunity(before.of.id, before.version, &now, &steps).await?;
        ended(&edited, "somebody else")?;
        changed.push(before.of.id);
    }
    write.commit().await?;
    app.refresh_opportunities(&changed).await?;
    Ok(Json(Reassigned { changed: changed.len() }))
}
