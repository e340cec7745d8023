//! Connectors at work: a loop that pulls when it is time, and what it must remember between two looks.

use crate::api::runs::decide_now;
use crate::app::App;
use crate::jobs::{self, Job, JobKind, JobResult, Telling};
use chrono::{DateTime, TimeDelta, Utc};
use connectors::inbox::Seen;
use connectors::{Connector, ReadFrom, backoff};
use hashbrown::{HashMap, HashSet};
use pipeline::PullOptions;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{ConnectorRun, RunOutcome};

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_secs(5);

/// Runs looked at to count failures in a row.
const LOOKED_BACK: u64 = 12;

/// After a failure an inbox waits no longer than this: what is wrong is most often this machine's disk or database.
const INBOX_WAITS: TimeDelta = TimeDelta::minutes(1);

/// What the server remembers of its connectors.
pub struct Connections {
    /// What tells this process from others at the database.
    holder: String,
    seen: HashMap<String, Arc<Mutex<Seen>>>,
    running: Mutex<HashSet<String>>,
    /// Why a folder cannot be looked into.
    problems: Mutex<HashMap<String, String>>,
}

/// Where a connector stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// Its latest pull.
    pub last: Option<ConnectorRun>,
    /// Failures in a row up to it.
    pub failures: u32,
    /// When it pulls next by itself.
    pub next: Option<DateTime<Utc>>,
}

impl Connections {
    /// Nothing has been seen yet.
    #[must_use]
    pub fn new(connectors: &[Connector], holder: String) -> Self {
        let seen = connectors.iter().map(|of| (of.name.clone(), Arc::default())).collect();
        Self { holder, seen, running: Mutex::default(), problems: Mutex::default() }
    }

    /// Whether this server is pulling with it.
    #[must_use]
    pub fn is_running(&self, name: &str) -> bool {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).contains(name)
    }

    /// Why its folder cannot be looked into.
    #[must_use]
    pub fn problem(&self, name: &str) -> Option<String> {
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn note_problem(&self, name: &str, problem: Option<String>) {
        let mut problems = self.problems.lock().unwrap_or_else(PoisonError::into_inner);
        match problem {
            Some(problem) => problems.insert(name.to_owned(), problem),
            None => problems.remove(name),
        };
    }

    /// Takes the connector for this server; `false` where it is at it already.
    fn begin(&self, name: &str) -> bool {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned())
    }

    fn end(&self, name: &str) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }
}

/// Where a connector stands.
///
/// # Errors
/// Where the database fails.
pub async fn standing(app: &App, connector: &Connector) -> Result<Standing, store::StoreError> {
    let (_, runs) = app.store().connector_runs(&connector.name, None, LOOKED_BACK).await?;
    let now = app.now();
    let ended = runs.iter().filter(|run| run.outcome != RunOutcome::Running);
    let failures = ended.take_while(|run| run.outcome == RunOutcome::Failed).count();
    let failures = u32::try_from(failures).unwrap_or(u32::MAX);
    let last = runs.into_iter().next();
    let begun = last.as_ref().and_then(|run| run.started_at.parse::<DateTime<Utc>>().ok());
    let next = match (&connector.read_from, connector.schedule) {
        // Looked at all the time; after a failure a little later.
        (ReadFrom::Inbox(_), _) => {
            let waits = if failures == 0 { TimeDelta::zero() } else { backoff(failures).min(INBOX_WAITS) };
            Some(begun.map_or(now, |begun| (begun.min(now) + waits).max(now)))
        }
        (_, schedule) => {
            schedule.map(|schedule| schedule.next(begun.map(|begun| (begun, failures)), now, app.config.zone))
        }
    };
    Ok(Standing { last, failures, next })
}

/// Pulls with every connector when it is time, until the server ends.
pub async fn keep_pulling(app: App) {
    if app.config.connectors.is_empty() {
        return;
    }
    loop {
        look(&app).await;
        tokio::time::sleep(LOOK).await;
    }
}

/// Begins with every connector that is due.
pub async fn look(app: &App) {
    for connector in &app.config.connectors {
        if let Err(error) = begin_if_due(app, connector).await {
            tracing::warn!("connector {}: {error}", connector.name);
        }
    }
}

