//! Bulk 2.0: one job for many records. Its id is kept by the caller before anything is uploaded, so that a server that
//! was stopped meanwhile takes up the same job.

use super::Client;
use super::batches::batches;
use super::budget::Urgency;
use super::exchange::{Ask, Body};
use super::failure::{Class, Failure};
use super::record::{Outcome, Record};
use super::rows::{self, Part};
use super::upsert::{Sent, not_sent};
use futures::future::BoxFuture;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::Duration;

/// How often the state of a job is asked for before the caller is told to come back: about half an hour.
const POLLS: u32 = 40;
/// The longest wait between two of them.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Tries of what only reads.
const TRIES: u32 = 3;

/// A bulk job of Salesforce.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Job {
    /// Its id, for [`Client::resume`].
    pub id: String,
    /// The object written.
    pub object: String,
    /// The keys of its records.
    pub keys: Vec<String>,
}

/// Keeps the id of a job, durably, before anything is uploaded. Where that fails the job is given up.
pub type KeepJob<'a> = dyn Fn(Job) -> BoxFuture<'a, Result<(), String>> + Send + Sync + 'a;

/// How far a job is.
struct State {
    name: String,
    error: String,
}

impl State {
    fn is_over(&self) -> bool {
        matches!(self.name.as_str(), "JobComplete" | "Failed" | "Aborted")
    }
}

impl Client {
    /// Takes up a job whose id was kept: waits for its end and gives what became of each record, in the order of
    /// `records`. A job into which nothing was uploaded, or that Salesforce has forgotten (after seven days), is begun
    /// anew. A record that was not in the job is [`Class::UnknownOutcome`] and can be written again.
    pub async fn resume(
        &self,
        job: &str,
        object: &str,
        records: &[Record],
        urgency: Urgency,
        keep: &KeepJob<'_>,
    ) -> Vec<Outcome> {
        let mut outcomes = Self::refused(object, records, &self.inner.checked.key_field);
        let open: Vec<usize> = (0..records.len()).filter(|at| outcomes.get(*at).is_some_and(Option::is_none)).collect();
        let state =
            if is_job(job) { self.state(job).await } else { Err(Failure::new(Class::Gone, "job", "no job's id")) };
        let anew = match &state {
            Ok(state) => state.name == "Open",
            Err(failure) => failure.class == Class::Gone,
        };
        if anew {
            if state.is_ok() {
                self.abort(job).await;
            }
            return self.upsert(object, records, urgency, keep).await;
        }
        let part = Part { csv: Vec::new(), records: open };
        let sent = match state {
            Ok(_) => self.follow(job, records, &part).await,
            Err(failure) => Sent::all(&part.records, &failure),
        };
        self.finish(object, records, &mut outcomes, sent, urgency, keep).await;
        outcomes.into_iter().map(|outcome| outcome.unwrap_or_else(not_sent)).collect()
    }

    pub(super) async fn send_in_bulk(
        &self,
        object: &str,
        records: &[Record],
        open: &[usize],
        urgency: Urgency,
        keep: &KeepJob<'_>,
    ) -> Sent {
        // Rows of one parent follow each other: Salesforce works through them in pieces, side by side.
        let sorted: Vec<usize> = batches(records, open).into_iter().flatten().collect();
        let parts = match rows::write(records, &sorted, &self.inner.checked.key_field, rows::MOST_BYTES) {
            Ok(parts) => parts,
            Err(failure) => return Sent::all(open, &failure),
        };
        let mut sent = Sent { by_bulk: true, ..Sent::default() };
        for part in parts {
            if sent.stopped {
                let failure = Failure::unknown("not_sent", "not sent, because the job before it did not end well");
                sent.outcomes.extend(Sent::all(&part.records, &failure).outcomes);
                continue;
            }
            let of = match self.upload(object, records, &part, urgency, keep).await {
                Ok(job) => self.follow(&job, records, &part).await,
                Err(failure) => Sent::all(&part.records, &failure),
            };
            sent.stopped = of.stopped;
            sent.outcomes.extend(of.outcomes);
        }
        sent
    }

