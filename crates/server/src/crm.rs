//! The worker that brings opportunities to the CRM and reads outcomes back. One process at a time does so; what is broken
//! off is taken up by the next look.

use crate::app::{App, CrmLink};
use crate::events::What;
use chrono::{DateTime, SecondsFormat, Utc};
use pipeline::{Making, Silent, Turn, push, read_outcomes};
use std::time::Duration;

/// How often it is looked whether something is due.
const LOOK: Duration = Duration::from_secs(15);

/// Sends and reads until the server ends.
pub async fn keep_sending(app: App) {
    let Some(link) = &app.config.crm else { return };
    let mut read_at: Option<DateTime<Utc>> = None;
    loop {
        let reads = read_at.is_none_or(|at| app.now() - at >= link.every);
        match look(&app, link, reads).await {
            Ok(true) if reads => read_at = Some(app.now()),
            Ok(_) => {}
            Err(error) => tracing::warn!("{}: {error}", link.crm.name()),
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Sends what waits, and reads outcomes where `reads`. Says whether it was this server's turn.
///
/// # Errors
/// Where the database fails.
pub async fn look(app: &App, link: &CrmLink, reads: bool) -> Result<bool, String> {
    let words = |error: store::StoreError| error.to_string();
    let now = app.now();
    let stamp = now.to_rfc3339_opts(SecondsFormat::Secs, true);
    let name = link.crm.name();
    let place = (name, pipeline::OPPORTUNITY);
    let waits = !app.store().outgoing_due(place, &stamp, 0, 1).await.map_err(words)?.is_empty();
    let Ok(view) = app.view() else { return Ok(false) };
    if !waits && !reads {
        return Ok(false);
    }
    let workplace = &app.config.workplace;
    let turn = Turn::take(workplace, &link.crm, &app.config.process, now).await.map_err(|error| error.to_string())?;
    let Some(turn) = turn else { return Ok(false) };
    let clock = || app.now();
    let work = async {
        // Machines, contacts and tasks change without an opportunity that waits; where nothing did, that is no call.
        if waits || matches!(link.crm, pipeline::Crm::Salesforce(_)) {
            let making = Making {
                state: &view.live.decided.state,
                rules: &view.live.rules,
                language: link.language,
                public_url: app.config.public_url.as_deref(),
            };
            let pushed = push(workplace, (&link.crm, &turn), &making, &clock, &Silent).await;
            let pushed = pushed.map_err(|error| error.to_string())?;
            for problem in pushed.problems {
                tracing::warn!("{name}: {problem}");
            }
            if waits || !pushed.others.is_empty() {
                app.tell(&[What::Outbox], None);
            }
        }
        if reads {
            let read = read_outcomes(workplace, &link.crm, app.today(), &clock).await;
            let read = read.map_err(|error| error.to_string())?;
            if !read.ids.is_empty() {
                app.refresh_opportunities(&read.ids).await.map_err(|problem| problem.detail.unwrap_or_default())?;
            }
            for problem in read.problems {
                tracing::warn!("{name}: {problem}");
            }
        }
        Ok::<(), String>(())
    };
    let done = work.await;
    turn.end(workplace, app.now()).await.map_err(|error| error.to_string())?;
    done.map(|()| true)
}
