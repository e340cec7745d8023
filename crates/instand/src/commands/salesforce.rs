//! `instand connector check|push|pull salesforce`.

use super::{Context, Done, need_machines};
use crate::clock::{self, Stages};
use crate::rules;
use anyhow::bail;
use connectors::salesforce::Client;
use pipeline::{Making, queue_opportunities, read_outcomes};
use serde_json::json;

/// The connector's name: there is one Salesforce.
pub const NAME: &str = "salesforce";

fn client(context: &Context) -> anyhow::Result<Client> {
    let Some(client) = context.settings.salesforce()? else {
        bail!("Salesforce is not set up; write [connectors.salesforce] into instand.toml (docs/salesforce.md)");
    };
    Ok(client)
}

/// Signs in and says what the org has and lacks.
pub async fn check(context: &Context, as_json: bool) -> anyhow::Result<Done> {
    let client = client(context)?;
    let checked = client.check().await;
    let is_good = checked.is_good();
    if as_json {
        let findings: Vec<_> = checked
            .seen
            .iter()
            .map(
                |seen| json!({ "good": !seen.blocks && seen.lack.is_none(), "blocks": seen.blocks, "text": seen.text }),
            )
            .collect();
        let stages: Vec<_> = checked.stages.iter().map(|of| &of.name).collect();
        println!(
            "{}",
            json!({
                "good": is_good, "version": checked.version, "calls_left": checked.calls_left, "stages": stages,
                "calls": client.calls().counted, "findings": findings,
            })
        );
    } else {
        println!("{}", client.place());
        for seen in &checked.seen {
            let mark = match (&seen.lack, seen.blocks) {
                (None, _) => "  ok  ",
                (Some(_), false) => "  note",
                (Some(_), true) => "  LACK",
            };
            println!("{mark}  {}", seen.text);
        }
    }
    Ok(if is_good { Done::Well } else { Done::WithProblems })
}

/// Brings all opportunities that should be there.
pub async fn push(context: &Context, as_json: bool) -> anyhow::Result<Done> {
    let client = client(context)?;
    let stages = Stages::begin(as_json);
    let workplace = context.settings.open().await?;
    need_machines(&workplace).await?;
    let state = workplace.state().await?;
    let rules = rules::in_force(&workplace.store, &context.settings.rules_folder()).await?;
    queue_opportunities(&workplace, &clock::now()).await?;
    let making = Making {
        state: &state,
        rules: &rules,
        language: context.language,
        public_url: context.settings.public_url.as_deref(),
    };
    let pushed = pipeline::push(&workplace, &client, &making, &clock::instant, &stages).await?;
    if as_json {
        println!("{}", serde_json::to_string(&pushed)?);
    } else {
        println!(
            "{} created, {} updated, {} unchanged, {} failed, {} wait; {} calls",
            pushed.created, pushed.updated, pushed.unchanged, pushed.failed, pushed.waiting, pushed.calls
        );
        for problem in &pushed.problems {
            println!("  {problem}");
        }
        if pushed.failed > 0 {
            println!("`instand outbox list` shows each, `instand outbox retry` sends them again.");
        }
    }
    let is_well = pushed.failed == 0 && pushed.waiting == 0 && pushed.problems.is_empty();
    Ok(if is_well { Done::Well } else { Done::WithProblems })
}

/// Reads what became of them.
pub async fn pull(context: &Context, as_json: bool) -> anyhow::Result<Done> {
    let client = client(context)?;
    let workplace = context.settings.open().await?;
    let today = clock::today(context.settings.zone);
    let outcomes = read_outcomes(&workplace, &client, today, &clock::instant).await?;
    if as_json {
        println!("{}", serde_json::to_string(&outcomes)?);
    } else {
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
    Ok(if outcomes.problems.is_empty() { Done::Well } else { Done::WithProblems })
}
