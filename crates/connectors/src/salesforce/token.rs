//! Tokens: one for all tasks, asked for once, kept until Salesforce refuses it. It never says how long one lasts.

use super::Client;
use super::exchange::{self, Body};
use super::failure::Failure;
use super::jwt::Signer;
use super::settings::{Credential, address};
use crate::Secret;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Method, Url};
use serde_json::Value;

/// How long a refused sign-in is not tried again: an account must not be locked by trying.
const REFUSED_FOR: TimeDelta = TimeDelta::minutes(1);

/// What signs in.
pub(super) enum SignIn {
    Client { client_id: String, secret: Secret },
    Key(Box<Signer>),
}

/// A token and where it holds.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) text: Secret,
    /// The API host, of the answer with the token; never derived from the login's.
    pub(super) instance: Url,
    /// Counts the tokens, so that of many who were refused one asks for the next.
    pub(super) number: u64,
}

/// What is known of the sign-in.
#[derive(Default)]
pub(super) struct Held {
    token: Option<Token>,
    number: u64,
    refused: Option<(DateTime<Utc>, Failure)>,
}

impl SignIn {
    pub(super) fn new(client_id: &str, credential: &Credential, login: &Url) -> Result<Self, crate::ConnectorError> {
        Ok(match credential {
            Credential::Client(secret) => Self::Client { client_id: client_id.to_owned(), secret: secret.clone() },
            Credential::Key { username, pem } => Self::Key(Box::new(Signer::new(client_id, username, login, pem)?)),
        })
    }

    fn form(&self, now: DateTime<Utc>) -> Result<Vec<(&'static str, Secret)>, Failure> {
        Ok(match self {
            Self::Client { client_id, secret } => vec![
                ("grant_type", Secret::new("client_credentials")),
                ("client_id", Secret::new(client_id)),
                ("client_secret", secret.clone()),
            ],
            Self::Key(signer) => {
                let assertion =
                    signer.assertion(now).map_err(|error| Failure::configuration("private_key", error.to_string()))?;
                vec![
                    ("grant_type", Secret::new("urn:ietf:params:oauth:grant-type:jwt-bearer")),
                    ("assertion", assertion),
                ]
            }
        })
    }
}

impl Client {
    /// The token, asked for where there is none, or where the one there is has the number `refused`.
    pub(super) async fn token(&self, refused: Option<u64>) -> Result<Token, Failure> {
        // Held while the token is asked for: the others wait for it instead of asking, too.
        let mut held = self.inner.held.lock().await;
        if let Some(token) = held.token.as_ref().filter(|token| refused != Some(token.number)) {
            return Ok(token.clone());
        }
        held.token = None;
        let now = self.inner.clock.now();
        if let Some((at, failure)) = &held.refused
            && now - *at < REFUSED_FOR
        {
            return Err(failure.clone());
        }
        match self.ask_for_token(now).await {
            Ok((text, instance)) => {
                held.number += 1;
                held.refused = None;
                let token = Token { text, instance, number: held.number };
                held.token = Some(token.clone());
                Ok(token)
            }
            Err(failure) => {
                if failure.class == super::Class::Configuration {
                    held.refused = Some((now, failure.clone()));
                }
                Err(failure)
            }
        }
    }

