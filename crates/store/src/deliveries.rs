//! Deliveries: sources, batches, their files, recognised tables and problems.

use crate::LeftTable;
use crate::connection::{Store, StoreError, Write, rows_a_statement};
use crate::entities::{batch, problem, source, source_file, source_table};
use base::{BatchId, Kind, Problem, Severity, TableId};
use chrono::NaiveDate;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};
use serde::{Deserialize, Serialize};

/// Who delivers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// How far it is trusted: 1 most.
    pub priority: i32,
    /// Kinds it holds completely.
    pub complete: Vec<Kind>,
}

/// Whether a delivery counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// It counts.
    Active,
    /// It was taken back.
    TakenBack,
}

/// A delivery.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Batch {
    /// Its number.
    pub id: BatchId,
    /// Whether it counts.
    pub state: BatchState,
    /// When it was imported, UTC.
    pub imported_at: String,
    /// The local day it was delivered on.
    pub delivered_on: NaiveDate,
    /// What was imported, as the person named it.
    pub origin: String,
    /// Rows read.
    pub rows: u64,
    /// Problems listed.
    pub problems: u64,
    /// The connector that pulled it. What it pulls next under the same name takes its place.
    pub connector: Option<String>,
}

/// A file of a delivery.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SourceFile {
    /// BLAKE3 of its bytes, hexadecimal: its name among the kept files.
    pub digest: String,
    /// Its source.
    pub source: String,
    /// Its path below the imported folder.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Digest of everything beside the bytes that decides how it is read (the mapping that applies to it).
    pub reading: String,
}

/// What one column of a table was taken for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ColumnMeaning {
    /// The column, from 0.
    pub column: u16,
    /// Its heading.
    pub heading: String,
    /// The field; `None` where it is kept in the file only.
    pub field: Option<String>,
    /// 0 to 1.
    pub confidence: f32,
}

/// A recognised table.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct SourceTable {
    /// Its id.
    pub id: TableId,
    /// Its delivery.
    pub batch: BatchId,
    /// The kept file.
    pub digest: String,
    /// The file's name.
    pub file: String,
    /// The sheet.
    pub sheet: Option<String>,
    /// What its rows are.
    pub kind: Kind,
    /// Who delivered it.
    pub source: String,
    /// The row its headings end in.
    pub header_row: u32,
    /// Its columns.
    pub columns: Vec<ColumnMeaning>,
    /// Rows read.
    pub rows: u64,
    /// Rows passed over: blank, totals.
    pub skipped: u64,
    /// How sure its kind is, 0 to 1.
    pub confidence: f64,
}

/// Everything a new delivery brings, but its machines.
pub struct NewBatch {
    /// The delivery; its id comes from [`Store::reserve`].
    pub batch: Batch,
    /// Sources it names, new or changed.
    pub sources: Vec<Source>,
    /// Its files.
    pub files: Vec<SourceFile>,
    /// Its tables.
    pub tables: Vec<SourceTable>,
    /// Tables that were left in its files.
    pub left: Vec<LeftTable>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// The mapping it was read with, as TOML.
    pub mapping: Option<String>,
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn count(whole: i64) -> u64 {
    u64::try_from(whole).unwrap_or(0)
}

fn id(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn number(id: i32) -> u32 {
    u32::try_from(id).unwrap_or(0)
}

fn kinds(text: &str) -> Result<Vec<Kind>, StoreError> {
    let unreadable = |value: &str| StoreError::Unreadable { what: "kind", value: value.to_owned() };
    text.split(',').filter(|name| !name.is_empty()).map(|name| name.parse().map_err(|_| unreadable(name))).collect()
}

impl Store {
    /// Sets aside a batch number and `tables` table numbers. They are never given twice, also where the import that
    /// asked for them is killed.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn reserve(&self, tables: usize, at: &str) -> Result<(BatchId, TableId), StoreError> {
        let write = self.write("import", at).await?;
        let batch = write.take("batch", 1).await?;
        let table = write.take("table", whole(tables as u64)).await?;
        write.commit().await?;
        let narrow = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Ok((BatchId(narrow(batch)), TableId(narrow(table))))
    }

    /// All sources by name.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn sources(&self) -> Result<Vec<Source>, StoreError> {
        let rows = source::Entity::find().order_by_asc(source::Column::Name).all(&self.connection).await?;
        rows.into_iter()
            .map(|row| Ok(Source { name: row.name, priority: row.priority, complete: kinds(&row.complete)? }))
            .collect()
    }

