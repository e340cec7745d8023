//! Readings of machines over HTTP, and what became of them.

use crate::app::App;
use crate::auth::May;
use crate::auth::who::{Ingest, Read};
use crate::problem::{Answer, Problem};
use crate::telemetry::brokers::BrokerState;
use ::telemetry::batch::BatchBuilder;
use ::telemetry::inlet::{Precision, Refusals, json_lines, line_protocol};
use ::telemetry::{Limits, Reason, Signals};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// The largest batch, as it is sent.
pub const MOST_BYTES: usize = 32 << 20;

/// The largest batch unpacked.
const MOST_UNPACKED: u64 = 256 << 20;

/// A reading that is not kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct RefusedReading {
    /// Its line, from 1.
    pub line: usize,
    /// By which rule: `unreadable`, `no_sender`, `future`, `too_old`, `impossible`, `unit`, `no_birth`.
    pub reason: &'static str,
    /// What is wrong.
    pub detail: String,
}

/// What came of a batch. It is on disk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct BatchTaken {
    /// Readings in it.
    pub received: u64,
    /// Those that are kept; whether one was there already shows when it gets into the lake.
    pub accepted: u64,
    /// Those of the kept that came late.
    pub late: u64,
    /// Those that are not kept, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// The first 20 of those.
    pub problems: Vec<RefusedReading>,
}

/// What a whole number counts as a time in line protocol.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WriteQuery {
    /// `s`, `ms`, `us` or `ns`; nanoseconds where nothing is said.
    precision: Option<String>,
}

fn precision(named: Option<&str>) -> Answer<Precision> {
    match named {
        None | Some("ns" | "n") => Ok(Precision::Nanoseconds),
        Some("us" | "u" | "µs") => Ok(Precision::Microseconds),
        Some("ms") => Ok(Precision::Milliseconds),
        Some("s") => Ok(Precision::Seconds),
        Some(other) => Err(Problem::wrong(format!("`precision` is `{other}`; it is one of s, ms, us, ns"))),
    }
}

fn unpacked(headers: &HeaderMap, body: Bytes) -> Answer<Bytes> {
    match headers.get(header::CONTENT_ENCODING).map(|of| of.to_str().unwrap_or("?")) {
        None | Some("identity" | "") => Ok(body),
        Some("gzip") => {
            let mut plain = Vec::with_capacity(body.len().saturating_mul(4));
            let mut reader = flate2::read::MultiGzDecoder::new(&body[..]).take(MOST_UNPACKED + 1);
            reader.read_to_end(&mut plain).map_err(|error| Problem::wrong(format!("the body is no gzip: {error}")))?;
            if plain.len() as u64 > MOST_UNPACKED {
                return Err(Problem::wrong("the body is over 256 MB unpacked; send smaller batches"));
            }
            Ok(plain.into())
        }
        Some(other) => Err(Problem::wrong(format!("`{other}` is not read; send gzip, or as it is"))),
    }
}

/// Whether a body is line protocol; JSON lines otherwise.
fn is_line_protocol(headers: &HeaderMap, body: &[u8]) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|of| of.to_str().ok()).unwrap_or_default();
    if kind.contains("json") {
        return false;
    }
    body.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|first| *first != b'{')
}

/// Takes readings: JSON lines, or `InfluxDB` line protocol, gzip or plain. The answer comes when they are on disk.
///
/// JSON lines: `{"machine": "RX-104711", "at": "2026-11-22T10:00:00Z", "signal": "vibration", "value": 4.2, "unit": "mm/s"}`,
/// or `"values": {"vibration": 4.2, "temperature": {"value": 68, "unit": "°F"}}` in the place of `signal` and `value`.
#[utoipa::path(post, path = "/telemetry", tag = "telemetry", params(WriteQuery),
    request_body(content = String, content_type = "application/x-ndjson"),
    responses((status = 200, body = BatchTaken), (status = 422, body = Problem), (status = 503, body = Problem)),
    extensions(("x-permission" = json!("ingest"))))]
pub async fn add(
    may: May<Ingest>,
    State(app): State<App>,
    Query(query): Query<WriteQuery>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<Json<BatchTaken>> {
    let precision = precision(query.precision.as_deref())?;
    let source = may.who.token.clone().unwrap_or_else(|| may.who.account.login.clone());
    let now = app.now().timestamp_micros();
    let read = move || -> Answer<_> {
        let body = unpacked(&headers, body)?;
        let mut into = BatchBuilder::new(Signals::shipped(), Limits::default(), &source, now);
        let refusals = if is_line_protocol(&headers, &body) {
            let text = std::str::from_utf8(&body).map_err(|_| Problem::wrong("the body is no UTF-8"))?;
            line_protocol::read(text, precision, now, &mut into)
        } else {
            json_lines::read(&body, &mut into)
        };
        Ok((into.finish(), refusals))
    };
    let (batch, Refusals { first, .. }) = tokio::task::spawn_blocking(read).await??;
    let counts = batch.counts.clone();
    if counts.received > 0 {
        app.config.telemetry.append(&Arc::new(batch)).await.map_err(Problem::not_taken)?;
    }
    Ok(Json(BatchTaken {
        received: counts.received,
        accepted: counts.accepted(),
        late: counts.late,
        rejected: counts.rejected.iter().map(|(reason, count)| (reason.id(), *count)).collect(),
        problems: first
            .into_iter()
            .map(|of| RefusedReading { line: of.line, reason: of.reason.id(), detail: of.why })
            .collect(),
    }))
}

/// What came in by a source and what became of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct TelemetrySource {
    /// The source: a token's name, or what an import of files named.
    pub name: String,
    /// Readings that came.
    pub received: u64,
    /// Those in the lake.
    pub stored: u64,
    /// Those that were there already.
    pub duplicate: u64,
    /// Those that are older than their signal is kept; the rollups of their days are.
    pub expired: u64,
    /// Those of the duplicates that say another value; the first counts.
    pub contradicting: u64,
    /// Those that came late.
    pub late: u64,
    /// Those that are not kept, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Those on disk that are not in the lake yet.
    pub waiting: u64,
    /// The time of the newest, UTC.
    pub newest: Option<String>,
}

