//! The rollups of one signal of all machines: of each day only that signal's row groups and the columns asked for.

use super::Owners;
use crate::error::{TelemetryError, damaged, io};
use arrow::array::{AsArray, BinaryArray, Float64Array, RecordBatch};
use arrow::datatypes::{Float64Type, TimestampMicrosecondType, UInt32Type, UInt64Type};
use hashbrown::HashMap;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::statistics::Statistics;
use std::fs::File;
use std::path::Path;

/// A row of a device nobody owns.
pub(super) const NOBODY: u32 = u32::MAX;

/// Rows of one signal and day, with the machine of each.
pub(super) struct Rows<'a> {
    pub(super) machines: &'a [u32],
    batch: &'a RecordBatch,
    path: &'a Path,
}

impl<'a> Rows<'a> {
    pub(super) const fn new(machines: &'a [u32], batch: &'a RecordBatch, path: &'a Path) -> Self {
        Self { machines, batch, path }
    }
}

impl Rows<'_> {
    fn other(&self, name: &str) -> TelemetryError {
        damaged(self.path, format!("it has no column `{name}` as rollups have it"))
    }

    pub(super) fn doubles(&self, name: &str) -> Result<&[f64], TelemetryError> {
        let of = self.batch.column_by_name(name).and_then(|of| of.as_primitive_opt::<Float64Type>());
        of.map(|of| of.values().as_ref()).ok_or_else(|| self.other(name))
    }

    /// A column in which a value may be missing.
    pub(super) fn some_doubles(&self, name: &str) -> Result<&Float64Array, TelemetryError> {
        let of = self.batch.column_by_name(name).and_then(|of| of.as_primitive_opt::<Float64Type>());
        of.ok_or_else(|| self.other(name))
    }

    pub(super) fn counts(&self) -> Result<&[u64], TelemetryError> {
        let of = self.batch.column_by_name("count").and_then(|of| of.as_primitive_opt::<UInt64Type>());
        of.map(|of| of.values().as_ref()).ok_or_else(|| self.other("count"))
    }

    pub(super) fn falls(&self) -> Result<&[u32], TelemetryError> {
        let of = self.batch.column_by_name("falls").and_then(|of| of.as_primitive_opt::<UInt32Type>());
        of.map(|of| of.values().as_ref()).ok_or_else(|| self.other("falls"))
    }

    pub(super) fn times(&self, name: &str) -> Result<&[i64], TelemetryError> {
        let of = self.batch.column_by_name(name).and_then(|of| of.as_primitive_opt::<TimestampMicrosecondType>());
        of.map(|of| of.values().as_ref()).ok_or_else(|| self.other(name))
    }

    pub(super) fn sketches(&self) -> Result<&BinaryArray, TelemetryError> {
        let of = self.batch.column_by_name("sketch").and_then(|of| of.as_binary_opt::<i32>());
        of.ok_or_else(|| self.other("sketch"))
    }

    /// What is wrong with a sketch that cannot be read.
    pub(super) fn rotten(&self) -> TelemetryError {
        damaged(self.path, "a sketch in it cannot be read".to_owned())
    }
}

/// The signal all rows of a group are of.
fn signal_of(group: &RowGroupMetaData) -> Option<&str> {
    match group.column(1).statistics()? {
        Statistics::ByteArray(of) => match (of.min_opt()?.as_utf8(), of.max_opt()?.as_utf8()) {
            (Ok(min), Ok(max)) if min == max => Some(min),
            _ => None,
        },
        _ => None,
    }
}

/// The row groups of a day's rollups: their file, opened once for each look at it.
struct Day<'a> {
    path: &'a Path,
    file: File,
    metadata: ArrowReaderMetadata,
    groups: Vec<usize>,
}

impl<'a> Day<'a> {
    /// The groups of a signal, of all where none is named.
    fn open(path: &'a Path, file: File, signal: Option<&str>) -> Result<Self, TelemetryError> {
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::default())
            .map_err(|error| damaged(path, error.to_string()))?;
        let mut groups = Vec::new();
        for (at, group) in metadata.metadata().row_groups().iter().enumerate() {
            let of = signal_of(group).ok_or_else(|| {
                let what = "its rows are not kept by signal; `instand telemetry verify --repair` makes it anew";
                damaged(path, what.to_owned())
            })?;
            if signal.is_none_or(|signal| signal == of) {
                groups.push(at);
            }
        }
        Ok(Self { path, file, metadata, groups })
    }

    fn read(
        &self,
        columns: &[&str],
        mut take: impl FnMut(&RecordBatch, &[u64]) -> Result<(), TelemetryError>,
    ) -> Result<(), TelemetryError> {
        if self.groups.is_empty() {
            return Ok(());
        }
        let wrong = |error: parquet::errors::ParquetError| damaged(self.path, error.to_string());
        let file = self.file.try_clone().map_err(io(self.path))?;
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone());
        let wanted = std::iter::once("device").chain(columns.iter().copied());
        let mask = ProjectionMask::columns(builder.parquet_schema(), wanted);
        let builder = builder.with_row_groups(self.groups.clone()).with_projection(mask).with_batch_size(16 * 1024);
        for batch in builder.build().map_err(wrong)? {
            let batch = batch.map_err(|error| damaged(self.path, error.to_string()))?;
            let devices = batch.column_by_name("device").and_then(|of| of.as_primitive_opt::<UInt64Type>());
            let devices =
                devices.ok_or_else(|| damaged(self.path, "it has no column `device` as rollups have it".to_owned()))?;
            take(&batch, devices.values())?;
        }
        Ok(())
    }

    /// Of machines with several devices the one that has most readings of the signal on this day.
    fn foremost(&self, owners: &Owners) -> Result<HashMap<u32, u64>, TelemetryError> {
        let mut most: HashMap<u32, (u64, u64)> = HashMap::new();
        let mut machines = Vec::new();
        self.read(&["count"], |batch, devices| {
            owners.find(devices, &mut machines);
            let rows = Rows { machines: &machines, batch, path: self.path };
            for ((machine, device), count) in machines.iter().zip(devices).zip(rows.counts()?) {
                if owners.several().contains(machine) {
                    let of = most.entry(*machine).or_default();
                    *of = (*of).max((*count, *device));
                }
            }
            Ok(())
        })?;
        Ok(most.into_iter().map(|(machine, (_, device))| (machine, device)).collect())
    }
}

/// Hands the rows of a signal, of all signals where none is named, to `take`, with the columns asked for. Where two devices
/// of a machine have readings of the signal on the day, the one with more of them stands for it.
pub(super) fn of_signal(
    path: &Path,
    file: File,
    signal: Option<&str>,
    columns: &[&str],
    owners: &Owners,
    mut take: impl FnMut(&Rows<'_>) -> Result<(), TelemetryError>,
) -> Result<(), TelemetryError> {
    let day = Day::open(path, file, signal)?;
    let several = signal.is_some() && !owners.several().is_empty();
    let foremost = if several { day.foremost(owners)? } else { HashMap::new() };
    let mut machines = Vec::new();
    day.read(columns, |batch, devices| {
        owners.find(devices, &mut machines);
        if !foremost.is_empty() {
            for (machine, device) in machines.iter_mut().zip(devices) {
                if foremost.get(machine).is_some_and(|foremost| foremost != device) {
                    *machine = NOBODY;
                }
            }
        }
        take(&Rows { machines: &machines, batch, path })
    })
}
