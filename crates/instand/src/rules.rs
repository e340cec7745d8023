//! The triggers in force: the shipped rule pack, overridden and extended by `rules/*.toml` in the data folder.

use anyhow::Context;
use decide::Rule;
use std::path::Path;

/// Every `rules/*.toml` of the repository: its name and its text.
const SHIPPED: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// Whether a file of this name came with the product.
pub fn is_shipped(name: &str) -> bool {
    SHIPPED.iter().any(|(shipped, _)| *shipped == name)
}

/// The files of all triggers, name and text, the shipped ones first: of those with one id the last is in force.
pub fn texts(own: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut texts: Vec<(String, String)> =
        SHIPPED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
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
            texts.push((name, text));
        }
    }
    Ok(texts)
}

/// All triggers by id. A file in `own` replaces the shipped trigger of the same id.
pub fn load(own: &Path) -> anyhow::Result<Vec<Rule>> {
    let mut rules: Vec<Rule> = Vec::new();
    for (name, text) in texts(own)?.iter().rev() {
        let rule = Rule::parse(name, text)?;
        if rules.iter().all(|known| known.id != rule.id) {
            rules.push(rule);
        }
    }
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(rules)
}

/// One trigger from a file.
pub fn read(file: &Path) -> anyhow::Result<Rule> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(|| name.clone())?;
    Ok(Rule::parse(&name, &text)?)
}
