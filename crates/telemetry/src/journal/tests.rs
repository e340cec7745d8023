//! What was promised is there, whatever happens in between.

use super::*;
use crate::batch::{Counts, Row};
use std::sync::{Arc, Mutex};

fn batch(at: i64, rows: usize) -> Batch {
    let rows: Vec<Row> = (0..rows)
        .map(|row| Row { sender: 0, signal: 0, at: at + i64::try_from(row).expect("few"), value: 1.0 })
        .collect();
    let counts = Counts { received: rows.len() as u64, newest: rows.last().map(|row| row.at), ..Counts::default() };
    Batch {
        source: "hall".to_owned(),
        received_at: at,
        senders: vec!["4711".to_owned()],
        signals: vec!["vibration".to_owned()],
        rows,
        counts,
    }
}

fn readings(folder: &Path) -> u64 {
    let numbers = waiting(folder, true).expect("a folder");
    let of = |number: &u64| {
        batches(folder, *number).expect("a segment").0.iter().map(|of| of.rows.len() as u64).sum::<u64>()
    };
    numbers.iter().map(of).sum()
}

#[test]
fn what_was_acknowledged_is_there_after_the_process_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let (journal, recovered) = Journal::open(folder.path(), JournalOptions::default()).expect("a journal");
    assert_eq!(recovered, Recovered::default());
    for at in 0..10 {
        journal.append_now(&batch(at * 100, 7)).expect("written");
    }
    assert!(Journal::open(folder.path(), JournalOptions::default()).is_err(), "one process has it");
    // Not closed in order: the mark of the open segment stays.
    let number = *waiting(folder.path(), true).expect("a folder").first().expect("a segment");
    assert!(waiting(folder.path(), false).expect("a folder").is_empty(), "it is being written");
    let copy = tempfile::tempdir().expect("a folder");
    for name in fs::read_dir(folder.path()).expect("a folder") {
        let name = name.expect("an entry").file_name();
        fs::copy(folder.path().join(&name), copy.path().join(&name)).expect("copied");
    }
    // Killed in the midst of a write: a frame without its end.
    let path = segment::path(copy.path(), number);
    let whole = segment::framed(&batch(5_000, 3));
    let mut file = OpenOptions::new().append(true).open(&path).expect("a segment");
    file.write_all(&whole[..whole.len() - 5]).expect("written");
    let (_journal, recovered) = Journal::open(copy.path(), JournalOptions::default()).expect("a journal");
    assert_eq!(recovered, Recovered { readings: 70, torn_bytes: whole.len() as u64 - 5 });
    assert_eq!(readings(copy.path()), 70);
    assert_eq!(waiting(copy.path(), false).expect("a folder"), [number]);
}

#[test]
fn segments_are_closed_by_size_and_numbers_are_not_given_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = JournalOptions { segment_bytes: 1_000, ..JournalOptions::default() };
    let (journal, _) = Journal::open(folder.path(), options).expect("a journal");
    for at in 0..6 {
        journal.append_now(&batch(at * 100, 50)).expect("written");
    }
    journal.seal().expect("closed");
    let numbers = waiting(folder.path(), false).expect("a folder");
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    drop(journal);
    for number in numbers {
        remove(folder.path(), number).expect("removed");
    }
    let (journal, _) = Journal::open(folder.path(), options).expect("a journal");
    journal.append_now(&batch(0, 1)).expect("written");
    assert_eq!(waiting(folder.path(), true).expect("a folder"), [7]);
}

#[test]
fn many_senders_are_told_with_one_sync() {
    let folder = tempfile::tempdir().expect("a folder");
    let (journal, _) = Journal::open(folder.path(), JournalOptions::default()).expect("a journal");
    let told = Arc::new(Mutex::new(0_usize));
    for at in 0..500 {
        let told = Arc::clone(&told);
        journal.append(
            &batch(at * 10, 2),
            Box::new(move |result| *told.lock().expect("a count") += usize::from(result.is_ok())),
        );
    }
    journal.seal().expect("closed");
    assert_eq!(*told.lock().expect("a count"), 500);
    assert_eq!(readings(folder.path()), 1_000);
}

#[test]
fn a_disk_that_refuses_is_told_and_tried_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let inner = folder.path().join("journal");
    let (journal, _) = Journal::open(&inner, JournalOptions::default()).expect("a journal");
    // The folder is gone: no segment can be begun.
    let aside = folder.path().join("aside");
    fs::rename(&inner, &aside).expect("renamed");
    let refused = journal.append_now(&batch(0, 1)).expect_err("nowhere to write");
    assert!(refused.to_string().contains("journal"), "{refused}");
    fs::rename(&aside, &inner).expect("renamed");
    journal.append_now(&batch(1, 1)).expect("written");
    journal.seal().expect("closed");
    assert_eq!(readings(&inner), 1);
}
