//! The org behind the door: who may come in, what is counted, which part answers.

use super::answer::{Answer, Asked, Outcome};
use super::bulk::Jobs;
use super::call::Call;
use super::data::Data;
use super::faults::{FaultKind, Faults};
use super::query::Cursors;
use super::refusal::Refusal;
use super::tokens::{ORG_ID, Tokens, USERNAME};
use super::write::Writer;
use super::{Request, Setup};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::ops::RangeInclusive;
use std::time::Duration;

/// The longest body the log keeps.
const KEPT_BODY: usize = 1 << 20;

/// Everything an org has.
pub(super) struct Service {
    pub(super) data: Data,
    pub(super) tokens: Tokens,
    pub(super) faults: Faults,
    pub(super) cursors: Cursors,
    pub(super) jobs: Jobs,
    pub(super) log: Vec<Request>,
    /// Counted API requests.
    pub(super) calls: u64,
    pub(super) daily_requests: u64,
    pub(super) versions: RangeInclusive<u16>,
    /// When the schema was last changed, for `If-Modified-Since`.
    pub(super) schema_since: DateTime<Utc>,
    has_control: bool,
}

impl Service {
    pub(super) fn new(setup: &Setup, instance_url: String) -> Self {
        let data = Data::new(setup);
        Self {
            tokens: Tokens::new(setup, instance_url),
            faults: Faults::default(),
            cursors: Cursors::new(setup.query_batch),
            jobs: Jobs::new(setup.bulk_polls),
            log: Vec::new(),
            calls: 0,
            daily_requests: setup.daily_requests,
            versions: setup.versions.clone(),
            schema_since: data.clock.now(),
            has_control: setup.control,
            data,
        }
    }

    /// Answers a request.
    pub(super) fn handle(&mut self, asked: &Asked) -> Outcome {
        if self.has_control && asked.path.starts_with("/control/") {
            return self.control(asked).into();
        }
        let call = Call::read(asked);
        let below = call.as_ref().map(|call| call.segments.join("/"));
        let faults = self.faults.take(&asked.method, &asked.path, below.as_deref());
        let before = self.calls;
        let answer = self.answer(asked, call.as_ref(), &faults);
        let mut outcome = Outcome::from(answer);
        for fault in &faults {
            match fault {
                FaultKind::Drop | FaultKind::CommitThenDrop => outcome.is_dropped = true,
                FaultKind::Slow { millis } => outcome.delay = Duration::from_millis(*millis),
                FaultKind::TruncatedJson => outcome.is_truncated = true,
                _ => {}
            }
        }
        let is_secret = asked.path.starts_with("/services/oauth2/");
        let kept = &asked.body[..asked.body.len().min(KEPT_BODY)];
        let query = if asked.query.is_empty() { String::new() } else { format!("?{}", asked.query) };
        self.log.push(Request {
            at: self.data.clock.now(),
            method: asked.method.clone(),
            path: format!("{}{query}", asked.path),
            version: call.map(|call| call.version),
            body: if is_secret { String::new() } else { String::from_utf8_lossy(kept).into_owned() },
            status: outcome.answer.status,
            is_counted: self.calls > before,
            is_answered: !outcome.is_dropped,
            faults,
        });
        outcome
    }

    fn answer(&mut self, asked: &Asked, call: Option<&Call<'_>>, faults: &[FaultKind]) -> Answer {
        if faults.contains(&FaultKind::Unavailable) {
            return Answer::unavailable();
        }
        if faults.contains(&FaultKind::Drop) {
            return Answer::empty(500);
        }
        if faults.contains(&FaultKind::SessionExpired) {
            self.tokens.end(asked);
        }
        if let Some(refusal) = faults.iter().find_map(FaultKind::refusal) {
            return refusal.into();
        }
        match (asked.path.trim_end_matches('/'), call) {
            ("/services/oauth2/token", _) => self.tokens.grant(asked, &self.data),
            ("/services/oauth2/revoke", _) => self.tokens.revoke(asked),
            ("/services/oauth2/userinfo", _) => self.user_info(asked),
            ("/services/data", _) => {
                let listed = |version| json!({"label": format!("v{version}"), "url": format!("/services/data/v{version}.0"), "version": format!("{version}.0")});
                Answer::json(200, self.versions.clone().map(listed).collect::<Vec<_>>().into())
            }
            (_, Some(call)) => self.call(call, faults),
            _ => Refusal::no_resource().into(),
        }
    }

