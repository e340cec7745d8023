//! The worker that sends mails and reads what comes back. A mail is taken over before it leaves, so several servers may do so.

use crate::app::App;
use crate::events::What;
use chrono::{DateTime, Utc};
use connectors::mail::Account;
use pipeline::{Mailing, SendingMails, Silent, read_mails, send_mails};
use std::time::Duration;

/// How often it is looked whether something waits.
const LOOK: Duration = Duration::from_secs(10);

/// Sends and reads until the server ends.
pub async fn keep_mailing(app: App) {
    let Some(account) = &app.config.mail else { return };
    let mut read_at: Option<DateTime<Utc>> = None;
    // What stands in the way is said once, not every few seconds.
    let mut said = String::new();
    loop {
        let reads = read_at.is_none_or(|at| app.now() - at >= account.every());
        if reads {
            read_at = Some(app.now());
        }
        let now = look(&app, account, reads).await.unwrap_or_else(|error| error);
        if now != said && !now.is_empty() {
            tracing::warn!("mail: {now}");
        }
        said = now;
        tokio::time::sleep(LOOK).await;
    }
}

/// Sends what waits, and reads answers where `reads`. Gives what stands in the way.
///
/// # Errors
/// Where the database fails.
pub async fn look(app: &App, account: &Account, reads: bool) -> Result<String, String> {
    let workplace = &app.config.workplace;
    let mut problems = Vec::new();
    // Answers first: who has objected or answered is not written to any more.
    if reads {
        loop {
            let read = read_mails(workplace, account, app.now(), app.config.zone).await;
            let read = read.map_err(|error| error.to_string())?;
            problems.extend(read.problems);
            if read.read > 0 {
                app.tell(&[What::Campaigns, What::Outbox], None);
            }
            if !read.more || !problems.is_empty() {
                break;
            }
        }
    }
    let mailing = Mailing { company: app.config.company.as_deref(), public_url: app.config.public_url.as_deref() };
    let sending = SendingMails { account, mailing, zone: app.config.zone };
    let clock = || app.now();
    let sent = send_mails(workplace, &sending, &clock, &Silent).await.map_err(|error| error.to_string())?;
    if !sent.is_nothing() {
        app.tell(&[What::Outbox], None);
    }
    problems.extend(sent.problems);
    Ok(problems.join("; "))
}
