//! One request and its answer: bounded in time and size, signed in anew once, counted.

use super::Client;
use super::budget::Urgency;
use super::failure::{Class, Failure};
use crate::Secret;
use reqwest::{Method, Url, header, redirect};
use serde_json::Value;
use std::time::Duration;

/// How long an answer may take. Salesforce itself ends a call after ten minutes; one of 200 records takes seconds.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long a token may take: all tasks wait for it.
const PATIENCE_OF_SIGN_IN: Duration = Duration::from_secs(30);
/// How long sending or receiving the rows of a bulk job may take.
const PATIENCE_OF_BULK: Duration = Duration::from_secs(600);
/// How large an answer may be.
const MOST_BYTES: usize = 32 << 20;
/// How large the results of a bulk job may be: its rows, which have at most 100 MB, with an id and an error each.
const MOST_BYTES_OF_BULK: usize = 192 << 20;

/// What is sent.
#[derive(Clone, Copy)]
pub(super) enum Body<'a> {
    None,
    Json(&'a Value),
    Csv(&'a [u8]),
    Form(&'a [(&'static str, Secret)]),
    /// Nothing; rows come back.
    RowsBack,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    limit_info: Option<String>,
    pub(super) last_modified: Option<String>,
}

impl Answer {
    /// The answer as JSON. One that breaks off says nothing about what was done.
    pub(super) fn json(&self) -> Result<Value, Failure> {
        serde_json::from_slice(&self.body).map_err(|_| {
            Failure::unknown("broken_answer", format!("the answer (status {}) is no complete JSON", self.status))
        })
    }
}

/// A request of the interface.
pub(super) struct Ask<'a> {
    pub(super) method: Method,
    /// Path and query from the host on, or below the version where it does not begin with `/`.
    pub(super) path: &'a str,
    pub(super) body: Body<'a>,
    pub(super) headers: &'a [(&'static str, &'a str)],
    pub(super) urgency: Urgency,
}

impl<'a> Ask<'a> {
    pub(super) fn get(path: &'a str, urgency: Urgency) -> Self {
        Self { method: Method::GET, path, body: Body::None, headers: &[], urgency }
    }
}

/// The connections to an org: no redirect to where nobody allowed, no proxy of the environment.
pub(super) fn connections() -> Result<reqwest::Client, crate::ConnectorError> {
    let builder = reqwest::Client::builder().timeout(PATIENCE).connect_timeout(Duration::from_secs(10));
    let builder = builder.redirect(redirect::Policy::none()).no_proxy().user_agent("instand");
    builder.build().map_err(|error| crate::ConnectorError::Settings(format!("no connection can be made: {error}")))
}

/// Sends once and takes what comes.
pub(super) async fn once(
    http: &reqwest::Client,
    method: Method,
    url: Url,
    token: Option<&Secret>,
    body: Body<'_>,
    headers: &[(&'static str, &str)],
) -> Result<Answer, Failure> {
    let whom = url.host_str().unwrap_or_default().to_owned();
    let unreachable = |error: &reqwest::Error| {
        let why = crate::error::why(error);
        let why = token.map_or_else(|| why.clone(), |token| token.redact(&why));
        Failure::unknown("unreachable", format!("{whom} does not answer: {why}"))
    };
    let mut request = http.request(method, url);
    let mut most = MOST_BYTES;
    request = match body {
        Body::None => request,
        Body::Json(value) => request.json(value),
        Body::Csv(rows) => request
            .timeout(PATIENCE_OF_BULK)
            .header(header::CONTENT_TYPE, "text/csv; charset=UTF-8")
            .body(rows.to_vec()),
        Body::Form(fields) => {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.reveal())).collect();
            request.timeout(PATIENCE_OF_SIGN_IN).form(&fields)
        }
        Body::RowsBack => {
            most = MOST_BYTES_OF_BULK;
            request.timeout(PATIENCE_OF_BULK).header(header::ACCEPT, "text/csv")
        }
    };
    if let Some(token) = token {
        request = request.bearer_auth(token.reveal());
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut response = request.send().await.map_err(|error| unreachable(&error))?;
    let status = response.status().as_u16();
    let text = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (limit_info, last_modified) = (text("sforce-limit-info"), text("last-modified"));
    let mut body: Vec<u8> = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| unreachable(&error))? {
        if body.len() + part.len() > most {
            let message = format!("{whom}: an answer of more than {} MB", most >> 20);
            return Err(Failure::unknown("large_answer", message));
        }
        body.extend_from_slice(&part);
    }
    Ok(Answer { status, body, limit_info, last_modified })
}

impl Client {
    /// Asks, with a new token once where the old one is over. Every answer that is no success is a failure; 304 is one.
    pub(super) async fn ask(&self, ask: Ask<'_>) -> Result<Answer, Failure> {
        let inner = &self.inner;
        inner.budget.allows(ask.urgency, inner.clock.now())?;
        let mut refused = None;
        loop {
            let token = self.token(refused).await?;
            let path = if ask.path.starts_with('/') {
                ask.path.to_owned()
            } else {
                format!("/services/data/v{}/{}", self.version(&token).await?, ask.path)
            };
            let url = token.instance.join(&path).ok().filter(|url| url.origin() == token.instance.origin());
            let url =
                url.ok_or_else(|| Failure::configuration("address", format!("{path} is no address of the org")))?;
            inner.budget.count(true);
            let answer = once(&inner.http, ask.method.clone(), url, Some(&token.text), ask.body, ask.headers).await?;
            let now = inner.clock.now();
            if let Some(info) = &answer.limit_info {
                inner.budget.read(info, now);
            }
            match answer.status {
                200..=299 | 304 => return Ok(answer),
                401 if refused.is_none() => refused = Some(token.number),
                401 => {
                    // The next call asks for another one, a minute later at the earliest, should it be refused, too.
                    let said = Failure::of_answer(401, &answer.body, &inner.checked.key_field);
                    let message = format!(
                        "Salesforce gave a token and refused it at once ({}); look at the session settings and the \
                         IP ranges of the user's profile, and whether the permission set has \"API Enabled\"",
                        said.message
                    );
                    return Err(Failure::configuration(&said.code, token.text.redact(&message)));
                }
                status => {
                    let mut failure = Failure::of_answer(status, &answer.body, &inner.checked.key_field);
                    failure.message = token.text.redact(&failure.message);
                    // The header counts late; what is used up is used up.
                    if failure.class == Class::Quota
                        && failure.retry_after == Some(super::failure::PARKED)
                        && let Some(most) = inner.budget.usage().map(|usage| usage.most)
                    {
                        inner.budget.note(most, most, now);
                    }
                    return Err(failure);
                }
            }
        }
    }

    /// Asks and reads JSON.
    pub(super) async fn ask_json(&self, ask: Ask<'_>) -> Result<Value, Failure> {
        self.ask(ask).await?.json()
    }
}
