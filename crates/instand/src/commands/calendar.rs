//! `instand calendar`: tours in the technicians' own calendars, over CalDAV. A server that runs pushes by itself.

use super::{Context, Done};
use crate::clock;
use anyhow::bail;
use clap::{Args, Subcommand};
use connectors::caldav::Calendars;
use pipeline::field_service::{PushingCalendars, calendar_of, push_calendars};
use serde_json::{Value, json};

#[derive(Args, Debug)]
pub struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand, Debug)]
enum Action {
    /// Sign in at the calendar server and look at each technician's calendar; says what is missing.
    Check {
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Put the visits of tours into the technicians' calendars: what is new, changed, or not on the tour any more.
    Push {
        /// Print as JSON.
        #[arg(long)]
        json: bool,
    },
}

fn calendars(context: &Context) -> anyhow::Result<Calendars> {
    let Some(calendars) = context.settings.calendars()? else {
        bail!("no calendars are set up; write [connectors.caldav] into instand.toml (docs/tours.md)");
    };
    Ok(calendars)
}

pub async fn run(context: &Context, options: &Options) -> anyhow::Result<Done> {
    match options.action {
        Action::Check { json } => check(context, json).await,
        Action::Push { json } => push(context, json).await,
    }
}

async fn check(context: &Context, as_json: bool) -> anyhow::Result<Done> {
    let calendars = calendars(context)?;
    let technicians = context.settings.open().await?.store.technicians().await?;
    let (whose, unknown) = calendar_of(&calendars, &technicians)?;
    // Whether it is good, and what is so.
    let mut findings: Vec<(bool, String)> = Vec::new();
    if technicians.is_empty() {
        findings.push((false, "there are no technicians yet; add one: instand technician add".to_owned()));
    }
    for name in unknown {
        let text =
            format!("[connectors.caldav.calendars]: nobody is called `{name}`; write a technician's name or login");
        findings.push((false, text));
    }
    for of in technicians.iter().filter(|of| of.active) {
        let Some(calendar) = whose.get(&of.id) else {
            let text = format!(
                "{} has no calendar: give an account (the login stands for {{technician}}), or name the calendar under \
                 [connectors.caldav.calendars]",
                of.name
            );
            findings.push((false, text));
            continue;
        };
        match calendars.check(&of.name, calendar).await {
            Ok(finding) => findings.push((finding.good, finding.text)),
            Err(error) => {
                // It would be the same with the others; a password that is wrong must not lock the account.
                findings.push((false, error.to_string()));
                break;
            }
        }
    }
    let is_good = findings.iter().all(|(good, _)| *good);
    if as_json {
        let all: Vec<Value> = findings.iter().map(|(good, text)| json!({ "good": good, "text": text })).collect();
        println!("{}", json!({ "good": is_good, "findings": all }));
    } else {
        for (good, text) in &findings {
            println!("{}  {text}", if *good { "  ok  " } else { "  LACK" });
        }
    }
    Ok(if is_good { Done::Well } else { Done::WithProblems })
}

async fn push(context: &Context, as_json: bool) -> anyhow::Result<Done> {
    let calendars = calendars(context)?;
    let settings = &context.settings;
    let store = settings.open().await?.store;
    let holder = settings.process();
    let pushing = PushingCalendars {
        store: &store,
        calendars: &calendars,
        zone: settings.zone,
        page: settings.public_url.as_deref(),
        actor: "command line",
        holder: &holder,
    };
    let Some(pushed) = push_calendars(&pushing, &clock::instant).await? else {
        bail!(
            "another process is at it: a running server or a second command, or one that was ended some minutes ago; try again later"
        );
    };
    if as_json {
        println!("{}", serde_json::to_string(&pushed)?);
    } else {
        println!(
            "{} created, {} changed, {} deleted, {} unchanged, {} changed by somebody in the calendar, {} failed",
            pushed.created, pushed.changed, pushed.deleted, pushed.unchanged, pushed.conflicts, pushed.failed
        );
        if !pushed.without.is_empty() {
            println!("  without a calendar: {}", pushed.without.join(", "));
        }
        for problem in &pushed.problems {
            println!("  {problem}");
        }
    }
    let is_well = pushed.failed == 0 && pushed.conflicts == 0 && pushed.problems.is_empty();
    Ok(if is_well { Done::Well } else { Done::WithProblems })
}
