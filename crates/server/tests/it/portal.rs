//! The customer portal: coming in by a mailed link or a password, and what a contact sees of its own company and of no other.

use crate::site::{Answer, Browser, PASSWORD, Site};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base::CustomerId;
use serde_json::{Value, json};
use server::auth::Role;
use std::collections::BTreeMap;

/// The address contacts are invited by in these tests.
pub const MARIA: &str = "maria.rossi@kunde.example";

/// A contact's browser in the portal.
pub struct Portal<'a> {
    pub site: &'a Site,
    pub cookie: String,
    pub csrf: String,
}

impl Portal<'_> {
    pub async fn send(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(format!("/api/v1/portal{path}"))
            .header(header::COOKIE, &self.cookie)
            .header("x-csrf-token", &self.csrf);
        let request = match body {
            Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.site.ask(request.expect("a request")).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, Some(body)).await
    }
}

/// Asks in the portal without being signed in.
pub async fn ask(site: &Site, method: Method, path: &str, body: Value) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(format!("/api/v1/portal{path}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()));
    site.ask(request.expect("a request")).await
}

/// Customers with so many machines at least, the one with most first.
pub fn customers(site: &Site, machines: usize) -> Vec<CustomerId> {
    let view = site.app.view().expect("read");
    let files = &view.live.decided.state.files;
    let mut count: BTreeMap<u32, usize> = BTreeMap::new();
    for customer in files.customer_of.iter().flatten() {
        *count.entry(*customer).or_default() += 1;
    }
    let mut found: Vec<(usize, CustomerId)> = count
        .into_iter()
        .filter(|(_, count)| *count >= machines)
        .map(|(at, count)| (count, files.customers[at as usize].id))
        .collect();
    found.sort_by_key(|(count, id)| (std::cmp::Reverse(*count), *id));
    found.into_iter().map(|(_, id)| id).collect()
}

/// Invites a contact of a customer.
pub async fn invite(staff: &Browser<'_>, customer: CustomerId, email: &str) -> Answer {
    let new = json!({ "customer_id": customer, "name": "Maria Rossi", "email": email, "language": "de" });
    staff.post("/portal-contacts", new).await
}

/// The secrets of all links that wait in the outbox, the newest first.
pub async fn links(site: &Site) -> Vec<String> {
    let waiting = site.app.store().outgoing((None, Some("mail")), None, 50).await.expect("the outbox");
    let secret = |of: &store::Outgoing| {
        let payload: Value = serde_json::from_str(of.of.payload.as_deref()?).ok()?;
        let text = payload["text"].as_str()?;
        let from = text.split("http://instand.example:8080/portal/enter#").nth(1)?;
        from.split_whitespace().next().map(str::to_owned)
    };
    waiting.iter().filter(|of| of.of.kind == "letter").filter_map(secret).collect()
}

/// Comes in by a link.
pub async fn enter<'a>(site: &'a Site, secret: &str) -> Portal<'a> {
    let answer = ask(site, Method::POST, "/session", json!({ "secret": secret })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
    portal(site, &answer)
}

fn portal<'a>(site: &'a Site, answer: &Answer) -> Portal<'a> {
    let cookie = answer.headers[header::SET_COOKIE].to_str().expect("text").to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/api/v1/portal"));
    let cookie = cookie.split(';').next().expect("a cookie").to_owned();
    Portal { site, cookie, csrf: answer.json()["csrf_token"].as_str().expect("a token").to_owned() }
}

