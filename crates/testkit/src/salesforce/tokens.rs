//! Access tokens: client credentials and JWT bearer, their errors, their life and their end.

use super::answer::{Answer, Asked};
use super::data::Data;
use super::write::text;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use ring::signature::{KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RsaKeyPair, UnparsedPublicKey};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};

/// The consumer key of the app that is registered.
pub(super) const CLIENT_ID: &str = "3MVG9Instand.StandIn.ConsumerKey0123456789";
/// Its secret.
pub(super) const CLIENT_SECRET: &str = "1955279925675241571INSTANDIN";
/// The private key whose certificate is registered with it. For tests alone.
pub(super) const PRIVATE_KEY: &str = include_str!("jwt_key.pem");
/// Whom the app acts as.
pub(super) const USERNAME: &str = "integration@instand.example";
/// The org's id.
pub(super) const ORG_ID: &str = "00DQy0000001abcMAA";

const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// How far ahead an assertion may expire, with some room for clocks. The documentation speaks of three minutes; clients
/// in use sign for five.
const LONGEST_ASSERTION: TimeDelta = TimeDelta::seconds(330);

/// All tokens and what they are given for.
pub(super) struct Tokens {
    life: TimeDelta,
    instance_url: String,
    is_approved: bool,
    has_execution_user: bool,
    audiences: Vec<String>,
    issued: HashMap<String, DateTime<Utc>>,
    random: RandomState,
}

/// An error of OAuth: an object, never an array.
fn no(error: &str, description: &str) -> Answer {
    Answer::json(400, json!({"error": error, "error_description": description}))
}

impl Tokens {
    pub(super) fn new(setup: &super::Setup, instance_url: String) -> Self {
        Self {
            life: TimeDelta::from_std(setup.token_life).unwrap_or(TimeDelta::MAX),
            instance_url,
            is_approved: setup.is_approved,
            has_execution_user: setup.has_execution_user,
            audiences: setup.audiences.clone(),
            issued: HashMap::new(),
            random: RandomState::new(),
        }
    }

    /// Whether a request carries a token that lives.
    pub(super) fn is_signed_in(&self, asked: &Asked, now: DateTime<Utc>) -> bool {
        bearer(asked).and_then(|token| self.issued.get(token)).is_some_and(|until| now < *until)
    }

    /// Ends the token of a request.
    pub(super) fn end(&mut self, asked: &Asked) {
        if let Some(token) = bearer(asked) {
            self.issued.remove(token);
        }
    }

    /// Ends all tokens.
    pub(super) fn end_all(&mut self) {
        self.issued.clear();
    }

    /// `POST /services/oauth2/token`
    pub(super) fn grant(&mut self, asked: &Asked, data: &Data) -> Answer {
        if asked.method != "POST" {
            return no("invalid_request", "must use HTTP POST");
        }
        let form: HashMap<String, String> = form_urlencoded::parse(&asked.body).into_owned().collect();
        let refused = match form.get("grant_type").map(String::as_str) {
            Some("client_credentials") => self.check_credentials(asked, &form),
            Some(JWT_BEARER) => self.check_assertion(form.get("assertion").map_or("", String::as_str), data),
            Some(_) => Some(no("unsupported_grant_type", "grant type not supported")),
            None => Some(no("invalid_request", "missing grant_type")),
        };
        refused.unwrap_or_else(|| self.issue(data))
    }

    fn issue(&mut self, data: &Data) -> Answer {
        let now = data.clock.now();
        let number = self.issued.len();
        let random: String = (0..5).map(|part| format!("{:016x}", self.random.hash_one((now, number, part)))).collect();
        let token = format!("{}!AQ{random}.", &ORG_ID[..15]);
        self.issued.insert(token.clone(), now.checked_add_signed(self.life).unwrap_or(DateTime::<Utc>::MAX_UTC));
        // Neither a refresh token nor `expires_in`: a client learns of the end from a 401.
        Answer::json(
            200,
            json!({"access_token": token, "scope": "api", "instance_url": self.instance_url, "token_type": "Bearer",
                "id": format!("https://login.salesforce.com/id/{ORG_ID}/{}", data.user)}),
        )
        .with_header("Cache-Control", "no-store")
    }

