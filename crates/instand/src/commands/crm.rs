//! `instand connector push|pull` of the CRM, whichever is set up.

use super::{Context, Done, need_machines};
use crate::clock::{self, Stages};
use crate::rules;
use anyhow::bail;
use pipeline::{Crm, Making, Outcomes, Turn, queue_opportunities, read_outcomes};

fn crm(context: &Context) -> anyhow::Result<Crm> {
    let Some(crm) = context.settings.crm()? else {
        bail!(
            "no CRM is set up; write [connectors.salesforce] into instand.toml (docs/salesforce.md), or \
             writes_opportunities = true to a Tryton (docs/tryton.md)"
        );
    };
    Ok(crm)
}

/// Brings all opportunities that should be there.
pub async fn push(context: &Context, as_json: bool) -> anyhow::Result<Done> {
    let crm = crm(context)?;
    let stages = Stages::begin(as_json);
    let workplace = context.settings.open().await?;
    need_machines(&workplace).await?;
    let state = workplace.state().await?;
    let rules = rules::in_force(&workplace.store, &context.settings.rules_folder()).await?;
    let holder = context.settings.process();
    let Some(turn) = Turn::for_command(&workplace, &crm, &holder, clock::instant()).await? else {
        bail!(
            "another process is at it: a running server or a second command, or one that was ended some minutes ago; try again later"
        );
    };
    queue_opportunities(&workplace, &crm, &clock::now()).await?;
    let making = Making {
        state: &state,
        rules: &rules,
        language: context.language,
        public_url: context.settings.public_url.as_deref(),
    };
    let pushed = pipeline::push(&workplace, (&crm, &turn), &making, &clock::instant, &stages).await;
    turn.end(&workplace, clock::instant()).await?;
    let pushed = pushed?;
    if as_json {
        println!("{}", serde_json::to_string(&pushed)?);
    } else {
        println!(
            "{} created, {} updated, {} unchanged, {} failed, {} wait; {} calls",
            pushed.created, pushed.updated, pushed.unchanged, pushed.failed, pushed.waiting, pushed.calls
        );
        for (what, of) in &pushed.others {
            println!(
                "{what}: {} created, {} updated, {} failed, {} wait",
                of.created, of.updated, of.failed, of.waiting
            );
        }
        for problem in &pushed.problems {
            println!("  {problem}");
        }
        if pushed.failed > 0 || pushed.others.values().any(|of| of.failed > 0) {
            println!("`instand outbox list` shows each, `instand outbox retry` sends them again.");
        }
    }
    let is_well = pushed.failed == 0 && pushed.waiting == 0 && pushed.problems.is_empty();
    Ok(if is_well { Done::Well } else { Done::WithProblems })
}

/// Reads what became of them.
pub async fn outcomes(context: &Context) -> anyhow::Result<Outcomes> {
    let crm = crm(context)?;
    let workplace = context.settings.open().await?;
    let today = clock::today(context.settings.zone);
    Ok(read_outcomes(&workplace, &crm, today, &clock::instant).await?)
}

/// Reads what became of them and shows it.
pub async fn pull(context: &Context, as_json: bool) -> anyhow::Result<Done> {
    let outcomes = outcomes(context).await?;
    if as_json {
        println!("{}", serde_json::to_string(&outcomes)?);
    } else {
        print(&outcomes);
    }
    Ok(if outcomes.problems.is_empty() { Done::Well } else { Done::WithProblems })
}

/// What was read, for people.
pub fn print(outcomes: &Outcomes) {
    println!(
        "{} read, {} changed here: {} won, {} lost, {} deleted there; {} of keys nobody knows; {} calls",
        outcomes.read,
        outcomes.changed,
        outcomes.won,
        outcomes.lost,
        outcomes.deleted,
        outcomes.unknown,
        outcomes.calls
    );
    for problem in &outcomes.problems {
        println!("  {problem}");
    }
}
