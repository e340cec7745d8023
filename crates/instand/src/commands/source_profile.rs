//! `instand source profile`: what was settled on the tables of a source, said of all its next deliveries.

use super::Done;
use crate::{clock, show};
use anyhow::{Context as _, bail};
use clap::Subcommand;
use digitize::mapping::{Mapping, TableKind};
use std::path::PathBuf;
use store::{MappingProfile, Store};

/// Who the audit names for what is done here.
const ACTOR: &str = "command line";

#[derive(Subcommand, Debug)]
pub enum Action {
    /// List the profiles.
    List,
    /// Show the versions of a profile and the tables its newest knows.
    Show {
        /// The source.
        source: String,
    },
    /// Print a profile as a mapping file (TOML).
    Export {
        /// The source.
        source: String,
        /// Which version; default is the newest.
        #[arg(long)]
        version: Option<u32>,
    },
    /// Save a mapping file as the profile of a source. Earlier versions stay.
    Import {
        /// The source.
        source: String,
        /// The mapping file (TOML).
        file: PathBuf,
    },
    /// Remove a profile. Its versions stay.
    Remove {
        /// The source.
        source: String,
    },
    /// Bring an earlier version back.
    Restore {
        /// The source.
        source: String,
        /// Which version.
        #[arg(long)]
        version: u32,
    },
}

pub async fn run(store: &Store, action: &Action) -> anyhow::Result<Done> {
    match action {
        Action::List => {
            let saved = store.mapping_profiles().await?.into_iter().filter(|of| of.mapping.is_some());
            let rows = saved.map(|of| {
                let tables =
                    of.mapping.as_deref().map_or(0, |text| Mapping::parse(text).map_or(0, |of| of.tables.len()));
                vec![of.source, of.version.to_string(), tables.to_string(), of.saved_by, of.saved_at]
            });
            println!(
                "{}",
                show::table(&["source", "version", "tables", "saved by", "saved at"], &[1, 2], rows.collect())
            );
        }
        Action::Show { source } => show_profile(&versions(store, source).await?)?,
        Action::Export { source, version } => {
            let all = versions(store, source).await?;
            let found = match version {
                Some(version) => all.iter().find(|of| of.version == *version),
                None => all.first(),
            };
            match found.map(|of| of.mapping.as_deref()) {
                Some(Some(text)) => print!("{text}"),
                Some(None) => {
                    bail!("this version removed the profile; `instand source profile show {source}` lists all")
                }
                None => bail!(
                    "the profile of {source} has no such version; `instand source profile show {source}` lists all"
                ),
            }
        }
        Action::Import { source, file } => {
            let text = std::fs::read_to_string(file).with_context(|| file.display().to_string())?;
            let mapping = Mapping::parse(&text).map_err(|error| anyhow::anyhow!("{}, {error}", file.display()))?;
            if mapping.tables.is_empty() && mapping.reports.is_empty() {
                bail!("{} names no [[table]] and no [[report]]", file.display());
            }
            if let Some(named) = mapping.sources.first() {
                bail!("a profile is of one source; take [[source]] `{}` out of {}", named.name, file.display());
            }
            save(store, source, Some(&text)).await?;
        }
        Action::Remove { source } => {
            versions(store, source).await?;
            save(store, source, None).await?;
        }
        Action::Restore { source, version } => {
            let all = versions(store, source).await?;
            match all.iter().find(|of| of.version == *version).map(|of| of.mapping.as_deref()) {
                Some(Some(text)) => save(store, source, Some(text)).await?,
                Some(None) => bail!("version {version} removed the profile; name an earlier one"),
                None => bail!("the profile of {source} has no version {version}"),
            }
        }
    }
    Ok(Done::Well)
}

async fn versions(store: &Store, source: &str) -> anyhow::Result<Vec<MappingProfile>> {
    let versions = store.mapping_profile_versions(source).await?;
    if versions.is_empty() {
        bail!("there is no profile of a source `{source}`; `instand source profile list` shows all");
    }
    Ok(versions)
}

async fn save(store: &Store, source: &str, mapping: Option<&str>) -> anyhow::Result<()> {
    let write = store.write(ACTOR, &clock::now()).await?;
    let saved = write.save_mapping_profile(source, mapping).await?;
    write.commit().await?;
    match mapping {
        Some(_) => println!("The profile of {source} is version {}; the next deliveries follow it.", saved.version),
        None => println!("The profile of {source} is removed; `instand source profile restore` brings a version back."),
    }
    Ok(())
}

fn show_profile(versions: &[MappingProfile]) -> anyhow::Result<()> {
    let rows = versions.iter().map(|of| {
        let state = if of.mapping.is_some() { "" } else { "removed" };
        vec![of.version.to_string(), of.saved_by.clone(), of.saved_at.clone(), state.to_owned()]
    });
    println!("{}", show::table(&["version", "saved by", "saved at", ""], &[0], rows.collect()));
    let Some(text) = versions.first().and_then(|of| of.mapping.as_deref()) else { return Ok(()) };
    let mapping = Mapping::parse(text).map_err(|error| anyhow::anyhow!("it cannot be used: {error}"))?;
    let rows = mapping.tables.into_iter().map(|table| {
        let kind = match table.kind {
            Some(TableKind::Of(kind)) => kind.to_string(),
            Some(TableKind::Ignore) => "left out".to_owned(),
            None => String::new(),
        };
        let used = table.columns.iter().filter(|(_, column)| column.field.is_some()).count();
        let (by, at) = table.decided.unwrap_or_default();
        let name = table.sheet.map_or_else(|| table.file.clone(), |sheet| format!("{}, {sheet}", table.file));
        vec![name, kind, format!("{used} of {}", table.headings.len()), by, at]
    });
    println!("{}", show::table(&["table", "holds", "columns", "decided by", "decided at"], &[2], rows.collect()));
    Ok(())
}
