//! What all handlers share.

use crate::auth::limit::Tries;
use crate::auth::portal::PortalTries;
use crate::auth::who::Remembered;
use crate::connections::Connections;
use crate::events::{Changed, Event, What};
use crate::jobs::Jobs;
use crate::live::{Live, Made, View};
use crate::problem::Problem;
use crate::segments::SegmentsView;
use crate::telemetry::Telemetry;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use chrono_tz::Tz;
use hashbrown::HashMap;
use pipeline::field_service::Dispatch;
use pipeline::{RuleFile, Workplace, ship_rules, ship_segments};
use sales::Territories;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, Mutex as SyncMutex, PoisonError, RwLock};
use store::{Store, StoreError, Write};
use tokio::sync::{Mutex, Semaphore, broadcast};

/// Reads the files rules are brought in from; they may have changed since the last time.
pub type ReadRules = Box<dyn Fn() -> Result<Vec<RuleFile>, String> + Send + Sync>;

/// The CRM as the server works with it.
pub struct CrmLink {
    /// Which it is.
    pub crm: pipeline::Crm,
    /// How often outcomes are read.
    pub every: chrono::TimeDelta,
    /// The language opportunities are written in.
    pub language: base::Language,
}

/// What the server is started with. It reads no clock and no environment itself.
pub struct Config {
    /// Database, lake, kept files.
    pub workplace: Workplace,
    /// Readings that came in.
    pub telemetry: Telemetry,
    /// The data folder: uploads and lists of problems are kept there.
    pub folder: PathBuf,
    /// Folders on the server that may be imported from the page.
    pub import_folders: Vec<PathBuf>,
    /// What is connected; each is read when its schedule says.
    pub connectors: Vec<connectors::Connector>,
    /// What tells this process from every other at the database.
    pub process: String,
    /// The tenant's time zone.
    pub zone: Tz,
    /// Who sells where.
    pub territories: Territories,
    /// EUR for one unit of a currency, in millionths.
    pub rates: HashMap<String, i64>,
    /// The shipped rule pack, and what lies in the rules folder.
    pub rules: ReadRules,
    /// The segments that come with the product.
    pub segments: Vec<decide::Segment>,
    /// The campaign templates that come with the product.
    pub campaigns: Vec<automate::Campaign>,
    /// How tours are planned.
    pub field_service: pipeline::field_service::FieldService,
    /// Which ways out are set up for campaigns.
    pub ways_out: pipeline::WaysOut,
    /// The CRM, where one is set up.
    pub crm: Option<CrmLink>,
    /// Mail, where it is set up.
    pub mail: Option<connectors::mail::Account>,
    /// What tells other systems what happened; goes where an administrator has allowed it to.
    pub webhooks: connectors::webhooks::Sender,
    /// The technicians' calendars, where they are set up.
    pub calendars: Option<connectors::caldav::Calendars>,
    /// The clock.
    pub now: Box<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// Whether cookies are for HTTPS only: behind a proxy that speaks it.
    pub secure_cookies: bool,
    /// The machine builder's name, for reports.
    pub company: Option<String>,
    /// Where the page is reached from outside, without a slash at its end; where it is not set, what the browser asked.
    pub public_url: Option<String>,
    /// What the first administrator must know to set the server up; printed where it was started.
    pub setup_code: String,
}

