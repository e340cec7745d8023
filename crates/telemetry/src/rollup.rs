//! A day of one signal of one device in a row.

use crate::error::{TelemetryError, damaged, io};
use crate::lake::points::{Point, groups_of, named, refused, sorted_by, union};
use crate::sketch::Sketch;
use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, DictionaryArray, Float64Array, PrimitiveArray, RecordBatch, StringArray,
    UInt32Array, UInt64Array,
};
use arrow::datatypes::{
    DataType, Field, Float64Type, Schema, TimeUnit, TimestampMicrosecondType, UInt16Type, UInt32Type, UInt64Type,
};
use lake_files::{LakeFiles, Mirror};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::arrow::{ArrowWriter, ProjectionMask};
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::collections::BTreeSet;
use std::fs::File;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;

/// What a day's readings of a signal come to.
#[derive(Clone, PartialEq, Debug)]
pub struct Rollup {
    /// The key of the device.
    pub device: u64,
    /// The signal's place in [`Rollups::signals`].
    pub signal: u16,
    /// Readings.
    pub count: u64,
    /// Their sum.
    pub sum: f64,
    /// The least.
    pub min: f64,
    /// The most.
    pub max: f64,
    /// The first value of the day.
    pub first: f64,
    /// When, in microseconds since 1970 UTC.
    pub first_at: i64,
    /// The last value of the day.
    pub last: f64,
    /// When.
    pub last_at: i64,
    /// Of a counter: what it grew from the first to the last reading. A fall adds nothing.
    pub increase: f64,
    /// Of a counter: how often it fell.
    pub falls: u32,
    /// The distribution, where the signal has one kept.
    pub sketch: Option<Sketch>,
}

impl Rollup {
    /// The rollup of readings in the order of time.
    ///
    /// `None` where there are none.
    #[must_use]
    pub fn of(points: &[Point], counter: bool, quantiles: bool) -> Option<Self> {
        let first = points.first()?;
        let mut rollup = Self {
            device: first.device,
            signal: first.signal,
            count: 0,
            sum: 0.0,
            min: first.value,
            max: first.value,
            first: first.value,
            first_at: first.at,
            last: first.value,
            last_at: first.at,
            increase: 0.0,
            falls: 0,
            sketch: quantiles.then(Sketch::default),
        };
        rollup.extend(points, counter);
        Some(rollup)
    }

    /// Adds readings that are all later than those in it, in the order of time.
    pub fn extend(&mut self, points: &[Point], counter: bool) {
        for point in points {
            self.count += 1;
            self.sum += point.value;
            self.min = self.min.min(point.value);
            self.max = self.max.max(point.value);
            if counter {
                self.increase += (point.value - self.last).max(0.0);
                self.falls += u32::from(point.value < self.last);
            }
            self.last = point.value;
            self.last_at = point.at;
            if let Some(sketch) = &mut self.sketch {
                sketch.add(point.value);
            }
        }
    }

    /// Whose series it is of.
    #[must_use]
    pub const fn series(&self) -> (u64, u16) {
        (self.device, self.signal)
    }

    /// Its place among the rollups of its day.
    #[must_use]
    pub const fn order(&self) -> (u16, u64) {
        (self.signal, self.device)
    }

    /// The value below which 95 % of the day's readings lie, where the signal's distribution is kept.
    #[must_use]
    pub fn p95(&self) -> Option<f64> {
        self.sketch.as_ref()?.quantile(0.95)
    }
}

/// The rollups of a day, sorted by signal and device: what looks at one signal of all machines reads that and no more.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Rollups {
    /// Signals, sorted.
    pub signals: Vec<String>,
    /// The rows.
    pub rows: Vec<Rollup>,
}

/// Rows of a row group, which holds one signal: what is read at least for one device.
const GROUP: usize = 16 * 1024;

/// The columns of a day's file.
#[must_use]
pub fn schema() -> Arc<Schema> {
    let time = || DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
    let of = |name: &str, data: DataType| Field::new(name, data, false);
    Arc::new(Schema::new(vec![
        of("device", DataType::UInt64),
        of("signal", DataType::Dictionary(Box::new(DataType::UInt16), Box::new(DataType::Utf8))),
        of("count", DataType::UInt64),
        of("sum", DataType::Float64),
        of("min", DataType::Float64),
        of("max", DataType::Float64),
        of("first", DataType::Float64),
        of("first_at", time()),
        of("last", DataType::Float64),
        of("last_at", time()),
        of("increase", DataType::Float64),
        of("falls", DataType::UInt32),
        Field::new("p95", DataType::Float64, true),
        Field::new("sketch", DataType::Binary, true),
    ]))
}

