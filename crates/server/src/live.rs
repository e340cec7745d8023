//! The installed base and the pipeline in memory, as of the last decision: what every list, board and machine file is
//! answered from, without a query a row.

use crate::app::Config;
use crate::problem::Problem;
use crate::segments::SegmentsView;
use assessment::Assessment;
use base::{BatchId, Language, MachineId, OpportunityId, TableId};
use chrono::NaiveDate;
use connect::History;
use decide::{Hit, Rule, Verdict, Verdicts};
use digitize::machine_file::TypeNames;
use hashbrown::{HashMap, HashSet};
use installed_base::{Entry, InstalledBase, Machine, Pipeline, SearchIndex};
use pipeline::{Assessed, Decided, Deciding, Proposals, SavedRun, Silent, TriggerCount, decide};
use rayon::prelude::*;
use serde_json::Value;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use store::{BatchState, HitState, Store, WorkedOpportunity};

/// Runs kept for trends.
const RUNS: u64 = 60;

/// What the memory was made of; two that are equal give the same memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fingerprint {
    /// Counts every change of the database.
    pub revision: i64,
    batches: Vec<(u32, bool)>,
    last_run: Option<i32>,
    sources: String,
    rules: i64,
}

impl Fingerprint {
    /// How the database stands now.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub async fn of(store: &Store) -> Result<Self, Problem> {
        let revision = store.revision().await?;
        let batches = store.batches().await?;
        let last_run = store.runs(1).await?.first().map(|(id, _)| *id);
        let sources = format!("{:?}", store.sources().await?);
        let batches = batches.iter().map(|batch| (batch.id.0, batch.state == BatchState::Active)).collect();
        Ok(Self { revision, batches, last_run, sources, rules: store.rules_mark().await? })
    }

    /// Whether deliveries, sources, rules and decisions are the same; people may have worked on opportunities in between.
    #[must_use]
    pub fn same_data(&self, other: &Self) -> bool {
        (&self.batches, self.last_run, &self.sources, self.rules)
            == (&other.batches, other.last_run, &other.sources, other.rules)
    }
}

/// A decision that was just saved, with all it was made of: the memory is made of it without deciding once more.
pub struct Made {
    fingerprint: Fingerprint,
    rules: Vec<Rule>,
    decided: Decided,
    verdicts: Vec<Verdicts>,
    counts: Vec<TriggerCount>,
}

impl Made {
    /// The decision saved as `run`; `before` is how the database stood when its rules were read. `None` where deliveries
    /// came or went between the machine files and that.
    #[must_use]
    pub fn of(
        before: Fingerprint,
        run: SavedRun,
        rules: Vec<Rule>,
        decided: Decided,
        verdicts: Vec<Verdicts>,
    ) -> Option<Self> {
        let counting = before.batches.iter().filter(|(_, is_active)| *is_active).map(|(id, _)| BatchId(*id));
        let counting: HashSet<BatchId> = counting.collect();
        let of: HashSet<BatchId> = decided.state.counting.iter().copied().collect();
        let fingerprint = Fingerprint { last_run: Some(run.id), ..before };
        (of == counting).then_some(Self { fingerprint, rules, decided, verdicts, counts: run.counts })
    }
}

/// One point of a trigger's trend.
#[derive(Clone, PartialEq, Debug)]
pub struct TrendPoint {
    /// The day the run was of.
    pub as_of: NaiveDate,
    /// When it was made, UTC.
    pub decided_at: String,
    /// Hits.
    pub fires: usize,
    /// Unknowns.
    pub unknown: usize,
    /// Value of the hits in EUR.
    pub value_eur: f64,
}

/// Something made when it is first asked for.
pub struct Once<T> {
    made: OnceLock<Arc<T>>,
    /// Who asks meanwhile waits: what it takes to make it is not taken twice.
    making: Mutex<()>,
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self { made: OnceLock::new(), making: Mutex::new(()) }
    }
}

impl<T> Once<T> {
    /// What was made, or what `make` makes.
    ///
    /// # Errors
    /// That of `make`; it is asked again the next time.
    pub fn get_or_try<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        if let Some(made) = self.made.get() {
            return Ok(Arc::clone(made));
        }
        let _turn = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = self.made.get() {
            return Ok(Arc::clone(made));
        }
        let made = Arc::new(make()?);
        Ok(Arc::clone(self.made.get_or_init(|| made)))
    }

    /// The same, of what cannot fail.
    pub fn get_or(&self, make: impl FnOnce() -> T) -> Arc<T> {
        match self.get_or_try(|| Ok::<_, Infallible>(make())) {
            Ok(made) => made,
        }
    }
}

