//! Parquet files: the columns of a CSV file, typed. Machines are texts or whole numbers, times timestamps, texts or whole
//! numbers, values numbers.

use super::csv::{CsvOptions, Layout, layout};
use super::{Refusals, instant, local};
use crate::TelemetryError;
use crate::batch::BatchBuilder;
use crate::judge::Message;
use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow::array::{Array, ArrayRef, AsArray, Float64Array, RecordBatch, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, TimeUnit, TimestampMicrosecondType};
use chrono::DateTime;
use chrono_tz::Tz;
use std::fs::File;

/// Rows decoded at a time.
const AT_ONCE: usize = 64 * 1024;

/// Readings of a batch of a file.
const LARGE: usize = 1_000_000;

/// Reads a file. `each` takes the batch builder over when it has grown large; it gives an empty one back. The line of a
/// refusal is the row, from 1.
///
/// # Errors
/// Where it is no Parquet file or has no such columns.
pub fn read<'a>(
    file: File,
    options: &CsvOptions,
    mut into: BatchBuilder<'a>,
    each: &mut dyn FnMut(BatchBuilder<'a>) -> Result<BatchBuilder<'a>, TelemetryError>,
) -> Result<(BatchBuilder<'a>, Refusals), TelemetryError> {
    let wrong =
        |error: ::parquet::errors::ParquetError| TelemetryError::Wrong(format!("this is no Parquet file: {error}"));
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(wrong)?.with_batch_size(AT_ONCE);
    let headings: Vec<String> = builder.schema().fields().iter().map(|field| field.name().clone()).collect();
    let (machine, time, layout) = layout(&headings, options)?;
    let mut refusals = Refusals::default();
    let mut row = 1;
    for batch in builder.build().map_err(wrong)? {
        let batch = batch.map_err(|error| TelemetryError::Wrong(format!("after row {}: {error}", row - 1)))?;
        rows(row, &batch, (machine, time), &layout, options.zone, &mut into, &mut refusals)?;
        row += batch.num_rows();
        if into.len() >= LARGE {
            into = each(into)?;
        }
    }
    Ok((into, refusals))
}

fn texts(batch: &RecordBatch, column: usize) -> Result<StringArray, TelemetryError> {
    let name = batch.schema_ref().field(column).name().clone();
    let column = cast(batch.column(column), &DataType::Utf8)
        .map_err(|error| TelemetryError::Wrong(format!("the column `{name}` is no text: {error}")))?;
    Ok(column.as_string::<i32>().clone())
}

fn numbers(batch: &RecordBatch, column: usize) -> Result<Float64Array, TelemetryError> {
    let field = batch.schema_ref().field(column);
    let is_number = field.data_type().is_numeric() || *field.data_type() == DataType::Boolean;
    let wrong = || {
        let (name, data) = (field.name(), field.data_type());
        TelemetryError::Wrong(format!("the column `{name}` is {data}, which is no number"))
    };
    if !is_number {
        return Err(wrong());
    }
    let column = cast(batch.column(column), &DataType::Float64).map_err(|_| wrong())?;
    Ok(column.as_primitive::<Float64Type>().clone())
}

/// The times of a column in microseconds since 1970; `None` where a row has none that can be read.
fn times(column: &ArrayRef, zone: Option<Tz>) -> Result<Vec<Option<i64>>, TelemetryError> {
    let wrong = |error: arrow::error::ArrowError| TelemetryError::Wrong(format!("the column with the time: {error}"));
    let micros = DataType::Timestamp(TimeUnit::Microsecond, None);
    match column.data_type() {
        DataType::Timestamp(_, of) => {
            let is_instant = of.is_some();
            let column = cast(column, &micros).map_err(wrong)?;
            let column = column.as_primitive::<TimestampMicrosecondType>();
            let of = |at: i64| {
                if is_instant {
                    return Some(at);
                }
                local(DateTime::from_timestamp_micros(at)?.naive_utc(), zone?)
            };
            Ok(column.iter().map(|at| at.and_then(of)).collect())
        }
        _ => {
            let column = cast(column, &DataType::Utf8).map_err(wrong)?;
            Ok(column.as_string::<i32>().iter().map(|text| text.and_then(|text| instant(text, zone))).collect())
        }
    }
}

fn rows(
    first: usize,
    batch: &RecordBatch,
    (machine, time): (usize, usize),
    layout: &Layout,
    zone: Option<Tz>,
    into: &mut BatchBuilder<'_>,
    refusals: &mut Refusals,
) -> Result<(), TelemetryError> {
    let machines = texts(batch, machine)?;
    let times = times(batch.column(time), zone)?;
    let sender = |row: usize| if machines.is_valid(row) { machines.value(row) } else { "" };
    let columns: Vec<(Float64Array, Named<'_>)> = match layout {
        Layout::Long { signal, value, unit } => {
            let units = unit.map(|at| texts(batch, at)).transpose()?;
            vec![(numbers(batch, *value)?, Named::ByRow(Box::new((texts(batch, *signal)?, units))))]
        }
        Layout::Wide(signals) => signals
            .iter()
            .map(|(at, name, unit)| Ok((numbers(batch, *at)?, Named::Column { name, unit: unit.as_deref() })))
            .collect::<Result<_, TelemetryError>>()?,
    };
    for (row, at) in times.iter().enumerate() {
        let Some(at) = *at else {
            refusals.unreadable(into, first + row, || match zone {
                None => "the time is missing or names no zone; say with --zone where it was written".to_owned(),
                Some(_) => "the time is missing or is none".to_owned(),
            });
            continue;
        };
        for (values, named) in &columns {
            // An empty cell is no reading.
            if values.is_valid(row) {
                let (signal, unit) = named.of(row);
                let message = Message { sender: sender(row), signal, unit, at, value: values.value(row) };
                refusals.judged(into, first + row, &message);
            }
        }
    }
    Ok(())
}

