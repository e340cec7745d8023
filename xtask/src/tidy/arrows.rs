//! Rules for dependencies: which crate of the house may use which, what pure crates must not bring with them, and of
//! which packages there may be only one version.

use super::Violation;
use crate::packages::{Package, Purpose, TreeLine};

/// The allowed arrows (design, section 2). `*` stands for every crate of the house.
const ALLOWED: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("assessment", &["base", "words"]),
    ("automate", &["base"]),
    ("digitize", &["base"]),
    ("connect", &["base", "digitize", "lake_files", "telemetry"]),
    ("decide", &["base", "words"]),
    ("fill_in", &["base", "digitize", "words"]),
    ("sales", &["base"]),
    ("installed_base", &["base", "sales"]),
    ("store", &["automate", "base", "sales"]),
    ("lake_files", &[]),
    ("letters", &["base"]),
    ("link", &[]),
    ("connectors", &["base", "lake_files", "letters"]),
    ("report", &["assessment", "base", "words"]),
    (
        "pipeline",
        &[
            "assessment",
            "automate",
            "base",
            "digitize",
            "connect",
            "connectors",
            "decide",
            "fill_in",
            "lake_files",
            "letters",
            "link",
            "report",
            "sales",
            "store",
            "telemetry",
            "words",
        ],
    ),
    ("telemetry", &["digitize", "lake_files"]),
    ("cluster", &["digitize", "telemetry"]),
    ("testkit", &["base", "lake_files"]),
    ("words", &["base"]),
    ("places", &[]),
    ("tours", &[]),
    (
        "server",
        &[
            "assessment",
            "automate",
            "base",
            "connect",
            "connectors",
            "decide",
            "digitize",
            "fill_in",
            "installed_base",
            "letters",
            "pipeline",
            "places",
            "report",
            "sales",
            "store",
            "telemetry",
            "words",
        ],
    ),
    ("instand", &["*"]),
    ("xtask", &[]),
];

/// Pure crates of which the whole graph is checked.
pub const WHOLLY_PURE: [&str; 12] = [
    "assessment",
    "automate",
    "base",
    "digitize",
    "fill_in",
    "letters",
    "link",
    "report",
    "sales",
    "installed_base",
    "words",
    "places",
    "tours",
];

/// Pure, but built on DataFusion, which brings an async runtime: only what it asks for itself is checked.
const DIRECTLY_PURE: &[&str] = &["decide"];

/// Network, databases, async runtimes. A trailing `*` stands for any ending.
const FORBIDDEN_IN_PURE: &[&str] = &["tokio", "sea-orm*", "sqlx*", "reqwest", "hyper*", "axum*", "rumqttc", "lettre"];

/// Randomness, which a pure crate may get through a hasher's seed but must not ask for.
const FORBIDDEN_DIRECTLY: &[&str] = &["rand", "fastrand", "getrandom"];

/// The database layer belongs to `store`. `connectors` reads the databases of others with it, never ours; the test kit
/// may use it in its own tests.
const DATABASE: &[&str] =
    &["sea-orm*", "sqlx*", "sea-query*", "rusqlite", "libsqlite3-sys", "postgres", "tokio-postgres"];

/// Means to connect to others; they belong to `connectors`.
const OUTGOING: &[&str] =
    &["reqwest", "ureq", "hyper", "rumqttc*", "lettre", "async-imap", "object_store", "ballista*"];

/// `cluster` connects to the scheduler an administrator named (`ballista_url`) and to nothing else.
const MAY_ASK_A_CLUSTER: &str = "cluster";

/// Two versions of these do not fit together: types of one are not those of the other, or symbols collide.
const ONE_VERSION: &[&str] = &["arrow-array", "parquet", "libsqlite3-sys"];

