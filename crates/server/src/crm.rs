//! The worker that brings opportunities to Salesforce and reads outcomes back. One server at a time does so; what is broken
//! off is taken up by the next look.

use crate::app::{App, Salesforce};
use crate::events::What;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use pipeline::{Making, Silent, push, read_outcomes};
use std::time::Duration;

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_secs(15);

/// Under this name one of several servers does the work; no connector can be called so.
const LEASE: &str = "(salesforce)";

/// How long a server that died in the middle keeps the others from it.
const HELD: TimeDelta = TimeDelta::minutes(10);

/// Sends and reads until the server ends.
pub async fn keep_sending(app: App) {
    let Some(salesforce) = &app.config.salesforce else { return };
    let mut read_at: Option<DateTime<Utc>> = None;
    loop {
        let reads = read_at.is_none_or(|at| app.now() - at >= salesforce.every);
        match look(&app, salesforce, reads).await {
            Ok(true) if reads => read_at = Some(app.now()),
            Ok(_) => {}
            Err(error) => tracing::warn!("salesforce: {error}"),
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Sends what waits, and reads outcomes where `reads`. Says whether it was this server's turn.
///
/// # Errors
/// Where the database fails.
pub async fn look(app: &App, salesforce: &Salesforce, reads: bool) -> Result<bool, String> {
    let words = |error: store::StoreError| error.to_string();
    let now = app.now();
    let stamp = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let place = (pipeline::SALESFORCE, pipeline::OPPORTUNITY);
    let waits = !app.store().outgoing_due(place, &stamp, 0, 1).await.map_err(words)?.is_empty();
    let Ok(view) = app.view() else { return Ok(false) };
    if !waits && !reads {
        return Ok(false);
    }
    let holder = app.config.process.clone();
    let until = (now + HELD).to_rfc3339_opts(SecondsFormat::Secs, true);
    let write = app.write("instand").await.map_err(words)?;
    if !write.take_lease(LEASE, &holder, &until).await.map_err(words)? {
        return Ok(false);
    }
    write.commit().await.map_err(words)?;
    let workplace = &app.config.workplace;
    let clock = || app.now();
    let work = async {
        if waits {
            let making = Making {
                state: &view.live.decided.state,
                rules: &view.live.rules,
                language: salesforce.language,
                public_url: app.config.public_url.as_deref(),
            };
            let pushed = push(workplace, &salesforce.client, &making, &clock, &Silent).await;
            for problem in pushed.map_err(|error| error.to_string())?.problems {
                tracing::warn!("salesforce: {problem}");
            }
            app.tell(&[What::Outbox], None);
        }
        if reads {
            let read = read_outcomes(workplace, &salesforce.client, app.today(), &clock).await;
            let read = read.map_err(|error| error.to_string())?;
            if !read.ids.is_empty() {
                app.refresh_opportunities(&read.ids).await.map_err(|problem| problem.detail.unwrap_or_default())?;
            }
            for problem in read.problems {
                tracing::warn!("salesforce: {problem}");
            }
        }
        Ok::<(), String>(())
    };
    let done = work.await;
    let write = app.write("instand").await.map_err(words)?;
    write.give_lease_back(LEASE, &holder).await.map_err(words)?;
    write.commit().await.map_err(words)?;
    done.map(|()| true)
}
