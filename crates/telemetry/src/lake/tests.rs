//! The lake holds each reading once and its rollups say what the readings do, in any order and after any crash.

use super::*;
use crate::batch::{Batch, BatchBuilder};
use crate::journal::{Journal, JournalOptions};
use crate::judge::{DAY, Limits, Message, SECOND};
use crate::rollup::Rollup;
use digitize::serial::key_of;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use testkit::MemoryBucket;

/// 2026-11-01.
pub(super) const START: i64 = 20_758 * DAY;

pub(super) fn batch(source: &str, readings: &[(&str, &str, i64, f64)]) -> Batch {
    let mut into = BatchBuilder::new(Signals::shipped(), Limits::default(), source, START + 3 * DAY);
    for (sender, signal, at, value) in readings {
        let message = Message { sender, signal, unit: None, at: *at, value: *value };
        into.add(&message).expect("a good reading");
    }
    into.finish()
}

pub(super) fn fold_all(lake: &TelemetryLake) {
    for day in lake.days_to_fold().expect("days") {
        lake.fold(day).expect("folded");
    }
}

/// All readings, by what each is known by.
pub(super) fn all(lake: &TelemetryLake) -> BTreeMap<(u64, String, i64), f64> {
    let mut found = BTreeMap::new();
    for day in lake.days().expect("days") {
        let points = lake.readings(day, None).expect("readings");
        for point in &points.points {
            let signal = points.signals[usize::from(point.signal)].clone();
            assert_eq!(day_of(point.at), day);
            assert!(found.insert((point.device, signal, point.at), point.value).is_none(), "once");
        }
    }
    found
}

#[test]
fn a_reading_counts_once_whatever_way_it_comes() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = TelemetryLake::at(folder.path().join("lake"));
    let readings =
        [("RX-1", "vibration", START, 4.0), ("RX-1", "vibration", START + SECOND, 5.0), ("RX-2", "load", START, 50.0)];
    lake.add("files", &[batch("a", &readings)]).expect("added");
    fold_all(&lake);
    // The same once more, in another spelling of the serial number, one with another value, and a new one before them.
    let again = [
        ("rx1", "Schwingung", START, 4.0),
        ("RX 1", "vibration", START + SECOND, 9.0),
        ("RX-1", "vibration", START - 1, 3.0),
    ];
    lake.add("files", &[batch("b", &again)]).expect("added");
    fold_all(&lake);
    let found = all(&lake);
    assert_eq!(found.len(), 4);
    assert_eq!(found[&(key_of("RX1"), "vibration".to_owned(), START + SECOND)], 5.0, "the first counts");
    let status = lake.status(None).expect("a status");
    assert_eq!(status.sources["a"].folded, Folded { stored: 3, ..Folded::default() });
    assert_eq!(status.sources["b"].folded, Folded { stored: 1, duplicate: 2, contradicting: 1, expired: 0 });
    assert_eq!(status.sources["b"].waiting, 0);
    let senders = lake.senders().expect("senders");
    assert_eq!(senders[&key_of("RX1")].name, "RX-1");
    assert!(lake.verify(false).expect("verified").is_empty());
}

#[test]
fn late_readings_change_their_day_and_counters_that_fall_are_flagged() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = TelemetryLake::at(folder.path().join("lake"));
    let hour = 3_600 * SECOND;
    let of = |readings: &[(i64, f64)]| -> Batch {
        let readings: Vec<_> =
            readings.iter().map(|(at, value)| ("RX-1", "operating_hours", START + at * hour, *value)).collect();
        batch("plc", &readings)
    };
    lake.add("files", &[of(&[(1, 100.0), (3, 103.0)])]).expect("added");
    fold_all(&lake);
    lake.add("files", &[of(&[(4, 2.0), (5, 3.0)])]).expect("added");
    fold_all(&lake);
    let day = day_of(START);
    let row = lake.rollups(day).expect("a day").rows[0].clone();
    assert_eq!((row.count, row.increase, row.falls, row.last), (4, 4.0, 1, 3.0), "a fall adds nothing");
    // Out of order: between the first two.
    lake.add("files", &[of(&[(2, 101.0)])]).expect("added");
    let folded = { lake.fold(day).expect("folded") };
    assert_eq!((folded.stored, folded.reread), (1, 1));
    let row = lake.rollups(day).expect("a day").rows[0].clone();
    assert_eq!((row.count, row.increase, row.falls, row.first, row.last), (5, 4.0, 1, 100.0, 3.0));
    assert!(lake.verify(false).expect("verified").is_empty());
}

