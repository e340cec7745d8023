//! A lake in a bucket, which several machines write and fold at once.

use super::tests::{START, all, batch, fold_all};
use super::*;
use crate::judge::{DAY, SECOND};
use lake_files::Bucket;
use std::sync::Arc;
use testkit::MemoryBucket;

/// A machine's view of the lake in a bucket.
pub(super) fn in_bucket(bucket: &Arc<MemoryBucket>, mirror: &Path) -> TelemetryLake {
    let bucket: Arc<dyn Bucket> = Arc::<MemoryBucket>::clone(bucket);
    TelemetryLake::of(LakeFiles::in_bucket(bucket, mirror.to_owned()).below("telemetry"))
}

#[test]
fn machines_that_write_and_fold_at_once_lose_and_double_nothing() {
    const MACHINES: usize = 4;
    const ROUNDS: i64 = 12;
    let folder = tempfile::tempdir().expect("a folder");
    let bucket = Arc::new(MemoryBucket::default());
    let lakes: Vec<TelemetryLake> =
        (0..MACHINES).map(|at| in_bucket(&bucket, &folder.path().join(at.to_string()))).collect();
    std::thread::scope(|scope| {
        for (at, lake) in lakes.iter().enumerate() {
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    // Of ten readings each gateway sends five that another sends, too.
                    let first = (round * 10 + i64::try_from(at).expect("small") * 5) * SECOND;
                    let readings: Vec<_> =
                        (0..10).map(|of| ("RX-1", "load", START + first + of * SECOND, 1.0)).collect();
                    // Two write under one name, as imports of files do.
                    let writer = if at < 2 { "files" } else { ["third", "fourth"][at - 2] };
                    lake.add(writer, &[batch("a", &readings), batch("b", &[("RX-2", "load", START + DAY, 2.0)])])
                        .expect("added");
                    for day in lake.days_to_fold().expect("days") {
                        lake.fold(day).expect("folded");
                        lake.compact(day, round % 4 == 3).expect("compacted");
                    }
                }
            });
        }
    });
    fold_all(&lakes[0]);
    let expected: std::collections::BTreeSet<i64> = (0..MACHINES as i64)
        .flat_map(|at| (0..ROUNDS).flat_map(move |round| (0..10).map(move |of| round * 10 + at * 5 + of)))
        .collect();
    for lake in &lakes {
        let found = all(lake);
        assert_eq!(found.len(), expected.len() + 1);
        assert!(lake.verify(false).expect("verified").is_empty());
        let status = lake.status(None).expect("a status");
        let of = &status.sources["a"];
        assert_eq!(of.counts.received, (MACHINES as i64 * ROUNDS * 10) as u64);
        assert_eq!((of.folded.stored, of.waiting), (expected.len() as u64, 0));
        assert_eq!(of.folded.stored + of.folded.duplicate, of.counts.received);
        assert_eq!(lake.senders().expect("senders").len(), 2);
        let row = &lake.rollups(day_of(START)).expect("a day").rows[0];
        assert_eq!(row.count, expected.len() as u64);
    }
    // Nothing is left over once each day was changed by one alone.
    for day in lakes[0].days().expect("days") {
        lakes[0]
            .add("files", &[batch("a", &[("RX-1", "load", START + 80_000 * SECOND + i64::from(day.leap_year()), 1.0)])])
            .expect("added");
        lakes[0].compact(day, true).expect("compacted");
    }
    fold_all(&lakes[0]);
    lakes[0].verify(true).expect("verified");
    let named = lakes[0].manifests().expect("manifests");
    for path in bucket.paths().iter().filter(|path| path.ends_with(".parquet")) {
        let name = path.rsplit('/').next().expect("a name");
        assert!(named.values().any(|of| of.names(name)), "{path} is left over");
    }
}

#[test]
fn facts_are_made_from_the_mirror_and_follow_what_others_fold() {
    let folder = tempfile::tempdir().expect("a folder");
    let bucket = Arc::new(MemoryBucket::default());
    let (one, other) = (in_bucket(&bucket, &folder.path().join("1")), in_bucket(&bucket, &folder.path().join("2")));
    let owners = crate::windows::Owners::new([(digitize::serial::key_of("RX1"), 0)].into_iter(), 1);
    for round in 0..4 {
        let at = START + round * 3_600 * SECOND;
        one.add("files", &[batch("a", &[("RX-1", "operating_hours", at, 100.0 + round as f64)])]).expect("added");
        fold_all(&one);
        let windows = other.windows(day_of(START), &owners).expect("windows");
        assert_eq!(windows.hours[0].expect("hours").value, 100.0 + round as f64);
        assert_eq!(windows, one.windows(day_of(START), &owners).expect("windows"));
    }
    let mirrored = other.rollup(day_of(START), "");
    assert_eq!(fs::read_dir(mirrored).expect("a folder").count(), 1, "what counts no more is forgotten");
    // A mirror may go.
    fs::remove_dir_all(folder.path().join("2")).expect("removed");
    assert_eq!(other.series(&[digitize::serial::key_of("RX1")], day_of(START), 9).expect("a series").len(), 1);
}

/// A bucket whose answers get lost: what is put is there, and is refused when it is put again.
#[derive(Debug)]
struct Forgetful(MemoryBucket, std::sync::atomic::AtomicU64);

impl Bucket for Forgetful {
    fn name(&self) -> &str {
        self.0.name()
    }
    fn list(&self, folder: &str) -> std::io::Result<Vec<(String, Option<lake_files::Version>)>> {
        self.0.list(folder)
    }
    fn read(&self, path: &str) -> std::io::Result<(Vec<u8>, lake_files::Version)> {
        self.0.read(path)
    }
    fn fetch(&self, path: &str, into: &mut File) -> std::io::Result<()> {
        self.0.fetch(path, into)
    }
    fn put(&self, path: &str, bytes: Vec<u8>, expected: &lake_files::Expected) -> std::io::Result<bool> {
        let fits = self.0.put(path, bytes.clone(), expected)?;
        let lost = self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % 2 == 0;
        if fits && lost && *expected != lake_files::Expected::Any {
            self.0.put(path, bytes, expected)
        } else {
            Ok(fits)
        }
    }
    fn put_file(&self, path: &str, file: &Path) -> std::io::Result<()> {
        self.0.put_file(path, file)
    }
    fn remove(&self, path: &str) -> std::io::Result<()> {
        self.0.remove(path)
    }
}

#[test]
fn what_was_put_counts_although_the_answer_got_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let bucket: Arc<dyn Bucket> = Arc::new(Forgetful(MemoryBucket::default(), 0.into()));
    let lake = TelemetryLake::of(LakeFiles::in_bucket(bucket, folder.path().to_owned()));
    for round in 0..9 {
        lake.add("files", &[batch("a", &[("RX-1", "load", START + round * SECOND, 1.0)])]).expect("added");
        fold_all(&lake);
    }
    assert_eq!(all(&lake).len(), 9);
    let status = lake.status(None).expect("a status");
    let of = &status.sources["a"];
    assert_eq!((of.counts.received, of.folded.stored, of.folded.duplicate, of.waiting), (9, 9, 0, 0));
    assert!(lake.verify(false).expect("verified").is_empty());
}