    /// All deliveries, oldest first, those taken back included.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn batches(&self) -> Result<Vec<Batch>, StoreError> {
        let rows = batch::Entity::find().order_by_asc(batch::Column::Id).all(&self.connection).await?;
        Ok(rows
            .into_iter()
            .map(|row| Batch {
                id: BatchId(number(row.id)),
                state: if row.state == "active" { BatchState::Active } else { BatchState::TakenBack },
                imported_at: row.imported_at,
                delivered_on: row.delivered_on,
                origin: row.origin,
                rows: count(row.row_count),
                problems: count(row.problem_count),
                connector: row.connector,
            })
            .collect())
    }

    /// The mapping a delivery was read with, as TOML.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn mapping_of(&self, of: BatchId) -> Result<Option<String>, StoreError> {
        Ok(batch::Entity::find_by_id(id(of.0)).one(&self.connection).await?.and_then(|row| row.mapping))
    }

    /// The files of all deliveries that count, with their delivery.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn files(&self) -> Result<Vec<(BatchId, SourceFile)>, StoreError> {
        let rows = source_file::Entity::find()
            .order_by_asc(source_file::Column::BatchId)
            .order_by_asc(source_file::Column::Name)
            .all(&self.connection)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| {
                let file = SourceFile {
                    digest: row.digest,
                    source: row.source,
                    name: row.name,
                    bytes: count(row.bytes),
                    reading: row.reading,
                };
                (BatchId(number(row.batch_id)), file)
            })
            .collect())
    }

    /// The tables of all deliveries that count, by id.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn tables(&self) -> Result<Vec<SourceTable>, StoreError> {
        let rows = source_table::Entity::find().order_by_asc(source_table::Column::Id).all(&self.connection).await?;
        rows.into_iter()
            .map(|row| {
                let unreadable = |what, value: &str| StoreError::Unreadable { what, value: value.to_owned() };
                Ok(SourceTable {
                    id: TableId(number(row.id)),
                    batch: BatchId(number(row.batch_id)),
                    kind: row.kind.parse().map_err(|_| unreadable("kind", &row.kind))?,
                    columns: serde_json::from_str(&row.columns).map_err(|_| unreadable("column list", &row.columns))?,
                    digest: row.digest,
                    file: row.file,
                    sheet: row.sheet,
                    source: row.source,
                    header_row: number(row.header_row),
                    rows: count(row.row_count),
                    skipped: count(row.skipped),
                    confidence: row.confidence,
                })
            })
            .collect()
    }

    /// The problems of a delivery, in the order they were found.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn problems(&self, of: BatchId) -> Result<Vec<Problem>, StoreError> {
        let rows = problem::Entity::find()
            .filter(problem::Column::BatchId.eq(id(of.0)))
            .order_by_asc(problem::Column::Id)
            .all(&self.connection)
            .await?;
        Ok(rows
            .into_iter()
            .map(|row| Problem {
                severity: match row.severity.as_str() {
                    "note" => Severity::Note,
                    "cell" => Severity::Cell,
                    "row" => Severity::Row,
                    "table" => Severity::Table,
                    _ => Severity::File,
                },
                file: row.file,
                sheet: row.sheet,
                row: row.row_number.and_then(|row| u32::try_from(row).ok()),
                column: row.column_number.and_then(|column| u16::try_from(column).ok()),
                heading: row.heading,
                text: row.cell,
                what: row.what,
            })
            .collect())
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Cell => "cell",
        Severity::Row => "row",
        Severity::Table => "table",
        Severity::File => "file",
    }
}

