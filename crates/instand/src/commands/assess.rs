//! `instand assess`: what is known of the installed base, what its gaps cost, what is untapped.

use super::{Context, Done, day, need_machines, parse_day};
use crate::clock::Stages;
use crate::{rules, show};
use anyhow::{Context as _, bail};
use assessment::{Assessment, Assumptions, Figure};
use base::Language;
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use pipeline::{Deciding, ReportFor, decide};
use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

#[derive(Args, Debug)]
pub struct Options {
    /// The day to assess; default is today.
    #[arg(long, value_parser = parse_day)]
    as_of: Option<NaiveDate>,
    /// Assumptions that differ from the usual ones (TOML); those in force are printed at the end.
    #[arg(long)]
    assumptions: Option<PathBuf>,
    /// What to make: a table and JSON are printed, a workbook and a PDF are written.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// The same as --format json.
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// The file to write; one that is there is replaced once the new one is complete. Without it, to the output.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Language of the report: de, en or it; default is --lang.
    #[arg(long)]
    language: Option<Language>,
}

/// What an assessment can be made into.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Format {
    /// Tables to read on a terminal.
    Table,
    /// All figures.
    Json,
    /// A workbook with the machines of each gap.
    Xlsx,
    /// A report to hand on.
    Pdf,
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let format = if options.json { Format::Json } else { options.format };
    let for_people = options.out.is_none() && std::io::stdout().is_terminal();
    if for_people && matches!(format, Format::Pdf | Format::Xlsx) {
        bail!("a PDF or workbook is nothing to read on a terminal; name a file: --out report.pdf");
    }
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
    let rules = rules::in_force(&workplace.store, &context.settings.rules_folder()).await?;
    let deciding = Deciding::all(&rules, day(context, options.as_of), &context.settings.rates);
    let decided = decide(&workplace, &deciding, &Stages::begin(true)).await?;
    let of = decided.assessed(&decided.verdicts()?, &context.settings.territories)?;
    let result = Assessment::of(&of.input, &assumptions)?;
    let language = options.language.unwrap_or(context.language);
    let setting = decided.report_setting(ReportFor {
        language,
        made_on: day(context, None),
        builder: context.settings.company.clone(),
        base_url: Some(super::serve::public_url(context)),
    });
    let made = match format {
        Format::Table => text(&result, deciding.as_of, language).into_bytes(),
        Format::Json => format!("{}\n", serde_json::to_string_pretty(&result)?).into_bytes(),
        Format::Xlsx => {
            report::workbook(&result, &of.input, &setting, &|position| decided.report_machine(&of, position))?
        }
        Format::Pdf => report::pdf(&result, &setting)?,
    };
    match &options.out {
        Some(path) => {
            replace(path, &made)?;
            println!("{} ({} kB)", path.display(), show::count(made.len().div_ceil(1000)));
        }
        None => match std::io::stdout().write_all(&made) {
            // A reader that went away (`| head`) is no error.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => {}
            written => written?,
        },
    }
    Ok(Done::Well)
}

/// Writes a file wholly or not at all: what was there stays until the new one is complete.
fn replace(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // As readable to others as any file this user makes.
    let mut file = tempfile::Builder::new()
        .prefix(".instand-")
        .permissions(std::fs::Permissions::from_mode(0o666))
        .tempfile_in(folder)
        .with_context(|| format!("cannot write into {}", folder.display()))?;
    file.write_all(bytes).with_context(|| path.display().to_string())?;
    file.as_file().sync_all().with_context(|| path.display().to_string())?;
    file.persist(path).map_err(|error| error.error).with_context(|| path.display().to_string())?;
    Ok(())
}

fn machines(of: &Figure) -> String {
    show::grouped(i64::from(of.machines))
}

fn worth(of: &Figure) -> String {
    of.eur.map_or_else(String::new, show::euros)
}

/// The assessment as tables.
fn text(result: &Assessment, as_of: NaiveDate, language: Language) -> String {
    let mut text = String::new();
    let cover = &result.cover;
    let _ = writeln!(
        text,
        "Installed base as of {as_of}: {} machines in the field at {} customers in {} countries.",
        machines(&cover.machines),
        show::grouped(i64::from(cover.customers.count)),
        cover.countries.count
    );
    let _ = writeln!(
        text,
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
    let _ = writeln!(
        text,
        "{}",
        show::table(&["category", "data point", "known", "unknown", "share"], &[2, 3, 4], points.collect())
    );
    let questions = result
        .questions
        .iter()
        .map(|of| vec![of.id.to_owned(), machines(&of.yes), machines(&of.no), machines(&of.unknown), worth(&of.yes)]);
    let _ = writeln!(
        text,
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
    let _ = writeln!(text, "{}", show::table(&headings, &[1, 2, 3, 4, 5], campaigns.collect()));
    let gaps = result.gaps.gaps.iter().map(|of| {
        vec![of.id.clone(), machines(&of.machines), machines(&of.freed), worth(&of.freed), show::euros(of.share_eur)]
    });
    let headings = ["missing", "machines", "freed by it alone", "EUR freed", "EUR share of blocked"];
    let _ = writeln!(text, "{}", show::table(&headings, &[1, 2, 3, 4], gaps.collect()));
    let _ = writeln!(text, "Findings:");
    for finding in &result.findings {
        let _ = writeln!(text, "{:>3}. {}", finding.rank, finding.sentence.text(language));
    }
    if let Some(first) = result.start_with.first() {
        let _ = writeln!(text, "\nStart with: {}", first.reason.text(language));
    }
    let _ = writeln!(text, "\nAssumed (edit with --assumptions FILE):");
    for of in result.assumptions.texts(language) {
        let _ = writeln!(text, "  {} = {}: {}", of.id, of.value, of.meaning);
    }
    text
}
