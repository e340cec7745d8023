//! What goes wrong, queued by the test: each fault waits for requests that fit it and is used up by them.

use super::refusal::Refusal;
use serde::{Deserialize, Serialize};

/// A fault and the requests it is meant for. As JSON (`POST /control/faults`): `{"kind":"slow","millis":25000,
/// "path":"composite/sobjects","skip":1,"times":1}`.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Fault {
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
    /// The method it is meant for; any.
    #[serde(default)]
    pub method: Option<String>,
    /// How the path begins: from the root where it begins with `/`, else after `/services/data/vNN.0/`; any.
    #[serde(default)]
    pub path: Option<String>,
    /// How many fitting requests pass before.
    #[serde(default)]
    pub skip: u64,
    /// How many it then hits; 0 is never.
    #[serde(default = "once")]
    pub times: u64,
}

fn once() -> u64 {
    1
}

/// What goes wrong.
#[derive(Clone, Debug, Deserialize, Serialize, PartialEq, Eq)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FaultKind {
    /// The session ends now: 401, and the token stays dead.
    SessionExpired,
    /// 403 REQUEST_LIMIT_EXCEEDED "TotalRequests Limit exceeded.", without Retry-After.
    RequestLimit,
    /// 403 REQUEST_LIMIT_EXCEEDED of the concurrent long-running requests.
    ConcurrentLimit,
    /// 403 API_DISABLED_FOR_ORG.
    ApiDisabled,
    /// UNABLE_TO_LOCK_ROW for the record at this place of the request or of the bulk job.
    LockRow {
        /// From 0.
        #[serde(default)]
        row: usize,
    },
    /// Any refusal of the record at this place of the request or of the bulk job.
    RowFails {
        /// From 0.
        #[serde(default)]
        row: usize,
        /// E.g. `FIELD_CUSTOM_VALIDATION_EXCEPTION`.
        code: String,
        /// What it says.
        message: String,
    },
    /// 503 with a page of HTML; nothing is done.
    Unavailable,
    /// 500 UNKNOWN_EXCEPTION; nothing is done.
    UnknownException,
    /// The connection ends without an answer; nothing is done.
    Drop,
    /// The request is carried out, then the connection ends without an answer.
    CommitThenDrop,
    /// The request is carried out, and answered late.
    Slow {
        /// By so many milliseconds.
        millis: u64,
    },
    /// The request is carried out, and its answer is cut in the middle.
    TruncatedJson,
    /// The results of the bulk job that is closed by this request come in another order than its rows.
    ShuffledResults,
    /// The bulk job that is closed by this request fails as a whole after its tenth try.
    JobFails {
        /// How many rows were done before.
        #[serde(default)]
        after: usize,
    },
    /// All open query cursors are lost; the request that asks for a further page learns it.
    CursorLost,
}

impl Fault {
    /// A fault for the next request it can befall.
    #[must_use]
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, method: None, path: None, skip: 0, times: 1 }
    }

    /// For requests of this method and beginning of the path only.
    #[must_use]
    pub fn on(mut self, method: &str, path: &str) -> Self {
        self.method = Some(method.to_owned());
        self.path = Some(path.to_owned());
        self
    }

    /// After so many fitting requests have passed.
    #[must_use]
    pub fn after(mut self, requests: u64) -> Self {
        self.skip = requests;
        self
    }

    /// So many times.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = times;
        self
    }

    fn fits(&self, method: &str, path: &str, below: Option<&str>) -> bool {
        let fits_method = self.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method));
        let fits_path = self.path.as_ref().is_none_or(|wanted| {
            if wanted.starts_with('/') {
                path.starts_with(wanted)
            } else {
                below.is_some_and(|below| below.starts_with(wanted))
            }
        });
        fits_method && fits_path && self.kind.can_befall(method, below)
    }
}

impl FaultKind {
    /// Whether a request is of the kind it can happen to at all.
    fn can_befall(&self, method: &str, below: Option<&str>) -> bool {
        let closes_job = method == "PATCH" && below.is_some_and(|below| below.starts_with("jobs/ingest/"));
        match self {
            Self::SessionExpired | Self::RequestLimit | Self::ConcurrentLimit | Self::ApiDisabled => {
                below.is_some_and(|below| !below.is_empty())
            }
            Self::LockRow { .. } | Self::RowFails { .. } => {
                let writes = |below: &str| below.starts_with("sobjects/") || below.starts_with("composite");
                closes_job || (method != "GET" && below.is_some_and(writes))
            }
            Self::ShuffledResults | Self::JobFails { .. } => closes_job,
            Self::CursorLost => {
                below.is_some_and(|below| below.starts_with("query/") || below.starts_with("queryAll/"))
            }
            Self::Unavailable
            | Self::UnknownException
            | Self::Drop
            | Self::CommitThenDrop
            | Self::Slow { .. }
            | Self::TruncatedJson => true,
        }
    }

    /// The refusal of a fault that is one.
    pub(super) fn refusal(&self) -> Option<Refusal> {
        let (status, code, message) = match self {
            Self::SessionExpired => (401, "INVALID_SESSION_ID", "Session expired or invalid"),
            Self::RequestLimit => (403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
            Self::ConcurrentLimit => (403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded."),
            Self::ApiDisabled => (403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization."),
            Self::UnknownException => (
                500,
                "UNKNOWN_EXCEPTION",
                "An unexpected error occurred. Please include this ErrorId if you contact support: 1712345678-12345 (-1234567890)",
            ),
            _ => return None,
        };
        Some(Refusal::new(code, message).with_status(status))
    }
}

/// The faults that wait.
#[derive(Debug, Default)]
pub(super) struct Faults {
    waiting: Vec<Fault>,
}

impl Faults {
    pub(super) fn push(&mut self, fault: Fault) {
        self.waiting.push(fault);
    }

    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// How many still wait.
    pub(super) fn len(&self) -> usize {
        self.waiting.len()
    }

    /// What befalls this request. `below` is the path after the version.
    pub(super) fn take(&mut self, method: &str, path: &str, below: Option<&str>) -> Vec<FaultKind> {
        let mut taken = Vec::new();
        for fault in self.waiting.iter_mut().filter(|fault| fault.fits(method, path, below)) {
            if fault.skip > 0 {
                fault.skip -= 1;
            } else if fault.times > 0 {
                fault.times -= 1;
                taken.push(fault.kind.clone());
            }
        }
        self.waiting.retain(|fault| fault.times > 0);
        taken
    }
}
