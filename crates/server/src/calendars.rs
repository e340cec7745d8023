//! The worker that brings tours into the technicians' calendars. One server at a time does so; what is broken off is taken up by
//! the next push.

use crate::app::App;
use crate::events::What;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use connectors::caldav::Calendars;
use pipeline::field_service::{CalendarsPushed, PushingCalendars, push_calendars};
use std::time::Duration;

/// How often it is looked whether tours changed.
const LOOK: Duration = Duration::from_secs(10);

/// Pushes whenever tours changed, and when a day begins, until the server ends.
pub async fn keep_pushing(app: App) {
    let Some(calendars) = &app.config.calendars else { return };
    let mut stand = Stand::default();
    // What stands in the way is said once, not with each try.
    let mut said = String::new();
    loop {
        let now = match stand.look(&app, calendars).await {
            Ok(Some(pushed)) => pushed.problems.join("; "),
            Ok(None) => said.clone(),
            Err(error) => error,
        };
        if now != said && !now.is_empty() {
            tracing::warn!("calendars: {now}");
        }
        said = now;
        tokio::time::sleep(LOOK).await;
    }
}

/// How far the calendars are, as this server knows.
#[derive(Debug, Default)]
pub struct Stand {
    /// The tours and the day of the last push that settled everything.
    settled: Option<(i64, NaiveDate)>,
    /// Pushes in a row that did not.
    failures: u32,
    /// Before this none is tried again.
    rests_until: Option<DateTime<Utc>>,
}

impl Stand {
    /// Pushes, where tours or the day are others than at the last push. None where there was nothing to do, or another process
    /// is at it.
    ///
    /// # Errors
    /// Where the database fails, or the settings do not say which calendar is whose.
    pub async fn look(&mut self, app: &App, calendars: &Calendars) -> Result<Option<CalendarsPushed>, String> {
        let now = app.now();
        // Before anything is read: what changes meanwhile is pushed by the next look.
        let mark = app.store().tours_mark().await.map_err(|error| error.to_string())?;
        let stand = (mark, app.today());
        if self.settled == Some(stand) || self.rests_until.is_some_and(|until| now < until) {
            return Ok(None);
        }
        let pushing = PushingCalendars {
            store: app.store(),
            calendars,
            zone: app.config.zone,
            page: app.config.public_url.as_deref(),
            actor: "instand",
            holder: &app.config.process,
        };
        let pushed = push_calendars(&pushing, &|| app.now()).await;
        match &pushed {
            Ok(Some(pushed)) if pushed.failed == 0 => {
                (self.settled, self.failures, self.rests_until) = (Some(stand), 0, None);
            }
            // Another process does it; whether well is seen later.
            Ok(None) => self.rests_until = Some(now + TimeDelta::minutes(1)),
            Ok(Some(_)) | Err(_) => {
                self.failures += 1;
                self.rests_until = Some(now + connectors::backoff(self.failures));
            }
        }
        let pushed = pushed.map_err(|error| error.to_string())?;
        if pushed.as_ref().is_some_and(|pushed| pushed.conflicts > 0) {
            app.tell(&[What::Campaigns], None);
        }
        Ok(pushed)
    }
}
