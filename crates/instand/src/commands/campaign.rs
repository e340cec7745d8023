//! `instand campaign`: copy a template, see what it would do, let it go live, run the day.

use super::{Context, Done, day, need_machines, parse_day};
use crate::clock::{self, Stages};
use crate::{campaigns, rules, show};
use anyhow::{Context as _, bail};
use automate::{Campaign, Happened, Happening};
use base::{Language, MachineId};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use pipeline::{CampaignRun, Decided, Deciding, DryRun, Progress, Ready, Workplace, decide, run_campaigns};
use serde_json::json;
use std::path::PathBuf;
use store::{CampaignState, CampaignVersion, NewCampaignVersion, Scope};

/// Machines of a dry run printed on the screen; `--json` gives all.
const MOST: usize = 15;

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// List the templates and the campaigns made of them, with how many take part.
    List {
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Make a draft of a template, or of a file. What is named here makes it small: one machine type, one trigger, one country.
    New {
        /// The template's id, or a campaign file (TOML).
        template: String,
        /// Only machines of this type; may be given several times.
        #[arg(long)]
        machine_type: Vec<String>,
        /// Only hits of this trigger; may be given several times.
        #[arg(long)]
        trigger: Vec<String>,
        /// Only machines in this country (ISO 3166); may be given several times.
        #[arg(long)]
        country: Vec<String>,
    },
    /// Show who would be taken in and every message that would go out. Nothing is saved.
    DryRun {
        /// The campaign: its newest version that is not retired, else the template of this id.
        campaign: String,
        /// The day; default is today.
        #[arg(long, value_parser = parse_day)]
        as_of: Option<NaiveDate>,
        /// Print everything as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Let a draft or a paused campaign go live. It takes machines in from the next run on.
    Start {
        /// The campaign.
        campaign: String,
        /// Widen it: whatever made it small counts no more.
        #[arg(long)]
        widen: bool,
    },
    /// Let its steps rest.
    Pause {
        /// The campaign.
        campaign: String,
    },
    /// Take nobody in any more; who takes part goes on to the end.
    Retire {
        /// The campaign.
        campaign: String,
    },
    /// Look at all enrolments and take in who is due, as of a day. `instand decide` does so, too.
    Run {
        /// The day; default is today.
        #[arg(long, value_parser = parse_day)]
        as_of: Option<NaiveDate>,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
    /// List who takes part in a campaign, the latest first, with what came of each step.
    Enrolments {
        /// The campaign.
        campaign: String,
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Note what a person knows: the customer of a machine answered, booked, declined; a step is released.
    Happened {
        /// The campaign.
        campaign: String,
        /// The machine's serial number.
        serial: String,
        /// replied, opened_portal, booked, ordered, declined, released or visited.
        what: String,
    },
    /// Print a campaign as a file.
    Show {
        /// The campaign, else the template of this id.
        campaign: String,
    },
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    match &options.action {
        Action::List { json } => list(context, *json).await,
        Action::New { template, machine_type, trigger, country } => {
            let scope = Scope {
                machine_types: machine_type.clone(),
                triggers: trigger.clone(),
                countries: country.iter().map(|code| code.to_uppercase()).collect(),
            };
            make(context, template, scope).await
        }
        Action::DryRun { campaign, as_of, json } => dry_run(context, campaign, *as_of, *json).await,
        Action::Start { campaign, widen } => step(context, campaign, CampaignState::Live, *widen).await,
        Action::Pause { campaign } => step(context, campaign, CampaignState::Paused, false).await,
        Action::Retire { campaign } => step(context, campaign, CampaignState::Retired, false).await,
        Action::Run { as_of, json } => {
            let stages = Stages::begin(*json);
            let workplace = context.settings.open().await?;
            need_machines(&workplace).await?;
            let decided = facts(context, &workplace, day(context, *as_of), &stages).await?;
            let run = run_day(context, &workplace, &decided, &stages).await?;
            if *json {
                println!("{}", serde_json::to_string(&run)?);
            } else {
                print_run(&run);
            }
            Ok(if run.problems.is_empty() { Done::Well } else { Done::WithProblems })
        }
        Action::Enrolments { campaign, json } => enrolments(context, campaign, *json).await,
        Action::Happened { campaign, serial, what } => happened(context, campaign, serial, what).await,
        Action::Show { campaign } => {
            let workplace = context.settings.open().await?;
            print!("{}", newest(&workplace, campaign).await?.0.source);
            Ok(Done::Well)
        }
    }
}

/// Looks at all enrolments as of the day of a decision.
pub async fn run_day(
    context: &Context,
    workplace: &Workplace,
    decided: &Decided,
    progress: &dyn Progress,
) -> anyhow::Result<CampaignRun> {
    let (ways, field_service) = (context.settings.ways_out(), context.settings.field_service()?);
    let settled = (&context.settings.territories, &field_service);
    Ok(run_campaigns(workplace, decided, ways, settled, &clock::now(), progress).await?)
}

/// What a run came to, on the screen; nothing where no campaign is live.
pub fn print_run(run: &CampaignRun) {
    if *run == CampaignRun::default() {
        println!("No campaign is live; `instand campaign list` shows the templates.");
        return;
    }
    println!(
        "Campaigns: {} taken in, {} as controls, {} wait for a free week; {} enrolments looked at",
        run.joined, run.controls, run.waiting, run.looked_at
    );
    println!("           {} messages, {} tasks", run.messages, run.tasks);
    for (reason, number) in &run.ended {
        println!("           {number} ended: {reason}");
    }
    for problem in &run.problems {
        println!("           not run: {problem}");
    }
}

async fn facts(
    context: &Context,
    workplace: &Workplace,
    as_of: NaiveDate,
    progress: &dyn Progress,
) -> anyhow::Result<Decided> {
    let known = rules::in_force(&workplace.store, &context.settings.rules_folder()).await?;
    let deciding = Deciding { rules: &[], known: &known, as_of, rates: &context.settings.rates };
    Ok(decide(workplace, &deciding, progress).await?)
}

fn template(id: &str) -> anyhow::Result<Option<Campaign>> {
    Ok(campaigns::shipped()?.into_iter().find(|of| of.id == id))
}

/// A campaign's newest version that is not retired, else the template of this id.
async fn newest(workplace: &Workplace, id: &str) -> anyhow::Result<(Campaign, Scope)> {
    let versions = workplace.store.campaigns().await?;
    if let Some(of) = versions.iter().find(|of| of.campaign == id && of.state != CampaignState::Retired) {
        let campaign = Campaign::parse(id, &of.definition)?;
        return Ok((Campaign { version: of.version, ..campaign }, of.scope.clone()));
    }
    match template(id)? {
        Some(campaign) => Ok((campaign, Scope::default())),
        None => Err(unknown(id, &versions)),
    }
}

fn unknown(id: &str, versions: &[CampaignVersion]) -> anyhow::Error {
    let mut known: Vec<String> = versions.iter().map(|of| of.campaign.clone()).collect();
    known.extend(campaigns::shipped().unwrap_or_default().into_iter().map(|of| of.id));
    known.sort();
    known.dedup();
    anyhow::anyhow!("there is no campaign `{id}`; there are {}", known.join(", "))
}

async fn list(context: &Context, as_json: bool) -> anyhow::Result<Done> {
    let workplace = context.settings.open().await?;
    let versions = workplace.store.campaigns().await?;
    let counts = workplace.store.enrolment_counts().await?;
    let number = |campaign: &str, states: &[&str]| -> u64 {
        let of = counts.iter().filter(|(id, state, ..)| id == campaign && states.contains(&state.as_str()));
        of.map(|(.., number)| number).sum()
    };
    let shipped = campaigns::shipped()?;
    if as_json {
        let campaigns: Vec<_> = versions
            .iter()
            .map(|of| {
                json!({
                    "campaign": of.campaign, "version": of.version, "state": of.state, "scope": of.scope,
                    "active": number(&of.campaign, &["active", "answered"]), "ended": number(&of.campaign, &["ended"]),
                    "controls": number(&of.campaign, &["control"]),
                })
            })
            .collect();
        let templates: Vec<_> = shipped.iter().map(|of| json!({ "id": of.id, "type": of.campaign_type })).collect();
        println!("{}", json!({ "campaigns": campaigns, "templates": templates }));
        return Ok(Done::Well);
    }
    if versions.is_empty() {
        println!("No campaign is made yet. Templates: `instand campaign new ID`\n");
        let rows = shipped.iter().map(|of| vec![of.id.clone(), of.title.get(context.language).to_owned()]).collect();
        println!("{}", show::table(&["template", "title"], &[], rows));
        return Ok(Done::Well);
    }
    let rows = versions
        .iter()
        .map(|of| {
            let mut small = of.scope.machine_types.clone();
            small.extend(of.scope.triggers.iter().chain(&of.scope.countries).cloned());
            vec![
                of.campaign.clone(),
                of.version.to_string(),
                of.state.id().to_owned(),
                if small.is_empty() { "all".to_owned() } else { small.join(", ") },
                number(&of.campaign, &["active", "answered"]).to_string(),
                number(&of.campaign, &["ended"]).to_string(),
            ]
        })
        .collect();
    println!("{}", show::table(&["campaign", "version", "state", "for", "take part", "ended"], &[1, 4, 5], rows));
    Ok(Done::Well)
}

async fn make(context: &Context, named: &str, scope: Scope) -> anyhow::Result<Done> {
    let path = PathBuf::from(named);
    let campaign = if path.extension().is_some_and(|of| of == "toml") {
        let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        Campaign::parse(named, &text)?
    } else {
        match template(named)? {
            Some(campaign) => campaign,
            None => {
                let known: Vec<String> = campaigns::shipped()?.into_iter().map(|of| of.id).collect();
                bail!("there is no template `{named}`; there are {}", known.join(", "));
            }
        }
    };
    let workplace = context.settings.open().await?;
    let versions = workplace.store.campaigns().await?;
    let last = versions.iter().filter(|of| of.campaign == campaign.id).map(|of| of.version).max();
    let version = last.unwrap_or(0) + 1;
    let write = workplace.store.write("command line", &clock::now()).await?;
    let new = NewCampaignVersion { campaign: campaign.id.clone(), version, definition: campaign.source.clone(), scope };
    write.add_campaign(new).await?;
    write.commit().await?;
    for gap in pipeline::team_gaps(&workplace.store, &campaign).await? {
        println!("Before it can go live: {gap} (page Teams)");
    }
    println!("{} {version} is a draft. Next: `instand campaign dry-run {}`", campaign.id, campaign.id);
    Ok(Done::Well)
}

async fn step(context: &Context, id: &str, to: CampaignState, widen: bool) -> anyhow::Result<Done> {
    let workplace = context.settings.open().await?;
    let versions = workplace.store.campaigns().await?;
    let from: &[CampaignState] = match to {
        CampaignState::Live => &[CampaignState::Draft, CampaignState::Paused, CampaignState::Live],
        CampaignState::Paused => &[CampaignState::Live],
        _ => &[CampaignState::Draft, CampaignState::Live, CampaignState::Paused],
    };
    let Some(of) = versions.iter().find(|of| of.campaign == id && from.contains(&of.state)) else {
        if let Some(known) = versions.iter().find(|of| of.campaign == id) {
            bail!("campaign {id} {} is {}; it cannot become {}", known.version, known.state.id(), to.id());
        }
        if template(id)?.is_some() {
            bail!("`{id}` is a template; make a campaign of it first: `instand campaign new {id}`");
        }
        return Err(unknown(id, &versions));
    };
    if to == CampaignState::Live {
        let campaign = Campaign::parse(id, &of.definition)?;
        if let Some(name) = pipeline::missing_webhooks(&workplace.store, &campaign).await?.first() {
            bail!("a step names the webhook `{name}`, and there is none; add it: instand webhook add {name} URL");
        }
        if let Some(gap) = pipeline::team_gaps(&workplace.store, &campaign).await?.first() {
            bail!("{gap} (page Teams)");
        }
    }
    let scope = if widen { Scope::default() } else { of.scope.clone() };
    let write = workplace.store.write("command line", &clock::now()).await?;
    if !write.step_campaign(of, to, &scope).await? {
        bail!("campaign {id} was changed by somebody else meanwhile; look again");
    }
    write.commit().await?;
    println!("{id} {} is {}", of.version, to.id());
    Ok(Done::Well)
}

/// Enrolments of a campaign that are listed at most.
const LISTED: u64 = 500;

async fn enrolments(context: &Context, campaign: &str, as_json: bool) -> anyhow::Result<Done> {
    let workplace = context.settings.open().await?;
    let found = workplace.store.enrolments_in(campaign, LISTED).await?;
    let state = workplace.state().await?;
    let serial = |machine: MachineId| {
        let at = state.files.link.ids.iter().position(|id| *id == machine)?;
        state.files.str("serial_number", at)
    };
    if as_json {
        let mut items = Vec::new();
        for of in &found {
            let notes = workplace.store.enrolment_notes(of.id).await?;
            let notes: Vec<_> = notes.into_iter().map(|(on, note)| json!({ "on": on, "note": note })).collect();
            items.push(json!({
                "id": of.id, "serial_number": serial(of.machine), "version": of.version, "opportunity": of.opportunity,
                "state": of.state, "step": of.step, "joined_on": of.joined_on, "due_on": of.due_on, "notes": notes,
            }));
        }
        println!("{}", json!({ "enrolments": items }));
        return Ok(Done::Well);
    }
    let rows = found
        .iter()
        .map(|of| {
            let reason = match &of.state {
                automate::State::Ended { reason } => format!("ended: {reason}"),
                state => state.id().to_owned(),
            };
            vec![
                serial(of.machine).unwrap_or_default().to_owned(),
                reason,
                of.step.clone().unwrap_or_default(),
                of.joined_on.to_string(),
                of.due_on.map(|day| day.to_string()).unwrap_or_default(),
            ]
        })
        .collect();
    println!("{}", show::table(&["serial number", "state", "step", "since", "next"], &[], rows));
    if found.len() as u64 == LISTED {
        println!("… the latest {LISTED}; the page shows more of one machine");
    }
    Ok(Done::Well)
}

async fn happened(context: &Context, campaign: &str, serial: &str, what: &str) -> anyhow::Result<Done> {
    let named = Happening::named(what).filter(|of| *of != Happening::NotDelivered);
    let Some(named) = named else {
        bail!(
            "`{what}` is nothing a person notes; there are replied, opened_portal, booked, ordered, declined, released, \
             visited"
        );
    };
    let workplace = context.settings.open().await?;
    let state = workplace.state().await?;
    let normalised = digitize::serial::normalise(serial);
    let at = normalised.and_then(|of| state.files.link.normalised.binary_search(&of).ok());
    let Some(machine) = at.and_then(|at| state.files.link.ids.get(at)) else {
        bail!("there is no machine `{serial}`");
    };
    let all = workplace.store.enrolments_of(*machine).await?;
    let Some(of) = all.iter().find(|of| of.campaign == campaign && !of.state.is_over()) else {
        bail!("{serial} takes no part in {campaign} now");
    };
    let step = of.step.clone().filter(|_| named == Happening::Released);
    let on = day(context, None);
    let write = workplace.store.write("command line", &clock::now()).await?;
    write.add_happenings(&[(of.id, Happened { what: named, on, step })]).await?;
    write.commit().await?;
    println!("noted; the next run acts on it");
    Ok(Done::Well)
}

async fn dry_run(context: &Context, id: &str, as_of: Option<NaiveDate>, as_json: bool) -> anyhow::Result<Done> {
    let stages = Stages::begin(as_json);
    let workplace = context.settings.open().await?;
    need_machines(&workplace).await?;
    let (campaign, scope) = newest(&workplace, id).await?;
    let decided = facts(context, &workplace, day(context, as_of), &stages).await?;
    let ready = Ready::of(&decided, campaign, scope)?;
    let found = ready
        .dry_run(&workplace, &decided, context.settings.ways_out(), &context.settings.territories, context.language)
        .await?;
    if as_json {
        println!("{}", serde_json::to_string(&found)?);
    } else {
        print_dry_run(&ready.campaign, &found, context.language);
    }
    Ok(Done::Well)
}

fn print_dry_run(campaign: &Campaign, found: &DryRun, language: Language) {
    println!("{} {}: {} would be taken in", campaign.title.get(language), campaign.version, found.enrolled.len());
    println!(
        "{} do not meet its condition, of {} that is not known, {} are in a conversation already, {} wait for a free week\n",
        found.do_not_enter, found.unknown, found.in_conversation, found.waiting
    );
    for of in found.enrolled.iter().take(MOST) {
        let control = if of.is_control { " (control: not contacted)" } else { "" };
        println!("{} {}{control}", of.serial_number, of.customer.as_deref().unwrap_or_default());
        for message in &of.messages {
            let why =
                if message.reasons.is_empty() { String::new() } else { format!(": {}", message.reasons.join(", ")) };
            println!("  {}  {:<10} {}{why}", message.on, message.kind, message.what);
        }
        for step in &of.left_out {
            println!("  left out: {step}");
        }
    }
    if found.enrolled.len() > MOST {
        println!("... and {} more; --json prints all", found.enrolled.len() - MOST);
    }
}