/// What a column of values is of.
enum Named<'a> {
    Column { name: &'a str, unit: Option<&'a str> },
    ByRow(Box<(StringArray, Option<StringArray>)>),
}

impl Named<'_> {
    fn of(&self, row: usize) -> (&str, Option<&str>) {
        match self {
            Self::Column { name, unit } => (name, *unit),
            Self::ByRow(of) => {
                let (signals, units) = of.as_ref();
                let signal = if signals.is_valid(row) { signals.value(row) } else { "" };
                let unit = units.as_ref().filter(|of| of.is_valid(row)).map(|of| of.value(row));
                (signal, unit.filter(|unit| !unit.is_empty()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Limits, Reason};
    use crate::signal::Signals;
    use ::parquet::arrow::ArrowWriter;
    use arrow::array::{Int32Array, PrimitiveArray};
    use std::sync::Arc;

    const NOW: i64 = 1_793_664_000_000_000;

    fn file_of(columns: Vec<(&str, ArrayRef)>) -> File {
        let batch = RecordBatch::try_from_iter(columns).expect("a batch");
        let mut file = tempfile::tempfile().expect("a file");
        let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), None).expect("a writer");
        writer.write(&batch).expect("written");
        writer.close().expect("closed");
        file
    }

    fn read_all(file: File, zone: Option<Tz>) -> Result<(crate::Batch, Refusals), TelemetryError> {
        let into = BatchBuilder::new(Signals::shipped(), Limits::default(), "files", NOW);
        let options = CsvOptions { zone, ..CsvOptions::default() };
        let (into, refusals) = read(file, &options, into, &mut |into| Ok(into))?;
        Ok((into.finish(), refusals))
    }

    #[test]
    fn a_column_a_signal_with_local_times() {
        let at = PrimitiveArray::<TimestampMicrosecondType>::from(vec![Some(1_790_000_000_000_000), None]);
        let file = file_of(vec![
            ("Serial Number", Arc::new(Int32Array::from(vec![4711, 4712])) as ArrayRef),
            ("timestamp", Arc::new(at)),
            ("vibration [mm/s]", Arc::new(Float64Array::from(vec![Some(3.5), Some(4.0)]))),
            ("load", Arc::new(Int32Array::from(vec![None, Some(50)]))),
        ]);
        let (batch, refusals) =
            read_all(file.try_clone().expect("the file"), Some(chrono_tz::Europe::Berlin)).expect("read");
        assert_eq!((batch.rows.len(), refusals.count), (1, 1));
        assert_eq!(
            (batch.rows[0].at, batch.rows[0].value),
            (1_790_000_000_000_000 - 7_200_000_000, 3.5),
            "summer time"
        );
        assert_eq!((batch.senders[0].as_str(), batch.signals[0].as_str()), ("4711", "vibration"));
        assert_eq!((refusals.first[0].line, refusals.first[0].reason), (2, Reason::Unreadable));
        let (_, refusals) = read_all(file, None).expect("read");
        assert!(refusals.first[0].why.contains("--zone"), "{refusals:?}");
    }

    #[test]
    fn a_row_a_reading_and_what_is_no_number() {
        let text = |of: &[&str]| Arc::new(StringArray::from(of.to_vec())) as ArrayRef;
        let file = file_of(vec![
            ("machine", text(&["RX-1", "RX-1"])),
            ("time", text(&["2026-10-01T00:00:00Z", "2026-10-01T01:00:00+02:00"])),
            ("signal", text(&["temperature", "temperature"])),
            ("value", Arc::new(Float64Array::from(vec![212.0, 20.0]))),
            ("unit", text(&["°F", ""])),
        ]);
        let (batch, refusals) = read_all(file, None).expect("read");
        assert_eq!((batch.rows.len(), refusals.count), (2, 0));
        assert!((batch.rows[0].value - 100.0).abs() < 1e-9);
        let file = file_of(vec![("machine", text(&["RX-1"])), ("time", text(&["1"])), ("load", text(&["high"]))]);
        let error = read_all(file, None).expect_err("no number").to_string();
        assert!(error.contains("`load`") && error.contains("no number"), "{error}");
        let none = tempfile::tempfile().expect("a file");
        assert!(read_all(none, None).expect_err("empty").to_string().contains("no Parquet file"));
    }
}
