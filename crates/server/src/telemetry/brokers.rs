//! Brokers at work: what they say is written to the journal, and acknowledged when it is on disk.

use super::settings::MqttSource;
use crate::app::App;
use ::telemetry::batch::BatchBuilder;
use ::telemetry::inlet::sparkplug::{Rebirth, Sparkplug};
use ::telemetry::inlet::topics;
use ::telemetry::{Batch, Limits, Signals, TelemetryError};
use connectors::mqtt::{Answers, Heard, Link, Message, Ticket};
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// Messages that are written together.
const MOST_MESSAGES: usize = 1000;
/// Bytes of them.
const MOST_BYTES: usize = 4 << 20;
/// How long the first of them waits for more.
const GATHER: Duration = Duration::from_millis(4);
/// Batches on their way to the disk.
const ON_THEIR_WAY: usize = 4;
/// How often what is known of the brokers is written down for the command line.
const NOTE: Duration = Duration::from_secs(2);
/// The longest wait until a batch that could not be written is tried again.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What is known of a broker since the server began.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct BrokerState {
    /// Host and port.
    pub place: String,
    /// Since when there is a connection, in microseconds since 1970; `None` where there is none.
    pub connected_since: Option<i64>,
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

/// All brokers of a server.
#[derive(Default)]
pub struct Brokers {
    all: Vec<(MqttSource, Shared)>,
}

type Shared = Arc<Mutex<BrokerState>>;

fn with<T>(state: &Shared, change: impl FnOnce(&mut BrokerState) -> T) -> T {
    change(&mut state.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What the server last wrote down about its brokers.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Noted {
    /// When, in microseconds since 1970.
    pub at: i64,
    /// By name.
    pub brokers: BTreeMap<String, BrokerState>,
}

fn noted_in(journal: &Path) -> PathBuf {
    journal.join("brokers.json")
}

impl Noted {
    /// What the server of this journal wrote down; `None` where it has no brokers, or never ran.
    #[must_use]
    pub fn read(journal: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(noted_in(journal)).ok()?).ok()
    }
}

/// Puts a file in place of the one before. It may be lost in a power cut: it is made anew.
fn put(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside = path.with_extension("new");
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path)
}

impl Brokers {
    /// None has been heard yet.
    #[must_use]
    pub fn new(sources: Vec<MqttSource>) -> Self {
        let state = |source: &MqttSource| BrokerState {
            place: source.broker.place(),
            problem: Some("not connected yet".to_owned()),
            ..BrokerState::default()
        };
        Self { all: sources.into_iter().map(|source| (source.clone(), Arc::new(Mutex::new(state(&source))))).collect() }
    }

    /// What is known of each, by name.
    #[must_use]
    pub fn state(&self) -> BTreeMap<String, BrokerState> {
        let of = |(source, state): &(MqttSource, Shared)| (source.name.clone(), with(state, |state| state.clone()));
        self.all.iter().map(of).collect()
    }
}

/// Listens to all brokers until the server ends.
pub async fn keep_listening(app: App) {
    let telemetry = &app.config.telemetry;
    let journal = telemetry.folder.clone();
    if telemetry.brokers.all.is_empty() {
        // What was noted for brokers that are not set up any more.
        let _ = std::fs::remove_file(noted_in(&journal));
        return;
    }
    let mut tasks = JoinSet::new();
    for (source, state) in &telemetry.brokers.all {
        if let Some(why) = telemetry.takes_none() {
            with(state, |state| state.problem = Some(why.to_owned()));
            continue;
        }
        tasks.spawn(listen(app.clone(), source.clone(), Arc::clone(state)));
    }
    let mut before = BTreeMap::new();
    loop {
        let now = telemetry.brokers.state();
        if now != before {
            let noted = Noted { at: app.now().timestamp_micros(), brokers: now.clone() };
            let written = serde_json::to_vec_pretty(&noted).map_err(std::io::Error::other);
            if let Err(error) = written.and_then(|bytes| put(&noted_in(&journal), &bytes)) {
                tracing::warn!("{}: {error}", noted_in(&journal).display());
            }
            before = now;
        }
        tokio::time::sleep(NOTE).await;
    }
}

/// The topics a session at the broker was left with: they are taken back when the settings name others.
struct Subscribed(PathBuf);

impl Subscribed {
    fn of(journal: &Path, name: &str) -> Self {
        Self(journal.join(format!("mqtt-{name}.json")))
    }

