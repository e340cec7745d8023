//! Bulk API 2.0 ingest: a job is opened, filled once, closed, and done a few polls later. How its rows are carried out
//! is `bulk_rows`.

use super::answer::Answer;
use super::call::Call;
use super::clock::written;
use super::csv;
use super::faults::FaultKind;
use super::refusal::Refusal;
use super::service::Service;
use super::write::Writer;
use serde_json::{Value, json};

/// Rows per day.
pub(super) const DAILY_ROWS: u64 = 150_000_000;

const DELIMITERS: [(&str, char); 6] =
    [("COMMA", ','), ("SEMICOLON", ';'), ("TAB", '\t'), ("PIPE", '|'), ("CARET", '^'), ("BACKQUOTE", '`')];

/// All jobs.
pub(super) struct Jobs {
    all: Vec<Job>,
    polls: u32,
    rows: u64,
    made: u64,
}

impl Jobs {
    pub(super) fn new(polls: u32) -> Self {
        Self { all: Vec::new(), polls, rows: 0, made: 0 }
    }

    pub(super) fn rows_left(&self) -> u64 {
        DAILY_ROWS.saturating_sub(self.rows)
    }
}

/// A job.
#[derive(Clone, Debug)]
pub(super) struct Job {
    id: String,
    pub(super) object: String,
    pub(super) operation: String,
    pub(super) key: Option<String>,
    pub(super) state: &'static str,
    delimiter: (&'static str, char),
    ending: (&'static str, &'static str),
    version: u16,
    created: String,
    stamped: String,
    upload: Option<String>,
    polls_left: u32,
    pub(super) by: Writer,
    pub(super) is_shuffled: bool,
    /// Fails as a whole after so many rows.
    pub(super) fails_after: Option<usize>,
    pub(super) message: Option<String>,
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    /// The row, its record, whether it was made.
    pub(super) good: Vec<(usize, String, bool)>,
    /// The row and its error.
    pub(super) bad: Vec<(usize, String)>,
}

fn wrong_state(message: impl Into<String>) -> Refusal {
    Refusal::new("INVALIDJOBSTATE", message)
}

impl Service {
    /// What is below `jobs/ingest`.
    pub(super) fn ingest(
        &mut self,
        call: &Call<'_>,
        below: &[&str],
        by: &Writer,
        faults: &[FaultKind],
    ) -> Result<Answer, Refusal> {
        let method = call.asked.method.as_str();
        match (method, below) {
            ("POST", []) => self.open(call),
            ("GET", []) => {
                let told: Vec<_> = self.jobs.all.iter().map(|job| job.told(&self.data.user)).collect();
                Ok(Answer::json(200, json!({"done": true, "records": told, "nextRecordsUrl": null})))
            }
            (_, [id, rest @ ..]) => {
                let full = super::ids::eighteen(id).ok_or_else(Refusal::no_resource)?;
                let at = self.jobs.all.iter().position(|job| job.id == full).ok_or_else(Refusal::no_resource)?;
                match (method, rest) {
                    ("GET", []) => Ok(self.poll(at)),
                    ("PUT", ["batches"]) => self.fill(call, at),
                    ("PATCH", []) => self.close(call, at, by, faults),
                    ("DELETE", []) => {
                        if matches!(self.jobs.all[at].state, "UploadComplete" | "InProgress") {
                            return Err(wrong_state("Deleting a job that is being processed is not allowed"));
                        }
                        self.jobs.all.remove(at);
                        Ok(Answer::empty(204))
                    }
                    ("GET", [results]) => self.jobs.all[at].results(results),
                    _ => Err(Refusal::no_resource()),
                }
            }
            _ => Err(Refusal::no_resource()),
        }
    }