/// Everything of machines: it changes with imports and decisions only.
pub struct Live {
    /// What it was made of.
    pub fingerprint: Fingerprint,
    /// The day it is of.
    pub as_of: NaiveDate,
    /// The same, where anything was decided yet.
    pub decided_as_of: Option<NaiveDate>,
    data: Arc<Data>,
}

/// The large part, shared when only the fingerprint moves on.
pub struct Data {
    /// Machine files and facts.
    pub decided: Decided,
    /// The verdicts of all triggers, in the order of `rules`.
    pub verdicts: Vec<Verdicts>,
    /// The triggers.
    pub rules: Vec<Rule>,
    /// Counts of each trigger.
    pub counts: Vec<TriggerCount>,
    /// Past runs of each trigger, oldest first.
    pub trends: HashMap<String, Vec<TrendPoint>>,
    /// Since when each open hit holds, by machine and trigger.
    pub since: HashMap<(MachineId, String), NaiveDate>,
    /// Everything dated.
    pub history: History,
    /// Lists and facets.
    pub base: Arc<InstalledBase>,
    proposals: Once<Proposals>,
    /// Pairs of customers that may be one, compared when first asked for.
    pub customer_proposals: Once<Proposals>,
    /// The machines of each customer, by positions in the machine files; made when first asked for.
    pub machines_of_customers: OnceLock<Vec<Vec<u32>>>,
    /// The columns of the assessment, made when first asked for.
    pub assessed: Once<Assessed>,
    /// The assessment under the usual assumptions.
    pub assessment: Once<Assessment>,
    search: Once<SearchIndex>,
    /// When the last delivery came, UTC.
    pub last_import_at: Option<String>,
    /// The place of each machine in machine files and facts.
    ordinals: HashMap<MachineId, usize>,
    /// Sentences said before; they stay true until the next decision.
    sentences: RwLock<HashMap<(OpportunityId, Language), Sentence>>,
}

/// A sentence, and the version of the opportunity it was said of.
type Sentence = (i64, Arc<str>);

impl std::ops::Deref for Live {
    type Target = Data;

    fn deref(&self) -> &Data {
        &self.data
    }
}

/// What handlers see: machines and opportunities that belong together.
pub struct View {
    /// Machines.
    pub live: Arc<Live>,
    /// Opportunities.
    pub pipeline: Pipeline,
    /// Segments.
    pub segments: Arc<SegmentsView>,
    /// Of each opportunity that leads a conversation, how many topics it has and their value in EUR cents.
    pub topics: HashMap<OpportunityId, (usize, i64)>,
}

impl View {
    /// Machines, opportunities and segments together, each opportunity with the week its owner's capacity reaches it.
    #[must_use]
    pub fn new(live: Arc<Live>, pipeline: Pipeline, segments: Arc<SegmentsView>, today: NaiveDate) -> Self {
        let pipeline = crate::capacity::planned(&live, pipeline, today);
        let mut topics: HashMap<OpportunityId, (usize, i64)> = HashMap::new();
        for position in 0..u32::try_from(pipeline.len()).unwrap_or(u32::MAX) {
            let Some(entry) = pipeline.entry(position) else { continue };
            if let Some(lead) = entry.of.lead.filter(|_| !entry.of.stage.is_closed()) {
                let of = topics.entry(lead).or_default();
                of.0 += 1;
                of.1 += entry.of.value_cents.unwrap_or(0);
            }
        }
        Self { live, pipeline, segments, topics }
    }
}

/// An opportunity as the memory takes it.
#[must_use]
pub fn entry(worked: WorkedOpportunity) -> Entry {
    let WorkedOpportunity { of, stage_since, follow_up_on, lost_reason, version } = worked;
    Entry { of, stage_since, follow_up_on, lost_reason, version, waits_until: None }
}

/// The pipeline with what is different in these; and whether anything is.
#[must_use]
pub fn updated(pipeline: &Pipeline, all: Vec<WorkedOpportunity>) -> (Pipeline, bool) {
    let mut changed = Vec::new();
    for mut entry in all.into_iter().map(entry) {
        // When it is reached is worked out from all of them together.
        entry.waits_until = pipeline.find(entry.of.id).and_then(|known| known.waits_until);
        if pipeline.find(entry.of.id).is_none_or(|known| **known != entry) {
            changed.push(entry);
        }
    }
    let is_changed = !changed.is_empty();
    (pipeline.with_changed(changed), is_changed)
}

