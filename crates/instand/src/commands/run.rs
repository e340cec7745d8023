//! `instand run`: import and decide in one go, for a nightly job and for measuring the whole way.

use super::{Context, Done, decide, import, parse_day};
use crate::clock::Stages;
use chrono::NaiveDate;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

#[derive(Args, Debug)]
pub struct Options {
    /// Files or folders.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Sources, kinds, columns you have settled.
    #[arg(long)]
    mapping: Option<PathBuf>,
    /// The day to decide for; default is today.
    #[arg(long, value_parser = parse_day)]
    as_of: Option<NaiveDate>,
    /// Print the time of each stage as JSON lines on standard error.
    #[arg(long)]
    timings: bool,
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let stages = Stages::begin(options.timings);
    let workplace = context.settings.open().await?;
    let bringing = import::Options {
        paths: options.paths.clone(),
        source: None,
        mapping: options.mapping.clone(),
        dry_run: false,
        delivered: None,
        json: false,
    };
    let (imported, state) = import::bring(context, &workplace, &bringing, &stages).await?;
    let deciding = decide::Options {
        as_of: options.as_of,
        trigger: None,
        format: decide::Format::Table,
        verdicts: decide::Which::Fires,
        no_save: false,
    };
    let counts = decide::evaluate(context, &workplace, Some(state), &deciding, true, &stages).await?;
    let (measured, seconds) = stages.end();
    if options.timings {
        for (stage, ms) in &measured {
            eprintln!("{}", json!({"stage": stage, "ms": (ms * 10.0).round() / 10.0}));
        }
        eprintln!("{}", json!({"stage": "whole", "ms": (seconds * 10_000.0).round() / 10.0}));
        println!("{}", json!({"rows": imported.rows, "machines": imported.machines_now, "triggers": counts}));
    } else {
        import::print(context, &imported, seconds);
        decide::print_counts(context, &workplace, &counts, seconds).await?;
        decide::print_opportunities(context, &workplace).await?;
    }
    Ok(Done::Well)
}
