//! What is held back and why, one conversation a customer, what people settle, and data use.

use crate::site::{Browser, Site};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use server::auth::Role;

/// Waits until the decision that a change started is over.
async fn decided(site: &Site, browser: &Browser<'_>, runs_before: usize) {
    for _ in 0..1200 {
        let runs = browser.get("/runs?limit=50").await.json()["items"].as_array().map_or(0, Vec::len);
        if runs > runs_before && site.app.refresh().await.is_ok() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("nothing was decided");
}

async fn runs(browser: &Browser<'_>) -> usize {
    browser.get("/runs?limit=50").await.json()["items"].as_array().map_or(0, Vec::len)
}

/// The first open opportunity of this campaign whose customer is known.
async fn opportunity(browser: &Browser<'_>, campaign: &str) -> Value {
    let page =
        browser.get(&format!("/opportunities?campaign={campaign}&stage=new&flagged=false&limit=100")).await.json();
    let known = page["items"].as_array().expect("a list").iter().find(|of| !of["customer_id"].is_null());
    known.expect("one with a customer").clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_who_is_not_to_be_contacted_is_held_back_with_reason_and_end_and_comes_back() {
    let site = Site::with_machines(800).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let of = opportunity(&anna, "modernization").await;
    let customer = of["customer_id"].as_str().expect("an id");
    let entry = json!({ "machine_id": null, "customer_id": customer, "reason": "do_not_contact", "from": "2026-10-01", "until": "2026-12-31", "note": "Insolvenzverfahren" });
    let before = runs(&anna).await;
    let added = anna.post("/suppressions", entry).await;
    assert_eq!(added.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&added.body));
    decided(&site, &anna, before).await;

    let held = anna.get(&format!("/hits/held?customer={customer}")).await.json();
    let hits = held["items"].as_array().expect("a list");
    assert!(!hits.is_empty());
    assert!(
        hits.iter().all(|hit| hit["held"]["reason"] == "do_not_contact"
            && hit["held"]["until"] == "2026-12-31"
            && hit["held"]["what"] == "Insolvenzverfahren"),
        "{held}"
    );
    let open = anna.get(&format!("/opportunities?customer={customer}&stage=new&flagged=false")).await.json();
    assert_eq!(open["total"], 0, "nothing is offered to that customer: {open}");
    let listed = anna.get("/suppressions?open=true").await.json();
    assert_eq!(listed[0]["hits"].as_u64(), Some(hits.len() as u64));

    // Ended, the same hits are offered again under the same opportunities.
    let id = listed[0]["id"].as_i64().expect("a number");
    let before = runs(&anna).await;
    let ended = anna.post(&format!("/suppressions/{id}/end"), json!({ "last": "2026-10-31" })).await;
    assert_eq!(ended.status, StatusCode::OK, "{}", String::from_utf8_lossy(&ended.body));
    decided(&site, &anna, before).await;
    assert_eq!(anna.get(&format!("/hits/held?customer={customer}")).await.json()["total"], 0);
    let again = anna.get(&format!("/opportunities/{}", of["id"].as_str().expect("an id"))).await.json();
    assert_eq!((&again["flag"], &again["stage"]), (&Value::Null, &json!("new")));

    for (wrong, status) in [
        (
            json!({ "machine_id": null, "customer_id": null, "reason": "other", "from": "2026-10-01", "until": null, "note": "" }),
            422,
        ),
        (
            json!({ "machine_id": null, "customer_id": customer, "reason": "laune", "from": "2026-10-01", "until": null, "note": "" }),
            422,
        ),
        (
            json!({ "machine_id": null, "customer_id": customer, "reason": "other", "from": "2026-10-01", "until": "2026-09-01", "note": "" }),
            422,
        ),
    ] {
        assert_eq!(anna.post("/suppressions", wrong).await.status.as_u16(), status);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_quote_and_a_recent_contact_keep_new_hits_of_the_customer_back() {
    let site = Site::with_machines(800).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    // A trigger of one's own fires for machines of a customer to whom an offer is out.
    let of = opportunity(&anna, "modernization").await;
    let customer = of["customer_id"].as_str().expect("an id").to_owned();
    let path = format!("/opportunities/{}", of["id"].as_str().expect("an id"));
    let quoted = anna.patch(&path, of["etag"].as_str().expect("a version"), json!({ "stage": "quoted" })).await;
    assert_eq!(quoted.status, StatusCode::OK);
    let text = |what: &str| json!({ "de": what, "en": what, "it": what });
    let draft = json!({
        "title": text("Alles im Feld"), "explanation": text("x"), "campaign": "parts-package", "condition": "in_field", "query": null,
        "parameters": {}, "by_type": [], "likelihood": 0.1, "urgency": null, "value": [],
    });
    let saved = anna.post("/triggers/drafts", json!({ "id": null, "draft": draft, "why": null })).await.json();
    let bruno = site.browser("bruno", "Bruno Weiss", Role::Manager).await;
    let path = "/triggers/alles-im-feld/versions/1";
    let submitted = anna
        .send(
            Method::POST,
            &format!("{path}/steps"),
            saved["version"]["etag"].as_str(),
            Some(json!({ "to": "submitted", "note": null })),
        )
        .await
        .json();
    let before = runs(&anna).await;
    let active = bruno
        .send(
            Method::POST,
            &format!("{path}/reviews"),
            submitted["version"]["etag"].as_str(),
            Some(json!({ "to": "active", "note": null })),
        )
        .await;
    assert_eq!(active.status, StatusCode::OK, "{}", String::from_utf8_lossy(&active.body));
    decided(&site, &anna, before).await;
    let held = anna.get(&format!("/hits/held?customer={customer}")).await.json();
    let of_trigger: Vec<&Value> =
        held["items"].as_array().expect("a list").iter().filter(|hit| hit["trigger"] == "alles-im-feld").collect();
    assert!(!of_trigger.is_empty(), "{held}");
    assert!(of_trigger.iter().all(|hit| hit["held"]["reason"] == "running_quote"), "{held}");
    // What is being worked on goes on.
    assert_eq!(
        anna.get(&format!("/opportunities/{}", of["id"].as_str().expect("an id"))).await.json()["flag"],
        Value::Null
    );
    // Others are offered it.
    assert!(anna.get("/opportunities?trigger=alles-im-feld&flagged=false").await.json()["total"].as_u64() > Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn odoo_45152_a_customer_is_spoken_to_by_one_about_all_topics() {
    let site = Site::with_machines(1_500).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let mut owners: std::collections::BTreeMap<String, std::collections::BTreeSet<String>> =
        std::collections::BTreeMap::new();
    let (mut leads, mut attached, mut offset) = (0, 0, 0);
    loop {
        let page = anna.get(&format!("/opportunities?flagged=false&limit=500&offset={offset}")).await.json();
        let items = page["items"].as_array().expect("a list").clone();
        if items.is_empty() {
            break;
        }
        for of in &items {
            if let Some(customer) = of["customer_id"].as_str() {
                owners
                    .entry(customer.to_owned())
                    .or_default()
                    .insert(of["owner"].as_str().unwrap_or_default().to_owned());
            }
            if of["lead_id"].is_null() { leads += 1 } else { attached += 1 }
        }
        offset += items.len();
    }
    assert!(attached > 0 && leads > 0);
    let two: Vec<_> = owners.iter().filter(|(_, owners)| owners.len() > 1).collect();
    assert!(two.is_empty(), "two sellers at one customer: {two:?}");
    let page = anna.get("/opportunities?flagged=false&attached=false&limit=500").await.json();
    assert_eq!(page["total"].as_u64(), Some(leads));
    let with_topics = page["items"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|of| of["topics"].as_u64() > Some(0))
        .expect("a conversation");
    let detail = anna.get(&format!("/opportunities/{}", with_topics["id"].as_str().expect("an id"))).await.json();
    assert_eq!(
        detail["topic_rows"].as_array().map(Vec::len),
        with_topics["topics"].as_u64().and_then(|n| usize::try_from(n).ok())
    );
    let topic =
        anna.get(&format!("/opportunities/{}", detail["topic_rows"][0]["id"].as_str().expect("an id"))).await.json();
    assert_eq!(topic["lead"]["id"], with_topics["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn weights_and_capacity_are_settled_and_what_does_not_fit_waits() {
    let site = Site::with_machines(800).await;
    let anna = site.browser("anna", "Anna Huber", Role::Manager).await;
    let sales = site.browser("carla", "Carla Conti", Role::Sales).await;
    let policy = anna.get("/policy").await.json();
    assert_eq!(
        policy["weights"]["value"],
        json!({ "value": 35.0, "urgency": 30.0, "likelihood": 20.0, "confidence": 15.0 })
    );
    let only_value = json!({ "value": 2.0, "urgency": 0.0, "likelihood": 0.0, "confidence": 0.0 });
    let preview = anna.post("/policy/weights/preview", only_value.clone()).await.json();
    let values: Vec<f64> = preview["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|of| of["opportunity"]["value_eur"].as_f64().unwrap_or(0.0))
        .collect();
    assert!(values.windows(2).all(|two| two[0] >= two[1]), "by value alone: {values:?}");
    let etag = policy["weights"]["etag"].as_str();
    assert_eq!(
        sales.send(Method::PUT, "/policy/weights", etag, Some(only_value.clone())).await.status,
        StatusCode::FORBIDDEN
    );
    let before = runs(&anna).await;
    let saved = anna.send(Method::PUT, "/policy/weights", etag, Some(only_value.clone())).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", String::from_utf8_lossy(&saved.body));
    assert_eq!(saved.json()["weights"]["value"]["value"], 100.0);
    assert_eq!(
        anna.send(Method::PUT, "/policy/weights", etag, Some(only_value)).await.status,
        StatusCode::PRECONDITION_FAILED
    );
    decided(&site, &anna, before).await;
    let first = anna.get("/opportunities?flagged=false&limit=1").await.json()["items"][0].clone();
    let then = &preview["items"][0];
    assert_eq!(
        (&first["score"], &first["value_eur"]),
        (&then["score"], &then["opportunity"]["value_eur"]),
        "what was previewed is what came"
    );

    let capacity = anna.get("/policy").await.json()["capacity"]["etag"].as_str().map(str::to_owned);
    let before = runs(&anna).await;
    let wanted = json!({ "usual": 5, "of": { "Anna Huber": 2 } });
    assert_eq!(
        anna.send(Method::PUT, "/policy/capacity", capacity.as_deref(), Some(wanted)).await.status,
        StatusCode::OK
    );
    decided(&site, &anna, before).await;
    let of = |owner: &str, waits: bool| {
        format!(
            "/opportunities?owner={}&stage=new&flagged=false&attached=false&waits={waits}&limit=500",
            owner.replace(' ', "%20")
        )
    };
    for (owner, a_week) in [("Anna Huber", 2_u64), ("Innendienst", 5)] {
        let now = anna.get(&of(owner, false)).await.json();
        let later = anna.get(&of(owner, true)).await.json();
        assert_eq!(now["total"].as_u64(), Some(a_week), "{owner} begins so many a week");
        let loss = |of: &Value| of["loss_a_week_eur"].as_f64().unwrap_or(0.0);
        let least = now["items"].as_array().expect("a list").iter().map(loss).fold(f64::INFINITY, f64::min);
        let items = later["items"].as_array().expect("a list");
        assert!(
            !items.is_empty() && items.iter().all(|of| loss(of) <= least && !of["waits_until"].is_null()),
            "{owner}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn eu_data_act_4_13_without_agreement_sales_triggers_say_not_permitted_and_what_that_costs() {
    let site = Site::with_machines(1_200).await;
    let anna = site.browser("anna", "Anna Huber", Role::Admin).await;
    let register = anna.get("/data-use").await.json();
    assert_eq!((&register["is_kept"], &register["always"]), (&json!(false), &json!(false)));
    let hits = |row: &Value| row["fires"].as_u64().expect("a number");
    let (wear, signal) =
        (anna.get("/triggers/error-rate-rising").await.json(), anna.get("/triggers/error-signal").await.json());
    assert!(hits(&wear) > 1 && hits(&signal) > 0);
    let machines = anna.get("/machines?trigger=error-rate-rising&limit=2").await.json();
    let id = |at: usize| machines["items"][at]["id"].as_str().expect("an id").to_owned();

    // The register is begun: one machine's user agrees to service and offers, the other's to neither.
    let agreement = |machine: String, purposes: Value| json!({ "machine_ids": [machine], "contract": "DN-7", "purposes": purposes, "from": "2026-01-01", "until": null, "document": "dn-7.pdf" });
    for (machine, purposes) in [(id(0), json!(["service", "sales"])), (id(1), json!([]))] {
        let before = runs(&anna).await;
        let added = anna.post("/data-use", agreement(machine, purposes)).await;
        assert_eq!(added.status, StatusCode::OK, "{}", String::from_utf8_lossy(&added.body));
        decided(&site, &anna, before).await;
    }
    let now = anna.get("/triggers/error-rate-rising").await.json();
    assert_eq!(hits(&now), 1, "only where it is agreed: {now}");
    assert!(now["not_permitted"].as_u64() > Some(0) && now["not_permitted_eur"].as_f64() > Some(0.0), "{now}");
    assert!(now["unknown"].as_u64() <= wear["unknown"].as_u64(), "not permitted is apart from unknown");
    let verdict = |file: &Value, trigger: &str| {
        let all = file["verdicts"].as_array().expect("verdicts");
        all.iter().find(|of| of["trigger"] == trigger).expect("the trigger").clone()
    };
    let barred = anna.get(&format!("/machines/{}", id(1))).await.json();
    let of = verdict(&barred, "error-rate-rising");
    assert_eq!((&of["verdict"], &of["missing"]), (&json!("not_permitted"), &json!(["data_use"])));
    // Keeping machines running goes on where nobody left it out, and age needs no agreement.
    assert!(hits(&anna.get("/triggers/error-signal").await.json()) >= hits(&signal) - 1);
    assert_eq!(
        hits(&anna.get("/triggers/machine-aging").await.json()),
        hits(&anna.get("/triggers/machine-aging").await.json())
    );
    // What it costs stands in the register and among the gaps of the assessment.
    let register = anna.get("/data-use?state=agreed").await.json();
    assert_eq!(
        (&register["is_kept"], register["rows"]["total"].as_u64(), register["agreed_sales"].as_u64()),
        (&json!(true), Some(2), Some(1))
    );
    assert!(
        register["blocked"].as_array().is_some_and(|all| all.iter().any(|of| of["trigger"] == "error-rate-rising"))
    );
    let assessment = anna.get("/assessment").await.json()["result"].clone();
    let gaps = assessment["gaps"]["gaps"].as_array().expect("gaps");
    assert!(gaps.iter().any(|gap| gap["id"] == "data_use"), "{gaps:?}");

    // Out as a workbook and in again unchanged, and changed.
    let book = anna.get("/data-use/export.xlsx").await;
    assert_eq!(book.status, StatusCode::OK);
    let upload = |bytes: Vec<u8>| {
        let request = axum::http::Request::post("/api/v1/data-use/import?name=register.xlsx")
            .header("cookie", &anna.cookie)
            .header("x-csrf-token", &anna.csrf)
            .body(axum::body::Body::from(bytes));
        site.ask(request.expect("a request"))
    };
    let back = upload(book.body.clone()).await;
    assert_eq!(back.status, StatusCode::OK, "{}", String::from_utf8_lossy(&back.body));
    assert_eq!(back.json(), json!({ "added": 0, "unchanged": 2, "ended": 0, "problems": [], "problems_total": 0 }));
    let serial = machines["items"][1]["serial_number"].as_str().expect("a number");
    let csv = format!(
        "Seriennummer;Vertrag;Zwecke;Von;Bis;Beleg\n{serial};DN-8;Angebote;01.06.2026;;dn-8.pdf\nNICHT-DA;DN-9;Service;01.06.2026;;x\n{serial};DN-9;Werbung;01.06.2026;;x\n{serial};DN-9;Service;gestern;;x\n"
    );
    let before = runs(&anna).await;
    let some = upload(csv.into_bytes()).await.json();
    assert_eq!((&some["added"], &some["problems_total"]), (&json!(1), &json!(3)), "{some}");
    assert_eq!((&some["problems"][2]["row"], &some["problems"][2]["column"]), (&json!(5), &json!("Von")));
    decided(&site, &anna, before).await;
    assert_eq!(hits(&anna.get("/triggers/error-rate-rising").await.json()), 2);
    assert_eq!(upload(b"hallo".to_vec()).await.status, StatusCode::UNPROCESSABLE_ENTITY);

    // The letter.
    let customer = machines["items"][0]["customer_id"].as_str().expect("a customer");
    let letter = anna.get(&format!("/data-use/letter.pdf?customer={customer}&language=it")).await;
    assert_eq!(letter.status, StatusCode::OK, "{}", String::from_utf8_lossy(&letter.body));
    assert!(letter.body.starts_with(b"%PDF-"));

    // Ended, it is not permitted any more.
    let agreed = anna.get("/data-use?state=agreed").await.json();
    let rows = agreed["rows"]["items"].as_array().expect("rows");
    let first = rows.iter().find(|row| row["machine"]["id"] == id(0)).expect("the machine");
    let entry = first["agreements"][0]["id"].as_i64().expect("a number");
    let before = runs(&anna).await;
    let ended = anna.post(&format!("/data-use/{entry}/end"), json!({ "last": "2026-10-30" })).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    decided(&site, &anna, before).await;
    assert_eq!(hits(&anna.get("/triggers/error-rate-rising").await.json()), 1);
}
