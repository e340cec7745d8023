//! A cluster of real processes: equal answers, an executor killed in the middle, the last one killed. `cargo xtask cluster`
//! runs it.
#![expect(clippy::disallowed_methods, reason = "it measures")]

mod made;

use cluster::SqlWindows;
use made::{as_of, assert_same, lake, owners};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use telemetry::TelemetryError;
use telemetry::lake::TelemetryLake;
use telemetry::windows::{Elsewhere, Owners, Windows};
use tokio::task::JoinHandle;

/// A process that ends with its test.
struct Daemon(Child);

impl Daemon {
    fn start(program: &str, arguments: &[&str]) -> Self {
        let child = Command::new(program).args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).spawn();
        Self(child.expect("started"))
    }

    /// As SIGKILL does: nothing is said to anybody.
    fn kill(&mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("ended");
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Two ports that follow each other and were free a moment ago.
fn free_ports() -> u16 {
    for _ in 0..100 {
        let one = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = one.local_addr().expect("an address").port();
        if port < u16::MAX && TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
    panic!("no two ports that follow each other are free");
}

fn wait_for(port: u16) {
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let began = Instant::now();
    while TcpStream::connect(address).is_err() {
        assert!(began.elapsed() < Duration::from_secs(60), "nobody listens at {port}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

struct Cluster {
    windows: SqlWindows,
    executors: Vec<(Daemon, PathBuf)>,
    scheduler: Daemon,
}

impl Cluster {
    fn start(folder: &Path, executors: usize) -> Self {
        let port = free_ports();
        let url = format!("df://127.0.0.1:{port}");
        let scheduler = Daemon::start(env!("CARGO_BIN_EXE_instand-scheduler"), &["--port", &port.to_string()]);
        wait_for(port);
        let executor = |which: usize| {
            let work = folder.join(format!("executor {which}"));
            let port = free_ports();
            let (place, number) = (work.to_str().expect("UTF-8"), port.to_string());
            let arguments =
                ["--scheduler", &url, "--port", &number, "--work", place, "--cores", "1", "--memory", "500"];
            let daemon = Daemon::start(env!("CARGO_BIN_EXE_instand-executor"), &arguments);
            wait_for(port);
            (daemon, work)
        };
        let executors: Vec<_> = (0..executors).map(executor).collect();
        // An executor listens a moment before it tells the scheduler.
        std::thread::sleep(Duration::from_secs(1));
        // Small parts, so that there is a middle.
        Self { windows: SqlWindows::at(&url).expect("a URL").in_parts_of(8), executors, scheduler }
    }

    fn ask(&self, made: &Arc<Made>) -> JoinHandle<Result<Windows, TelemetryError>> {
        let (windows, made) = (self.windows.clone(), Arc::clone(made));
        tokio::spawn(async move { windows.windows(&made.lake, as_of(), &made.owners).await })
    }

    /// Waits until an executor has written a part of an answer, which is in the middle of the work.
    async fn at_work(&self, which: usize) {
        let began = Instant::now();
        while !holds_files(&self.executors[which].1) {
            assert!(began.elapsed() < Duration::from_secs(120), "executor {which} got nothing to do");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

fn holds_files(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| entry.path().is_file() || holds_files(&entry.path()))
}

/// The stages of jobs that left something on an executor's disk: `<work>/<job>/<stage>/...`.
fn stages(work: &Path) -> Vec<String> {
    let below =
        |folder: &Path| std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let jobs = below(work).filter(|of| of.is_dir());
    let names =
        jobs.flat_map(|job| below(&job)).map(|of| of.file_name().expect("a name").to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What is asked about.
struct Made {
    lake: TelemetryLake,
    owners: Owners,
    folded: Windows,
}

impl Made {
    fn make(folder: &Path, machines: u32, days: impl IntoIterator<Item = u32>) -> Arc<Self> {
        let lake = lake(folder, machines, days);
        let owners = owners(machines, true);
        let folded = lake.windows(as_of(), &owners).expect("folded");
        Arc::new(Self { lake, owners, folded })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_says_what_the_fold_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Made::make(folder.path(), 44, (0..16).chain((16..200).step_by(4)).chain([310, 450]));
    let cluster = Cluster::start(folder.path(), 2);
    let here = SqlWindows::here().windows(&made.lake, as_of(), &made.owners).await.expect("asked");
    assert_same(&here, &made.folded, "in this process");
    for turn in 0..2 {
        let began = Instant::now();
        let there = cluster.windows.windows(&made.lake, as_of(), &made.owners).await.expect("asked");
        println!("turn {turn}: {:.2} s on the cluster", began.elapsed().as_secs_f64());
        assert_same(&there, &made.folded, "on the cluster");
    }
    for (_, work) in &cluster.executors {
        assert!(holds_files(work), "{}: it had a part in it", work.display());
    }
    for (_, work) in &cluster.executors {
        assert_eq!(stages(work), ["1"], "{}: each statement is one task", work.display());
    }
    // Where no machine has several devices, other statements are asked.
    let single = owners(44, false);
    let there = cluster.windows.windows(&made.lake, as_of(), &single).await.expect("asked");
    assert_same(&there, &made.lake.windows(as_of(), &single).expect("folded"), "on the cluster, one device each");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_executor_killed_in_the_middle_costs_time_only() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Made::make(folder.path(), 120, (0..200).step_by(4));
    // Before the first answer, when some were given, and later; each with a cluster of its own.
    for after in [0, 1_500, 3_000, 4_500] {
        let mut cluster = Cluster::start(&folder.path().join(format!("killed after {after}")), 2);
        let asked = cluster.ask(&made);
        cluster.at_work(0).await;
        tokio::time::sleep(Duration::from_millis(after)).await;
        cluster.executors[0].0.kill();
        assert!(!asked.is_finished(), "it was killed in the middle");
        let began = Instant::now();
        let there = asked.await.expect("no panic").expect("the other one does it");
        println!("one of two killed after {after} ms: answer {:.1} s later", began.elapsed().as_secs_f64());
        assert_same(&there, &made.folded, "with the executor that is left");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_executor_killed_is_said_in_seconds() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Made::make(folder.path(), 120, (0..200).step_by(2));
    let mut cluster = Cluster::start(folder.path(), 1);
    let asked = cluster.ask(&made);
    cluster.at_work(0).await;
    cluster.executors[0].0.kill();
    assert!(!asked.is_finished(), "it was killed in the middle");
    let began = Instant::now();
    let error = asked.await.expect("no panic").expect_err("nobody is left").to_string();
    println!("the last one killed: {:.1} s later: {error}", began.elapsed().as_secs_f64());
    assert!(error.contains("has no executor that works; start `instand-executor"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
    let began = Instant::now();
    let error = cluster.ask(&made).await.expect("no panic").expect_err("nobody is left").to_string();
    assert!(error.contains("has no executor that works"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(2), "known from the start: {:?}", began.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scheduler_killed_is_said_in_seconds() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Made::make(folder.path(), 120, (0..200).step_by(2));
    let mut cluster = Cluster::start(folder.path(), 1);
    let asked = cluster.ask(&made);
    cluster.at_work(0).await;
    cluster.scheduler.kill();
    let began = Instant::now();
    let error = asked.await.expect("no panic").expect_err("nobody is there").to_string();
    println!("the scheduler killed: {:.1} s later: {error}", began.elapsed().as_secs_f64());
    assert!(error.contains("start `instand-scheduler` there"), "{error}");
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}
