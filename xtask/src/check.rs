//! `cargo xtask check`: everything that can be known without running the product.

use crate::{process, tidy};
use anyhow::{Result, bail};
use std::path::Path;

/// Runs every check, also after one failed: all news at once.
pub fn run(root: &Path) -> Result<()> {
    let mut failed = Vec::new();
    let mut step = |outcome: Result<()>| {
        if let Err(error) = outcome {
            eprintln!("xtask check: {error:#}");
            failed.push(format!("{error:#}"));
        }
    };
    step(process::run(process::cargo(root).args(["fmt", "--all", "--check"])));
    let clippy = ["clippy", "--release", "--workspace", "--all-targets", "--", "-D", "warnings"];
    step(process::run(process::cargo(root).args(clippy)));
    let docs = ["doc", "--release", "--workspace", "--no-deps"];
    step(process::run(process::cargo(root).env("RUSTDOCFLAGS", "-D warnings").args(docs)));
    if process::folder_on_path(&["cargo-deny"]).is_some() {
        step(process::run(process::cargo(root).args(["deny", "check"])));
    } else {
        println!(
            "cargo-deny is not installed, its check is left out (tidy checks licences and duplicates that matter)"
        );
    }
    step(tidy::run(root));
    if failed.is_empty() {
        println!("check: all good");
        return Ok(());
    }
    bail!("{} of the checks failed:\n  {}", failed.len(), failed.join("\n  "))
}
