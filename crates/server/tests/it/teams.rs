//! Teams: who campaigns give opportunities to, and what happens where there is nobody.

use crate::site::{BEGIN, Browser, Site};
use axum::http::{Method, StatusCode};
use pipeline::{CampaignRun, Silent, WaysOut, run_campaigns};
use sales::Stage;
use serde_json::{Value, json};
use server::auth::Role;
use std::collections::BTreeMap;
use store::NewCampaignVersion;

/// A campaign that gives to a team and then waits.
const GIVES: &str = r#"
id = "gives"
version = 1
type = "contract-renewal"
topic = "service"
title = { de = "Gibt weiter", en = "Gives", it = "Assegna" }
explanation = { de = "Gibt einem Team.", en = "Gives to a team.", it = "Assegna a un team." }

[[exits]]
reason = "out_of_field"
when = "NOT in_field"

[[steps]]
id = "give"
kind = "assign"
team = "vertrieb Ö"

[[steps]]
id = "await"
kind = "wait"
days = 30
"#;

async fn draft(site: &Site, id: &str) {
    let write = site.app.write("manager").await.expect("a change");
    let definition = GIVES.replace("id = \"gives\"", &format!("id = \"{id}\""));
    let new = NewCampaignVersion { campaign: id.to_owned(), version: 1, definition, scope: store::Scope::default() };
    assert!(write.add_campaign(new).await.expect("added"));
    write.commit().await.expect("committed");
}

async fn goes(browser: &Browser<'_>, id: &str, to: &str, edition: i64) -> crate::site::Answer {
    let body = json!({"state": to, "edition": edition});
    browser.send(Method::PUT, &format!("/campaigns/{id}/state"), None, Some(body)).await
}

async fn run(site: &Site) -> CampaignRun {
    let view = site.app.view().expect("read");
    let (workplace, ways) = (&site.app.config.workplace, WaysOut::default());
    let run = run_campaigns(workplace, &view.live.decided, ways, site.settled(), BEGIN, &Silent).await.expect("a run");
    assert_eq!(run.problems, Vec::<String>::new());
    run
}

fn member(teams: &Value, login: &str) -> Value {
    let people = teams["people"].as_array().expect("people");
    people.iter().find(|of| of["login"] == login).unwrap_or_else(|| panic!("{login} of {people:?}"))["id"].clone()
}

/// Open opportunities by owner.
async fn load(site: &Site) -> BTreeMap<String, usize> {
    let mut load = BTreeMap::new();
    for of in site.app.store().worked_opportunities().await.expect("read") {
        if !of.of.stage.is_closed() {
            *load.entry(of.of.owner).or_default() += 1;
        }
    }
    load
}

async fn deactivate(admin: &Browser<'_>, id: &Value) {
    let id = id.as_str().expect("an id");
    let accounts = admin.get("/accounts").await.json();
    let of = accounts.as_array().expect("a list").iter().find(|of| of["id"] == id).expect("the account").clone();
    let etag = of["etag"].as_str().expect("a version");
    let off = admin.patch(&format!("/accounts/{id}"), etag, json!({"active": false})).await;
    assert_eq!(off.status, StatusCode::OK, "{}", off.json());
}

