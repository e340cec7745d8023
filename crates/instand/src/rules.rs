//! The triggers in force: the shipped rule pack, overridden and extended by `rules/*.toml` in the data folder.

use anyhow::Context;
use decide::Rule;
use std::path::Path;

/// Every `rules/*.toml` of the repository: its name and its text.
const SHIPPED: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// All triggers by id. A file in `own` replaces the shipped trigger of the same id.
pub fn load(own: &Path) -> anyhow::Result<Vec<Rule>> {
    let mut rules = Vec::new();
    for (name, text) in SHIPPED {
        rules.push(Rule::parse(name, text)?);
    }
    if own.is_dir() {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(own).with_context(|| own.display().to_string())? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
        paths.sort();
        for path in paths {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(&path).with_context(|| name.clone())?;
            let rule = Rule::parse(&name, &text)?;
            rules.retain(|known| known.id != rule.id);
            rules.push(rule);
        }
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(rules)
}
