//! The lake: typed rows of each delivery as Parquet, `<kind>/<batch>.parquet`, and `serials/<batch>.parquet` with
//! each serial number once a table. A batch's files are complete and synced before the database names the batch, so
//! a file nobody names is the rest of an interrupted import and may be removed.

use arrow::array::{AsArray, StringArray, UInt32Array, UInt64Array, new_null_array};
use arrow::datatypes::{Field, SchemaRef, UInt32Type, UInt64Type};
use arrow::record_batch::RecordBatch;
use base::{BatchId, Kind, TableId};
use digitize::equipment::EquipmentNumber;
use digitize::link::SerialList;
use digitize::schema;
use digitize::serial::SerialEntry;
use hashbrown::HashMap;
use lake_files::{Expected, LakeFiles};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// What went wrong with the lake, with the file.
#[derive(thiserror::Error, Debug)]
pub enum LakeError {
    /// Reading or writing failed: disk full, no permission.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file of a delivery that counts is gone.
    #[error(
        "{0} is missing, with rows of a delivery that counts; bring it back from a backup, or take the delivery back"
    )]
    Missing(PathBuf),
    /// The folder belongs to another database.
    #[error("{0} belongs to another database; give each database a lake of its own (lake_url)")]
    Foreign(PathBuf),
    /// A file is not what this version wrote.
    #[error("{path}: {source}")]
    Parquet {
        /// The file.
        path: PathBuf,
        /// What the reader said.
        source: parquet::errors::ParquetError,
    },
    /// Columns did not fit.
    #[error("{path}: {source}")]
    Arrow {
        /// The file.
        path: PathBuf,
        /// What Arrow said.
        source: arrow::error::ArrowError,
    },
    /// A query over the lake failed.
    #[error("query over the lake: {0}")]
    Query(#[from] datafusion::error::DataFusionError),
    /// Columns of the fact table did not fit; a mistake of the program.
    #[error("fact table: {0}")]
    Facts(#[from] arrow::error::ArrowError),
}

/// One file of a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LakeFile {
    /// Its kind; `None` for the list of serial numbers.
    pub kind: Option<Kind>,
    /// Rows in it.
    pub rows: u64,
    /// Its size in bytes.
    pub bytes: u64,
}

/// The lake: a folder, or a bucket with a folder that mirrors it.
#[derive(Clone, Debug)]
pub struct Lake {
    files: LakeFiles,
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> LakeError + '_ {
    move |source| LakeError::Io { path: path.to_owned(), source }
}

fn parquet(path: &Path) -> impl FnOnce(parquet::errors::ParquetError) -> LakeError + '_ {
    move |source| LakeError::Parquet { path: path.to_owned(), source }
}

impl Lake {
    /// The lake in this folder; it is made when first written to.
    #[must_use]
    pub fn at(root: PathBuf) -> Self {
        Self::of(LakeFiles::in_folder(root))
    }

    /// The lake of these files.
    #[must_use]
    pub const fn of(files: LakeFiles) -> Self {
        Self { files }
    }

    fn folder(&self, kind: Option<Kind>) -> PathBuf {
        self.files.root().join(kind.map_or("serials", Kind::id))
    }

    fn path(&self, kind: Option<Kind>, batch: BatchId) -> PathBuf {
        self.folder(kind).join(format!("{:08}.parquet", batch.0))
    }

    /// The files of these batches that hold rows of a kind, on this machine.
    ///
    /// # Errors
    /// Where one is in a bucket and cannot be fetched.
    pub fn files(&self, kind: Kind, batches: &[BatchId]) -> Result<Vec<PathBuf>, LakeError> {
        self.here(Some(kind), batches)
    }

    /// Those that are there, fetched where they are in a bucket. Numbers of batches are never given twice, so what was
    /// fetched stays right.
    fn here(&self, kind: Option<Kind>, batches: &[BatchId]) -> Result<Vec<PathBuf>, LakeError> {
        let folder = self.folder(kind);
        let paths = batches.iter().map(|batch| self.path(kind, *batch));
        if !self.files.is_bucket() {
            return Ok(paths.filter(|path| path.exists()).collect());
        }
        let mut paths: Vec<PathBuf> = paths.collect();
        if paths.iter().any(|path| !path.exists()) {
            let there = self.files.names(&folder).map_err(io(&folder))?;
            let is_there = |path: &PathBuf| path.file_name().is_some_and(|of| there.iter().any(|name| **name == *of));
            paths.retain(is_there);
            paths.par_iter().try_for_each(|path| self.files.mirror(path).map_err(io(path)))?;
        }
        Ok(paths)
    }

