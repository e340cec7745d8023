//! Teams: who campaigns give opportunities to.

use super::accounts::if_match;
use crate::app::App;
use crate::auth::who::{Read, WorkAll};
use crate::auth::{May, secret};
use crate::events::What;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use base::{AccountId, TeamId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use store::{TeamDraft, TeamSaved};
use utoipa::ToSchema;
use uuid::Uuid;

/// Letters of a name.
const NAME: usize = 80;

/// Teams there may be: each run reads them all.
const MOST_TEAMS: usize = 200;

/// Somebody who is in a team, or may be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct TeamPerson {
    /// The account.
    pub id: Uuid,
    /// The name to sign in with.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// Whether the account may sign in; nothing is given to one that may not.
    pub active: bool,
}

/// A team.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct TeamRow {
    /// Its id.
    pub id: Uuid,
    /// What people and campaigns call it.
    pub name: String,
    /// Who is in it, by name.
    pub members: Vec<TeamPerson>,
    /// The campaigns that need it: live, or at rest for a while.
    pub campaigns: Vec<String>,
    /// The version, to send back with a change.
    pub etag: String,
}

/// The teams, and who may be in one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Teams {
    /// The teams, by name.
    pub items: Vec<TeamRow>,
    /// The accounts of this server that may sign in, by name.
    pub people: Vec<TeamPerson>,
}

/// A team as it is entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamBody {
    /// What people and campaigns call it; upper and lower case are one.
    name: String,
    /// The accounts that are in it.
    members: BTreeSet<Uuid>,
}

async fn rows(app: &App) -> Answer<Vec<TeamRow>> {
    let teams = app.store().teams().await?;
    let campaigns = pipeline::campaigns_with_team(app.store(), &teams).await?;
    let row = |(of, campaigns): (store::Team, Vec<String>)| TeamRow {
        id: of.id.0,
        name: of.name,
        members: of
            .members
            .into_iter()
            .map(|of| TeamPerson { id: of.account.0, login: of.login, name: of.name, active: of.active })
            .collect(),
        campaigns,
        etag: format!("\"{}\"", of.version),
    };
    Ok(teams.into_iter().zip(campaigns).map(row).collect())
}

async fn known(app: &App, id: Uuid) -> Answer<store::Team> {
    let found = app.store().teams().await?.into_iter().find(|of| of.id.0 == id);
    found.ok_or_else(|| Problem::missing("there is no such team"))
}

/// A campaign would give to nobody if the team it names were gone.
async fn refuse_if_needed(app: &App, of: &store::Team, what: &str) -> Answer<()> {
    let campaigns = pipeline::campaigns_with_team(app.store(), std::slice::from_ref(of)).await?.concat();
    if campaigns.is_empty() {
        return Ok(());
    }
    let detail = format!("the campaign {} gives to the team {}; {what}", campaigns.join(", "), of.name);
    Err(Problem::conflict("team_in_use", detail))
}

/// Saves a team and shows it as it is then.
async fn save(app: &App, actor: &str, id: TeamId, version: i64, body: TeamBody) -> Answer<TeamRow> {
    let name = body.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control) {
        return Err(Problem::wrong(format!("a team has a name of 1 to {NAME} letters")));
    }
    let accounts: BTreeSet<Uuid> = app.store().accounts().await?.into_iter().map(|of| of.id.0).collect();
    if let Some(unknown) = body.members.iter().find(|id| !accounts.contains(id)) {
        return Err(Problem::wrong(format!("there is no account {unknown}; members are accounts of this server")));
    }
    let draft = TeamDraft { id, name, members: body.members.into_iter().map(AccountId).collect(), version };
    let write = app.write(actor).await?;
    match write.put_team(&draft).await? {
        TeamSaved::Done => write.commit().await?,
        TeamSaved::NameTaken => {
            let detail = format!("there is a team {} already; take another name", draft.name);
            return Err(Problem::conflict("name_taken", detail));
        }
        TeamSaved::Changed => {
            return Err(Problem::changed("somebody else changed this team meanwhile; load it again"));
        }
    }
    app.tell(&[What::Campaigns], None);
    let row = rows(app).await?.into_iter().find(|of| of.id == id.0);
    row.ok_or_else(|| Problem::missing("there is no such team"))
}

/// The teams, and who may be in one.
#[utoipa::path(get, path = "/teams", tag = "campaigns",
    responses((status = 200, body = Teams)), extensions(("x-permission" = json!("read"))))]
pub async fn list(may: May<Read>, State(app): State<App>) -> Answer<Json<Teams>> {
    drop(may);
    let accounts = app.store().accounts().await?.into_iter().filter(|of| of.active);
    let person = |of: store::Account| TeamPerson { id: of.id.0, login: of.login, name: of.name, active: of.active };
    let mut people: Vec<TeamPerson> = accounts.map(person).collect();
    people.sort_by(|a, b| (&a.name, &a.login).cmp(&(&b.name, &b.login)));
    Ok(Json(Teams { items: rows(&app).await?, people }))
}

/// Adds a team.
#[utoipa::path(post, path = "/teams", tag = "campaigns", request_body = TeamBody,
    responses((status = 201, body = TeamRow), (status = 409, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("work_all"))))]
pub async fn add(
    may: May<WorkAll>,
    State(app): State<App>,
    Json(body): Json<TeamBody>,
) -> Answer<(StatusCode, Json<TeamRow>)> {
    if app.store().teams().await?.len() >= MOST_TEAMS {
        let what = format!("there are {MOST_TEAMS} teams, as many as there may be; remove one first");
        return Err(Problem::conflict("too_many", what));
    }
    let id = TeamId::of(&secret::random().map_err(|error| Problem::internal(&error))?);
    let row = save(&app, &may.who.account.login, id, 1, body).await?;
    Ok((StatusCode::CREATED, Json(row)))
}

/// Sets a team's name and members. A campaign that needs the team calls it by its name, so that is refused then.
#[utoipa::path(put, path = "/teams/{id}", tag = "campaigns", request_body = TeamBody,
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = TeamRow), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("work_all"))))]
pub async fn put(
    may: May<WorkAll>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    Json(body): Json<TeamBody>,
) -> Answer<Json<TeamRow>> {
    let version = if_match(&headers)?;
    let before = known(&app, id).await?;
    if !before.is_called(&body.name) {
        refuse_if_needed(&app, &before, "it keeps its name until that campaign is retired").await?;
    }
    Ok(Json(save(&app, &may.who.account.login, before.id, version + 1, body).await?))
}

/// Removes a team. Who was given an opportunity keeps it.
#[utoipa::path(delete, path = "/teams/{id}", tag = "campaigns",
    params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem),
        (status = 412, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("work_all"))))]
pub async fn remove(
    may: May<WorkAll>,
    State(app): State<App>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Answer<StatusCode> {
    let version = if_match(&headers)?;
    let before = store::Team { version, ..known(&app, id).await? };
    // Nobody starts a campaign between the look and the removal: there is one writer at a time.
    let write = app.write(&may.who.account.login).await?;
    refuse_if_needed(&app, &before, "retire it before the team is removed").await?;
    if !write.remove_team(&before).await? {
        return Err(Problem::changed("somebody else changed this team meanwhile; load it again"));
    }
    write.commit().await?;
    app.tell(&[What::Campaigns], None);
    Ok(StatusCode::NO_CONTENT)
}
