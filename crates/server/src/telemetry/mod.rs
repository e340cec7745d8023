//! Readings on their way in, and from the journal into the lake.

pub mod brokers;
mod settings;

pub use settings::{MqttSettings, MqttSource};

use crate::app::App;
use ::telemetry::journal::{Journal, JournalOptions};
use ::telemetry::lake::TelemetryLake;
use ::telemetry::{Batch, TelemetryError};
use brokers::Brokers;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How often what came in is taken into the lake.
const LOOK: Duration = Duration::from_secs(10);

/// The lake, and the journal of this server.
pub struct Telemetry {
    /// The lake.
    pub lake: TelemetryLake,
    /// The folder of the journal.
    pub folder: PathBuf,
    /// The brokers readings come from.
    pub brokers: Brokers,
    journal: Result<Arc<Journal>, String>,
}

impl Telemetry {
    /// Opens the journal. Where it cannot be, as when another process has it, the server serves all else.
    #[must_use]
    pub fn open(lake: TelemetryLake, folder: PathBuf) -> Self {
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
        Self { lake, folder, brokers: Brokers::default(), journal }
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
        if let Ok(journal) = &self.journal {
            journal.seal()?;
            self.lake.flush(&self.folder, false)?;
        }
        for day in self.lake.days_to_fold()? {
            self.lake.fold(day)?;
            self.lake.compact(day, false)?;
        }
        Ok(())
    }
}

/// Takes readings into the lake as they come.
pub async fn keep_folding(app: App) {
    loop {
        let of = app.clone();
        match tokio::task::spawn_blocking(move || of.config.telemetry.fold()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!("readings wait in the journal: {error}"),
            Err(error) => tracing::error!("taking readings into the lake: {error}"),
        }
        tokio::time::sleep(LOOK).await;
    }
}
