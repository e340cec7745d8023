//! What a machine measured, by day.

use super::machine_file::find;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Read;
use crate::live::{Live, View, fact_value};
use crate::problem::{Answer, Problem};
use ::telemetry::lake::Series;
use ::telemetry::rollup::Rollup;
use ::telemetry::{SignalKind, Signals, windows};
use axum::Json;
use axum::extract::{Path, Query, State};
use base::Language;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Days shown where nothing is said, of those that have readings of any machine.
const DAYS: usize = 366;

/// A day of a signal.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, ToSchema)]
pub struct SignalDay {
    /// The UTC day.
    pub on: NaiveDate,
    /// Readings.
    pub count: u64,
    /// The least.
    pub min: f64,
    /// Their mean.
    pub mean: f64,
    /// The value that 95 of 100 do not exceed, within 1 %; `null` for a counter.
    pub p95: Option<f64>,
    /// The most.
    pub max: f64,
    /// The last of the day.
    pub last: f64,
    /// Of a counter: how often it fell since the last reading of the day before.
    pub falls: u32,
}

/// A signal of a machine.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MachineSignal {
    /// Its name.
    pub signal: String,
    /// What it is called; its name where nobody described it.
    pub label: String,
    /// What it is measured in; empty where nobody said.
    pub unit: String,
    /// Whether it is a total that grows.
    pub is_counter: bool,
    /// Days with readings, the first first.
    pub days: Vec<SignalDay>,
    /// Values it is compared with.
    pub thresholds: Vec<Threshold>,
}

/// A value a signal is compared with.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, ToSchema)]
pub struct Threshold {
    /// The fact it is.
    pub fact: &'static str,
    /// Its value in the signal's unit.
    pub value: f64,
}

/// What a signal of a machine is compared with, by the facts as of the last decision.
fn thresholds(live: &Live, machine: usize, signal: &str) -> Vec<Threshold> {
    let known = |fact: &'static str| fact_value(&live.decided, fact, machine).as_f64();
    let found: Vec<(&'static str, Option<f64>)> = match signal {
        windows::VIBRATION => {
            vec![("vibration_limit", known("vibration_limit")), ("vibration_p95_usual", known("vibration_p95_usual"))]
        }
        windows::HOURS => {
            let at_maintenance =
                known("operating_hours").zip(known("hours_since_maintenance")).map(|(now, since)| now - since);
            let due = at_maintenance.zip(known("maintenance_interval")).map(|(at, interval)| at + interval);
            vec![("hours_limit", known("hours_limit")), ("maintenance_due_on", due)]
        }
        _ => Vec::new(),
    };
    found.into_iter().filter_map(|(fact, value)| Some(Threshold { fact, value: value? })).collect()
}

/// What a machine measured.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MachineTelemetry {
    /// The day up to which is looked.
    pub as_of: NaiveDate,
    /// The first day that is looked at; nothing older is shown.
    pub from: Option<NaiveDate>,
    /// Signals, by label.
    pub signals: Vec<MachineSignal>,
    /// The latest day with a reading.
    pub newest: Option<NaiveDate>,
    /// Days from there to `as_of`.
    pub days_silent: Option<i64>,
    /// Days with readings by days from the first of them to the latest, 0 to 1.
    pub coverage: Option<f64>,
}

/// How far to look.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TelemetryQuery {
    /// The last day, as 2026-12-31; that of the last decision where it is not said.
    as_of: Option<String>,
}

fn day(on: NaiveDate, row: &Rollup, before: Option<&Rollup>, is_counter: bool) -> SignalDay {
    #[expect(clippy::cast_precision_loss, reason = "readings of a day")]
    let mean = row.sum / row.count.max(1) as f64;
    let p95 = row.sketch.as_ref().and_then(|sketch| sketch.quantile(0.95));
    // A sketch is off by 1 %: never beyond what there was.
    let p95 = p95.map(|p95| p95.clamp(row.min, row.max));
    // A counter may fall between two days, too.
    let overnight = is_counter && before.is_some_and(|before| row.first < before.last);
    let falls = row.falls + u32::from(overnight);
    SignalDay { on, count: row.count, min: row.min, mean, p95, max: row.max, last: row.last, falls }
}

