//! What cargo says about packages: names, licences and declared dependencies from `cargo metadata`, and what a build
//! really contains from `cargo tree`.
//!
//! Both are needed: `cargo metadata` resolves optional dependencies of dependencies that no build of ours turns on, so
//! "is in the build" is asked of `cargo tree`; `cargo tree` knows no licences.

use crate::process;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::Path;

/// Why a package depends on another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Part of the built library or binary.
    Normal,
    /// For its tests, examples and benchmarks.
    Dev,
    /// For its build script.
    Build,
}

/// One line of a Cargo.toml's dependencies.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Declared {
    /// The package's name, whatever it is called in the code.
    pub name: String,
    /// What for.
    pub purpose: Purpose,
}

/// One resolved package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Its licence as the manifest has it, an SPDX expression.
    pub licence: Option<String>,
    /// Its Cargo.toml.
    pub manifest: String,
    /// What its manifest asks for.
    pub dependencies: Vec<Declared>,
    /// Whether it is a crate of this workspace.
    pub ours: bool,
}

/// All packages of the lock file, for every platform.
pub fn resolved(root: &Path) -> Result<Vec<Package>> {
    let text = process::output(process::cargo(root).args(["metadata", "--format-version", "1"]))?;
    let value: Value = serde_json::from_str(&text).context("`cargo metadata` wrote text that is not JSON")?;
    Ok(from_metadata(&value))
}

fn from_metadata(metadata: &Value) -> Vec<Package> {
    let members: Vec<&str> = strings(&metadata["workspace_members"]).collect();
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    packages
        .iter()
        .map(|package| Package {
            name: text(&package["name"]),
            version: text(&package["version"]),
            licence: package["license"].as_str().map(str::to_owned),
            manifest: text(&package["manifest_path"]),
            dependencies: package["dependencies"]
                .as_array()
                .map_or(&[][..], Vec::as_slice)
                .iter()
                .map(declared)
                .collect(),
            ours: package["id"].as_str().is_some_and(|id| members.contains(&id)),
        })
        .collect()
}

fn declared(dependency: &Value) -> Declared {
    let purpose = match dependency["kind"].as_str() {
        Some("dev") => Purpose::Dev,
        Some("build") => Purpose::Build,
        _ => Purpose::Normal,
    };
    Declared { name: text(&dependency["name"]), purpose }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().map_or(&[][..], Vec::as_slice).iter().filter_map(Value::as_str)
}

/// One line of `cargo tree`: how deep it stands, the package and its version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TreeLine {
    /// 0 for the package asked about.
    pub depth: usize,
    /// The package.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What a build of one crate contains on this platform, without tests and build scripts.
pub fn tree_of(root: &Path, package: &str) -> Result<Vec<TreeLine>> {
    let arguments = ["tree", "--package", package, "--edges", "normal", "--prefix", "depth", "--format", " {p}"];
    Ok(from_tree(&process::output(process::cargo(root).args(arguments))?))
}

/// What a build of the whole workspace with its tests contains on this platform.
pub fn tree_of_workspace(root: &Path) -> Result<Vec<TreeLine>> {
    let arguments = ["tree", "--workspace", "--prefix", "depth", "--format", " {p}"];
    Ok(from_tree(&process::output(process::cargo(root).args(arguments))?))
}

fn from_tree(text: &str) -> Vec<TreeLine> {
    text.lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let depth = words.next()?.parse().ok()?;
            let name = words.next()?.to_owned();
            let version = words.next()?.trim_start_matches('v').to_owned();
            Some(TreeLine { depth, name, version })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_is_read() {
        let value = serde_json::json!({
            "workspace_members": ["path+file:///w/base#0.1.0"],
            "packages": [
                {"id": "path+file:///w/base#0.1.0", "name": "base", "version": "0.1.0", "license": "Apache-2.0",
                 "manifest_path": "/w/base/Cargo.toml",
                 "dependencies": [{"name": "serde", "kind": null}, {"name": "testkit", "kind": "dev"}]},
                {"id": "registry#serde@1.0.0", "name": "serde", "version": "1.0.0", "license": null,
                 "manifest_path": "/r/serde/Cargo.toml", "dependencies": []}
            ]
        });
        let packages = from_metadata(&value);
        assert_eq!(packages.len(), 2);
        assert!(packages[0].ours && !packages[1].ours);
        assert_eq!(packages[1].licence, None);
        let wanted = [("serde", Purpose::Normal), ("testkit", Purpose::Dev)];
        let found: Vec<_> = packages[0].dependencies.iter().map(|one| (one.name.as_str(), one.purpose)).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn a_tree_is_read() {
        let lines = from_tree("0 base v0.1.0 (/w/base)\n1 serde v1.0.2\n2 serde_derive v1.0.2 (proc-macro) (*)\n\n");
        let found: Vec<_> = lines.iter().map(|line| (line.depth, line.name.as_str(), line.version.as_str())).collect();
        assert_eq!(found, [(0, "base", "0.1.0"), (1, "serde", "1.0.2"), (2, "serde_derive", "1.0.2")]);
    }
}
