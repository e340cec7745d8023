//! Readings on their way in, and from the journal into the lake.

pub mod brokers;
mod settings;

pub use settings::{MqttSettings, MqttSource};

use crate::app::App;
use ::telemetry::journal::{Journal, JournalOptions};
use ::telemetry::lake::{Retention, TelemetryLake};
use ::telemetry::{Batch, TelemetryError};
use brokers::Brokers;
use chrono::{SecondsFormat, TimeDelta};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use store::StoreError;

/// How often what came in is taken into the lake.
const LOOK: Duration = Duration::from_secs(10);

/// The lake, and the journal of this server.
pub struct Telemetry {
    /// The lake.
    pub lake: TelemetryLake,
    /// The folder of the journal.
    pub folder: PathBuf,
    /// How long readings are kept.
    pub retention: Retention,
    /// The brokers readings come from.
    pub brokers: Brokers,
    journal: Result<Arc<Journal>, String>,
    /// Counts what may change the facts of machines.
    changes: AtomicU64,
}

impl Telemetry {
    /// Opens the journal. Where it cannot be, as when another process has it, the server serves all else.
    #[must_use]
    pub fn open(lake: TelemetryLake, folder: PathBuf, retention: Retention) -> Self {
        let journal = match Journal::open(&folder, JournalOptions::default()) {
            Ok((journal, recovered)) => {
                if recovered.readings > 0 || recovered.torn_bytes > 0 {
                    tracing::info!(
                        "{} readings waited in the journal; a last write of {} bytes was not acknowledged",
                        recovered.readings,
                        recovered.torn_bytes
                    );
                }
                Ok(Arc::new(journal))
            }
            Err(error) => {
                tracing::warn!("no readings are taken: {error}");
                Err(error.to_string())
            }
        };
        Self { lake, folder, retention, brokers: Brokers::default(), journal, changes: AtomicU64::new(0) }
    }

    /// Notes that readings or what they are of have changed.
    pub fn changed(&self) {
        self.changes.fetch_add(1, Ordering::Relaxed);
    }

    /// How often that was noted.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    /// The same with brokers to listen to.
    #[must_use]
    pub fn listening(mut self, sources: Vec<MqttSource>) -> Self {
        self.brokers = Brokers::new(sources);
        self
    }

    /// Why no readings are taken, where none are.
    #[must_use]
    pub fn takes_none(&self) -> Option<&str> {
        self.journal.as_ref().err().map(String::as_str)
    }

    /// Writes a batch; it is on disk when this returns.
    ///
    /// # Errors
    /// Why it is not.
    pub async fn append(&self, batch: &Arc<Batch>) -> Result<(), String> {
        let journal = Arc::clone(self.journal.as_ref().map_err(Clone::clone)?);
        let batch = Arc::clone(batch);
        let (told, tell) = tokio::sync::oneshot::channel();
        // Where many wait already, this waits for room.
        let handed =
            tokio::task::spawn_blocking(move || journal.append(&batch, Box::new(|result| drop(told.send(result)))));
        handed.await.map_err(|error| error.to_string())?;
        tell.await.unwrap_or_else(|_| Err("the journal has stopped; start the server again".to_owned()))
    }

    /// Closes the segment that is written and takes all there is into the lake.
    ///
    /// # Errors
    /// Where the journal has stopped, a file is damaged or the disk refuses.
    pub fn fold(&self) -> Result<(), TelemetryError> {
        self.flush()?;
        self.fold_days()
    }

    /// Closes the segment that is written and puts it beside what the lake has of its days.
    fn flush(&self) -> Result<(), TelemetryError> {
        if let Ok(journal) = &self.journal {
            journal.seal()?;
            self.lake.flush(&self.folder, false)?;
        }
        Ok(())
    }

    /// Folds what any server has put beside the days of the lake.
    fn fold_days(&self) -> Result<(), TelemetryError> {
        for day in self.lake.days_to_fold()? {
            if self.lake.fold(day)?.stored > 0 {
                self.changed();
            }
            self.lake.compact(day, false)?;
        }
        Ok(())
    }
}

/// What servers on one bucket take turns for.
const LEASE: &str = "(telemetry)";

/// How long a turn lasts; who has it takes it again before.
const TURN: TimeDelta = TimeDelta::seconds(30);

/// Whether this server folds. In a folder a lock of the file system makes the others wait; on a bucket one server of several
/// does it, so that the others' work is not for nothing. That the lake stays right does not depend on it.
async fn may_fold(app: &App) -> Result<bool, StoreError> {
    if !app.config.telemetry.lake.is_in_bucket() {
        return Ok(true);
    }
    let until = (app.now() + TURN).to_rfc3339_opts(SecondsFormat::Secs, true);
    let write = app.write("instand").await?;
    let is_mine = write.take_lease(LEASE, &app.config.process, &until).await?;
    if is_mine {
        write.commit().await?;
    }
    Ok(is_mine)
}

/// Takes readings into the lake as they come, and removes once a day what is kept no longer.
pub async fn keep_folding(app: App) {
    let mut expired_on = None;
    loop {
        let of = app.clone();
        let (today, last) = (app.now().date_naive(), expired_on);
        let is_mine = match may_fold(&app).await {
            Ok(is_mine) => is_mine,
            Err(error) => {
                tracing::warn!("who folds readings cannot be told: {error}");
                false
            }
        };
        let work = move || {
            of.config.telemetry.flush()?;
            if !is_mine {
                return Ok(());
            }
            of.config.telemetry.fold_days()?;
            if last != Some(today) {
                of.config.telemetry.lake.expire(&of.config.telemetry.retention, today)?;
            }
            Ok::<_, TelemetryError>(())
        };
        let done = tokio::task::spawn_blocking(work).await;
        if is_mine && matches!(done, Ok(Ok(()))) {
            expired_on = Some(today);
        }
        match done {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!("readings wait in the journal: {error}"),
            Err(error) => tracing::error!("taking readings into the lake: {error}"),
        }
        tokio::time::sleep(LOOK).await;
    }
}
