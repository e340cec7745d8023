//! Webhooks: what happened is posted to an address of another system, signed as Standard Webhooks ask for, with a CloudEvent
//! as the body.
//!
//! A message goes only to a host and port an administrator has named, never by way of a redirect, and to a private address
//! only where that address, too, is named: a name somebody else decides on must not lead into the builder's own network.

mod address;
mod message;
mod signature;

pub use address::Destination;
pub use message::{CONTENT_TYPE, CloudEvent};
pub use signature::SigningSecret;

use crate::{Allowed, ConnectorError};
use address::Narrow;
use chrono::{DateTime, Utc};
use reqwest::{header, redirect};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long an endpoint may take. Standard Webhooks: 15 to 30 s.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long a connection may take.
const PATIENCE_TO_CONNECT: Duration = Duration::from_secs(10);

/// How much of an answer is kept: enough for a person to see what it is about.
const KEPT_BYTES: usize = 500;

/// How much of an answer is read before the connection is given up.
const READ_BYTES: usize = 64 << 10;

/// The longest an endpoint may ask to be left in peace.
const LONGEST_REST: Duration = Duration::from_secs(24 * 3600);

/// What came of a message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The endpoint has it.
    Taken,
    /// Nobody knows, or it asks for patience: it goes again, after so long where it said so.
    Again(Option<Duration>),
    /// Nobody has allowed the way there, so nothing was sent: an administrator must look.
    Closed,
    /// The endpoint refuses it: a person must look.
    Refused,
    /// The endpoint is gone and wants nothing more (410).
    Gone,
}

/// One try.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tried {
    /// What came of it.
    pub outcome: Outcome,
    /// The status it answered with; none where it did not answer.
    pub status: Option<u16>,
    /// The beginning of what it said, or what was in the way.
    pub said: String,
    /// When it began.
    pub at: DateTime<Utc>,
    /// How long it took.
    pub ms: u64,
}

/// Sends messages. It keeps its connections to each endpoint open for a while.
#[derive(Clone)]
pub struct Sender {
    inner: Arc<Inner>,
}

struct Inner {
    allowed: Allowed,
    clients: Mutex<HashMap<(String, u16), reqwest::Client>>,
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sender")
    }
}

impl Sender {
    /// One that sends where an administrator has allowed it to.
    #[must_use]
    pub fn new(allowed: Allowed) -> Self {
        Self { inner: Arc::new(Inner { allowed, clients: Mutex::default() }) }
    }

    /// Checks an address: encrypted, or on this machine; named by an administrator.
    ///
    /// # Errors
    /// Says what is wrong with it, or what an administrator has to write where.
    pub fn destination(&self, url: &str) -> Result<Destination, ConnectorError> {
        let destination = Destination::parse(url)?;
        self.inner.allowed.check(&destination.host, destination.port)?;
        Ok(destination)
    }

    /// The connections to one host and port: no redirect, no proxy of the environment, no address that is not allowed.
    fn client(&self, to: &Destination) -> Result<reqwest::Client, ConnectorError> {
        let mut clients = self.inner.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let place = (to.host.clone(), to.port);
        if let Some(client) = clients.get(&place) {
            return Ok(client.clone());
        }
        let narrow = Narrow::new(&self.inner.allowed, to.port);
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .connect_timeout(PATIENCE_TO_CONNECT)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .user_agent("instand")
            .dns_resolver(Arc::new(narrow))
            .build()
            .map_err(|error| ConnectorError::Settings(format!("no connection can be made: {error}")))?;
        clients.insert(place, client.clone());
        Ok(client)
    }

    /// Posts one message under its id, signed with each of the secrets. `now` tells the time; sending the same id again is
    /// safe, for who receives it tells messages by it.
    pub async fn send(
        &self,
        url: &str,
        secrets: &[SigningSecret],
        (id, body): (&str, &[u8]),
        now: &(dyn Fn() -> DateTime<Utc> + Sync),
    ) -> Tried {
        let at = now();
        let tried = |outcome: Outcome, status: Option<u16>, said: String| Tried {
            outcome,
            status,
            said,
            at,
            ms: u64::try_from((now() - at).num_milliseconds()).unwrap_or(0),
        };
        let made = self.destination(url).and_then(|to| Ok((self.client(&to)?, to)));
        let (client, to) = match made {
            Ok(made) => made,
            Err(error) => return tried(Outcome::Closed, None, error.to_string()),
        };
        let stamp = at.timestamp();
        let request = client
            .post(to.url)
            .header(header::CONTENT_TYPE, CONTENT_TYPE)
            .header("webhook-id", id)
            .header("webhook-timestamp", stamp)
            .header("webhook-signature", signature::header(secrets, id, stamp, body))
            .body(body.to_vec());
        let mut response = match request.send().await {
            Ok(response) => response,
            Err(error) => return tried(Outcome::Again(None), None, crate::error::why(&error)),
        };
        let status = response.status().as_u16();
        let retry_after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let rest = retry_after.and_then(|text| rest(text, at));
        let mut said = Vec::new();
        let mut read = 0;
        // What it says may break off or be endless: the status is what counts.
        while let Ok(Some(part)) = response.chunk().await {
            read += part.len();
            said.extend_from_slice(part.get(..part.len().min(KEPT_BYTES - said.len())).unwrap_or_default());
            if read > READ_BYTES {
                break;
            }
        }
        let outcome = match status {
            200..=299 => Outcome::Taken,
            410 => Outcome::Gone,
            408 | 425 | 429 | 500..=599 => Outcome::Again(rest),
            _ => Outcome::Refused,
        };
        let mut said = String::from_utf8_lossy(&said).trim().to_owned();
        if (300..=399).contains(&status) {
            said = "it answers with a redirect; redirects are not followed, write the address it leads to".to_owned();
        }
        tried(outcome, Some(status), said)
    }
}

/// What `Retry-After` says: seconds, or an instant.
fn rest(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let seconds = match text.trim().parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => {
            let until = DateTime::parse_from_rfc2822(text.trim()).ok()?;
            u64::try_from((until.with_timezone(&Utc) - now).num_seconds()).unwrap_or(0)
        }
    };
    Some(Duration::from_secs(seconds).min(LONGEST_REST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_to_wait_is_said_in_seconds_or_as_an_instant() {
        let now: DateTime<Utc> = "2026-11-01T09:00:00Z".parse().expect("an instant");
        for (text, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Sun, 01 Nov 2026 09:05:00 GMT", Some(300)),
            ("Sun, 01 Nov 2026 08:00:00 GMT", Some(0)),
            ("99999999", Some(86_400)),
            ("soon", None),
            ("-5", None),
        ] {
            assert_eq!(rest(text, now).map(|of| of.as_secs()), seconds, "{text}");
        }
    }
}