impl Live {
    /// Reads everything anew; `today` counts where nothing was decided yet. A decision that was `made` of what is there now
    /// is taken as it is; else, of machines whose facts are as they were `before`, the verdicts are taken over.
    ///
    /// # Errors
    /// Where database, lake or rules cannot be read.
    pub async fn load(
        config: &Config,
        today: NaiveDate,
        before: Option<&Self>,
        made: Option<Made>,
    ) -> Result<(Self, Pipeline), Problem> {
        let store = &config.workplace.store;
        let fingerprint = Fingerprint::of(store).await?;
        let (runs, hit_days, worked, batches) =
            tokio::try_join!(store.runs(RUNS), store.hit_days(), store.worked_opportunities(), store.batches())?;
        let decided_as_of = runs.first().map(|(_, run)| run.as_of);
        let as_of = decided_as_of.unwrap_or(today);
        let Made { rules, decided, verdicts, counts, .. } =
            match made.filter(|made| made.fingerprint.same_data(&fingerprint) && made.decided.facts.as_of == as_of) {
                Some(made) => made,
                None => decided_anew(config, &fingerprint, as_of, before).await?,
            };
        let since = hit_days
            .into_iter()
            .filter(|(_, _, state, _)| *state == HitState::Open)
            .map(|(machine, trigger, _, first_seen)| ((machine, trigger), first_seen))
            .collect();
        let mut trends: HashMap<String, Vec<TrendPoint>> = HashMap::new();
        for (_, run) in runs.iter().rev() {
            let counts: Vec<TriggerCount> = serde_json::from_str(&run.counts).unwrap_or_default();
            for count in counts {
                let point = TrendPoint {
                    as_of: run.as_of,
                    decided_at: run.decided_at.clone(),
                    fires: count.fires,
                    unknown: count.unknown,
                    value_eur: count.value_eur,
                };
                // Of a day that was decided several times the last decision counts.
                let points = trends.entry(count.trigger).or_default();
                points.pop_if(|last| last.as_of == point.as_of);
                points.push(point);
            }
        }
        let state = &decided.state;
        let types = state.files.type_names();
        let (history, machines) = rayon::join(
            || History::load(&config.workplace.lake, &state.batches, &state.files),
            || (0..state.files.len()).into_par_iter().map(|at| machine(&decided, &verdicts, &types, at)).collect(),
        );
        let history = history.map_err(|error| Problem::internal(&error))?;
        let triggers = rules.iter().map(|rule| rule.id.clone()).collect();
        let base = Arc::new(InstalledBase::new(machines, triggers));
        let entries = worked.into_iter().map(|row| Arc::new(entry(row))).collect();
        let pipeline = Pipeline::new(Arc::clone(&base), entries);
        let last_import_at = batches.into_iter().map(|batch| batch.imported_at).max();
        let ordinals = state.files.link.ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
        let data = Data {
            decided,
            verdicts,
            rules,
            counts,
            trends,
            since,
            history,
            base,
            proposals: Once::default(),
            customer_proposals: Once::default(),
            machines_of_customers: OnceLock::new(),
            assessed: Once::default(),
            assessment: Once::default(),
            search: Once::default(),
            last_import_at,
            ordinals,
            sentences: RwLock::default(),
        };
        Ok((Self { fingerprint, as_of, decided_as_of, data: Arc::new(data) }, pipeline))
    }

    /// The same memory, made of the same data, under a later revision.
    #[must_use]
    pub fn with_fingerprint(&self, fingerprint: Fingerprint) -> Self {
        Self { fingerprint, data: Arc::clone(&self.data), ..*self }
    }
}

async fn decided_anew(
    config: &Config,
    fingerprint: &Fingerprint,
    as_of: NaiveDate,
    before: Option<&Live>,
) -> Result<Made, Problem> {
    let files = (config.rules)().map_err(|error| Problem::internal(&error))?;
    let rules = pipeline::rules_in_force(&config.workplace.store, &files).await?;
    let decided = decide(&config.workplace, &Deciding::all(&rules, as_of, &config.rates), &Silent).await?;
    let before = before.map(|before| (&before.decided, before.verdicts.as_slice()));
    let verdicts = decided.verdicts_after(before)?;
    let hits: Vec<Vec<Hit>> = verdicts.par_iter().map(Decided::hits).collect();
    let counts = verdicts.par_iter().zip(&hits).map(|(of, hits)| decided.count(of, hits)).collect();
    Ok(Made { fingerprint: fingerprint.clone(), rules, decided, verdicts, counts })
}

impl Data {
    /// Pairs of machines that may be one, compared when first asked for.
    ///
    /// # Errors
    /// Where the rules of the comparison do not fit, which is a mistake in Instand.
    pub fn proposals(&self) -> Result<Arc<Proposals>, Problem> {
        let propose = || pipeline::propose(&self.decided.state).map_err(|error| Problem::internal(&error));
        self.proposals.get_or_try(propose)
    }

    /// Search, made when first asked for.
    #[must_use]
    pub fn search(&self) -> Arc<SearchIndex> {
        self.search.get_or(|| crate::search_index::of(&self.decided, &self.base, &self.history))
    }

