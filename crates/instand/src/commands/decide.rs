//! `instand decide`: all triggers over all machines.

use super::{Context, Done, campaign, day, need_machines, parse_day};
use crate::clock::{self, Stages};
use crate::{rules, segments, show};
use ::decide::{Evidence, Rule, Verdict, Verdicts};
use anyhow::bail;
use base::CellRef;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use pipeline::{
    CampaignRun, Cells, Decided, Deciding, Progress, State, TriggerCount, Workplace, decide, decide_on, save,
    ship_segments,
};
use serde_json::{Value, json};
use std::io::{BufWriter, Write};

/// Opportunities printed on the screen; `instand opportunities export` gives all.
const MOST: usize = 15;

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Format {
    /// For reading.
    Table,
    /// One JSON object a line.
    Ndjson,
    /// For a spreadsheet.
    Csv,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Which {
    /// Machines a trigger fires for.
    Fires,
    /// Machines a trigger cannot say for.
    Unknown,
    /// Machines whose user has not agreed to the use of their data for it.
    NotPermitted,
    /// All machines.
    All,
}

#[derive(Args, Debug)]
pub struct Options {
    /// The day to decide for; nothing later counts. Default is today.
    #[arg(long, value_parser = parse_day)]
    pub as_of: Option<NaiveDate>,
    /// Only this trigger (nothing is saved then).
    #[arg(long)]
    pub trigger: Option<String>,
    /// How to print.
    #[arg(long, default_value = "table")]
    pub format: Format,
    /// Which verdicts to print as ndjson or csv.
    #[arg(long, default_value = "fires")]
    pub verdicts: Which,
    /// Do not save hits and opportunities.
    #[arg(long)]
    pub no_save: bool,
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let stages = Stages::begin(options.format != Format::Table);
    let workplace = context.settings.open().await?;
    need_machines(&workplace).await?;
    let saving = !options.no_save && options.trigger.is_none();
    let counts = evaluate(context, &workplace, None, options, saving, &stages).await?;
    let (_, seconds) = stages.end();
    if options.format == Format::Table {
        print_counts(context, &workplace, &counts, seconds).await?;
        if saving {
            print_opportunities(context, &workplace).await?;
        }
    }
    Ok(Done::Well)
}

/// Decides on the given machine files, else on those loaded now; prints ndjson or csv where asked for, and saves.
pub async fn evaluate(
    context: &Context,
    workplace: &Workplace,
    state: Option<State>,
    options: &Options,
    saving: bool,
    progress: &dyn Progress,
) -> anyhow::Result<Vec<TriggerCount>> {
    Ok(evaluate_all(context, workplace, state, options, saving, progress).await?.0)
}

/// The same, with all it was decided on.
pub async fn evaluate_all(
    context: &Context,
    workplace: &Workplace,
    state: Option<State>,
    options: &Options,
    saving: bool,
    progress: &dyn Progress,
) -> anyhow::Result<(Vec<TriggerCount>, Decided)> {
    let known = rules::in_force(&workplace.store, &context.settings.rules_folder()).await?;
    let mut all = known.clone();
    if let Some(wanted) = &options.trigger {
        all.retain(|rule| rule.id == *wanted);
        if all.is_empty() {
            let known: Vec<&str> = known.iter().map(|rule| rule.id.as_str()).collect();
            bail!("there is no trigger `{wanted}`; there are {}", known.join(", "));
        }
    }
    let as_of = day(context, options.as_of);
    let deciding = Deciding { rules: &all, known: &known, as_of, rates: &context.settings.rates };
    let decided = match state {
        Some(state) => decide_on(workplace, state, &deciding, progress).await?,
        None => decide(workplace, &deciding, progress).await?,
    };
    let verdicts = decided.verdicts()?;
    let counts = if saving {
        rules::bring(&workplace.store, &context.settings.rules_folder()).await?;
        ship_segments(&workplace.store, &segments::shipped()?, &clock::now()).await?;
        let saved =
            save(workplace, &decided, &verdicts, &context.settings.territories, &clock::now(), progress).await?;
        let run = campaign::run_day(context, workplace, &decided, progress).await?;
        if options.format == Format::Table && run != CampaignRun::default() {
            campaign::print_run(&run);
        }
        saved.counts
    } else {
        verdicts.iter().map(|of| decided.count(of, &Decided::hits(of))).collect()
    };
    match options.format {
        Format::Table => {}
        Format::Ndjson => print_ndjson(workplace, &decided, &verdicts, options.verdicts)?,
        Format::Csv => print_csv(&decided, &verdicts, options.verdicts)?,
    }
    Ok((counts, decided))
}

fn wanted(which: Which, verdict: Verdict) -> bool {
    match which {
        Which::All => true,
        Which::Fires => verdict == Verdict::Fires,
        Which::Unknown => verdict == Verdict::Unknown,
        Which::NotPermitted => verdict == Verdict::NotPermitted,
    }
}

fn serial(decided: &Decided, machine: usize) -> String {
    let files = &decided.state.files;
    files.str("serial_number", machine).map_or_else(|| files.link.normalised[machine].clone(), str::to_owned)
}

fn print_csv(decided: &Decided, verdicts: &[Verdicts], which: Which) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(std::io::stdout().lock());
    writer.write_record(["serial_number", "trigger", "rule_version", "verdict", "score", "value_eur", "missing"])?;
    for of in verdicts {
        let rule = &of.condition().rule;
        for machine in 0..decided.state.files.len() {
            let verdict = of.verdict(machine);
            if !wanted(which, verdict) {
                continue;
            }
            let hit = of.hit(machine);
            writer.write_record([
                show::neutral(&serial(decided, machine)),
                rule.id.clone(),
                rule.version.to_string(),
                verdict.id().to_owned(),
                hit.as_ref().map(|hit| hit.priority.score.to_string()).unwrap_or_default(),
                hit.and_then(|hit| hit.priority.value_eur).map(|euros| format!("{euros:.2}")).unwrap_or_default(),
                of.missing(machine).join(" "),
            ])?;
        }
    }
    writer.flush()?;
    Ok(())
}

