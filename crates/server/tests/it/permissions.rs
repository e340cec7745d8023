//! Every operation against every role.

use crate::site::Site;
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use server::auth::{Permission, Role};

/// The operations as described: method, path, permission (`-`: whoever is signed in; `portal`: a customer's contact, which no
/// account is; `none`: nobody need be signed in).
fn operations() -> Vec<(Method, String, String)> {
    let description: Value = serde_json::from_str(&server::openapi()).expect("JSON");
    let mut operations = Vec::new();
    for (path, item) in description["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let Ok(method) = method.to_uppercase().parse::<Method>() else { continue };
            let permission = operation["x-permission"].as_str();
            let permission = permission.unwrap_or_else(|| panic!("{method} {path} says no x-permission"));
            operations.push((method, path.clone(), permission.to_owned()));
        }
    }
    operations
}

/// A path with something in its places.
fn filled(path: &str) -> String {
    path.replace("{table}/{row}/{column}", "1/1/0")
        .replace("/batches/{id}", "/batches/999")
        .replace("/tokens/{id}", "/tokens/6f9619ff-8b86-d011-b42d-00c04fc964ff")
        .replace("/accounts/{id}", "/accounts/6f9619ff-8b86-d011-b42d-00c04fc964ff")
        .replace("/opportunities/{id}", "/opportunities/6f9619ff-8b86-d011-b42d-00c04fc964ff")
        .replace("{kept}/{joined}", "A1/B2")
        .replace("/files/{number}/pages/{page}", "/files/0/pages/1")
        .replace("/portal-contacts/{id}", "/portal-contacts/999")
        .replace("{id}", "nothing")
        .replace("{name}", "nobody")
        .replace("{digest}", "00")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_asks_for_its_permission() {
    let site = Site::with_machines(40).await;
    let operations = operations();
    assert!(operations.len() >= 45, "{} operations", operations.len());
    for role in Role::ALL {
        let browser = site.browser(role.id(), role.id(), role).await;
        for (method, path, permission) in &operations {
            // Signing out would end the test; streams do not end by themselves; both are tested elsewhere.
            if (path == "/session" && method == Method::DELETE) || path == "/events" {
                continue;
            }
            let body = (method != Method::GET && method != Method::DELETE).then(|| json!({"nonsense": true}));
            let answer = browser.send(method.clone(), &filled(path), Some("\"1\""), body).await;
            let may = permission == "-"
                || Permission::named(permission).is_some_and(|permission| role.permissions().contains(&permission));
            if permission == "portal" {
                let who = format!("{method} {path} as {}", role.id());
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{who}: an account is no contact");
                continue;
            }
            let may = may || permission == "none";
            let refused = answer.status == StatusCode::FORBIDDEN;
            assert_eq!(refused, !may, "{method} {path} as {}: {}", role.id(), answer.status);
            assert_ne!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{method} {path} as {}", role.id());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_nothing() {
    let site = Site::with_machines(10).await;
    for (method, path, permission) in operations() {
        if permission == "none" {
            continue;
        }
        let request = axum::http::Request::builder()
            .method(method.clone())
            .uri(format!("/api/v1{}", filled(&path)))
            .body(axum::body::Body::empty())
            .expect("a request");
        let answer = site.ask(request).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        let problem = answer.json();
        assert_eq!(problem["code"], "not_signed_in");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_does_what_its_scopes_say_and_no_more() {
    let site = Site::with_machines(10).await;
    let browser = site.browser("steward", "Steward", Role::Steward).await;
    let refused = browser.post("/tokens", json!({"name": "too much", "scopes": ["accounts"]})).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "nobody gives away more than they may");
    let made = browser.post("/tokens", json!({"name": "nightly", "scopes": ["read"]})).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let token = made.json()["token"].as_str().expect("a token").to_owned();
    let ask = |method: Method, path: &str| {
        let request = axum::http::Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(axum::body::Body::from("{}"));
        site.ask(request.expect("a request"))
    };
    assert_eq!(ask(Method::GET, "/machines").await.status, StatusCode::OK);
    assert_eq!(ask(Method::POST, "/runs").await.status, StatusCode::FORBIDDEN);
    let id = made.json()["id"].as_str().expect("an id").to_owned();
    let removed = browser.send(Method::DELETE, &format!("/tokens/{id}"), None, None).await;
    assert_eq!(removed.status, StatusCode::NO_CONTENT);
    assert_eq!(ask(Method::GET, "/machines").await.status, StatusCode::UNAUTHORIZED);
}

#[test]
fn what_needs_nobody_to_be_signed_in_is_the_portal_s_door_and_nothing_else() {
    let open = operations().into_iter().filter(|(.., permission)| permission == "none");
    let open: Vec<String> = open.map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!(open, ["POST /portal/links", "GET /portal/logo", "POST /portal/session", "GET /portal/theme"]);
    let inside = operations().into_iter().filter(|(_, path, _)| path.starts_with("/portal/"));
    for (method, path, permission) in inside {
        assert!(matches!(permission.as_str(), "none" | "portal"), "{method} {path} needs {permission}");
    }
}

#[test]
fn the_committed_description_is_what_is_served() {
    let committed = include_str!("../../../../docs/openapi.json");
    assert!(committed == server::openapi(), "docs/openapi.json is not up to date; run `cargo xtask gen`");
    let mut ids: Vec<String> = Vec::new();
    let description: Value = serde_json::from_str(committed).expect("JSON");
    assert!(description["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
    for item in description["paths"].as_object().expect("paths").values() {
        ids.extend(
            item.as_object()
                .expect("operations")
                .values()
                .filter_map(|of| of["operationId"].as_str())
                .map(str::to_owned),
        );
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "operation ids are unique");
}