    fn check_credentials(&self, asked: &Asked, form: &HashMap<String, String>) -> Option<Answer> {
        let basic = asked.header("authorization").and_then(|given| given.strip_prefix("Basic "));
        let basic = basic.and_then(|given| String::from_utf8(STANDARD.decode(given).ok()?).ok());
        let basic = basic.as_ref().and_then(|given| given.split_once(':'));
        let given = |field: &str| form.get(field).map(String::as_str);
        let client = basic.map(|(client, _)| client).or(given("client_id"));
        let secret = basic.map(|(_, secret)| secret).or(given("client_secret"));
        if client != Some(CLIENT_ID) {
            return Some(no("invalid_client_id", "client identifier invalid"));
        }
        if secret != Some(CLIENT_SECRET) {
            return Some(no("invalid_client", "invalid client credentials"));
        }
        (!self.has_execution_user).then(|| no("invalid_grant", "no client credentials user enabled"))
    }

    fn check_assertion(&self, assertion: &str, data: &Data) -> Option<Answer> {
        let invalid = || Some(no("invalid_grant", "invalid assertion"));
        let Some((signed, signature)) = assertion.rsplit_once('.') else { return invalid() };
        let Some((header, claims)) = signed.split_once('.') else { return invalid() };
        let (Some(header), Some(claims)) = (decoded(header), decoded(claims)) else { return invalid() };
        if header["alg"] != "RS256" {
            return invalid();
        }
        if claims["iss"] != CLIENT_ID {
            return Some(no("invalid_client_id", "client identifier invalid"));
        }
        let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return invalid() };
        if !is_signed(signed.as_bytes(), &signature) {
            return invalid();
        }
        let audience = claims["aud"].as_str().unwrap_or_default();
        if !self.audiences.iter().any(|known| known == audience.trim_end_matches('/')) {
            return Some(no("invalid_grant", "audience is invalid"));
        }
        let now = data.clock.now();
        // Seconds; a number in milliseconds lies in the far future and is as invalid as a text.
        let until = claims["exp"].as_i64().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        match until {
            Some(until) if until <= now => return Some(no("invalid_grant", "expired authorization code")),
            Some(until) if until - now <= LONGEST_ASSERTION => {}
            _ => return invalid(),
        }
        let subject = claims["sub"].as_str().unwrap_or_default();
        let user = data.rows("User").iter().find(|user| text(user, "Username") == Some(subject));
        if user.is_some_and(|user| user["IsActive"] == json!(false)) {
            return Some(no("inactive_user", "user is inactive"));
        }
        (subject != USERNAME || !self.is_approved).then(|| no("invalid_grant", "user hasn't approved this consumer"))
    }

    /// `POST /services/oauth2/revoke`
    pub(super) fn revoke(&mut self, asked: &Asked) -> Answer {
        let given = if asked.body.is_empty() { asked.query.as_bytes() } else { &asked.body };
        let token = form_urlencoded::parse(given).find(|(name, _)| name == "token").map(|(_, token)| token);
        match token.and_then(|token| self.issued.remove(token.as_ref())) {
            Some(_) => Answer::empty(200),
            None => no("invalid_token", "invalid token"),
        }
    }
}

fn bearer(asked: &Asked) -> Option<&str> {
    let given = asked.header("authorization")?;
    given.strip_prefix("Bearer ").or_else(|| given.strip_prefix("OAuth "))
}

fn decoded(part: &str) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn is_signed(message: &[u8], signature: &[u8]) -> bool {
    let base64: String = PRIVATE_KEY.lines().filter(|line| !line.starts_with("-----")).collect();
    let der = STANDARD.decode(base64).expect("the key is PEM");
    let pair = RsaKeyPair::from_pkcs8(&der).expect("the key is PKCS#8");
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref());
    public.verify(message, signature).is_ok()
}
