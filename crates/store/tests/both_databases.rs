//! The same story on SQLite and on PostgreSQL.

use base::{BatchId, CustomerId, Kind, MachineId, Problem, Severity, TableId};
use store::{
    Batch, BatchState, ColumnMeaning, CustomerRow, HitRow, HitState, LeftTable, MachineRow, NewBatch, Source,
    SourceFile, SourceTable, Store, StoreError, WhyLeft,
};

const AT: &str = "2026-11-01T08:00:00Z";

fn new_batch(batch: BatchId, table: TableId) -> NewBatch {
    NewBatch {
        batch: Batch {
            id: batch,
            state: BatchState::Active,
            imported_at: AT.to_owned(),
            delivered_on: "2026-11-01".parse().expect("a date"),
            origin: "~/export".to_owned(),
            rows: 2,
            problems: 1,
            connector: None,
        },
        sources: vec![Source { name: "erp".to_owned(), priority: 1, complete: vec![Kind::Contracts, Kind::Orders] }],
        files: vec![SourceFile {
            digest: "ab12".to_owned(),
            source: "erp".to_owned(),
            name: "erp/Geräte.csv".to_owned(),
            bytes: 99,
            reading: String::new(),
        }],
        tables: vec![SourceTable {
            id: table,
            batch,
            digest: "ab12".to_owned(),
            file: "erp/Geräte.csv".to_owned(),
            sheet: None,
            kind: Kind::Machines,
            source: "erp".to_owned(),
            header_row: 1,
            columns: vec![ColumnMeaning {
                column: 0,
                heading: "Serien-Nr.".to_owned(),
                field: Some("serial_number".to_owned()),
                confidence: 1.0,
            }],
            rows: 2,
            skipped: 0,
            confidence: 0.9,
        }],
        left: vec![LeftTable {
            digest: "ab12".to_owned(),
            file: "erp/Geräte.csv".to_owned(),
            sheet: Some("Notizen".to_owned()),
            source: "erp".to_owned(),
            rows: 12,
            why: WhyLeft::Ignored,
            decided: Some(("greta".to_owned(), AT.to_owned())),
        }],
        problems: vec![
            Problem::file("erp/Geräte.csv", "not a date").with_severity(Severity::Cell).at_row(7).at_column(
                3,
                "Inbetriebnahme",
                "31.02.\0",
            ),
        ],
        mapping: None,
    }
}

fn machine(serial: &str, city: &str) -> MachineRow {
    MachineRow {
        id: MachineId::of(serial),
        serial_number: serial.to_owned(),
        normalised: serial.to_owned(),
        machine_type: Some("RX".to_owned()),
        product_family: None,
        manufacturer: None,
        installed_on: "2012-02-29".parse().ok(),
        country: Some("DE".to_owned()),
        postcode: None,
        city: Some(city.to_owned()),
        customer: Some(CustomerId::of("#1")),
        in_field: true,
        file: "{}".to_owned(),
        digest: i64::try_from(city.len()).expect("short") << 32,
    }
}

