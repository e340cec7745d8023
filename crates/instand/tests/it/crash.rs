//! `kill -9` at twenty moments of an import: each delivery is there wholly or not at all.

use crate::product::{Engine, Product, text};
use std::process::Stdio;
use std::time::{Duration, Instant};
use testkit::manufacturer::Manufacturer;

/// Seconds and nanoseconds of the clock do for a random moment; what must hold holds at any.
#[expect(clippy::disallowed_methods, reason = "a test measures how long an import takes")]
fn now() -> Instant {
    Instant::now()
}

fn killed(engine: Engine, name: &str) {
    let product = Product::new(engine, name);
    let folder = product.folder.path().join("export");
    let truth = product.folder.path().join("truth.csv");
    Manufacturer::new(3, 1_500, "2026-11-01".parse().expect("a date")).write(&folder, &truth).expect("written");
    let sources = folder.join("sources.toml");
    let import = ["import", text(&folder), "--mapping", text(&sources), "--delivered", "2026-11-01"];
    let empty = product.dump();
    let begun = now();
    product.done(&import);
    let whole = begun.elapsed();
    let machines = |dump: &str| -> Vec<String> {
        dump.lines().filter(|line| line.starts_with("machine ")).map(strip_table_ids).collect()
    };
    let full = product.dump();
    let complete = machines(&full);
    product.done(&["batch", "take-back", "1"]);
    assert_eq!(product.dump(), empty);
    let mut outcomes = (0, 0);
    for moment in 1..=20_u32 {
        let mut child = product.command(&import).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started");
        std::thread::sleep(whole.mul_f64(f64::from(moment) / 20.0) + Duration::from_millis(u64::from(moment * 7 % 5)));
        // It may have ended by itself just before; then there is nothing to kill.
        let _ = child.kill();
        child.wait().expect("ended");
        let dump = product.dump();
        if dump == empty {
            outcomes.0 += 1;
        } else {
            outcomes.1 += 1;
            assert_eq!(machines(&dump), complete, "moment {moment}: a delivery that counts is complete");
            let batch = dump.lines().find(|line| line.starts_with("batch ")).expect("a batch");
            let number: String =
                batch.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
            product.done(&["batch", "take-back", &number]);
            assert_eq!(product.dump(), empty, "moment {moment}");
        }
    }
    assert!(outcomes.0 > 0, "some of twenty moments are before the end: {outcomes:?}");
    product.done(&import);
    assert_eq!(machines(&product.dump()), complete, "after all that an import works as ever");
    let lake = product.folder.path().join("lake").join("counters");
    let files = std::fs::read_dir(lake).expect("the lake").count();
    assert_eq!(files, 1, "nothing of the killed imports is left");
}

/// Numbers of tables differ from import to import; everything else of a machine file must not.
fn strip_table_ids(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line.split("digest:").next().unwrap_or(line);
    while let Some(at) = rest.find("\\\",") {
        let (head, tail) = rest.split_at(at + 3);
        out.push_str(head);
        rest = tail.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    out.push_str(rest);
    out
}

#[test]
fn killed_at_twenty_moments_on_sqlite() {
    killed(Engine::Sqlite, "killed");
}

#[test]
fn killed_at_twenty_moments_on_postgres() {
    killed(Engine::Postgres, "killed");
}
