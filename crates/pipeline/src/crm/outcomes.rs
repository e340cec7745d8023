//! Reading outcomes back: what people in Salesforce made of our opportunities becomes theirs here.

use crate::PipelineError;
use crate::state::Workplace;
use base::OpportunityId;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use connectors::salesforce::{Changed, Client};
use hashbrown::HashMap;
use sales::{Stage, Step, StepKind};
use serde::Serialize;
use store::{Edited, WorkedOpportunity};

/// Under this name it is kept how far outcomes were read.
const WATERMARK: &str = "salesforce outcomes read";

/// What a reading came to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Outcomes {
    /// Calls the org counts.
    pub calls: u64,
    /// Opportunities Salesforce gave.
    pub read: usize,
    /// Opportunities that changed here.
    pub changed: usize,
    /// Opportunities that were won, lost or deleted there.
    pub won: usize,
    /// Lost.
    pub lost: usize,
    /// Deleted there: they are lost here.
    pub deleted: usize,
    /// Keys nobody knows here.
    pub unknown: usize,
    /// What went wrong, a sentence each.
    pub problems: Vec<String>,
    /// The opportunities that changed here.
    #[serde(skip)]
    pub ids: Vec<OpportunityId>,
}

/// Reads what changed in Salesforce since the last time and takes it in. Reading the same twice changes nothing.
///
/// # Errors
/// Where the database fails.
pub async fn read_outcomes(
    workplace: &Workplace,
    client: &Client,
    today: NaiveDate,
    now: &(dyn Fn() -> DateTime<Utc> + Sync),
) -> Result<Outcomes, PipelineError> {
    let mut all = Outcomes::default();
    let before = client.calls().counted;
    loop {
        let saved = workplace.store.setting(WATERMARK).await?;
        let watermark: Option<DateTime<Utc>> = saved.as_ref().and_then(|saved| serde_json::from_str(&saved.json).ok());
        let changes = match client.changed_since(watermark).await {
            Ok(changes) => changes,
            Err(failure) => {
                all.problems.push(failure.to_string());
                break;
            }
        };
        let at = now().to_rfc3339_opts(SecondsFormat::Secs, true);
        take_in(workplace, &changes.changed, today, &at, &mut all).await?;
        if let Some(watermark) = changes.watermark.filter(|of| Some(*of) != watermark) {
            let write = workplace.store.write("salesforce", &at).await?;
            let json = serde_json::to_string(&watermark).unwrap_or_default();
            write.save_setting(WATERMARK, json, saved.map_or(0, |saved| saved.edition)).await?;
            write.commit().await?;
        }
        if !changes.more {
            break;
        }
    }
    all.calls = client.calls().counted - before;
    Ok(all)
}

async fn take_in(
    workplace: &Workplace,
    changed: &[Changed],
    today: NaiveDate,
    at: &str,
    all: &mut Outcomes,
) -> Result<(), PipelineError> {
    let id = |of: &Changed| of.key.parse().ok().map(OpportunityId);
    let ids: Vec<OpportunityId> = changed.iter().filter_map(id).collect();
    let known: HashMap<OpportunityId, WorkedOpportunity> =
        workplace.store.opportunities_by_id(&ids).await?.into_iter().map(|of| (of.of.id, of)).collect();
    let write = workplace.store.write("salesforce", at).await?;
    for of in changed {
        all.read += 1;
        let Some(here) = id(of).and_then(|id| known.get(&id)) else {
            all.unknown += 1;
            continue;
        };
        let stage = match (of.deleted, of.is_closed, of.is_won) {
            (true, ..) | (false, true, false) => Stage::Lost,
            (false, _, true) => Stage::Won,
            // How far it is between new and closed is the org's own matter, but for this: somebody works on it.
            (false, false, false) if here.of.stage.is_closed() => Stage::Contacted,
            (false, false, false) => here.of.stage,
        };
        if stage == here.of.stage {
            continue;
        }
        let mut work = here.work();
        work.stage = stage;
        work.stage_since = today;
        work.lost_reason = (stage == Stage::Lost).then(|| "other".to_owned());
        let step = Step {
            kind: StepKind::Stage,
            from: Some(here.of.stage.id().to_owned()),
            to: Some(stage.id().to_owned()),
            text: Some(if of.deleted {
                "deleted in Salesforce".to_owned()
            } else {
                format!("Salesforce: {}", of.stage)
            }),
        };
        match write.edit_opportunity(here.of.id, here.version, &work, &[step]).await? {
            Edited::Done => {
                all.changed += 1;
                all.ids.push(here.of.id);
            }
            // Somebody here was faster: the next reading, which overlaps, sees what is then.
            Edited::Conflict | Edited::Missing => continue,
        }
        match (of.deleted, stage) {
            (true, _) => all.deleted += 1,
            (_, Stage::Won) => all.won += 1,
            (_, Stage::Lost) => all.lost += 1,
            _ => {}
        }
    }
    write.commit().await?;
    Ok(())
}
