//! Deciding by itself: a new day changes what is due, and new readings change what machines need.

use crate::api::runs::decide_now;
use crate::app::App;
use crate::jobs::{self, JobKind, JobResult};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use pipeline::Progress;
use std::time::Duration;

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_secs(20);

/// After a decision it is looked again no sooner than this: what failed would fail again at once.
const REST: Duration = Duration::from_secs(600);

/// New readings wait for a decision at most so long: it looks at all machines, and an hour is soon enough for an offer.
const READINGS_WAIT: TimeDelta = TimeDelta::hours(1);

/// Under this name one of several servers takes the decision; no connector can be called so.
const LEASE: &str = "(decision)";

/// How long a server that died in the middle keeps the others from it.
const HELD: TimeDelta = TimeDelta::minutes(30);

/// Decides when a day begins and when new readings have waited long enough.
pub async fn keep_deciding(app: App) {
    let mut seen = app.config.telemetry.changes();
    loop {
        tokio::time::sleep(LOOK).await;
        let changes = app.config.telemetry.changes();
        match look(&app, changes != seen).await {
            Ok(true) => {
                seen = changes;
                tokio::time::sleep(REST).await;
            }
            Ok(false) => {}
            Err(error) => tracing::warn!("deciding by itself: {error}"),
        }
    }
}

/// Decides where it is due; says whether it was. Where nobody ever decided, it does not begin to by itself, and a decision
/// of a day that is still to come, which somebody asked for, is not undone.
///
/// # Errors
/// What kept it from deciding.
pub async fn look(app: &App, has_readings: bool) -> Result<bool, String> {
    let runs = app.store().runs(1).await.map_err(|error| error.to_string())?;
    let Some((_, last)) = runs.first() else { return Ok(false) };
    let decided_at: DateTime<Utc> = last.decided_at.parse().map_err(|_| "the last decision has no time".to_owned())?;
    let (now, today) = (app.now(), app.today());
    let is_due = last.as_of < today || (last.as_of == today && has_readings && now - decided_at >= READINGS_WAIT);
    if !is_due {
        return Ok(false);
    }
    let holder = app.config.process.clone();
    let until = (now + HELD).to_rfc3339_opts(SecondsFormat::Secs, true);
    let write = app.write("instand").await.map_err(|error| error.to_string())?;
    if !write.take_lease(LEASE, &holder, &until).await.map_err(|error| error.to_string())? {
        return Ok(false);
    }
    write.audit("start decision", &today.to_string(), "").await.map_err(|error| error.to_string())?;
    write.commit().await.map_err(|error| error.to_string())?;
    let of = app.clone();
    jobs::start(app, JobKind::Decide, move |telling| async move {
        let fires = decide_now(&of, None, today, &telling).await;
        let back = async {
            let write = of.write("instand").await?;
            write.give_lease_back(LEASE, &holder).await?;
            write.commit().await
        };
        back.await.map_err(|error| error.to_string())?;
        let fires = fires?;
        telling.stage("view");
        of.refresh().await.map_err(|problem| problem.detail.unwrap_or_default())?;
        let machines = of.view().map(|view| view.live.base.len()).unwrap_or(0);
        Ok(JobResult { fires: Some(fires), machines, ..JobResult::default() })
    })?;
    Ok(true)
}