/// What the manifests of our crates ask for. `read` gives a manifest's text, for the line of a breach.
pub fn check_declared(ours: &[Package], read: impl Fn(&str) -> String) -> Vec<Violation> {
    let mut found = Vec::new();
    let names: Vec<&str> = ours.iter().map(|package| package.name.as_str()).collect();
    for package in ours {
        let text = read(&package.manifest);
        let mut report = |dependency: &str, why: String| {
            found.push(Violation::new(&package.manifest, line_of(&text, dependency), why));
        };
        let allowed = ALLOWED.iter().find(|(name, _)| *name == package.name).map(|(_, allowed)| *allowed);
        if allowed.is_none() {
            report(
                "name",
                format!("`{}` is not in the table of arrows; add it to xtask/src/tidy/arrows.rs", package.name),
            );
        }
        for dependency in &package.dependencies {
            let name = dependency.name.as_str();
            let dev = dependency.purpose == Purpose::Dev;
            let arrow_fits = allowed.is_none_or(|allowed| allowed.contains(&name) || allowed.contains(&"*"));
            if names.contains(&name) && !arrow_fits && !(dev && matches!(name, "testkit") || name == package.name) {
                report(name, format!("`{}` must not depend on `{name}` (design, section 2)", package.name));
            }
            let reads_foreign = package.name == "connectors" && name == "sea-orm";
            if one_of(DATABASE, name)
                && package.name != "store"
                && !reads_foreign
                && !(dev && package.name == "testkit")
            {
                report(name, format!("`{name}`: only crates/store speaks to the database (design, invariant 2)"));
            }
            let asks_a_cluster = package.name == MAY_ASK_A_CLUSTER && name.starts_with("ballista");
            if !dev && one_of(OUTGOING, name) && package.name != "connectors" && !asks_a_cluster {
                report(
                    name,
                    format!("`{name}`: only crates/connectors opens outgoing connections (design, invariant 2)"),
                );
            }
            let pure = WHOLLY_PURE.contains(&package.name.as_str()) || DIRECTLY_PURE.contains(&package.name.as_str());
            if pure && !dev && one_of(FORBIDDEN_DIRECTLY, name) {
                report(name, format!("`{name}`: seeds are parameters of a pure crate (design, invariant 1)"));
            }
            if DIRECTLY_PURE.contains(&package.name.as_str()) && !dev && one_of(FORBIDDEN_IN_PURE, name) {
                report(
                    name,
                    format!("`{name}`: a pure crate has no network, database or runtime (design, invariant 1)"),
                );
            }
        }
    }
    found
}

/// What a build of a pure crate really contains: no network, database or runtime, at any depth.
pub fn check_pure(crate_name: &str, tree: &[TreeLine]) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut path: Vec<&str> = Vec::new();
    for line in tree {
        path.truncate(line.depth);
        path.push(&line.name);
        if one_of(FORBIDDEN_IN_PURE, &line.name) {
            let why = format!("a pure crate has no network, database or runtime: {}", path.join(" -> "));
            let violation = Violation::new(&format!("crates/{crate_name}/Cargo.toml"), 0, why);
            if !found.contains(&violation) {
                found.push(violation);
            }
        }
    }
    found
}

/// Packages that must be in the build only once.
pub fn check_single_versions(tree: &[TreeLine]) -> Vec<Violation> {
    let mut found = Vec::new();
    for name in ONE_VERSION {
        let mut versions: Vec<&str> =
            tree.iter().filter(|line| line.name == *name).map(|line| line.version.as_str()).collect();
        versions.sort_unstable();
        versions.dedup();
        if versions.len() > 1 {
            let why = format!(
                "{name} is built in {} versions ({}); they do not fit together",
                versions.len(),
                versions.join(", ")
            );
            found.push(Violation::new("Cargo.lock", 0, why));
        }
    }
    found
}

fn one_of(patterns: &[&str], name: &str) -> bool {
    patterns.iter().any(|pattern| match pattern.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == *pattern,
    })
}

