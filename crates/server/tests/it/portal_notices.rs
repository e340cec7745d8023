//! Notices in the portal: made by campaigns, answered by customers, and what follows; objections by topic, to all, and by the link
//! in a mail.

use crate::portal::{MARIA, Portal, contact};
use crate::site::{Browser, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base::{CustomerId, MachineId, OpportunityId};
use chrono::NaiveDate;
use hashbrown::HashMap;
use pipeline::{Decided, Deciding, Silent, WaysOut, decide, run_campaigns};
use serde_json::{Value, json};
use server::auth::Role;
use store::{CampaignState, NewCampaignVersion, NoticesOf, Scope};

/// A Tuesday that is no holiday anywhere here.
const DAY: &str = "2026-11-03";

/// A campaign whose first step says something in the portal, or by mail.
fn campaign(campaign_type: &str, kind: &str, purpose: &str, text: &str) -> String {
    format!(
        r#"
id = "told"
version = 1
type = "{campaign_type}"
topic = "contracts"
title = {{ de = "Gesagt", en = "Told", it = "Detto" }}
explanation = {{ de = "Gesagt", en = "Told", it = "Detto" }}

[[steps]]
id = "tell"
kind = "{kind}"
mail = "said"

[[steps]]
id = "await"
kind = "wait"
days = 30
until = ["booked"]

[[steps]]
id = "again"
kind = "{kind}"
mail = "said"

[[mails]]
id = "said"
purpose = "{purpose}"
subject = {{ de = "Ihre {{{{ machine.type }}}} {{{{ machine.serial }}}}", en = "Your machine", it = "La Sua macchina" }}
text = {{ de = "{text}", en = "{text}", it = "{text}" }}
"#
    )
}

/// What the notices of these tests say.
const TEXT: &str = "{{ contact.salutation }}, {% for sentence in proof %}{{ sentence }} {% endfor %}Gruß {{ seller.name }}, {{ company.name }}";

/// An opportunity nobody works on yet, with its machine and customer.
struct Chance {
    opportunity: OpportunityId,
    machine: MachineId,
    customer: CustomerId,
    campaign_type: String,
}

/// The first opportunity a campaign could take in, of a customer with a country whose calendar is known.
async fn chance(site: &Site) -> Chance {
    let view = site.app.view().expect("read");
    let files = &view.live.decided.state.files;
    // Those with the highest score first: with a customer a campaign speaks of one machine at a time.
    for of in site.app.store().worked_opportunities().await.expect("read") {
        let fits = of.of.stage == sales::Stage::New && of.of.flag.is_none() && of.of.lead.is_none();
        let Some(at) = view.live.ordinal(of.of.machine).filter(|_| fits) else { continue };
        let Some(customer) = files.customer_of[at] else { continue };
        if files.str("machine_type", at).is_none() || of.of.owner.is_empty() {
            continue;
        }
        return Chance {
            opportunity: of.of.id,
            machine: of.of.machine,
            customer: files.customers[customer as usize].id,
            campaign_type: of.of.campaign,
        };
    }
    panic!("no opportunity has a customer");
}

async fn live(site: &Site, definition: String, scope: Scope) {
    let store = site.app.store();
    let write = site.app.write("anna").await.expect("a change");
    let new = NewCampaignVersion { campaign: "told".to_owned(), version: 1, definition, scope: scope.clone() };
    assert!(write.add_campaign(new).await.expect("added"));
    write.commit().await.expect("committed");
    let of = store.campaigns().await.expect("read").into_iter().find(|of| of.campaign == "told").expect("there");
    let write = site.app.write("anna").await.expect("a change");
    assert!(write.step_campaign(&of, CampaignState::Live, &scope).await.expect("live"));
    write.commit().await.expect("committed");
}

async fn decided(site: &Site, day: &str) -> Decided {
    let day: NaiveDate = day.parse().expect("a day");
    let (rules, rates) = (crate::site::rules(), HashMap::new());
    decide(&site.app.config.workplace, &Deciding::all(&rules, day, &rates), &Silent).await.expect("decided")
}

/// Runs the campaigns of a day with mail and portal as ways out.
async fn run(site: &Site, decided: &Decided) -> pipeline::CampaignRun {
    let ways = WaysOut { mail: true, portal: true, ..WaysOut::default() };
    let run =
        run_campaigns(&site.app.config.workplace, decided, ways, site.settled(), &site.app.stamp(), &Silent).await;
    let run = run.expect("run");
    assert_eq!(run.problems, Vec::<String>::new());
    run
}

/// A customer with a notice in the portal.
async fn told<'a>(site: &'a Site, staff: &Browser<'_>, purpose: &str) -> (Chance, Portal<'a>, Value) {
    let chance = chance(site).await;
    let maria = contact(site, staff, chance.customer, MARIA).await;
    live(site, campaign(&chance.campaign_type, "notice", purpose, TEXT), Scope::default()).await;
    let decided = decided(site, DAY).await;
    run(site, &decided).await;
    let all = maria.get("/notices").await.json();
    let notice = all["items"].as_array().expect("a list").iter().find(|of| of["machine_id"] == json!(chance.machine));
    let notice = notice.unwrap_or_else(|| panic!("no notice about the machine in {all}")).clone();
    (chance, maria, notice)
}