#[test]
fn a_crash_between_any_two_steps_loses_and_doubles_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let (lake, journal) = (TelemetryLake::at(folder.path().join("lake")), folder.path().join("journal"));
    let written = Journal::open(&journal, JournalOptions::default()).expect("a journal").0;
    written
        .append_now(&batch("hall", &[("RX-1", "load", START, 1.0), ("RX-1", "load", START + DAY, 2.0)]))
        .expect("written");
    drop(written);
    let kept = tempfile::tempdir().expect("a folder");
    let mut segment = fs::read_dir(&journal).expect("a folder").map(|of| of.expect("an entry").path());
    let segment = segment.find(|path| path.extension().is_some_and(|of| of == "journal")).expect("a segment");
    let copy = kept.path().join("segment");
    fs::copy(&segment, &copy).expect("copied");
    lake.flush(&journal, true).expect("flushed");
    // Stopped before the status was written and the segment removed, one day of two being folded by then.
    lake.fold(day_of(START)).expect("folded");
    let writer = crate::journal::name(&journal).expect("a name");
    fs::remove_file(lake.root().join(format!("status/{writer}.json"))).expect("removed");
    fs::copy(&copy, &segment).expect("copied");
    lake.flush(&journal, true).expect("flushed");
    fold_all(&lake);
    assert_eq!(all(&lake).len(), 2);
    let status = lake.status(Some(&journal)).expect("a status");
    let of = &status.sources["hall"];
    assert_eq!((of.counts.received, of.folded.stored, of.folded.duplicate, of.waiting), (2, 2, 0, 0));
    // Stopped after the status was written, the segment still there.
    fs::copy(&copy, &segment).expect("copied");
    lake.flush(&journal, true).expect("flushed");
    fold_all(&lake);
    assert_eq!(lake.status(Some(&journal)).expect("a status"), status);
    assert!(lake.verify(false).expect("verified").is_empty());
}

#[test]
fn what_is_damaged_is_found_and_the_rest_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = TelemetryLake::at(folder.path().join("lake"));
    lake.add("files", &[batch("a", &[("RX-1", "load", START, 1.0)])]).expect("added");
    fold_all(&lake);
    lake.add("files", &[batch("a", &[("RX-1", "load", START + SECOND, 2.0)])]).expect("added");
    fold_all(&lake);
    let day = day_of(START);
    fs::write(lake.run(day, "00000001.parquet"), b"rotten").expect("written");
    let findings = lake.verify(false).expect("verified");
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert!(findings[0].what.contains("00000001.parquet") && !findings[0].mended, "{findings:?}");
    assert!(lake.verify(true).expect("mended").iter().all(|of| of.mended));
    assert!(lake.verify(false).expect("verified").is_empty());
    let rows = lake.rollups(day).expect("a day").rows;
    assert_eq!((rows[0].count, rows[0].first), (1, 2.0));
}

/// Readings of few devices and signals over two days, many of them twice.
fn deliveries() -> impl Strategy<Value = Vec<Vec<(u8, u8, i64, u8)>>> {
    prop::collection::vec(prop::collection::vec((0..3_u8, 0..3_u8, 0..40_i64, 0..9_u8), 0..25), 1..14)
}

#[test]
fn the_series_of_a_machine_is_that_of_its_devices() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = TelemetryLake::at(folder.path().join("lake"));
    let readings = [
        ("RX-1", "load", START, 10.0),
        ("RX-1", "load", START + 1, 30.0),
        ("gw-7", "load", START + DAY, 50.0),
        ("RX-2", "load", START, 99.0),
        ("RX-1", "vibration", START + 2 * DAY, 4.0),
    ];
    lake.add("files", &[batch("a", &readings)]).expect("added");
    fold_all(&lake);
    let devices = [key_of("RX1"), key_of("GW7")];
    let day = day_of(START);
    let series = lake.series(&devices, day + chrono::Days::new(9), 366).expect("a series");
    let means = |signal: &str| -> Vec<(NaiveDate, u64, f64)> {
        series[signal].iter().map(|(day, row)| (*day, row.count, row.sum)).collect()
    };
    assert_eq!(means("load"), [(day, 2, 40.0), (day.succ_opt().expect("a day"), 1, 50.0)]);
    assert_eq!(means("vibration").len(), 1);
    assert_eq!(lake.series(&devices, day, 366).expect("a series").len(), 1, "nothing later");
    assert!(lake.series(&[1], day, 366).expect("a series").is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn the_lake_is_what_came_whatever_the_order(deliveries in deliveries(), compact_after in 0_usize..14, in_bucket: bool) {
        let folder = tempfile::tempdir().expect("a folder");
        let lake = if in_bucket {
            bucket_tests::in_bucket(&Arc::new(MemoryBucket::default()), &folder.path().join("mirror"))
        } else {
            TelemetryLake::at(folder.path().join("lake"))
        };
        let signals = ["operating_hours", "vibration", "cycles"];
        let mut expected: BTreeMap<(u64, String, i64), f64> = BTreeMap::new();
        let mut received = 0_u64;
        for (number, delivery) in deliveries.iter().enumerate() {
            let readings: Vec<(String, &str, i64, f64)> = delivery.iter().map(|(device, signal, at, value)| {
                // A value is a function of what it is known by, but for a few that contradict.
                (format!("RX-10{device}"), signals[usize::from(*signal)], START + at * 3_600 * SECOND, f64::from(*value))
            }).collect();
            for (sender, signal, at, value) in &readings {
                let key = key_of(&digitize::serial::normalise(sender).expect("a serial"));
                expected.entry((key, (*signal).to_owned(), *at)).or_insert(*value);
            }
            received += readings.len() as u64;
            let readings: Vec<_> = readings.iter().map(|(sender, signal, at, value)| (sender.as_str(), *signal, *at, *value)).collect();
            lake.add("files", &[batch("a", &readings)]).expect("added");
            if number % 3 != 1 {
                fold_all(&lake);
            }
            if number == compact_after {
                for day in lake.days().expect("days") {
                    lake.compact(day, true).expect("compacted");
                }
            }
        }
        fold_all(&lake);
        prop_assert_eq!(&all(&lake), &expected);
        let status = lake.status(None).expect("a status");
        if let Some(of) = status.sources.get("a") {
            prop_assert_eq!(of.counts.received, received);
            prop_assert_eq!(of.folded.stored, expected.len() as u64);
            prop_assert_eq!(of.folded.stored + of.folded.duplicate, received);
        }
        let findings = lake.verify(false).expect("verified");
        prop_assert!(findings.is_empty(), "{:?}", findings);
        for day in lake.days().expect("days") {
            let rows = lake.rollups(day).expect("a day").rows;
            prop_assert!(rows.is_sorted_by_key(Rollup::order));
        }
    }
}

