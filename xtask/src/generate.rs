//! `cargo xtask gen`: files of the repository that the product writes about itself. They are committed, so that they
//! can be read where the code is read, and `--check` keeps them true.

use crate::process;
use anyhow::{Context, Result, bail};
use std::path::Path;

/// A generated file and the arguments of `instand` that print it.
const GENERATED: &[(&str, &[&str])] =
    &[("docs/facts.md", &["docs", "facts"]), ("docs/triggers.md", &["docs", "triggers"])];

/// Writes the generated files, or with `--check` only says which would change.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let check = match arguments {
        [] => false,
        [one] if one == "--check" => true,
        _ => return Err(process::wrong_usage("gen takes nothing but --check")),
    };
    let mut stale = Vec::new();
    for (file, command) in GENERATED {
        let mut cargo = process::cargo(root);
        cargo.args(["run", "--quiet", "--release", "--"]).args(*command);
        let new = process::output(&mut cargo).with_context(|| format!("cannot generate {file}"))?;
        if new.trim().is_empty() {
            bail!("cannot generate {file}: `instand {}` printed nothing", command.join(" "));
        }
        let path = root.join(file);
        // A missing file counts as an empty one: it would change.
        let old = std::fs::read_to_string(&path).unwrap_or_default();
        if old == new {
            continue;
        }
        if check {
            stale.push(*file);
            continue;
        }
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        std::fs::write(&path, new).with_context(|| format!("cannot write {file}"))?;
        println!("wrote {file}");
    }
    if !stale.is_empty() {
        bail!("not up to date: {}; run `cargo xtask gen` and commit the result", stale.join(", "));
    }
    println!("gen: generated files are up to date");
    Ok(())
}