/// The tasks with this reason.
async fn tasks(staff: &Browser<'_>, reason: &str) -> Vec<Value> {
    let all = staff.get("/tasks").await.json();
    let has = |of: &&Value| of["reasons"].as_array().is_some_and(|all| all.contains(&json!(reason)));
    all["items"].as_array().expect("a list").iter().filter(has).cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_makes_a_notice_once_in_the_contact_s_language_and_accepting_it_moves_the_opportunity() {
    let site = Site::with_machines(300).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let (chance, maria, notice) = told(&site, &anna, "notice").await;
    assert_eq!(
        (&notice["state"], &notice["topic_title"], &notice["purpose"]),
        (&json!("new"), &json!("Verträge"), &json!("notice"))
    );
    let id = notice["id"].as_i64().expect("a number");
    let full = maria.get(&format!("/notices/{id}")).await.json();
    let text = full["text"].as_str().expect("a text");
    assert!(text.starts_with("Guten Tag Maria Rossi, ") && text.ends_with("Reinhardt Maschinenbau GmbH"), "{text}");
    assert!(text.len() > 80, "it says why: {text}");
    assert!(notice["subject"].as_str().is_some_and(|subject| subject.starts_with("Ihre ")), "{notice}");

    // The same day again makes no second one; it stays as it was.
    let decided = decided(&site, DAY).await;
    run(&site, &decided).await;
    let known = [chance.customer];
    let count = || async { site.app.store().notices(NoticesOf::Customer(&known), 100).await.expect("read").len() };
    let before = count().await;
    run(&site, &decided).await;
    assert_eq!(count().await, before);

    assert_eq!(maria.get("/session").await.json()["new_notices"].as_u64(), Some(before as u64));
    assert_eq!(maria.post(&format!("/notices/{id}/seen"), json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(maria.get(&format!("/notices/{id}")).await.json()["state"], "seen");
    let wrong = maria.post(&format!("/notices/{id}/answer"), json!({ "answer": "decline", "reason": "weather" })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said =
        maria.post(&format!("/notices/{id}/answer"), json!({ "answer": "accept", "comment": "Bitte ab Januar" })).await;
    assert_eq!(said.status, StatusCode::OK, "{}", String::from_utf8_lossy(&said.body));
    let said = said.json();
    assert_eq!(
        (&said["state"], &said["answered_by"], &said["can_answer"]),
        (&json!("accepted"), &json!("Maria Rossi"), &json!(false))
    );
    let twice = maria.post(&format!("/notices/{id}/answer"), json!({ "answer": "decline" })).await;
    assert_eq!((twice.status, &twice.json()["code"]), (StatusCode::CONFLICT, &json!("answered")));

    // The opportunity is an offer the customer wants; an order is what a person or the ERP says.
    let of = anna.get(&format!("/opportunities/{}", chance.opportunity)).await.json();
    assert_eq!(of["stage"], "quoted", "{of}");
    let history = of.to_string();
    assert!(history.contains("Bitte ab Januar") && history.contains("Maria Rossi (portal)"), "{history}");
    let asked = tasks(&anna, "portal_accepted").await;
    assert_eq!(asked.len(), 1);
    assert!(asked[0]["title"].as_str().is_some_and(|title| title.starts_with("Im Portal angenommen: Ihre ")));
    assert_eq!(asked[0]["opportunity_id"], json!(chance.opportunity));
    // The sequence ends with the next run.
    run(&site, &decided).await;
    let enrolments = anna.get(&format!("/enrolments?machine={}", chance.machine)).await.json();
    assert_eq!(
        (&enrolments[0]["state"], &enrolments[0]["reason"]),
        (&json!("ended"), &json!("ordered")),
        "{enrolments}"
    );
    // The builder's people see what was said and answered.
    for of in [format!("machine={}", chance.machine), format!("opportunity={}", chance.opportunity)] {
        let seen = anna.get(&format!("/portal-notices?{of}")).await.json();
        assert_eq!(
            (&seen["items"][0]["state"], &seen["items"][0]["comment"]),
            (&json!("accepted"), &json!("Bitte ab Januar"))
        );
    }
}

/// Mails that say that something new stands in the portal.
async fn news(site: &Site) -> Vec<store::Outgoing> {
    let mut all = site.app.store().outgoing((None, Some("mail")), None, 100).await.expect("the outbox");
    all.retain(|of| of.of.kind == "portal_news");
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asked_for_it_gets_one_mail_a_day_when_something_new_stands_there_and_nobody_else() {
    let site = Site::with_machines(300).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let chance = chance(&site).await;
    let maria = contact(&site, &anna, chance.customer, MARIA).await;
    let luca = contact(&site, &anna, chance.customer, "luca@kunde.example").await;
    for portal in [&maria, &luca] {
        let asked = portal.send(axum::http::Method::PATCH, "/session", Some(json!({"mails_new": true}))).await;
        assert_eq!(asked.status, StatusCode::OK, "{}", String::from_utf8_lossy(&asked.body));
    }
    let agreed = maria.put("/subscriptions", json!({"topics": [{"topic": "contracts", "wants": true}]})).await;
    assert_eq!(agreed.status, StatusCode::OK);
    // Luca asked for the mails, but wants to hear nothing of this topic.
    let objected = luca.put("/subscriptions", json!({"topics": [{"topic": "contracts", "wants": false}]})).await;
    assert_eq!(objected.status, StatusCode::OK);
    live(&site, campaign(&chance.campaign_type, "notice", "advertising", TEXT), Scope::default()).await;
    let decided = decided(&site, DAY).await;
    run(&site, &decided).await;
    run(&site, &decided).await;
    let sent = news(&site).await;
    assert_eq!(sent.len(), 1, "{sent:?}");
    let payload = sent[0].of.payload.as_deref().expect("a payload");
    assert!(payload.contains(MARIA) && !payload.contains("Vertrag"), "it offers nothing: {payload}");
}

#[tokio::test(flavor = "multi_thread")]
async fn declining_ends_the_sequence_and_a_question_rests_it() {
    let site = Site::with_machines(300).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let (chance, maria, notice) = told(&site, &anna, "notice").await;
    let path = format!("/notices/{}/answer", notice["id"]);
    let empty = maria.post(&path, json!({ "answer": "ask", "comment": "  " })).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "a question is asked in words");
    let asked = maria.post(&path, json!({ "answer": "ask", "comment": "Was kostet es für zwei?" })).await;
    assert_eq!((asked.status, &asked.json()["can_answer"]), (StatusCode::OK, &json!(true)));
    let day = decided(&site, DAY).await;
    run(&site, &day).await;
    let enrolment = || async { anna.get(&format!("/enrolments?machine={}", chance.machine)).await.json()[0].clone() };
    assert_eq!(enrolment().await["state"], "answered");
    // One task, though the campaign would make one of the reply, too; a second question is a second.
    assert_eq!(tasks(&anna, "portal_question").await.len(), 1);
    let all = anna.get("/tasks").await.json();
    let answers =
        all["items"].as_array().expect("a list").iter().filter(|of| of["machine_id"] == json!(chance.machine));
    assert_eq!(answers.filter(|of| of["kind"] == "answer").count(), 0, "{all}");
    assert_eq!(maria.post(&path, json!({ "answer": "ask", "comment": "Und wann?" })).await.status, StatusCode::OK);
    assert_eq!(tasks(&anna, "portal_question").await.len(), 2);
    let of = anna.get(&format!("/opportunities/{}", chance.opportunity)).await.json();
    assert_eq!(of["stage"], "new", "a question moves nothing");

    let said = maria.post(&path, json!({ "answer": "decline", "reason": "price", "comment": "Zu teuer" })).await;
    assert_eq!((said.status, &said.json()["reason"]), (StatusCode::OK, &json!("price")));
    run(&site, &day).await;
    let ended = enrolment().await;
    assert_eq!((&ended["state"], &ended["reason"]), (&json!("ended"), &json!("declined")), "{ended}");
    assert_eq!(tasks(&anna, "portal_declined").await.len(), 1);
    let of = anna.get(&format!("/opportunities/{}", chance.opportunity)).await.json().to_string();
    assert!(of.contains("Zu teuer") && of.contains("Preis"), "{of}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_customer_s_notices_are_not_there() {
    let site = Site::with_machines(300).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let (chance, _, notice) = told(&site, &anna, "notice").await;
    let stranger = crate::portal::customers(&site, 1).into_iter().find(|id| *id != chance.customer).expect("another");
    let ugo = contact(&site, &anna, stranger, "ugo@altro.example").await;
    let id = &notice["id"];
    assert_eq!(ugo.get(&format!("/notices/{id}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(ugo.post(&format!("/notices/{id}/seen"), json!({})).await.status, StatusCode::NOT_FOUND);
    let answered = ugo.post(&format!("/notices/{id}/answer"), json!({ "answer": "accept" })).await;
    assert_eq!(answered.status, StatusCode::NOT_FOUND);
    assert_eq!(ugo.get("/notices").await.json()["total"], 0);
    let known = [chance.customer];
    let kept = site.app.store().notices(NoticesOf::Customer(&known), 100).await.expect("read");
    assert!(kept.iter().all(|of| of.state == store::NoticeState::New), "nothing of it was changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_contact_or_with_a_gap_in_the_text_a_person_has_to_do_it() {
    let site = Site::with_machines(300).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let chance = chance(&site).await;
    let _maria = contact(&site, &anna, chance.customer, MARIA).await;
    let gap = "Angebot {{ offer.amount }}";
    live(&site, campaign(&chance.campaign_type, "notice", "notice", gap), Scope::default()).await;
    let decided = decided(&site, DAY).await;
    run(&site, &decided).await;
    let of_machine = |all: Vec<Value>| all.into_iter().any(|of| of["machine_id"] == json!(chance.machine));
    assert!(of_machine(tasks(&anna, "text_incomplete").await), "a text with a gap is not shown to anybody");
    assert!(!tasks(&anna, "no_portal_contact").await.is_empty(), "others have nobody who could read it");
    let known = [chance.customer];
    assert!(site.app.store().notices(NoticesOf::Customer(&known), 10).await.expect("read").is_empty());
}

/// SuiteCRM#7434, SuiteCRM#5541: a contract notice is not advertising; opting out works by topic and for all advertising.
#[tokio::test(flavor = "multi_thread")]
async fn suitecrm_7434_and_5541_a_notice_is_no_advertising_and_opt_out_works_by_topic_and_globally() {
    // An objection to all advertising keeps offers back, and lets the notice about the customer's own contract through.
    for (purpose, objection, comes) in [
        ("notice", json!({ "objects_to_all": true }), true),
        ("advertising", json!({ "objects_to_all": true }), false),
        ("notice", json!({ "topics": [{ "topic": "contracts", "wants": false }] }), false),
        ("advertising", json!({ "topics": [{ "topic": "contracts", "wants": true }] }), true),
        ("advertising", json!({ "topics": [{ "topic": "parts", "wants": true }] }), false),
    ] {
        let site = Site::with_machines(120).await;
        let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
        let chance = chance(&site).await;
        let maria = contact(&site, &anna, chance.customer, MARIA).await;
        let said = maria.put("/subscriptions", objection.clone()).await;
        assert_eq!(said.status, StatusCode::OK, "{}", String::from_utf8_lossy(&said.body));
        live(&site, campaign(&chance.campaign_type, "notice", purpose, TEXT), Scope::default()).await;
        let decided = decided(&site, DAY).await;
        run(&site, &decided).await;
        let came = maria.get("/notices").await.json()["total"].as_u64() > Some(0);
        assert_eq!(came, comes, "{purpose}, {objection}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_objection_is_not_lost_and_an_agreement_to_a_topic_on_a_later_day_goes_before_it() {
    let site = Site::with_machines(40).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let customer = crate::portal::customers(&site, 1)[0];
    let maria = contact(&site, &anna, customer, MARIA).await;
    let topics = maria.get("/subscriptions").await.json();
    assert_eq!((&topics["objects_to_all"], &topics["email"]), (&json!(false), &json!(MARIA)));
    let titles: Vec<&str> =
        topics["topics"].as_array().expect("a list").iter().filter_map(|of| of["title"].as_str()).collect();
    assert!(titles.contains(&"Verträge") && titles.contains(&"Ersatzteile"), "{titles:?}");
    let unknown = maria.put("/subscriptions", json!({ "topics": [{ "topic": "weather", "wants": true }] })).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    let objected = maria.put("/subscriptions", json!({ "objects_to_all": true })).await.json();
    assert_eq!(objected["objects_to_all"], true);
    let consent = |topic: &'static str| {
        let site = &site;
        async move { site.app.store().addresses().await.expect("read").consent(MARIA, topic) }
    };
    assert_eq!(consent("parts").await, automate::Consent::ObjectedAll);
    let back = maria.put("/subscriptions", json!({ "objects_to_all": false })).await;
    assert_eq!((back.status, &back.json()["code"]), (StatusCode::CONFLICT, &json!("agree_by_topic")));
    let parts = json!({ "topics": [{ "topic": "parts", "wants": true }] });
    let today = maria.put("/subscriptions", parts.clone()).await;
    assert_eq!((today.status, &today.json()["code"]), (StatusCode::CONFLICT, &json!("objected_today")));
    assert_eq!(consent("parts").await, automate::Consent::ObjectedAll);

    site.wait(86_400);
    let sent = anna.send(axum::http::Method::POST, "/portal-contacts/1/invite", None, None).await;
    assert_eq!(sent.status, StatusCode::UNAUTHORIZED, "a night has passed");
    let anna = site.sign_in("anna").await;
    let sent = anna.send(axum::http::Method::POST, "/portal-contacts/1/invite", None, None).await;
    assert_eq!(sent.status, StatusCode::NO_CONTENT);
    let maria = crate::portal::enter(&site, &crate::portal::links(&site).await[0]).await;
    let now = maria.put("/subscriptions", parts).await.json();
    let said = now["topics"].as_array().expect("a list").iter().find(|of| of["topic"] == "parts").expect("it").clone();
    assert_eq!((&said["said"], &now["objects_to_all"]), (&json!("agreed"), &json!(true)));
    assert_eq!(consent("parts").await, automate::Consent::Given);
    assert_eq!(consent("contracts").await, automate::Consent::ObjectedAll, "it was asked about one topic");
    let known = site.app.store().address(MARIA).await.expect("read");
    assert_eq!(known.origin, automate::Origin::Given, "the address is from the customer itself");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_link_in_a_mail_objects_to_its_topic_by_post_alone_and_later_mails_become_tasks() {
    let site = Site::with_machines(300).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let chance = chance(&site).await;
    live(&site, campaign(&chance.campaign_type, "mail", "notice", "Gruß"), Scope::default()).await;
    let first = decided(&site, DAY).await;
    run(&site, &first).await;
    let mails = site.app.store().outgoing((None, Some("mail")), None, 500).await.expect("the outbox");
    let payload = |of: &store::Outgoing| -> Value {
        serde_json::from_str(of.of.payload.as_deref().expect("a payload")).expect("JSON")
    };
    let mail = mails.iter().find(|of| payload(of)["to"].is_string()).expect("a mail to somebody");
    let (key, address) = (mail.of.key.clone(), payload(mail)["to"].as_str().expect("an address").to_lowercase());
    let machine = payload(mail)["machine"].clone();
    let objected = || async {
        let register = site.app.store().addresses().await.expect("read");
        register.consent(&address, "contracts") == automate::Consent::ObjectedTopic
    };
    let get = |path: String| site.ask(Request::get(path).body(Body::empty()).expect("a request"));
    let page = get(format!("/u/{key}")).await;
    let html = String::from_utf8_lossy(&page.body).into_owned();
    assert!(
        page.status == StatusCode::OK && html.contains("<form method=\"post\">") && html.contains("Verträge"),
        "{html}"
    );
    assert!(!objected().await, "scanners open links; that objects to nothing");
    let unknown = get("/u/6f9619ff-8b86-d011-b42d-00c04fc964ff-tell".to_owned()).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    // As mail programs send it (RFC 8058): no cookie, no page of ours.
    for _ in 0..2 {
        let done = site.form(&format!("/u/{key}"), "List-Unsubscribe=One-Click").await;
        assert_eq!(done.status, StatusCode::OK);
    }
    assert!(objected().await && html.contains("Reinhardt Maschinenbau GmbH"), "{html}");
    let all = || async {
        site.app.store().addresses().await.expect("read").consent(&address, "parts") == automate::Consent::ObjectedAll
    };
    assert!(!all().await, "one topic is not all");
    let done = site.form(&format!("/u/{key}"), "all=yes").await;
    assert!(done.status == StatusCode::OK && all().await, "{}", String::from_utf8_lossy(&done.body));

    // The next mail of the campaign is a task with the reason.
    let later = decided(&site, "2026-12-09").await;
    run(&site, &later).await;
    let asked = tasks(&anna, "objected_topic").await;
    assert!(asked.iter().any(|of| of["machine_id"] == machine && of["kind"] == "instead_of_mail"), "{asked:?}");
}