async fn story(url: &str) {
    let store = Store::open(url).await.expect("opens");
    let (batch, table) = store.reserve(1, AT).await.expect("numbers");
    let write = store.write("test", AT).await.expect("writes");
    write.add_batch(new_batch(batch, table)).await.expect("a batch");
    let customers = vec![CustomerRow { id: CustomerId::of("#1"), number: Some("1".to_owned()), name: None }];
    let counts = write.set_machines(vec![machine("A1", "Köln"), machine("A2", "Ulm")], customers).await.expect("rows");
    assert_eq!(counts, (2, 0, 0));
    write.commit().await.expect("counts");

    let problems = store.problems(batch).await.expect("problems");
    assert_eq!((problems.len(), problems[0].row, problems[0].column), (1, Some(7), Some(3)));
    assert_eq!(store.tables().await.expect("tables")[0].columns[0].heading, "Serien-Nr.");
    assert_eq!(store.left_tables().await.expect("left")[0].1.rows, 12);
    assert_eq!(store.mapping_of(batch).await.expect("read"), None);
    let before = store.dump().await.expect("dump");

    let write = store.write("test", AT).await.expect("writes");
    let customers = vec![CustomerRow { id: CustomerId::of("#1"), number: Some("1".to_owned()), name: None }];
    let counts =
        write.set_machines(vec![machine("A1", "Hamburg"), machine("A3", "Ulm")], customers).await.expect("rows");
    assert_eq!(counts, (1, 1, 1), "one added, one changed, one gone");
    drop(write);
    assert_eq!(store.dump().await.expect("dump"), before, "what is not committed does not count");

    let hit = HitRow {
        machine: MachineId::of("A1"),
        trigger: "machine-aging".to_owned(),
        rule_version: 1,
        campaign: "modernization".to_owned(),
        state: HitState::Open,
        reason: None,
        first_seen: "2026-11-01".parse().expect("a date"),
        last_seen: "2026-11-01".parse().expect("a date"),
        score: 42,
        value_cents: Some(1_250_000),
        evidence: "{}".to_owned(),
        held: None,
    };
    let write = store.write("test", AT).await.expect("writes");
    write.put_hits(vec![hit.clone()]).await.expect("a hit");
    write.commit().await.expect("counts");
    let write = store.write("test", AT).await.expect("writes");
    let closed = HitRow { state: HitState::Closed, reason: Some("renewed".to_owned()), ..hit.clone() };
    write.put_hits(vec![closed.clone()]).await.expect("a hit");
    write.commit().await.expect("counts");
    assert_eq!(store.hits_of(hit.machine).await.expect("hits"), std::slice::from_ref(&closed));
    // More than one statement carries: those in full ones come back as those in the last, with all that may be missing.
    let many = |score: u8| -> Vec<HitRow> {
        let of = |number: u16| HitRow {
            machine: MachineId::of(&format!("B{number}")),
            score,
            value_cents: number.is_multiple_of(2).then_some(i64::from(number)),
            reason: number.is_multiple_of(3).then(|| format!("reason {number}")),
            held: number.is_multiple_of(5).then(|| "{}".to_owned()),
            ..hit.clone()
        };
        (0..777).map(of).collect()
    };
    for score in [7, 8] {
        let write = store.write("test", AT).await.expect("writes");
        write.put_hits(many(score)).await.expect("hits");
        write.commit().await.expect("counts");
        let mut expected = many(score);
        expected.push(closed.clone());
        expected.sort_by_key(|of| of.machine);
        let mut found = store.hits().await.expect("hits");
        found.sort_by_key(|of| of.machine);
        assert_eq!(found, expected);
    }

    let write = store.write("test", AT).await.expect("writes");
    write.take_back(batch).await.expect("taken back");
    write.commit().await.expect("counts");
    assert!(store.tables().await.expect("tables").is_empty());
    assert!(store.left_tables().await.expect("left").is_empty());
    assert_eq!(store.batches().await.expect("batches")[0].state, BatchState::TakenBack);
    profiles(&store).await;
    many_writers(url).await;
}

/// Versions of a profile are only added; the newest counts, also one that removes it.
async fn profiles(store: &Store) {
    let write = store.write("greta", AT).await.expect("writes");
    let first = write.save_mapping_profile("erp", Some("a")).await.expect("saved");
    let same = write.save_mapping_profile("erp", Some("a")).await.expect("saved");
    assert_eq!((first.version, same.version), (1, 1), "what stands there already is no new version");
    assert_eq!(write.save_mapping_profile("erp", None).await.expect("removed").version, 2);
    assert_eq!(write.save_mapping_profile("erp", Some("a")).await.expect("restored").version, 3);
    assert_eq!(write.save_mapping_profile("crm", Some("b")).await.expect("saved").version, 1);
    write.commit().await.expect("counts");
    let newest: Vec<_> =
        store.mapping_profiles().await.expect("read").into_iter().map(|of| (of.source, of.version)).collect();
    assert_eq!(newest, [("crm".to_owned(), 1), ("erp".to_owned(), 3)]);
    let versions = store.mapping_profile_versions("erp").await.expect("read");
    let said: Vec<_> = versions.iter().map(|of| (of.version, of.mapping.as_deref(), of.saved_by.as_str())).collect();
    assert_eq!(said, [(3, Some("a"), "greta"), (2, None, "greta"), (1, Some("a"), "greta")]);
}

/// Writers of several connections wait for each other; none is told that the database is locked.
async fn many_writers(url: &str) {
    let mut running = Vec::new();
    for _ in 0..4 {
        let store = Store::open(url).await.expect("opens");
        for _ in 0..10 {
            let store = store.clone();
            running
                .push(tokio::spawn(async move { store.reserve(3, AT).await.map(|(batch, table)| (batch.0, table.0)) }));
        }
    }
    let mut numbers = Vec::new();
    for handle in running {
        numbers.push(handle.await.expect("ran").expect("no writer is turned away"));
    }
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 40, "no number is given twice");
    assert!(numbers.windows(2).all(|pair| pair[1].1 >= pair[0].1 + 3), "tables of two imports do not overlap");
}

#[tokio::test(flavor = "multi_thread")]
async fn on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    story(&testkit::database::sqlite(folder.path())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_postgres() {
    story(&testkit::database::postgres("store_story")).await;
}

#[tokio::test]
async fn an_unknown_url_is_refused_without_its_password() {
    let error = Store::open("mysql://root:secret@db/x").await.err().expect("refused");
    assert!(matches!(error, StoreError::Url(_)));
    assert!(!error.to_string().contains("secret"));
}
