//! Readings as the lake keeps them: sorted by device, signal and time, a Parquet file a run.

use crate::error::{TelemetryError, damaged, io};
use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, Float64Array, PrimitiveArray, RecordBatch, StringArray};
use arrow::datatypes::{
    DataType, Field, Float64Type, Schema, TimeUnit, TimestampMicrosecondType, UInt16Type, UInt64Type,
};
use lake_files::{Draft, LakeFiles, Mirror};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::{Compression, Encoding};
use parquet::file::metadata::{RowGroupMetaData, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnPath;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::File;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

/// A reading in the lake.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Point {
    /// The key of the device: that of its normalised serial number or alias ([`digitize::serial::key_of`]).
    pub device: u64,
    /// When, in microseconds since 1970 UTC.
    pub at: i64,
    /// The value.
    pub value: f64,
    /// The signal's place in [`Points::signals`].
    pub signal: u16,
    /// The source's place in [`Points::sources`].
    pub source: u16,
}

impl Point {
    /// What a reading is known by. Two with one key are one reading.
    #[must_use]
    pub const fn key(&self) -> (u64, u16, i64) {
        (self.device, self.signal, self.at)
    }

    /// Whose series it belongs to.
    #[must_use]
    pub const fn series(&self) -> (u64, u16) {
        (self.device, self.signal)
    }
}

/// Readings with the names in them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Points {
    /// Signals, sorted: their places sort like their names.
    pub signals: Vec<String>,
    /// Sources, sorted.
    pub sources: Vec<String>,
    /// The readings.
    pub points: Vec<Point>,
}

fn place(names: &[String], name: &str) -> u16 {
    names
        .binary_search_by(|known| known.as_str().cmp(name))
        .map_or(u16::MAX, |at| u16::try_from(at).unwrap_or(u16::MAX))
}

fn places(from: &[String], to: &[String]) -> Vec<u16> {
    from.iter().map(|name| place(to, name)).collect()
}

/// The union of lists of names, sorted.
pub(crate) fn union<'a>(lists: impl Iterator<Item = &'a [String]>) -> Vec<String> {
    lists.flatten().collect::<BTreeSet<_>>().into_iter().cloned().collect()
}

impl Points {
    /// Gives signals their places in a longer list of names.
    pub(crate) fn rename(&mut self, signals: &[String], sources: &[String]) {
        let (of_signal, of_source) = (places(&self.signals, signals), places(&self.sources, sources));
        for point in &mut self.points {
            point.signal = of_signal[usize::from(point.signal)];
            point.source = of_source.get(usize::from(point.source)).copied().unwrap_or(u16::MAX);
        }
        self.signals = signals.to_vec();
        self.sources = sources.to_vec();
    }

    /// All readings of several, in their order.
    #[must_use]
    pub fn joined(mut all: Vec<Self>) -> Self {
        let signals = union(all.iter().map(|of| of.signals.as_slice()));
        let sources = union(all.iter().map(|of| of.sources.as_slice()));
        all.iter_mut().for_each(|of| of.rename(&signals, &sources));
        let mut points = Vec::with_capacity(all.iter().map(|of| of.points.len()).sum());
        all.into_iter().for_each(|of| points.extend(of.points));
        Self { signals, sources, points }
    }

    /// Sorts by device, signal and time; of equals the one that came first stays first.
    pub fn sort(&mut self) {
        if !self.points.is_sorted_by_key(Point::key) {
            self.points.par_sort_by_key(Point::key);
        }
    }

    /// The name of a reading's source.
    #[must_use]
    pub fn source(&self, point: &Point) -> &str {
        self.sources.get(usize::from(point.source)).map_or("", String::as_str)
    }
}

fn schema() -> Arc<Schema> {
    let words = DataType::Dictionary(Box::new(DataType::UInt16), Box::new(DataType::Utf8));
    Arc::new(Schema::new(vec![
        Field::new("device", DataType::UInt64, false),
        Field::new("signal", words.clone(), false),
        Field::new("at", DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())), false),
        Field::new("value", DataType::Float64, false),
        Field::new("source", words, false),
    ]))
}

/// Rows of a row group: what is read at least where one device is wanted.
const GROUP: usize = 128 * 1024;

pub(crate) fn sorted_by(columns: impl IntoIterator<Item = i32>) -> Option<Vec<SortingColumn>> {
    Some(
        columns
            .into_iter()
            .map(|column_idx| SortingColumn { column_idx, descending: false, nulls_first: false })
            .collect(),
    )
}

