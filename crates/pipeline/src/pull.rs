//! A connector's pull: what another system holds becomes a delivery like any file (docs/decisions/0011).
//!
//! The records come from `connectors`, as files that hold all records of a set as they are now. Those that are other
//! than in the delivery before are imported; where none is, there is no delivery. What a pull has seen stands in its
//! delivery and nowhere else, so nothing is lost or read twice where it is killed.

use crate::PipelineError;
use crate::collect::Input;
use crate::import::{ImportOptions, Imported, import_of};
use crate::inbox;
use crate::state::{Progress, State, Workplace};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use connectors::inbox::Seen;
use connectors::{Connector, ConnectorError, Known, Pulled, ReadFrom};
use digitize::mapping::Mapping;
use std::sync::Mutex;
use std::time::Duration;
use store::{BatchState, ConnectorRun, RunOutcome};

/// How long reading may take.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// How long a connector stays taken when its holder dies. While it lives it takes it anew, every [`RENEW`].
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// How often a pull that goes on says so.
const RENEW: Duration = Duration::from_secs(60);

/// How to pull.
pub struct PullOptions<'a> {
    /// Read everything anew, not only what changed.
    pub whole: bool,
    /// Take over a list that has lost more than half of its records.
    pub accept_loss: bool,
    /// Who asks: an account, `schedule`, `command line`.
    pub asked_by: &'a str,
    /// What tells this process from every other at the database.
    pub holder: &'a str,
    /// The clock.
    pub now: &'a (dyn Fn() -> DateTime<Utc> + Send + Sync),
    /// The tenant's time zone.
    pub zone: Tz,
    /// What an inbox looked like before.
    pub seen: &'a Mutex<Seen>,
}

/// What a pull did.
pub struct PullEnd {
    /// As it stands in the database; `None` where an inbox was empty.
    pub run: Option<ConnectorRun>,
    /// The sets of records, with their numbers.
    pub sets: Vec<Pulled>,
    /// What the import did and the machine files as they are now; `None` where nothing was other than before.
    pub imported: Option<(Imported, State)>,
}

/// What came of reading, before it is noted.
#[derive(Default)]
pub(crate) struct Brought {
    pub(crate) sets: Vec<Pulled>,
    pub(crate) read: usize,
    pub(crate) imported: Option<(Imported, State)>,
    /// What went wrong with a part of it.
    pub(crate) error: Option<String>,
}

pub(crate) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Pulls with a connector. What it did, also that it failed, is noted in the database.
///
/// # Errors
/// Where somebody else pulls with it, the other system cannot be read, or the import fails: nothing is changed then.
pub async fn pull(
    workplace: &Workplace,
    connector: &Connector,
    options: &PullOptions<'_>,
    progress: &dyn Progress,
) -> Result<PullEnd, PipelineError> {
    let now = (options.now)();
    let waiting = match &connector.read_from {
        // An inbox is looked at every few seconds; that is no pull as long as nothing is in it.
        ReadFrom::Inbox(inbox) => {
            let mut seen = options.seen.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let waiting = inbox.look(&mut seen, now).map_err(|error| PipelineError::Connector(error.to_string()))?;
            drop(seen);
            if waiting.is_empty() {
                return Ok(PullEnd { run: None, sets: Vec::new(), imported: None });
            }
            waiting
        }
        _ => Vec::new(),
    };
    let whole = options.whole || is_whole_due(workplace, connector, now).await?;
    let write = workplace.store.write(options.asked_by, &stamp(now)).await?;
    if !write.take_lease(&connector.name, options.holder, &stamp(now + LEASE)).await? {
        return Err(PipelineError::Connector(format!(
            "{} is being read already, by this server or another; wait until it is done",
            connector.name
        )));
    }
    let fingerprint = connector.fingerprint();
    let id = write.begin_connector_run(&connector.name, whole, options.asked_by, &fingerprint).await?;
    write.commit().await?;
    progress.stage("fetch");
    let work = async {
        match &connector.read_from {
            ReadFrom::Inbox(inbox) => inbox::bring(workplace, inbox, &waiting, options, progress).await,
            _ => bring(workplace, connector, whole, options, progress).await,
        }
    };
    let brought = tokio::select! {
        brought = work => brought,
        error = renew(workplace, connector, options) => Err(error),
    };
    let mut run = ConnectorRun {
        id,
        connector: connector.name.clone(),
        started_at: stamp(now),
        ended_at: None,
        outcome: RunOutcome::Failed,
        whole,
        asked_by: options.asked_by.to_owned(),
        settings: fingerprint,
        records_read: 0,
        records_removed: 0,
        machines: (0, 0, 0),
        batch: None,
        error: None,
    };
    let result = match brought {
        Ok(brought) => {
            let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
            run.records_read = count(brought.read);
            run.records_removed = count(brought.sets.iter().map(|set| set.removed).sum());
            run.outcome = RunOutcome::Unchanged;
            if let Some((imported, _)) = &brought.imported
                && imported.batch.is_some()
            {
                run.outcome = RunOutcome::Changed;
                run.batch = imported.batch;
                let (added, changed, gone) = imported.machines;
                run.machines = (count(added), count(changed), count(gone));
            }
            if brought.error.is_some() {
                run.outcome = RunOutcome::Failed;
                run.error.clone_from(&brought.error);
            }
            Ok(brought)
        }
        Err(error) => {
            run.error = Some(error.to_string());
            Err(error)
        }
    };
    let ended = stamp((options.now)());
    let write = workplace.store.write(options.asked_by, &ended).await?;
    write.end_connector_run(&run).await?;
    write.give_lease_back(&connector.name, options.holder).await?;
    write.commit().await?;
    run.ended_at = Some(ended);
    let Brought { sets, imported, .. } = result?;
    Ok(PullEnd { run: Some(run), sets, imported })
}

