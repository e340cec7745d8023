//! What is there: the place of work, and machine files as all counting deliveries make them.

use crate::PipelineError;
use crate::kept::Kept;
use base::{BatchId, Kind, TableId, fields};
use connect::Lake;
use digitize::link::{Joined, Link};
use digitize::machine_file::{MachineFiles, TableInfo};
use hashbrown::{HashMap, HashSet};
use std::path::PathBuf;
use store::{Batch, BatchState, MatchDecision, MatchVerdict, Source, SourceTable, Store};

/// Where everything is kept.
#[derive(Clone)]
pub struct Workplace {
    /// The operational database.
    pub store: Store,
    /// The lake.
    pub lake: Lake,
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
    /// The deliveries that count.
    pub batches: Vec<BatchId>,
    /// Their tables by id.
    pub tables: HashMap<TableId, SourceTable>,
    /// All sources.
    pub sources: Vec<Source>,
    /// Kinds of which some source with a table here is declared to hold everything.
    pub complete: HashSet<Kind>,
    /// What was decided on pairs of serial numbers, oldest first.
    pub decisions: Vec<MatchDecision>,
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
        let standing =
            !matches!(table.kind, Kind::Orders | Kind::Visits | Kind::Tickets | Kind::Errors | Kind::Counters);
        let complete =
            self.sources.iter().any(|source| source.name == table.source && source.complete.contains(&table.kind));
        self.delivered.get(&file).into_iter().flatten().any(|other| {
            let read_anew = other.digest == table.digest;
            other.batch > table.batch && (read_anew || (standing && complete && other.kind == table.kind))
        })
    }
}

impl Workplace {
    /// Loads the machine files of all deliveries that count.
    ///
    /// # Errors
    /// Where database or lake cannot be read.
    pub async fn state(&self) -> Result<State, PipelineError> {
        let batches = self.store.batches().await?;
        let active: Vec<Batch> = batches.into_iter().filter(|batch| batch.state == BatchState::Active).collect();
        let tables = self.store.tables().await?;
        let sources = self.store.sources().await?;
        let decisions = self.store.match_decisions().await?;
        State::of(&self.lake, &active, tables, sources, decisions)
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
        // Deliveries that were wholly replaced are not read: a connector may make many of them.
        let live: HashSet<BatchId> =
            infos.keys().filter_map(|table| tables.get(table)).map(|table| table.batch).collect();
        let live: Vec<BatchId> = ids.into_iter().filter(|id| live.contains(id)).collect();
        let serials = lake.serials(&live, &|table| infos.get(&table).map(|info| info.kind))?;
        let same = decisions.iter().filter(|decision| decision.verdict == MatchVerdict::Same);
        let pairs: Vec<Joined> =
            same.map(|decision| Joined { kept: decision.kept.clone(), joined: decision.joined.clone() }).collect();
        let link = Link::of(serials, &pairs);
        let mut rows = Vec::new();
        for kind in [Kind::Machines, Kind::Contracts, Kind::Warranties, Kind::Customers, Kind::Contacts] {
            rows.extend(lake.load(kind, &live)?.into_iter().map(|batch| (kind, batch)));
        }
        let files = MachineFiles::of(link, infos, rows);
        Ok(Self { batches: live, tables, sources, complete, decisions, files })
    }
}
