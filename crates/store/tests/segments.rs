//! Segments on SQLite and on PostgreSQL: versions, members by day, who joined and left.

use base::MachineId;
use chrono::NaiveDate;
use store::{NewSegmentVersion, SegmentMembers, Store};

const AT: &str = "2026-11-01T08:00:00Z";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn ids(serials: &[&str]) -> Vec<MachineId> {
    let mut ids: Vec<MachineId> = serials.iter().map(|serial| MachineId::of(serial)).collect();
    ids.sort_unstable();
    ids
}

async fn put(store: &Store, segment: &str, on: &str, definition: &str, serials: &[&str]) {
    let write = store.write("decide", AT).await.expect("writes");
    let found = SegmentMembers {
        segment: segment.to_owned(),
        definition: definition.to_owned(),
        members: ids(serials),
        unknown: 2,
        machines: 10,
    };
    write.put_segment_members(day(on), vec![found]).await.expect("noted");
    write.commit().await.expect("counts");
}

async fn members(store: &Store, on: &str) -> Vec<MachineId> {
    let mut ids = store.segment_members("old", day(on)).await.expect("read");
    ids.sort_unstable();
    ids
}

async fn changes(store: &Store, since: &str) -> (Vec<MachineId>, Vec<MachineId>) {
    let sorted = |rows: Vec<(MachineId, NaiveDate)>| {
        let mut ids: Vec<MachineId> = rows.into_iter().map(|(machine, _)| machine).collect();
        ids.sort_unstable();
        ids
    };
    let (joined_count, joined) = store.segment_joined("old", day(since), 0, 500).await.expect("read");
    let (left_count, left) = store.segment_left("old", day(since), 0, 500).await.expect("read");
    let all = store.segment_changes(day(since)).await.expect("read");
    assert_eq!(all.get("old").copied().unwrap_or_default(), (joined_count, left_count), "counts agree with lists");
    assert_eq!((joined.len() as u64, left.len() as u64), (joined_count, left_count));
    (sorted(joined), sorted(left))
}

async fn story(url: &str) {
    let store = Store::open(url).await.expect("opens");
    assert_eq!(store.segments_mark().await.expect("read"), 0);
    let new = |segment: &str, version: u32, archived: bool| NewSegmentVersion {
        segment: segment.to_owned(),
        version,
        definition: format!("{segment} {version}"),
        note: (version > 1).then(|| "older".to_owned()),
        archived,
    };
    let write = store.write("greta", AT).await.expect("writes");
    for (segment, version, archived) in [("old", 1, false), ("quiet", 1, false), ("old", 2, false), ("quiet", 2, true)]
    {
        write.save_segment(new(segment, version, archived)).await.expect("saved");
    }
    assert_eq!(write.segments().await.expect("read").len(), 2);
    write.commit().await.expect("counts");
    let write = store.write("greta", AT).await.expect("writes");
    assert!(write.save_segment(new("old", 2, false)).await.is_err(), "a version is there once");
    drop(write);
    let newest = store.segments().await.expect("read");
    let said: Vec<_> = newest.iter().map(|of| (of.segment.as_str(), of.version, of.archived)).collect();
    assert_eq!(said, [("old", 2, false), ("quiet", 2, true)]);
    let versions = store.segment_versions("old").await.expect("read");
    assert_eq!(versions.iter().map(|of| of.version).collect::<Vec<_>>(), [2, 1]);
    assert_eq!((versions[0].saved_by.as_str(), versions[0].note.as_deref()), ("greta", Some("older")));
    assert_eq!(store.segments_mark().await.expect("read"), newest.iter().map(|of| of.id).max().expect("two"));

    put(&store, "old", "2026-11-01", "old@1", &["A", "B", "C"]).await;
    put(&store, "other", "2026-11-01", "other@1", &["A"]).await;
    put(&store, "old", "2026-11-02", "old@1", &["B", "C", "D"]).await;
    put(&store, "old", "2026-11-05", "old@2", &["A", "C", "D", "E"]).await;
    assert_eq!(members(&store, "2026-10-31").await, []);
    assert_eq!(members(&store, "2026-11-01").await, ids(&["A", "B", "C"]));
    assert_eq!(members(&store, "2026-11-03").await, ids(&["B", "C", "D"]));
    assert_eq!(members(&store, "2026-11-05").await, ids(&["A", "C", "D", "E"]));
    assert_eq!(changes(&store, "2026-11-04").await, (ids(&["A", "E"]), ids(&["B"])));
    // A was there, left and is back: since the first day it did neither.
    assert_eq!(changes(&store, "2026-11-01").await, (ids(&["D", "E"]), ids(&["B"])));

    // The same day again: who joined only today never was there, who left today never left.
    put(&store, "old", "2026-11-05", "old@2", &["B", "C", "D", "F"]).await;
    assert_eq!(members(&store, "2026-11-05").await, ids(&["B", "C", "D", "F"]));
    assert_eq!(changes(&store, "2026-11-04").await, (ids(&["F"]), ids(&[])));
    put(&store, "old", "2026-11-05", "old@2", &["B", "C", "D", "F"]).await;
    assert_eq!(changes(&store, "2026-11-04").await, (ids(&["F"]), ids(&[])));
    let days = store.segment_days(Some("old")).await.expect("read");
    let said: Vec<_> = days.iter().map(|of| (of.as_of, of.members, of.unknown, of.definition.as_str())).collect();
    assert_eq!(
        said,
        [(day("2026-11-01"), 3, 2, "old@1"), (day("2026-11-02"), 3, 2, "old@1"), (day("2026-11-05"), 4, 2, "old@2"),]
    );
    assert_eq!(store.segment_days(None).await.expect("read").len(), 4);
    a_large_segment_costs_few_statements(&store).await;
}

async fn a_large_segment_costs_few_statements(store: &Store) {
    let serials: Vec<String> = (0..20_000).map(|at| format!("L{at}")).collect();
    let all: Vec<&str> = serials.iter().map(String::as_str).collect();
    let before = store.statements();
    put(store, "large", "2026-11-01", "large@1", &all).await;
    put(store, "large", "2026-11-02", "large@1", &all[10_000..]).await;
    assert!(store.statements() - before < 40, "{} statements", store.statements() - before);
    let (left, _) = store.segment_left("large", day("2026-11-01"), 0, 10).await.expect("read");
    assert_eq!(left, 10_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    story(&testkit::database::sqlite(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres() {
    story(&testkit::database::postgres("store_segments")).await;
}