/// Keeps the connector taken for as long as the work goes on; ends only where it cannot.
async fn renew(workplace: &Workplace, connector: &Connector, options: &PullOptions<'_>) -> PipelineError {
    loop {
        tokio::time::sleep(RENEW).await;
        let now = (options.now)();
        let renewed = async {
            let write = workplace.store.write(options.asked_by, &stamp(now)).await?;
            let mine = write.take_lease(&connector.name, options.holder, &stamp(now + LEASE)).await?;
            write.commit().await.map(|()| mine)
        };
        match renewed.await {
            Ok(true) => {}
            Ok(false) => return PipelineError::Connector(format!("another server took {} over", connector.name)),
            Err(error) => return error.into(),
        }
    }
}

/// Whether everything is to be read anew: the first time, after a while, after a change of the settings.
async fn is_whole_due(workplace: &Workplace, connector: &Connector, now: DateTime<Utc>) -> Result<bool, PipelineError> {
    let Some(last) = workplace.store.last_whole_run(&connector.name).await? else { return Ok(true) };
    let begun = last.started_at.parse::<DateTime<Utc>>().ok();
    let over = begun.is_none_or(|begun| now - begun >= connector.full_every);
    Ok(over || last.settings != connector.fingerprint())
}

/// The files a connector delivered last, by name.
async fn known(workplace: &Workplace, connector: &str) -> Result<Known, PipelineError> {
    let batches = workplace.store.batches().await?;
    let is_own =
        |batch: &store::Batch| batch.connector.as_deref() == Some(connector) && batch.state == BatchState::Active;
    let own: Vec<_> = batches.iter().filter(|batch| is_own(batch)).map(|batch| batch.id).collect();
    let mut known = Known::new();
    let mut files = workplace.store.files().await?;
    files.sort_by_key(|(batch, _)| *batch);
    let mut latest = std::collections::BTreeMap::new();
    for (batch, file) in files {
        if own.contains(&batch) && file.source == connector {
            latest.insert(file.name, file.digest);
        }
    }
    for (name, digest) in latest {
        known.insert(name, workplace.kept.open(&digest)?.get().to_vec());
    }
    Ok(known)
}

async fn bring(
    workplace: &Workplace,
    connector: &Connector,
    whole: bool,
    options: &PullOptions<'_>,
    progress: &dyn Progress,
) -> Result<Brought, PipelineError> {
    let known = known(workplace, &connector.name).await?;
    let sets = tokio::time::timeout(LONGEST, connector.pull(&known, whole)).await;
    let too_long = |_| ConnectorError::TooMuch(format!("not read within {} minutes", LONGEST.as_secs() / 60));
    let sets =
        sets.map_err(too_long).and_then(|sets| sets).map_err(|error| PipelineError::Connector(error.to_string()))?;
    let read = sets.iter().map(|set| set.read).sum();
    if !options.accept_loss {
        refuse_loss(&sets, &known)?;
    }
    let folder = tempfile::tempdir().map_err(PipelineError::io(std::path::Path::new("temporary folder")))?;
    let mut inputs = Vec::new();
    for (at, set) in sets.iter().enumerate().filter(|(_, set)| set.changed) {
        let path = folder.path().join(at.to_string());
        std::fs::write(&path, &set.bytes).map_err(PipelineError::io(&path))?;
        inputs.push(Input { path, name: set.file.clone() });
    }
    if inputs.is_empty() {
        return Ok(Brought { sets, read, ..Brought::default() });
    }
    let text = connector.mapping();
    let mut mapping = Mapping::parse(&text)
        .map_err(|error| PipelineError::Connector(format!("[connectors.{}]: {error}", connector.name)))?;
    // Sets that did not change are not in this delivery, which is no mistake in the mapping.
    mapping.tables.retain(|table| inputs.iter().any(|input| digitize::mapping::matches(&table.file, &input.name)));
    let at = (options.now)();
    let how = ImportOptions {
        origin: &connector.name,
        source: Some(&connector.name),
        mapping: Some(&mapping),
        mapping_text: Some(&text),
        delivered_on: at.with_timezone(&options.zone).date_naive(),
        at: &stamp(at),
    };
    let imported = import_of(workplace, &inputs, &how, Some(&connector.name), progress).await?;
    if imported.0.batch.is_none() {
        let problem = imported.0.problems.first().map(ToString::to_string);
        let asked = imported.0.questions.first().map(|(file, _, question)| format!("{file}: {}", question.text));
        let why = problem.or(asked).unwrap_or_else(|| "no table in it could be read".to_owned());
        return Err(PipelineError::Connector(format!("nothing was taken over: {why}")));
    }
    Ok(Brought { sets, read, imported: Some(imported), error: None })
}

/// A list that suddenly has lost most of its records is more likely a right that was taken away than the truth.
fn refuse_loss(sets: &[Pulled], known: &Known) -> Result<(), PipelineError> {
    for set in sets.iter().filter(|set| set.changed) {
        let Some(before) = known.get(&set.file) else { continue };
        // The first two lines are no records; a record may have several lines, which only makes this more careful.
        let before = lines(before).saturating_sub(2);
        if before >= 10 && set.records * 2 < before {
            return Err(PipelineError::Connector(format!(
                "{}: {} records where there were {before}; not taken over. Has the user lost a right? If they are \
                 really gone: instand connector pull NAME --full --accept-loss",
                set.file, set.records
            )));
        }
    }
    Ok(())
}

fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}