    /// The machines of a customer, by positions in the machine files.
    #[must_use]
    pub fn machines_of_customer(&self, customer: u32) -> &[u32] {
        let files = &self.decided.state.files;
        let all = self.machines_of_customers.get_or_init(|| {
            let mut all = vec![Vec::new(); files.customers.len()];
            for (machine, customer) in (0_u32..).zip(&files.customer_of) {
                if let Some(of) = customer.and_then(|customer| all.get_mut(customer as usize)) {
                    of.push(machine);
                }
            }
            all
        });
        all.get(customer as usize).map_or(&[], Vec::as_slice)
    }

    /// The place of a machine in machine files and facts.
    #[must_use]
    pub fn ordinal(&self, machine: MachineId) -> Option<usize> {
        self.ordinals.get(&machine).copied()
    }

    /// The sentence of an opportunity: said before, or made now.
    #[must_use]
    pub fn sentence_of(&self, entry: &Entry, language: Language, make: impl FnOnce() -> String) -> String {
        let key = (entry.of.id, language);
        let version = entry.version;
        let known = self.sentences.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, sentence)) = known.get(&key)
            && *of == version
        {
            return sentence.as_ref().to_owned();
        }
        drop(known);
        let sentence = make();
        let kept = Arc::from(sentence.as_str());
        self.sentences.write().unwrap_or_else(PoisonError::into_inner).insert(key, (version, kept));
        sentence
    }

    /// The rule with this name and its verdicts.
    #[must_use]
    pub fn trigger(&self, id: &str) -> Option<(&Rule, &Verdicts)> {
        let at = self.rules.iter().position(|rule| rule.id == id)?;
        self.rules.get(at).zip(self.verdicts.get(at))
    }

    /// The table with this id.
    #[must_use]
    pub fn table(&self, id: TableId) -> Option<&store::SourceTable> {
        self.decided.state.tables.get(&id)
    }
}

/// The value of a fact of a machine.
#[must_use]
pub fn fact_value(decided: &Decided, fact: &str, machine: usize) -> Value {
    base::fact(fact).map_or(Value::Null, |(at, _)| decide::json_value(decided.facts.facts.column(at), machine))
}

fn machine(decided: &Decided, verdicts: &[Verdicts], types: &TypeNames, at: usize) -> Machine {
    let files = &decided.state.files;
    let text = |id: &str| files.str(id, at).map(str::to_owned);
    let fact = |id: &str| fact_value(decided, id, at);
    let customer = files.customer_of.get(at).copied().flatten().and_then(|of| files.customers.get(of as usize));
    let bits = |wanted: Verdict| {
        let set = verdicts.iter().take(64).enumerate().filter(|(_, of)| of.verdict(at) == wanted);
        set.fold(0_u64, |bits, (place, _)| bits | 1 << place)
    };
    let whole = |value: &Value| value.as_i64().and_then(|whole| i32::try_from(whole).ok());
    let owned = |value: Value| value.as_str().map(str::to_owned);
    let normalised = files.link.normalised.get(at).cloned().unwrap_or_default();
    let number = |id: &str| files.number(id, at);
    #[expect(clippy::cast_possible_truncation, reason = "degrees and years")]
    let place = number("latitude").zip(number("longitude")).map(|(lat, lon)| (lat as f32, lon as f32));
    let (country, postcode, city) = (files.str("country", at), files.str("postcode", at), files.str("city", at));
    #[expect(clippy::cast_possible_truncation, reason = "degrees and years")]
    Machine {
        id: files.link.ids[at],
        serial_number: text("serial_number").unwrap_or_else(|| normalised.clone()),
        normalised,
        machine_type: files.str("machine_type", at).map(|written| types.usual(written).to_owned()),
        product_family: owned(fact("product_family")).or_else(|| text("product_family")),
        manufacturer: text("manufacturer"),
        customer: customer.map(|of| of.id),
        customer_name: customer.and_then(|of| of.name.clone()).or_else(|| text("customer_name")),
        customer_number: customer.and_then(|of| of.number.clone()),
        country: country.map(str::to_owned),
        postcode: postcode.map(str::to_owned),
        city: city.map(str::to_owned),
        installed_on: files.date("installed_on", at),
        age_years: fact("age_years").as_f64().map(|years| years as f32),
        in_field: files.in_field(at, decided.facts.as_of),
        contract: owned(fact("contract_status")),
        // An open-ended contract has no days left to count.
        contract_days_left: whole(&fact("contract_days_left")).filter(|days| *days < 100_000),
        warranty: owned(fact("warranty_status")),
        operating_hours: fact("operating_hours").as_f64(),
        errors_90d: whole(&fact("errors_90d")),
        fires: bits(Verdict::Fires),
        unknown: bits(Verdict::Unknown),
        location: place.or_else(|| places::locate(country, postcode, city)),
    }
}
