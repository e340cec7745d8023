//! Customers that stand twice: proposed by name, address, mail and telephone, decided by people, one from then on.

use crate::site::{Answer, BEGIN, Browser, Site};
use axum::http::StatusCode;
use chrono::NaiveDate;
use pipeline::{ImportOptions, Silent, collect, import};
use serde_json::{Value, json};
use server::auth::Role;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

const CUSTOMERS: u32 = 90;
const TRADES: [&str; 6] = ["Metallbau", "Holzwerk", "Pressen", "Werkzeugbau", "Formenbau", "Getriebe"];
const SYLLABLES: [&str; 10] = ["ker", "lin", "bau", "hof", "ste", "mar", "wol", "rich", "tan", "gra"];

/// Names that have little in common.
fn family(customer: u32) -> String {
    let at = |shift: u32| SYLLABLES[(customer * 7 + customer / 10 * 3 + shift) as usize % 10];
    let name = format!("{}{}{}", at(customer % 3), at(4), at(customer / 10));
    name[..1].to_uppercase() + &name[1..]
}

fn name(customer: u32) -> String {
    format!("{} {} GmbH", TRADES[customer as usize % 6], family(customer))
}

/// The same name with a letter less.
fn mistyped(customer: u32) -> String {
    let family = family(customer);
    format!("{} {}{} GmbH", TRADES[customer as usize % 6], &family[..2], &family[3..])
}

/// A list: two machines of every customer. Where `wrong` says so it writes the customer in another way, without number.
fn list(serials: u32, numbered: bool, wrong: impl Fn(u32) -> bool) -> String {
    let mut text = "Seriennummer;Maschinentyp;Kundennummer;Kunde;Straße;PLZ;Ort;Land;E-Mail;Telefon\n".to_owned();
    for customer in 0..CUSTOMERS {
        for machine in 0..2 {
            let serial = serials + (customer * 2 + machine) * 137;
            let number = if numbered { (5_000 + customer * 3).to_string() } else { String::new() };
            let name = if wrong(customer) { mistyped(customer) } else { name(customer) };
            let (postcode, street) = (10_000 + customer * 871, format!("Werkstraße {}", 1 + customer * 3));
            let mail = format!("service@{}-werk.de", family(customer).to_lowercase());
            let phone = format!("0711 {}", 400_000 + customer * 1_117);
            let _ = writeln!(text, "LX-{serial};HX 500;{number};{name};{street};{postcode};Ulm;DE;{mail};{phone}");
        }
    }
    text
}

async fn deliver(site: &Site, source: &str, text: String, day: u32) {
    let folder = site.folder.path().join(format!("{source}-{day}"));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("maschinen.csv"), text).expect("written");
    let options = ImportOptions {
        origin: source,
        source: Some(source),
        mapping: None,
        mapping_text: None,
        delivered_on: NaiveDate::from_ymd_opt(2026, 10, day).expect("a day"),
        at: BEGIN,
    };
    let inputs = collect(&[folder], Path::new("")).expect("files");
    import(&site.app.config.workplace, &inputs, &options, &Silent).await.expect("imported");
    site.app.refresh().await.expect("read");
}