/// A sender that is no machine.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct UnknownSender {
    /// What it is known by.
    pub device: String,
    /// What it calls itself.
    pub name: String,
    /// The source it came by first.
    pub source: String,
    /// When it came first, UTC.
    pub since: Option<String>,
}

/// A sender of which a person said what it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct AssignedSender {
    /// What it is known by.
    pub device: String,
    /// What it calls itself.
    pub name: String,
    /// Its machine; `null` where it is none.
    pub machine: Option<uuid::Uuid>,
    /// The machine's serial number, where the installed base has it.
    pub serial_number: Option<String>,
    /// Who said so.
    pub by: String,
    /// When, UTC.
    pub at: String,
}

/// A broker readings come from. Its numbers are of the time since this server began.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct TelemetryBroker {
    /// Its name, and that of the source its readings are counted under.
    pub name: String,
    /// Host and port.
    pub place: String,
    /// Since when there is a connection, UTC; null where there is none.
    pub connected_since: Option<String>,
    /// What is wrong, if anything is.
    pub problem: Option<String>,
    /// Messages that came.
    pub messages: u64,
    /// Readings in them that are kept.
    pub readings: u64,
    /// Readings, or whole messages, that are not kept.
    pub rejected: u64,
    /// The last of those: its topic and why.
    pub last_rejected: Option<String>,
    /// How often an edge node was asked to say its births again (Sparkplug B).
    pub rebirths_asked: u64,
}

impl From<(String, BrokerState)> for TelemetryBroker {
    fn from((name, of): (String, BrokerState)) -> Self {
        Self {
            name,
            place: of.place,
            connected_since: of.connected_since.and_then(time),
            problem: of.problem,
            messages: of.messages,
            readings: of.readings,
            rejected: of.rejected,
            last_rejected: of.last_rejected,
            rebirths_asked: of.rebirths_asked,
        }
    }
}

/// The state of telemetry.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct TelemetryStatus {
    /// The brokers this server listens to, by name.
    pub brokers: Vec<TelemetryBroker>,
    /// By source.
    pub sources: Vec<TelemetrySource>,
    /// Senders whose readings wait until they are a machine, by name.
    pub quarantine: Vec<UnknownSender>,
    /// What persons said of senders, by name.
    pub assigned: Vec<AssignedSender>,
}

fn time(at: i64) -> Option<String> {
    chrono::DateTime::from_timestamp_micros(at).map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}

/// What came in and what became of it.
#[utoipa::path(get, path = "/telemetry/status", tag = "telemetry", responses((status = 200, body = TelemetryStatus)),
    extensions(("x-permission" = json!("read"))))]
pub async fn status(may: May<Read>, State(app): State<App>) -> Answer<Json<TelemetryStatus>> {
    drop(may);
    let view = app.view()?;
    let devices = app.config.workplace.devices(&view.live.decided.state).await;
    let devices = devices.map_err(|error| Problem::internal(&error))?;
    let assigned = app.store().sender_aliases().await?;
    tokio::task::spawn_blocking(move || {
        let of = &app.config.telemetry;
        let internal = |error: ::telemetry::TelemetryError| Problem::internal(&error);
        let status = of.lake.status(Some(&of.folder)).map_err(internal)?;
        let senders = of.lake.senders().map_err(internal)?;
        let is_unknown = |device: u64| devices.machine(device).is_none() && !devices.is_none(device);
        let unknown = senders.into_iter().filter(|(device, _)| is_unknown(*device));
        let mut quarantine: Vec<UnknownSender> = unknown
            .map(|(device, of)| UnknownSender {
                device: format!("{device:016x}"),
                name: of.name,
                source: of.source,
                since: time(of.first_received_at),
            })
            .collect();
        let link = &view.live.decided.state.files.link;
        let serial = |machine: base::MachineId| {
            let at = view.live.ordinal(machine)?;
            link.ids.get(at).and_then(|_| view.live.decided.state.files.str("serial_number", at)).map(str::to_owned)
        };
        let mut assigned: Vec<AssignedSender> = assigned
            .into_iter()
            .map(|of| AssignedSender {
                device: format!("{:016x}", of.device),
                name: of.name,
                machine: of.machine.map(|machine| machine.0),
                serial_number: of.machine.and_then(serial),
                by: of.assigned_by,
                at: of.assigned_at,
            })
            .collect();
        assigned.sort_by(|one, other| one.name.cmp(&other.name));
        quarantine.sort_by(|one, other| one.name.cmp(&other.name));
        let sources = status.sources.into_iter().map(|(name, of)| TelemetrySource {
            name,
            received: of.counts.received,
            stored: of.folded.stored,
            duplicate: of.folded.duplicate,
            contradicting: of.folded.contradicting,
            expired: of.folded.expired,
            late: of.counts.late,
            rejected: Reason::ALL
                .into_iter()
                .filter_map(|reason| Some((reason.id(), *of.counts.rejected.get(&reason)?)))
                .collect(),
            waiting: of.waiting,
            newest: of.counts.newest.and_then(time),
        });
        let brokers = of.brokers.state().into_iter().map(TelemetryBroker::from).collect();
        Ok(Json(TelemetryStatus { brokers, sources: sources.collect(), quarantine, assigned }))
    })
    .await?
}
