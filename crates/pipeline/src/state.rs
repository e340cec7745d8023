//! What is there: the place of work, and machine files as all counting deliveries make them.

use crate::PipelineError;
use crate::fill_in::is_answers;
use crate::kept::Kept;
use crate::relink::partings;
use ::telemetry::lake::TelemetryLake;
use ::telemetry::windows::Elsewhere;
use base::{BatchId, Kind, TableId, fields};
use chrono::NaiveDate;
use connect::Lake;
use digitize::equipment::{self, AmbiguousNumber};
use digitize::life::{SerialChange, serial_changes};
use digitize::link::{Joined, Link, SerialList};
use digitize::machine_file::{Delivery, MachineFiles, TableInfo};
use digitize::parting;
use hashbrown::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use store::{Batch, BatchState, MatchAbout, MatchDecision, MatchVerdict, Source, SourceTable, Store};

/// Where everything is kept.
#[derive(Clone)]
pub struct Workplace {
    /// The operational database.
    pub store: Store,
    /// The lake.
    pub lake: Lake,
    /// The lake of telemetry.
    pub telemetry: TelemetryLake,
    /// Who works out what the readings say; `None` for this process.
    pub elsewhere: Option<Arc<dyn Elsewhere>>,
    /// Delivered files.
    pub kept: Kept,
    /// The lock file that lets one import run at a time.
    pub lock: PathBuf,
}

/// Is told what goes on; the command line measures and shows it.
pub trait Progress: Sync {
    /// A stage begins; the one before is over.
    fn stage(&self, name: &'static str);
    /// Within a stage, so many of so many steps are done.
    fn step(&self, _done: usize, _of: usize) {}
}

/// Nobody is told.
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _name: &'static str) {}
}

/// Trust of a source nobody has ranked: below all that are.
pub(crate) const UNRANKED: i32 = 100;

/// Machine files and what they were made of.
pub struct State {
    /// The deliveries that count and are read.
    pub batches: Vec<BatchId>,
    /// These and those that count and that later ones have wholly replaced.
    pub counting: Vec<BatchId>,
    /// Their tables by id.
    pub tables: HashMap<TableId, SourceTable>,
    /// All sources.
    pub sources: Vec<Source>,
    /// Kinds of which some source with a table here is declared to hold everything.
    pub complete: HashSet<Kind>,
    /// What was decided on pairs, oldest first.
    pub decisions: Vec<MatchDecision>,
    /// Equipment numbers that rows are known by and that do not tell one machine.
    pub ambiguous: Vec<AmbiguousNumber>,
    /// The machine files.
    pub files: MachineFiles,
}

/// Which tables a later delivery has replaced: the same bytes read anew under another mapping, the same file of a source
/// declared to hold everything of the kind, or the same file of the connector that pulled it. Such a list says with each
/// delivery all there is, and what stood only in the one before is gone. Lists of what happened (orders, visits, events)
/// that people deliver only ever grow.
struct Replaced<'a> {
    sources: &'a [Source],
    /// The connector of each delivery that was pulled.
    pulled: HashMap<BatchId, &'a str>,
    /// The latest delivery of each file of a connector: with a pull every few minutes there are many.
    latest: HashMap<(&'a str, &'a str, &'a str), BatchId>,
    /// All others, by source and file.
    delivered: HashMap<(&'a str, &'a str), Vec<&'a SourceTable>>,
}

impl<'a> Replaced<'a> {
    fn of(tables: &'a HashMap<TableId, SourceTable>, batches: &'a [Batch], sources: &'a [Source]) -> Self {
        let counting: HashSet<BatchId> = batches.iter().map(|batch| batch.id).collect();
        let pulled: HashMap<BatchId, &str> =
            batches.iter().filter_map(|batch| Some((batch.id, batch.connector.as_deref()?))).collect();
        let mut latest: HashMap<_, BatchId> = HashMap::new();
        let mut delivered: HashMap<_, Vec<&SourceTable>> = HashMap::new();
        for table in tables.values().filter(|table| counting.contains(&table.batch)) {
            let (source, file) = (table.source.as_str(), table.file.as_str());
            match pulled.get(&table.batch) {
                Some(connector) => {
                    let last = latest.entry((*connector, source, file)).or_insert(table.batch);
                    *last = table.batch.max(*last);
                }
                None => delivered.entry((source, file)).or_default().push(table),
            }
        }
        Self { sources, pulled, latest, delivered }
    }

