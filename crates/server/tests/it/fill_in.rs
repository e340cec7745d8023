//! The fill-in list over HTTP.

use crate::site::Site;
use axum::http::StatusCode;
use digitize::Body;
use digitize::read::{Limits, read};
use server::auth::Role;

fn sheets(bytes: &[u8]) -> Vec<(String, usize)> {
    let file = read("list.xlsx", bytes, &Limits::default());
    let visible = file.tables.into_iter().filter(|table| !table.hidden);
    let counted = visible.map(|table| {
        let Body::Grid(grid) = table.body else { panic!("a workbook") };
        (table.sheet.unwrap_or_default(), grid.rows.len())
    });
    counted.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_holds_a_sheet_for_each_person_and_says_what_it_cannot_ask() {
    let site = Site::with_machines(120).await;
    let steward = site.browser("steward", "Steward", Role::Steward).await;
    let answer = steward.get("/fill-in.xlsx?language=de&most=5").await;
    assert_eq!(answer.status, StatusCode::OK);
    let name = answer.headers["content-disposition"].to_str().expect("text").to_owned();
    assert!(name.contains("instand-fill-in-2026-11-01.xlsx"), "{name}");
    let found = sheets(&answer.body);
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert!(
        names.contains(&"Anleitung") && names.contains(&"Anna Huber") && names.contains(&"Innendienst"),
        "{names:?}"
    );
    // Marks, note, headings, and five machines at most.
    assert!(found.iter().filter(|(name, _)| name != "Anleitung").all(|(_, rows)| *rows <= 8), "{found:?}");

    let one = sheets(&steward.get("/fill-in.xlsx?language=it&person=anna%20huber").await.body);
    let names: Vec<&str> = one.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Istruzioni", "Anna Huber"]);

    let wrong = steward.get("/fill-in.xlsx?field=vibration").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.json()["detail"].as_str().is_some_and(|detail| detail.contains("contract_end")));
    assert_eq!(steward.get("/fill-in.xlsx?person=nobody").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
