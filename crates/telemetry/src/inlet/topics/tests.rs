//! Messages as gateways publish them.

use super::*;
use crate::judge::{Limits, Reason};
use crate::signal::Signals;
use proptest::prelude::*;

const NOW: i64 = 1_795_341_600_000_000;

fn topic(text: &str) -> Topic {
    Topic::new(&toml::from_str(text).expect("settings")).expect("good settings")
}

fn of(settings: &str, on: &str, payload: &str) -> (crate::Batch, Refusals) {
    let mut into = BatchBuilder::new(Signals::shipped(), Limits::default(), "test", NOW);
    let refusals = read(&[topic(settings)], on, payload.as_bytes(), NOW, &mut into);
    (into.finish(), refusals)
}

/// Machine, signal, value and seconds before now of each reading.
fn rows(batch: &crate::Batch) -> Vec<(&str, &str, f64, i64)> {
    let row = |row: &crate::Row| {
        let sender = batch.senders[row.sender as usize].as_str();
        let signal = batch.signals[row.signal as usize].as_str();
        (sender, signal, (row.value * 1e6).round() / 1e6, (NOW - row.at) / 1_000_000)
    };
    batch.rows.iter().map(row).collect()
}

#[test]
fn a_bare_number_is_of_its_topic_and_of_now() {
    for (payload, value) in [("4.2", 4.2), (" 4 \n", 4.0), ("true", 1.0), ("\"4.2\"", 4.2), ("-1e1", -10.0)] {
        let (batch, refusals) = of("topic = 'plants/+/{serial}/{signal}'", "plants/graz/RX-1/x", payload);
        assert_eq!(refusals, Refusals::default(), "{payload}");
        assert_eq!(rows(&batch), [("RX-1", "x", value, 0)], "{payload}");
    }
    let (batch, _) = of("topic = '{serial}/{signal}/{unit}'", "RX-1/temperature/°F", "68");
    assert_eq!(rows(&batch), [("RX-1", "temperature", 20.0, 0)]);
}

#[test]
fn an_object_is_read_by_its_usual_names() {
    let (batch, refusals) = of(
        "topic = 'in/#'",
        "in/x",
        r#"{"serial": 4711, "signal": "temperature", "value": "68", "unit": "°F", "ts": 1795341540000}"#,
    );
    assert_eq!(refusals, Refusals::default());
    assert_eq!(rows(&batch), [("4711", "temperature", 20.0, 60)]);
    let (batch, refusals) = of(
        "topic = 'in/{serial}'",
        "in/RX-1",
        r#"{"at": "2026-11-22T09:59:00Z", "values": {"vibration": 4.2, "temperature": {"value": 68, "unit": "°F"}, "mode": "auto", "none": null}}"#,
    );
    assert_eq!(refusals, Refusals::default());
    assert_eq!(rows(&batch), [("RX-1", "temperature", 20.0, 60), ("RX-1", "vibration", 4.2, 60)]);
}

