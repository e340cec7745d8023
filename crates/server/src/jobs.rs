//! Work that takes its time: imports, decisions, take-backs. It runs in this process and is asked for by its id; what
//! it did stands in the database, so that a restart loses only the display of its progress.

use crate::app::App;
use crate::auth::secret;
use crate::events::Event;
use hashbrown::HashMap;
use pipeline::Progress;
use serde::Serialize;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use utoipa::ToSchema;

/// Finished jobs remembered.
const MOST: usize = 200;

/// What a job does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    /// Brings an upload in and decides.
    Import,
    /// Evaluates the triggers.
    Decide,
    /// Takes a delivery back and decides.
    TakeBack,
    /// Joins or parts machines as was decided on pairs, and decides.
    Link,
    /// Reads another system, imports what is other than before, and decides.
    Pull,
    /// Evaluates a trigger on past days.
    Replay,
    /// Plans tours.
    PlanTours,
}

/// How far a job is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// It runs.
    Running,
    /// It ended well.
    Done,
    /// It failed; nothing was changed.
    Failed,
}

/// What a job did.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema, Default)]
pub struct JobResult {
    /// The delivery; `null` where nothing new was there.
    pub batch: Option<u32>,
    /// Rows read.
    pub rows: u64,
    /// Machines that are new.
    pub machines_added: usize,
    /// Machines whose file changed.
    pub machines_changed: usize,
    /// Machines that are gone.
    pub machines_gone: usize,
    /// Machines that the linker joined with others by itself, for their numbers are written in more ways than one.
    pub machines_joined: usize,
    /// Machines there are now.
    pub machines: usize,
    /// Problems listed.
    pub problems: usize,
    /// Trigger hits after deciding.
    pub fires: Option<usize>,
    /// The number of the replay.
    pub replay: Option<i64>,
    /// Visits on tours after planning them.
    pub planned: Option<usize>,
    /// Visits that found no place in them.
    pub left_out: Option<usize>,
    /// Visits that another technician or day has than before.
    pub moved: Option<usize>,
    /// Why drives were estimated although a routing server is set.
    pub travel_note: Option<String>,
}

/// A job.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// What it does.
    pub kind: JobKind,
    /// How far it is.
    pub state: JobState,
    /// `reading`, `recognising`, `digitizing`, `linking`, `replaying` or `deciding`; of tours `gathering`, `routing`, `planning`
    /// or `saving`.
    pub stage: Option<&'static str>,
    /// Steps of the stage that are done.
    pub done: usize,
    /// Steps of the stage.
    pub of: usize,
    /// Why it failed.
    pub error: Option<String>,
    /// What it did.
    pub result: Option<JobResult>,
}

/// All jobs of this process.
#[derive(Default)]
pub struct Jobs(Mutex<(Vec<String>, HashMap<String, Job>)>);

impl Jobs {
    /// The job with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Job> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.get(id).cloned()
    }

    fn put(&self, job: &Job) {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if jobs.1.insert(job.id.clone(), job.clone()).is_none() {
            jobs.0.push(job.id.clone());
            if jobs.0.len() > MOST {
                let oldest = jobs.0.remove(0);
                jobs.1.remove(&oldest);
            }
        }
    }
}

/// Tells the pages how far a job is.
pub struct Telling {
    app: App,
    job: Mutex<Job>,
}

impl Telling {
    fn change(&self, change: impl FnOnce(&mut Job)) {
        let mut job = self.job.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut job);
        self.app.jobs.put(&job);
        // Nobody may be listening.
        let _ = self.app.events.send(Event::Job(job.clone()));
    }
}

impl Progress for Telling {
    fn stage(&self, name: &'static str) {
        let stage = match name {
            "fetch" | "copy" | "read" => "reading",
            "recognise" => "recognising",
            "link" => "linking",
            "sync" | "save machine files" => "digitizing",
            "days" => "replaying",
            "gather visits" => "gathering",
            "ask for drives" => "routing",
            "plan tours" => "planning",
            "save tours" => "saving",
            _ => "deciding",
        };
        self.change(|job| {
            job.stage = Some(stage);
            (job.done, job.of) = (0, 0);
        });
    }

    fn step(&self, done: usize, of: usize) {
        self.change(|job| (job.done, job.of) = (done, of));
    }
}

/// Starts a job. `work` does it and is given what it reports to.
///
/// # Errors
/// Where the system gives no randomness for its id.
pub fn start<F, W>(app: &App, kind: JobKind, work: W) -> Result<Job, String>
where
    W: FnOnce(std::sync::Arc<Telling>) -> F + Send + 'static,
    F: Future<Output = Result<JobResult, String>> + 'static,
{
    let id = secret::random()?.chars().take(16).collect();
    let job = Job { id, kind, state: JobState::Running, stage: None, done: 0, of: 0, error: None, result: None };
    app.jobs.put(&job);
    let telling = std::sync::Arc::new(Telling { app: app.clone(), job: Mutex::new(job.clone()) });
    tokio::spawn(async move {
        let handle = tokio::runtime::Handle::current();
        let reporting = std::sync::Arc::clone(&telling);
        // A thread of its own: reading files would keep a worker from answering requests.
        let ended = tokio::task::spawn_blocking(move || handle.block_on(work(reporting))).await;
        let ended = ended.unwrap_or_else(|error| Err(format!("a mistake in Instand ({error}); please report it")));
        telling.change(|job| match ended {
            Ok(result) => {
                job.state = JobState::Done;
                job.result = Some(result);
            }
            Err(error) => {
                job.state = JobState::Failed;
                job.error = Some(error);
            }
        });
    });
    Ok(job)
}