    fn contains(&self, table: &SourceTable) -> bool {
        let file = (table.source.as_str(), table.file.as_str());
        if let Some(connector) = self.pulled.get(&table.batch) {
            return self.latest.get(&(*connector, file.0, file.1)).is_some_and(|last| *last > table.batch);
        }
        let standing = !matches!(
            table.kind,
            Kind::Orders | Kind::Visits | Kind::Tickets | Kind::Errors | Kind::Counters | Kind::LifecycleEvents
        );
        let complete =
            self.sources.iter().any(|source| source.name == table.source && source.complete.contains(&table.kind));
        self.delivered.get(&file).into_iter().flatten().any(|other| {
            let read_anew = other.digest == table.digest;
            other.batch > table.batch && (read_anew || (standing && complete && other.kind == table.kind))
        })
    }
}

/// The day of the latest delivery: what is not looked at as of another day is as of then.
pub(crate) fn latest_day(batches: &[Batch]) -> NaiveDate {
    batches.iter().map(|batch| batch.delivered_on).max().unwrap_or_default()
}

/// Source and day of every table of these deliveries, replaced or not.
fn deliveries(tables: &HashMap<TableId, SourceTable>, batches: &[Batch]) -> HashMap<TableId, Delivery> {
    let mut sources: Vec<&str> = tables.values().map(|table| table.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let of = |table: &SourceTable| {
        let batch = batches.iter().find(|batch| batch.id == table.batch)?;
        let source = sources.binary_search(&table.source.as_str()).ok().and_then(|at| u32::try_from(at).ok())?;
        Some(Delivery { source, on: batch.delivered_on, batch: batch.id.0 })
    };
    tables.values().filter_map(|table| Some((table.id, of(table)?))).collect()
}

/// Machines that bear another serial number and are the same, as pairs for the linker. The machine keeps the id of the
/// number that was delivered first, so that no id changes when the list of events comes later; of two that came at
/// once that of the old number. What a person holds for two machines stays two.
fn renumbered(
    changes: &[SerialChange],
    serials: &[SerialList],
    infos: &HashMap<TableId, TableInfo>,
    decisions: &[MatchDecision],
) -> Vec<Joined> {
    if changes.is_empty() {
        return Vec::new();
    }
    let named: HashSet<&str> = changes.iter().flat_map(|of| [of.old.as_str(), of.new.as_str()]).collect();
    let mut first: HashMap<&str, u32> = HashMap::new();
    for list in serials.iter().filter(|list| list.founds) {
        let Some(batch) = infos.get(&list.table).map(|info| info.batch) else { continue };
        for (_, entry) in list.entries.iter().filter(|(_, entry)| named.contains(entry.normalised.as_str())) {
            first.entry(&entry.normalised).and_modify(|known| *known = batch.min(*known)).or_insert(batch);
        }
    }
    let arrived = |number: &str| first.get(number).copied().unwrap_or(u32::MAX);
    let apart = |of: &SerialChange| {
        let different = decisions.iter().filter(|decision| decision.verdict == MatchVerdict::Different);
        let mut pairs = different.map(|decision| (decision.kept.as_str(), decision.joined.as_str()));
        pairs.any(|pair| pair == (of.old.as_str(), of.new.as_str()) || pair == (of.new.as_str(), of.old.as_str()))
    };
    let pair = |of: &SerialChange| {
        let (kept, joined) = if arrived(&of.new) < arrived(&of.old) { (&of.new, &of.old) } else { (&of.old, &of.new) };
        Joined { kept: kept.clone(), joined: joined.clone() }
    };
    changes.iter().filter(|of| !apart(of)).map(pair).collect()
}

impl Workplace {
    /// Loads the machine files of all deliveries that count, as of the day of the latest of them.
    ///
    /// # Errors
    /// Where database or lake cannot be read.
    pub async fn state(&self) -> Result<State, PipelineError> {
        self.state_as_of(None).await
    }

    /// Loads the machine files of all deliveries that count as of a day: what happened to machines later does not
    /// count yet.
    ///
    /// # Errors
    /// Where database or lake cannot be read.
    pub async fn state_as_of(&self, as_of: Option<NaiveDate>) -> Result<State, PipelineError> {
        let batches = self.store.batches().await?;
        let active: Vec<Batch> = batches.into_iter().filter(|batch| batch.state == BatchState::Active).collect();
        let as_of = as_of.unwrap_or_else(|| latest_day(&active));
        let tables = self.store.tables().await?;
        let sources = self.store.sources().await?;
        let decisions = self.store.match_decisions().await?;
        State::of(&self.lake, &active, tables, sources, decisions, as_of)
    }
}

impl State {
    /// Makes the machine files of these deliveries.
    ///
    /// # Errors
    /// Where the lake cannot be read.
    pub(crate) fn of(
        lake: &Lake,
        batches: &[Batch],
        tables: Vec<SourceTable>,
        sources: Vec<Source>,
        decisions: Vec<MatchDecision>,
        as_of: NaiveDate,
    ) -> Result<Self, PipelineError> {
        let tables: HashMap<TableId, SourceTable> = tables.into_iter().map(|table| (table.id, table)).collect();
        let ids: Vec<BatchId> = batches.iter().map(|batch| batch.id).collect();
        let counts: HashSet<BatchId> = ids.iter().copied().collect();
        let mut needed: Vec<(BatchId, Kind)> = tables
            .values()
            .filter(|table| table.rows > 0 && counts.contains(&table.batch))
            .map(|table| (table.batch, table.kind))
            .collect();
        needed.sort_unstable();
        needed.dedup();
        lake.check(&needed)?;
        let by_id: HashMap<BatchId, &Batch> = batches.iter().map(|batch| (batch.id, batch)).collect();
        let replaced = Replaced::of(&tables, batches, &sources);
        let infos: HashMap<TableId, TableInfo> = tables
            .values()
            .filter(|table| !replaced.contains(table))
            .filter_map(|table| {
                let batch = by_id.get(&table.batch)?;
                let source = sources.iter().find(|source| source.name == table.source);
                let columns = fields(table.kind)
                    .iter()
                    .map(|field| {
                        let fills = |column: &&store::ColumnMeaning| column.field.as_deref() == Some(field.id);
                        table.columns.iter().find(fills).map(|column| column.column)
                    })
                    .collect();
                let info = TableInfo {
                    kind: table.kind,
                    priority: source.map_or(UNRANKED, |source| source.priority),
                    batch: table.batch.0,
                    delivered_on: batch.delivered_on,
                    columns,
                };
                Some((table.id, info))
            })
            .collect();
        drop(replaced);
        // A declaration counts where a list of that kind is there: one that could not be read says nothing.
        let delivers = |source: &Source, kind: Kind| {
            tables
                .values()
                .any(|table| table.source == source.name && table.kind == kind && infos.contains_key(&table.id))
        };
        let complete = sources
            .iter()
            .flat_map(|source| source.complete.iter().map(move |kind| (source, *kind)))
            .filter(|(source, kind)| delivers(source, *kind))
            .map(|(_, kind)| kind)
            .collect();
        // Pulls that were wholly replaced are not read: a connector may make many of them. What people delivered is read
        // also where it was replaced: it says how things stood then.
        let live: HashSet<BatchId> =
            infos.keys().filter_map(|table| tables.get(table)).map(|table| table.batch).collect();
        let is_read = |id: &BatchId| live.contains(id) || by_id.get(id).is_some_and(|batch| batch.connector.is_none());
        let live: Vec<BatchId> = ids.iter().copied().filter(is_read).collect();
        let (mut serials, equipment) = lake.serials(&live, &|table| infos.get(&table).map(|info| info.kind))?;
        for list in &mut serials {
            // What a person answered about a machine does not keep it once the lists that name it are gone.
            list.founds &= !tables.get(&list.table).is_some_and(|table| is_answers(&table.source));
        }
        let decided = |about: MatchAbout| -> Vec<Joined> {
            let same = decisions.iter().filter(|of| of.about == about && of.verdict == MatchVerdict::Same);
            same.map(|of| Joined { kept: of.kept.clone(), joined: of.joined.clone() }).collect()
        };
        let mut pairs = decided(MatchAbout::Machine);
        let events = lake.load(Kind::LifecycleEvents, &live)?;
        pairs.extend(renumbered(&serial_changes(&infos, &events), &serials, &infos, &decisions));
        let (tied, ambiguous) = equipment::joined(&equipment, &serials, &|table| {
            let serial = |column: &&store::ColumnMeaning| column.field.as_deref() == Some("serial_number");
            let column = tables.get(&table).and_then(|table| table.columns.iter().find(serial));
            column.is_some_and(|column| equipment::is_equipment_number(&column.heading))
        });
        pairs.extend(tied);
        let mut rows: Vec<_> = events.into_iter().map(|batch| (Kind::LifecycleEvents, batch)).collect();
        for kind in [
            Kind::Machines,
            Kind::Contracts,
            Kind::Warranties,
            Kind::Customers,
            Kind::Contacts,
            Kind::Types,
            Kind::Components,
        ] {
            rows.extend(lake.load(kind, &live)?.into_iter().map(|batch| (kind, batch)));
        }
        let source_of = |table: TableId| tables.get(&table).map(|table| table.source.clone());
        let parted = parting::rows_of(&partings(&decisions)?, &infos, &source_of, &rows);
        let link = Link::of(serials, &pairs, &parted);
        let delivered = deliveries(&tables, batches);
        let files = MachineFiles::of(link, infos, rows, &delivered, as_of, &decided(MatchAbout::Customer));
        Ok(Self { batches: live, counting: ids, tables, sources, complete, decisions, ambiguous, files })
    }
}
