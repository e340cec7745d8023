//! Field service over the API: plan, check, move, promise, plan anew, the technician's day, the calendar. On both databases.

use crate::site::{Answer, Browser, Site};
use axum::http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use server::auth::Role;

/// Monday to Friday, 7 to 16, with a break.
fn week() -> Value {
    let day = |weekday: u8| json!({"weekday": weekday, "from": "07:00", "until": "16:00", "breaks": [{"from": "12:00", "until": "12:45"}]});
    (1..=5).map(day).collect()
}

pub fn said(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.body).into_owned()
}

pub fn id(of: &Value) -> String {
    of["id"].as_str().unwrap_or_else(|| panic!("an id: {of}")).to_owned()
}

/// A technician at home in Linz or somewhere else.
pub async fn technician(browser: &Browser<'_>, name: &str, (north, east): (f64, f64), more: Value) -> Value {
    let mut body = json!({"name": name, "address": "Hauptplatz 1, 4020 Linz, AT", "latitude": north, "longitude": east, "week": week()});
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    let answer = browser.post("/technicians", body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", said(&answer));
    answer.json()
}

/// A visit somewhere.
pub async fn visit(browser: &Browser<'_>, customer: &str, place: Option<(f64, f64)>, more: Value) -> Value {
    let mut body = json!({"kind": "maintenance", "title": "Wartung", "duration_minutes": 120, "customer_name": customer,
        "address": "Nirgendwo 7"});
    if let Some((north, east)) = place {
        (body["latitude"], body["longitude"]) = (json!(north), json!(east));
    }
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    let answer = browser.post("/visits", body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", said(&answer));
    answer.json()
}

/// Plans and waits for the end.
async fn plan(browser: &Browser<'_>, body: Value) -> Value {
    let answer = browser.post("/tours/plan", body).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", said(&answer));
    let job = id(&answer.json());
    loop {
        let state = browser.get(&format!("/jobs/{job}")).await.json();
        if state["state"] != "running" {
            return state;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

async fn tours(browser: &Browser<'_>) -> Value {
    browser.get("/tours?from=2026-11-02&days=3").await.json()
}

fn etag(of: &Value) -> String {
    of["etag"].as_str().unwrap_or_else(|| panic!("a version: {of}")).to_owned()
}

/// Why a visit is left out: the names of the limits.
fn limits(view: &Value, visit: &Value) -> Vec<Value> {
    let left = view["left_out"].as_array().expect("a list").iter().find(|of| of["visit_id"] == visit["id"]);
    left.unwrap_or_else(|| panic!("left out: {visit}"))["limits"].as_array().expect("limits").clone()
}

/// Where a visit stands.
async fn planned(browser: &Browser<'_>, visit: &Value) -> Value {
    browser.get(&format!("/visits/{}", id(visit))).await.json()["planned"].clone()
}

async fn feed(site: &Site, url: &str) -> Answer {
    let path = url.strip_prefix("http://instand.example:8080").expect("where the page is reached");
    site.ask(Request::get(path).body(axum::body::Body::empty()).expect("a request")).await
}

/// The calendar with its lines unfolded.
async fn calendar(site: &Site, url: &str) -> String {
    let answer = feed(site, url).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.headers["content-type"], "text/calendar; charset=utf-8");
    let text = said(&answer);
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "folded: {text}");
    text.replace("\r\n ", "")
}

/// The lines of a visit's event.
fn event(calendar: &str, visit: &Value) -> Option<Vec<String>> {
    let uid = format!("UID:visit-{}@instand", id(visit));
    let event = calendar.split("BEGIN:VEVENT").find(|event| event.contains(&uid))?;
    Some(event.split("\r\n").map(str::to_owned).collect())
}

fn line<'e>(event: &'e [String], name: &str) -> &'e str {
    event.iter().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name} in {event:?}"))
}

const LINZ: (f64, f64) = (48.306, 14.286);
const WELS: (f64, f64) = (48.157, 14.024);
const STEYR: (f64, f64) = (48.038, 14.421);
const ENNS: (f64, f64) = (48.213, 14.478);
const HAMBURG: (f64, f64) = (53.55, 9.99);