    /// Begins the files of a batch.
    #[must_use]
    pub fn writer(&self, batch: BatchId) -> LakeWriter {
        LakeWriter { lake: self.clone(), batch, open: (0..=Kind::ALL.len()).map(|_| Mutex::new(None)).collect() }
    }

    /// Whether the files that must be there are there: a missing one would look like "none of that kind".
    ///
    /// # Errors
    /// Names the first that is missing.
    pub fn check(&self, needed: &[(BatchId, Kind)]) -> Result<(), LakeError> {
        for kind in Kind::ALL {
            let batches: Vec<BatchId> = needed.iter().filter(|(_, of)| *of == kind).map(|(batch, _)| *batch).collect();
            let here = self.here(Some(kind), &batches)?;
            let missing = batches.iter().map(|batch| self.path(Some(kind), *batch)).find(|path| !here.contains(path));
            if let Some(path) = missing {
                return Err(LakeError::Missing(self.files.shown(&path)));
            }
        }
        Ok(())
    }

    /// Ties the folder to a database by its number, so that no other database takes the files for leftovers.
    ///
    /// # Errors
    /// Where the folder is tied to another, or cannot be written.
    pub fn belongs_to(&self, database: i64) -> Result<(), LakeError> {
        let path = self.files.root().join(".instand");
        let own = database.to_string();
        let is_own = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim() == own;
        let read = || self.files.read(&path).map_err(io(&path));
        let tied = match read()? {
            Some((bytes, _)) => is_own(&bytes),
            // Another server may be the first at the same moment.
            None => {
                self.files.put(&path, own.clone().into_bytes(), &Expected::Absent).map_err(io(&path))?
                    || read()?.is_some_and(|(bytes, _)| is_own(&bytes))
            }
        };
        if tied { Ok(()) } else { Err(LakeError::Foreign(self.files.shown(self.files.root()))) }
    }

    /// All rows of a kind in these batches.
    ///
    /// # Errors
    /// Where a file is missing rows or cannot be read.
    pub fn load(&self, kind: Kind, batches: &[BatchId]) -> Result<Vec<RecordBatch>, LakeError> {
        let parts: Result<Vec<_>, _> = self.files(kind, batches)?.par_iter().map(|path| read(path)).collect();
        let wanted = schema::schema(kind);
        let parts = parts?.into_iter().flatten();
        Ok(parts.map(|rows| in_todays_columns(rows, &wanted)).collect::<Result<_, _>>()?)
    }

    /// The serial numbers of all tables in these batches, and the equipment numbers beside them; `kind_of` says what
    /// each table is.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn serials(
        &self,
        batches: &[BatchId],
        kind_of: &dyn Fn(TableId) -> Option<Kind>,
    ) -> Result<(Vec<SerialList>, Vec<EquipmentNumber>), LakeError> {
        let mut lists: HashMap<TableId, SerialList> = HashMap::new();
        let mut equipment = Vec::new();
        for path in self.here(None, batches)? {
            for part in read(&path)? {
                let tables = part.column(0).as_primitive::<UInt32Type>();
                let keys = part.column(1).as_primitive::<UInt64Type>();
                let normalised = part.column(2).as_string::<i32>();
                let texts = part.column(3).as_string::<i32>();
                let first_rows = part.column(4).as_primitive::<UInt32Type>();
                let rows = part.column(5).as_primitive::<UInt32Type>();
                for at in 0..part.num_rows() {
                    let table = TableId(tables.value(at));
                    let Some(kind) = kind_of(table) else { continue };
                    if rows.value(at) == 0 {
                        equipment.push(EquipmentNumber {
                            table,
                            row: first_rows.value(at),
                            serial: keys.value(at),
                            number: normalised.value(at).to_owned(),
                            text: texts.value(at).to_owned(),
                        });
                        continue;
                    }
                    let entry = SerialEntry {
                        normalised: normalised.value(at).to_owned(),
                        text: texts.value(at).to_owned(),
                        first_row: first_rows.value(at),
                        rows: rows.value(at),
                    };
                    lists
                        .entry(table)
                        .or_insert_with(|| SerialList {
                            table,
                            kind,
                            founds: kind.founds_machines(),
                            entries: Vec::new(),
                        })
                        .entries
                        .push((keys.value(at), entry));
                }
            }
        }
        Ok((lists.into_values().collect(), equipment))
    }

    /// Removes the files of a batch; missing ones are fine.
    ///
    /// # Errors
    /// Where the system refuses to remove a file.
    pub fn remove(&self, batch: BatchId) -> Result<(), LakeError> {
        for kind in Kind::ALL.into_iter().map(Some).chain([None]) {
            let path = self.path(kind, batch);
            self.files.remove(&path).map_err(io(&path))?;
        }
        Ok(())
    }

    /// Removes files of batches that are not in `known`: the rest of interrupted imports. Call it only while no
    /// import runs.
    ///
    /// # Errors
    /// Where a folder cannot be listed or a file not removed.
    pub fn sweep(&self, known: &[BatchId]) -> Result<usize, LakeError> {
        let mut removed = 0;
        for kind in Kind::ALL.into_iter().map(Some).chain([None]) {
            let folder = self.folder(kind);
            let is_known = |name: &str| stem_of(name).is_some_and(|batch| known.contains(&BatchId(batch)));
            self.files.forget(&folder, &is_known);
            for name in self.files.names(&folder).map_err(io(&folder))? {
                let path = folder.join(&name);
                // Only names the writer makes; whatever else a person keeps here is not ours to remove.
                if stem_of(&name).is_some() && !is_known(&name) && is_ours(&path) {
                    self.files.remove(&path).map_err(io(&path))?;
                    removed += 1;
                }
            }
        }
        Ok(removed)
    }
}

