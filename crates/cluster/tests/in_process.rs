//! The statements say what the fold says, in this process.

mod made;

use chrono::Days;
use cluster::SqlWindows;
use made::{as_of, assert_same, lake, owners};
use telemetry::lake::TelemetryLake;
use telemetry::windows::{Elsewhere, Windows};

const MACHINES: u32 = 44;

#[tokio::test(flavor = "multi_thread")]
async fn statements_say_what_the_fold_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let days = (0..16).chain((16..200).step_by(6)).chain([310, 450, 451]);
    let lake = lake(folder.path(), MACHINES, days);
    for all in [true, false] {
        let owners = owners(MACHINES, all);
        assert_eq!(owners.shared().count(), if all { 2 * MACHINES as usize } else { 0 });
        for back in [0, 1, 40, 400] {
            let as_of = as_of() - Days::new(back);
            let folded = lake.windows(as_of, &owners).expect("folded");
            for part in [9, 20_000] {
                let asked = SqlWindows::here().in_parts_of(part);
                let found = asked.windows(&lake, as_of, &owners).await.expect("asked");
                assert_same(&found, &folded, &format!("{back} days back, all devices: {all}, parts of {part}"));
            }
        }
    }
    // What the test stands on is there.
    let folded = lake.windows(as_of(), &owners(MACHINES, true)).expect("folded");
    let count = |of: &dyn Fn(usize) -> bool| (0..MACHINES as usize).filter(|machine| of(*machine)).count();
    assert!(count(&|of| folded.growth[of].falls > 0) > 10, "counters fell");
    assert!(count(&|of| folded.growth[of].days == 0 && folded.hours[of].is_some()) >= 8, "some are silent");
    assert_eq!(count(&|of| folded.presence[of].newest.is_none()), 4, "some never sent");
    assert!(count(&|of| folded.vibration_week[of].p95().is_some()) > 10);
    assert!(count(&|of| folded.load[of].high().is_some_and(|high| high > 0.0)) > 20);
}

#[tokio::test]
async fn no_readings_no_windows() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = TelemetryLake::at(folder.path().join("lake"));
    let found = SqlWindows::here().windows(&lake, as_of(), &owners(5, true)).await.expect("asked");
    assert_eq!(found, Windows::empty(5));
}

#[tokio::test]
async fn a_damaged_file_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let lake = lake(folder.path(), 3, 0..3);
    let damaged = lake.rollup_files(as_of()).expect("files").remove(1).path;
    std::fs::write(&damaged, b"no Parquet").expect("written");
    let error = SqlWindows::here().windows(&lake, as_of(), &owners(3, true)).await.expect_err("damaged").to_string();
    assert!(error.contains("in SQL"), "{error}");
}

#[cfg(not(feature = "ballista"))]
#[test]
fn without_the_feature_a_cluster_is_refused() {
    let error = SqlWindows::at("df://127.0.0.1:50050").expect_err("no Ballista").to_string();
    assert!(error.contains("docs/cluster.md says how"), "{error}");
}
