//! The mapping editor through the API: what choices come to, profiles, and tables left in their files.

use crate::site::{Answer, Browser, Site};
use crate::uploads::{ended, upload};
use axum::http::{Method, StatusCode};
use pipeline::{ImportOptions, Silent, collect, import};
use serde_json::{Value, json};
use server::auth::Role;
use std::path::Path;

const OCTOBER: &str = "Serial No.;Type;Installed on;Customer;Note\r\nM-1;VPX;03/04/2011;M\u{fc}ller GmbH;a\r\n\
                       SN M-2;VPX;05/06/2012;Huber AG;b\r\n;VPX;05/06/2012;Huber AG;c\r\nM-3;VPX;siehe Akte;Huber AG;d\r\n";

/// The same list a month later: renamed, columns turned round, a title above.
const NOVEMBER: &str = "Stand 30.11.2026\r\n\r\nCustomer;Note;Installed on;Serial No.;Type\r\n\
                        Ott KG;x;01/02/2013;M-4;VPX\r\nOtt KG;y;02/03/2014;M-5;VPX\r\n";

pub async fn empty(folder: &Path) -> Site {
    let site = Site::empty(&testkit::database::sqlite(folder)).await;
    site.app.refresh().await.expect("read");
    site
}

async fn brought(browser: &Browser<'_>, name: &str, text: &str) -> Value {
    let made = upload(browser, name, text.as_bytes()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&made.body));
    made.json()
}

