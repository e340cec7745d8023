//! `instand replay`: triggers on every day of a past period.

use super::{Context, Done, day, need_machines, parse_day};
use crate::clock::Stages;
use crate::{rules, show};
use anyhow::bail;
use chrono::{Days, NaiveDate};
use clap::{Args, ValueEnum};
use pipeline::{Replay, Replaying, replay};
use serde_json::json;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// For reading.
    Table,
    /// One JSON object for each machine and trigger that fired.
    Ndjson,
    /// One JSON object: the summary of each trigger, with its new hits by week.
    Json,
}

#[derive(Args, Debug)]
pub struct Options {
    /// The first day.
    #[arg(long, value_parser = parse_day)]
    from: NaiveDate,
    /// The last day.
    #[arg(long, value_parser = parse_day)]
    to: NaiveDate,
    /// Only this trigger.
    #[arg(long)]
    trigger: Option<String>,
    /// A trigger file that is not in force (TOML), instead of the one of its id or beside the others.
    #[arg(long)]
    rule: Vec<PathBuf>,
    /// How many days after a trigger fired first an order, a visit or a contract counts as come of it.
    #[arg(long, default_value_t = 180)]
    within: u32,
    /// Today, for what came of it: nothing later counts. Default is today.
    #[arg(long, value_parser = parse_day)]
    as_of: Option<NaiveDate>,
    /// How to print.
    #[arg(long, default_value = "table")]
    format: Format,
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let stages = Stages::begin(options.format != Format::Table);
    let workplace = context.settings.open().await?;
    let mut all = rules::in_force(&workplace.store, &context.settings.rules_folder()).await?;
    for file in &options.rule {
        let rule = rules::read(file)?;
        if let Some(wanted) = options.trigger.as_ref().filter(|wanted| **wanted != rule.id) {
            bail!("{} is the trigger `{}`, and --trigger names `{wanted}`: name one of them", file.display(), rule.id);
        }
        all.retain(|known| known.id != rule.id);
        all.push(rule);
    }
    let known = all.clone();
    if let Some(wanted) = &options.trigger {
        all.retain(|rule| rule.id == *wanted);
        if all.is_empty() {
            let known: Vec<&str> = known.iter().map(|rule| rule.id.as_str()).collect();
            bail!("there is no trigger `{wanted}`; there are {}", known.join(", "));
        }
    }
    need_machines(&workplace).await?;
    let replaying = Replaying {
        rules: &all,
        known: &known,
        from: options.from,
        to: options.to,
        within: options.within,
        rates: &context.settings.rates,
    };
    let found = replay(&workplace, &replaying, day(context, options.as_of), &stages).await?;
    let (_, seconds) = stages.end();
    match options.format {
        Format::Ndjson => print_ndjson(&found)?,
        Format::Json => println!("{}", json!(found)),
        Format::Table => print_table(&found, options.within, seconds),
    }
    Ok(Done::Well)
}

fn print_ndjson(found: &Replay) -> anyhow::Result<()> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    for of in &found.fired {
        let mut line = json!(of);
        line["machine"] = json!({"id": of.machine, "serial_number": of.serial_number});
        writeln!(out, "{line}")?;
    }
    out.flush()?;
    Ok(())
}

fn print_table(found: &Replay, within: u32, seconds: f64) {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let rows = found.triggers.iter().map(|of| {
        // Weeks that are wholly within the period and do not hold its first day, of which nobody knows what is new.
        let is_whole = |monday: NaiveDate| monday > found.from && monday + Days::new(6) <= found.to;
        let whole = of.by_week.iter().filter(|(monday, _)| is_whole(*monday));
        let mut weeks: Vec<u32> = whole.map(|(_, new)| *new).collect();
        weeks.sort_unstable();
        vec![
            of.trigger.clone(),
            of.rule_version.to_string(),
            show::count(of.machines),
            show::count(of.from_the_first_day),
            weeks.get(weeks.len() / 2).map_or_else(String::new, |new| show::count(*new as usize)),
            weeks.last().map_or_else(String::new, |new| show::count(*new as usize)),
            of.outcome.unwrap_or_default().to_owned(),
            show::count(of.followed),
            show::count(of.not_followed),
            show::count(of.open),
            of.precision.map_or_else(String::new, percent),
            of.lead_days.map_or_else(String::new, |days| format!("{days} d")),
            percent(of.unknown),
        ]
    });
    let headings = [
        "trigger",
        "v",
        "machines",
        "on day 1",
        "new a week",
        "at most",
        "outcome",
        "came",
        "did not",
        "open",
        "precision",
        "lead",
        "unknown",
    ];
    println!("{}", show::table(&headings, &[1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12], rows.collect()));
    println!(
        "{} to {}, {} machines, each day decided as of that day. Came: a contract, order or visit within {within} days after it fired first; \
         open: these days are not over, or nobody delivered lists since. Unknown: machine days without a verdict. {seconds:.1} s.",
        found.from,
        found.to,
        show::count(found.machines),
    );
    println!(
        "What was imported later counts from its own date: contracts from their start, orders, visits, errors and readings \
         from their day. What has no date counts as it is known today: master data, prices and limits of types, which lists \
         are complete, and of a list that a later one replaced what the later one says. These are hits, not opportunities: \
         suppressions, running quotes, rests of a trigger and capacity are not replayed; consents to data use count as they \
         are today."
    );
}
