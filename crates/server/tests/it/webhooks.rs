//! Webhooks: what happens here reaches other systems signed, once by its id whatever breaks, and again when somebody asks.
//! Signatures are checked by the verifier of Standard Webhooks, not by ours.
#![expect(clippy::disallowed_methods, reason = "the foreign verifier compares with the clock of the system")]

use crate::site::{BEGIN, Browser, Site};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use base::{MachineId, OpportunityId};
use chrono::{DateTime, Utc};
use pipeline::{Silent, run_campaigns};
use sales::{Opportunity, Stage};
use serde_json::{Value, json};
use server::auth::Role;
use server::webhooks::look;
use standardwebhooks::Webhook;
use std::time::{Duration, SystemTime};
use store::{EndpointChange, NewCampaignVersion, NewEndpoint, SigningText};
use testkit::webhooks::{Answer, Received, Receiver};

/// A server at the time of the system, for the verifier looks at the clock.
async fn site(database_url: &str, receiver: &Receiver) -> Site {
    let site = Site::telling(database_url, &[receiver.destination()]).await;
    let begin: DateTime<Utc> = BEGIN.parse().expect("an instant");
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).expect("after 1970").as_secs();
    site.wait(i64::try_from(now).expect("fits") - begin.timestamp());
    site
}

fn sqlite() -> String {
    testkit::database::sqlite(&tempfile::tempdir().expect("a folder").keep())
}

/// Adds the receiver for these types; gives its id and its secret.
async fn added(browser: &Browser<'_>, receiver: &Receiver, types: &[&str]) -> (String, String) {
    let new = json!({"name": "erp", "url": receiver.url(), "types": types});
    let answer = browser.post("/webhooks", new).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.json());
    let added = answer.json();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(&added["webhook"]["id"]), text(&added["secret"]))
}

fn opportunity(number: u32) -> Opportunity {
    let day = "2026-11-01".parse().expect("a date");
    Opportunity {
        id: OpportunityId::of(&format!("webhook test {number}")),
        machine: MachineId::of(&format!("webhook test {number}")),
        campaign: "contract_renewal".to_owned(),
        sequence: 1,
        stage: Stage::New,
        owner: "Anna Huber".to_owned(),
        score: 70,
        value_cents: Some(1_200_000),
        value_basis: None,
        opened_on: day,
        changed_on: day,
        flag: None,
        triggers: vec!["contract-expiring".to_owned()],
        lead: None,
    }
}

/// A decision opens opportunities.
async fn open(site: &Site, numbers: std::ops::Range<u32>) {
    let write = site.app.write("decide").await.expect("a change");
    write.put_opportunities(numbers.map(opportunity).collect()).await.expect("put");
    write.commit().await.expect("committed");
}

/// A person moves one.
async fn moved(site: &Site, number: u32, stage: Stage) {
    let id = opportunity(number).id;
    let before = site.app.store().opportunities_by_id(&[id]).await.expect("read").remove(0);
    let mut work = before.work();
    work.stage = stage;
    let write = site.app.write("Anna Huber").await.expect("a change");
    write.edit_opportunity(id, before.version, &work, &[]).await.expect("edited");
    write.commit().await.expect("committed");
}

/// Whether the verifier of Standard Webhooks takes it.
fn is_signed(received: &Received, secret: &str) -> bool {
    let mut headers = HeaderMap::new();
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        let value = HeaderValue::from_str(received.header(name)).expect("a header");
        headers.insert(HeaderName::from_static(name), value);
    }
    Webhook::new(secret).expect("a secret").verify(&received.body, &headers).is_ok()
}

fn event(received: &Received) -> Value {
    serde_json::from_slice(&received.body).expect("JSON")
}

/// The only delivery of the endpoint.
async fn delivery(browser: &Browser<'_>, id: &str) -> Value {
    let all = browser.get(&format!("/webhooks/{id}/deliveries")).await.json();
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1), "{all}");
    all["items"][0].clone()
}

async fn endpoint(browser: &Browser<'_>) -> Value {
    browser.get("/webhooks").await.json()["items"][0].clone()
}