async fn ended(browser: &Browser<'_>, answer: Answer) {
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", String::from_utf8_lossy(&answer.body));
    let id = answer.json()["id"].as_str().expect("a job").to_owned();
    loop {
        let job = browser.get(&format!("/jobs/{id}")).await.json();
        if job["state"] != "running" {
            assert_eq!(job["state"], "done", "{job}");
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

/// The customer of each machine by serial number.
async fn customers(browser: &Browser<'_>) -> BTreeMap<String, (String, String)> {
    let mut found = BTreeMap::new();
    let mut offset = 0;
    loop {
        let page = browser.get(&format!("/machines?limit=500&offset={offset}")).await.json();
        let items = page["items"].as_array().expect("machines").clone();
        for of in &items {
            let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
            found.insert(text(&of["serial_number"]), (text(&of["customer_id"]), text(&of["customer_name"])));
        }
        offset += items.len();
        if items.is_empty() || offset as u64 >= page["total"].as_u64().expect("a total") {
            return found;
        }
    }
}

fn pairs(queue: &Value) -> BTreeSet<(String, String)> {
    let key = |of: &Value| of["number"].as_str().expect("a key").to_owned();
    let items = queue["items"].as_array().expect("pairs");
    items.iter().map(|of| (key(&of["kept"]), key(&of["joined"]))).collect()
}

async fn story(database: &str) {
    let site = Site::empty(database).await;
    site.app.refresh().await.expect("read");
    let steward = site.browser("s", "Steward", Role::Steward).await;
    let wrong = |customer: u32| customer % 9 == 4;
    deliver(&site, "erp", list(100_003, true, |_| false), 1).await;
    deliver(&site, "crm", list(600_011, false, wrong), 2).await;

    // Every customer written in another way is proposed, and hardly anything else; nothing is decided by itself.
    let queue = steward.get("/matches?about=customer&sort=weight&limit=500").await.json();
    let found = pairs(&queue);
    let twice = (0..CUSTOMERS).filter(|customer| wrong(*customer));
    let wanted: BTreeSet<(String, String)> = twice
        .map(|customer| {
            let key = digitize::customer_name::normalise(&mistyped(customer));
            (format!("#{}", 5_000 + customer * 3), key)
        })
        .collect();
    assert!(wanted.is_subset(&found), "missing {:?}", wanted.difference(&found).collect::<Vec<_>>());
    assert!(found.len() <= wanted.len() + 3, "{found:?}");
    assert_eq!(steward.get("/matches/decisions").await.json(), json!([]));
    assert!(queue["items"].as_array().expect("pairs").iter().all(|of| of["about"] == "customer"));

    let (kept, joined) = wanted.first().expect("a pair").clone();
    let path = format!("/matches/{}/{}?about=customer", kept.replace('#', "%23"), joined.replace(' ', "%20"));
    let detail = steward.get(&path).await.json();
    let steps = detail["steps"].as_array().unwrap_or_else(|| panic!("{detail}"));
    let number = |of: &Value| of.as_f64().expect("a number");
    let sum = number(&detail["prior"])
        + steps.iter().map(|of| number(&of["weight"]) + number(&of["term_frequency"])).sum::<f64>();
    assert!((sum - number(&detail["weight"])).abs() < 1e-9, "the waterfall adds up: {detail}");
    let fields = detail["fields"].as_array().expect("fields");
    let differs = |field: &str| fields.iter().find(|of| of["field"] == field).map(|of| of["differs"] == true);
    assert_eq!((differs("customer_name"), differs("postcode")), (Some(true), Some(false)), "{detail}");
    assert_eq!((&detail["kept"]["machines"], &detail["joined"]["machines"]), (&json!(4 - 2), &json!(2)), "{detail}");

    // Same: one customer, the one with a number, which keeps its id; its machines and those of the other are its.
    let before = customers(&steward).await;
    let dump = site.app.store().dump().await.expect("dumped");
    let say = |verdict: &str| {
        let pair = json!({"about": "customer", "kept": kept, "joined": joined, "verdict": verdict});
        json!({"decisions": [pair]})
    };
    let preview = steward.post("/matches/preview", say("same")).await.json();
    assert_eq!((&preview["pairs"], &preview["machines_joined"]), (&json!(1), &json!(1)), "{preview}");
    ended(&steward, steward.post("/matches/decisions", say("same")).await).await;
    let after = customers(&steward).await;
    let ids = |of: &BTreeMap<String, (String, String)>| of.values().map(|of| of.0.clone()).collect::<BTreeSet<_>>();
    assert_eq!(ids(&after).len(), ids(&before).len() - 1);
    assert!(ids(&after).is_subset(&ids(&before)), "no id is new");
    let moved: Vec<_> = before.iter().filter(|(serial, of)| after.get(*serial) != Some(of)).collect();
    assert_eq!(moved.len(), 2, "{moved:?}");
    assert!(
        !pairs(&steward.get("/matches?about=customer&limit=500").await.json())
            .contains(&(kept.clone(), joined.clone()))
    );

    // A later delivery finds the decision; taken back, all is as before.
    deliver(&site, "crm", list(600_011, false, wrong).replace("HX 500", "HX 510"), 3).await;
    assert_eq!(ids(&customers(&steward).await), ids(&after));
    let batches = steward.get("/batches").await.json();
    ended(&steward, steward.post(&format!("/batches/{}/take-back", batches[0]["id"]), json!({})).await).await;
    let newest = steward.get("/matches/decisions").await.json()[0].clone();
    assert_eq!((&newest["about"], &newest["decided_by"]), (&json!("customer"), &json!("s")));
    ended(&steward, steward.post("/matches/decisions/undo", json!({"ids": [newest["id"]]})).await).await;
    assert_eq!(site.app.store().dump().await.expect("dumped"), dump);

    // Different stays different.
    ended(&steward, steward.post("/matches/decisions", say("different")).await).await;
    deliver(&site, "crm", list(600_011, false, wrong).replace("HX 500", "HX 520"), 4).await;
    assert!(!pairs(&steward.get("/matches?about=customer&limit=500").await.json()).contains(&(kept, joined)));
    assert_eq!(steward.get("/matches?about=site").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_that_stand_twice_are_found_and_decided_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    story(&testkit::database::sqlite(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_that_stand_twice_are_found_and_decided_on_postgres() {
    story(&testkit::database::postgres("customer_matches")).await;
}
