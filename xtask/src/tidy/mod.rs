//! `cargo xtask tidy`: the rules of the house as tests. Every breach is printed with its place and the reason.

mod arrows;
mod documents;
mod licences;
mod rule_pack;
mod rust_text;
mod sources;

use crate::{packages, walk};
use anyhow::{Context, Result, bail};
use std::fmt;
use std::path::Path;

/// One breach of a rule, with its place.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Violation {
    /// The file, relative to the workspace.
    pub file: String,
    /// The line, from 1; 0 for the whole file.
    pub line: usize,
    /// What is wrong and why it matters.
    pub why: String,
}

impl Violation {
    /// A breach at a line (from 1; 0 for the whole file).
    pub fn new(file: &str, line: usize, why: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, why: why.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.why),
            line => write!(f, "{}:{line}: {}", self.file, self.why),
        }
    }
}

/// Checks every rule and prints every breach.
pub fn run(root: &Path) -> Result<()> {
    let files = walk::files(root)?;
    let mut found = Vec::new();
    for file in &files {
        found.extend(sources::check_name(file));
        if file.ends_with(".rs") {
            found.extend(sources::check_text(file, &read(root, file)?));
        }
    }
    found.extend(documents::check_required(&files));
    for file in files.iter().filter(|file| file.ends_with(".md")) {
        let text = read(root, file)?;
        found.extend(documents::check_links(file, &text, |target| root.join(target).exists()));
    }
    found.extend(rule_pack::check(&files, |file| read(root, file))?);

    let packages = packages::resolved(root)?;
    found.extend(arrows::check_declared(&relative_manifests(root, &packages), |file| {
        read(root, file).unwrap_or_default()
    }));
    for crate_name in arrows::WHOLLY_PURE {
        if packages.iter().any(|package| package.ours && package.name == crate_name) {
            found.extend(arrows::check_pure(crate_name, &packages::tree_of(root, crate_name)?));
        }
    }
    found.extend(arrows::check_single_versions(&packages::tree_of_workspace(root)?));
    let policy = licences::Policy::read(&read(root, "deny.toml")?)?;
    found.extend(packages.iter().filter_map(|package| policy.check(package)));

    if found.is_empty() {
        println!("tidy: {} files, {} packages, no rule broken", files.len(), packages.len());
        return Ok(());
    }
    found.sort();
    for violation in &found {
        println!("{violation}");
    }
    bail!("{} breaches of the rules of the house, printed above", found.len())
}

/// Our own crates, their manifests named relative to the workspace.
fn relative_manifests(root: &Path, packages: &[packages::Package]) -> Vec<packages::Package> {
    let relative = |manifest: &str| {
        let path = Path::new(manifest).strip_prefix(root).unwrap_or(Path::new(manifest));
        path.to_string_lossy().replace('\\', "/")
    };
    let ours = packages.iter().filter(|package| package.ours);
    ours.map(|package| packages::Package { manifest: relative(&package.manifest), ..package.clone() }).collect()
}

fn read(root: &Path, file: &str) -> Result<String> {
    std::fs::read_to_string(root.join(file)).with_context(|| format!("cannot read {file}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_breach_reads_as_compilers_print_places() {
        assert_eq!(Violation::new("a.rs", 7, "too long").to_string(), "a.rs:7: too long");
        assert_eq!(Violation::new("a.rs", 0, "missing").to_string(), "a.rs: missing");
    }
}