    fn open(&mut self, call: &Call<'_>) -> Result<Answer, Refusal> {
        let body = call.body()?;
        let text = |name: &str| body.get(name).and_then(Value::as_str);
        let invalid = |message: String| Refusal::new("INVALIDJOB", message);
        let object = text("object").unwrap_or_default();
        let object = self.data.schema.object(object).ok_or_else(|| {
            Refusal::new("INVALIDENTITY", format!("Entity '{object}' is not supported by the Bulk API."))
        })?;
        let operation = text("operation").unwrap_or_default();
        if !matches!(operation, "insert" | "update" | "upsert" | "delete") {
            return Err(invalid(format!("Unable to find operation: {operation}")));
        }
        let key = text("externalIdFieldName");
        let key = match (operation, key) {
            ("upsert", None) => {
                return Err(invalid("External ID was blank for object, required for upsert".to_owned()));
            }
            ("upsert", Some(key)) => {
                let field = object.field(key).filter(|field| field.external_id || field.kind == "id");
                let field = field.ok_or_else(|| {
                    invalid(format!("Field name provided, {key} is not an External ID or indexed field"))
                })?;
                Some(field.name.clone())
            }
            (_, Some(_)) => return Err(invalid(format!("External ID field is not allowed for {operation}"))),
            (_, None) => None,
        };
        if text("contentType").is_some_and(|kind| kind != "CSV") {
            return Err(invalid("contentType must be CSV".to_owned()));
        }
        let delimiter = text("columnDelimiter").unwrap_or("COMMA");
        let delimiter = DELIMITERS.iter().find(|(name, _)| *name == delimiter);
        let delimiter = *delimiter.ok_or_else(|| invalid("columnDelimiter is not known".to_owned()))?;
        let ending = match text("lineEnding").unwrap_or("LF") {
            "LF" => ("LF", "\n"),
            "CRLF" => ("CRLF", "\r\n"),
            other => return Err(invalid(format!("lineEnding {other} is not known"))),
        };
        self.jobs.made += 1;
        let now = written(self.data.clock.now());
        let job = Job {
            id: super::ids::make("750", self.jobs.made),
            object: object.name.clone(),
            operation: operation.to_owned(),
            key,
            state: "Open",
            delimiter,
            ending,
            version: call.version,
            created: now.clone(),
            stamped: now,
            upload: None,
            polls_left: self.jobs.polls,
            by: Writer::default(),
            is_shuffled: false,
            fails_after: None,
            message: None,
            header: Vec::new(),
            rows: Vec::new(),
            good: Vec::new(),
            bad: Vec::new(),
        };
        let told = job.told(&self.data.user);
        self.jobs.all.push(job);
        Ok(Answer::json(200, told))
    }

    fn fill(&mut self, call: &Call<'_>, at: usize) -> Result<Answer, Refusal> {
        let job = &mut self.jobs.all[at];
        if !call.asked.header("content-type").is_some_and(|kind| kind.starts_with("text/csv")) {
            return Err(Refusal::new("INVALIDCONTENTTYPE", "the content type must be text/csv").with_status(415));
        }
        if job.state != "Open" || job.upload.is_some() {
            let message = format!(
                "Found multiple contents for job: <{}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and \
                 make sure you only do 'PUT' once on a given Job.",
                job.id
            );
            return Err(wrong_state(message));
        }
        job.upload = Some(String::from_utf8_lossy(&call.asked.body).into_owned());
        Ok(Answer::empty(201))
    }

    fn close(&mut self, call: &Call<'_>, at: usize, by: &Writer, faults: &[FaultKind]) -> Result<Answer, Refusal> {
        let body = call.body()?;
        let now = written(self.data.clock.now());
        let user = self.data.user.clone();
        let job = &mut self.jobs.all[at];
        match (body.get("state").and_then(Value::as_str), job.state) {
            (Some("UploadComplete"), "Open") => {
                job.state = "UploadComplete";
                job.by = by.clone();
                job.is_shuffled = faults.contains(&FaultKind::ShuffledResults);
                job.fails_after = faults.iter().find_map(|fault| match fault {
                    FaultKind::JobFails { after } => Some(*after),
                    _ => None,
                });
            }
            (Some("Aborted"), "Open" | "UploadComplete" | "InProgress") => {
                job.read_upload();
                job.state = "Aborted";
            }
            (state, had) => {
                let message = format!("Transition from {had} to {} is not allowed", state.unwrap_or("nothing"));
                return Err(wrong_state(message));
            }
        }
        job.stamped = now;
        Ok(Answer::json(200, job.told(&user)))
    }

