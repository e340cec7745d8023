//! `InfluxDB` line protocol: `measurement,tag=value field=value,field=value time`. The machine is the tag `machine`, `serial`,
//! `serial_number`, `device` or `host`; a field is a signal, the field `value` that of the measurement. Texts are no readings.
//!
//! <https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/>

use super::{Precision, Refusals};
use crate::batch::BatchBuilder;
use crate::judge::Message;
use std::borrow::Cow;

const SENDER: [&str; 5] = ["machine", "serial", "serial_number", "device", "host"];

/// Reads lines; a line without a time is of the time of its arrival.
pub fn read(text: &str, precision: Precision, received_at: i64, into: &mut BatchBuilder<'_>) -> Refusals {
    let mut refusals = Refusals::default();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match parsed(line, precision, received_at) {
            Ok(line) => {
                for (signal, value) in &line.fields {
                    let message = Message { sender: &line.sender, signal, unit: None, at: line.at, value: *value };
                    refusals.judged(into, at + 1, &message);
                }
            }
            Err(why) => refusals.unreadable(into, at + 1, || why.to_owned()),
        }
    }
    refusals
}

struct Line<'a> {
    sender: Cow<'a, str>,
    fields: Vec<(Cow<'a, str>, f64)>,
    at: i64,
}

/// The text up to the first of `ends` that is neither escaped nor within quotes, and the rest from there.
fn until<'a>(text: &'a str, ends: &[u8], quotes: bool) -> (&'a str, &'a str) {
    let (mut escaped, mut quoted) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        if escaped {
            escaped = false;
        } else if byte == b'\\' {
            escaped = true;
        } else if quotes && byte == b'"' {
            quoted = !quoted;
        } else if !quoted && ends.contains(&byte) {
            return text.split_at(at);
        }
    }
    (text, "")
}

fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        plain.push(if sign == '\\' { signs.next().unwrap_or('\\') } else { sign });
    }
    Cow::Owned(plain)
}

/// A field's number; `Ok(None)` for a text.
fn number(text: &str) -> Result<Option<f64>, &'static str> {
    if text.starts_with('"') {
        return Ok(None);
    }
    match text {
        "t" | "T" | "true" | "True" | "TRUE" => return Ok(Some(1.0)),
        "f" | "F" | "false" | "False" | "FALSE" => return Ok(Some(0.0)),
        _ => {}
    }
    text.strip_suffix(['i', 'u']).unwrap_or(text).parse().map(Some).map_err(|_| "a field is no number")
}

fn parsed(line: &str, precision: Precision, received_at: i64) -> Result<Line<'_>, &'static str> {
    let (measurement, mut rest) = until(line, b", ", false);
    let measurement = plain(measurement);
    let mut sender: Option<(usize, Cow<'_, str>)> = None;
    while let Some(tags) = rest.strip_prefix(',') {
        let (tag, after) = until(tags, b", ", false);
        let (name, value) = until(tag, b"=", false);
        let value = value.strip_prefix('=').ok_or("a tag has no value")?;
        let rank = SENDER.iter().position(|known| name.eq_ignore_ascii_case(known));
        if let Some(rank) = rank.filter(|rank| sender.as_ref().is_none_or(|(best, _)| rank < best)) {
            sender = Some((rank, plain(value)));
        }
        rest = after;
    }
    let mut rest = rest.strip_prefix(' ').ok_or("it has no fields")?.trim_start();
    let mut fields = Vec::new();
    loop {
        let (name, value) = until(rest, b"=", false);
        let value = value.strip_prefix('=').ok_or("a field has no value")?;
        let (value, after) = until(value, b", ", true);
        if let Some(number) = number(value)? {
            let name = plain(name);
            fields.push((if name == "value" { measurement.clone() } else { name }, number));
        }
        match after.strip_prefix(',') {
            Some(next) => rest = next,
            None => {
                rest = after;
                break;
            }
        }
    }
    let at = match rest.trim() {
        "" => received_at,
        text => text.parse().ok().and_then(|number| precision.micros(number)).ok_or("its time is no whole number")?,
    };
    Ok(Line { sender: sender.map(|(_, sender)| sender).unwrap_or_default(), fields, at })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Limits, Reason};
    use crate::signal::Signals;

    const NOW: i64 = 1_795_341_600_000_000;

    fn of(text: &str) -> (crate::Batch, Refusals) {
        let mut into = BatchBuilder::new(Signals::shipped(), Limits::default(), "test", NOW);
        let refusals = read(text, Precision::Nanoseconds, NOW, &mut into);
        (into.finish(), refusals)
    }

    #[test]
    fn fields_are_signals_and_tags_name_the_machine() {
        let (batch, refusals) = of(
            "# a remark\nspindle,serial=RX\\ 104711,host=gw1 vibration=4.2,rpm=1200i,note=\"a, b=c\" 1795341600000000000\nvibration,machine=RX104712 value=3.5\n",
        );
        assert_eq!(refusals, Refusals::default());
        assert_eq!(batch.senders, ["RX 104711", "RX104712"]);
        assert_eq!(batch.signals, ["vibration", "rotation"]);
        assert_eq!(
            batch.rows.iter().map(|row| (row.sender, row.value, row.at)).collect::<Vec<_>>(),
            [(0, 4.2, NOW), (0, 1200.0, NOW), (1, 3.5, NOW)]
        );
    }

    #[test]
    fn broken_lines_are_told() {
        let (batch, refusals) =
            of("spindle,serial=1\nspindle,serial=1 x=\nspindle x=1\nspindle,serial=1 x=1 noon\nspindle,serial x=1\n");
        assert!(batch.rows.is_empty());
        assert_eq!(refusals.count, 5);
        assert_eq!(refusals.first[2].reason, Reason::NoSender);
    }
}