    fn no_more(&self, now: &[String]) -> Vec<String> {
        let before: Option<Vec<String>> =
            std::fs::read(&self.0).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        before.unwrap_or_default().into_iter().filter(|filter| !now.contains(filter)).collect()
    }

    fn note(&self, now: &[String]) {
        let written = serde_json::to_vec(now).map_err(std::io::Error::other);
        if let Err(error) = written.and_then(|bytes| put(&self.0, &bytes)) {
            tracing::warn!("{}: {error}", self.0.display());
        }
    }
}

/// Messages that came together, each with the time of its arrival.
#[derive(Default)]
struct Gathered {
    messages: Vec<(Message, i64)>,
    bytes: usize,
    /// Before which of them messages were missed.
    missed: Option<usize>,
}

impl Gathered {
    fn is_full(&self) -> bool {
        self.messages.len() >= MOST_MESSAGES || self.bytes >= MOST_BYTES
    }
}

/// When messages first came. One that comes again is of the time it first came: else what says no time were two readings.
#[derive(Default)]
struct FirstCome(HashMap<u16, (u64, i64)>);

impl FirstCome {
    fn of(&mut self, message: &Message, now: i64) -> i64 {
        let Some((number, again)) = message.number() else { return now };
        let mut hasher = DefaultHasher::new();
        (message.topic(), message.payload()).hash(&mut hasher);
        let is = hasher.finish();
        let before = self.0.get(&number).filter(|(was, _)| again && *was == is).map(|(_, at)| *at);
        let at = before.unwrap_or(now);
        self.0.insert(number, (is, at));
        at
    }
}

struct Listening {
    app: App,
    source: MqttSource,
    state: Shared,
    link: Link,
    first_come: FirstCome,
    subscribed: Subscribed,
    sparkplug: Sparkplug,
}

async fn listen(app: App, source: MqttSource, state: Shared) {
    let subscribed = Subscribed::of(&app.config.telemetry.folder, &source.name);
    let link = loop {
        match Link::begin(&source.broker, subscribed.no_more(source.broker.filters())) {
            Ok(link) => break link,
            Err(error) => with(&state, |state| state.problem = Some(error.to_string())),
        }
        tokio::time::sleep(LONGEST_WAIT).await;
    };
    let answers = link.answers();
    let (batches, waiting) = mpsc::channel(ON_THEIR_WAY);
    let mut tasks = JoinSet::new();
    tasks.spawn(store(app.clone(), source.name.clone(), Arc::clone(&state), answers, waiting));
    let (first_come, sparkplug) = (FirstCome::default(), Sparkplug::default());
    let mut listening = Listening { app, source, state, link, first_come, subscribed, sparkplug };
    while let Some(gathered) = listening.gather().await {
        let Some(read) = listening.read(gathered).await else { continue };
        if batches.send(read).await.is_err() {
            break;
        }
    }
}

/// A batch, and what is acknowledged when it is on disk.
struct Read {
    batch: Arc<Batch>,
    tickets: Vec<Ticket>,
}

impl Listening {
    /// Waits for messages, and a moment for more; `None` when the link has ended.
    async fn gather(&mut self) -> Option<Gathered> {
        let mut gathered = Gathered::default();
        while gathered.messages.is_empty() {
            let heard = self.link.hear().await?;
            self.take(heard, &mut gathered);
        }
        let moment = tokio::time::sleep(GATHER);
        tokio::pin!(moment);
        while !gathered.is_full() {
            if let Some(heard) = self.link.heard() {
                self.take(heard, &mut gathered);
                continue;
            }
            tokio::select! {
                heard = self.link.hear() => self.take(heard?, &mut gathered),
                () = &mut moment => break,
            }
        }
        Some(gathered)
    }

    fn take(&mut self, heard: Heard, gathered: &mut Gathered) {
        let now = self.app.now().timestamp_micros();
        let name = &self.source.name;
        match heard {
            Heard::Message(message) => {
                let at = self.first_come.of(&message, now);
                gathered.bytes += message.payload().len();
                gathered.messages.push((message, at));
            }
            Heard::Connected { resumed } => {
                tracing::info!("broker {name}: connected, session resumed: {resumed}");
                self.subscribed.note(self.source.broker.filters());
                if !resumed {
                    gathered.missed = Some(gathered.messages.len());
                }
                with(&self.state, |state| (state.connected_since, state.problem) = (Some(now), None));
            }
            Heard::Refused(error) => {
                tracing::warn!("broker {name}: {error}");
                with(&self.state, |state| state.problem = Some(error.to_string()));
            }
            Heard::Lost(error) => {
                let text = error.to_string();
                let known = with(&self.state, |state| {
                    state.connected_since = None;
                    state.problem.replace(text.clone()).as_ref() == Some(&text)
                });
                if !known {
                    tracing::warn!("broker {name}: {text}");
                }
            }
        }
    }

