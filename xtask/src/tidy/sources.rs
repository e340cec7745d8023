//! Rules for single files: size, names, unfinished code, hidden clocks and randomness, a head on every module.

use super::Violation;
use super::rust_text::{code_only, strings};

/// Longer files hold more than one operation.
const MOST_LINES: usize = 800;

/// Names that say nothing and therefore collect everything.
const EMPTY_NAMES: &[&str] = &["util", "utils", "common", "helper", "helpers", "manager", "managers", "misc"];

const UNFINISHED: &[(&str, &str)] = &[
    ("todo!", "unfinished code is not committed"),
    ("unimplemented!", "unfinished code is not committed"),
    ("dbg!", "debug output is not committed"),
    ("#[ignore", "a test that does not run proves nothing; mend or remove it"),
];

const IMPURE: &[&str] =
    &["Utc::now(", "Local::now(", "SystemTime::now(", "Instant::now(", "thread_rng(", "rand::rng(", "Uuid::new_v4("];

/// Crates whose sources may read the clock (the binary) or make one (the test kit).
const MAY_READ_THE_CLOCK: &[&str] = &["instand", "testkit"];

/// Beginnings of SQL statements. Capital letters, as the house writes SQL and nobody begins a sentence.
const SQL: &[&str] = &["SELECT ", "INSERT ", "DELETE FROM ", "UPDATE ", "CREATE ", "ALTER TABLE ", "DROP ", "PRAGMA "];

/// SQL of the operational database lives in `store`; `cluster`, `connect` and `decide` have DataFusion's; `connectors` asks other
/// people's databases; the test kit makes and drops databases.
const MAY_SPEAK_SQL: &[&str] = &["store", "cluster", "connect", "connectors", "decide", "testkit"];

/// No file or folder with an empty name. `path` is relative to the workspace.
pub fn check_name(path: &str) -> Option<Violation> {
    let code = [".rs", ".ts", ".tsx", ".js", ".py", ".sh"].iter().any(|ending| path.ends_with(ending));
    let part = path.split('/').find(|part| EMPTY_NAMES.contains(&part.split('.').next().unwrap_or(part)))?;
    code.then(|| Violation::new(path, 0, format!("`{part}` says nothing; name it after what is in it")))
}

/// The rules for the text of one Rust file.
pub fn check_text(path: &str, text: &str) -> Vec<Violation> {
    let mut found = Vec::new();
    let lines = text.lines().count();
    if lines > MOST_LINES {
        found.push(Violation::new(
            path,
            MOST_LINES + 1,
            format!("{lines} lines, more than {MOST_LINES}; one operation a file"),
        ));
    }
    let crate_name = crate_of_source(path);
    if crate_name.is_some() && !text.starts_with("//!") {
        found.push(Violation::new(path, 1, "does not start with `//!`: say what the module is for"));
    }
    let clock_free = crate_name.is_some_and(|name| !MAY_READ_THE_CLOCK.contains(&name) && name != "xtask");
    for (number, line) in (1..).zip(code_only(text).lines()) {
        for (pattern, why) in UNFINISHED {
            if has_word(line, pattern) {
                found.push(Violation::new(path, number, format!("`{pattern}`: {why}")));
            }
        }
        if clock_free && let Some(pattern) = IMPURE.iter().find(|pattern| has_word(line, pattern)) {
            let why = format!("`{pattern}`: time and chance are parameters; only crates/instand reads the clock");
            found.push(Violation::new(path, number, why));
        }
        if let Some(name) = declared_module(line).filter(|name| EMPTY_NAMES.contains(name)) {
            found.push(Violation::new(
                path,
                number,
                format!("module `{name}` says nothing; name it after what is in it"),
            ));
        }
    }
    if crate_name.is_some_and(|name| !MAY_SPEAK_SQL.contains(&name) && name != "xtask") {
        for (number, literal) in strings(text) {
            if SQL.iter().any(|beginning| literal.trim_start().starts_with(beginning)) {
                let why = "SQL outside crates/store (design, invariant 2): write a query there, typed in and out";
                found.push(Violation::new(path, number, why));
            }
        }
    }
    found
}