    /// Makes a job, has its id kept, uploads its rows and lets it run.
    async fn upload(
        &self,
        object: &str,
        records: &[Record],
        part: &Part,
        urgency: Urgency,
        keep: &KeepJob<'_>,
    ) -> Result<String, Failure> {
        let body = json!({
            "object": object, "operation": "upsert", "externalIdFieldName": self.inner.checked.key_field,
            "contentType": "CSV", "lineEnding": "LF", "columnDelimiter": "COMMA"
        });
        let ask = Ask { method: Method::POST, path: "jobs/ingest", body: Body::Json(&body), headers: &[], urgency };
        // A job whose id got lost stays empty and does nothing.
        let made = self.ask_json(ask).await.map_err(|failure| match failure.class {
            Class::Gone => {
                Failure::configuration(&failure.code, format!("Bulk 2.0 is not available: {}", failure.message))
            }
            // Nothing of any record is in a job that was refused: object or key field are not what they should be.
            Class::Permanent => Failure { class: Class::Configuration, ..failure },
            _ => failure,
        })?;
        let job = made.get("id").and_then(Value::as_str).filter(|id| is_job(id)).map(str::to_owned);
        let job = job.ok_or_else(|| Failure::unknown("broken_answer", "the answer names no job"))?;
        let keys = part.records.iter().filter_map(|at| records.get(*at)).map(|record| record.key.clone()).collect();
        if let Err(why) = keep(Job { id: job.clone(), object: object.to_owned(), keys }).await {
            self.abort(&job).await;
            return Err(Failure::unknown(
                "job_not_kept",
                format!("the job's id could not be kept, nothing was sent: {why}"),
            ));
        }
        let path = format!("jobs/ingest/{job}/batches");
        // From here on the job ends well or is given up: a budget that runs out does not leave it half done.
        let urgency = Urgency::Outcomes;
        let rows = Ask { method: Method::PUT, path: &path, body: Body::Csv(&part.csv), headers: &[], urgency };
        if let Err(failure) = self.ask(rows).await {
            // Whether the rows arrived or not: of a job that never said it was complete nothing is written.
            self.abort(&job).await;
            return Err(failure);
        }
        if let Err(failure) = self.set_state(&job, "UploadComplete").await {
            // Perhaps it was heard.
            let state = self.state(&job).await;
            let again = match state {
                Ok(state) if state.name == "Open" => self.set_state(&job, "UploadComplete").await,
                Ok(_) => Ok(()),
                Err(_) => Err(failure),
            };
            if let Err(failure) = again {
                let message = format!("job {job}: {}", failure.message);
                return Err(Failure { message, ..failure });
            }
        }
        Ok(job)
    }

