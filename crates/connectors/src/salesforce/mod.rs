//! Salesforce: opportunities are written into it, and what became of them is read.
//!
//! Writes are upserts by a key of ours and nothing else, so that every one can be done again. An answer is of one
//! [`Class`], which says what to do; nothing but a locked row is tried again here. What goes out and when, and what is
//! kept of it, is the caller's. What was measured or read about Salesforce itself is in `docs/salesforce.md`.

mod batches;
mod budget;
mod bulk;
mod check;
mod clock;
mod describe;
mod exchange;
mod failure;
mod jwt;
mod mapping;
mod outcomes;
mod query;
mod read_back;
mod record;
mod rows;
mod settings;
mod token;
mod upsert;

pub use budget::{Calls, Urgency, Usage};
pub use bulk::{Job, KeepJob};
pub use check::{Checked, Lack, Seen};
pub use clock::Clock;
pub use describe::{Description, FieldDescription, PicklistValue, Stage, usual_stage};
pub use failure::{Class, Failure};
pub use mapping::{Mapped, Mapping, Noun, ObjectMapping};
pub use outcomes::{Changed, Changes};
pub use read_back::{Difference, Found, differences};
pub use record::{Outcome, Record};
pub use settings::{DuplicateRules, KindName, Settings};

use crate::{Allowed, ConnectorError};
use budget::Budget;
use reqwest::Method;
use serde_json::Value;
use settings::Version;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use token::{Held, SignIn, Token};
use tokio::sync::OnceCell;

/// A Salesforce org as it is set up. Clones share token, counts and what is known of the org.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    mapping: Arc<Mapping>,
}

struct Inner {
    checked: settings::Checked,
    sign_in: SignIn,
    allowed: Allowed,
    clock: Clock,
    http: reqwest::Client,
    held: tokio::sync::Mutex<Held>,
    version: OnceCell<Version>,
    budget: Budget,
    described: Mutex<HashMap<String, (String, Arc<Description>)>>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("place", &self.place()).finish_non_exhaustive()
    }
}

impl Client {
    /// A client of these settings; connects to nothing yet. `variable` gives variables of the environment:
    /// `INSTAND_CONNECTOR_SALESFORCE_CLIENT_SECRET` and `INSTAND_CONNECTOR_SALESFORCE_PRIVATE_KEY` go before the files;
    /// relative paths are below `folder`.
    ///
    /// # Errors
    /// Where a setting is missing or wrong, a file with a secret cannot be read, or nobody has allowed the destination.
    pub fn new(
        settings: Settings,
        variable: &dyn Fn(&str) -> Option<String>,
        folder: &Path,
        allowed: &Allowed,
        clock: Clock,
    ) -> Result<Self, ConnectorError> {
        let checked = settings.checked(variable, folder)?;
        let (host, port) = (checked.login.host_str(), checked.login.port_or_known_default());
        allowed.check(host.unwrap_or_default(), port.unwrap_or_default())?;
        let sign_in = SignIn::new(&checked.client_id, &checked.credential, &checked.login)?;
        let inner = Inner {
            checked,
            sign_in,
            allowed: allowed.clone(),
            clock,
            http: exchange::connections()?,
            held: tokio::sync::Mutex::default(),
            version: OnceCell::new(),
            budget: Budget::default(),
            described: Mutex::default(),
        };
        let mapping = Arc::new(inner.checked.mapping.clone());
        Ok(Self { inner: Arc::new(inner), mapping })
    }

    /// The same with another mapping, which goes before that of the settings file.
    ///
    /// # Errors
    /// Where the mapping is wrong: a sentence that begins with its place.
    pub fn with_mapping(&self, mapping: Mapping) -> Result<Self, String> {
        let mapping = mapping.completed(self.key_field())?;
        Ok(Self { inner: Arc::clone(&self.inner), mapping: Arc::new(mapping) })
    }

    /// Whether a noun is written as it is where nobody says anything.
    #[must_use]
    pub fn is_usual(&self, noun: Noun) -> bool {
        let usual = Mapping::default().completed(self.key_field());
        usual.is_ok_and(|usual| usual.of(noun) == self.mapping.of(noun))
    }

    /// Where it signs in, without anything secret.
    #[must_use]
    pub fn place(&self) -> String {
        self.inner.checked.login.as_str().trim_end_matches('/').to_owned()
    }

    /// The field of our key.
    #[must_use]
    pub fn key_field(&self) -> &str {
        &self.inner.checked.key_field
    }

    /// Which of our fields fills which of theirs.
    #[must_use]
    pub fn mapping(&self) -> &Mapping {
        &self.mapping
    }

    /// The calls this client made.
    #[must_use]
    pub fn calls(&self) -> Calls {
        self.inner.budget.calls()
    }

    /// The calls of all programs within 24 hours, as Salesforce last said.
    #[must_use]
    pub fn usage(&self) -> Option<Usage> {
        self.inner.budget.usage()
    }

    /// The version to speak: the one that is set, or the nearest the org has. Asked for once.
    async fn version(&self, token: &Token) -> Result<Version, Failure> {
        let ask = || async {
            let inner = &self.inner;
            let mut url = token.instance.clone();
            url.set_path("/services/data/");
            inner.budget.count(false);
            let answer = exchange::once(&inner.http, Method::GET, url, None, exchange::Body::None, &[]).await?;
            if answer.status != 200 {
                return Err(Failure::of_answer(answer.status, &answer.body, ""));
            }
            let said = answer.json()?;
            let versions = said.as_array().into_iter().flatten();
            let listed: Vec<Version> =
                versions.filter_map(|of| of.get("version").and_then(Value::as_str).and_then(Version::parse)).collect();
            inner.checked.version.clamped(&listed).ok_or_else(|| {
                Failure::configuration(
                    "versions",
                    format!("{} lists no versions; is this a Salesforce org?", token.instance),
                )
            })
        };
        self.inner.version.get_or_try_init(ask).await.copied()
    }
}