impl Rollups {
    /// Gives signals their places in a longer list of names.
    pub(crate) fn rename(&mut self, signals: &[String]) {
        let place =
            |name: &String| signals.binary_search(name).ok().and_then(|at| u16::try_from(at).ok()).unwrap_or(u16::MAX);
        let places: Vec<u16> = self.signals.iter().map(place).collect();
        for row in &mut self.rows {
            row.signal = places[usize::from(row.signal)];
        }
        self.signals = signals.to_vec();
    }

    /// Takes over the rows of some signals from another.
    pub(crate) fn take_over(&mut self, other: &Self, these: &BTreeSet<String>) {
        if these.is_empty() {
            return;
        }
        let signals = union([self.signals.as_slice(), other.signals.as_slice()].into_iter());
        let mut other = other.clone();
        self.rename(&signals);
        other.rename(&signals);
        let is_of_these = |row: &Rollup| signals.get(usize::from(row.signal)).is_some_and(|of| these.contains(of));
        self.rows.retain(|row| !is_of_these(row));
        self.rows.extend(other.rows.into_iter().filter(is_of_these));
        self.rows.sort_by_key(Rollup::order);
    }

    pub(crate) fn batch(&self, rows: &[Rollup]) -> Result<RecordBatch, arrow::error::ArrowError> {
        let doubles =
            |of: fn(&Rollup) -> f64| -> ArrayRef { Arc::new(Float64Array::from_iter_values(rows.iter().map(of))) };
        let times = |of: fn(&Rollup) -> i64| -> ArrayRef {
            let times = PrimitiveArray::<TimestampMicrosecondType>::from_iter_values(rows.iter().map(of));
            Arc::new(times.with_timezone("UTC"))
        };
        let keys: PrimitiveArray<UInt16Type> = PrimitiveArray::from_iter_values(rows.iter().map(|of| of.signal));
        let signal = DictionaryArray::try_new(keys, Arc::new(StringArray::from_iter_values(&self.signals)))?;
        let sketches: Vec<Option<Vec<u8>>> = rows.iter().map(|of| of.sketch.as_ref().map(Sketch::to_bytes)).collect();
        RecordBatch::try_new(
            schema(),
            vec![
                Arc::new(UInt64Array::from_iter_values(rows.iter().map(|of| of.device))),
                Arc::new(signal),
                Arc::new(UInt64Array::from_iter_values(rows.iter().map(|of| of.count))),
                doubles(|of| of.sum),
                doubles(|of| of.min),
                doubles(|of| of.max),
                doubles(|of| of.first),
                times(|of| of.first_at),
                doubles(|of| of.last),
                times(|of| of.last_at),
                doubles(|of| of.increase),
                Arc::new(UInt32Array::from_iter_values(rows.iter().map(|of| of.falls))),
                Arc::new(Float64Array::from_iter(rows.iter().map(Rollup::p95))),
                Arc::new(BinaryArray::from_iter(sketches)),
            ],
        )
    }

