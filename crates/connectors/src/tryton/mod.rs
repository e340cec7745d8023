//! Tryton, over JSON-RPC: any model, by the fields and the domain an administrator names, usually customers, addresses,
//! lots (serial numbers) and deliveries.
//!
//! Where an administrator says so, opportunities are written there, too ([`Opportunities`]), and what became of them is
//! read. There is no upsert: a record is looked for by our key before it is made.

mod bring;
mod check;
mod defaults;
mod domain;
mod failure;
mod opportunities;
mod outcomes;
mod session;
mod values;

pub use opportunities::{Desk, Opportunities, Opportunity};
pub use outcomes::{Changed, Changes, Sale};

use crate::connector::{Finding, Known, Pulled, Secrets, file_of, pulled};
use crate::settings::{RecordSettings, Settings, length};
use crate::snapshot::{Key, Snapshot};
use crate::{Allowed, ConnectorError, Secret};
use chrono::{NaiveDateTime, TimeDelta};
use reqwest::Url;
use serde_json::{Map, Value, json};
use session::{Purpose, Session};
use std::collections::BTreeMap;

/// Records asked for at once.
const PAGE: usize = 1000;

/// Columns every file of Tryton begins with.
const OWN: [&str; 2] = ["id", "changed_at"];

/// A Tryton server as it is set up.
#[derive(Clone, Debug)]
pub struct Tryton {
    url: Url,
    user: String,
    password: Option<Secret>,
    overlap: TimeDelta,
    /// What is read.
    pub(crate) records: Vec<RecordSettings>,
    /// The usual records are asked for; what the server has no module for is then left out.
    usual: bool,
    /// How opportunities are written, where they are.
    writes: Option<Writes>,
}

/// How opportunities are written.
#[derive(Clone, Debug)]
struct Writes {
    /// How often outcomes are read.
    every: TimeDelta,
    /// How long an answer may take.
    patience: TimeDelta,
    /// The code of the employee's party, by our owner.
    employees: BTreeMap<String, String>,
}

impl Tryton {
    pub(crate) fn new(
        name: &str,
        settings: &Settings,
        secrets: &Secrets<'_>,
        allowed: &Allowed,
    ) -> Result<Self, ConnectorError> {
        let wrong = |what: &str| ConnectorError::Settings(format!("[connectors.{name}] {what}"));
        let text =
            settings.url.as_deref().ok_or_else(|| wrong("url is missing, such as \"https://erp.example.com\""))?;
        let mut url = Url::parse(text).map_err(|_| wrong("url is no address such as \"https://erp.example.com\""))?;
        let (Some(host), Some(port), "http" | "https") =
            (url.host_str().map(str::to_owned), url.port_or_known_default(), url.scheme())
        else {
            return Err(wrong("url must begin with http:// or https://"));
        };
        if url.password().is_some() || !url.username().is_empty() {
            return Err(wrong("url may hold neither user nor password; write `user` and `password_file`"));
        }
        allowed.check(&host, port)?;
        let database = settings.database.as_deref().filter(|database| !database.is_empty());
        let database = database.ok_or_else(|| wrong("database is missing: the name of Tryton's database"))?;
        url.path_segments_mut().map_err(|()| wrong("url is no address"))?.pop_if_empty().push(database).push("");
        let user = settings.user.clone().ok_or_else(|| wrong("user is missing: whom to sign in as"))?;
        let password = secrets.find("PASSWORD", settings.password_file.as_ref())?;
        if !settings.reads && (!settings.records.is_empty() || !settings.writes_opportunities) {
            return Err(wrong(
                "reads = false is for a Tryton that only opportunities are written into, without records",
            ));
        }
        let usual = settings.reads && settings.records.is_empty();
        let records = if usual { defaults::records() } else { settings.records.clone() };
        for of in &records {
            if of.model.is_none() || of.query.is_some() {
                return Err(wrong("records: each needs a `model`, such as model = \"stock.lot\""));
            }
            if of.columns.is_empty() || of.kind.is_none() {
                return Err(wrong(
                    "records: each needs its `kind` and `columns`, such as columns = { number = \"serial_number\" }",
                ));
            }
            domain::check(of.domain.as_ref()).map_err(|what| wrong(&format!("records: {what}")))?;
        }
        let overlap = length(name, "overlap", settings.overlap.as_deref(), TimeDelta::minutes(10))?;
        let writes = writes(name, settings)?;
        Ok(Self { url, user, password, overlap, records, usual, writes })
    }