fn properties() -> WriterProperties {
    let column = |name: &str| ColumnPath::from(name);
    WriterProperties::builder()
        .set_compression(Compression::LZ4_RAW)
        .set_max_row_group_row_count(Some(GROUP))
        .set_statistics_enabled(EnabledStatistics::Chunk)
        .set_column_dictionary_enabled(column("at"), false)
        .set_column_encoding(column("at"), Encoding::DELTA_BINARY_PACKED)
        .set_column_dictionary_enabled(column("value"), false)
        .set_column_encoding(column("value"), Encoding::BYTE_STREAM_SPLIT)
        .set_sorting_columns(sorted_by(0..3))
        .build()
}

fn words(names: &[String], places: impl Iterator<Item = u16>) -> Result<ArrayRef, arrow::error::ArrowError> {
    let keys: PrimitiveArray<UInt16Type> = PrimitiveArray::from_iter_values(places);
    let values = Arc::new(StringArray::from_iter_values(names));
    Ok(Arc::new(DictionaryArray::try_new(keys, values)?))
}

fn record_batch(points: &[Point], names: &Points) -> Result<RecordBatch, arrow::error::ArrowError> {
    let at = PrimitiveArray::<TimestampMicrosecondType>::from_iter_values(points.iter().map(|of| of.at));
    RecordBatch::try_new(
        schema(),
        vec![
            Arc::new(PrimitiveArray::<UInt64Type>::from_iter_values(points.iter().map(|of| of.device))),
            words(&names.signals, points.iter().map(|of| of.signal))?,
            Arc::new(at.with_timezone("UTC")),
            Arc::new(Float64Array::from_iter_values(points.iter().map(|of| of.value))),
            words(&names.sources, points.iter().map(|of| of.source))?,
        ],
    )
}

/// Writes a run, chunk by chunk.
pub(crate) struct RunWriter {
    draft: Draft,
    file: File,
    writer: ArrowWriter<File>,
    path: std::path::PathBuf,
    rows: u64,
}

impl RunWriter {
    pub(crate) fn begin(files: &LakeFiles, path: &Path) -> Result<Self, TelemetryError> {
        let (draft, file) = files.begin(path, Mirror::Not).map_err(io(path))?;
        let path = &files.shown(path);
        let twin = file.try_clone().map_err(io(path))?;
        let writer = ArrowWriter::try_new(twin, schema(), Some(properties()))
            .map_err(|error| damaged(path, error.to_string()))?;
        Ok(Self { draft, file, writer, path: path.to_owned(), rows: 0 })
    }

    pub(crate) fn add(&mut self, points: &Points) -> Result<(), TelemetryError> {
        for chunk in points.points.chunks(GROUP) {
            let batch = record_batch(chunk, points).map_err(|error| damaged(&self.path, error.to_string()))?;
            self.writer.write(&batch).map_err(|error| refused(&self.path, error))?;
            self.rows += chunk.len() as u64;
        }
        Ok(())
    }

    pub(crate) fn keep(self) -> Result<u64, TelemetryError> {
        self.writer.close().map_err(|error| refused(&self.path, error))?;
        self.draft.keep(&self.file).map_err(io(&self.path))?;
        Ok(self.rows)
    }
}

/// What the Parquet writer says where the disk is full is the system's error, not damage.
pub(crate) fn refused(path: &Path, error: parquet::errors::ParquetError) -> TelemetryError {
    match error {
        parquet::errors::ParquetError::External(inner) => match inner.downcast::<std::io::Error>() {
            Ok(source) => io(path)(*source),
            Err(other) => damaged(path, other.to_string()),
        },
        other => damaged(path, other.to_string()),
    }
}

/// Writes a run of readings that are sorted.
pub(crate) fn write(points: &Points, files: &LakeFiles, path: &Path) -> Result<u64, TelemetryError> {
    let mut writer = RunWriter::begin(files, path)?;
    writer.add(points)?;
    writer.keep()
}

/// The row groups that may hold devices of a range.
pub(crate) fn groups_of(groups: &[RowGroupMetaData], devices: &RangeInclusive<u64>) -> Vec<usize> {
    groups.iter().enumerate().filter(|(_, group)| may_hold(group, devices)).map(|(at, _)| at).collect()
}

/// Whether a row group may hold devices of a range.
#[expect(clippy::cast_sign_loss, reason = "Parquet keeps unsigned numbers in signed ones")]
fn may_hold(group: &RowGroupMetaData, devices: &RangeInclusive<u64>) -> bool {
    match group.column(0).statistics() {
        Some(Statistics::Int64(of)) => match (of.min_opt(), of.max_opt()) {
            (Some(min), Some(max)) => *min as u64 <= *devices.end() && *max as u64 >= *devices.start(),
            _ => true,
        },
        _ => true,
    }
}

