//! Choosing the time of a visit in the portal: what the service offered, who sees it, and that a time is given away once. On both
//! databases.

use crate::portal::{MARIA, Portal, contact, customers, enter, invite, links};
use crate::site::{Browser, Site};
use crate::tours::{id, said, technician, visit};
use axum::http::{Method, StatusCode};
use base::CustomerId;
use chrono::NaiveDateTime;
use serde_json::{Value, json};
use server::auth::Role;

/// Where these visits are, and those who come live.
const LINZ: (f64, f64) = (48.306, 14.286);

/// A machine of a customer.
fn machine(site: &Site, customer: CustomerId) -> base::MachineId {
    let view = site.app.view().expect("read");
    let files = &view.live.decided.state.files;
    let is_its = |at: &usize| files.customer_of[*at].is_some_and(|of| files.customers[of as usize].id == customer);
    let at = (0..files.link.ids.len()).find(is_its).expect("a machine");
    files.link.ids[at]
}

async fn offer(planner: &Browser<'_>, visit: &Value, offered: bool) -> crate::site::Answer {
    let etag =
        planner.get(&format!("/visits/{}", id(visit))).await.json()["etag"].as_str().expect("an etag").to_owned();
    let path = format!("/visits/{}/offer", id(visit));
    planner.send(Method::POST, &path, Some(&etag), Some(json!({ "offered": offered }))).await
}

async fn mails(site: &Site, kind: &str) -> usize {
    let all = site.app.store().outgoing((None, Some("mail")), None, 50).await.expect("the outbox");
    all.iter().filter(|of| of.of.kind == kind).count()
}

async fn listed(portal: &Portal<'_>) -> Vec<Value> {
    let all = portal.get("/visits").await.json();
    all["items"].as_array().unwrap_or_else(|| panic!("a list: {all}")).clone()
}

async fn a_time_is_chosen(database_url: &str) {
    let site = Site::with_machines_on(40, database_url).await;
    let planner = site.browser("greta", "Greta", Role::Service).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let all = customers(&site, 1);
    let (customer, other) = (all[0], all[1]);
    let marco = technician(&planner, "Marco Berger", LINZ, json!({})).await;
    let one =
        visit(&planner, "", Some(LINZ), json!({"title": "Jahreswartung", "machine_id": machine(&site, customer)}))
            .await;
    let two = visit(&planner, "", Some(LINZ), json!({"title": "Zweite", "machine_id": machine(&site, customer)})).await;

    // Nobody may choose: nobody is invited.
    let nobody = offer(&planner, &one, true).await;
    assert_eq!((nobody.status, &nobody.json()["code"]), (StatusCode::CONFLICT, &json!("no_portal_contact")));

    // What was not offered is not there.
    let maria = contact(&site, &anna, customer, MARIA).await;
    assert_eq!(listed(&maria).await, Vec::<Value>::new());
    let path = |what: &str| format!("/visits/{}/{what}", id(&one));
    assert_eq!(maria.get(&path("times")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(maria.post(&path("book"), json!({"begins": "2026-11-03T08:00:00"})).await.status, StatusCode::NOT_FOUND);

    // Offered; she asked for no mail and gets none.
    let told = offer(&planner, &one, true).await;
    assert_eq!((told.status, told.json()), (StatusCode::OK, json!({"contacts": 1, "by_mail": 0})), "{}", said(&told));
    assert_eq!(mails(&site, "portal_news").await, 0);
    let asked = maria.send(Method::PATCH, "/session", Some(json!({"mails_new": true}))).await;
    assert_eq!(asked.json()["contact"]["mails_new"], true, "{}", said(&asked));
    assert_eq!(asked.json()["visits_to_choose"], 1);
    for visit in [&one, &two] {
        assert_eq!(offer(&planner, visit, false).await.status, StatusCode::OK);
        let told = offer(&planner, visit, true).await;
        assert_eq!(told.json(), json!({"contacts": 1, "by_mail": 1}), "{}", said(&told));
    }
    assert_eq!(mails(&site, "portal_news").await, 1, "one a day");

    // She sees when, not whose tour.
    let shown = listed(&maria).await;
    assert_eq!(shown.len(), 2, "{shown:?}");
    assert!(shown.iter().all(|of| of["state"] == "to_choose" && of["begins"].is_null()), "{shown:?}");
    let times = maria.get(&path("times")).await;
    let text = said(&times);
    assert!(!text.contains("Marco") && !text.contains(&id(&marco)), "{text}");
    let times = times.json().as_array().expect("times").clone();
    assert!((2..=8).contains(&times.len()), "{times:?}");

    // Of another company nothing of it is there.
    assert_eq!(invite(&anna, other, "luca@anders.example").await.status, StatusCode::CREATED);
    let luca = enter(&site, &links(&site).await[0]).await;
    assert_eq!(listed(&luca).await, Vec::<Value>::new());
    let foreign = luca.post(&path("book"), json!({"begins": times[0]["begins"]})).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{}", said(&foreign));

    // A time nobody showed is none; one that was shown is hers, and then nobody else's.
    let never = maria.post(&path("book"), json!({"begins": "2026-11-03T03:17:00"})).await;
    assert_eq!((never.status, &never.json()["code"]), (StatusCode::CONFLICT, &json!("slot_taken")));
    let begins = times[0]["begins"].clone();
    let booked = maria.post(&path("book"), json!({ "begins": begins })).await;
    assert_eq!(booked.status, StatusCode::OK, "{}", said(&booked));
    assert_eq!((&booked.json()["state"], &booked.json()["begins"]), (&json!("arranged"), &begins));
    let late = maria.post(&path("book"), json!({"begins": times[1]["begins"]})).await;
    assert_eq!((late.status, &late.json()["code"]), (StatusCode::CONFLICT, &json!("arranged")));
    let again = maria.get(&format!("/visits/{}/times", id(&two))).await.json();
    let at = |of: &Value| of.as_str().and_then(|text| text.parse::<NaiveDateTime>().ok()).expect("an instant");
    let overlaps = |of: &Value| {
        at(&of["begins"]) < at(&booked.json()["begins"]) + chrono::TimeDelta::minutes(120)
            && at(&begins) < at(&of["ends"])
    };
    assert!(!again.as_array().expect("times").iter().any(overlaps), "{again} after {begins}");

    // The service's side knows it at once, with who comes and who chose.
    let now = planner.get(&format!("/visits/{}", id(&one))).await.json();
    assert_eq!((&now["state"], &now["planned"]["technician_id"]), (&json!("promised"), &marco["id"]), "{now}");
    let refused = offer(&planner, &one, true).await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::CONFLICT, &json!("promised")));
    let (_, audit) = site.app.store().audit(None, 20).await.expect("the audit");
    assert!(audit.iter().any(|of| of.actor == "Maria Rossi (portal)" && of.action == "book visit"), "{audit:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_is_chosen_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    a_time_is_chosen(&testkit::database::sqlite(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_time_is_chosen_on_postgres() {
    a_time_is_chosen(&testkit::database::postgres("server_portal_visits")).await;
}
