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

/// The file of a trigger: its name, and its text where that can be read.
pub type File = (String, std::io::Result<String>);

/// The files of all triggers, the shipped ones first: of those with one id the last is in force.
pub fn files(own: &Path) -> anyhow::Result<Vec<File>> {
    let mut files: Vec<File> =
        SHIPPED.iter().map(|(name, text)| ((*name).to_owned(), Ok((*text).to_owned()))).collect();
    if own.is_dir() {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(own).with_context(|| own.display().to_string())? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
        paths.sort();
        files.extend(paths.iter().map(|path| (path.display().to_string(), std::fs::read_to_string(path))));
    }
    Ok(files)
}

/// All triggers by id. A file in `own` replaces the shipped trigger of the same id.
pub fn load(own: &Path) -> anyhow::Result<Vec<Rule>> {
    let mut rules: Vec<Rule> = Vec::new();
    for (name, text) in files(own)?.into_iter().rev() {
        let text = text.with_context(|| name.clone())?;
        let rule = Rule::parse(&name, &text)?;
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
