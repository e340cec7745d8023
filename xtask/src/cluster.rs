//! `cargo xtask cluster`: readings on a Ballista cluster of real processes (docs/cluster.md). Not part of `cargo xtask test`:
//! the client and the two programs of a cluster double the build.

use crate::process;
use anyhow::Result;
use std::path::Path;

/// Builds scheduler and executors in a folder of their own, where their features compile nothing of the product anew, and
/// runs their tests one after the other: each starts processes that need the cores.
pub fn run(root: &Path) -> Result<()> {
    let target = root.join("target").join("cluster");
    let what = ["test", "-p", "cluster", "--features", "ballista", "--target-dir"];
    let how = ["--", "--nocapture", "--test-threads", "1"];
    process::run(process::cargo(root).args(what).arg(target).args(how))
}