/// The text column of a batch: its names, and the place of each row in them.
pub(crate) fn named(column: &ArrayRef) -> Option<(Vec<String>, &[u16])> {
    let column = column.as_dictionary_opt::<UInt16Type>()?;
    let names =
        column.values().as_string_opt::<i32>()?.iter().map(|name| name.unwrap_or_default().to_owned()).collect();
    (column.null_count() == 0).then(|| (names, column.keys().values().as_ref()))
}

fn of_batch(batch: &RecordBatch) -> Option<Points> {
    let device = batch.column_by_name("device")?.as_primitive_opt::<UInt64Type>()?;
    let at = batch.column_by_name("at")?.as_primitive_opt::<TimestampMicrosecondType>()?;
    let value = batch.column_by_name("value")?.as_primitive_opt::<Float64Type>()?;
    let (signals, signal) = named(batch.column_by_name("signal")?)?;
    let (sources, source) = named(batch.column_by_name("source")?)?;
    let fits = signal.iter().all(|at| usize::from(*at) < signals.len())
        && source.iter().all(|at| usize::from(*at) < sources.len());
    let points = (0..batch.num_rows()).map(|row| Point {
        device: device.value(row),
        at: at.value(row),
        value: value.value(row),
        signal: signal[row],
        source: source[row],
    });
    let mut points = Points { signals, sources, points: fits.then(|| points.collect())? };
    let (signals, sources) =
        (union([points.signals.as_slice()].into_iter()), union([points.sources.as_slice()].into_iter()));
    points.rename(&signals, &sources);
    Some(points)
}

/// Reads the readings of some signals without their sources, in the order of the file.
pub(crate) fn read_signals(
    files: &LakeFiles,
    path: &Path,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Points, TelemetryError> {
    let file = files.open(path).map_err(io(&files.shown(path)))?;
    let path = &files.shown(path);
    let wrong = |error: parquet::errors::ParquetError| damaged(path, error.to_string());
    let other = || damaged(path, "its columns are not those of readings");
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(wrong)?;
    let mask = ProjectionMask::columns(builder.parquet_schema(), ["device", "signal", "at", "value"]);
    let reader = builder.with_projection(mask).with_batch_size(GROUP).build().map_err(wrong)?;
    let mut all = Points::default();
    let mut parts: Vec<Points> = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|error| damaged(path, error.to_string()))?;
        let column = |name: &str| batch.column_by_name(name).ok_or_else(other);
        let (names, signal) = named(column("signal")?).ok_or_else(other)?;
        let device = column("device")?.as_primitive_opt::<UInt64Type>().ok_or_else(other)?.values();
        let at = column("at")?.as_primitive_opt::<TimestampMicrosecondType>().ok_or_else(other)?.values();
        let value = column("value")?.as_primitive_opt::<Float64Type>().ok_or_else(other)?.values();
        let is_wanted: Vec<bool> = names.iter().map(|name| wanted(name)).collect();
        let rows = signal.iter().enumerate().filter(|(_, at)| is_wanted.get(usize::from(**at)) == Some(&true));
        let points = rows.map(|(row, signal)| Point {
            device: device[row],
            at: at[row],
            value: value[row],
            signal: *signal,
            source: 0,
        });
        let points: Vec<Point> = points.collect();
        if names.is_sorted() && (all.points.is_empty() || names == all.signals) {
            all.signals = names;
            all.points.extend(points);
        } else {
            parts.push(Points { signals: names, sources: Vec::new(), points });
        }
    }
    if parts.is_empty() {
        return Ok(all);
    }
    for part in &mut parts {
        let signals = union([part.signals.as_slice()].into_iter());
        part.rename(&signals, &[]);
    }
    parts.insert(0, all);
    Ok(Points::joined(parts))
}

/// Reads the readings of a range of devices, all of them where none is named.
pub(crate) fn read(
    files: &LakeFiles,
    path: &Path,
    devices: Option<RangeInclusive<u64>>,
) -> Result<Points, TelemetryError> {
    let file = files.open(path).map_err(io(&files.shown(path)))?;
    let path = &files.shown(path);
    let mut builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(path, error.to_string()))?;
    if let Some(devices) = &devices {
        let groups = groups_of(builder.metadata().row_groups(), devices);
        builder = builder.with_row_groups(groups);
    }
    let reader = builder.with_batch_size(GROUP).build().map_err(|error| damaged(path, error.to_string()))?;
    let mut all = Vec::new();
    for batch in reader {
        let batch = batch.map_err(|error| damaged(path, error.to_string()))?;
        all.push(of_batch(&batch).ok_or_else(|| damaged(path, "its columns are not those of readings"))?);
    }
    let mut points = Points::joined(all);
    if let Some(devices) = devices {
        points.points.retain(|point| devices.contains(&point.device));
    }
    Ok(points)
}