/// The line (from 1) on which a key of this name begins; 0 where none does.
fn line_of(manifest: &str, key: &str) -> usize {
    let begins = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.starts_with([' ', '.', '=']));
    manifest.lines().position(begins).map_or(0, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packages::Declared;

    fn package(name: &str, dependencies: &[(&str, Purpose)]) -> Package {
        Package {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            licence: None,
            manifest: format!("crates/{name}/Cargo.toml"),
            dependencies: dependencies
                .iter()
                .map(|(name, purpose)| Declared { name: (*name).to_owned(), purpose: *purpose })
                .collect(),
            ours: true,
        }
    }

    fn breaches(packages: &[Package]) -> Vec<String> {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\nstore.workspace = true\ntokio = \"1\"\n";
        check_declared(packages, |_| manifest.to_owned()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn allowed_arrows_are_fine() {
        use Purpose::{Build, Dev, Normal};
        let good = [
            package("base", &[("chrono", Normal), ("testkit", Dev)]),
            package("store", &[("base", Normal), ("sales", Build), ("sea-orm", Normal), ("tokio", Normal)]),
            package("testkit", &[("base", Normal), ("sqlx", Dev)]),
            package("sales", &[("base", Normal)]),
            package("instand", &[("store", Normal), ("sales", Normal), ("testkit", Normal)]),
            package("decide", &[("base", Normal), ("datafusion", Normal), ("tokio", Dev)]),
        ];
        assert_eq!(breaches(&good), [""; 0]);
    }

    #[test]
    fn wrong_arrows_are_found_with_their_line() {
        let found = breaches(&[package("sales", &[("store", Purpose::Normal)]), package("store", &[])]);
        assert_eq!(found, ["crates/sales/Cargo.toml:4: `sales` must not depend on `store` (design, section 2)"]);
        let found = breaches(&[package("sales", &[("store", Purpose::Dev)]), package("store", &[])]);
        assert_eq!(found.len(), 1, "only testkit may be added for tests");
        assert_eq!(breaches(&[package("decide", &[("tokio", Purpose::Normal)])]).len(), 1);
        assert_eq!(breaches(&[package("connect", &[("sqlx-core", Purpose::Normal)])]).len(), 1);
        assert_eq!(breaches(&[package("testkit", &[("sea-orm", Purpose::Normal)])]).len(), 1);
        assert_eq!(breaches(&[package("digitize", &[("rand", Purpose::Normal)])]).len(), 1);
        assert_eq!(breaches(&[package("server", &[("reqwest", Purpose::Normal)])]).len(), 1);
        assert_eq!(breaches(&[package("pipeline", &[("sea-orm", Purpose::Normal)])]).len(), 1);
        assert!(
            breaches(&[package("connectors", &[("reqwest", Purpose::Normal), ("sea-orm", Purpose::Normal)])])
                .is_empty()
        );
        assert!(breaches(&[package("measure", &[])])[0].contains("not in the table of arrows"));
    }

    fn line(depth: usize, name: &str, version: &str) -> TreeLine {
        TreeLine { depth, name: name.to_owned(), version: version.to_owned() }
    }

    #[test]
    fn a_forbidden_package_is_found_at_any_depth_with_the_way_to_it() {
        let tree = [
            line(0, "base", "0.1.0"),
            line(1, "a", "1.0.0"),
            line(2, "b", "1.0.0"),
            line(1, "c", "1.0.0"),
            line(2, "sqlx-core", "0.8.0"),
        ];
        let found = check_pure("base", &tree);
        assert_eq!(found.len(), 1);
        assert!(found[0].why.ends_with("base -> c -> sqlx-core"), "{}", found[0].why);
        assert!(check_pure("base", &tree[..4]).is_empty());
    }

    #[test]
    fn two_versions_are_found() {
        let tree = [
            line(0, "parquet", "59.0.0"),
            line(1, "parquet", "59.0.0"),
            line(1, "syn", "1.0.0"),
            line(1, "syn", "2.0.0"),
        ];
        assert!(check_single_versions(&tree).is_empty());
        let two = [line(0, "parquet", "59.0.0"), line(1, "parquet", "60.0.0")];
        assert!(check_single_versions(&two)[0].why.contains("59.0.0, 60.0.0"));
    }
}