/// A contact of this customer who is signed in.
pub async fn contact<'a>(site: &'a Site, staff: &Browser<'_>, customer: CustomerId, email: &str) -> Portal<'a> {
    let invited = invite(staff, customer, email).await;
    assert_eq!(invited.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&invited.body));
    enter(site, &links(site).await[0]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_comes_in_by_a_mailed_link_once_and_in_time() {
    let site = Site::with_machines(40).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let customer = customers(&site, 1)[0];
    let invited = invite(&anna, customer, "Maria.Rossi@Kunde.example").await;
    assert_eq!(invited.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&invited.body));
    assert_eq!(invited.json()["email"], MARIA, "case does not matter");
    let again = invite(&anna, customer, MARIA).await;
    assert_eq!((again.status, &again.json()["code"]), (StatusCode::CONFLICT, &json!("email_taken")));

    // The invitation holds for days, and opening its page by GET uses nothing up.
    let secret = links(&site).await[0].clone();
    site.wait(6 * 86_400);
    let page = site.ask(Request::get("/portal/enter").body(Body::empty()).expect("a request")).await;
    assert_ne!(page.status, StatusCode::SEE_OTHER, "the portal has its own way in");
    let maria = enter(&site, &secret).await;
    let session = maria.get("/session").await.json();
    assert_eq!((&session["contact"]["email"], &session["has_password"]), (&json!(MARIA), &json!(false)));
    assert!(session["machines"].as_u64() > Some(0) && session["customer"]["name"].is_string(), "{session}");
    let second = ask(&site, Method::POST, "/session", json!({ "secret": secret })).await;
    assert_eq!((second.status, &second.json()["code"]), (StatusCode::UNAUTHORIZED, &json!("link_over")));
    let guessed = ask(&site, Method::POST, "/session", json!({ "secret": "0".repeat(64) })).await;
    assert_eq!((guessed.status, &guessed.json()["code"]), (StatusCode::UNAUTHORIZED, &json!("link_over")));

    // A link that was asked for holds for a quarter of an hour.
    let asked = ask(&site, Method::POST, "/links", json!({ "email": " MARIA.ROSSI@kunde.example " })).await;
    assert_eq!(asked.status, StatusCode::NO_CONTENT);
    let late = links(&site).await[0].clone();
    assert_ne!(late, secret);
    site.wait(15 * 60 + 1);
    let late = ask(&site, Method::POST, "/session", json!({ "secret": late })).await;
    assert_eq!((late.status, &late.json()["code"]), (StatusCode::UNAUTHORIZED, &json!("link_over")));

    // What the database keeps does not open anything: it holds hashes.
    let hash = server::auth::secret::digest(&secret);
    let stolen = ask(&site, Method::POST, "/session", json!({ "secret": hash })).await;
    assert_eq!(stolen.status, StatusCode::UNAUTHORIZED);

    // Signing out ends it, and so does the night.
    let again = enter_anew(&site).await;
    assert_eq!(again.send(Method::DELETE, "/session", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(again.get("/session").await.status, StatusCode::UNAUTHORIZED);
    let again = enter_anew(&site).await;
    site.wait(12 * 3_600 + 1);
    assert_eq!(again.get("/session").await.status, StatusCode::UNAUTHORIZED);
}

async fn enter_anew(site: &Site) -> Portal<'_> {
    // The staff's sessions are over after a night, too.
    let staff = site.sign_in("anna").await;
    let listed = staff.get("/portal-contacts").await.json();
    let id = listed["items"][0]["id"].as_i64().expect("a number");
    let sent = staff.send(Method::POST, &format!("/portal-contacts/{id}/invite"), None, None).await;
    assert_eq!(sent.status, StatusCode::NO_CONTENT, "{}", String::from_utf8_lossy(&sent.body));
    enter(site, &links(site).await[0]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_which_addresses_are_known_and_nobody_is_flooded() {
    let site = Site::with_machines(40).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    invite(&anna, customers(&site, 1)[0], MARIA).await;
    let before = links(&site).await.len();
    let known = ask(&site, Method::POST, "/links", json!({ "email": MARIA })).await;
    let unknown = ask(&site, Method::POST, "/links", json!({ "email": "nobody@kunde.example" })).await;
    assert_eq!((known.status, &known.body), (unknown.status, &unknown.body), "the same answer");
    assert_eq!(known.headers, unknown.headers);
    assert_eq!(links(&site).await.len(), before + 1, "one mail");

    // An address has three links in five minutes; asking for more says nothing else.
    for _ in 0..4 {
        assert_eq!(ask(&site, Method::POST, "/links", json!({ "email": MARIA })).await.status, StatusCode::NO_CONTENT);
    }
    assert_eq!(links(&site).await.len(), before + 3);
    // A network address has its share, too.
    for _ in 0..14 {
        ask(&site, Method::POST, "/links", json!({ "email": "x@y.example" })).await;
    }
    let refused = ask(&site, Method::POST, "/links", json!({ "email": "x@y.example" })).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);

    // A form of another site signs nobody in.
    site.wait(301);
    let request = Request::post("/api/v1/portal/session")
        .header("sec-fetch-site", "cross-site")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(json!({ "secret": links(&site).await[0] }).to_string()));
    assert_eq!(site.ask(request.expect("a request")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_works_too_and_five_wrong_ones_lock_it_for_a_while() {
    let site = Site::with_machines(40).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let maria = contact(&site, &anna, customers(&site, 1)[0], MARIA).await;
    let by_password = |password: &str| {
        let body = json!({ "email": MARIA, "password": password });
        ask(&site, Method::POST, "/session", body)
    };
    assert_eq!(by_password(PASSWORD).await.json()["code"], "wrong", "no password was chosen");
    let short = maria.post("/session/password", json!({ "current": null, "new": "short" })).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let chosen = maria.post("/session/password", json!({ "current": null, "new": PASSWORD })).await;
    assert_eq!(chosen.status, StatusCode::NO_CONTENT, "{}", String::from_utf8_lossy(&chosen.body));
    let in_again = by_password(PASSWORD).await;
    assert_eq!(in_again.status, StatusCode::OK);
    assert_eq!(in_again.json()["has_password"], true);
    // Another one needs the one so far, and ends all other sessions.
    let other = portal(&site, &in_again);
    let wrong = other.post("/session/password", json!({ "current": "guess", "new": "green-tractor-88" })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let changed = other.post("/session/password", json!({ "current": PASSWORD, "new": "green-tractor-88" })).await;
    assert_eq!(changed.status, StatusCode::NO_CONTENT);
    assert_eq!(maria.get("/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(other.get("/session").await.status, StatusCode::OK);
    for _ in 0..5 {
        assert_eq!(by_password(PASSWORD).await.json()["code"], "wrong");
    }
    assert_eq!(by_password("green-tractor-88").await.json()["code"], "locked");
    site.wait(301);
    assert_eq!(by_password("green-tractor-88").await.status, StatusCode::OK);
    // A change needs the CSRF token of the session.
    let without = Portal { site: &site, cookie: other.cookie.clone(), csrf: "another".to_owned() };
    let refused = without.send(Method::PATCH, "/session", Some(json!({ "language": "it" }))).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let changed = other.send(Method::PATCH, "/session", Some(json!({ "language": "it" }))).await;
    assert_eq!(changed.json()["contact"]["language"], "it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_session_is_worth_nothing_to_the_staff_s_side_and_the_other_way_round() {
    let site = Site::with_machines(40).await;
    let anna = site.browser("anna", "Anna Huber", Role::Admin).await;
    let maria = contact(&site, &anna, customers(&site, 1)[0], MARIA).await;
    let secret = |cookie: &str| cookie.split_once('=').expect("a cookie").1.to_owned();
    let as_staff = Browser {
        site: &site,
        cookie: format!("{}; instand_session={}", maria.cookie, secret(&maria.cookie)),
        csrf: maria.csrf.clone(),
    };
    for path in ["/session", "/machines", "/accounts", "/portal-contacts", "/tasks"] {
        assert_eq!(as_staff.get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let as_contact = Portal {
        site: &site,
        cookie: format!("{}; instand_portal={}", anna.cookie, secret(&anna.cookie)),
        csrf: anna.csrf.clone(),
    };
    for path in ["/session", "/machines", "/notices", "/data-use", "/data.zip", "/subscriptions"] {
        assert_eq!(as_contact.get(path).await.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    // A program's token opens no portal either.
    let made = anna.post("/tokens", json!({"name": "nightly", "scopes": ["read"]})).await;
    let token = made.json()["token"].as_str().expect("a token").to_owned();
    let request = Request::get("/api/v1/portal/machines").header("authorization", format!("Bearer {token}"));
    let answer = site.ask(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_deactivated_is_out_at_once_and_links_do_not_help() {
    let site = Site::with_machines(40).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let customer = customers(&site, 1)[0];
    let maria = contact(&site, &anna, customer, MARIA).await;
    ask(&site, Method::POST, "/links", json!({ "email": MARIA })).await;
    let open = links(&site).await[0].clone();
    let listed = anna.get(&format!("/portal-contacts?customer={customer}")).await.json();
    let (of, etag) = (&listed["items"][0], listed["items"][0]["etag"].as_str().expect("a version"));
    assert_eq!((&listed["can_invite"], &of["invited_by"]), (&json!(true), &json!("anna")));
    assert!(of["last_sign_in"].is_string());
    let path = format!("/portal-contacts/{}", of["id"]);
    let sales = site.browser("luca", "Luca", Role::Sales).await;
    assert_eq!(sales.patch(&path, etag, json!({ "is_active": false })).await.status, StatusCode::FORBIDDEN);
    let out = anna.patch(&path, etag, json!({ "is_active": false })).await;
    assert_eq!(out.status, StatusCode::OK, "{}", String::from_utf8_lossy(&out.body));
    assert_eq!(anna.patch(&path, etag, json!({ "is_active": true })).await.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(maria.get("/session").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(&site, Method::POST, "/session", json!({ "secret": open })).await.status, StatusCode::UNAUTHORIZED);
    let before = links(&site).await.len();
    assert_eq!(ask(&site, Method::POST, "/links", json!({ "email": MARIA })).await.status, StatusCode::NO_CONTENT);
    assert_eq!(links(&site).await.len(), before, "no mail goes out");
    let audit = anna.get("/audit?limit=100").await;
    if audit.status == StatusCode::OK {
        assert!(String::from_utf8_lossy(&audit.body).contains("invite to portal"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_sees_its_own_machines_with_what_it_may_know_and_nothing_of_others() {
    let site = Site::with_machines(300).await;
    let anna = site.browser("anna", "Anna Huber", Role::Admin).await;
    let both = customers(&site, 2);
    let (customer, stranger) = (both[0], both[1]);
    let maria = contact(&site, &anna, customer, MARIA).await;
    let list = maria.get("/machines?limit=500").await.json();
    let own: Vec<&str> = list["items"].as_array().expect("a list").iter().filter_map(|of| of["id"].as_str()).collect();
    let staff = anna.get(&format!("/machines?customer={customer}&limit=500")).await.json();
    assert_eq!(Some(own.len() as u64), staff["total"].as_u64(), "all of them");
    assert!(
        staff["items"].as_array().expect("a list").iter().all(|of| own.contains(&of["id"].as_str().expect("an id")))
    );
    let first = maria.get("/machines?limit=1").await.json();
    assert_eq!((first["items"].as_array().map(Vec::len), &first["next"]), (Some(1), &json!("o1")));
    let serial = list["items"][0]["serial_number"].as_str().expect("a number");
    let found = maria.get(&format!("/machines?q={}", serial.to_lowercase())).await.json();
    assert!(found["total"].as_u64() >= Some(1));

    let mut with_values = 0;
    for id in &own {
        let file = maria.get(&format!("/machines/{id}")).await;
        assert_eq!(file.status, StatusCode::OK);
        let file = file.json();
        with_values += usize::from(file["facts"].as_array().is_some_and(|all| !all.is_empty()));
        let text = file.to_string();
        // Nothing of what the builder thinks of it, and no cell of its files.
        let kept_back = [
            "score",
            "priority",
            "value_eur",
            "verdict",
            "trigger",
            "opportunit",
            "source",
            "technician",
            "type_",
            "_price",
        ];
        for word in kept_back {
            assert!(!text.contains(&format!("\"{word}")) && !text.contains(&format!("{word}\":")), "{word} in {text}");
        }
        let telemetry = maria.get(&format!("/machines/{id}/telemetry")).await;
        assert_eq!(telemetry.status, StatusCode::OK);
    }
    assert!(with_values > 0);

    // Everything of another's machine is not there.
    let theirs = anna.get(&format!("/machines?customer={stranger}&limit=1")).await.json();
    let theirs = theirs["items"][0]["id"].as_str().expect("an id").to_owned();
    let request = |machine: &str| json!({ "machine_id": machine, "text": "Hilfe", "urgency": "soon", "phone": null, "key": uuid_of(1) });
    for (answer, what) in [
        (maria.get(&format!("/machines/{theirs}")).await, "file"),
        (maria.get(&format!("/machines/{theirs}/telemetry")).await, "telemetry"),
        (maria.get(&format!("/machines/{theirs}/documents/1")).await, "document"),
        (maria.post("/requests", request(&theirs)).await, "request"),
        (
            maria.post("/data-use", json!({ "purpose": "sales", "agreed": true, "machine_ids": [theirs] })).await,
            "data use",
        ),
    ] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}");
    }
    assert_eq!(maria.get("/machines/6f9619ff-8b86-d011-b42d-00c04fc964ff").await.status, StatusCode::NOT_FOUND);
    assert!(site.app.store().service_requests(store::RequestsOf::All, 10).await.expect("read").is_empty());
    assert!(site.app.store().data_uses().await.expect("read").is_empty());

    // A request of one's own is a task, and twice the same click is one.
    for _ in 0..2 {
        let made = maria.post("/requests", request(own[0])).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&made.body));
        assert_eq!((&made.json()["urgency"], &made.json()["made_by"]), (&json!("soon"), &json!("Maria Rossi")));
    }
    assert_eq!(maria.get("/requests").await.json()["total"], 1);
    let tasks = anna.get("/tasks").await.json();
    let task = &tasks["items"][0];
    assert_eq!((tasks["items"].as_array().map(Vec::len), &task["reasons"]), (Some(1), &json!(["service_request"])));
    assert!(
        task["title"].as_str().is_some_and(|title| title.starts_with("Service bald: ") && title.ends_with("Hilfe"))
    );
    let seen = anna.get(&format!("/portal-requests?machine={}", own[0])).await.json();
    assert_eq!(seen["items"][0]["task_id"], task["id"]);
    assert_eq!(anna.post(&format!("/tasks/{}/done", task["id"]), json!({})).await.status, StatusCode::NO_CONTENT);
    assert_eq!(maria.get("/requests").await.json()["items"][0]["is_done"], true);
    // Somebody else's click with the same key does not show this one.
    let ugo = contact(&site, &anna, stranger, "ugo@altro.example").await;
    assert_eq!(ugo.post("/requests", request(&theirs)).await.status, StatusCode::CONFLICT);
    assert_eq!(ugo.get("/requests").await.json()["total"], 0);
}

/// A UUID, the same each time.
pub fn uuid_of(number: u8) -> String {
    format!("00000000-0000-4000-8000-0000000000{number:02}")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_looks_as_an_administrator_set_it() {
    let site = Site::with_machines(10).await;
    let anna = site.browser("anna", "Anna Huber", Role::Admin).await;
    let luca = site.browser("luca", "Luca", Role::Manager).await;
    let usual = ask(&site, Method::GET, "/theme", json!({})).await.json();
    assert_eq!((&usual["company_name"], &usual["logo"]), (&json!("Reinhardt Maschinenbau GmbH"), &Value::Null));
    assert_eq!(ask(&site, Method::GET, "/logo", json!({})).await.status, StatusCode::NOT_FOUND);
    let set = |colour: &str| json!({ "company_name": "Reinhardt", "primary_colour": colour, "accent_colour": "#FFCC00", "imprint": "Weg 1\nUlm" });
    let etag = usual["etag"].as_str();
    for wrong in ["red", "#12345", "#ffffff", "#123456; background: url(//evil.example)"] {
        let refused = anna.send(Method::PUT, "/portal-theme", etag, Some(set(wrong))).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let refused = luca.send(Method::PUT, "/portal-theme", etag, Some(set("#104080"))).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let done = anna.send(Method::PUT, "/portal-theme", etag, Some(set("#104080"))).await;
    assert_eq!(done.status, StatusCode::OK, "{}", String::from_utf8_lossy(&done.body));
    let stale = anna.send(Method::PUT, "/portal-theme", etag, Some(set("#104081"))).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);

    let logo = |bytes: Vec<u8>| {
        let request = Request::put("/api/v1/portal-theme/logo")
            .header("cookie", &anna.cookie)
            .header("x-csrf-token", &anna.csrf)
            .body(Body::from(bytes));
        site.ask(request.expect("a request"))
    };
    let svg = logo(b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".to_vec()).await;
    assert_eq!(svg.status, StatusCode::UNPROCESSABLE_ENTITY);
    let png = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 100]].concat();
    let large = [png.clone(), vec![0; 600 * 1024]].concat();
    assert_eq!(logo(large).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let kept = logo(png.clone()).await.json();
    let address = kept["logo"].as_str().expect("an address").to_owned();
    let shown = site.ask(Request::get(address).body(Body::empty()).expect("a request")).await;
    assert_eq!((&shown.body, &shown.headers["content-type"]), (&png, &"image/png".parse().expect("a value")));
    assert_eq!(shown.headers["x-content-type-options"], "nosniff");
    let now = ask(&site, Method::GET, "/theme", json!({})).await.json();
    assert_eq!((&now["primary_colour"], &now["accent_colour"]), (&json!("#104080"), &json!("#ffcc00")));
}