/// The number of the batch a file is of.
fn stem_of(name: &str) -> Option<u32> {
    name.strip_suffix(".parquet")?.parse().ok()
}

fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.strip_suffix(".parquet").is_some_and(|stem| stem.len() == 8 && stem.bytes().all(|byte| byte.is_ascii_digit()))
}

fn read(path: &Path) -> Result<Vec<RecordBatch>, LakeError> {
    let file = File::open(path).map_err(io(path))?;
    let reader = ParquetRecordBatchReaderBuilder::try_new(file)
        .and_then(|builder| builder.with_batch_size(65_536).build())
        .map_err(parquet(path))?;
    reader.collect::<Result<Vec<_>, _>>().map_err(|source| LakeError::Arrow { path: path.to_owned(), source })
}

/// Rows in the columns of today: a file that an earlier version wrote has no values for fields it did not know.
fn in_todays_columns(rows: RecordBatch, wanted: &SchemaRef) -> Result<RecordBatch, arrow::error::ArrowError> {
    if rows.schema().fields() == wanted.fields() {
        return Ok(rows);
    }
    let column = |field: &Arc<Field>| {
        let own = rows.column_by_name(field.name()).filter(|own| own.data_type() == field.data_type());
        own.cloned().unwrap_or_else(|| new_null_array(field.data_type(), rows.num_rows()))
    };
    RecordBatch::try_new(Arc::clone(wanted), wanted.fields().iter().map(column).collect())
}

/// A file being written: its path, its writer, rows so far.
type Open = Option<(PathBuf, ArrowWriter<File>, u64)>;

/// Writes the files of one batch; several tables may be written at once, those of one kind wait for each other.
/// Nothing counts before [`LakeWriter::finish`] has returned and the database names the batch; a writer dropped early
/// removes what it wrote.
pub struct LakeWriter {
    lake: Lake,
    batch: BatchId,
    /// One slot a kind, the last for the serial numbers.
    open: Vec<Mutex<Open>>,
}

fn slot(kind: Option<Kind>) -> usize {
    kind.and_then(|kind| Kind::ALL.iter().position(|known| *known == kind)).unwrap_or(Kind::ALL.len())
}

