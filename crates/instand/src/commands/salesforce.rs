//! `instand connector check salesforce`.

use super::{Context, Done};
use anyhow::bail;
use connectors::salesforce::Client;
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
    let workplace = context.settings.open().await?;
    let client = pipeline::with_saved_mapping(&workplace.store, &client(context)?).await??;
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
