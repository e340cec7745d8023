//! The licences of all packages fit the list in deny.toml, which cargo-deny reads too.

use super::Violation;
use crate::packages::Package;
use anyhow::{Context, Result};
use std::collections::{HashMap, HashSet};

/// What deny.toml allows.
pub struct Policy {
    allowed: HashSet<String>,
    exceptions: HashMap<String, HashSet<String>>,
    clarified: HashMap<String, String>,
}

impl Policy {
    /// Reads `[licenses]`: `allow`, `exceptions` (name, allow) and `clarify` (name, expression).
    pub fn read(deny: &str) -> Result<Self> {
        let table: toml::Table = deny.parse().context("deny.toml is not TOML")?;
        let licences = table.get("licenses").context("deny.toml has no [licenses]")?;
        let allowed: HashSet<String> = strings(licences.get("allow")).collect();
        if allowed.is_empty() {
            anyhow::bail!("deny.toml allows no licence; write licenses.allow");
        }
        let named = |key: &str| {
            let entries = licences.get(key).and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
            // cargo-deny takes both `name` and `crate`.
            entries.iter().filter_map(|entry| {
                let name = entry.get("crate").or_else(|| entry.get("name"))?.as_str()?;
                Some((name.to_owned(), entry))
            })
        };
        let exceptions =
            named("exceptions").map(|(name, entry)| (name, strings(entry.get("allow")).collect())).collect();
        let clarified = named("clarify")
            .filter_map(|(name, entry)| Some((name, entry.get("expression")?.as_str()?.to_owned())))
            .collect();
        Ok(Self { allowed, exceptions, clarified })
    }

    /// A breach when the package's licence does not fit.
    pub fn check(&self, package: &Package) -> Option<Violation> {
        let report = |why: String| Some(Violation::new(&format!("{} {}", package.name, package.version), 0, why));
        let Some(expression) = self.clarified.get(&package.name).or(package.licence.as_ref()) else {
            return report("names no licence; look into it and write licenses.clarify into deny.toml".to_owned());
        };
        let exception = self.exceptions.get(&package.name);
        let fits = |licence: &str| {
            self.allowed.contains(licence) || exception.is_some_and(|allowed| allowed.contains(licence))
        };
        match satisfied(expression, &fits) {
            Some(true) => None,
            Some(false) => report(format!("licence `{expression}` is not in the list of deny.toml")),
            None => report(format!("licence `{expression}` is not an SPDX expression")),
        }
    }
}

fn strings(value: Option<&toml::Value>) -> impl Iterator<Item = String> {
    let entries = value.and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
    entries.iter().filter_map(toml::Value::as_str).map(str::to_owned)
}

/// Whether an SPDX expression can be met with licences that fit; `None` where it cannot be read. Older crates write
/// `/` for `OR`. `X WITH Y` is one licence: the exception has to be allowed by name.
fn satisfied(expression: &str, fits: &dyn Fn(&str) -> bool) -> Option<bool> {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    // Deeper nesting than any licence has; bounds the recursion.
    if words.iter().filter(|word| **word == "(").count() > 20 {
        return None;
    }
    let mut at = 0;
    let result = any(&words, &mut at, fits)?;
    (at == words.len()).then_some(result)
}

fn any(words: &[&str], at: &mut usize, fits: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut result = all(words, at, fits)?;
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        result |= all(words, at, fits)?;
    }
    Some(result)
}

fn all(words: &[&str], at: &mut usize, fits: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut result = one(words, at, fits)?;
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        result &= one(words, at, fits)?;
    }
    Some(result)
}

fn one(words: &[&str], at: &mut usize, fits: &dyn Fn(&str) -> bool) -> Option<bool> {
    let word = *words.get(*at)?;
    *at += 1;
    match word {
        "(" => {
            let result = any(words, at, fits)?;
            *at += 1;
            (words.get(*at - 1) == Some(&")")).then_some(result)
        }
        ")" | "OR" | "AND" | "WITH" => None,
        licence if words.get(*at) == Some(&"WITH") => {
            let exception = words.get(*at + 1)?;
            *at += 2;
            Some(fits(&format!("{licence} WITH {exception}")))
        }
        licence => Some(fits(licence)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(expression: &str) -> Option<bool> {
        satisfied(expression, &|licence| ["MIT", "Apache-2.0", "X WITH LLVM-exception"].contains(&licence))
    }

    #[test]
    fn expressions_are_read_as_spdx_defines_them() {
        for good in [
            "MIT",
            "MIT OR GPL-3.0",
            "GPL-3.0/MIT",
            "MIT AND (GPL-3.0 OR Apache-2.0)",
            "X WITH LLVM-exception",
            "GPL-3.0 AND ISC OR MIT",
        ] {
            assert_eq!(read(good), Some(true), "{good}");
        }
        for bad in ["GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND Unicode-3.0", "MIT WITH other", "X"] {
            assert_eq!(read(bad), Some(false), "{bad}");
        }
        for broken in ["", "MIT OR", "(MIT", "MIT)", "MIT Apache-2.0", "AND", "X WITH", &"(".repeat(1000)] {
            assert_eq!(read(broken), None, "{broken}");
        }
    }

    #[test]
    fn the_list_exceptions_and_clarifications_count() {
        let deny = "[licenses]\nallow = ['MIT']\nexceptions = [{ crate = 'ring', allow = ['ISC'] }]\n\
                    [[licenses.clarify]]\nname = 'bare'\nexpression = 'MIT'\n";
        let policy = Policy::read(deny).expect("a policy");
        let package = |name: &str, licence: Option<&str>| Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            licence: licence.map(str::to_owned),
            manifest: String::new(),
            dependencies: Vec::new(),
            ours: false,
        };
        assert_eq!(policy.check(&package("a", Some("MIT"))), None);
        assert_eq!(policy.check(&package("ring", Some("MIT AND ISC"))), None);
        assert_eq!(policy.check(&package("bare", None)), None);
        assert!(policy.check(&package("b", Some("ISC"))).is_some());
        assert!(policy.check(&package("c", None)).is_some_and(|violation| violation.why.contains("names no licence")));
        assert!(Policy::read("[licenses]\nallow = []").is_err());
    }

    #[test]
    fn our_own_deny_file_is_a_policy() {
        assert!(Policy::read(include_str!("../../../deny.toml")).is_ok());
    }
}