async fn a_week_is_planned(database_url: &str) {
    let site = Site::empty(database_url).await;
    site.app.refresh().await.expect("read");
    let planner = site.browser("greta", "Greta", Role::Service).await;
    let other = site.browser("nora", "Nora", Role::Manager).await;
    site.account("marco", "Marco", Role::Technician).await;
    assert_eq!(plan(&planner, json!({})).await["state"], "failed", "nobody is there to be planned");
    let marco = technician(&planner, "Marco", LINZ, json!({"skills": ["Pressen"], "login": "marco"})).await;
    let eva = technician(&planner, "Eva", WELS, json!({"max_drive_minutes": 200})).await;
    let wrong = planner.post("/technicians", json!({"name": "X", "address": "Mond", "week": week()})).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(said(&wrong).contains("latitude"), "{}", said(&wrong));

    let pressing =
        visit(&planner, "Huber, Söhne & Co", Some(STEYR), json!({"skills": ["Pressen"], "phone": "+43 1"})).await;
    let wels = visit(&planner, "Wels AG", Some(WELS), json!({})).await;
    let enns = visit(&planner, "Enns GmbH", Some(ENNS), json!({"note": "Tor 3"})).await;
    let done = plan(&planner, json!({"first_day": "2026-11-02", "days": 3})).await;
    assert_eq!((&done["state"], &done["result"]["planned"]), (&json!("done"), &json!(3)), "{done}");
    let view = tours(&planner).await;
    assert_eq!(view["plan"]["travel"], "great_circle");
    assert_eq!(view["left_out"], json!([]));
    assert_eq!(view["visits"].as_array().map(Vec::len), Some(3));
    let stops: usize =
        view["tours"].as_array().expect("tours").iter().filter_map(|of| of["stops"].as_array()).map(Vec::len).sum();
    assert_eq!(stops, 3);
    assert_eq!(planned(&planner, &pressing).await["technician_id"], marco["id"], "the skill decides");

    // A drag: what breaks is shown, nothing is saved.
    let before = tours(&planner).await;
    let drag =
        json!({"visit_id": pressing["id"], "to": {"technician_id": eva["id"], "day": "2026-11-04", "position": 0}});
    let checked = planner.post("/tours/check", drag.clone()).await;
    assert_eq!(checked.status, StatusCode::OK, "{}", said(&checked));
    assert_eq!(checked.json()["breaches"][0]["kind"], "skills_lacking");
    assert_eq!(checked.json()["breaches"][0]["skills"], json!(["Pressen"]));
    assert_eq!(tours(&planner).await, before, "a check saves nothing");
    let free =
        json!({"visit_id": pressing["id"], "to": {"technician_id": eva["id"], "day": "2026-11-07", "position": 0}});
    let free = planner.post("/tours/check", free).await;
    assert_eq!(free.status, StatusCode::UNPROCESSABLE_ENTITY, "Eva does not work on Saturdays");
    assert!(said(&free).contains("Eva does not work on 2026-11-07"), "{}", said(&free));

    // Moving needs the version that was seen, and what breaks must be accepted.
    let seen = etag(&before);
    let moved = |browser, etag: &str, body: &Value| {
        let (browser, etag, body): (&Browser<'_>, String, Value) = (browser, etag.to_owned(), body.clone());
        async move { browser.send(Method::POST, "/tours/move", Some(&etag), Some(body)).await }
    };
    let refused = moved(&planner, &seen, &drag).await;
    assert_eq!((refused.status, refused.json()["code"].clone()), (StatusCode::CONFLICT, json!("breaks")));
    let mut accepted = drag.clone();
    accepted["accept"] = json!(true);
    let done = moved(&planner, &seen, &accepted).await;
    assert_eq!(done.status, StatusCode::OK, "{}", said(&done));
    let late = moved(&other, &seen, &json!({"visit_id": wels["id"], "to": null})).await;
    assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "no lost update: {}", said(&late));
    assert_eq!(planned(&planner, &pressing).await["technician_id"], eva["id"]);
    let now = etag(&done.json());
    assert_eq!(now, etag(&tours(&planner).await));
    let off = moved(&other, &now, &json!({"visit_id": wels["id"], "to": null})).await;
    assert_eq!(off.status, StatusCode::OK);
    let view = tours(&planner).await;
    assert_eq!(limits(&view, &wels)[0]["limit"], "by_hand");

    // What a customer was told is kept, whatever is planned anew.
    let slots = planner.get(&format!("/visits/{}/slots?days=4", id(&wels))).await.json();
    let slot = slots.as_array().expect("slots").last().expect("a slot").clone();
    let taken = json!({"technician_id": slot["technician_id"], "begins": slot["begins"]});
    let booked = planner.post(&format!("/visits/{}/book", id(&wels)), taken.clone()).await;
    assert_eq!(booked.status, StatusCode::OK, "{}", said(&booked));
    assert_eq!(
        (booked.json()["state"].clone(), booked.json()["planned"]["begins"].clone()),
        (json!("promised"), slot["begins"].clone())
    );
    let same = visit(&planner, "Zu spät", Some(STEYR), json!({"duration_minutes": 400})).await;
    let gone = planner.post(&format!("/visits/{}/book", id(&same)), taken).await;
    assert_eq!((gone.status, gone.json()["code"].clone()), (StatusCode::CONFLICT, json!("slot_taken")));
    let version = etag(&planner.get(&format!("/visits/{}", id(&enns))).await.json());
    let promised =
        planner.send(Method::POST, &format!("/visits/{}/promise", id(&enns)), Some(&version), Some(json!({}))).await;
    assert_eq!(promised.status, StatusCode::OK, "{}", said(&promised));
    assert_eq!(promised.json()["promise"]["begins"], promised.json()["planned"]["begins"]);
    let told = (planned(&planner, &wels).await, planned(&planner, &enns).await);
    for number in 0..4 {
        visit(&planner, &format!("Mehr {number}"), Some(STEYR), json!({"priority": "urgent", "duration_minutes": 90}))
            .await;
    }
    let anew = plan(&planner, json!({"first_day": "2026-11-02", "days": 3, "anew": true})).await;
    assert_eq!(anew["state"], "done", "{anew}");
    let after = (planned(&planner, &wels).await, planned(&planner, &enns).await);
    for (before, after) in [(&told.0, &after.0), (&told.1, &after.1)] {
        assert_eq!((&before["technician_id"], &before["day"]), (&after["technician_id"], &after["day"]));
        let minutes = |of: &Value| of["begins"].as_str().and_then(|text| text.parse::<chrono::NaiveDateTime>().ok());
        let apart = minutes(before).zip(minutes(after)).map(|(a, b)| (a - b).num_minutes().abs());
        assert!(apart.is_some_and(|apart| apart <= 30), "{before} {after}");
    }
    assert_eq!(
        planned(&planner, &pressing).await["technician_id"],
        marco["id"],
        "planning does not take what lacks a skill"
    );

    // Marco's calendar: a secret address, shown once.
    let opened = planner.post(&format!("/technicians/{}/calendar", id(&marco)), json!({})).await;
    assert_eq!(opened.status, StatusCode::OK);
    let url = opened.json()["url"].as_str().expect("an address").to_owned();
    let text = calendar(&site, &url).await;
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    let shown = event(&text, &pressing).expect("Marco's visit");
    assert_eq!(line(&shown, "SUMMARY:"), "Huber\\, Söhne & Co: Wartung");
    assert!(line(&shown, "DESCRIPTION:").contains("Telefon: +43 1"));
    let begins = planned(&planner, &pressing).await["begins"].as_str().expect("a time").to_owned();
    let begins: chrono::NaiveDateTime = begins.parse().expect("a time");
    let utc = (begins - chrono::TimeDelta::hours(1)).format("%Y%m%dT%H%M%SZ").to_string();
    assert_eq!(line(&shown, "DTSTART:"), utc, "in November Linz is an hour ahead");
    let sequence: i64 = line(&shown, "SEQUENCE:").parse().expect("a number");
    let view = tours(&planner).await;
    let later = json!({"visit_id": pressing["id"], "accept": true, "to": {"technician_id": marco["id"], "day": "2026-11-05", "position": 0}});
    assert_eq!(moved(&planner, &etag(&view), &later).await.status, StatusCode::OK);
    let shown = event(&calendar(&site, &url).await, &pressing).expect("the same event");
    assert!(line(&shown, "DTSTART:").starts_with("20261105T"));
    assert!(line(&shown, "SEQUENCE:").parse::<i64>().expect("a number") > sequence, "counted up");
    assert_eq!(feed(&site, &url.replace(".ics", "0.ics")).await.status, StatusCode::NOT_FOUND);
    let mine = site.sign_in("marco").await;
    let own = mine.post("/my-day/calendar", json!({})).await.json()["url"].as_str().expect("an address").to_owned();
    assert_eq!(feed(&site, &url).await.status, StatusCode::NOT_FOUND, "the one before ended");

    // A cancelled visit leaves tour and calendar.
    let version = etag(&planner.get(&format!("/visits/{}", id(&pressing))).await.json());
    let path = format!("/visits/{}/cancel", id(&pressing));
    let nothing = planner.send(Method::POST, &path, Some(&version), Some(json!({"reason": " "}))).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let cancelled =
        planner.send(Method::POST, &path, Some(&version), Some(json!({"reason": "Maschine verkauft"}))).await;
    assert_eq!(cancelled.status, StatusCode::OK, "{}", said(&cancelled));
    assert_eq!(
        (cancelled.json()["state"].clone(), cancelled.json()["planned"].clone()),
        (json!("cancelled"), Value::Null)
    );
    assert!(event(&calendar(&site, &own).await, &pressing).is_none());

    // Marco's day: his visits he begins and finishes, others' he does not.
    let all = planner.get("/visits?state=planned&state=promised").await.json();
    let of = |technician: &Value| {
        let found = all["items"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|of| of["planned"]["technician_id"] == technician["id"]);
        found.cloned().unwrap_or_else(|| panic!("a visit of {technician}"))
    };
    let (his, hers) = (of(&marco), of(&eva));
    let day = his["planned"]["day"].as_str().expect("a day");
    let shown = mine.get(&format!("/my-day?day={day}")).await.json();
    assert!(shown["visits"].as_array().expect("visits").iter().any(|of| of["id"] == his["id"]), "{shown}");
    assert_eq!(shown["shift"]["breaks"][0]["from"], format!("{day}T12:00:00"));
    assert_eq!(mine.post(&format!("/visits/{}/start", id(&hers)), json!({})).await.status, StatusCode::FORBIDDEN);
    assert_eq!(mine.get("/tours").await.status, StatusCode::FORBIDDEN);
    assert_eq!(planner.get("/my-day").await.status, StatusCode::NOT_FOUND, "Greta is no technician");
    let started = mine.post(&format!("/visits/{}/start", id(&his)), json!({})).await.json();
    assert_eq!(started["started"], true);
    let finished =
        mine.post(&format!("/visits/{}/finish", id(&his)), json!({"note": "Filter gewechselt"})).await.json();
    assert_eq!((&finished["state"], &finished["started"]), (&json!("done"), &json!(false)));
    assert_eq!(finished["done_on"], "2026-11-01");
    let again = mine.post(&format!("/visits/{}/finish", id(&his)), json!({})).await;
    assert_eq!((again.status, again.json()["code"].clone()), (StatusCode::CONFLICT, json!("visit_over")));

    // Days later nobody has said that hers was done: it is shown, and a person decides.
    site.wait(9 * 86_400);
    let planner = site.sign_in("greta").await;
    let view = planner.get("/tours?days=5").await.json();
    assert_eq!(limits(&view, &hers)[0]["limit"], "not_reported");
    let slots = planner.get(&format!("/visits/{}/slots", id(&hers))).await;
    assert!(slots.json().as_array().is_some_and(|slots| !slots.is_empty()), "{}", said(&slots));
    let to = json!({"visit_id": hers["id"], "accept": true, "to": {"technician_id": eva["id"], "day": "2026-11-12", "position": 0}});
    let again = moved(&planner, &etag(&view), &to).await;
    assert_eq!(again.status, StatusCode::OK, "{}", said(&again));
    assert_eq!(planned(&planner, &hers).await["day"], "2026-11-12");
    let view = planner.get("/tours?days=5").await.json();
    let other =
        view["left_out"].as_array().expect("a list").iter().find(|of| of["limits"][0]["limit"] == "not_reported");
    let other = json!({"visit_id": other.expect("one more")["visit_id"], "to": null});
    assert_eq!(moved(&planner, &etag(&view), &other).await.status, StatusCode::OK);
    let now = planner.get(&format!("/visits/{}", other["visit_id"].as_str().expect("an id"))).await.json();
    assert_eq!(now["planned"], Value::Null, "{now}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_is_planned_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    a_week_is_planned(&testkit::database::sqlite(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_is_planned_on_postgres() {
    a_week_is_planned(&testkit::database::postgres("server_tours")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn vroom_722_each_visit_left_out_of_a_tour_says_which_limit_excluded_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::empty(&testkit::database::sqlite(folder.path())).await;
    let planner = site.browser("greta", "Greta", Role::Service).await;
    let marco = technician(&planner, "Marco", LINZ, json!({"skills": ["Pressen"], "regions": ["Süd"]})).await;
    let fits = visit(&planner, "Passt", Some(WELS), json!({})).await;
    let laser = visit(&planner, "Laser", Some(WELS), json!({"skills": ["Laser"]})).await;
    let north = visit(&planner, "Nord", Some(WELS), json!({"region": "Nord"})).await;
    let far = visit(&planner, "Hamburg", Some(HAMBURG), json!({})).await;
    let window = json!({"windows": [{"from": "2026-11-02T20:00:00", "until": "2026-11-02T23:00:00"}]});
    let evening = visit(&planner, "Abends", Some(WELS), window).await;
    let short = json!({"windows": [{"from": "2026-11-02T08:00:00", "until": "2026-11-02T09:00:00"}]});
    let short = visit(&planner, "Zu kurz", Some(WELS), short).await;
    let late = visit(&planner, "Verfallen", Some(WELS), json!({"due_on": "2026-10-20", "due_strict": true})).await;
    let nowhere = visit(&planner, "Unbekannt", None, json!({})).await;
    let low = visit(&planner, "Kein Platz", Some(ENNS), json!({"duration_minutes": 400, "priority": "low"})).await;
    for number in 0..3 {
        visit(
            &planner,
            &format!("Dringend {number}"),
            Some(LINZ),
            json!({"duration_minutes": 400, "priority": "urgent"}),
        )
        .await;
    }
    let job = plan(&planner, json!({"first_day": "2026-11-02", "days": 3})).await;
    assert_eq!(job["state"], "done", "{job}");
    let view = tours(&planner).await;
    let only = |visit: &Value| {
        let limits = limits(&view, visit);
        assert_eq!(limits.len(), 1, "{limits:?}");
        limits[0].clone()
    };
    assert_eq!(only(&laser), json!({"limit": "skills", "technician_days": 3, "lacking": ["Laser"]}));
    assert_eq!(only(&north), json!({"limit": "region", "technician_days": 3, "region": "Nord"}));
    let far = only(&far);
    assert_eq!((&far["limit"], &far["technician_id"]), (&json!("too_far"), &marco["id"]));
    assert!(far["missing_minutes"].as_i64().is_some_and(|missing| missing > 60), "{far}");
    assert_eq!(only(&evening)["limit"], "outside_hours");
    assert_eq!(
        only(&short),
        json!({"limit": "window_too_short", "technician_days": 3, "longest_minutes": 60, "duration_minutes": 120})
    );
    assert_eq!(
        only(&late),
        json!({"limit": "due", "technician_days": 3, "due_on": "2026-10-20", "first_day": "2026-11-02"})
    );
    assert_eq!(only(&nowhere), json!({"limit": "no_place", "technician_days": 0}));
    let full = only(&low);
    assert_eq!((&full["limit"], &full["technician_days"]), (&json!("full"), &json!(3)));
    assert!(full["day"].is_string() && full["position"].is_u64() && full["missing_minutes"].is_i64(), "{full}");
    // Nothing is in two places: what is on a tour has no limit.
    let on: Vec<&Value> =
        view["tours"].as_array().expect("tours").iter().flat_map(|of| of["stops"].as_array().expect("stops")).collect();
    let left = view["left_out"].as_array().expect("a list");
    assert_eq!(on.len() + left.len(), 12);
    assert!(left.iter().all(|of| !of["limits"].as_array().expect("limits").is_empty()));
    if on.iter().any(|stop| stop["visit_id"] == fits["id"]) {
        assert_eq!(planner.get(&format!("/visits/{}", id(&fits))).await.json()["limits"], json!([]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn due_maintenance_is_proposed_taken_over_in_bulk_and_planned_once() {
    let site = Site::with_machines(300).await;
    let planner = site.browser("greta", "Greta", Role::Service).await;
    let proposed = planner.get("/visits/proposals?days=60&limit=500").await.json();
    let items = proposed["items"].as_array().expect("a list").clone();
    assert!(!items.is_empty(), "{proposed}");
    let left: Vec<i64> = items.iter().filter_map(|of| of["days_left"].as_i64()).collect();
    assert!(left.is_sorted() && left.iter().all(|left| *left <= 60), "the most overdue first: {left:?}");
    let some: Vec<Value> = items.iter().take(5).map(|of| of["opportunity_id"].clone()).collect();
    let taken = planner.post("/visits/proposals", json!({"opportunity_ids": some})).await;
    assert_eq!(taken.json(), json!({"added": some.len(), "known": 0}), "{}", said(&taken));
    let again = planner.post("/visits/proposals", json!({"opportunity_ids": some})).await;
    assert_eq!(again.json(), json!({"added": 0, "known": some.len()}));
    let now = planner.get("/visits/proposals?days=60&limit=500").await.json();
    assert_eq!(now["total"].as_u64(), proposed["total"].as_u64().map(|total| total - some.len() as u64));
    let visits = planner.get("/visits?kind=maintenance").await.json();
    let first = &visits["items"][0];
    assert_eq!(visits["total"], json!(some.len()));
    assert!(first["machine_id"].is_string() && first["opportunity_id"].is_string(), "{first}");
    assert!(first["customer_name"].as_str().is_some_and(|name| !name.is_empty()));
    let of_machine =
        planner.get(&format!("/visits?machine={}", first["machine_id"].as_str().expect("an id"))).await.json();
    assert_eq!(of_machine["items"][0]["id"], first["id"]);
    // By hand at a machine: the site comes from its file.
    let machine = &items.last().expect("one more")["machine_id"];
    let by_hand = planner
        .post("/visits", json!({"kind": "repair", "title": "Leck", "machine_id": machine, "priority": "high"}))
        .await;
    assert_eq!(by_hand.status, StatusCode::CREATED, "{}", said(&by_hand));
    assert_eq!(by_hand.json()["duration_minutes"], 180);
    assert_eq!(by_hand.json()["address"], items.last().expect("one more")["address"]);
}

/// Evaluates the triggers as of today and waits.
async fn decide(browser: &Browser<'_>) {
    let job = id(&browser.post("/runs", json!({})).await.json());
    loop {
        let state = browser.get(&format!("/jobs/{job}")).await.json();
        match state["state"].as_str() {
            Some("running") => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
            Some("done") => return,
            _ => panic!("{state}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_work_order_of_a_campaign_becomes_a_visit_once_and_campaign_and_task_learn_that_it_is_done() {
    let site = Site::with_machines(300).await;
    let admin = site.browser("admin", "Admin", Role::Admin).await;
    let campaign = "preventive-maintenance";
    let drafted = admin.post("/campaigns", json!({"template": campaign})).await;
    assert_eq!(drafted.status, StatusCode::CREATED, "{}", said(&drafted));
    let state = json!({"state": "live", "edition": drafted.json()["edition"]});
    let live = admin.send(Method::PUT, &format!("/campaigns/{campaign}/state"), None, Some(state)).await;
    assert_eq!(live.status, StatusCode::OK, "{}", said(&live));
    decide(&admin).await;
    let enrolments = admin.get(&format!("/enrolments?campaign={campaign}")).await.json();
    let waiting = enrolments.as_array().expect("a list").iter().find(|of| of["state"] == "active");
    let waiting = waiting.unwrap_or_else(|| panic!("somebody waits for a booking: {enrolments}")).clone();
    let booked = admin.post(&format!("/enrolments/{}/happened", id(&waiting)), json!({"what": "booked"})).await;
    assert_eq!(booked.status, StatusCode::NO_CONTENT, "{}", said(&booked));
    site.wait(86_400);
    let admin = site.sign_in("admin").await;
    let visits = || async { admin.get("/visits?kind=maintenance").await.json() };
    let tasks = || async {
        let all = admin.get("/tasks").await.json()["items"].clone();
        let of = all.as_array().expect("a list").iter().filter(|of| of["enrolment_id"] == waiting["id"]).cloned();
        of.filter(|of| of["reasons"] == json!(["work_order"])).collect::<Vec<Value>>()
    };
    for _ in 0..2 {
        decide(&admin).await;
        assert_eq!(visits().await["total"], 1, "once, however often it is decided");
        assert_eq!(tasks().await.len(), 1);
    }
    let visit = visits().await["items"][0].clone();
    assert_eq!((&visit["enrolment_id"], &visit["machine_id"]), (&waiting["id"], &waiting["machine_id"]));
    assert_eq!((&visit["title"], &visit["due_on"]), (&json!("Wartung"), &json!("2026-12-02")));
    let proposed = admin.get("/visits/proposals?days=100000&limit=500").await.json();
    let again = proposed["items"].as_array().expect("a list").iter().any(|of| of["machine_id"] == visit["machine_id"]);
    assert!(!again, "what is asked for already is not proposed");
    let done = admin.post(&format!("/visits/{}/finish", id(&visit)), json!({})).await;
    assert_eq!(done.json()["state"], "done", "{}", said(&done));
    assert_eq!(tasks().await.len(), 0, "the task is done with it");
    let enrolment = base::EnrolmentId(id(&waiting).parse().expect("an id"));
    let happened =
        site.app.store().happenings(&[enrolment]).await.expect("read").remove(&enrolment).unwrap_or_default();
    let happened: Vec<&str> = happened.iter().map(|of| of.what.id()).collect();
    assert_eq!(happened, ["booked", "visited"]);
}

/// What a routing server was asked, and whether it works.
#[derive(Default)]
struct Osrm {
    asked: std::sync::Mutex<Vec<usize>>,
    is_down: std::sync::atomic::AtomicBool,
}

/// A stand-in for OSRM's table service: a degree takes an hour and has 100 km.
async fn osrm(
    axum::extract::State(of): axum::extract::State<std::sync::Arc<Osrm>>,
    axum::extract::Path(places): axum::extract::Path<String>,
    axum::extract::Query(query): axum::extract::Query<std::collections::HashMap<String, String>>,
) -> (StatusCode, axum::Json<Value>) {
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let place = |text: &str| text.split_once(',').map(|(east, north)| (number(north), number(east))).expect("a place");
    let places: Vec<(f64, f64)> = places.split(';').map(place).collect();
    of.asked.lock().expect("asked").push(places.len());
    if of.is_down.load(std::sync::atomic::Ordering::Relaxed) || places.len() > 100 {
        return (
            StatusCode::BAD_REQUEST,
            axum::Json(json!({"code": "TooBig", "message": "Too many table coordinates"})),
        );
    }
    assert_eq!(query["annotations"], "duration,distance");
    let of_list = |name: &str| match query.get(name) {
        Some(list) => list.split(';').map(|at| at.parse::<usize>().expect("a place")).collect::<Vec<_>>(),
        None => (0..places.len()).collect(),
    };
    let apart = |a: usize, b: usize| (places[a].0 - places[b].0).abs() + (places[a].1 - places[b].1).abs();
    let table = |scale: f64| {
        let row =
            |from: usize| of_list("destinations").into_iter().map(|to| apart(from, to) * scale).collect::<Vec<_>>();
        of_list("sources").into_iter().map(row).collect::<Vec<_>>()
    };
    (StatusCode::OK, axum::Json(json!({"code": "Ok", "durations": table(3600.0), "distances": table(100_000.0)})))
}

async fn routing() -> (std::sync::Arc<Osrm>, connectors::RoutingServer) {
    let state = std::sync::Arc::<Osrm>::default();
    let router = axum::Router::new().route("/table/v1/driving/{places}", axum::routing::get(osrm));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let served = router.with_state(std::sync::Arc::clone(&state));
    tokio::spawn(async move { axum::serve(listener, served).await });
    let url = format!("http://{address}");
    let refused = connectors::RoutingServer::new(&url, &connectors::Allowed::default()).expect_err("nobody allowed it");
    assert!(refused.to_string().contains("[outgoing]"), "{refused}");
    let allowed = connectors::Allowed::new(&[address.to_string()]).expect("allowed");
    (state, connectors::RoutingServer::new(&url, &allowed).expect("a server"))
}

#[tokio::test(flavor = "multi_thread")]
async fn drives_come_from_a_routing_server_and_a_plan_without_it_says_so() {
    let (osrm, server) = routing().await;
    let folder = tempfile::tempdir().expect("a folder");
    let site = Site::routed(&testkit::database::sqlite(folder.path()), server).await;
    let planner = site.browser("greta", "Greta", Role::Service).await;
    technician(&planner, "Marco", (48.0, 14.0), json!({})).await;
    visit(&planner, "Nah", Some((48.5, 14.0)), json!({})).await;
    let done = plan(&planner, json!({"first_day": "2026-11-02", "days": 1})).await;
    assert_eq!((&done["result"]["planned"], &done["result"]["travel_note"]), (&json!(1), &Value::Null), "{done}");
    let view = tours(&planner).await;
    assert_eq!(view["plan"]["travel"], "roads");
    let tour = &view["tours"][0];
    assert_eq!(
        (&tour["travel_minutes"], &tour["travel_km"]),
        (&json!(60), &json!(100.0)),
        "half a degree there and back"
    );
    let asked = osrm.asked.lock().expect("asked").len();
    // Drives are remembered: the same places are not asked for again.
    assert_eq!(plan(&planner, json!({"first_day": "2026-11-02", "days": 1})).await["state"], "done");
    assert_eq!(osrm.asked.lock().expect("asked").len(), asked);

    osrm.is_down.store(true, std::sync::atomic::Ordering::Relaxed);
    visit(&planner, "Neu", Some((48.0, 14.5)), json!({})).await;
    let done = plan(&planner, json!({"first_day": "2026-11-02", "days": 1})).await;
    assert_eq!(done["result"]["planned"], 2, "{done}");
    let note = done["result"]["travel_note"].as_str().expect("it says so");
    assert!(note.contains("Too many table coordinates"), "{note}");
    let view = tours(&planner).await;
    assert_eq!((&view["plan"]["travel"], &view["plan"]["travel_note"]), (&json!("fallback"), &json!(note)));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_places_are_asked_for_in_blocks_a_routing_server_takes() {
    let (osrm, server) = routing().await;
    let places: Vec<(f64, f64)> = (0..130_u8).map(|at| (45.0 + f64::from(at) / 100.0, 10.0)).collect();
    let drives = server.drives(&places).await.expect("drives");
    for (from, row) in drives.iter().enumerate() {
        for (to, drive) in row.iter().enumerate() {
            let (seconds, metres) = drive.expect("a road");
            let apart = from.abs_diff(to) as f64;
            assert!((seconds - apart * 36.0).abs() < 0.01 && (metres - apart * 1000.0).abs() < 0.01, "{from} {to}");
        }
    }
    let asked = osrm.asked.lock().expect("asked").clone();
    assert_eq!(asked.len(), 9, "three parts, each to each");
    assert!(asked.iter().all(|places| *places <= 100), "{asked:?}");
}
