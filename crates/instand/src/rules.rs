//! The files triggers are brought in from: the shipped rule pack, and `rules/*.toml` in the data folder.

use crate::clock;
use anyhow::Context;
use decide::Rule;
use pipeline::RuleFile;
use std::path::{Path, PathBuf};
use store::Store;

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
    let paths = paths(own)?;
    files.extend(paths.iter().map(|path| (path.display().to_string(), std::fs::read_to_string(path))));
    Ok(files)
}

/// The trigger files of a folder, by name; none where there is no such folder.
pub fn paths(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
        paths.sort();
    }
    Ok(paths)
}

/// The files of all triggers as they are brought into the database.
pub fn to_bring(own: &Path) -> anyhow::Result<Vec<RuleFile>> {
    let file = |(name, text): File| {
        let text = text.with_context(|| name.clone())?;
        Ok(RuleFile { shipped: is_shipped(&name), name, text })
    };
    files(own)?.into_iter().map(file).collect()
}

/// The triggers in force, by id: those saved, and what lies in `own` or came with the product and is not saved yet.
pub async fn in_force(store: &Store, own: &Path) -> anyhow::Result<Vec<Rule>> {
    Ok(pipeline::rules_in_force(store, &to_bring(own)?).await?)
}

/// Saves what lies in `own` or came with the product and is not saved yet.
pub async fn bring(store: &Store, own: &Path) -> anyhow::Result<()> {
    Ok(pipeline::ship_rules(store, &to_bring(own)?, &clock::now()).await?)
}

/// The triggers that come with the product, by id.
pub fn shipped() -> anyhow::Result<Vec<Rule>> {
    let rules: Result<Vec<Rule>, _> = SHIPPED.iter().map(|(name, text)| Rule::parse(name, text)).collect();
    let mut rules = rules?;
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(rules)
}

/// One trigger from a file.
pub fn read(file: &Path) -> anyhow::Result<Rule> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(|| name.clone())?;
    Ok(Rule::parse(&name, &text)?)
}
