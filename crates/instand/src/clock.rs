//! The clock: the tenant's local day, UTC instants, and the time stages take.
#![expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use pipeline::Progress;
use std::io::{IsTerminal, Write};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::Instant;

/// Seconds the clock is set ahead by `INSTAND_CLOCK_SHIFT`, or back: to try out what happens on a Sunday, or next year.
static SHIFT: LazyLock<TimeDelta> = LazyLock::new(|| {
    let seconds = std::env::var("INSTAND_CLOCK_SHIFT").ok().and_then(|text| text.trim().parse().ok());
    seconds.and_then(TimeDelta::try_seconds).unwrap_or_default()
});

/// The local day in the tenant's time zone, whatever zone the server is in.
pub fn today(zone: Tz) -> NaiveDate {
    instant().with_timezone(&zone).date_naive()
}

/// This instant.
pub fn instant() -> DateTime<Utc> {
    let now = Utc::now();
    now.checked_add_signed(*SHIFT).unwrap_or(now)
}

/// This instant, UTC, RFC 3339.
pub fn now() -> String {
    instant().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A stage that runs, since when.
type Begun = (&'static str, Instant);

/// A stage that is over, and its milliseconds.
type Stage = (&'static str, f64);

/// Measures stages and shows on a terminal what goes on.
pub struct Stages {
    shown: bool,
    begun: Instant,
    state: Mutex<(Option<Begun>, Vec<Stage>)>,
}

impl Stages {
    /// Begins to measure. Progress is shown only where somebody can see it and nobody asked for quiet.
    pub fn begin(quiet: bool) -> Self {
        Self {
            shown: !quiet && std::io::stderr().is_terminal(),
            begun: Instant::now(),
            state: Mutex::new((None, Vec::new())),
        }
    }

    fn close(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((name, since)) = state.0.take() {
            let ms = since.elapsed().as_secs_f64() * 1000.0;
            state.1.push((name, ms));
        }
    }

    /// Ends the last stage; gives all stages with their milliseconds and the seconds of the whole.
    pub fn end(&self) -> (Vec<(&'static str, f64)>, f64) {
        self.close();
        self.say("");
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.1.clone(), self.begun.elapsed().as_secs_f64())
    }

    fn say(&self, what: &str) {
        if self.shown {
            // Progress is a courtesy; a closed terminal is no reason to stop.
            let _ = write!(std::io::stderr(), "\r\x1b[K{what}");
            let _ = std::io::stderr().flush();
        }
    }
}

impl Progress for Stages {
    fn stage(&self, name: &'static str) {
        self.close();
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 = Some((name, Instant::now()));
        self.say(&format!("{name} …"));
    }

    fn step(&self, done: usize, of: usize) {
        let name = self.state.lock().unwrap_or_else(PoisonError::into_inner).0.map_or("", |(name, _)| name);
        self.say(&format!("{name} … {done} of {of}"));
    }
}