    async fn ask_for_token(&self, now: DateTime<Utc>) -> Result<(Secret, Url), Failure> {
        let inner = &self.inner;
        let mut url = inner.checked.login.clone();
        url.set_path("/services/oauth2/token");
        let form = inner.sign_in.form(now)?;
        inner.budget.count(false);
        let answer = exchange::once(&inner.http, Method::POST, url, None, Body::Form(&form), &[]).await?;
        let said: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let text = |name: &str| said.as_ref().and_then(|said| said.get(name)).and_then(Value::as_str);
        let hide = |text: &str| form.iter().skip(1).fold(text.to_owned(), |text, (_, secret)| secret.redact(&text));
        if answer.status != 200 {
            return Err(match text("error") {
                Some(error) => refusal(&hide(error), &hide(text("error_description").unwrap_or_default())),
                None => Failure::of_answer(answer.status, &answer.body, ""),
            });
        }
        let (Some(token), Some(instance)) = (text("access_token"), text("instance_url")) else {
            return Err(Failure::unknown(
                "token_answer",
                "the answer to the sign-in holds no access_token and instance_url",
            ));
        };
        let instance = address("instance_url of the sign-in", instance)
            .map_err(|why| Failure::configuration("instance_url", why))?;
        let same = |of: &Url| (of.host_str().map(str::to_owned), of.port_or_known_default());
        if same(&instance) != same(&inner.checked.login) {
            let host = instance.host_str().unwrap_or_default();
            let port = instance.port_or_known_default().unwrap_or_default();
            inner.allowed.check(host, port).map_err(|error| {
                Failure::configuration("not_allowed", format!("Salesforce names {host} as this org's address; {error}"))
            })?;
        }
        Ok((Secret::new(token), instance))
    }
}

/// A refused sign-in, with what to do. All of these are for the administrator.
fn refusal(error: &str, description: &str) -> Failure {
    let said = description.to_lowercase();
    let has = |text: &str| said.contains(text);
    let hint = match error {
        _ if has("expired authorization code") => {
            "the clock of this machine is off, or that of whom it asks: compare it with the time of an NTP server"
        }
        _ if has("approved this consumer") => {
            "the app is not approved for this user: in its policies set \"Admin approved users are pre-authorized\" and \
             give the user's permission set access to it"
        }
        _ if has("audience") => {
            "login_url belongs to another kind of org: https://test.salesforce.com for a sandbox, else \
             https://login.salesforce.com"
        }
        _ if has("locked") => "the user is locked: unlock it in the set-up under Users",
        _ if has("no client credentials user") => {
            "the app has no user to run as: in its policies enable the client credentials flow and name the integration \
             user under \"Run As\""
        }
        _ if has("not supported on this domain") => {
            "login_url must be the org's My Domain, https://example.my.salesforce.com"
        }
        _ if has("assertion") => {
            "the key does not fit the certificate of the app, or username is wrong: upload the certificate of \
             private_key_file again"
        }
        "invalid_client_id" => {
            "client_id is wrong: copy the consumer key of the app; a new app takes ten minutes to work"
        }
        "invalid_client" => "client_secret_file holds another secret than the app has: copy the consumer secret again",
        "unsupported_grant_type" => {
            "this flow is not enabled in the app: enable JWT bearer or client credentials in its settings"
        }
        "inactive_user" => "the user is not active: activate it in the set-up under Users",
        "inactive_org" => "the org is locked, suspended or closed: ask Salesforce",
        "invalid_grant" => "look at username, at the app's policies and at the user's login history in the set-up",
        _ => "look at the login history of the user in Salesforce's set-up",
    };
    Failure::configuration(error, format!("the sign-in is refused: {description}. What to do: {hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_sign_in_says_what_to_do() {
        for (error, description, says) in [
            ("invalid_grant", "expired authorization code", "clock"),
            ("invalid_grant", "user hasn't approved this consumer", "pre-authorized"),
            ("invalid_grant", "audience is invalid", "https://test.salesforce.com"),
            ("invalid_grant", "invalid assertion", "certificate"),
            ("invalid_grant", "user is locked", "unlock"),
            ("invalid_grant", "no client credentials user enabled", "Run As"),
            ("invalid_grant", "request not supported on this domain", "My Domain"),
            ("invalid_grant", "something new", "login history"),
            ("invalid_client_id", "client identifier invalid", "client_id"),
            ("invalid_client", "invalid client credentials", "client_secret_file"),
            ("unsupported_grant_type", "grant type not supported", "enable"),
            ("inactive_user", "user is inactive", "activate"),
            ("inactive_org", "organization is inactive", "suspended"),
            ("new_error", "", "login history"),
        ] {
            let failure = refusal(error, description);
            assert_eq!(failure.class, super::super::Class::Configuration);
            assert!(failure.message.contains(says) && failure.message.contains(description), "{failure}");
        }
    }
}