    async fn read(&mut self, gathered: Gathered) -> Option<Read> {
        let source = self.source.clone();
        let mut sparkplug = std::mem::take(&mut self.sparkplug);
        let now = self.app.now().timestamp_micros();
        let reading = move || {
            let read = read(&source, &mut sparkplug, &gathered, now);
            (read, sparkplug)
        };
        let (read, asked) = match tokio::task::spawn_blocking(reading).await {
            Ok(((read, said), sparkplug)) => {
                self.sparkplug = sparkplug;
                with(&self.state, |state| said.add_to(state));
                (read, said.rebirths)
            }
            Err(error) => {
                tracing::error!("broker {}: reading messages: {error}", self.source.name);
                return None;
            }
        };
        let answers = self.link.answers();
        let asked = asked.into_iter().filter(|of| answers.publish(&of.topic, of.payload.clone())).count();
        with(&self.state, |state| state.rebirths_asked += asked as u64);
        Some(read)
    }
}

/// What came of messages, for the state and the edge nodes.
#[derive(Default)]
struct Said {
    messages: u64,
    readings: u64,
    rejected: u64,
    last_rejected: Option<String>,
    rebirths: Vec<Rebirth>,
}

impl Said {
    fn add_to(&self, state: &mut BrokerState) {
        state.messages += self.messages;
        state.readings += self.readings;
        state.rejected += self.rejected;
        if self.last_rejected.is_some() {
            state.last_rejected.clone_from(&self.last_rejected);
        }
    }
}

fn read(source: &MqttSource, sparkplug: &mut Sparkplug, gathered: &Gathered, now: i64) -> (Read, Said) {
    let mut into = BatchBuilder::new(Signals::shipped(), Limits::default(), &source.name, now);
    let mut said = Said { messages: gathered.messages.len() as u64, ..Said::default() };
    for (number, (message, at)) in gathered.messages.iter().enumerate() {
        if gathered.missed == Some(number) {
            sparkplug.missed();
        }
        let topic = message.topic().unwrap_or_default();
        let again = message.number().is_some_and(|(_, again)| again);
        let refusals = if source.sparkplug && topic.starts_with("spBv1.0/") {
            let came = sparkplug.read(topic, message.payload(), again, *at, &mut into);
            said.rebirths.extend(came.rebirth);
            came.refusals
        } else {
            topics::read(&source.topics, topic, message.payload(), *at, &mut into)
        };
        if let Some(first) = refusals.first.into_iter().next() {
            said.last_rejected = Some(format!("{topic}: {}", first.why));
        }
    }
    if gathered.missed == Some(gathered.messages.len()) {
        sparkplug.missed();
    }
    let tickets = gathered.messages.iter().filter_map(|(message, _)| message.ticket()).collect();
    let batch = into.finish();
    said.readings = batch.counts.accepted();
    said.rejected = batch.counts.received - said.readings;
    (Read { batch: Arc::new(batch), tickets }, said)
}

/// Writes batches to the journal and acknowledges their messages. What cannot be written is tried until it can: the broker
/// waits meanwhile, and keeps what comes.
async fn store(app: App, name: String, state: Shared, answers: Answers, mut waiting: mpsc::Receiver<Read>) {
    while let Some(Read { batch, tickets }) = waiting.recv().await {
        let mut failures = 0_u32;
        // Messages may hold no reading at all, as deaths do.
        while batch.counts.received > 0
            && let Err(why) = app.config.telemetry.append(&batch).await
        {
            let text = format!("readings are not stored: {why}");
            tracing::warn!("broker {name}: {text}");
            with(&state, |state| state.problem = Some(text));
            tokio::time::sleep(Duration::from_secs(1 << failures.min(5)).min(LONGEST_WAIT)).await;
            failures += 1;
        }
        if failures > 0 {
            with(&state, |state| state.problem = None);
        }
        answers.acknowledge(tickets);
    }
}

/// The name by which this server is told from others at a broker.
///
/// # Errors
/// Where the folder of the journal cannot be read or written.
pub fn own_name(journal: &Path) -> Result<String, TelemetryError> {
    let name = ::telemetry::journal::name(journal)?;
    Ok(name.trim_start_matches("journal").to_owned())
}
