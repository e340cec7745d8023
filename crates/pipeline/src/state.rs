//! What is there: the place of work, and machine files as all counting deliveries make them.

use crate::PipelineError;
use crate::kept::Kept;
use crate::relink::partings;
use base::{BatchId, Kind, TableId, fields};
use connect::Lake;
use digitize::link::{Joined, Link};
use digitize::machine_file::{MachineFiles, TableInfo};
use digitize::parting;
use hashbrown::{HashMap, HashSet};
use std::path::PathBuf;
use store::{Batch, BatchState, MatchAbout, MatchDecision, MatchVerdict, Source, SourceTable, Store};

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
    /// What was decided on pairs, oldest first.
    pub decisions: Vec<MatchDecision>,
    /// The machine files.
    pub files: MachineFiles,
}

/// Whether a later delivery has replaced a table: the same bytes read anew under another mapping, or the same file of
/// a source declared to hold everything of the kind. Such a list says with each delivery all there is, and what stood
/// only in the one before is gone. Lists of what happened (orders, visits, events) only ever grow.
fn is_replaced(table: &SourceTable, tables: &[&SourceTable], sources: &[Source]) -> bool {
    let standing = !matches!(table.kind, Kind::Orders | Kind::Visits | Kind::Tickets | Kind::Errors | Kind::Counters);
    let complete = sources.iter().any(|source| source.name == table.source && source.complete.contains(&table.kind));
    tables.iter().any(|other| {
        let same_file = other.source == table.source && other.file == table.file;
        let read_anew = other.digest == table.digest;
        other.batch > table.batch && same_file && (read_anew || (standing && complete && other.kind == table.kind))
    })
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
        let counting: Vec<&SourceTable> = tables.values().filter(|table| ids.contains(&table.batch)).collect();
        let mut needed: Vec<(BatchId, Kind)> =
            counting.iter().filter(|table| table.rows > 0).map(|table| (table.batch, table.kind)).collect();
        needed.sort_unstable();
        needed.dedup();
        lake.check(&needed)?;
        let infos: HashMap<TableId, TableInfo> = tables
            .values()
            .filter(|table| !is_replaced(table, &counting, &sources))
            .filter_map(|table| {
                let batch = batches.iter().find(|batch| batch.id == table.batch)?;
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
        let serials = lake.serials(&ids, &|table| infos.get(&table).map(|info| info.kind))?;
        let pairs = |about: MatchAbout| -> Vec<Joined> {
            let same = decisions.iter().filter(|of| of.about == about && of.verdict == MatchVerdict::Same);
            same.map(|of| Joined { kept: of.kept.clone(), joined: of.joined.clone() }).collect()
        };
        let mut rows = Vec::new();
        for kind in [Kind::Machines, Kind::Contracts, Kind::Warranties, Kind::Customers, Kind::Contacts] {
            rows.extend(lake.load(kind, &ids)?.into_iter().map(|batch| (kind, batch)));
        }
        let source_of = |table: TableId| tables.get(&table).map(|table| table.source.clone());
        let parted = parting::rows_of(&partings(&decisions)?, &infos, &source_of, &rows);
        let link = Link::of(serials, &pairs(MatchAbout::Machine), &parted);
        let files = MachineFiles::of(link, infos, rows, &pairs(MatchAbout::Customer));
        Ok(Self { batches: ids, tables, sources, complete, decisions, files })
    }
}