    fn user_info(&self, asked: &Asked) -> Answer {
        if !self.tokens.is_signed_in(asked, self.data.clock.now()) {
            return expired().into();
        }
        Answer::json(
            200,
            json!({"user_id": self.data.user, "organization_id": ORG_ID, "preferred_username": USERNAME, "active": true}),
        )
    }

    /// A call of the API proper: version, session, quota, then the part it is meant for.
    fn call(&mut self, call: &Call<'_>, faults: &[FaultKind]) -> Answer {
        if let Some(refusal) = self.check_version(call) {
            return refusal.into();
        }
        if !self.tokens.is_signed_in(call.asked, self.data.clock.now()) {
            return expired().into();
        }
        if self.calls >= self.daily_requests
            && let Some(refusal) = FaultKind::RequestLimit.refusal()
        {
            return Answer::from(refusal).with_header("Sforce-Limit-Info", self.usage());
        }
        self.calls += 1;
        if faults.contains(&FaultKind::CursorLost) {
            self.cursors.lose_all();
        }
        let mut by = Writer::app(may_duplicate(call.asked));
        for fault in faults {
            match fault {
                FaultKind::LockRow { row } => by.lock(*row),
                FaultKind::RowFails { row, code, message } => by.refuse(*row, Refusal::new(code, message)),
                _ => {}
            }
        }
        let answer = self.route(call, &mut by, faults);
        self.data.commit();
        answer.with_header("Sforce-Limit-Info", self.usage())
    }

    pub(super) fn check_version(&self, call: &Call<'_>) -> Option<Refusal> {
        if call.version < *self.versions.start() {
            let message = format!("The requested API version v{}.0 is retired. Use a newer one.", call.version);
            return Some(Refusal::new("UNSUPPORTED_API_VERSION", message).with_status(410));
        }
        (call.version > *self.versions.end()).then(Refusal::no_resource)
    }

    fn usage(&self) -> String {
        format!("api-usage={}/{}", self.calls, self.daily_requests)
    }

    /// The part of the API a call is meant for.
    pub(super) fn route(&mut self, call: &Call<'_>, by: &mut Writer, faults: &[FaultKind]) -> Answer {
        let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
        let answer = match (call.asked.method.as_str(), segments.as_slice()) {
            ("GET", []) => Ok(resources(&call.base)),
            ("GET", ["limits"]) => Ok(self.limits()),
            ("GET" | "POST", ["query" | "queryAll", ..]) => self.query(call, &segments),
            (_, ["composite", "sobjects", rest @ ..]) => self.collection(call, rest, by),
            ("POST", ["composite"]) => self.composite(call, by),
            ("POST", ["composite", "graph"]) => self.graphs(call, by),
            (_, ["sobjects", rest @ ..]) => self.sobjects(call, rest, by),
            (_, ["jobs", "ingest", rest @ ..]) => self.ingest(call, rest, by, faults),
            _ => Err(Refusal::no_resource()),
        };
        answer.unwrap_or_else(Answer::from)
    }

    fn limits(&self) -> Answer {
        let left = self.daily_requests.saturating_sub(self.calls);
        let bulk = self.jobs.rows_left();
        let fixed = |max: u64| json!({"Max": max, "Remaining": max});
        Answer::json(
            200,
            json!({
                "DailyApiRequests": {"Max": self.daily_requests, "Remaining": left},
                "DailyBulkApiBatches": fixed(15_000), "DailyBulkV2QueryJobs": fixed(10_000),
                "DailyBulkV2QueryFileStorageMB": fixed(976_562),
                "DailyBulkV2IngestRows": {"Max": super::bulk::DAILY_ROWS, "Remaining": bulk},
                "DataStorageMB": fixed(10_240), "FileStorageMB": fixed(10_240),
            }),
        )
    }
}

fn resources(base: &str) -> Answer {
    let names = ["composite", "jobs", "limits", "query", "queryAll", "sobjects"];
    let told: serde_json::Map<String, Value> =
        names.iter().map(|name| ((*name).to_owned(), json!(format!("{base}/{name}")))).collect();
    Answer::json(200, told.into())
}

fn expired() -> Refusal {
    Refusal::new("INVALID_SESSION_ID", "Session expired or invalid").with_status(401)
}

/// `Sforce-Duplicate-Rule-Header: allowSave=true`
fn may_duplicate(asked: &Asked) -> bool {
    let given = asked.header("sforce-duplicate-rule-header").unwrap_or_default();
    given.split([',', ';']).any(|part| part.replace(' ', "").eq_ignore_ascii_case("allowSave=true"))
}
