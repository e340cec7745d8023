//! `instand demo`: a sample manufacturer, its ugly files, and what comes of them.

use super::{Context, Done, day, decide, import, parse_day};
use crate::clock::Stages;
use crate::settings::Settings;
use crate::show;
use anyhow::{Context as _, bail};
use chrono::NaiveDate;
use clap::Args;
use server::auth::Role;
use testkit::manufacturer::Manufacturer;

#[derive(Args, Debug)]
pub struct Options {
    /// Machines in the field.
    #[arg(long, default_value_t = 8_000, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    machines: u32,
    /// Another seed makes another manufacturer.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The day the files are of; default is today.
    #[arg(long, value_parser = parse_day)]
    as_of: Option<NaiveDate>,
    /// The port of the page on this machine.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Only print; do not serve the page.
    #[arg(long)]
    no_serve: bool,
}

/// Settings of the sample manufacturer: who sells where.
const TERRITORIES: &str = "\
company = \"Reinhardt Maschinenbau GmbH\"
default_owner = \"Verkauf Innendienst\"

[exchange_rates]
CHF = 1.05

[[territory]]
owner = \"Anna Huber\"
countries = [\"AT\"]

[[territory]]
owner = \"Luca Bianchi\"
countries = [\"IT\"]

[[territory]]
owner = \"Reto Keller\"
countries = [\"CH\"]

[[territory]]
owner = \"Jens Petersen\"
countries = [\"DE\"]
postcodes = [\"00000-59999\"]
";

/// The settings in force; where the data folder has none yet, the sample manufacturer's.
fn with_territories(context: &Context) -> anyhow::Result<Context> {
    let folder = context.settings.folder();
    let path = folder.join("instand.toml");
    if context.settings.is_configured() {
        return Ok(Context { settings: context.settings.clone(), language: context.language });
    }
    if !path.exists() {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
        std::fs::write(&path, format!("{TERRITORIES}\n{}", super::demo_tours::SETTINGS))
            .with_context(|| path.display().to_string())?;
    }
    Ok(Context { settings: Settings::load(folder, None)?, language: context.language })
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let as_of = day(context, options.as_of);
    let root = context.settings.folder().to_owned();
    let folder = root.join("demo");
    let workplace = context.settings.open().await?;
    let others = workplace.store.batches().await?;
    let own = folder.display().to_string();
    if others.iter().any(|batch| batch.state == store::BatchState::Active && batch.origin != own) {
        bail!(
            "{} holds your own data; run the demo in another folder: instand --data-dir demo-data demo",
            root.display()
        );
    }
    let context = &with_territories(context)?;
    let machines = options.machines as usize;
    println!("Making a sample manufacturer with {} machines in {} …", show::count(machines), folder.display());
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let written = Manufacturer::new(options.seed, machines, as_of).write(&folder, &root.join("demo-truth.csv"))?;
    println!(
        "{} files, {} MB: an ERP list, a CRM export, contracts, orders, visits, service reports, errors, counters.\n",
        written.files.len(),
        written.bytes / 1_000_000
    );
    // Another day or size is another manufacturer: its files replace those of the demo before.
    for batch in others.iter().filter(|batch| batch.state == store::BatchState::Active) {
        pipeline::take_back(&workplace, batch.id, &crate::clock::now()).await?;
    }
    let stages = Stages::begin(false);
    let bringing = import::Options {
        paths: vec![folder.clone()],
        source: None,
        mapping: Some(folder.join("sources.toml")),
        dry_run: false,
        delivered: Some(as_of),
        json: false,
    };
    let (imported, state) = import::bring(context, &workplace, &bringing, &stages).await?;
    let (_, seconds) = stages.end();
    import::print(context, &imported, seconds);
    let manufacturer = Manufacturer::new(options.seed, machines, as_of);
    super::telemetry::bring_sample(context, &manufacturer, &root.join("demo-readings.csv")).await?;
    println!();
    let stages = Stages::begin(false);
    let deciding = decide::Options {
        as_of: Some(as_of),
        trigger: None,
        format: decide::Format::Table,
        verdicts: decide::Which::Fires,
        no_save: false,
    };
    let (counts, decided) = decide::evaluate_all(context, &workplace, Some(state), &deciding, true, &stages).await?;
    let (_, seconds) = stages.end();
    decide::print_counts(context, &workplace, &counts, seconds).await?;
    decide::print_opportunities(context, &workplace).await?;
    super::demo_tours::bring(context, &workplace, &decided).await?;
    drop(decided);
    let (example, _) = super::opportunities::list(context, &workplace, 1).await?;
    if let Some(first) = example.first() {
        // As it can be copied: in another folder than the usual one the commands need its name.
        let place = match root.to_str() {
            Some("instand-data") => String::new(),
            _ => format!(" --data-dir {}", root.display()),
        };
        println!("\nNext:\n  instand{place} machine {} --explain", first.serial_number);
        println!("  instand{place} opportunities --out opportunities.xlsx");
        println!("  instand{place} campaign dry-run contract-renewal");
        println!("  instand --data-dir my-data import FOLDER && instand --data-dir my-data decide");
    }
    if options.no_serve {
        return Ok(Done::Well);
    }
    serve_page(context, workplace, options.port).await
}

/// People of the sample manufacturer: territories' owners sell, and one account may do everything.
const PEOPLE: [(&str, &str, Role); 7] = [
    ("demo", "Demo", Role::Admin),
    ("anna", "Anna Huber", Role::Sales),
    ("luca", "Luca Bianchi", Role::Sales),
    ("reto", "Reto Keller", Role::Sales),
    ("jens", "Jens Petersen", Role::Sales),
    ("greta", "Greta Vogel", Role::Service),
    ("marco", "Marco Weiß", Role::Technician),
];

/// Serves the page of the sample manufacturer; its password is made anew with each start and printed.
async fn serve_page(context: &Context, workplace: pipeline::Workplace, port: u16) -> anyhow::Result<Done> {
    let (listener, address) = super::serve::listen(&format!("127.0.0.1:{port}")).await?;
    let password = server::auth::secret::readable().map_err(anyhow::Error::msg)?;
    let language = if context.language == base::Language::En { base::Language::De } else { context.language };
    for (login, name, role) in PEOPLE {
        if workplace.store.account_by_login(login).await?.is_some() {
            super::user::reset(&workplace, login, &password).await?;
        } else {
            super::user::put(&workplace, login, name, role, language, &password).await?;
        }
    }
    println!("\nThe page is at http://{address}\n  sign in as demo with the password {password}");
    println!(
        "  (anna, luca, reto, jens sell, greta plans tours, marco drives, with the same password; Ctrl-C ends it)"
    );
    let (app, _) = super::serve::app(context, workplace)?;
    super::serve::serve(app, listener).await
}