#[test]
fn places_can_be_set() {
    let settings = "topic = 'in'\nserial = 'machine.serial'\nsignal = 'n'\nvalue = '/v/is'\nunit = 'u'\ntime = 't'\neach = 'body.readings'\nzone = 'Europe/Vienna'";
    let payload = r#"{"machine": {"serial": "RX-1"}, "u": "mm/s", "body": {"readings": [
        {"n": "vibration", "v": {"is": 1}, "t": "2026-11-22 10:59:00"},
        {"n": "vibration", "v": {"is": 2}, "t": "2026-11-22T10:00:00Z", "u": "zorkmid"},
        {"n": "vibration", "v": {}}, 7]}}"#;
    let (batch, refusals) = of(settings, "in", payload);
    assert_eq!(rows(&batch), [("RX-1", "vibration", 1.0, 60)]);
    let told: Vec<_> = refusals.first.iter().map(|of| (of.line, of.reason)).collect();
    assert_eq!(told, [(2, Reason::Unit), (3, Reason::Unreadable), (4, Reason::Unreadable)]);
    let settings = "topic = '{serial}'\nvalues = '.'\ntime = 'when'\nprecision = 's'";
    let (batch, refusals) = of(settings, "RX-1", r#"{"a": 1, "b": {"value": 2}, "c": "text", "when": 1795341540.25}"#);
    assert_eq!(refusals, Refusals::default());
    assert_eq!(rows(&batch), [("RX-1", "a", 1.0, 59), ("RX-1", "b", 2.0, 59)]);
    let (batch, _) = of("topic = 'x'\nvalues = '.'", "x", r#"[{"serial": "1", "a": 1}, {"serial": "2", "a": 2}]"#);
    assert_eq!(rows(&batch), [("1", "a", 1.0, 0), ("2", "a", 2.0, 0)]);
}

#[test]
fn what_cannot_be_read_is_counted_once_with_the_reason() {
    for (settings, on, payload, why) in [
        ("topic = 'a'", "b", "1", "no topic"),
        ("topic = '{serial}/{signal}'", "1/x", "much", "neither a number nor JSON"),
        ("topic = '{serial}/{signal}'", "1/x", "", "empty"),
        ("topic = '{serial}/{signal}'", "1/x", "{\"value\":", "no JSON"),
        ("topic = '{serial}/{signal}'", "1/x", "{\"value\":\"much\"}", "no number"),
        ("topic = '{serial}'", "1", "4.2", "names no signal"),
        ("topic = '{serial}'", "1", "{\"value\":1}", "which signal"),
        ("topic = '{serial}'", "1", "{\"x\":1}", "holds no value"),
        ("topic = '{serial}'", "1", "{\"values\":{\"x\":\"y\"}}", "none of its values"),
        ("topic = '{serial}/{signal}'", "1/x", "{\"value\":1,\"time\":\"noon\"}", "its time is none"),
        ("topic = '{signal}'", "x", "1", "of which machine"),
        ("topic = '{serial}'\neach = 'x'", "1", "{\"x\":1}", "no array"),
        ("topic = '{serial}'", "1", "[]", "array is empty"),
        ("topic = '{serial}'", "1", "[[1]]", "no object"),
    ] {
        let (batch, refusals) = of(settings, on, payload);
        assert_eq!((batch.rows.len(), batch.counts.received, refusals.count), (0, 1, 1), "{payload}");
        assert!(refusals.first[0].why.contains(why), "{payload}: {}", refusals.first[0].why);
    }
}

#[test]
fn wrong_settings_name_the_topic_and_the_setting() {
    for (text, why) in [
        ("topic = 'a/{x}'", "{x} is not known"),
        ("topic = 'a'\nserial = 'a..b'", "topic \"a\": serial: `a..b` is no place"),
        ("topic = 'a'\nvalue = 'v'\nvalues = 'w'", "either `value` or `values`"),
        ("topic = 'a'\nprecision = 'minutes'", "none of s, ms, us, ns"),
        ("topic = 'a'\nzone = 'Graz'", "not a time zone"),
    ] {
        let said = Topic::new(&toml::from_str(text).expect("settings")).expect_err(text);
        assert!(said.contains(why), "{said}");
    }
    assert!(toml::from_str::<TopicSettings>("topic = 'a'\nserail = 'b'").is_err());
}

proptest! {
    #[test]
    fn no_payload_makes_it_panic(payload in proptest::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}\",:0-9a-z. ]{0,80}") {
        for settings in ["topic = '{serial}/{signal}'", "topic = '{serial}/+'\nvalues = '.'", "topic = '#'\neach = 'a.0'"] {
            let topics = [topic(settings)];
            for bytes in [payload.as_slice(), text.as_bytes()] {
                let mut into = BatchBuilder::new(Signals::shipped(), Limits::default(), "test", NOW);
                let refusals = read(&topics, "a/b", bytes, NOW, &mut into);
                let batch = into.finish();
                prop_assert_eq!(batch.counts.received, batch.counts.accepted() + refusals.count);
                prop_assert!(batch.counts.received > 0, "every message is counted");
            }
        }
    }
}