impl Write {
    /// Adds a delivery with its files, tables and problems.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn add_batch(&self, new: NewBatch) -> Result<(), StoreError> {
        let connection = &self.transaction;
        self.set_sources(&new.sources).await?;
        let batch_id = id(new.batch.id.0);
        let row = batch::ActiveModel {
            id: Set(batch_id),
            state: Set("active".to_owned()),
            imported_at: Set(new.batch.imported_at),
            delivered_on: Set(new.batch.delivered_on),
            origin: Set(new.batch.origin.clone()),
            row_count: Set(whole(new.batch.rows)),
            problem_count: Set(whole(new.batch.problems)),
            mapping: Set(new.mapping),
            connector: Set(new.batch.connector),
        };
        batch::Entity::insert(row).exec_without_returning(connection).await?;
        let files: Vec<_> = new
            .files
            .into_iter()
            .map(|file| source_file::ActiveModel {
                batch_id: Set(batch_id),
                digest: Set(file.digest),
                source: Set(file.source),
                name: Set(file.name),
                bytes: Set(whole(file.bytes)),
                reading: Set(file.reading),
            })
            .collect();
        for rows in files.chunks(rows_a_statement(6)) {
            source_file::Entity::insert_many(rows.to_vec()).exec_without_returning(connection).await?;
        }
        let tables: Vec<_> = new
            .tables
            .into_iter()
            .map(|table| source_table::ActiveModel {
                id: Set(id(table.id.0)),
                batch_id: Set(batch_id),
                digest: Set(table.digest),
                file: Set(table.file),
                sheet: Set(table.sheet),
                kind: Set(table.kind.id().to_owned()),
                source: Set(table.source),
                header_row: Set(id(table.header_row)),
                columns: Set(serde_json::to_string(&table.columns).unwrap_or_default()),
                row_count: Set(whole(table.rows)),
                skipped: Set(whole(table.skipped)),
                confidence: Set(table.confidence),
            })
            .collect();
        self.add_left_tables(new.batch.id, &new.left).await?;
        for rows in tables.chunks(rows_a_statement(12)) {
            source_table::Entity::insert_many(rows.to_vec()).exec_without_returning(connection).await?;
        }
        let problems: Vec<_> = new
            .problems
            .into_iter()
            .map(|problem| problem::ActiveModel {
                id: NotSet,
                batch_id: Set(batch_id),
                severity: Set(severity(problem.severity).to_owned()),
                file: Set(problem.file),
                sheet: Set(problem.sheet),
                row_number: Set(problem.row.map(i64::from)),
                column_number: Set(problem.column.map(i32::from)),
                heading: Set(problem.heading),
                cell: Set(problem.text.map(|text| text.replace('\0', "\u{fffd}"))),
                what: Set(problem.what),
            })
            .collect();
        for rows in problems.chunks(rows_a_statement(9)) {
            problem::Entity::insert_many(rows.to_vec()).exec_without_returning(connection).await?;
        }
        self.audit("import", &format!("batch {batch_id}"), &new.batch.origin).await
    }

    /// Sets priority and declarations of sources.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn set_sources(&self, sources: &[Source]) -> Result<(), StoreError> {
        for of in sources {
            let complete: Vec<_> = of.complete.iter().map(|kind| kind.id()).collect();
            let row = source::Model { name: of.name.clone(), priority: of.priority, complete: complete.join(",") };
            let replace = OnConflict::column(source::Column::Name)
                .update_columns([source::Column::Priority, source::Column::Complete])
                .to_owned();
            source::Entity::insert(row.into_active_model())
                .on_conflict(replace)
                .exec_without_returning(&self.transaction)
                .await?;
        }
        Ok(())
    }

    /// Removes sources that deliver nothing any more.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn remove_sources(&self, names: &[String]) -> Result<(), StoreError> {
        source::Entity::delete_many()
            .filter(source::Column::Name.is_in(names.iter().map(String::as_str)))
            .exec(&self.transaction)
            .await?;
        Ok(())
    }

    /// Takes a delivery back: its files, tables and problems go; that it was there stays on record.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn take_back(&self, of: BatchId) -> Result<(), StoreError> {
        let connection = &self.transaction;
        let batch_id = id(of.0);
        source_table::Entity::delete_many().filter(source_table::Column::BatchId.eq(batch_id)).exec(connection).await?;
        source_file::Entity::delete_many().filter(source_file::Column::BatchId.eq(batch_id)).exec(connection).await?;
        problem::Entity::delete_many().filter(problem::Column::BatchId.eq(batch_id)).exec(connection).await?;
        self.forget_matches_of(of).await?;
        self.forget_left_tables_of(of).await?;
        let gone = batch::ActiveModel { id: Set(batch_id), state: Set("taken_back".to_owned()), ..Default::default() };
        batch::Entity::update(gone).exec(connection).await?;
        self.audit("take back", &format!("batch {batch_id}"), "").await
    }
}