async fn begin_if_due(app: &App, connector: &Connector) -> Result<(), String> {
    let connections = &app.connections;
    if connections.is_running(&connector.name) {
        return Ok(());
    }
    let words = |error: store::StoreError| error.to_string();
    let standing = standing(app, connector).await.map_err(words)?;
    let now = app.now();
    if standing.next.is_none_or(|next| next > now) {
        return Ok(());
    }
    if let ReadFrom::Inbox(inbox) = &connector.read_from {
        let (inbox, seen) = (inbox.clone(), connections.seen.get(&connector.name).cloned().unwrap_or_default());
        let looking = move || inbox.look(&mut seen.lock().unwrap_or_else(PoisonError::into_inner), now);
        let found = tokio::task::spawn_blocking(looking).await.map_err(|error| error.to_string())?;
        connections.note_problem(&connector.name, found.as_ref().err().map(ToString::to_string));
        if found.map_err(|error| error.to_string())?.is_empty() {
            return Ok(());
        }
    }
    let taken = app.store().lease(&connector.name).await.map_err(words)?;
    let by_other = |(holder, until): (String, String)| {
        holder != connections.holder && until.parse::<DateTime<Utc>>().is_ok_and(|until| until > now)
    };
    if taken.is_some_and(by_other) {
        return Ok(());
    }
    start(app, connector, false, "schedule").map(|_| ())
}

/// Starts a pull; says why where one runs already.
///
/// # Errors
/// Where this server pulls with it already.
pub fn start(app: &App, connector: &Connector, whole: bool, asked_by: &str) -> Result<Job, String> {
    let name = connector.name.clone();
    if !app.connections.begin(&name) {
        return Err(format!("{name} is being read already; wait until it is done"));
    }
    let (of, connector, asked_by) = (app.clone(), connector.clone(), asked_by.to_owned());
    let started = jobs::start(app, JobKind::Pull, move |telling| async move {
        let result = pull(&of, &connector, whole, &asked_by, &telling).await;
        of.connections.end(&connector.name);
        if let Err(error) = &result {
            tracing::warn!("connector {}: {error}", connector.name);
        }
        of.tell(&[crate::events::What::Connectors], None);
        result
    });
    if started.is_err() {
        app.connections.end(&name);
    }
    started
}

async fn pull(
    app: &App,
    connector: &Connector,
    whole: bool,
    asked_by: &str,
    telling: &Telling,
) -> Result<JobResult, String> {
    let now = || app.now();
    let seen = app.connections.seen.get(&connector.name).cloned().unwrap_or_default();
    let options = PullOptions {
        whole,
        accept_loss: false,
        asked_by,
        holder: &app.connections.holder,
        now: &now,
        zone: app.config.zone,
        seen: &seen,
    };
    let end = pipeline::pull(&app.config.workplace, connector, &options, telling).await;
    let end = end.map_err(|error| error.to_string())?;
    let rows = end.run.as_ref().map_or(0, |run| u64::try_from(run.records_read).unwrap_or(0));
    let Some((imported, state)) = end.imported.filter(|(imported, _)| imported.batch.is_some()) else {
        return Ok(JobResult { rows, ..JobResult::default() });
    };
    let wrong = imported.problems.iter().filter(|problem| problem.severity != base::Severity::Note).count();
    let mut result = JobResult {
        batch: imported.batch.map(|batch| batch.0),
        rows,
        machines_added: imported.machines.0,
        machines_changed: imported.machines.1,
        machines_gone: imported.machines.2,
        machines_joined: imported.joined,
        machines: imported.machines_now,
        problems: wrong,
        ..JobResult::default()
    };
    let last = app.store().last_run_of().await.map_err(|error| error.to_string())?;
    let as_of = last.map_or_else(|| app.today(), |last| last.max(app.today()));
    result.fires = Some(decide_now(app, Some(state), as_of, telling).await?);
    app.refresh().await.map_err(|problem| problem.detail.unwrap_or_default())?;
    Ok(result)
}
