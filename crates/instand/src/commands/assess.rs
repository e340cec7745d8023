//! `instand assess`: what is known of the installed base, what its gaps cost, what is untapped.

use super::{Context, Done, day, need_machines, parse_day};
use crate::clock::Stages;
use crate::{rules, show};
use anyhow::Context as _;
use assessment::{Assessment, Assumptions, Figure};
use base::Language;
use chrono::NaiveDate;
use clap::Args;
use pipeline::{Deciding, decide};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub struct Options {
    /// The day to assess; default is today.
    #[arg(long, value_parser = parse_day)]
    as_of: Option<NaiveDate>,
    /// Assumptions that differ from the usual ones (TOML); those in force are printed at the end.
    #[arg(long)]
    assumptions: Option<PathBuf>,
    /// Print all figures as JSON.
    #[arg(long)]
    json: bool,
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let assumptions = match &options.assumptions {
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path).with_context(|| name.clone())?;
            let read: Assumptions = toml::from_str(&text).with_context(|| name.clone())?;
            read.check().with_context(|| name)?;
            read
        }
        None => Assumptions::default(),
    };
    let workplace = context.settings.open().await?;
    need_machines(&workplace).await?;
    let rules = rules::load(&context.settings.rules_folder())?;
    let deciding = Deciding { rules: &rules, as_of: day(context, options.as_of), rates: &context.settings.rates };
    let decided = decide(&workplace, &deciding, &Stages::begin(true)).await?;
    let of = decided.assessed(&decided.verdicts()?, &context.settings.territories)?;
    let result = Assessment::of(&of.input, &assumptions)?;
    if options.json {
        println!("{}", serde_json::to_string_pretty(&result)?);
    } else {
        print(&result, deciding.as_of, context.language);
    }
    Ok(Done::Well)
}

fn machines(of: &Figure) -> String {
    show::grouped(i64::from(of.machines))
}

fn worth(of: &Figure) -> String {
    of.eur.map_or_else(String::new, show::euros)
}

fn print(result: &Assessment, as_of: NaiveDate, language: Language) {
    let cover = &result.cover;
    println!(
        "Installed base as of {as_of}: {} machines in the field at {} customers in {} countries.",
        machines(&cover.machines),
        show::grouped(i64::from(cover.customers.count)),
        cover.countries.count
    );
    println!(
        "Known: {:.0} % of what a complete machine file states.\nReady now: {} EUR. Blocked by missing data: {} EUR. \
         Untapped within {} months: {} EUR.\n",
        cover.completeness * 100.0,
        worth(&cover.ready),
        worth(&cover.blocked),
        result.assumptions.horizon_months,
        worth(&cover.untapped)
    );
    let points = result.completeness.points.iter().map(|point| {
        let all = f64::from(point.known.machines + point.unknown.machines).max(1.0);
        let share = format!("{:.0} %", f64::from(point.known.machines) / all * 100.0);
        vec![point.category.to_owned(), point.id.clone(), machines(&point.known), machines(&point.unknown), share]
    });
    println!("{}", show::table(&["category", "data point", "known", "unknown", "share"], &[2, 3, 4], points.collect()));
    let questions = result
        .questions
        .iter()
        .map(|of| vec![of.id.to_owned(), machines(&of.yes), machines(&of.no), machines(&of.unknown), worth(&of.yes)]);
    println!(
        "{}",
        show::table(&["question", "yes", "no", "unknown", "EUR at stake"], &[1, 2, 3, 4], questions.collect())
    );
    let campaigns = result.campaigns.iter().map(|of| {
        let gap = of.gaps.first().map(|gap| format!("{} ({})", gap.fact, machines(&gap.blocked_by)));
        vec![
            words::campaign(&of.id, language).to_owned(),
            machines(&of.ready),
            worth(&of.ready),
            machines(&of.not_due),
            machines(&of.blocked),
            worth(&of.blocked),
            gap.unwrap_or_default(),
        ]
    });
    let headings = ["campaign", "ready", "EUR", "not due", "blocked", "EUR expected", "most often missing"];
    println!("{}", show::table(&headings, &[1, 2, 3, 4, 5], campaigns.collect()));
    let gaps = result.gaps.gaps.iter().map(|of| {
        vec![of.id.clone(), machines(&of.machines), machines(&of.freed), worth(&of.freed), show::euros(of.share_eur)]
    });
    let headings = ["missing", "machines", "freed by it alone", "EUR freed", "EUR share of blocked"];
    println!("{}", show::table(&headings, &[1, 2, 3, 4], gaps.collect()));
    println!("Findings:");
    for finding in &result.findings {
        println!("{:>3}. {}", finding.rank, finding.sentence.text(language));
    }
    if let Some(first) = result.start_with.first() {
        println!("\nStart with: {}", first.reason.text(language));
    }
    println!("\nAssumed (edit with --assumptions FILE):");
    for text in result.assumptions.texts(language) {
        println!("  {} = {}: {}", text.id, text.value, text.meaning);
    }
}