    /// Waits for the end of a job and takes its results.
    async fn follow(&self, job: &str, records: &[Record], part: &Part) -> Sent {
        let mut wait = Duration::from_secs(1);
        let mut state = None;
        for _ in 0..POLLS {
            match self.state(job).await {
                Ok(now) => {
                    let over = now.is_over();
                    state = Some(now);
                    if over {
                        break;
                    }
                }
                Err(failure) if failure.class == Class::UnknownOutcome || failure.class == Class::Transient => {}
                Err(failure) => return self.not_followed(job, part, &failure),
            }
            self.inner.clock.sleep(wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
        let Some(state) = state.filter(State::is_over) else {
            let failure = Failure::unknown("job_runs", format!("job {job} is still running; resume it later"));
            return Sent { by_bulk: true, ..Sent::all(&part.records, &failure) };
        };
        self.results(job, &state, records, part).await
    }

    fn not_followed(&self, job: &str, part: &Part, failure: &Failure) -> Sent {
        // Only the waiting failed; the job goes on.
        let message = format!("job {job} runs, but its state cannot be read: {}; resume it later", failure.message);
        let failure = Failure { retry_after: failure.retry_after, ..Failure::unknown(&failure.code, message) };
        Sent { by_bulk: true, ..Sent::all(&part.records, &failure) }
    }

    async fn results(&self, job: &str, state: &State, records: &[Record], part: &Part) -> Sent {
        let key_field = &self.inner.checked.key_field;
        let mut known: HashMap<String, Outcome> = HashMap::new();
        let mut lost = None;
        for (name, failed) in [("successfulResults", false), ("failedResults", true)] {
            match self.rows_of(job, name).await {
                Ok(csv) => known.extend(rows::read(&csv, key_field, failed)),
                Err(failure) => lost = Some(failure),
            }
        }
        // Of rows that stand in no list: the job did not come to them, or the list did not come to us. All three are
        // upserts that may be done again.
        let rest = match (lost, state.name.as_str()) {
            (Some(failure), _) => {
                Failure::unknown(&failure.code, format!("job {job}: its results did not arrive: {failure}"))
            }
            (None, "JobComplete") => Failure::unknown("no_result", format!("job {job} says nothing of this record")),
            (None, "Aborted") => Failure::unknown("job_aborted", format!("job {job} was aborted before this record")),
            (None, _) if is_ours(&state.error) => {
                Failure::configuration("job_failed", format!("job {job} was refused: {}", state.error))
            }
            (None, _) => {
                Failure::unknown("job_failed", format!("job {job} failed before this record: {}", state.error))
            }
        };
        let of = part.records.iter().filter_map(|at| Some((*at, records.get(*at)?)));
        let outcomes =
            of.map(|(at, record)| (at, known.remove(&record.key).unwrap_or_else(|| Outcome::Failed(rest.clone()))));
        Sent { outcomes: outcomes.collect(), stopped: state.name != "JobComplete", by_bulk: true }
    }

    /// A list of results. It only reads: a broken answer is asked for again.
    async fn rows_of(&self, job: &str, name: &str) -> Result<Vec<u8>, Failure> {
        let path = format!("jobs/ingest/{job}/{name}");
        let mut tried = 1;
        loop {
            let mut ask = Ask::get(&path, Urgency::Outcomes);
            ask.body = Body::RowsBack;
            match self.ask(ask).await {
                Ok(answer) => return Ok(answer.body),
                Err(failure) if failure.class == Class::UnknownOutcome && tried < TRIES => {
                    tried += 1;
                    self.inner.clock.sleep(Duration::from_secs(2)).await;
                }
                Err(failure) => return Err(failure),
            }
        }
    }

    async fn state(&self, job: &str) -> Result<State, Failure> {
        let said = self.ask_json(Ask::get(&format!("jobs/ingest/{job}"), Urgency::Outcomes)).await?;
        let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let state = State { name: text("state"), error: super::failure::short(&text("errorMessage")) };
        if state.name.is_empty() {
            Err(Failure::unknown("broken_answer", "the answer names no state"))
        } else {
            Ok(state)
        }
    }

    async fn set_state(&self, job: &str, state: &str) -> Result<(), Failure> {
        let (path, body) = (format!("jobs/ingest/{job}"), json!({"state": state}));
        let urgency = Urgency::Outcomes;
        let ask = Ask { method: Method::PATCH, path: &path, body: Body::Json(&body), headers: &[], urgency };
        self.ask(ask).await.map(|_| ())
    }

    /// Gives a job up. Where that fails Salesforce removes it after a week; it writes nothing until then.
    async fn abort(&self, job: &str) {
        let _ = self.set_state(job, "Aborted").await;
    }
}

/// Whether the id of a job is one; it becomes part of an address.
fn is_job(id: &str) -> bool {
    matches!(id.len(), 15 | 18) && id.chars().all(|letter| letter.is_ascii_alphanumeric())
}

/// Whether a job failed for what was sent: it would fail again.
fn is_ours(error: &str) -> bool {
    ["InvalidBatch", "ClientInputError", "LineEnding", "FeatureNotEnabled", "InvalidEntity"]
        .iter()
        .any(|name| error.contains(name))
}
