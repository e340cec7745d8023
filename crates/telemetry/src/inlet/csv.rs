//! CSV files: a column with the machine, one with the time, and either `signal`, `value` (and `unit`) or a column a signal.

use super::{Refusals, instant};
use crate::TelemetryError;
use crate::batch::BatchBuilder;
use crate::judge::Message;
use crate::signal::folded;
use chrono_tz::Tz;
use std::io::Read;

/// How a file is to be read.
#[derive(Clone, Debug, Default)]
pub struct CsvOptions {
    /// The heading of the column with the machine, where it is none of the usual.
    pub machine: Option<String>,
    /// The heading of the column with the time, where it is none of the usual.
    pub time: Option<String>,
    /// The zone of times that name none.
    pub zone: Option<Tz>,
}

const MACHINE: [&str; 14] = [
    "machine",
    "machineid",
    "machine_id",
    "serial",
    "serial_number",
    "serialnumber",
    "serial_no",
    "seriennummer",
    "sernr",
    "maschine",
    "maschinennummer",
    "matricola",
    "device",
    "device_id",
];
const TIME: [&str; 10] =
    ["at", "time", "timestamp", "datetime", "date_time", "ts", "zeit", "zeitstempel", "zeitpunkt", "data_ora"];
const SIGNAL: [&str; 7] = ["signal", "metric", "sensor", "measurement", "signalname", "messgröße", "segnale"];
const VALUE: [&str; 4] = ["value", "wert", "messwert", "valore"];
const UNIT: [&str; 4] = ["unit", "einheit", "unità", "uom"];

/// Where the columns are.
pub(super) enum Layout {
    Long { signal: usize, value: usize, unit: Option<usize> },
    Wide(Vec<(usize, String, Option<String>)>),
}

/// A heading as `vibration [mm/s]`: the signal and its unit.
fn heading(text: &str) -> (String, Option<String>) {
    let text = text.trim();
    for (open, close) in [('[', ']'), ('(', ')')] {
        if let Some((name, unit)) = text.strip_suffix(close).and_then(|text| text.split_once(open)) {
            return (name.trim().to_owned(), Some(unit.trim().to_owned()));
        }
    }
    (text.to_owned(), None)
}

/// The number a cell says; a comma may stand for the point.
fn number(text: &str) -> Option<f64> {
    text.parse().ok().or_else(|| text.replace(',', ".").parse().ok())
}

/// Reads a file. `each` takes the batch builder over when it has grown large; it gives an empty one back.
///
/// # Errors
/// Where the file cannot be read or has no such columns.
pub fn read<'a>(
    file: &mut dyn Read,
    options: &CsvOptions,
    mut into: BatchBuilder<'a>,
    each: &mut dyn FnMut(BatchBuilder<'a>) -> Result<BatchBuilder<'a>, TelemetryError>,
) -> Result<(BatchBuilder<'a>, Refusals), TelemetryError> {
    let mut start = vec![0; 64 * 1024];
    let mut filled = 0;
    while filled < start.len() {
        match file.read(&mut start[filled..]).map_err(|error| TelemetryError::Wrong(error.to_string()))? {
            0 => break,
            more => filled += more,
        }
    }
    start.truncate(filled);
    let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |sign: u8| first.iter().filter(|byte| **byte == sign).count();
    let delimiter = [b';', b'\t', b','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',');
    let chained = start.as_slice().chain(file);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(chained);
    let wrong = |error: csv::Error| TelemetryError::Wrong(error.to_string());
    let headings = reader.byte_headers().map_err(wrong)?.clone();
    let headings: Vec<String> = headings
        .iter()
        .map(|of| String::from_utf8_lossy(of).trim().trim_start_matches('\u{feff}').to_owned())
        .collect();
    let (machine, time, layout) = layout(&headings, options)?;
    let mut refusals = Refusals::default();
    let mut record = csv::StringRecord::new();
    loop {
        let line = usize::try_from(reader.position().line()).unwrap_or(usize::MAX);
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => row(line, &record, (machine, time), &layout, options.zone, &mut into, &mut refusals),
            Err(error) if matches!(error.kind(), csv::ErrorKind::Io(_)) => return Err(wrong(error)),
            Err(error) => refusals.unreadable(&mut into, line, || error.to_string()),
        }
        if into.len() >= AT_ONCE {
            into = each(into)?;
        }
    }
    Ok((into, refusals))
}

/// Readings of a batch of a file.
const AT_ONCE: usize = 1_000_000;

