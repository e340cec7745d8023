//! Tokens: both grants, their errors, their life.

use crate::http::{Client, org, send, standing, token};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use testkit::salesforce::{Org, Setup};

fn assertion(org: &Org, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({"alg": "RS256"})), part(claims));
    let pem: String = org.private_key_pem().lines().filter(|line| !line.starts_with('-')).collect();
    let pair = RsaKeyPair::from_pkcs8(&STANDARD.decode(pem).expect("base64")).expect("a key");
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).expect("signed");
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn claims(org: &Org) -> Value {
    json!({"iss": org.client_id(), "sub": org.username(), "aud": "https://login.salesforce.com",
        "exp": org.now().timestamp() + 120})
}

fn bearer(org: &Org, assertion: &str) -> crate::http::Answer {
    token(org, &format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}"))
}

#[test]
fn a_jwt_is_exchanged_for_a_token() {
    let org = org();
    let answer = bearer(&org, &assertion(&org, &claims(&org)));
    assert_eq!(answer.status, 200, "{answer:?}");
    let told = answer.json();
    assert_eq!(told["instance_url"], org.url());
    assert_eq!(told["token_type"], "Bearer");
    assert!(told.get("refresh_token").is_none() && told.get("expires_in").is_none());
    let client = Client { org: &org, token: told["access_token"].as_str().expect("a token").to_owned() };
    assert_eq!(client.get("limits").status, 200);
}

#[test]
fn wrong_assertions_are_told_apart() {
    let org = org();
    let now = org.now().timestamp();
    let cases = [
        ("iss", json!("someone"), "invalid_client_id", "client identifier invalid"),
        ("sub", json!("nobody@example.com"), "invalid_grant", "user hasn't approved this consumer"),
        ("aud", json!("https://x.my.salesforce.com"), "invalid_grant", "audience is invalid"),
        ("exp", json!(now - 1), "invalid_grant", "expired authorization code"),
        ("exp", json!(now * 1000), "invalid_grant", "invalid assertion"),
        ("exp", json!(now + 3600), "invalid_grant", "invalid assertion"),
    ];
    for (claim, value, error, description) in cases {
        let mut claims = claims(&org);
        claims[claim] = value;
        let answer = bearer(&org, &assertion(&org, &claims));
        assert_eq!(answer.status, 400);
        assert_eq!(answer.json(), json!({"error": error, "error_description": description}), "{claim}");
    }
    let mut forged = assertion(&org, &claims(&org));
    let last = forged.pop();
    forged.insert(forged.rfind('.').expect("a signature") + 1, if last == Some('A') { 'B' } else { 'A' });
    assert_eq!(bearer(&org, &forged).json()["error_description"], "invalid assertion");
}

#[test]
fn credentials_are_checked() {
    let org = org();
    let form =
        |grant: &str, id: &str, secret: &str| format!("grant_type={grant}&client_id={id}&client_secret={secret}");
    let error = |form: String| token(&org, &form).json()["error"].clone();
    assert_eq!(error(form("client_credentials", "x", org.client_secret())), "invalid_client_id");
    assert_eq!(error(form("client_credentials", org.client_id(), "x")), "invalid_client");
    assert_eq!(error(form("password", org.client_id(), org.client_secret())), "unsupported_grant_type");
    let bare = Org::start(Setup { has_execution_user: false, is_approved: false, ..standing() });
    let answer = token(&bare, &form("client_credentials", bare.client_id(), bare.client_secret()));
    assert_eq!(answer.json()["error_description"], "no client credentials user enabled");
    assert_eq!(bearer(&bare, &assertion(&bare, &claims(&bare))).json()["error"], "invalid_grant");
}

#[test]
fn a_token_lives_as_long_as_the_setup_says() {
    let org = org();
    let client = Client::new(&org);
    assert_eq!(client.get("limits").status, 200);
    org.set_now(org.now() + TimeDelta::seconds(60));
    let answer = client.get("limits");
    assert_eq!(answer.status, 401);
    assert_eq!(answer.json(), json!([{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]));
    assert_eq!(org.calls(), 1, "a refused call is not counted");
}

#[test]
fn a_revoked_token_is_dead() {
    let org = org();
    let client = Client::new(&org);
    let form = format!("token={}", client.token);
    let revoke = || send(&org, "POST", "/services/oauth2/revoke", &[], form.as_bytes());
    assert_eq!(revoke().status, 200);
    assert_eq!(client.get("limits").status, 401);
    assert_eq!(revoke().json()["error"], "invalid_token");
}

#[test]
fn the_list_of_versions_needs_no_token() {
    let org = org();
    let answer = send(&org, "GET", "/services/data/", &[], b"");
    let told = answer.json();
    let newest = told.as_array().and_then(|all| all.last()).expect("versions");
    assert_eq!(newest["version"], "67.0");
    assert!(answer.header("Sforce-Limit-Info").is_none());
    assert_eq!(org.calls(), 0);
    let client = Client::new(&org);
    assert_eq!(client.get("/services/data/v30.0/limits").status, 410);
    assert_eq!(client.get("/services/data/v68.0/limits").status, 404);
}