    /// Writes the day.
    pub(crate) fn write(&self, files: &LakeFiles, path: &Path) -> Result<(), TelemetryError> {
        let (draft, file) = files.begin(path, Mirror::Kept).map_err(io(path))?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::LZ4_RAW)
            .set_max_row_group_row_count(Some(GROUP))
            .set_column_dictionary_enabled(ColumnPath::from("sketch"), false)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            // Whole names: by them it is known which row groups are of a signal.
            .set_statistics_truncate_length(None)
            .set_sorting_columns(sorted_by([1, 0]))
            .build();
        let twin = file.try_clone().map_err(io(path))?;
        let mut writer =
            ArrowWriter::try_new(twin, schema(), Some(properties)).map_err(|error| damaged(path, error.to_string()))?;
        for of_signal in self.rows.chunk_by(|one, other| one.signal == other.signal) {
            let batch = self.batch(of_signal).map_err(|error| damaged(path, error.to_string()))?;
            writer.write(&batch).map_err(|error| refused(path, error))?;
            writer.flush().map_err(|error| refused(path, error))?;
        }
        writer.close().map_err(|error| refused(path, error))?;
        draft.keep(&file).map_err(io(&files.shown(path)))
    }

    fn of_batch(batch: &RecordBatch) -> Option<Self> {
        let column = |name: &str| batch.column_by_name(name);
        let doubles = |name: &str| column(name)?.as_primitive_opt::<Float64Type>();
        let times = |name: &str| column(name)?.as_primitive_opt::<TimestampMicrosecondType>();
        let wholes = |name: &str| column(name)?.as_primitive_opt::<UInt64Type>();
        let (signals, signal) = named(column("signal")?)?;
        let (device, count) = (wholes("device")?, wholes("count")?);
        let (sum, min, max) = (doubles("sum")?, doubles("min")?, doubles("max")?);
        let (first, last, increase) = (doubles("first")?, doubles("last")?, doubles("increase")?);
        let (first_at, last_at) = (times("first_at")?, times("last_at")?);
        let falls = column("falls")?.as_primitive_opt::<UInt32Type>()?;
        let sketch = column("sketch")?.as_binary_opt::<i32>()?;
        let mut rows = Vec::with_capacity(batch.num_rows());
        for row in 0..batch.num_rows() {
            let kept = if sketch.is_valid(row) { Some(Sketch::from_bytes(sketch.value(row))?) } else { None };
            rows.push(Rollup {
                device: device.value(row),
                signal: *signal.get(row).filter(|at| usize::from(**at) < signals.len())?,
                count: count.value(row),
                sum: sum.value(row),
                min: min.value(row),
                max: max.value(row),
                first: first.value(row),
                first_at: first_at.value(row),
                last: last.value(row),
                last_at: last_at.value(row),
                increase: increase.value(row),
                falls: falls.value(row),
                sketch: kept,
            });
        }
        let mut rollups = Self { signals, rows };
        let signals = union([rollups.signals.as_slice()].into_iter());
        rollups.rename(&signals);
        Some(rollups)
    }

    /// The signals a day has.
    pub(crate) fn signals_of(file: File, path: &Path) -> Result<BTreeSet<String>, TelemetryError> {
        let builder =
            ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(path, error.to_string()))?;
        let mask = ProjectionMask::columns(builder.parquet_schema(), ["signal"]);
        let reader = builder.with_projection(mask).build().map_err(|error| damaged(path, error.to_string()))?;
        let mut found = BTreeSet::new();
        for batch in reader {
            let batch = batch.map_err(|error| damaged(path, error.to_string()))?;
            let (names, places) = named(batch.column(0)).ok_or_else(|| damaged(path, "it has no column `signal`"))?;
            let used: BTreeSet<u16> = places.iter().copied().collect();
            found.extend(used.into_iter().filter_map(|at| names.get(usize::from(at)).cloned()));
        }
        Ok(found)
    }

    /// Reads a day, of a range of devices where one is named.
    pub(crate) fn read(file: File, path: &Path, devices: Option<RangeInclusive<u64>>) -> Result<Self, TelemetryError> {
        let mut builder =
            ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| damaged(path, error.to_string()))?;
        if let Some(devices) = &devices {
            let groups = groups_of(builder.metadata().row_groups(), devices);
            builder = builder.with_row_groups(groups);
        }
        let reader = builder.with_batch_size(64 * 1024).build().map_err(|error| damaged(path, error.to_string()))?;
        let mut all = Vec::new();
        for batch in reader {
            let batch = batch.map_err(|error| damaged(path, error.to_string()))?;
            all.push(Self::of_batch(&batch).ok_or_else(|| damaged(path, "its columns are not those of rollups"))?);
        }
        let signals = union(all.iter().map(|of| of.signals.as_slice()));
        all.iter_mut().for_each(|of| of.rename(&signals));
        let mut rows: Vec<Rollup> = all.into_iter().flat_map(|of| of.rows).collect();
        if let Some(devices) = devices {
            rows.retain(|row| devices.contains(&row.device));
        }
        Ok(Self { signals, rows })
    }
}