pub(super) fn layout(headings: &[String], options: &CsvOptions) -> Result<(usize, usize, Layout), TelemetryError> {
    let folded_headings: Vec<String> = headings.iter().map(|of| folded(of)).collect();
    let find = |known: &[&str]| known.iter().find_map(|name| folded_headings.iter().position(|of| of == name));
    let column = |named: Option<&String>, known: &[&str], what: &str, option: &str| {
        let at = match named {
            Some(name) => headings.iter().position(|of| of == name),
            None => find(known),
        };
        at.ok_or_else(|| {
            let all = headings.join("`, `");
            TelemetryError::Wrong(format!("no column with the {what} among `{all}`; name it with {option}"))
        })
    };
    let machine = column(options.machine.as_ref(), &MACHINE, "machine", "--machine")?;
    let time = column(options.time.as_ref(), &TIME, "time", "--time")?;
    if let (Some(signal), Some(value)) = (find(&SIGNAL), find(&VALUE)) {
        return Ok((machine, time, Layout::Long { signal, value, unit: find(&UNIT) }));
    }
    let others = headings.iter().enumerate().filter(|(at, name)| *at != machine && *at != time && !name.is_empty());
    let signals: Vec<_> = others
        .map(|(at, name)| {
            let (name, unit) = heading(name);
            (at, name, unit)
        })
        .collect();
    if signals.is_empty() {
        return Err(TelemetryError::Wrong("there is no column with a value".to_owned()));
    }
    Ok((machine, time, Layout::Wide(signals)))
}

fn row(
    line: usize,
    record: &csv::StringRecord,
    (machine, time): (usize, usize),
    layout: &Layout,
    zone: Option<Tz>,
    into: &mut BatchBuilder<'_>,
    refusals: &mut Refusals,
) {
    let cell = |at: usize| record.get(at).unwrap_or_default().trim();
    let Some(at) = instant(cell(time), zone) else {
        return refusals.unreadable(into, line, || match zone {
            None => format!("`{}` is no time with its zone; say with --zone where it was written", cell(time)),
            Some(_) => format!("`{}` is no time", cell(time)),
        });
    };
    let sender = cell(machine);
    let mut one = |signal: &str, text: &str, unit: Option<&str>| match number(text) {
        Some(value) => refusals.judged(into, line, &Message { sender, signal, unit, at, value }),
        None => refusals.unreadable(into, line, || format!("{signal}: `{text}` is no number")),
    };
    match layout {
        Layout::Long { signal, value, unit } => {
            let unit = unit.map(cell).filter(|unit| !unit.is_empty());
            one(cell(*signal), cell(*value), unit);
        }
        Layout::Wide(signals) => {
            // An empty cell is no reading.
            for (at, name, unit) in signals.iter().filter(|(at, ..)| !cell(*at).is_empty()) {
                one(name, cell(*at), unit.as_deref());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::Limits;
    use crate::signal::Signals;

    fn of(text: &str, options: &CsvOptions) -> Result<(crate::Batch, Refusals), TelemetryError> {
        let into = BatchBuilder::new(Signals::shipped(), Limits::default(), "test", 1_795_341_600_000_000);
        let (into, refusals) = read(&mut text.as_bytes(), options, into, &mut Ok)?;
        Ok((into.finish(), refusals))
    }

    #[test]
    fn a_column_a_signal() {
        let options = CsvOptions { zone: Some(chrono_tz::UTC), ..CsvOptions::default() };
        let text =
            "datetime,machineID,volt,vibration [m/s]\n2015-01-01 06:00:00,1,176.2,0.0042\n2015-01-01 07:00:00,1,,x\n";
        let (batch, refusals) = of(text, &options).expect("columns");
        assert_eq!(batch.signals, ["voltage", "vibration"]);
        assert_eq!(batch.rows.iter().map(|row| row.value).collect::<Vec<_>>(), [176.2, 4.2]);
        assert_eq!((refusals.count, refusals.first[0].line), (1, 3));
    }

    #[test]
    fn a_row_a_reading() {
        let text =
            "\u{feff}Zeitstempel;Seriennummer;Messgröße;Wert;Einheit\n2015-01-01T06:00:00Z;4711;Druck;250,5;kPa\n";
        let (batch, refusals) = of(text, &CsvOptions::default()).expect("columns");
        assert_eq!(refusals, Refusals::default());
        assert_eq!((batch.signals[0].as_str(), batch.rows[0].value), ("pressure", 2.505));
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = of("a,b\n1,2\n", &CsvOptions::default()).expect_err("no machine");
        assert!(error.to_string().contains("no column with the machine among `a`, `b`"), "{error}");
    }
}
