//! `cargo xtask gen`: files of the repository that the product writes about itself. They are committed, so that they
//! can be read where the code is read, and `--check` keeps them true.

use crate::process;
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// A generated file and the arguments of `instand` that print it.
const GENERATED: &[(&str, &[&str])] =
    &[("docs/facts.md", &["docs", "facts"]), ("docs/triggers.md", &["docs", "triggers"]), (OPENAPI, &["openapi"])];

/// The description of the API.
const OPENAPI: &str = "docs/openapi.json";

/// The API as the page's TypeScript sees it, made from the description.
const CLIENT: &str = "web/src/api/schema.d.ts";

/// Writes the generated files, or with `--check` only says which would change.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let check = match arguments {
        [] => false,
        [one] if one == "--check" => true,
        _ => return Err(process::wrong_usage("gen takes nothing but --check")),
    };
    let mut stale = Vec::new();
    // The whole workspace, as everywhere: another set of features would compile DataFusion again.
    process::run(process::cargo(root).args(["build", "--quiet", "--release", "--workspace"]))?;
    for file in GENERATED.iter().map(|(file, _)| *file).chain([CLIENT]) {
        let new = printed(root, file).with_context(|| format!("cannot generate {file}"))?;
        if new.trim().is_empty() {
            bail!("cannot generate {file}: nothing was printed");
        }
        let path = root.join(file);
        // A missing file counts as an empty one: it would change.
        let old = std::fs::read_to_string(&path).unwrap_or_default();
        if old == new {
            continue;
        }
        if check {
            stale.push(file);
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

/// What the product, or for the page's client its generator, prints.
fn printed(root: &Path, file: &str) -> Result<String> {
    if let Some((_, arguments)) = GENERATED.iter().find(|(known, _)| *known == file) {
        return process::output(Command::new(root.join("target/release/instand")).args(*arguments));
    }
    let mut generator = Command::new("npx");
    process::output(generator.current_dir(root.join("web")).args(["openapi-typescript", "../docs/openapi.json"]))
}