/// The state of the server.
pub struct Inner {
    /// What it was started with.
    pub config: Config,
    view: RwLock<Option<Arc<View>>>,
    /// The last decision, until the view is made of it.
    made: SyncMutex<Option<Made>>,
    /// One at a time makes the view anew.
    refreshing: Mutex<()>,
    /// What pages are told.
    pub events: broadcast::Sender<Event>,
    /// Work that takes its time.
    pub jobs: Jobs,
    /// Connectors at work.
    pub connections: Connections,
    /// Sessions looked up of late.
    pub remembered: Remembered,
    /// Sign-ins tried of late.
    pub tries: Tries,
    /// What was tried of late in the portal.
    pub portal_tries: PortalTries,
    /// One download of a customer's data at a time: it reads a lot.
    pub packing: Semaphore,
    /// One decision at a time: two would write the same hits.
    pub deciding: Mutex<()>,
    /// One replay at a time: each takes all cores for a while.
    pub replaying: Arc<Semaphore>,
    /// One planning of tours at a time: two would undo each other.
    pub planning: Mutex<()>,
    /// Passwords are hashed two at a time: each takes 20 MB and a core.
    pub hashing: Semaphore,
}

/// A handle to the state of the server.
#[derive(Clone)]
pub struct App(Arc<Inner>);