pub async fn decide(browser: &Browser<'_>, id: &str, tables: Value) -> Value {
    let path = format!("/uploads/{id}/decisions");
    let answer = browser.send(Method::PUT, &path, None, Some(json!({"tables": tables}))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", String::from_utf8_lossy(&answer.body));
    answer.json()
}

pub async fn imported(browser: &Browser<'_>, id: &str) -> Value {
    let job = browser.post(&format!("/uploads/{id}/import"), json!({})).await;
    assert_eq!(job.status, StatusCode::ACCEPTED, "{}", String::from_utf8_lossy(&job.body));
    let job = ended(browser, &job.json()).await;
    assert_eq!(job["state"], "done", "{job}");
    job["result"].clone()
}

pub async fn save(browser: &Browser<'_>, id: &str) -> Answer {
    browser.post(&format!("/uploads/{id}/profile"), json!({"source": "erp"})).await
}

pub fn id_of(upload: &Value) -> &str {
    upload["id"].as_str().expect("an id")
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_show_their_effect_before_anything_is_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = empty(folder.path()).await;
    let steward = site.browser("s", "Steward", Role::Steward).await;
    let made = brought(&steward, "erp/liste.csv", OCTOBER).await;
    assert_eq!((made["tables"][0]["kind"].as_str(), made["questions"].as_u64()), (Some("machines"), Some(1)), "{made}");
    let effect = |columns: Value| {
        let body =
            json!({"file": "erp/liste.csv", "columns": columns, "constants": [{"field": "country", "text": "AT"}]});
        let path = format!("/uploads/{}/effect", id_of(&made));
        let steward = &steward;
        async move { steward.post(&path, body).await }
    };
    let days_first = effect(json!([{"name": "Installed on", "field": "installed_on", "date_order": "dmy"}])).await;
    assert_eq!(days_first.status, StatusCode::OK, "{}", String::from_utf8_lossy(&days_first.body));
    let days_first = days_first.json();
    assert_eq!(days_first["sample"][0]["read"][2], "2011-04-03");
    assert_eq!(days_first["sample"][1]["read"][0], "M2", "the serial number as it is compared");
    assert_eq!(days_first["sample"][1]["cells"][0], "SN M-2");
    assert_eq!((days_first["sample"][2]["state"].as_str(), days_first["refused"].as_u64()), (Some("refused"), Some(1)));
    assert!(days_first["sample"][3]["wrong"][2].is_string(), "{days_first}");
    let counts = |of: &Value| (of["rows"].as_u64(), of["rows_with_problems"].as_u64(), of["serial_numbers"].clone());
    assert_eq!(counts(&days_first), (Some(3), Some(2), json!({"known": 0, "new": 3, "unmatched": 0})));
    assert_eq!(days_first["problems"][0]["row"], 4, "{days_first}");
    assert_eq!(days_first["table"]["constants"][0]["field"], "country");
    let months_first =
        effect(json!([{"name": "Installed on", "field": "installed_on", "date_order": "mdy"}])).await.json();
    assert_eq!(months_first["sample"][0]["read"][2], "2011-03-04");
    let wrong = effect(json!([{"name": "Customer", "field": "nonsense"}])).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let still = steward.get(&format!("/uploads/{}", id_of(&made))).await.json();
    assert_eq!((still["questions"].as_u64(), still["decisions"].as_array().map(Vec::len)), (Some(1), Some(0)));

    let settled = json!([{"file": "erp/liste.csv", "columns": [{"name": "Installed on", "field": "installed_on", "date_order": "dmy"}]}]);
    decide(&steward, id_of(&made), settled).await;
    assert_eq!(imported(&steward, id_of(&made)).await["machines"], 3);
    let next = brought(&steward, "erp/next.csv", NOVEMBER).await;
    let path = format!("/uploads/{}/effect", id_of(&next));
    let mut body = json!({"file": "erp/next.csv", "columns": [{"name": "Serial No.", "field": "serial_number"}]});
    assert_eq!(steward.post(&path, body.clone()).await.json()["serial_numbers"]["new"], 2);
    body["header_row"] = json!(1);
    let odd = steward.post(&path, body).await;
    assert_eq!(odd.status, StatusCode::OK, "a wrong row of headings is an answer, not a failure");
    let viewer = site.browser("v", "Viewer", Role::Viewer).await;
    assert_eq!(viewer.post(&path, json!({"file": "erp/next.csv"})).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_reads_the_next_delivery_and_asks_where_it_no_longer_fits() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = empty(folder.path()).await;
    let steward = site.browser("s", "Steward", Role::Steward).await;
    let made = brought(&steward, "erp/liste_2026-10.csv", OCTOBER).await;
    let open = save(&steward, id_of(&made)).await;
    assert_eq!((open.status, open.json()["code"].as_str()), (StatusCode::CONFLICT, Some("questions_open")));
    let settled = json!([{"file": "erp/liste_2026-10.csv", "columns": [
        {"name": "Installed on", "field": "installed_on", "date_order": "mdy"}, {"name": "Note", "field": null}]}]);
    decide(&steward, id_of(&made), settled).await;
    let manager = site.browser("m", "Manager", Role::Manager).await;
    assert_eq!(save(&manager, id_of(&made)).await.status, StatusCode::FORBIDDEN);
    let saved = save(&steward, id_of(&made)).await;
    assert_eq!(saved.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&saved.body));
    let saved = saved.json();
    assert_eq!((saved["tables"][0]["profile"].as_u64(), saved["questions"].as_u64()), (Some(1), Some(0)), "{saved}");
    assert_eq!(saved["decisions"][0]["columns"], json!([]), "the profile says it now");
    assert_eq!(imported(&steward, id_of(&made)).await["machines"], 3);

    let next = brought(&steward, "Export Maschinen 4711.csv", NOVEMBER).await;
    assert_eq!(next["tables"][0]["source"], "erp", "whatever the file is called");
    assert_eq!((next["tables"][0]["profile"].as_u64(), next["questions"].as_u64()), (Some(1), Some(0)), "{next}");
    assert_eq!(imported(&steward, id_of(&next)).await["machines"], 5);
    let file = steward.get("/machines/M-4").await.json();
    assert!(file.to_string().contains("2013-01-02"), "the month comes first, as was said a month ago");

    let changed = NOVEMBER.replace("Note;Installed on", "Bemerkung;Installiert");
    let changed = brought(&steward, "erp/dezember.csv", &changed).await;
    let table = &changed["tables"][0];
    assert_eq!(table["gone"], json!([{"heading": "Installed on", "field": "installed_on"}]), "{changed}");
    let new: Vec<_> = table["columns"].as_array().expect("columns").iter().filter(|of| of["is_new"] == true).collect();
    assert_eq!((new.len(), changed["questions"].as_u64()), (2, Some(3)), "{changed}");
    let answers = json!([{"file": "erp/dezember.csv", "columns": [
        {"name": "Installiert", "field": "installed_on", "date_order": "mdy"}, {"name": "Bemerkung", "field": null}]}]);
    assert_eq!(decide(&steward, id_of(&changed), answers).await["questions"], 0);
    let saved = save(&steward, id_of(&changed)).await;
    assert_eq!(saved.json()["tables"][0]["profile"], 2);

    // The same profile for the command line: the same operation reads it.
    let inbox = folder.path().join("inbox/erp");
    std::fs::create_dir_all(&inbox).expect("a folder");
    let january = NOVEMBER.replace("Note;Installed on", "Bemerkung;Installiert").replace("M-4", "M-6");
    std::fs::write(inbox.join("januar.csv"), january).expect("written");
    let options = ImportOptions {
        origin: "inbox",
        source: None,
        mapping: None,
        mapping_text: None,
        delivered_on: "2027-01-05".parse().expect("a day"),
        at: "2027-01-05T08:00:00Z",
    };
    let inputs = collect(&[folder.path().join("inbox")], Path::new("")).expect("files");
    let (report, _) = import(&site.app.config.workplace, &inputs, &options, &Silent).await.expect("imported");
    assert!(report.questions.is_empty(), "{:?}", report.questions);
    assert_eq!((report.tables[0].profile, report.machines_now), (Some(2), 6));
    let (again, _) = import(&site.app.config.workplace, &inputs, &options, &Silent).await.expect("imported");
    assert_eq!((again.batch, again.skipped.len()), (None, 1), "the same file under the same profile is nothing new");
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_of_a_profile_are_kept_and_brought_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = empty(folder.path()).await;
    let steward = site.browser("s", "Steward", Role::Steward).await;
    let text =
        "[[table]]\nheadings = [\"Nr\", \"Typ\"]\nkind = \"machines\"\n[table.columns]\nNr = \"serial_number\"\n";
    let put = |text: &str, version: &str| {
        let (body, version, steward) = (json!({"mapping": text}), version.to_owned(), &steward);
        async move { steward.send(Method::PUT, "/mapping-profiles/erp%2Fwerk%201", Some(&version), Some(body)).await }
    };
    let saved = put(text, "\"0\"").await;
    assert_eq!(saved.status, StatusCode::OK, "{}", String::from_utf8_lossy(&saved.body));
    assert_eq!((saved.json()["source"].as_str(), saved.json()["version"].as_u64()), (Some("erp/werk 1"), Some(1)));
    assert_eq!(put(text, "\"0\"").await.status, StatusCode::PRECONDITION_FAILED);
    let wrong = put("[[table]]\nfile = \"a\"\nkind = \"maschinen\"", "\"1\"").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.json()["detail"].as_str().is_some_and(|what| what.starts_with("line 3")), "{}", wrong.json());
    let of_sources = put("[[source]]\nname = \"x\"\n[[table]]\nfile = \"a\"", "\"1\"").await;
    assert_eq!(of_sources.status, StatusCode::UNPROCESSABLE_ENTITY);
    let path = "/mapping-profiles/erp%2Fwerk%201";
    let removed = steward.send(Method::DELETE, path, Some("\"1\""), None).await;
    assert_eq!((removed.status, removed.json()["removed"].as_bool()), (StatusCode::OK, Some(true)));
    let file = steward.get(&format!("{path}/mapping.toml")).await;
    assert_eq!((file.status, file.body.as_slice()), (StatusCode::OK, text.as_bytes()), "what was removed is not lost");
    let restore = json!({"version": 1});
    let restored = steward.send(Method::POST, &format!("{path}/restore"), Some("\"2\""), Some(restore.clone())).await;
    assert_eq!((restored.status, restored.json()["version"].as_u64()), (StatusCode::OK, Some(3)));
    let manager = site.browser("m", "Manager", Role::Manager).await;
    let refused = manager.send(Method::POST, &format!("{path}/restore"), Some("\"3\""), Some(restore)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    let versions = manager.get(path).await.json();
    let numbers: Vec<_> = versions.as_array().expect("versions").iter().map(|of| of["version"].as_u64()).collect();
    assert_eq!(numbers, [Some(3), Some(2), Some(1)]);
    let admin = site.browser("a", "Admin", Role::Admin).await;
    let audit = admin.get("/audit").await.json().to_string();
    assert!(audit.contains("save mapping profile") && audit.contains("remove mapping profile"), "{audit}");
}

const STOCK: &str = "Lagerplatz;Farbcode;Regal\r\nA1;rot;3\r\nA2;blau;4\r\nA3;gelb;5\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_table_nobody_can_place_is_shown_mapped_or_left_out_with_who_and_when() {
    let folder = tempfile::tempdir().expect("a folder");
    let site = empty(folder.path()).await;
    let inbox = folder.path().join("inbox/erp");
    std::fs::create_dir_all(&inbox).expect("a folder");
    std::fs::write(inbox.join("liste.csv"), NOVEMBER).expect("written");
    std::fs::write(inbox.join("lager.csv"), STOCK).expect("written");
    let options = ImportOptions {
        origin: "inbox",
        source: None,
        mapping: None,
        mapping_text: None,
        delivered_on: "2026-11-01".parse().expect("a day"),
        at: "2026-11-01T08:00:00Z",
    };
    let inputs = collect(&[folder.path().join("inbox")], Path::new("")).expect("files");
    let (report, _) = import(&site.app.config.workplace, &inputs, &options, &Silent).await.expect("imported");
    let left: Vec<_> = report.left.iter().map(|left| (left.file.as_str(), left.rows, left.why.id())).collect();
    assert_eq!(left, [("erp/lager.csv", 4, "unknown")]);
    site.app.refresh().await.expect("read");
    let steward = site.browser("s", "Steward", Role::Steward).await;
    let batch = report.batch.expect("a delivery").0;
    let shown = steward.get(&format!("/batches/{batch}")).await.json();
    assert_eq!(
        (shown["left"][0]["file"].as_str(), shown["left"][0]["rows"].as_u64()),
        (Some("erp/lager.csv"), Some(4))
    );

    let look = |file: &str| {
        let (body, steward) = (json!({"file": file}), &steward);
        async move { steward.post(&format!("/batches/{batch}/uploads"), body).await }
    };
    assert_eq!(look("erp/nothing.csv").await.status, StatusCode::NOT_FOUND);
    let again = look("erp/lager.csv").await;
    assert_eq!(again.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&again.body));
    let again = again.json();
    let table = &again["tables"][0];
    assert_eq!((table["kind"].as_str(), table["rows"].as_u64(), again["questions"].as_u64()), (None, Some(4), Some(1)));
    let mapped = json!([{"file": "erp/lager.csv", "kind": "machines", "columns": [
        {"name": "Lagerplatz", "field": "serial_number"}, {"name": "Farbcode", "field": null}, {"name": "Regal", "field": null}]}]);
    assert_eq!(decide(&steward, id_of(&again), mapped).await["questions"], 0);
    assert_eq!(imported(&steward, id_of(&again)).await["machines"], 5);

    let other = brought(&steward, "erp/lager2.csv", &STOCK.replace("A1", "B1")).await;
    let left_out = decide(&steward, id_of(&other), json!([{"file": "erp/lager2.csv", "ignore": true}])).await;
    let table = &left_out["tables"][0];
    assert_eq!((table["ignored"].as_bool(), table["ignored_by"].as_str()), (Some(true), Some("s")), "{left_out}");
    let saved = steward.post(&format!("/uploads/{}/profile", id_of(&other)), json!({"source": "erp"})).await;
    assert_eq!(saved.status, StatusCode::CREATED, "{}", String::from_utf8_lossy(&saved.body));
    let profile = steward.get("/mapping-profiles").await.json();
    let known = &profile[0]["tables"][0];
    assert_eq!((known["ignored"].as_bool(), known["decided_by"].as_str()), (Some(true), Some("s")), "{profile}");
    std::fs::write(inbox.join("lager.csv"), STOCK.replace("A1", "C1")).expect("written");
    std::fs::write(inbox.join("liste.csv"), NOVEMBER.replace("M-4", "M-7")).expect("written");
    let inputs = collect(&[folder.path().join("inbox")], Path::new("")).expect("files");
    let (report, _) = import(&site.app.config.workplace, &inputs, &options, &Silent).await.expect("imported");
    let left: Vec<_> = report.left.iter().map(|left| (left.why.id(), left.decided.clone().map(|(by, _)| by))).collect();
    assert_eq!(left, [("ignored", Some("s".to_owned()))]);
    assert!(report.problems.iter().all(|problem| problem.severity == base::Severity::Note), "{:?}", report.problems);
    let back = steward.post(&format!("/batches/{batch}/take-back"), json!({})).await;
    assert_eq!(ended(&steward, &back.json()).await["state"], "done");
    assert_eq!(steward.get(&format!("/batches/{batch}")).await.json()["left"], json!([]));
}