/// Adds the team the campaign names, of these logins.
async fn team(manager: &Browser<'_>, logins: &[&str]) -> Value {
    let teams = manager.get("/teams").await.json();
    let members: Vec<Value> = logins.iter().map(|login| member(&teams, login)).collect();
    let made = manager.post("/teams", json!({"name": "Vertrieb Ö", "members": members})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    made.json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_has_a_name_of_its_own_and_members_who_are_accounts() {
    let site = Site::with_machines(10).await;
    let seller = site.browser("sales", "Sales", Role::Sales).await;
    let admin = site.browser("admin", "Admin", Role::Admin).await;
    let manager = site.browser("manager", "Manager", Role::Manager).await;
    let made = team(&manager, &["sales", "manager"]).await;
    let names: Vec<&Value> = made["members"].as_array().expect("members").iter().map(|of| &of["name"]).collect();
    assert_eq!(names, ["Manager", "Sales"], "by name");
    let path = format!("/teams/{}", made["id"].as_str().expect("an id"));

    let again = manager.post("/teams", json!({"name": " VERTRIEB ö ", "members": []})).await;
    assert_eq!((again.status, &again.json()["code"]), (StatusCode::CONFLICT, &json!("name_taken")));
    let foreign = json!({"name": "Nord", "members": ["6f9619ff-8b86-d011-b42d-00c04fc964ff"]});
    assert_eq!(manager.post("/teams", foreign).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nameless = manager.post("/teams", json!({"name": "  ", "members": []})).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(seller.get("/teams").await.status, StatusCode::OK, "who sells may see it");
    let not_theirs = seller.post("/teams", json!({"name": "Nord", "members": []})).await;
    assert_eq!(not_theirs.status, StatusCode::FORBIDDEN);
    assert_eq!(seller.send(Method::DELETE, &path, Some("\"1\""), None).await.status, StatusCode::FORBIDDEN);

    let etag = made["etag"].as_str().expect("a version");
    let wanted = json!({"name": "Vertrieb Österreich", "members": []});
    let changed = manager.send(Method::PUT, &path, Some(etag), Some(wanted.clone())).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.json());
    assert_eq!(changed.json()["members"], json!([]));
    let late = manager.send(Method::PUT, &path, Some(etag), Some(wanted)).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "somebody else was there first");
    let gone = manager.send(Method::DELETE, &path, Some(etag), None).await;
    assert_eq!(gone.status, StatusCode::PRECONDITION_FAILED);
    let gone = manager.send(Method::DELETE, &path, changed.json()["etag"].as_str(), None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(manager.get("/teams").await.json()["items"], json!([]));
    let audit = admin.get("/audit").await.json().to_string();
    for what in ["add team", "change team", "remove team", "manager, sales"] {
        assert!(audit.contains(what), "{what} in {audit}");
    }
}

/// A seller's whole day with a team, on this database.
async fn story(database_url: &str) {
    let site = Site::with_machines_on(400, database_url).await;
    let manager = site.browser("manager", "Manager", Role::Manager).await;
    let admin = site.browser("admin", "Admin", Role::Admin).await;
    for (login, name) in
        [("anna", "Anna Huber"), ("bruno", "Bruno Keller"), ("carla", "Carla Neri"), ("dora", "Dora Alt")]
    {
        site.account(login, name, Role::Sales).await;
    }
    draft(&site, "gives").await;
    let early = goes(&manager, "gives", "live", 1).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.json()["detail"].as_str().is_some_and(|of| of.contains("`vertrieb Ö`")), "{}", early.json());
    // The territory's owner, two who have nothing yet, and one whose account is closed.
    let made = team(&manager, &["anna", "bruno", "carla", "dora"]).await;
    deactivate(&admin, &made["members"][2]["id"]).await;
    assert_eq!(goes(&manager, "gives", "live", 1).await.status, StatusCode::OK);
    assert_eq!(manager.get("/teams").await.json()["items"][0]["campaigns"], json!(["gives"]));

    let tried = manager.post("/campaigns/gives/dry-run", json!({})).await.json();
    let planned: BTreeMap<String, String> = tried["enrolled"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|of| {
            let message = of["messages"].as_array()?.iter().find(|of| of["kind"] == "assign")?;
            Some((of["opportunity_id"].as_str()?.to_owned(), message["what"].as_str()?.to_owned()))
        })
        .collect();
    let before: BTreeMap<_, _> =
        site.app.store().opportunities().await.expect("read").into_iter().map(|of| (of.id, of)).collect();
    let statements = site.app.store().statements();
    let run = run(&site).await;
    let statements = site.app.store().statements() - statements;
    assert!(run.joined > 8 && run.tasks == 0, "{run:?}");
    assert!(statements < 60, "{statements} statements for {} machines: not one for each", run.joined);
    assert_eq!(planned.len() as u64, run.joined, "the dry run said who gets what");

    let mut others = BTreeMap::new();
    for (id, owner) in &planned {
        let id = base::OpportunityId(id.parse().expect("an id"));
        let now = site.app.store().opportunities_by_id(&[id]).await.expect("read").pop().expect("there");
        assert_eq!(now.of.owner, *owner, "as the dry run said");
        if before[&id].owner == "Anna Huber" {
            assert_eq!(owner, "Anna Huber", "her territory, however much she has");
            continue;
        }
        *others.entry(owner.clone()).or_insert(0_usize) += 1;
        let steps = site.app.store().activities(id).await.expect("read");
        assert_eq!((steps[0].actor.as_str(), steps[0].step.to.as_deref()), ("campaigns", Some(owner.as_str())));
    }
    assert!(others.values().sum::<usize>() > 3, "some lie elsewhere: {others:?}");
    assert_eq!(others.get("Carla Neri"), None, "nothing goes to a closed account");
    let now = load(&site).await;
    let of = |name: &str| now.get(name).copied().unwrap_or(0);
    assert!(of("Bruno Keller").abs_diff(of("Dora Alt")) <= 2, "spread: {now:?}");
    let again = self::run(&site).await;
    assert_eq!((again.joined, again.tasks), (0, 0));
    assert_eq!(load(&site).await, now, "the same day again moves nothing");
    // One customer is not spoken to by two: what goes along has the owner of what leads.
    let all = site.app.store().opportunities().await.expect("read");
    for of in all.iter().filter(|of| of.stage == Stage::New) {
        let lead = of.lead.and_then(|id| all.iter().find(|lead| lead.id == id));
        assert!(lead.is_none_or(|lead| lead.owner == of.owner), "{of:?} goes along with {lead:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_s_opportunities_go_to_the_territory_s_owner_and_else_are_spread() {
    let folder = tempfile::tempdir().expect("a folder");
    story(&testkit::database::sqlite(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_s_opportunities_are_spread_on_postgres() {
    story(&testkit::database::postgres("teams")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_a_live_campaign_names_is_neither_removed_nor_called_otherwise() {
    let site = Site::with_machines(40).await;
    let manager = site.browser("manager", "Manager", Role::Manager).await;
    let made = team(&manager, &["manager"]).await;
    let path = format!("/teams/{}", made["id"].as_str().expect("an id"));
    draft(&site, "gives").await;
    assert_eq!(goes(&manager, "gives", "live", 1).await.status, StatusCode::OK);
    for state in ["live", "paused"] {
        if state == "paused" {
            assert_eq!(goes(&manager, "gives", "paused", 2).await.status, StatusCode::OK);
        }
        let refused = manager.send(Method::DELETE, &path, Some("\"1\""), None).await;
        assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::CONFLICT, &json!("team_in_use")));
        assert!(refused.json()["detail"].as_str().is_some_and(|of| of.contains("gives")), "{}", refused.json());
    }
    let members = json!([made["members"][0]["id"]]);
    let other = json!({"name": "Nord", "members": members});
    let renamed = manager.send(Method::PUT, &path, Some("\"1\""), Some(other)).await;
    assert_eq!(renamed.status, StatusCode::CONFLICT, "{}", renamed.json());
    let same = json!({"name": "VERTRIEB Ö", "members": members});
    let same = manager.send(Method::PUT, &path, Some("\"1\""), Some(same)).await;
    assert_eq!(same.status, StatusCode::OK, "the same name in other letters: {}", same.json());
    assert_eq!(goes(&manager, "gives", "retired", 3).await.status, StatusCode::OK);
    let removed = manager.send(Method::DELETE, &path, Some("\"2\""), None).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_team_cannot_take_becomes_a_task_with_the_reason() {
    let site = Site::with_machines(120).await;
    let manager = site.browser("manager", "Manager", Role::Manager).await;
    let admin = site.browser("admin", "Admin", Role::Admin).await;
    site.account("bruno", "Bruno Keller", Role::Sales).await;
    let made = team(&manager, &["bruno"]).await;
    draft(&site, "gives").await;
    draft(&site, "gives-too").await;
    assert_eq!(goes(&manager, "gives", "live", 1).await.status, StatusCode::OK);
    let owners = load(&site).await;
    deactivate(&admin, &made["members"][0]["id"]).await;
    let early = goes(&manager, "gives-too", "live", 1).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY, "nobody in it may sign in");
    let tried = manager.post("/campaigns/gives/dry-run", json!({})).await.json();
    let first = &tried["enrolled"][0]["messages"][0];
    assert_eq!((&first["kind"], &first["what"]), (&json!("task"), &json!("instead_of_assignment")), "{first}");
    let empty = run(&site).await;
    assert!(empty.joined > 0 && empty.tasks == empty.joined, "{empty:?}");
    let tasks = manager.get("/tasks").await.json();
    let first = &tasks["items"][0];
    assert_eq!((&first["kind"], &first["title"]), (&json!("instead_of_assignment"), &json!("vertrieb Ö")), "{first}");
    assert_eq!(first["reasons"], json!(["team_empty"]));
    assert_eq!(load(&site).await, owners, "nothing changed hands");

    // A database restored from a copy may have no such team although a campaign is live.
    let known = site.app.store().teams().await.expect("read").pop().expect("the team");
    let write = site.app.write("test").await.expect("a change");
    let seen = site.app.store().campaigns().await.expect("read");
    let seen = seen.iter().find(|of| of.campaign == "gives-too").expect("the draft");
    assert!(write.step_campaign(seen, store::CampaignState::Live, &seen.scope).await.expect("live"));
    assert!(write.remove_team(&known).await.expect("removed"));
    write.commit().await.expect("committed");
    let missing = run(&site).await;
    assert!(missing.joined > 0 && missing.tasks == missing.joined, "{missing:?}");
    let reasons = manager.get("/tasks").await.json();
    let reasons: Vec<&Value> = reasons["items"].as_array().expect("a list").iter().map(|of| &of["reasons"]).collect();
    assert!(reasons.contains(&&json!(["no_team"])), "{reasons:?}");
}