fn sources(cells: &mut Cells<'_>, refs: &[CellRef]) -> Vec<Value> {
    refs.iter().filter_map(|cell| cells.look_up(*cell)).map(|cell| json!(cell)).collect()
}

/// Evidence with its cells written out.
pub fn evidence_json(cells: &mut Cells<'_>, evidence: &[Evidence]) -> Vec<Value> {
    evidence
        .iter()
        .map(|item| {
            let mut value = json!({
                "fact": item.fact, "value": item.value, "comparison": item.comparison,
                "sources": sources(cells, &item.sources),
            });
            if let Some(other) = &item.compared {
                let from = sources(cells, &other.sources);
                value["compared"] = json!({"expression": other.expression, "value": other.value, "sources": from});
                if let Some(series) = other.series {
                    value["compared"]["series"] = json!(series);
                }
            }
            if let Some(series) = item.series {
                value["series"] = json!(series);
            }
            if let Some(basis) = item.basis {
                value["basis"] = json!(basis);
            }
            if !item.via.is_empty() {
                value["via"] = json!(item.via);
            }
            value
        })
        .collect()
}

fn print_ndjson(workplace: &Workplace, decided: &Decided, verdicts: &[Verdicts], which: Which) -> anyhow::Result<()> {
    let mut cells = Cells::new(&workplace.kept, &decided.state.tables);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for of in verdicts {
        let rule = &of.condition().rule;
        for machine in 0..decided.state.files.len() {
            let verdict = of.verdict(machine);
            if !wanted(which, verdict) {
                continue;
            }
            let evidence = evidence_json(&mut cells, &of.evidence(machine));
            let priority = of.hit(machine).map(|hit| {
                let priority = hit.priority;
                json!({"score": priority.score, "value_eur": priority.value_eur, "parts": {
                    "value": priority.value, "urgency": priority.urgency, "likelihood": priority.likelihood,
                    "confidence": priority.confidence},
                    "value_from": {"fact": priority.value_from, "factor": priority.value_factor,
                                   "sources": sources(&mut cells, &priority.value_sources)}})
            });
            let line = json!({
                "machine": {"id": decided.state.files.link.ids[machine], "serial_number": serial(decided, machine)},
                "trigger": rule.id, "rule_version": rule.version, "verdict": verdict, "as_of": decided.facts.as_of,
                "priority": priority, "campaign": rule.campaign, "evidence": evidence,
                "missing": of.missing(machine),
            });
            writeln!(out, "{line}")?;
        }
    }
    out.flush()?;
    Ok(())
}

/// Prints what each trigger gave, and what is missing.
pub async fn print_counts(
    context: &Context,
    workplace: &Workplace,
    counts: &[TriggerCount],
    seconds: f64,
) -> anyhow::Result<()> {
    let rules = rules::in_force(&workplace.store, &context.settings.rules_folder()).await?;
    let title = |id: &str| {
        let rule = rules.iter().find(|rule| rule.id == id);
        rule.map_or_else(String::new, |rule| rule.title.get(context.language).to_owned())
    };
    let rows = counts
        .iter()
        .map(|of| {
            let missing: Vec<String> =
                of.missing.iter().take(2).map(|(fact, machines)| format!("{fact} ({machines})")).collect();
            vec![
                of.trigger.clone(),
                title(&of.trigger),
                show::count(of.fires),
                if of.fires > 0 && of.value_eur == 0.0 { "?".to_owned() } else { show::euros(of.value_eur) },
                show::count(of.unknown),
                if of.blocked_eur > 0.0 { format!("~{}", show::euros(of.blocked_eur)) } else { String::new() },
                missing.join(", "),
            ]
        })
        .collect();
    let headings = ["trigger", "", "fires", "value EUR", "unknown", "blocked EUR", "missing (machines)"];
    println!("{}", show::table(&headings, &[2, 3, 4, 5], rows));
    println!(
        "blocked EUR: what the unknown would bring if they fired as often as the known. Decided in {seconds:.1} s."
    );
    Ok(())
}

/// Prints the most urgent opportunities with their proof.
pub async fn print_opportunities(context: &Context, workplace: &Workplace) -> anyhow::Result<()> {
    let (open, whole) = super::opportunities::list(context, workplace, MOST).await?;
    if whole == 0 {
        println!("\nNo opportunities: no trigger fires. What is missing stands above; more lists answer more.");
        return Ok(());
    }
    println!("\nOpportunities: {} open. The most urgent:\n", show::count(whole));
    for of in open.iter().filter(|of| of.flag.is_none()) {
        println!(
            "{:>3}  {:<14} {:<28} {:<22} {:>9} EUR  {}",
            of.score,
            show::cut(&of.serial_number, 14),
            show::cut(&of.customer, 28),
            of.campaign,
            of.value_eur.map_or_else(|| "?".to_owned(), show::euros),
            of.owner
        );
        println!("     {}", of.reason);
        for place in of.sources.iter().take(2) {
            println!("       {place}");
        }
    }
    if whole > MOST {
        println!("\n{} more: instand opportunities --out opportunities.xlsx", show::count(whole - MOST));
    }
    Ok(())
}

/// The rule with this id, for callers that show hits.
pub fn rule<'a>(rules: &'a [Rule], id: &str) -> Option<&'a Rule> {
    rules.iter().find(|rule| rule.id == id)
}
