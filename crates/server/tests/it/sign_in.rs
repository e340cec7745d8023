//! First start, signing in and out, lock-out, CSRF.

use crate::site::{PASSWORD, Site};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use serde_json::json;
use server::auth::Role;

async fn empty() -> Site {
    let folder = tempfile::tempdir().expect("a folder").keep();
    Site::empty(&testkit::database::sqlite(&folder)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_start_needs_the_printed_code_and_happens_once() {
    let site = empty().await;
    let page = site.ask(Request::get("/sign-in").body(Body::empty()).expect("a request")).await;
    assert_eq!(page.headers[header::LOCATION], "/setup");
    let form = |code: &str| format!("code={code}&login=Chef&name=Chefin&password={PASSWORD}");
    let wrong = site.form("/setup", &form("guess")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = site.form("/setup", &form("the-code")).await;
    assert_eq!((done.status, &done.headers[header::LOCATION]), (StatusCode::SEE_OTHER, &"/".parse().expect("text")));
    let again = site.form("/setup", &form("the-code")).await;
    assert_eq!(again.headers[header::LOCATION], "/sign-in");
    let browser = site.sign_in("chef").await;
    let session = browser.get("/session").await.json();
    assert_eq!((session["account"]["role"].as_str(), session["machines"].as_u64()), (Some("admin"), Some(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_passwords_lock_the_account_for_a_while() {
    let site = empty().await;
    site.account("anna", "Anna", Role::Sales).await;
    for _ in 0..5 {
        let refused = site.form("/sign-in", "login=anna&password=wrong").await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    }
    let right = format!("login=anna&password={PASSWORD}");
    assert_eq!(site.form("/sign-in", &right).await.status, StatusCode::UNAUTHORIZED, "locked");
    site.wait(301);
    assert_eq!(site.form("/sign-in", &right).await.status, StatusCode::SEE_OTHER);
    for _ in 0..20 {
        site.form("/sign-in", "login=nobody&password=wrong").await;
    }
    assert_eq!(
        site.form("/sign-in", &right).await.status,
        StatusCode::TOO_MANY_REQUESTS,
        "the address has had its share"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_page_cannot_act_for_who_is_signed_in() {
    let site = empty().await;
    let mut browser = site.browser("chef", "Chefin", Role::Admin).await;
    let account = json!({"login": "x", "name": "X", "role": "viewer", "language": "de", "password": "long-enough-1"});
    let csrf = std::mem::take(&mut browser.csrf);
    assert_eq!(browser.post("/accounts", account.clone()).await.status, StatusCode::FORBIDDEN);
    browser.csrf = csrf;
    assert_eq!(browser.post("/accounts", account.clone()).await.status, StatusCode::CREATED);
    assert_eq!(browser.post("/accounts", account).await.status, StatusCode::CONFLICT);
    let form = Request::post("/sign-in")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site")
        .body(Body::from(format!("login=chef&password={PASSWORD}")));
    assert_eq!(site.ask(form.expect("a request")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_out_and_shutting_out_end_sessions() {
    let site = empty().await;
    let admin = site.browser("chef", "Chefin", Role::Admin).await;
    let anna = site.browser("anna", "Anna", Role::Sales).await;
    let all = admin.get("/accounts").await.json();
    let row = all.as_array().expect("accounts").iter().find(|row| row["login"] == "anna").expect("anna").clone();
    let path = format!("/accounts/{}", row["id"].as_str().expect("an id"));
    assert_eq!(admin.patch(&path, "\"99\"", json!({"active": false})).await.status, StatusCode::PRECONDITION_FAILED);
    let etag = row["etag"].as_str().expect("a version");
    assert_eq!(admin.patch(&path, etag, json!({"active": false})).await.status, StatusCode::OK);
    assert_eq!(anna.get("/session").await.status, StatusCode::UNAUTHORIZED);
    let own = all.as_array().expect("accounts").iter().find(|row| row["login"] == "chef").expect("chef");
    let path = format!("/accounts/{}", own["id"].as_str().expect("an id"));
    let last = admin.patch(&path, own["etag"].as_str().expect("a version"), json!({"role": "viewer"})).await;
    assert_eq!((last.status, last.json()["code"].as_str()), (StatusCode::CONFLICT, Some("last_admin")));
    let out = admin.send(Method::DELETE, "/session", None, None).await;
    assert_eq!(out.status, StatusCode::NO_CONTENT);
    assert_eq!(admin.get("/session").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_tell_browsers_to_load_nothing_from_elsewhere() {
    let site = empty().await;
    site.account("anna", "Anna", Role::Sales).await;
    for path in ["/sign-in", "/pages.css", "/api/v1/session", "/nothing", "/healthz"] {
        let answer = site.ask(Request::get(path).body(Body::empty()).expect("a request")).await;
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text");
        assert!(policy.contains("script-src 'self';") && policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}
