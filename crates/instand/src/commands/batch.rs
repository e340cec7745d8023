//! `instand batch`: deliveries, their problems, taking one back.

use super::{Context, Done};
use crate::{clock, show};
use base::BatchId;
use clap::{Args, Subcommand};
use pipeline::take_back;
use store::BatchState;

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List all deliveries.
    List,
    /// List what could not be read in a delivery.
    Problems {
        /// Its number.
        batch: u32,
    },
    /// Take a delivery back: everything it brought goes.
    TakeBack {
        /// Its number.
        batch: u32,
    },
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let workplace = context.settings.open().await?;
    match options.action {
        Action::List => {
            let files = workplace.store.files().await?;
            let rows = workplace.store.batches().await?.into_iter().map(|batch| {
                vec![
                    batch.id.to_string(),
                    if batch.state == BatchState::Active { "counts" } else { "taken back" }.to_owned(),
                    batch.imported_at,
                    files.iter().filter(|(of, _)| *of == batch.id).count().to_string(),
                    show::count(usize::try_from(batch.rows).unwrap_or(usize::MAX)),
                    batch.problems.to_string(),
                    batch.origin,
                ]
            });
            let headings = ["batch", "state", "imported (UTC)", "files", "rows", "problems", "from"];
            println!("{}", show::table(&headings, &[0, 3, 4, 5], rows.collect()));
        }
        Action::Problems { batch } => {
            for problem in workplace.store.problems(BatchId(batch)).await? {
                println!("{problem}");
            }
        }
        Action::TakeBack { batch } => {
            let (added, changed, gone) = take_back(&workplace, BatchId(batch), &clock::now()).await?;
            println!("Batch {batch} is taken back: {gone} machines gone, {changed} changed, {added} back.");
            println!("Run `instand decide` to bring hits and opportunities up to date.");
        }
    }
    Ok(Done::Well)
}
