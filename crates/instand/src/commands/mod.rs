//! The commands, one file each.

mod assess;
mod batch;
mod calendar;
mod campaign;
mod connector;
mod consents;
mod crm;
mod decide;
mod demo;
mod demo_tours;
mod docs;
mod dump;
mod fill_in;
mod import;
mod link;
mod machine;
mod mail;
mod opportunities;
mod outbox;
mod replay;
mod rules;
mod run;
mod salesforce;
mod segments;
mod serve;
mod source;
mod source_profile;
mod technician;
mod telemetry;
mod tours;
mod user;
mod webhook;

use crate::settings::Settings;
use anyhow::bail;
use base::Language;
use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Service Decision Intelligence for machine builders: reads the files in which machine data lies scattered, decides
/// which machine needs which offer now, and proves it.
#[derive(Parser, Debug)]
#[command(version, about, max_term_width = 110)]
pub struct Arguments {
    /// Where everything is kept.
    #[arg(long, global = true, default_value = "instand-data", env = "INSTAND_DATA_DIR")]
    data_dir: PathBuf,
    /// Settings file; default is instand.toml in the data folder.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Language of triggers and facts: de, en or it.
    #[arg(long, global = true, default_value = "en", env = "INSTAND_LANG")]
    lang: Language,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    /// Make a sample manufacturer, read its files, decide, show the ranked opportunities, and serve the page.
    Demo(demo::Options),
    /// Serve the page and the API.
    Serve(serve::Options),
    /// Add accounts, list them, set a password.
    User(user::Options),
    /// Print the description of the API (OpenAPI 3.1).
    Openapi,
    /// Read files or folders; kinds and columns are recognised.
    Import(import::Options),
    /// Evaluate all triggers as of a day, open and update opportunities.
    Decide(decide::Options),
    /// Import and decide in one go.
    Run(run::Options),
    /// Decide on every day of a past period: what would have fired when, and what came of it.
    Replay(replay::Options),
    /// Show one machine file; with --explain every verdict down to the cell.
    Machine(machine::Options),
    /// Assess the installed base: what is known, what gaps cost, what is untapped, where to start.
    Assess(assess::Options),
    /// Write the list that asks the persons responsible for what is missing; it is imported again as it comes back.
    FillIn(fill_in::Options),
    /// Find the records of one list, or of two, that are the same: weights without labels, pairs and clusters as CSV.
    Link(link::Options),
    /// Readings of machines: read files, say what came in and what became of it, verify the lake.
    Telemetry(telemetry::Options),
    /// List deliveries, show their problems, take one back.
    Batch(batch::Options),
    /// Campaigns: copy a template, see what it would do, let it go live, run the day.
    Campaign(campaign::Options),
    /// Contacts: what they agreed and objected to, and where their addresses come from.
    Consents(consents::Options),
    /// List connectors, look what one sees, read from it now.
    Connector(connector::Options),
    /// Triggers: list them, check files, print one as a file.
    Rules(rules::Options),
    /// Segments, saved conditions over facts: list, check, export and import them, list their members.
    Segments(segments::Options),
    /// List sources, set how far one is trusted and what it holds completely.
    Source(source::Options),
    /// Export the opportunities as a workbook or CSV.
    Opportunities(opportunities::Options),
    /// What goes out to other systems: what waits, since when and why; send again what was refused.
    Outbox(outbox::Options),
    /// Mail: check that it is set up, send what waits, read what came in.
    Mail(mail::Options),
    /// Which other systems are told what happened here: list and add endpoints, test one, send once more.
    Webhook(webhook::Options),
    /// Technicians: list, add, bring in a list.
    Technician(technician::Options),
    /// Technicians' own calendars: check that they are set up, put tours into them.
    Calendar(calendar::Options),
    /// Tours of the field service: plan them, show them and why visits are on none.
    Tours(tours::Options),
    /// Print the state as text, one line a record, to compare two states.
    Dump,
    /// Print the reference of facts or triggers as Markdown.
    Docs(docs::Options),
}

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Done {
    /// All well.
    Well,
    /// Done, with problems or questions listed.
    WithProblems,
}

impl Done {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Well => 0,
            Self::WithProblems => 3,
        }
    }
}

/// What every command may use.
pub struct Context {
    /// Settings in force.
    pub settings: Settings,
    /// Language of triggers and facts.
    pub language: Language,
}

/// Runs the command.
pub async fn run(arguments: Arguments) -> anyhow::Result<Done> {
    let context = Context {
        settings: Settings::load(&arguments.data_dir, arguments.config.as_deref())?,
        language: arguments.lang,
    };
    match arguments.command {
        Command::Demo(options) => demo::run(&context, &options).await,
        Command::Serve(options) => serve::run(&context, &options).await,
        Command::User(options) => user::run(&context, &options).await,
        Command::Outbox(options) => outbox::run(&context, &options).await,
        Command::Mail(options) => mail::run(&context, &options).await,
        Command::Webhook(options) => webhook::run(&context, &options).await,
        Command::Openapi => {
            print!("{}", server::openapi());
            Ok(Done::Well)
        }
        Command::Import(options) => import::run(&context, &options).await,
        Command::Decide(options) => decide::run(&context, &options).await,
        Command::Run(options) => run::run(&context, &options).await,
        Command::Machine(options) => machine::run(&context, &options).await,
        Command::Assess(options) => assess::run(&context, &options).await,
        Command::FillIn(options) => fill_in::run(&context, &options).await,
        Command::Link(options) => link::run(&options),
        Command::Telemetry(options) => telemetry::run(&context, &options).await,
        Command::Batch(options) => batch::run(&context, &options).await,
        Command::Campaign(options) => campaign::run(&context, &options).await,
        Command::Consents(options) => consents::run(&context, &options).await,
        Command::Connector(options) => connector::run(&context, &options).await,
        Command::Replay(options) => replay::run(&context, &options).await,
        Command::Rules(options) => rules::run(&context, &options).await,
        Command::Segments(options) => segments::run(&context, &options).await,
        Command::Source(options) => source::run(&context, &options).await,
        Command::Opportunities(options) => opportunities::run(&context, &options).await,
        Command::Technician(options) => technician::run(&context, &options).await,
        Command::Calendar(options) => calendar::run(&context, &options).await,
        Command::Tours(options) => tours::run(&context, &options).await,
        Command::Dump => dump::run(&context).await,
        Command::Docs(options) => docs::run(&options),
    }
}

/// The day to decide for: the given one, else the tenant's today.
fn day(context: &Context, given: Option<NaiveDate>) -> NaiveDate {
    given.unwrap_or_else(|| crate::clock::today(context.settings.zone))
}

/// A date argument as people write it.
fn parse_day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y"))
        .map_err(|_| format!("`{text}` is not a date; write it as 2026-11-01 or 01.11.2026"))
}

/// Refuses to go on without data, saying what to do.
async fn need_machines(workplace: &pipeline::Workplace) -> anyhow::Result<()> {
    if workplace.store.machine_count().await? == 0 {
        bail!("there are no machines yet; import files first: instand import FOLDER");
    }
    Ok(())
}
