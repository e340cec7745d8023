//! `instand source`: who delivers, how far each is trusted, what it holds completely, and what was settled on its tables.

use super::{Context, Done};
use crate::{clock, show};
use anyhow::bail;
use base::Kind;
use clap::{Args, Subcommand};
use store::Source;

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List all sources.
    List,
    /// Change a source.
    Set {
        /// Its name.
        name: String,
        /// How far it is trusted: 1 most.
        #[arg(long, value_parser = clap::value_parser!(i32).range(1..=1000))]
        priority: Option<i32>,
        /// Kinds it holds completely, such as contracts,orders: what is not in it does not exist.
        #[arg(long, value_delimiter = ',')]
        complete: Option<Vec<Kind>>,
    },
    /// The mapping profiles: what was settled on the tables of a source, said of all its next deliveries.
    #[command(subcommand)]
    Profile(super::source_profile::Action),
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let workplace = context.settings.open().await?;
    let sources = workplace.store.sources().await?;
    match &options.action {
        Action::Profile(action) => return super::source_profile::run(&workplace.store, action).await,
        Action::List => {
            let rows = sources.into_iter().map(|source| {
                let kinds: Vec<_> = source.complete.iter().map(|kind| kind.id()).collect();
                vec![source.name, source.priority.to_string(), kinds.join(", ")]
            });
            println!("{}", show::table(&["source", "priority", "holds completely"], &[1], rows.collect()));
        }
        Action::Set { name, priority, complete } => {
            let Some(known) = sources.iter().find(|source| source.name == *name) else {
                let names: Vec<_> = sources.iter().map(|source| source.name.as_str()).collect();
                bail!("there is no source `{name}`; there are {}", names.join(", "));
            };
            let now = Source {
                name: name.clone(),
                priority: priority.unwrap_or(known.priority),
                complete: complete.clone().unwrap_or_else(|| known.complete.clone()),
            };
            pipeline::set_source(&workplace, now, &clock::now()).await?;
            println!("Source {name} is changed. Run `instand decide` to bring hits and opportunities up to date.");
        }
    }
    Ok(Done::Well)
}
