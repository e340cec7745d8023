//! `instand fill-in`: the list that asks the persons responsible for what is missing.

use super::{Context, Done, day, need_machines, parse_day};
use crate::clock::Stages;
use crate::{rules, show};
use anyhow::{Context as _, bail};
use assessment::Assumptions;
use base::Language;
use chrono::NaiveDate;
use clap::Args;
use pipeline::{Deciding, FillIn, decide};
use std::path::PathBuf;

#[derive(Args, Debug)]
pub struct Options {
    /// The workbook to write (.xlsx).
    #[arg(long)]
    out: PathBuf,
    /// The language of the workbook; default is the one of --lang.
    #[arg(long)]
    language: Option<Language>,
    /// Only this person's sheet.
    #[arg(long)]
    person: Option<String>,
    /// Only this question, for instance email or contract_end.
    #[arg(long)]
    field: Option<String>,
    /// Machines on one sheet, the most valuable first.
    #[arg(long, default_value_t = pipeline::MOST)]
    most: usize,
    /// The day the list is to be sent back by; default is two weeks after the day it is of.
    #[arg(long, value_parser = parse_day)]
    due: Option<NaiveDate>,
    /// The day the gaps are of; default is today.
    #[arg(long, value_parser = parse_day)]
    as_of: Option<NaiveDate>,
    /// Replace the file where it is there already, with whatever a person wrote into it.
    #[arg(long)]
    replace: bool,
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let out = options.out.display();
    if options.out.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("xlsx")) {
        bail!("{out}: give a name that ends in .xlsx");
    }
    if options.out.exists() && !options.replace {
        bail!("{out} is there already and may hold somebody's answers; take another name or --replace");
    }
    let workplace = context.settings.open().await?;
    need_machines(&workplace).await?;
    let rules = rules::in_force(&workplace.store, &context.settings.rules_folder()).await?;
    let deciding = Deciding::all(&rules, day(context, options.as_of), &context.settings.rates);
    let decided = decide(&workplace, &deciding, &Stages::begin(true)).await?;
    let assessed = decided.assessed(&decided.verdicts()?, &context.settings.territories)?;
    let wanted = FillIn {
        language: options.language.unwrap_or(context.language),
        person: options.person.as_deref(),
        field: options.field.as_deref(),
        most: options.most.max(1),
        due: options.due,
    };
    let list = decided.fill_in(&assessed, &Assumptions::default(), &wanted)?;
    let bytes = fill_in::workbook(&list)?;
    // Beside it first, so that what is there stays until the new one is complete.
    let folder = options.out.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or_else(|| std::path::Path::new(".")))
        .with_context(|| out.to_string())?;
    std::io::Write::write_all(&mut file, &bytes).with_context(|| out.to_string())?;
    file.persist(&options.out).with_context(|| out.to_string())?;
    let rows = list.sheets.iter().map(|sheet| {
        let eur: f64 = sheet.rows.iter().map(|row| row.eur).sum();
        vec![
            sheet.owner.clone().unwrap_or_else(|| "(nobody responsible)".to_owned()),
            show::count(sheet.rows.len()),
            show::count(sheet.more),
            show::euros(eur),
        ]
    });
    println!(
        "{}",
        show::table(&["person", "machines asked about", "left out", "EUR waiting"], &[1, 2, 3], rows.collect())
    );
    println!("{out}: send it out, and import it as it comes back.");
    Ok(Done::Well)
}
