//! Developer commands: `cargo xtask check|test|cluster|bench|gen|tidy`. They need Rust and what each starts, nothing else.
//!
//! Kept small in dependencies so that it builds in seconds; it must not depend on any crate of the product.
#![expect(
    clippy::disallowed_methods,
    reason = "a developer tool measures time and passes the environment on; nothing here is part of the product"
)]

mod bench;
mod browser;
mod check;
mod cluster;
mod debian;
mod generate;
mod mail;
mod mosquitto;
mod moto;
mod packages;
mod postgres;
mod process;
mod radicale;
mod tesseract;
mod test;
mod tidy;
mod tryton;
mod walk;

use std::path::PathBuf;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask COMMAND

  check   format, clippy without warnings, docs without warnings, cargo deny (where installed), tidy
  test    starts a PostgreSQL and a Tryton of its own, runs all tests, the page in Chromium, and tidy; further arguments go to the
          test runner, and then the page is left out
            --postgres-url URL    use this running server instead (also: INSTAND_TEST_POSTGRES_URL)
  tidy    the rules of the house: file sizes and names, allowed dependencies, licences, case files, links
  gen     writes generated files again (docs/facts.md, docs/triggers.md, docs/openapi.json, web/src/api/schema.d.ts)
            --check               writes nothing, fails when a file would change
  cluster scheduler and executors of a Ballista cluster as processes: equal answers, executors killed (docs/cluster.md);
          compiles for ten minutes the first time, in target/cluster
  bench main-job
          import and decide over the reference manufacturer's folder, as whole processes: time, memory, split by stage;
          with fewer than 100000 machines side by side with benchmarks/main_job_peer.py (pandas + openpyxl)
            --machines N[,N...]   how many machines (default 8000); from 100000 on CSV only and without the peer
            --runs N              runs of each, alternating (default 5)
            --seed N              seed of the generator (default 1)
            --as-of DATE          date of the decision (default 2026-11-01)
  bench linking
          `instand link` on labelled sets, as whole processes, side by side with benchmarks/linking_peer.py (Splink);
          prints the table of docs/benchmarks.md
            --data FOLDER         where the sets are (default ../shared/data)
            --runs N              runs of each, alternating (default 3)
  bench decide
          verdicts of the shipped triggers, beside DuckDB, zen-engine and json-rules-engine
            --machines N          how many machines (default 1000000)
            --runs N              runs a process (default 21), of which there are three
  bench failures
          how well triggers announce failures: the Azure predictive maintenance set, day by day, beside scikit-learn
            --data FOLDER         where the sets are (default ../shared/data)
  bench mqtt [--seconds 30] [--readings 10]
          readings through Mosquitto with QoS 1, each on disk before it is acknowledged; processor time of server and broker
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((command, rest)) = arguments.split_first() else {
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    };
    let root = workspace_root();
    let outcome = match command.as_str() {
        "check" => no_arguments(rest).and_then(|()| check::run(&root)),
        "test" => test::run(&root, rest),
        "cluster" => no_arguments(rest).and_then(|()| cluster::run(&root)),
        "tidy" => no_arguments(rest).and_then(|()| tidy::run(&root)),
        "gen" => generate::run(&root, rest),
        "bench" => bench::run(&root, rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => Err(process::wrong_usage(format!("there is no command `{other}`"))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<process::WrongUsage>() => {
            eprintln!("xtask: {error}\n\n{USAGE}");
            ExitCode::from(2)
        }
        Err(error) => {
            eprintln!("xtask {command}: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The workspace's folder: where cargo runs this tool from, else where it was built (started without cargo).
fn workspace_root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    own.parent().map_or(own.clone(), PathBuf::from)
}

fn no_arguments(rest: &[String]) -> anyhow::Result<()> {
    match rest.first() {
        None => Ok(()),
        Some(argument) => Err(process::wrong_usage(format!("unexpected argument `{argument}`"))),
    }
}