#[test]
fn readings_go_when_their_signal_is_kept_no_longer_and_rollups_stay() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = TelemetryLake::at(folder.path().join("lake"));
    let of = |at: i64| [("RX-1", "vibration", at, 4.0), ("RX-1", "load", at, 50.0), ("RX-2", "vibration", at, 5.0)];
    lake.add("files", &[batch("a", &of(START)), batch("b", &of(START + 1))]).expect("added");
    lake.add("files", &[batch("a", &of(START + DAY))]).expect("added");
    fold_all(&lake);
    let retention = Retention { days: None, signals: [("Schwingung".to_owned(), 30)].into() };
    let today = day_of(START) + chrono::Days::new(31);
    assert_eq!(lake.expire(&Retention::default(), today).expect("nothing to do"), 0);
    let before = lake.rollups(day_of(START)).expect("a day");
    assert_eq!(lake.expire(&retention, today).expect("expired"), 4);
    assert_eq!(lake.expire(&retention, today).expect("expired"), 0, "once");
    assert_eq!(all(&lake).len(), 2 + 3, "the load, and the next day");
    assert_eq!(lake.rollups(day_of(START)).expect("a day"), before);
    // What comes for it now goes at once, and does not spoil the rollup; other signals are taken.
    lake.add("files", &[batch("a", &of(START + 5))]).expect("added");
    fold_all(&lake);
    let status = lake.status(None).expect("a status");
    assert_eq!(status.sources["a"].folded, Folded { stored: 1 + 3 + 1, duplicate: 0, contradicting: 0, expired: 4 });
    assert_eq!(status.sources["a"].waiting, 0);
    let day = lake.rollups(day_of(START)).expect("a day");
    let counts: Vec<u64> = day.rows.iter().map(|row| row.count).collect();
    assert_eq!(counts, [3, 2, 2], "load, and vibration of two devices");
    assert!(lake.verify(true).expect("verified").is_empty());
}

#[test]
fn the_state_counts_each_reading_once_while_the_journal_goes_into_the_lake() {
    const BATCHES: u64 = 60;
    let folder = tempfile::tempdir().expect("a folder");
    let lake = TelemetryLake::at(folder.path().join("lake"));
    let journal = folder.path().join("journal");
    let written = Journal::open(&journal, JournalOptions::default()).expect("a journal").0;
    std::thread::scope(|threads| {
        let writer = threads.spawn(|| {
            for at in 0..i64::try_from(BATCHES).expect("few") {
                written.append_now(&batch("a", &[("RX-1", "vibration", START + at, 4.0)])).expect("written");
                written.seal().expect("closed");
                let listed = crate::journal::waiting(&journal, false).expect("listed");
                lake.flush(&journal, false).expect("flushed");
                // Whoever listed them before finds nothing, which is no error: the lake counts them.
                assert_eq!(
                    (listed.len(), status::counts_of(&journal, &listed).expect("nothing wrong")),
                    (1, Vec::new())
                );
            }
        });
        let mut before = 0;
        while !writer.is_finished() {
            let status = lake.status(Some(&journal)).expect("a state, whatever goes on");
            let received = status.sources.get("a").map_or(0, |of| of.counts.received);
            assert!((before..=BATCHES).contains(&received), "{before}, then {received}");
            before = received;
        }
    });
    let status = lake.status(Some(&journal)).expect("a state");
    assert_eq!(status.sources["a"].counts.received, BATCHES);
}