    pub(crate) fn place(&self) -> String {
        self.url.to_string()
    }

    async fn session(&self, purpose: Purpose) -> Result<Session, ConnectorError> {
        let missing = || {
            ConnectorError::Settings(
                "no password: write password_file into the connector's settings, or set INSTAND_CONNECTOR_NAME_PASSWORD"
                    .to_owned(),
            )
        };
        let password = self.password.clone().ok_or_else(missing)?;
        Session::open(self.url.clone(), self.user.clone(), password, purpose).await
    }

    pub(crate) async fn pull(&self, known: &Known, full: bool) -> Result<Vec<Pulled>, ConnectorError> {
        let session = self.session(Purpose::Reading).await?;
        let mut all = Vec::new();
        for of in &self.records {
            match self.pull_set(&session, of, known, full).await {
                Ok(set) => all.push(set),
                Err(error) if self.usual && session::is_unknown_model(&error, model(of)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(all)
    }

    async fn pull_set(
        &self,
        session: &Session,
        of: &RecordSettings,
        known: &Known,
        full: bool,
    ) -> Result<Pulled, ConnectorError> {
        let headings: Vec<String> = OWN.into_iter().map(str::to_owned).chain(of.columns.keys().cloned()).collect();
        let before = if full { None } else { known.get(&file_of(of)) };
        let before = before.and_then(|bytes| Snapshot::read(bytes, &headings, &[0]));
        let since = before.as_ref().and_then(|before| before.greatest(1)).and_then(values::instant);
        let since = since.and_then(|since| since.checked_sub_signed(self.overlap));
        let mut now = before.filter(|_| since.is_some()).unwrap_or_else(|| Snapshot::new(headings, vec![0]));
        let has_active = session.fields(model(of)).await?.contains_key("active");
        let mut fields: Vec<String> = of.columns.keys().cloned().collect();
        fields.extend(domain::change_fields(of));
        if has_active {
            fields.push("active".to_owned());
        }
        let changed = since.map(|since| domain::changed_since(of, since));
        let mut read = 0;
        let mut found = Vec::new();
        let (mut last, wanted) = (-1, domain::all([of.domain.clone(), changed.clone()]));
        loop {
            let page = domain::after(&wanted, last);
            let order = json!([["id", "ASC"]]);
            let answer =
                session.call(model(of), "search_read", vec![page, json!(0), json!(PAGE), order, json!(fields)]);
            let Value::Array(rows) = answer.await? else {
                return Err(session.misunderstood(model(of), "search_read gave no list"));
            };
            for row in &rows {
                let Some(id) = row.get("id").and_then(Value::as_i64) else {
                    return Err(session.misunderstood(model(of), "a record has no id"));
                };
                (last, read) = (id, read + 1);
                let active = row.get("active").is_none_or(|active| *active != Value::Bool(false));
                if active {
                    found.push(id);
                    now.put(line(of, id, row))?;
                }
            }
            if rows.len() < PAGE {
                break;
            }
        }
        let mut removed = 0;
        if let Some(changed) = changed {
            // What changed and is not among those wanted was switched off, or is no longer what the domain asks for.
            for id in self.ids(session, of, &changed).await? {
                if found.binary_search(&id).is_err() && now.remove(&Key::of([id.to_string().as_str()])) {
                    removed += 1;
                }
            }
        }
        pulled(of, &now, (read, removed), known)
    }

    async fn ids(&self, session: &Session, of: &RecordSettings, wanted: &Value) -> Result<Vec<i64>, ConnectorError> {
        let mut all: Vec<i64> = Vec::new();
        loop {
            let page = domain::after(wanted, all.last().copied().unwrap_or(-1));
            let order = json!([["id", "ASC"]]);
            let answer = session.call(model(of), "search", vec![page, json!(0), json!(PAGE), order]).await?;
            let Some(ids) = answer.as_array() else {
                return Err(session.misunderstood(model(of), "search gave no list"));
            };
            all.extend(ids.iter().filter_map(Value::as_i64));
            if ids.len() < PAGE {
                return Ok(all);
            }
        }
    }

    pub(crate) async fn check(&self) -> Vec<Finding> {
        let session = match self.session(Purpose::Reading).await {
            Ok(session) => session,
            Err(error) => return vec![Finding::bad(error.to_string())],
        };
        let mut findings = vec![Finding::good(format!("signed in at {} as {}", self.url, self.user))];
        let local = self.url.host_str().is_some_and(|host| host == "localhost" || host.starts_with("127."));
        if self.url.scheme() == "http" && !local {
            findings.push(Finding::bad("the password goes over the network unencrypted; use https"));
        }
        for of in &self.records {
            findings.push(match self.look(&session, of).await {
                Ok(Ok(count)) => Finding::good(format!("{}: {count} records", model(of))),
                Ok(Err(missing)) => Finding::bad(format!("{}: there is no field {missing}", model(of))),
                Err(error) if session::is_unknown_model(&error, model(of)) => {
                    let what = format!("{}: the server has no such model; is its module activated?", model(of));
                    Finding { good: self.usual, text: what }
                }
                Err(error) => Finding::bad(error.to_string()),
            });
        }
        findings
    }

    /// How many records there are, or which field is missing.
    async fn look(&self, session: &Session, of: &RecordSettings) -> Result<Result<i64, String>, ConnectorError> {
        for path in of.columns.keys().chain(&of.changed_with) {
            let path = domain::path(path);
            let mut model = model(of).to_owned();
            for step in path.split('.') {
                let fields: Map<String, Value> = session.fields(&model).await?;
                let Some(field) = fields.get(step) else { return Ok(Err(path.to_owned())) };
                match field.get("relation").and_then(Value::as_str) {
                    Some(relation) => model = relation.to_owned(),
                    // Beyond a reference or a plain field nothing is declared.
                    None => break,
                }
            }
        }
        let wanted = domain::all([of.domain.clone(), None]);
        let count = session.call(model(of), "search_count", vec![wanted]).await?;
        Ok(Ok(count.as_i64().unwrap_or(0)))
    }
}

fn writes(name: &str, settings: &Settings) -> Result<Option<Writes>, ConnectorError> {
    let wrong = |what: &str| ConnectorError::Settings(format!("[connectors.{name}] {what}"));
    if !settings.writes_opportunities {
        let unused = [
            ("outcomes_every", settings.outcomes_every.is_some()),
            ("patience", settings.patience.is_some()),
            ("employees", !settings.employees.is_empty()),
        ];
        return match unused.iter().find(|(_, is_there)| *is_there) {
            Some((setting, _)) => Err(wrong(&format!("{setting} belongs to writes_opportunities = true"))),
            None => Ok(None),
        };
    }
    let every = length(name, "outcomes_every", settings.outcomes_every.as_deref(), TimeDelta::minutes(5))?;
    let patience = length(name, "patience", settings.patience.as_deref(), TimeDelta::minutes(2))?;
    if every < TimeDelta::minutes(1) {
        return Err(wrong("outcomes_every must be a minute or more"));
    }
    if patience < TimeDelta::seconds(1) {
        return Err(wrong("patience must be a second or more, such as \"2m\""));
    }
    Ok(Some(Writes { every, patience, employees: settings.employees.clone() }))
}

fn model(of: &RecordSettings) -> &str {
    of.model.as_deref().unwrap_or_default()
}

/// A line of the file.
fn line(of: &RecordSettings, id: i64, row: &Value) -> Vec<String> {
    let changes = domain::change_fields(of);
    let changed: Option<NaiveDateTime> =
        changes.iter().flat_map(|path| values::at(row, path)).filter_map(values::tagged_instant).max();
    let changed = changed.map(values::written).unwrap_or_default();
    let cells = of.columns.keys().map(|path| values::text(row, path));
    [id.to_string(), changed].into_iter().chain(cells).collect()
}
