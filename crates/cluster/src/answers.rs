//! What a statement answers: columns by place, typed.

use crate::failed;
use arrow::array::{Array, AsArray, BinaryArray, RecordBatch};
use arrow::datatypes::{ArrowPrimitiveType, Float64Type, Int64Type, UInt64Type};
use telemetry::TelemetryError;
use telemetry::windows::{Latest, Owners};

/// Some rows of an answer; the first column says whose each is.
pub(crate) struct Answer<'a> {
    batch: &'a RecordBatch,
    /// The machine of each row, and whether it has several devices.
    machines: Vec<Option<(u32, bool)>>,
    /// Whether it is about devices that stand for machines together.
    together: bool,
}

impl<'a> Answer<'a> {
    pub(crate) fn of(batch: &'a RecordBatch, owners: &Owners, together: bool) -> Result<Self, TelemetryError> {
        Ok(Self { batch, machines: owners.of(values::<UInt64Type>(batch, 0)?), together })
    }

    /// Rows of machines: place among the rows, and the machine.
    pub(crate) fn all(&self) -> impl Iterator<Item = (usize, usize)> {
        let rows = self.machines.iter().enumerate();
        rows.filter_map(|(row, of)| of.map(|(machine, _)| (row, machine as usize)))
    }

    /// As [`Self::all`], but only those that say all of their machine.
    pub(crate) fn owned(&self) -> impl Iterator<Item = (usize, usize)> {
        self.all().filter(|(row, _)| self.machines[*row].is_some_and(|(_, several)| several == self.together))
    }

    pub(crate) fn wholes(&self, column: usize) -> Result<&'a [i64], TelemetryError> {
        values::<Int64Type>(self.batch, column)
    }

    pub(crate) fn doubles(&self, column: usize) -> Result<&'a [f64], TelemetryError> {
        values::<Float64Type>(self.batch, column)
    }

    pub(crate) fn bytes(&self, column: usize) -> Result<&'a BinaryArray, TelemetryError> {
        let of = self.batch.columns().get(column).and_then(|of| of.as_binary_opt::<i32>());
        of.ok_or_else(|| failed(format!("column {column} of an answer is not made of bytes")))
    }

    /// Values with their times, which stand beside them.
    pub(crate) fn latest(&self, column: usize) -> Result<impl Fn(usize) -> Latest + 'a, TelemetryError> {
        let (value, at) = (self.doubles(column)?, self.wholes(column + 1)?);
        Ok(move |row: usize| Latest { at: at[row], value: value[row] })
    }
}

fn values<T: ArrowPrimitiveType>(batch: &RecordBatch, column: usize) -> Result<&[T::Native], TelemetryError> {
    let of = batch.columns().get(column).and_then(|of| of.as_primitive_opt::<T>()).filter(|of| of.null_count() == 0);
    let other = || {
        let schema = batch.schema();
        let is = schema.fields().get(column).map_or_else(String::new, |of| format!(", but {}", of.data_type()));
        failed(format!("column {column} of an answer is not {} without gaps{is}", T::DATA_TYPE))
    };
    of.map(|of| of.values().as_ref()).ok_or_else(other)
}

/// A count as it was counted.
pub(crate) fn count<T: TryFrom<i64>>(of: i64) -> Result<T, TelemetryError> {
    T::try_from(of).map_err(|_| failed(format!("{of} is no count")))
}