impl LakeWriter {
    fn properties() -> WriterProperties {
        // Row numbers, keys and measured values hardly repeat; a dictionary for them costs time and saves nothing.
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::LZ4_RAW)
            .set_statistics_enabled(EnabledStatistics::Chunk);
        for plain in
            ["row", "serial_key", "operating_hours", "vibration", "normalised", "text", "amount", "description"]
        {
            properties = properties.set_column_dictionary_enabled(ColumnPath::from(plain), false);
        }
        properties.build()
    }

    fn append(&self, kind: Option<Kind>, rows: &RecordBatch) -> Result<(), LakeError> {
        let Some(slot) = self.open.get(slot(kind)) else { return Ok(()) };
        let mut open = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if open.is_none() {
            let folder = self.lake.folder(kind);
            fs::create_dir_all(&folder).map_err(io(&folder))?;
            let path = self.lake.path(kind, self.batch);
            let file = File::create(&path).map_err(io(&path))?;
            let writer = ArrowWriter::try_new(file, rows.schema(), Some(Self::properties())).map_err(parquet(&path))?;
            *open = Some((path, writer, 0));
        }
        match &mut *open {
            Some((path, writer, count)) => {
                *count += rows.num_rows() as u64;
                writer.write(rows).map_err(parquet(path))
            }
            None => Ok(()),
        }
    }

    /// Appends rows of a kind.
    ///
    /// # Errors
    /// Where the disk is full or the file cannot be made.
    pub fn write(&self, kind: Kind, rows: &RecordBatch) -> Result<(), LakeError> {
        self.append(Some(kind), rows)
    }

    /// Appends a table's serial numbers.
    ///
    /// # Errors
    /// Where the disk is full or the file cannot be made.
    pub fn write_serials(
        &self,
        table: TableId,
        serials: &HashMap<u64, SerialEntry>,
        equipment: &[EquipmentNumber],
    ) -> Result<(), LakeError> {
        if serials.is_empty() {
            return Ok(());
        }
        // An equipment number stands for no rows of its own: 0 tells it from a serial number.
        let beside: Vec<(u64, SerialEntry)> = equipment
            .iter()
            .map(|of| {
                let (normalised, text) = (of.number.clone(), of.text.clone());
                (of.serial, SerialEntry { normalised, text, first_row: of.row, rows: 0 })
            })
            .collect();
        let mut entries: Vec<(&u64, &SerialEntry)> = serials.iter().collect();
        entries.extend(beside.iter().map(|(key, entry)| (key, entry)));
        entries.sort_unstable_by_key(|(key, entry)| (entry.first_row, entry.rows == 0, **key));
        let batch = RecordBatch::try_new(
            schema::serial_schema(),
            vec![
                Arc::new(UInt32Array::from(vec![table.0; entries.len()])),
                Arc::new(UInt64Array::from_iter_values(entries.iter().map(|(key, _)| **key))),
                Arc::new(StringArray::from_iter_values(entries.iter().map(|(_, entry)| entry.normalised.as_str()))),
                Arc::new(StringArray::from_iter_values(entries.iter().map(|(_, entry)| entry.text.as_str()))),
                Arc::new(UInt32Array::from_iter_values(entries.iter().map(|(_, entry)| entry.first_row))),
                Arc::new(UInt32Array::from_iter_values(entries.iter().map(|(_, entry)| entry.rows))),
            ],
        )
        .map_err(|source| LakeError::Arrow { path: self.lake.path(None, self.batch), source })?;
        self.append(None, &batch)
    }

    /// Completes and syncs all files.
    ///
    /// # Errors
    /// Where the disk is full; what was written is removed again.
    pub fn finish(self) -> Result<Vec<LakeFile>, LakeError> {
        let kinds = Kind::ALL.into_iter().map(Some).chain([None]);
        let open: Vec<_> = kinds
            .zip(&self.open)
            .filter_map(|(kind, slot)| Some((kind, slot.lock().unwrap_or_else(PoisonError::into_inner).take()?)))
            .collect();
        let closed: Result<Vec<LakeFile>, LakeError> = open
            .into_par_iter()
            .map(|(kind, (path, writer, rows))| {
                let file = writer.into_inner().map_err(parquet(&path))?;
                file.sync_data().map_err(io(&path))?;
                let bytes = file.metadata().map_err(io(&path))?.len();
                self.lake.files.upload(&path).map_err(io(&path))?;
                Ok(LakeFile { kind, rows, bytes })
            })
            .collect();
        if closed.is_err() {
            // The first error is what the person needs; failing to tidy up is mended by the next sweep.
            let _ = self.lake.remove(self.batch);
        }
        closed
    }
}

impl Drop for LakeWriter {
    fn drop(&mut self) {
        for slot in &mut self.open {
            if let Some((path, _, _)) = slot.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
                // Nobody is left to tell; the next sweep removes what stays.
                let _ = fs::remove_file(path);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::Array;
    use arrow::datatypes::Schema;

    #[test]
    fn files_of_an_earlier_version_have_no_values_for_later_fields() {
        let folder = tempfile::tempdir().expect("a folder");
        let lake = Lake::at(folder.path().to_owned());
        let now = schema::schema(Kind::Warranties);
        let known: Vec<usize> =
            (0..now.fields().len()).filter(|at| now.field(*at).name() != "warranty_months").collect();
        let earlier = Arc::new(now.project(&known).expect("a schema"));
        let columns = earlier.fields().iter().map(|field| match field.name().as_str() {
            "table_id" | "row" => Arc::new(UInt32Array::from(vec![7])) as arrow::array::ArrayRef,
            "status" => Arc::new(StringArray::from(vec!["active"])),
            _ => new_null_array(field.data_type(), 1),
        });
        let rows = RecordBatch::try_new(Arc::<Schema>::clone(&earlier), columns.collect()).expect("a row");
        let writer = lake.writer(BatchId(1));
        writer.write(Kind::Warranties, &rows).expect("written");
        writer.finish().expect("finished");
        let read = lake.load(Kind::Warranties, &[BatchId(1)]).expect("read");
        assert_eq!(read[0].schema(), now);
        let column = |id: &str| read[0].column_by_name(id).expect("a column");
        assert_eq!(column("status").as_string::<i32>().value(0), "active");
        assert!(column("warranty_months").is_null(0));
    }
}
