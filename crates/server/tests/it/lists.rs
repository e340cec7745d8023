//! Lists, facets, machine files, source cells, search.

use crate::site::Site;
use axum::http::StatusCode;
use server::auth::Role;

#[tokio::test(flavor = "multi_thread")]
async fn lists_filter_sort_and_go_on_where_they_stopped() {
    let site = Site::with_machines(300).await;
    let browser = site.browser("v", "Viewer", Role::Viewer).await;
    let first = browser.get("/machines?limit=100&sort=-age_years").await.json();
    let total = first["total"].as_u64().expect("a total");
    assert!(total >= 300, "{total}");
    let mut seen: Vec<String> = Vec::new();
    let mut ages: Vec<f64> = Vec::new();
    let mut next = Some("o0".to_owned());
    while let Some(cursor) = next {
        let page = browser.get(&format!("/machines?limit=100&sort=-age_years&cursor={cursor}")).await.json();
        for row in page["items"].as_array().expect("rows") {
            seen.push(row["id"].as_str().expect("an id").to_owned());
            ages.extend(row["age_years"].as_f64());
        }
        next = page["next"].as_str().map(str::to_owned);
    }
    assert!(ages.is_sorted_by(|a, b| a >= b), "from old to young");
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len() as u64, total, "each machine once");
    let facets = browser.get("/machines/facets?country=AT").await.json();
    let countries =
        facets.as_array().expect("facets").iter().find(|facet| facet["field"] == "country").expect("countries");
    let counted: u64 =
        countries["values"].as_array().expect("values").iter().filter_map(|of| of["count"].as_u64()).sum();
    assert_eq!(counted, total, "a facet counts without its own filter");
    let austria = browser.get("/machines?country=AT").await.json();
    let said = countries["values"].as_array().expect("values").iter().find(|of| of["value"] == "AT").expect("AT");
    assert_eq!(austria["total"], said["count"]);
    let map = browser.get("/machines/map?country=AT").await.json();
    let points = map["points"].as_array().expect("points").iter().filter_map(|point| point["machines"].as_u64());
    let placed: u64 = points.sum::<u64>() + map["not_located"].as_u64().expect("a number");
    assert_eq!(Some(placed), austria["total"].as_u64());
    for wrong in [
        "/machines?colour=red",
        "/machines?limit=0",
        "/machines?sort=colour",
        "/machines?contract=maybe",
        "/opportunities?stage=x",
    ] {
        let answer = browser.get(wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(answer.json()["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hit_leads_to_the_cell_it_rests_on() {
    let site = Site::with_machines(300).await;
    let browser = site.browser("s", "Seller", Role::Sales).await;
    let hit = browser.get("/machines?trigger=contract-expiring&limit=1").await.json();
    let id = hit["items"][0]["id"].as_str().expect("a machine").to_owned();
    let file = browser.get(&format!("/machines/{id}")).await.json();
    let categories: Vec<&str> =
        file["categories"].as_array().expect("categories").iter().filter_map(|of| of["id"].as_str()).collect();
    assert_eq!(categories, ["master", "contract", "operating", "commercial", "location"]);
    let verdict = &file["verdicts"][0];
    assert_eq!(verdict["verdict"], "fires");
    let verdicts = file["verdicts"].as_array().expect("verdicts");
    assert_eq!(verdicts.len(), 10);
    let of = verdicts.iter().find(|of| of["trigger"] == "contract-expiring").expect("the verdict");
    let evidence = of["evidence"].as_array().expect("evidence");
    let proof = evidence.iter().find(|item| item["fact"] == "notice_days_left" || item["fact"] == "contract_days_left");
    let place = &proof.expect("the days")["sources"][0];
    let path = format!("/cells/{}/{}/{}", place["table"], place["row"], place["column"]);
    let view = browser.get(&path).await.json();
    assert_eq!(view["file"], place["file"]);
    assert!(view["text"].as_str().is_some_and(|text| text.contains("202")), "a date stands there: {}", view["text"]);
    let marked: Vec<_> = view["rows"].as_array().expect("rows").iter().filter(|row| row["marked"] == true).collect();
    assert_eq!((marked.len(), &marked[0]["number"]), (1, &place["row"]));
    let history = browser.get(&format!("/machines/{id}/history")).await.json();
    assert!(
        history["events_total"].as_u64() >= Some(1)
            && history["contracts"].as_array().is_some_and(|all| !all.is_empty())
    );
    assert_eq!(history["errors"].as_array().map(Vec::len), Some(24));
    let original = browser.get(&format!("/files/{}", view["digest"].as_str().expect("a digest"))).await;
    assert_eq!(original.status, StatusCode::OK);
    assert!(original.headers["content-disposition"].to_str().expect("text").starts_with("attachment"));
    let serial = file["serial_number"].as_str().expect("a serial number");
    let found = browser.get(&format!("/search?q={serial}")).await.json();
    assert_eq!(found["groups"][0]["kind"], "machine");
    assert_eq!(found["groups"][0]["items"][0]["machine_id"], id.as_str());
    assert_eq!(browser.get(&format!("/machines/{serial}")).await.json()["id"], id.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn workbooks_hold_the_list_that_was_seen() {
    let site = Site::with_machines(60).await;
    let browser = site.browser("s", "Seller", Role::Sales).await;
    for path in
        ["/machines/export.xlsx?country=DE&columns=serial_number,country,triggers", "/opportunities/export.xlsx"]
    {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.body.starts_with(b"PK"), "{path} is a workbook");
    }
    assert_eq!(browser.get("/machines/export.xlsx?columns=colour").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn today_says_what_to_do_and_what_is_missing() {
    let site = Site::with_machines(200).await;
    let browser = site.browser("anna", "Anna Huber", Role::Sales).await;
    let today = browser.get("/today").await.json();
    assert_eq!(today["top_is_mine"], true, "Anna owns Austria");
    assert!(today["top"].as_array().expect("rows").iter().all(|row| row["owner"] == "Anna Huber"));
    assert!(today["top"][0]["reason"].as_str().is_some_and(|reason| reason.contains('–')));
    assert_eq!(today["triggers"].as_array().map(Vec::len), Some(10));
    assert!(today["unknowns"].as_array().is_some_and(|all| !all.is_empty()), "facts were withheld on purpose");
    let catalogue = browser.get("/catalogue?lang=it").await.json();
    assert!(catalogue["facts"].as_array().is_some_and(|facts| facts.len() == base::FACTS.len()));
    assert_eq!(browser.get("/catalogue?lang=fr").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_request_asks_of_the_database_does_not_grow_with_its_rows() {
    let site = Site::with_machines(300).await;
    let browser = site.browser("m", "Manager", Role::Manager).await;
    let machine = browser.get("/machines?limit=1&trigger=contract-expiring").await.json()["items"][0]["id"].clone();
    let machine = machine.as_str().expect("a machine").to_owned();
    let mut asked = Vec::new();
    for path in [
        "/machines?limit=5",
        "/machines?limit=300",
        "/machines/facets?country=DE",
        "/machines/map",
        "/opportunities?limit=5",
        "/opportunities?limit=200",
        "/opportunities/board?limit=50",
        "/opportunities/facets",
        "/today",
        "/triggers",
        "/search?q=a",
        &format!("/machines/{machine}"),
        &format!("/machines/{machine}/history"),
    ] {
        let before = site.app.store().statements();
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
        asked.push((path.to_owned(), site.app.store().statements() - before));
    }
    for (path, statements) in &asked {
        // The session may be looked up anew: two statements.
        assert!(*statements <= 2, "{path} sent {statements} statements: {asked:?}");
    }
    let before = site.app.store().statements();
    browser.get("/opportunities?limit=500").await;
    site.app.refresh().await.expect("read");
    assert!(site.app.store().statements() > before, "statements are counted at all");
}