fn signal(id: String, series: &Series, language: &str) -> MachineSignal {
    let known = Signals::shipped().of(&id);
    let is_counter = known.is_some_and(|known| known.kind == SignalKind::Counter);
    let before = std::iter::once(None).chain(series.iter().map(|(_, row)| Some(row)));
    MachineSignal {
        label: known.map_or_else(|| id.clone(), |known| known.label(language).to_owned()),
        unit: known.map_or_else(String::new, |known| known.unit.clone()),
        is_counter,
        thresholds: Vec::new(),
        days: series.iter().zip(before).map(|((on, row), before)| day(*on, row, before, is_counter)).collect(),
        signal: id,
    }
}

impl TelemetryQuery {
    /// The last day, or this one where none is said.
    ///
    /// # Errors
    /// Where it is no day.
    pub fn day(&self, usual: NaiveDate) -> Answer<NaiveDate> {
        match self.as_of.as_deref() {
            None | Some("") => Ok(usual),
            Some(text) => text
                .parse()
                .map_err(|_| Problem::wrong(format!("`as_of` is `{text}`, which is no day; write it as 2026-12-31"))),
        }
    }
}

/// The signals of a machine up to a day, by label, without what they are compared with.
///
/// # Errors
/// Where database or lake cannot be read.
pub async fn measured(
    app: &App,
    seen: &View,
    machine: usize,
    as_of: NaiveDate,
    language: Language,
) -> Answer<Vec<MachineSignal>> {
    let devices = app.config.workplace.devices(&seen.live.decided.state).await;
    let devices = devices.map_err(|error| Problem::internal(&error))?.of(machine);
    let app = app.clone();
    let read = move || app.config.telemetry.lake.series(&devices, as_of, DAYS);
    let series = tokio::task::spawn_blocking(read).await?.map_err(|error| Problem::internal(&error))?;
    let language = ["de", "en", "it"][language as usize];
    let mut signals: Vec<MachineSignal> =
        series.into_iter().map(|(id, series)| signal(id, &series, language)).collect();
    signals.sort_by(|one, other| one.label.cmp(&other.label));
    Ok(signals)
}

/// What a machine measured, by day and signal.
#[utoipa::path(get, path = "/machines/{id}/telemetry", tag = "telemetry",
    params(("id" = String, Path, description = "id or serial number"), TelemetryQuery),
    responses((status = 200, body = MachineTelemetry), (status = 400, body = Problem), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("read"))))]
pub async fn get(
    may: May<Read>,
    State(app): State<App>,
    Path(text): Path<String>,
    Query(query): Query<TelemetryQuery>,
) -> Answer<Json<MachineTelemetry>> {
    let seen = app.view()?;
    let (_, machine) = find(&seen, &text)?;
    let as_of = query.day(seen.live.as_of)?;
    let mut signals = measured(&app, &seen, machine, as_of, may.who.language()).await?;
    for of in &mut signals {
        of.thresholds = thresholds(&seen.live, machine, &of.signal);
    }
    let mut days: Vec<NaiveDate> = signals.iter().flat_map(|of| of.days.iter().map(|day| day.on)).collect();
    days.sort_unstable();
    days.dedup();
    let newest = days.last().copied();
    #[expect(clippy::cast_precision_loss, reason = "a year of days")]
    let coverage = days
        .first()
        .zip(newest)
        .map(|(first, newest)| days.len() as f64 / ((newest - *first).num_days() + 1).max(1) as f64);
    Ok(Json(MachineTelemetry {
        as_of,
        from: days.first().copied(),
        signals,
        newest,
        days_silent: newest.map(|newest| (as_of - newest).num_days()),
        coverage,
    }))
}