async fn story(database_url: &str) {
    let receiver = Receiver::start().await;
    let site = site(database_url, &receiver).await;
    let browser = site.browser("admin", "Admin", Role::Admin).await;
    open(&site, 0..1).await;
    let (id, secret) = added(&browser, &receiver, &["instand.opportunity.opened", "instand.opportunity.won"]).await;
    assert!(!look(&site.app).await.expect("a look"), "what was before nobody is told");
    open(&site, 0..3).await;
    assert!(look(&site.app).await.expect("a look"));
    let told = receiver.take();
    assert_eq!(told.len(), 2, "two are new");
    for received in &told {
        assert!(is_signed(received, &secret), "{received:?}");
        assert_eq!(received.header("content-type"), "application/cloudevents+json; charset=utf-8");
        let event = event(received);
        assert_eq!((&event["specversion"], &event["type"]), (&json!("1.0"), &json!("instand.opportunity.opened")));
        assert_eq!(event["id"], received.id());
        assert_eq!(event["source"], "http://instand.example:8080");
        assert_eq!(event["datacontenttype"], "application/json");
        assert!(event["time"].as_str().is_some_and(|time| time.parse::<DateTime<Utc>>().is_ok()), "{event}");
        let about = event["data"]["opportunity"].as_str().expect("an id");
        assert_eq!(event["subject"], format!("opportunities/{about}"));
        assert_eq!(event["data"]["triggers"], json!(["contract-expiring"]));
    }
    let mut forged = told[0].clone();
    forged.body.push(b' ');
    assert!(!is_signed(&forged, &secret), "what was changed on the way is found out");

    open(&site, 0..3).await;
    moved(&site, 1, Stage::Contacted).await;
    assert!(!look(&site.app).await.expect("a look"), "nothing that was asked for happened");
    moved(&site, 1, Stage::Won).await;
    look(&site.app).await.expect("a look");
    let told = receiver.take();
    assert_eq!(told.len(), 1);
    let won = event(&told[0]);
    assert_eq!(won["type"], "instand.opportunity.won");
    assert_eq!((&won["data"]["stage"], &won["data"]["stage_before"]), (&json!("won"), &json!("contacted")));
    // Taken back and won again is another event.
    moved(&site, 1, Stage::Contacted).await;
    moved(&site, 1, Stage::Won).await;
    look(&site.app).await.expect("a look");
    let again = receiver.take();
    assert_eq!(again.len(), 1);
    assert_ne!(again[0].id(), told[0].id());
    assert_eq!(endpoint(&browser).await["counts"], json!({"waiting": 0, "parked": 0, "failed": 0, "sent": 4}));

    // All since the beginning, under the ids they had.
    let asked = json!({"all_since": BEGIN});
    let replayed = browser.post(&format!("/webhooks/{id}/replay"), asked).await.json();
    assert_eq!(replayed, json!({"number": 4, "left_out": 0}));
    look(&site.app).await.expect("a look");
    let mut ids: Vec<String> = receiver.take().iter().map(|of| of.id().to_owned()).collect();
    assert_eq!(ids.len(), 4);
    assert!(ids.iter().any(|of| of == again[0].id()));
    ids.dedup();
    assert_eq!(ids.len(), 4);
    let removed = browser.send(Method::DELETE, &format!("/webhooks/{id}"), None, None).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(browser.get("/outbox?destination=webhook").await.json()["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_told_once_signed_and_as_a_cloud_event() {
    story(&sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_is_told_on_postgres() {
    story(&testkit::database::postgres("server_webhooks")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_secrets_sign_while_one_follows_the_other() {
    let receiver = Receiver::start().await;
    let site = site(&sqlite(), &receiver).await;
    let browser = site.browser("admin", "Admin", Role::Admin).await;
    let (id, old) = added(&browser, &receiver, &[]).await;
    let rotated = browser.post(&format!("/webhooks/{id}/secret"), json!({"edition": 1, "old_hours": 1})).await.json();
    let new = rotated["secret"].as_str().expect("a secret").to_owned();
    assert_ne!(new, old);
    let stale = browser.post(&format!("/webhooks/{id}/secret"), json!({"edition": 1})).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "somebody else was first");
    browser.post(&format!("/webhooks/{id}/test"), json!({})).await;
    look(&site.app).await.expect("a look");
    let told = receiver.take();
    assert_eq!(event(&told[0])["type"], "instand.webhook.test");
    assert!(is_signed(&told[0], &old) && is_signed(&told[0], &new), "{:?}", told[0].headers);
    // An hour is over. The verifier would find the message too far ahead, so it is asked about the number of signatures.
    site.wait(3601);
    browser.post(&format!("/webhooks/{id}/test"), json!({})).await;
    look(&site.app).await.expect("a look");
    assert_eq!(receiver.take()[0].header("webhook-signature").split(' ').count(), 1);
    let audit = browser.get("/audit").await.json().to_string();
    let list = browser.get("/webhooks").await.json().to_string();
    assert!(!audit.contains("whsec_") && !list.contains("whsec_"), "a secret is shown once");
    assert!(audit.contains("rotate webhook secret"), "{audit}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_for_a_while_goes_again_under_its_id() {
    let receiver = Receiver::start().await;
    let site = site(&sqlite(), &receiver).await;
    let browser = site.browser("admin", "Admin", Role::Admin).await;
    let (id, _) = added(&browser, &receiver, &["instand.opportunity.opened"]).await;
    receiver.answers([
        Answer::Says(500, "out of order".to_owned()),
        Answer::Lost,
        Answer::Later(503, "7200".to_owned()),
        Answer::Status(200),
    ]);
    open(&site, 0..1).await;
    look(&site.app).await.expect("a look");
    let of = delivery(&browser, &id).await;
    assert_eq!((&of["state"], &of["attempts"]), (&json!("waiting"), &json!(1)), "{of}");
    assert_eq!(of["reason"], "it answers 500: out of order");
    assert!(!look(&site.app).await.expect("a look"), "not at once");
    site.wait(7);
    assert!(look(&site.app).await.expect("a look"), "five seconds later, spread by a fifth");
    // Nobody knows what became of it, and the endpoint is left in peace for a moment.
    assert_eq!(delivery(&browser, &id).await["tries"][0]["status"], Value::Null);
    site.wait(361);
    assert!(look(&site.app).await.expect("a look"));
    site.wait(7100);
    assert!(!look(&site.app).await.expect("a look"), "it asked for two hours");
    assert!(endpoint(&browser).await["rests_until"].is_string());
    site.wait(200);
    assert!(look(&site.app).await.expect("a look"));
    let of = delivery(&browser, &id).await;
    assert_eq!((&of["state"], &of["attempts"], &of["reason"]), (&json!("sent"), &json!(4), &Value::Null), "{of}");
    let statuses: Vec<&Value> = of["tries"].as_array().expect("tries").iter().map(|of| &of["status"]).collect();
    assert_eq!(statuses, [&json!(200), &json!(503), &Value::Null, &json!(500)]);
    let told = receiver.take();
    assert_eq!(told.len(), 4);
    assert!(told.iter().all(|of| of.id() == told[0].id()), "one id for one event");
    assert!(told.iter().all(|of| of.body == told[0].body), "and the same words");
    assert_eq!(endpoint(&browser).await["rests_until"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_ten_tries_a_person_looks_and_sends_it_again() {
    let receiver = Receiver::start().await;
    let site = site(&sqlite(), &receiver).await;
    let browser = site.browser("admin", "Admin", Role::Admin).await;
    let (id, _) = added(&browser, &receiver, &["instand.opportunity.opened"]).await;
    receiver.usually(Some(Answer::Status(502)));
    open(&site, 0..1).await;
    for _ in 0..12 {
        look(&site.app).await.expect("a look");
        site.wait(30 * 3600);
    }
    // The session is over long since.
    let browser = site.sign_in("admin").await;
    let of = delivery(&browser, &id).await;
    assert_eq!((&of["state"], &of["attempts"]), (&json!("failed"), &json!(10)), "{of}");
    assert_eq!(receiver.take().len(), 10);
    receiver.usually(None);
    let replayed = browser.post(&format!("/webhooks/{id}/replay"), json!({"failed_since": BEGIN})).await.json();
    assert_eq!(replayed["number"], 1);
    look(&site.app).await.expect("a look");
    assert_eq!(delivery(&browser, &id).await["state"], "sent");
    // One that was taken, too, where somebody asks for it.
    let one = delivery(&browser, &id).await["id"].clone();
    let replayed = browser.post(&format!("/webhooks/{id}/replay"), json!({"ids": [one]})).await.json();
    assert_eq!(replayed["number"], 1);
    look(&site.app).await.expect("a look");
    let told = receiver.take();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].id(), told[1].id());
    let both = browser.post(&format!("/webhooks/{id}/replay"), json!({"ids": [1], "all_since": BEGIN})).await;
    assert_eq!(both.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_not_sent_again_and_a_redirect_leads_nowhere() {
    let (receiver, other) = (Receiver::start().await, Receiver::start().await);
    let site = site(&sqlite(), &receiver).await;
    let browser = site.browser("admin", "Admin", Role::Admin).await;
    let (id, _) = added(&browser, &receiver, &["instand.opportunity.opened"]).await;
    receiver.answers([
        Answer::Says(422, "x".repeat(100_000)),
        Answer::Redirect(other.url()),
        Answer::Redirect("http://169.254.169.254/latest/meta-data".to_owned()),
    ]);
    open(&site, 0..3).await;
    look(&site.app).await.expect("a look");
    site.wait(30 * 3600);
    assert!(!look(&site.app).await.expect("a look"), "nothing is tried again by itself");
    let browser = site.sign_in("admin").await;
    let all = browser.get(&format!("/webhooks/{id}/deliveries?state=failed")).await.json();
    let reasons: Vec<&str> =
        all["items"].as_array().expect("items").iter().filter_map(|of| of["reason"].as_str()).collect();
    assert_eq!(reasons.len(), 3, "{all}");
    assert_eq!(reasons.iter().filter(|of| of.contains("redirects are not followed")).count(), 2, "{reasons:?}");
    assert!(reasons.iter().all(|of| of.len() < 600), "what it says is cut");
    assert_eq!(receiver.take().len(), 3);
    assert!(other.take().is_empty(), "nobody went where the redirect led");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_gone_is_switched_off_and_nothing_is_lost() {
    let receiver = Receiver::start().await;
    let site = site(&sqlite(), &receiver).await;
    let browser = site.browser("admin", "Admin", Role::Admin).await;
    let (id, _) = added(&browser, &receiver, &["instand.opportunity.opened"]).await;
    receiver.answers([Answer::Status(410)]);
    open(&site, 0..1).await;
    look(&site.app).await.expect("a look");
    let of = endpoint(&browser).await;
    assert_eq!((&of["active"], &of["counts"]["parked"]), (&json!(false), &json!(1)), "{of}");
    assert!(of["note"].as_str().is_some_and(|note| note.contains("410")), "{of}");
    site.wait(30 * 3600);
    open(&site, 1..2).await;
    assert!(!look(&site.app).await.expect("a look"));
    let browser = site.sign_in("admin").await;
    let off = browser.post(&format!("/webhooks/{id}/test"), json!({})).await;
    assert_eq!(off.status, StatusCode::CONFLICT);
    let first = receiver.take();
    let on = json!({"edition": of["edition"], "active": true});
    let on = browser.send(Method::PATCH, &format!("/webhooks/{id}"), None, Some(on)).await;
    assert_eq!(on.json()["note"], Value::Null);
    look(&site.app).await.expect("a look");
    let told = receiver.take();
    assert_eq!(told.len(), 1, "what was parked goes; what happened meanwhile goes when asked for");
    assert_eq!(told[0].id(), first[0].id());
    let since = json!({"all_since": BEGIN});
    assert_eq!(browser.post(&format!("/webhooks/{id}/replay"), since).await.json()["number"], 2);
    look(&site.app).await.expect("a look");
    assert_eq!(receiver.take().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_each_event_has_one_id_and_none_is_lost() {
    let receiver = Receiver::start().await;
    let site = site(&sqlite(), &receiver).await;
    let browser = site.browser("admin", "Admin", Role::Admin).await;
    let (_, secret) = added(&browser, &receiver, &["instand.opportunity.opened"]).await;
    // The first sixteen are taken, of the next ones eight; then the server dies before it could write that down.
    let taken = std::iter::repeat_n(Answer::Status(200), 24);
    receiver.answers(taken.chain(std::iter::repeat_n(Answer::Silent, 8)));
    open(&site, 0..100).await;
    let killed = tokio::time::timeout(Duration::from_secs(3), look(&site.app)).await;
    assert!(killed.is_err(), "it waits for an answer");
    let before = receiver.take();
    assert_eq!(before.len(), 32);
    receiver.answers([]);
    look(&site.app).await.expect("a look");
    let after = receiver.take();
    assert_eq!(after.len(), 84, "what was written down is not sent again");
    let mut ids: Vec<&str> = before.iter().chain(&after).map(Received::id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 100, "each of the hundred under one id");
    assert!(after.iter().all(|of| is_signed(of, &secret)));
    assert_eq!(endpoint(&browser).await["counts"]["sent"], 100);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_named_destinations_and_known_types_are_taken() {
    let receiver = Receiver::start().await;
    let site = site(&sqlite(), &receiver).await;
    let browser = site.browser("steward", "Steward", Role::Steward).await;
    for (name, url, types, code, says) in [
        ("a", "https://hooks.example.com/x", vec![], "destination_not_allowed", "allow = [\"hooks.example.com:443\"]"),
        ("a", "http://hooks.example.com/x", vec![], "wrong_input", "https://"),
        ("a", "https://me:pw@hooks.example.com/x", vec![], "wrong_input", "neither user nor password"),
        ("A b", receiver.url().as_str(), vec![], "wrong_input", "a-z, 0-9 and -"),
        ("a", receiver.url().as_str(), vec!["instand.machine.sold"], "wrong_input", "instand.opportunity.opened"),
        ("a", receiver.url().as_str(), vec!["instand.campaign.step"], "wrong_input", "to choose"),
    ] {
        let answer = browser.post("/webhooks", json!({"name": name, "url": url, "types": types})).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {url}");
        let problem = answer.json();
        assert_eq!(problem["code"], code, "{problem}");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains(says) && !detail.contains(":pw@"), "{detail}");
    }
    added(&browser, &receiver, &[]).await;
    let twice = browser.post("/webhooks", json!({"name": "erp", "url": receiver.url(), "types": []})).await;
    assert_eq!(twice.json()["code"], "name_taken");
    assert_eq!(browser.get("/outbox").await.json()["set_up"], json!(["webhook"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_events_cost_as_many_statements_as_ten() {
    let receiver = Receiver::start().await;
    let site = site(&sqlite(), &receiver).await;
    let browser = site.browser("admin", "Admin", Role::Admin).await;
    added(&browser, &receiver, &["instand.opportunity.opened"]).await;
    let statements = |site: &Site| site.app.store().statements();
    let begin = statements(&site);
    open(&site, 0..10).await;
    let few = statements(&site) - begin;
    let begin = statements(&site);
    open(&site, 10..1010).await;
    let many = statements(&site) - begin;
    assert_eq!(few, many, "whole-base work is set-based");
    assert_eq!(endpoint(&browser).await["counts"]["waiting"], 1010);
    let page = browser.get("/webhooks").await.json()["items"][0]["id"].as_str().expect("an id").to_owned();
    let mut before = String::new();
    let mut seen = 0;
    loop {
        let part = browser.get(&format!("/webhooks/{page}/deliveries{before}")).await.json();
        seen += part["items"].as_array().map_or(0, Vec::len);
        match part["next"].as_i64() {
            Some(next) => before = format!("?before={next}"),
            None => break,
        }
    }
    assert_eq!(seen, 1010, "the list leads to all of them");
}

/// A campaign that does nothing but tell the ERP.
const TELLS: &str = r#"
id = "tells"
version = 1
type = "contract-renewal"
topic = "service"
title = { de = "Sagt Bescheid", en = "Tells", it = "Avvisa" }
explanation = { de = "Sagt dem ERP Bescheid.", en = "Tells the ERP.", it = "Avvisa l'ERP." }

[[exits]]
reason = "out_of_field"
when = "NOT in_field"

[[steps]]
id = "tell-erp"
kind = "webhook"
webhook = "erp"

[[steps]]
id = "await"
kind = "wait"
days = 30
"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_campaigns_step_tells_the_endpoint_it_names_and_becomes_a_task_without_it() {
    let site = Site::with_machines(120).await;
    let browser = site.browser("manager", "Manager", Role::Manager).await;
    let write = site.app.write("manager").await.expect("a change");
    let new = NewCampaignVersion {
        campaign: "tells".to_owned(),
        version: 1,
        definition: TELLS.to_owned(),
        scope: store::Scope::default(),
    };
    assert!(write.add_campaign(new).await.expect("added"));
    write.commit().await.expect("committed");
    let live = json!({"state": "live", "edition": 1});
    let early = browser.send(Method::PUT, "/campaigns/tells/state", None, Some(live.clone())).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.json()["detail"].as_str().is_some_and(|detail| detail.contains("`erp`")), "{}", early.json());
    let secret = SigningText::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let erp = NewEndpoint::new("erp", "https://erp.example.com/", secret, Vec::new(), BEGIN);
    let write = site.app.write("admin").await.expect("a change");
    assert!(write.add_endpoint(&erp).await.expect("added"));
    write.commit().await.expect("committed");
    let started = browser.send(Method::PUT, "/campaigns/tells/state", None, Some(live)).await;
    assert_eq!(started.status, StatusCode::OK, "{}", started.json());

    let view = site.app.view().expect("read");
    let (workplace, ways) = (&site.app.config.workplace, pipeline::WaysOut::default());
    let run = run_campaigns(workplace, &view.live.decided, ways, site.settled(), BEGIN, &Silent).await.expect("a run");
    assert!(run.joined > 0 && run.problems.is_empty(), "{run:?}");
    let told = site.app.store().deliveries(&erp.id, None, None, 10_000).await.expect("read");
    assert_eq!(told.len() as u64, run.joined, "one for each machine");
    let event = told[0].event.as_ref().expect("an event");
    assert_eq!(event.kind.id(), "instand.campaign.step");
    assert_eq!((&event.data["campaign"], &event.data["step"]), (&json!("tells"), &json!("tell-erp")));
    assert!(event.data["serial_number"].is_string(), "{}", event.data);
    let again =
        run_campaigns(workplace, &view.live.decided, ways, site.settled(), BEGIN, &Silent).await.expect("a run");
    assert_eq!((again.joined, again.tasks), (0, 0));
    let same = site.app.store().deliveries(&erp.id, None, None, 10_000).await.expect("read");
    assert_eq!(same.len(), told.len(), "a step tells once");

    // Switched off: what would have been told is a person's to tell.
    let known = site.app.store().endpoint(&erp.id).await.expect("read").expect("there");
    let off = EndpointChange { active: Some((false, None)), ..EndpointChange::default() };
    let write = site.app.write("admin").await.expect("a change");
    assert!(write.change_endpoint(&known, known.edition, &off).await.expect("changed"));
    let second = NewCampaignVersion {
        campaign: "tells-too".to_owned(),
        version: 1,
        definition: TELLS.replace("id = \"tells\"", "id = \"tells-too\""),
        scope: store::Scope::default(),
    };
    assert!(write.add_campaign(second).await.expect("added"));
    write.commit().await.expect("committed");
    let live = json!({"state": "live", "edition": 1});
    browser.send(Method::PUT, "/campaigns/tells-too/state", None, Some(live)).await;
    let run = run_campaigns(workplace, &view.live.decided, ways, site.settled(), BEGIN, &Silent).await.expect("a run");
    assert!(run.joined > 0 && run.tasks == run.joined, "{run:?}");
    let tasks = browser.get("/tasks").await.json();
    let first = &tasks["items"][0];
    assert_eq!((&first["kind"], &first["title"]), (&json!("instead_of_webhook"), &json!("erp")), "{first}");
    assert_eq!(first["reasons"], json!(["no_webhook"]));
}
