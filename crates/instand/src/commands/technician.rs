//! `instand technician`: who drives to customers.

use super::{Context, Done};
use crate::{clock, show};
use anyhow::{Context as _, bail};
use base::TechnicianId;
use clap::{Args, Subcommand};
use pipeline::field_service::{TechnicianDraft, TechnicianLine, technicians_of};
use serde_json::json;
use std::path::PathBuf;
use store::{Store, Technician};

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List technicians by name.
    List {
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Add one, Monday to Friday from 7:30 to 16:30; the page changes everything else.
    Add {
        /// The person's name.
        name: String,
        /// Where each day begins and ends: "Street 1, Postcode Town, Country".
        #[arg(long)]
        address: String,
        /// Degrees north, where the town is not known.
        #[arg(long, requires = "longitude", allow_negative_numbers = true)]
        latitude: Option<f64>,
        /// Degrees east.
        #[arg(long, requires = "latitude", allow_negative_numbers = true)]
        longitude: Option<f64>,
        /// What the person can do; may be given several times.
        #[arg(long)]
        skill: Vec<String>,
        /// Where the person works; may be given several times; everywhere where it is left out.
        #[arg(long)]
        region: Vec<String>,
        /// The login of the person's account.
        #[arg(long)]
        login: Option<String>,
    },
    /// Bring in a list (CSV): name and address, and login, language, mail, phone, latitude, longitude, skills, regions, days,
    /// from, until, break. Who is there by name is changed.
    Import {
        /// The file; separated by commas or semicolons. Skills and regions are separated by |.
        file: PathBuf,
    },
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    let store = context.settings.open().await?.store;
    match &options.action {
        Action::List { json } => list(&store, *json).await,
        Action::Add { name, address, latitude, longitude, skill, region, login } => {
            let heading = ["name", "address"].map(str::to_owned).to_vec();
            let rows = [heading, vec![name.clone(), address.clone()]];
            let lines = technicians_of(&rows).map_err(anyhow::Error::msg)?;
            let Some((_, Ok(draft))) = lines.into_iter().next() else { bail!("the name is empty") };
            let draft = TechnicianDraft {
                latitude: *latitude,
                longitude: *longitude,
                skills: skill.iter().cloned().collect(),
                regions: region.iter().cloned().collect(),
                login: login.clone(),
                ..draft
            };
            let of = draft.checked(new_id()?, 1).map_err(anyhow::Error::msg)?;
            refuse_taken_login(&store, &of).await?;
            save(&store, &of).await?;
            println!("{} is added", of.name);
            Ok(Done::Well)
        }
        Action::Import { file } => import(&store, file).await,
    }
}

fn new_id() -> anyhow::Result<TechnicianId> {
    Ok(TechnicianId::of(&server::auth::secret::random().map_err(anyhow::Error::msg)?))
}

/// Two technicians of one account would see each other's days.
async fn refuse_taken_login(store: &Store, of: &Technician) -> anyhow::Result<()> {
    let Some(login) = &of.login else { return Ok(()) };
    if store.account_by_login(login).await?.is_none() {
        bail!("there is no account `{login}`; add it first: instand user add {login}");
    }
    let other = store.technician_of(login).await?.filter(|other| other.id != of.id);
    match other {
        Some(other) => bail!("the account `{login}` is {}'s already", other.name),
        None => Ok(()),
    }
}

async fn save(store: &Store, of: &Technician) -> anyhow::Result<()> {
    let write = store.write("command line", &clock::now()).await?;
    if !write.put_technician(of).await? {
        bail!("somebody else changed {} meanwhile; try again", of.name);
    }
    Ok(write.commit().await?)
}

fn words(of: &std::collections::BTreeSet<String>) -> String {
    of.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

async fn list(store: &Store, as_json: bool) -> anyhow::Result<Done> {
    let all = store.technicians().await?;
    if as_json {
        let row = |of: &Technician| {
            json!({
                "id": of.id, "name": of.name, "login": of.login, "address": of.address, "latitude": of.home.latitude,
                "longitude": of.home.longitude, "skills": of.skills, "regions": of.regions, "active": of.active,
            })
        };
        println!("{}", json!({ "technicians": all.iter().map(row).collect::<Vec<_>>() }));
        return Ok(Done::Well);
    }
    if all.is_empty() {
        println!(
            "There are no technicians yet; add one: instand technician add NAME --address \"Street 1, Postcode Town, Country\""
        );
        return Ok(Done::Well);
    }
    let rows = all
        .iter()
        .map(|of| {
            let name = if of.active { of.name.clone() } else { format!("{} (not planned)", of.name) };
            vec![name, of.address.clone(), words(&of.skills), words(&of.regions)]
        })
        .collect();
    println!("{}", show::table(&["name", "address", "skills", "regions"], &[], rows));
    Ok(Done::Well)
}

fn rows_of(text: &str) -> anyhow::Result<Vec<Vec<String>>> {
    let heading = text.lines().next().unwrap_or_default();
    let separator = if heading.matches(';').count() > heading.matches(',').count() { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| Ok(row?.iter().map(str::to_owned).collect()));
    rows.collect::<Result<_, csv::Error>>().context("the list cannot be read")
}

/// Brings all in, or none where a line is wrong.
async fn import(store: &Store, file: &std::path::Path) -> anyhow::Result<Done> {
    let bytes = std::fs::read(file).with_context(|| file.display().to_string())?;
    let Ok(text) = String::from_utf8(bytes) else {
        bail!("{} is not in UTF-8; save it as CSV UTF-8", file.display());
    };
    let lines: Vec<TechnicianLine> =
        technicians_of(&rows_of(text.trim_start_matches('\u{feff}'))?).map_err(anyhow::Error::msg)?;
    let known = store.technicians().await?;
    let (mut all, mut wrong): (Vec<Technician>, Vec<String>) = (Vec::new(), Vec::new());
    for (line, draft) in lines {
        let before = draft.as_ref().ok().and_then(|draft| known.iter().find(|of| of.name == draft.name));
        let (id, version) = match before {
            Some(of) => (of.id, of.version + 1),
            None => (new_id()?, 1),
        };
        match draft.and_then(|draft| draft.checked(id, version)) {
            Ok(mut of) => {
                if let Some(before) = before {
                    // The list does not know of these.
                    (of.calendar_hash, of.absences) = (before.calendar_hash.clone(), before.absences.clone());
                    (of.max_drive_minutes, of.active) = (before.max_drive_minutes, before.active);
                }
                if let Err(error) = refuse_taken_login(store, &of).await {
                    wrong.push(format!("line {line}: {error}"));
                }
                if all.iter().any(|other| other.name == of.name) {
                    wrong.push(format!("line {line}: {} stands in the list twice", of.name));
                }
                all.push(of);
            }
            Err(why) => wrong.push(format!("line {line}: {why}")),
        }
    }
    if !wrong.is_empty() {
        bail!("{}: nothing was brought in\n{}", file.display(), wrong.join("\n"));
    }
    let write = store.write("command line", &clock::now()).await?;
    for of in &all {
        if !write.put_technician(of).await? {
            bail!("somebody else changed {} meanwhile; try again", of.name);
        }
    }
    write.commit().await?;
    println!("{} technicians brought in", all.len());
    Ok(Done::Well)
}
