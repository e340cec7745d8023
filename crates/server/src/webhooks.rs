//! The worker that tells other systems what happened. One server at a time does so; what is broken off is taken up by the
//! next look.

use crate::app::App;
use crate::events::What;
use chrono::{NaiveDate, SecondsFormat, TimeDelta};
use pipeline::deliver;
use std::time::Duration;
use store::{StoreError, WEBHOOK};

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_secs(2);

/// Under this name one of several servers does the work; no connector can be called so.
pub const LEASE: &str = "(webhooks)";

/// How long a server that died in the middle keeps the others from it.
pub const HELD: TimeDelta = TimeDelta::minutes(10);

/// How many days events, and what came of them, are kept.
pub const KEPT_DAYS: i64 = 30;

/// This installation as events name it, where it is not said where the page is reached.
pub const SOURCE: &str = "/instand";

/// Sends until the server ends.
pub async fn keep_telling(app: App) {
    let mut forgot_on: Option<NaiveDate> = None;
    loop {
        if let Err(error) = look(&app).await {
            tracing::warn!("webhooks: {error}");
        }
        if forgot_on != Some(app.today()) {
            match forget(&app).await {
                Ok(()) => forgot_on = Some(app.today()),
                Err(error) => tracing::warn!("webhooks: {error}"),
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Sends what is due. Says whether there was anything and it was this server's turn.
///
/// # Errors
/// Where the database fails.
pub async fn look(app: &App) -> Result<bool, String> {
    let words = |error: StoreError| error.to_string();
    let stamp = app.stamp();
    let mut waits = false;
    for endpoint in app.store().endpoints().await.map_err(words)? {
        let rests = endpoint.rests_until.as_deref().is_some_and(|until| until > stamp.as_str());
        if endpoint.active && !rests {
            let place = (WEBHOOK, endpoint.of.id.as_str());
            waits |= !app.store().outgoing_due(place, &stamp, 0, 1).await.map_err(words)?.is_empty();
        }
    }
    if !waits {
        return Ok(false);
    }
    let holder = app.config.process.clone();
    let until = (app.now() + HELD).to_rfc3339_opts(SecondsFormat::Secs, true);
    let write = app.write("instand").await.map_err(words)?;
    if !write.take_lease(LEASE, &holder, &until).await.map_err(words)? {
        return Ok(false);
    }
    write.commit().await.map_err(words)?;
    let source = app.config.public_url.as_deref().unwrap_or(SOURCE);
    let clock = || app.now();
    let told = deliver(app.store(), &app.config.webhooks, source, None, &clock).await;
    let write = app.write("instand").await.map_err(words)?;
    write.give_lease_back(LEASE, &holder).await.map_err(words)?;
    write.commit().await.map_err(words)?;
    app.tell(&[What::Outbox], None);
    for problem in told.map_err(|error| error.to_string())?.problems {
        tracing::warn!("{problem}");
    }
    Ok(true)
}

/// Forgets events that are older than they are kept.
async fn forget(app: &App) -> Result<(), String> {
    let before = (app.now() - TimeDelta::days(KEPT_DAYS)).to_rfc3339_opts(SecondsFormat::Secs, true);
    let words = |error: StoreError| error.to_string();
    let write = app.write("instand").await.map_err(words)?;
    if write.forget_events(&before).await.map_err(words)? {
        write.commit().await.map_err(words)?;
    }
    Ok(())
}