/// The crate whose `src` folder holds the file.
fn crate_of_source(path: &str) -> Option<&str> {
    if path.starts_with("xtask/src/") {
        return Some("xtask");
    }
    let (name, rest) = path.strip_prefix("crates/")?.split_once('/')?;
    rest.starts_with("src/").then_some(name)
}

/// Whether the pattern occurs and no identifier runs into its beginning.
fn has_word(line: &str, pattern: &str) -> bool {
    line.match_indices(pattern)
        .any(|(at, _)| !line[..at].ends_with(|before: char| before == '_' || before.is_alphanumeric()))
}

fn declared_module(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = line.strip_prefix("pub").map_or(line, |rest| {
        let rest = rest.trim_start();
        rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |(_, rest)| rest)
    });
    let name = line.trim_start().strip_prefix("mod ")?.trim_start();
    name.split(|end: char| end != '_' && !end.is_alphanumeric()).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(path: &str, text: &str) -> Vec<usize> {
        check_text(path, text).iter().map(|violation| violation.line).collect()
    }

    #[test]
    fn long_files_are_found() {
        let head = "//! x\n";
        assert!(check_text("crates/base/src/a.rs", &format!("{head}{}", "x\n".repeat(799))).is_empty());
        assert_eq!(places("crates/base/tests/a.rs", &"x\n".repeat(801)), [801]);
    }

    #[test]
    fn empty_names_are_found() {
        for path in
            ["crates/base/src/utils.rs", "crates/a/tests/common/mod.rs", "web/src/helpers/a.ts", "x/misc.test.ts"]
        {
            assert!(check_name(path).is_some(), "{path}");
        }
        for path in ["crates/base/src/field.rs", "docs/common.md", "crates/a/src/commonality.rs"] {
            assert!(check_name(path).is_none(), "{path}");
        }
        assert_eq!(places("crates/base/src/a.rs", "//! x\npub(crate) mod utils {\n}\nmod utils_of_trade;\n"), [2]);
    }

    #[test]
    fn unfinished_code_is_found_but_not_its_mention() {
        let text = "//! x\nfn a() { todo!() }\n// todo!()\nlet x = \"dbg!(\";\nmy_dbg!(x);\n    dbg!(x);\n#[ignore = \"slow\"]\n";
        assert_eq!(places("crates/base/src/a.rs", text), [2, 6, 7]);
    }

    #[test]
    fn clocks_are_found_in_the_product_only() {
        let text =
            "//! x\nlet a = std::time::Instant::now();\nlet b = MyInstant::now();\nlet c = chrono::Utc::now();\n";
        assert_eq!(places("crates/decide/src/a.rs", text), [2, 4]);
        assert_eq!(places("crates/decide/tests/a.rs", text), [0_usize; 0]);
        assert_eq!(places("crates/instand/src/a.rs", text), [0_usize; 0]);
        assert_eq!(places("crates/testkit/src/a.rs", text), [0_usize; 0]);
    }

    #[test]
    fn sql_is_found_outside_its_rooms() {
        let text =
            "//! x\nlet a = \"SELECT 1\";\nlet b = \"Select a file\"; // \"DROP TABLE x\"\nlet c = r\"\n UPDATE x\";\n";
        assert_eq!(places("crates/instand/src/a.rs", text), [2, 4]);
        assert_eq!(places("crates/store/src/a.rs", text), [0_usize; 0]);
        assert_eq!(places("crates/instand/tests/a.rs", text), [0_usize; 0]);
    }

    #[test]
    fn every_module_has_a_head() {
        assert_eq!(places("crates/base/src/a/b.rs", "use x;\n"), [1]);
        assert_eq!(places("crates/base/src/lib.rs", ""), [1]);
        assert_eq!(places("crates/base/examples/a.rs", "use x;\n"), [0_usize; 0]);
    }
}
