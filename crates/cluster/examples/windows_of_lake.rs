//! The windows of a lake that `lake_of_size` made, by a cluster and by this process, in turn; fails where they differ.
//!
//! ```text
//! windows_of_lake DIR MACHINES URL RUNS [DEVICES OF A STATEMENT]
//! ```
#![expect(clippy::disallowed_methods, reason = "it measures")]

use chrono::NaiveDate;
use cluster::SqlWindows;
use digitize::serial::{key_of, normalise};
use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;
use telemetry::lake::TelemetryLake;
use telemetry::windows::{Elsewhere, Owners};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, machines, url, runs, part @ ..] = arguments.as_slice() else {
        return Err("say DIR MACHINES URL RUNS".into());
    };
    let (machines, runs): (u32, u32) = (machines.parse()?, runs.parse()?);
    let as_of = NaiveDate::from_ymd_opt(2026, 10, 31).ok_or("no day")?;
    let lake = TelemetryLake::at(PathBuf::from(folder));
    let key = |machine: u32| key_of(&normalise(&format!("RX-{machine:07}")).unwrap_or_default());
    let owners = Owners::new((0..machines).map(|machine| (key(machine), machine)), usize::try_from(machines)?);
    let mut cluster = SqlWindows::at(url)?;
    if let Some(part) = part.first() {
        cluster = cluster.in_parts_of(part.parse()?);
    }
    for _ in 0..runs {
        let began = Instant::now();
        let there = cluster.windows(&lake, as_of, &owners).await?;
        let there_took = began.elapsed().as_secs_f64();
        let began = Instant::now();
        let here = lake.windows(as_of, &owners)?;
        println!("cluster {there_took:.2} s, this process {:.2} s", began.elapsed().as_secs_f64());
        if here != there {
            return Err("they differ".into());
        }
    }
    Ok(())
}