    /// A look at the job moves it on.
    fn poll(&mut self, at: usize) -> Answer {
        let job = &mut self.jobs.all[at];
        if matches!(job.state, "UploadComplete" | "InProgress") {
            if job.polls_left > 0 {
                job.polls_left -= 1;
                job.state = "InProgress";
            } else {
                job.read_upload();
                self.data.carry_out(job);
                self.jobs.rows += job.rows.len() as u64;
                job.stamped = written(self.data.clock.now());
            }
        }
        Answer::json(200, job.told(&self.data.user))
    }
}

impl Job {
    fn told(&self, user: &str) -> Value {
        let mut told = json!({
            "id": self.id, "operation": self.operation, "object": self.object, "createdById": user, "createdDate": self.created,
            "systemModstamp": self.stamped, "state": self.state, "concurrencyMode": "Parallel", "contentType": "CSV",
            "apiVersion": f64::from(self.version), "jobType": "V2Ingest", "lineEnding": self.ending.0,
            "columnDelimiter": self.delimiter.0, "assignmentRuleId": null,
            "contentUrl": format!("services/data/v{}.0/jobs/ingest/{}/batches", self.version, self.id),
        });
        if let Some(key) = &self.key {
            told["externalIdFieldName"] = json!(key);
        }
        if self.state != "Open" {
            told["retries"] = json!(if self.fails_after.is_some() && self.state == "Failed" { 10 } else { 0 });
            told["numberRecordsProcessed"] = json!(self.good.len() + self.bad.len());
            told["numberRecordsFailed"] = json!(self.bad.len());
            told["totalProcessingTime"] = json!(0);
            told["apiActiveProcessingTime"] = json!(0);
            told["apexProcessingTime"] = json!(0);
        }
        if let Some(message) = &self.message {
            told["errorMessage"] = json!(message);
        }
        told
    }

    /// Takes the upload apart; a job whose upload is not taken has failed.
    fn read_upload(&mut self) {
        let text = self.upload.take().unwrap_or_default();
        match csv::read(&text, self.delimiter.1, self.ending.1) {
            Ok(mut rows) => {
                if !rows.is_empty() {
                    self.header = rows.remove(0);
                    self.rows = rows;
                }
            }
            Err(message) => {
                self.message = Some(message);
                self.state = "Failed";
            }
        }
    }

    fn results(&self, which: &str) -> Result<Answer, Refusal> {
        if !matches!(self.state, "JobComplete" | "Failed" | "Aborted") {
            return Err(wrong_state(format!("the results of a job in state {} are not there yet", self.state)));
        }
        let line = |front: &[&str], row: &[String]| {
            let cells = front.iter().copied().chain(row.iter().map(String::as_str));
            csv::write(cells, self.delimiter.1, self.ending.1)
        };
        let mut text = String::new();
        // The documentation writes `unprocessedrecords`, clients `unprocessedRecords`.
        match which.to_ascii_lowercase().as_str() {
            "successfulresults" => {
                text += &line(&["sf__Id", "sf__Created"], &self.header);
                for (row, id, created) in &self.good {
                    text += &line(&[id, if *created { "true" } else { "false" }], &self.rows[*row]);
                }
            }
            "failedresults" => {
                text += &line(&["sf__Id", "sf__Error"], &self.header);
                for (row, error) in &self.bad {
                    text += &line(&["", error], &self.rows[*row]);
                }
            }
            "unprocessedrecords" => {
                text += &line(&[], &self.header);
                let done: std::collections::BTreeSet<_> =
                    self.good.iter().map(|(row, ..)| row).chain(self.bad.iter().map(|(row, _)| row)).collect();
                for (_, row) in self.rows.iter().enumerate().filter(|(at, _)| !done.contains(at)) {
                    text += &line(&[], row);
                }
            }
            _ => return Err(Refusal::no_resource()),
        }
        Ok(Answer::csv(text))
    }
}
