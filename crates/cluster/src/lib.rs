//! The windows of facts in SQL over the lake's rollups: in this process, or on a Ballista cluster by its URL.
//!
//! Both run the same statements (`statements`) on the same Parquet files, and give what
//! [`telemetry::lake::TelemetryLake::windows`] folds, to the bit: sums are whole millionths, sketches are merged by the code
//! the fold merges them with. The client of a cluster, and the two programs that make one, are behind the feature `ballista`.

mod answers;
#[cfg(feature = "ballista")]
pub mod daemon;
mod functions;
#[cfg(feature = "ballista")]
mod remote;
mod statements;
mod tables;
mod windows;

use chrono::NaiveDate;
use datafusion::prelude::{SessionConfig, SessionContext};
use std::time::Duration;
use telemetry::TelemetryError;
use telemetry::lake::TelemetryLake;
use telemetry::windows::{Elsewhere, Owners, WindowsAreComing};
use windows::Manner;

/// Where the statements run.
#[derive(Clone, Debug)]
enum Place {
    /// In this process.
    Here,
    /// On the executors of a scheduler.
    #[cfg(feature = "ballista")]
    Cluster(remote::Cluster),
}

/// Devices of a statement, of whose readings half a year's rollups fit into any executor's memory.
const PART: usize = 100_000;

/// Windows worked out in SQL.
#[derive(Clone, Debug)]
pub struct SqlWindows {
    place: Place,
    part: usize,
}

fn failed(what: impl std::fmt::Display) -> TelemetryError {
    TelemetryError::Elsewhere(format!("the windows of readings in SQL: {what}"))
}

/// Settings by which a statement is one task.
fn one_task(config: SessionConfig) -> SessionConfig {
    // Where nothing is divided, nothing is shuffled. The statistics of files are read by who reads the rows.
    config.with_target_partitions(1).with_collect_statistics(false)
}

impl SqlWindows {
    /// In this process.
    #[must_use]
    pub const fn here() -> Self {
        Self { place: Place::Here, part: PART }
    }

    /// On the cluster of the scheduler at `df://host:port`. Nothing is connected to yet.
    ///
    /// # Errors
    /// Where the URL is none, or this build has no Ballista.
    pub fn at(url: &str) -> Result<Self, TelemetryError> {
        #[cfg(feature = "ballista")]
        return Ok(Self { place: Place::Cluster(remote::Cluster::at(url)?), part: PART });
        #[cfg(not(feature = "ballista"))]
        Err(TelemetryError::Elsewhere(format!(
            "ballista_url is set to `{url}`, but this build has no Ballista; docs/cluster.md says how to build \
             one that has, or take ballista_url out"
        )))
    }

    /// So many devices a statement.
    #[must_use]
    pub fn in_parts_of(self, part: usize) -> Self {
        Self { part, ..self }
    }
}

impl Elsewhere for SqlWindows {
    fn windows<'a>(&'a self, lake: &'a TelemetryLake, as_of: NaiveDate, owners: &'a Owners) -> WindowsAreComing<'a> {
        match &self.place {
            Place::Here => Box::pin(async move {
                let session = SessionContext::new_with_config(one_task(SessionConfig::new()));
                functions::register(&session);
                let manner = Manner { part: self.part, again: 0, pause: Duration::ZERO };
                windows::ask(&session, manner, lake, as_of, owners).await
            }),
            #[cfg(feature = "ballista")]
            Place::Cluster(cluster) => Box::pin(cluster.windows(self.part, lake, as_of, owners)),
        }
    }
}