impl Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    /// The state of a server with this configuration; nothing is read yet.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let connections = Connections::new(&config.connectors, config.process.clone());
        Self(Arc::new(Inner {
            config,
            connections,
            view: RwLock::new(None),
            made: SyncMutex::new(None),
            refreshing: Mutex::new(()),
            events: broadcast::Sender::new(256),
            jobs: Jobs::default(),
            remembered: Remembered::default(),
            tries: Tries::default(),
            portal_tries: PortalTries::default(),
            packing: Semaphore::new(1),
            deciding: Mutex::new(()),
            replaying: Arc::new(Semaphore::new(1)),
            planning: Mutex::new(()),
            hashing: Semaphore::new(2),
        }))
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.config.workplace.store
    }

    /// The instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.config.now)()
    }

    /// The tenant's local day.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.now().with_timezone(&self.config.zone).date_naive()
    }

    /// The instant as it is kept.
    #[must_use]
    pub fn stamp(&self) -> String {
        self.now().to_rfc3339_opts(SecondsFormat::Secs, true)
    }

    /// The files rules are brought in from.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn rule_files(&self) -> Result<Vec<RuleFile>, Problem> {
        (self.config.rules)().map_err(|error| Problem::internal(&error))
    }

    /// Begins a change by somebody.
    ///
    /// # Errors
    /// Where the database does not answer.
    pub async fn write(&self, actor: &str) -> Result<Write, StoreError> {
        self.store().write(actor, &self.stamp()).await
    }

    /// What plans tours, for somebody.
    #[must_use]
    pub fn dispatch<'a>(&'a self, actor: &'a str) -> Dispatch<'a> {
        Dispatch {
            store: self.store(),
            service: &self.config.field_service,
            actor,
            at: self.stamp(),
            now: self.now().with_timezone(&self.config.zone).naive_local(),
        }
    }

    /// What lists, boards and machine files are answered from.
    ///
    /// # Errors
    /// While it is read for the first time.
    pub fn view(&self) -> Result<Arc<View>, Problem> {
        self.view.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or_else(Problem::not_ready)
    }

    fn set_view(&self, view: View) {
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(view));
    }

    /// Keeps a decision that was just saved for the view that is made next.
    pub fn set_made(&self, made: Option<Made>) {
        *self.made.lock().unwrap_or_else(PoisonError::into_inner) = made;
    }

    /// Tells all pages that something changed.
    pub fn tell(&self, what: &[What], id: Option<String>) {
        // Nobody may be listening.
        let _ = self.events.send(Event::Changed(Changed { what: what.to_vec(), id }));
    }

    /// Makes the view anew from database and lake: after an import, a decision, a take-back.
    ///
    /// # Errors
    /// Where they cannot be read; the view stays as it was.
    pub async fn refresh(&self) -> Result<(), Problem> {
        let _turn = self.refreshing.lock().await;
        ship_segments(self.store(), &self.config.segments, &self.stamp()).await?;
        ship_rules(self.store(), &self.rule_files()?, &self.stamp()).await?;
        // Who waited for another to make it anew finds it made.
        let revision = self.store().revision().await?;
        if self.view().is_ok_and(|view| view.live.fingerprint.revision == revision) {
            return Ok(());
        }
        let (app, handle) = (self.clone(), tokio::runtime::Handle::current());
        let today = self.today();
        // On a thread of its own: this computes for seconds on a large base.
        let before = self.view().ok();
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner).take();
        let loading = move || {
            let before = before.as_ref().map(|view| view.live.as_ref());
            handle.block_on(Live::load(&app.config, today, before, made))
        };
        let (live, pipeline) = tokio::task::spawn_blocking(loading).await??;
        let live = Arc::new(live);
        let segments = self.load_segments(&live).await?;
        self.set_view(View::new(Arc::clone(&live), pipeline, segments, self.today()));
        // Not in the way of what somebody waits for, but there before somebody asks.
        tokio::task::spawn_blocking(move || {
            let _ = live.search();
            if let Err(problem) = live.proposals() {
                tracing::warn!("machines that may be one: {}", problem.detail.unwrap_or_default());
            }
        });
        self.tell(
            &[What::Machines, What::Opportunities, What::Batches, What::Sources, What::Segments, What::Tours],
            None,
        );
        Ok(())
    }

    /// Takes over opportunities that were edited.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn refresh_opportunities(&self, ids: &[base::OpportunityId]) -> Result<(), Problem> {
        let _turn = self.refreshing.lock().await;
        let view = self.view()?;
        let changed = self.store().opportunities_by_id(ids).await?;
        let pipeline = view.pipeline.with_changed(changed.into_iter().map(crate::live::entry).collect());
        self.set_view(View::new(Arc::clone(&view.live), pipeline, Arc::clone(&view.segments), self.today()));
        let id = ids.first().filter(|_| ids.len() == 1).map(ToString::to_string);
        self.tell(&[What::Opportunities], id);
        Ok(())
    }

    /// Evaluates the saved segments.
    async fn load_segments(&self, live: &Arc<Live>) -> Result<Arc<SegmentsView>, Problem> {
        let (app, live, handle) = (self.clone(), Arc::clone(live), tokio::runtime::Handle::current());
        let loading = move || handle.block_on(SegmentsView::load(app.store(), &live));
        Ok(Arc::new(tokio::task::spawn_blocking(loading).await??))
    }

    /// Takes over segments that were saved or put away.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn refresh_segments(&self) -> Result<(), Problem> {
        let _turn = self.refreshing.lock().await;
        let view = self.view()?;
        let segments = self.load_segments(&view.live).await?;
        self.set_view(View::new(Arc::clone(&view.live), view.pipeline.clone(), segments, self.today()));
        self.tell(&[What::Segments], None);
        Ok(())
    }

    /// Looks whether another server or the command line changed the database, and takes it over.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn follow(&self) -> Result<(), Problem> {
        let Ok(view) = self.view() else { return self.refresh().await };
        let now = crate::live::Fingerprint::of(self.store()).await?;
        if now.revision == view.live.fingerprint.revision {
            return Ok(());
        }
        if !now.same_data(&view.live.fingerprint) {
            // What is being decided on is taken over when that is done: once, and with what was decided.
            if self.deciding.try_lock().is_err() {
                return Ok(());
            }
            return self.refresh().await;
        }
        let _turn = self.refreshing.lock().await;
        let view = self.view()?;
        let entries = self.store().worked_opportunities().await?;
        let (pipeline, changed) = crate::live::updated(&view.pipeline, entries);
        let live = Arc::new(view.live.with_fingerprint(now));
        let resaved = self.store().segments_mark().await? != view.segments.mark;
        let segments = if resaved { self.load_segments(&live).await? } else { Arc::clone(&view.segments) };
        self.set_view(View::new(live, pipeline, segments, self.today()));
        if resaved {
            self.tell(&[What::Segments], None);
        }
        if changed {
            self.tell(&[What::Opportunities], None);
        }
        Ok(())
    }
}
