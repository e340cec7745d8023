//! Reading outcomes back: what people in the CRM made of our opportunities becomes theirs here.

use super::{Crm, OPPORTUNITY, SALESFORCE, TRYTON};
use crate::PipelineError;
use crate::state::Workplace;
use base::OpportunityId;
use chrono::{DateTime, NaiveDate, NaiveDateTime, SecondsFormat, Utc};
use connectors::crm::Failure;
use connectors::salesforce::{self, Client};
use connectors::tryton::{self, Desk, Opportunities};
use hashbrown::{HashMap, HashSet};
use sales::{Stage, Step, StepKind};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Write as _;
use store::{Edited, WorkedOpportunity};

/// Opportunities that may be gone from a CRM at once without a doubt whether it still is the same one.
const MAY_BE_GONE: usize = 10;

/// What a reading came to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Outcomes {
    /// Calls made; of Salesforce those it counts.
    pub calls: u64,
    /// Opportunities the CRM gave.
    pub read: usize,
    /// Opportunities that changed here.
    pub changed: usize,
    /// Opportunities that were won there.
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

/// What became of an opportunity.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Became {
    key: String,
    goes: Goes,
    /// What is said of it, for people.
    said: String,
    /// Whether it is as it was made, and nobody has done anything with it.
    is_untouched: bool,
}

/// How far an opportunity is in the CRM.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Goes {
    /// It was deleted.
    Gone,
    Won,
    Lost,
    /// Somebody works on it; how far it has come at least, where the CRM says so.
    Open(Option<Stage>),
}

impl Goes {
    /// The stage it has here then.
    fn stage(self, here: Stage) -> Stage {
        match self {
            Self::Gone | Self::Lost => Stage::Lost,
            Self::Won => Stage::Won,
            // It was taken up again.
            Self::Open(at_least) if here.is_closed() => at_least.unwrap_or(Stage::Contacted).max(Stage::Contacted),
            Self::Open(at_least) => at_least.map_or(here, |stage| stage.max(here)),
        }
    }
}

/// Reads what changed in the CRM since the last time and takes it in. Reading the same twice changes nothing.
///
/// # Errors
/// Where the database fails.
pub async fn read_outcomes(
    workplace: &Workplace,
    crm: &Crm,
    today: NaiveDate,
    now: &(dyn Fn() -> DateTime<Utc> + Sync),
) -> Result<Outcomes, PipelineError> {
    let mut all = Outcomes::default();
    match crm {
        Crm::Salesforce(client) => of_salesforce(workplace, client, (today, now), &mut all).await?,
        Crm::Tryton(opportunities) => of_tryton(workplace, opportunities, (today, now), &mut all).await?,
    }
    Ok(all)
}

type Times<'a> = (NaiveDate, &'a (dyn Fn() -> DateTime<Utc> + Sync));

async fn of_salesforce(
    workplace: &Workplace,
    client: &Client,
    times: Times<'_>,
    all: &mut Outcomes,
) -> Result<(), PipelineError> {
    let before = client.calls().counted;
    loop {
        let mark = Mark::<DateTime<Utc>>::of(workplace, SALESFORCE).await?;
        let changes = match client.changed_since(mark.at).await {
            Ok(changes) => changes,
            Err(failure) => {
                all.problems.push(failure.to_string());
                break;
            }
        };
        let became: Vec<Became> = changes.changed.iter().map(in_salesforce).collect();
        take_in(workplace, (SALESFORCE, false), &became, times, all).await?;
        mark.keep(workplace, changes.watermark, times).await?;
        if !changes.more {
            break;
        }
    }
    all.calls = client.calls().counted - before;
    Ok(())
}

fn in_salesforce(of: &salesforce::Changed) -> Became {
    let goes = match (of.deleted, of.is_closed, of.is_won) {
        (true, ..) => Goes::Gone,
        (false, _, true) => Goes::Won,
        (false, true, false) => Goes::Lost,
        // How far it is between new and closed is the org's own matter.
        (false, false, false) => Goes::Open(None),
    };
    let said = if of.deleted { "deleted in Salesforce".to_owned() } else { format!("Salesforce: {}", of.stage) };
    Became { key: of.key.clone(), goes, said, is_untouched: false }
}

async fn of_tryton(
    workplace: &Workplace,
    opportunities: &Opportunities,
    times: Times<'_>,
    all: &mut Outcomes,
) -> Result<(), PipelineError> {
    let desk = match opportunities.sign_in().await {
        Ok(desk) => desk,
        Err(failure) => {
            all.problems.push(failure.to_string());
            return Ok(());
        }
    };
    if let Err(failure) = read_tryton(workplace, &desk, times, all).await? {
        all.problems.push(failure.to_string());
    }
    all.calls = desk.calls();
    Ok(())
}

async fn read_tryton(
    workplace: &Workplace,
    desk: &Desk,
    times: Times<'_>,
    all: &mut Outcomes,
) -> Result<Result<(), Failure>, PipelineError> {
    let mark = Mark::<NaiveDateTime>::of(workplace, TRYTON).await?;
    let changes = match desk.changed_since(mark.at).await {
        Ok(changes) => changes,
        Err(failure) => return Ok(Err(failure)),
    };
    let became: Vec<Became> = changes.changed.iter().map(in_tryton).collect();
    take_in(workplace, (TRYTON, true), &became, times, all).await?;
    mark.keep(workplace, changes.watermark, times).await?;

    // What is deleted there changes no more; only its absence tells.
    let known = workplace.store.outgoing_remote_ids((TRYTON, OPPORTUNITY)).await?;
    let ids: Vec<String> = known.iter().map(|(_, id)| id.clone()).collect();
    let gone: HashSet<String> = match desk.gone(&ids).await {
        Ok(gone) => gone.into_iter().collect(),
        Err(failure) => return Ok(Err(failure)),
    };
    let deleted = known.iter().filter(|(_, id)| gone.contains(id)).map(|(key, _)| Became {
        key: key.clone(),
        goes: Goes::Gone,
        said: "deleted in Tryton".to_owned(),
        is_untouched: false,
    });
    let deleted: Vec<Became> = deleted.collect();
    if deleted.len() > MAY_BE_GONE && deleted.len() * 2 > known.len() {
        let what = format!(
            "{} of {} opportunities are no longer in Tryton; nothing was made of that. Is it the same database, and may the \
             user still see them? If they were deleted on purpose, close them here",
            deleted.len(),
            known.len()
        );
        all.problems.push(what);
        return Ok(Ok(()));
    }
    let read = all.read;
    take_in(workplace, (TRYTON, true), &deleted, times, all).await?;
    all.read = read;
    Ok(Ok(()))
}

fn in_tryton(of: &tryton::Changed) -> Became {
    let mut said = format!("Tryton {}: {}", of.number, of.state);
    for sale in &of.sales {
        // Writing to a String does not fail.
        let _ = write!(said, "; sale {}: {}", sale.number.as_deref().unwrap_or("without a number"), sale.state);
        if let Some(amount) = &sale.amount {
            let _ = write!(said, ", {amount} {}", sale.currency);
        }
    }
    let goes = match of.state.as_str() {
        "won" => Goes::Won,
        "lost" | "cancelled" => Goes::Lost,
        "converted" if of.sales.iter().any(tryton::Sale::is_quoted) => Goes::Open(Some(Stage::Quoted)),
        "converted" | "opportunity" => Goes::Open(Some(Stage::Contacted)),
        _ => Goes::Open(None),
    };
    let is_untouched = of.state == "lead" && of.sales.is_empty();
    Became { key: of.key.clone(), goes, said, is_untouched }
}

/// How far outcomes were read.
struct Mark<T> {
    name: String,
    at: Option<T>,
    edition: i64,
}

impl<T: Serialize + DeserializeOwned + PartialEq> Mark<T> {
    async fn of(workplace: &Workplace, crm: &str) -> Result<Self, PipelineError> {
        let name = format!("{crm} outcomes read");
        let saved = workplace.store.setting(&name).await?;
        let at = saved.as_ref().and_then(|saved| serde_json::from_str(&saved.json).ok());
        Ok(Self { name, at, edition: saved.map_or(0, |saved| saved.edition) })
    }

    async fn keep(self, workplace: &Workplace, at: Option<T>, (_, now): Times<'_>) -> Result<(), PipelineError> {
        if at.is_none() || at == self.at {
            return Ok(());
        }
        let actor = self.name.split(' ').next().unwrap_or_default();
        let write = workplace.store.write(actor, &stamp(now)).await?;
        write.save_setting(&self.name, serde_json::to_string(&at).unwrap_or_default(), self.edition).await?;
        write.commit().await?;
        Ok(())
    }
}

fn stamp(now: &(dyn Fn() -> DateTime<Utc> + Sync)) -> String {
    now().to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Takes in what became of opportunities. Where `remembers`, only what is other than what was said last counts, and is noted also
/// where it changes no stage: quotes and orders, with their numbers.
async fn take_in(
    workplace: &Workplace,
    (crm, remembers): (&str, bool),
    became: &[Became],
    (today, now): Times<'_>,
    all: &mut Outcomes,
) -> Result<(), PipelineError> {
    if became.is_empty() {
        return Ok(());
    }
    let id = |of: &Became| of.key.parse().ok().map(OpportunityId);
    let ids: Vec<OpportunityId> = became.iter().filter_map(id).collect();
    let known: HashMap<OpportunityId, WorkedOpportunity> =
        workplace.store.opportunities_by_id(&ids).await?.into_iter().map(|of| (of.of.id, of)).collect();
    let last = if remembers { workplace.store.last_notes(crm, &ids).await? } else { Default::default() };
    let write = workplace.store.write(crm, &stamp(now)).await?;
    for of in became {
        all.read += 1;
        let Some(here) = id(of).and_then(|id| known.get(&id)) else {
            all.unknown += 1;
            continue;
        };
        let said_last = last.get(&here.of.id);
        if remembers && said_last.map_or(of.is_untouched, |said| *said == of.said) {
            continue;
        }
        let stage = of.goes.stage(here.of.stage);
        if stage == here.of.stage && !remembers {
            continue;
        }
        let mut work = here.work();
        let step = if stage == here.of.stage {
            Step { kind: StepKind::Note, from: None, to: None, text: Some(of.said.clone()) }
        } else {
            work.stage = stage;
            work.stage_since = today;
            work.lost_reason = (stage == Stage::Lost).then(|| "other".to_owned());
            Step {
                kind: StepKind::Stage,
                from: Some(here.of.stage.id().to_owned()),
                to: Some(stage.id().to_owned()),
                text: Some(of.said.clone()),
            }
        };
        match write.edit_opportunity(here.of.id, here.version, &work, &[step]).await? {
            Edited::Done => {
                all.changed += 1;
                all.ids.push(here.of.id);
            }
            // Somebody here was faster: the next reading, which overlaps, sees what is then.
            Edited::Conflict | Edited::Missing => continue,
        }
        match (of.goes, stage) {
            _ if stage == here.of.stage => {}
            (Goes::Gone, _) => all.deleted += 1,
            (_, Stage::Won) => all.won += 1,
            (_, Stage::Lost) => all.lost += 1,
            _ => {}
        }
    }
    write.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use connectors::tryton::{Changed, Sale};

    fn became(state: &str, sales: &[(&str, Option<&str>)]) -> Became {
        let sale = |(state, number): &(&str, Option<&str>)| Sale {
            number: number.map(str::to_owned),
            state: (*state).to_owned(),
            amount: Some("5100.00".to_owned()),
            currency: "EUR".to_owned(),
        };
        in_tryton(&Changed {
            key: "k".to_owned(),
            id: "7".to_owned(),
            number: "12".to_owned(),
            state: state.to_owned(),
            sales: sales.iter().map(sale).collect(),
        })
    }

    #[test]
    fn a_state_in_tryton_is_a_stage_here() {
        for (state, sales, from, to) in [
            ("lead", &[][..], Stage::New, Stage::New),
            ("lead", &[], Stage::Quoted, Stage::Quoted),
            ("lead", &[], Stage::Lost, Stage::Contacted),
            ("opportunity", &[], Stage::New, Stage::Contacted),
            ("opportunity", &[], Stage::Quoted, Stage::Quoted),
            ("converted", &[("draft", None)], Stage::New, Stage::Contacted),
            ("converted", &[("draft", None), ("quotation", Some("4"))], Stage::Contacted, Stage::Quoted),
            ("converted", &[("quotation", Some("4"))], Stage::Lost, Stage::Quoted),
            ("won", &[("processing", Some("4"))], Stage::Quoted, Stage::Won),
            ("lost", &[("cancelled", Some("4"))], Stage::Quoted, Stage::Lost),
            ("cancelled", &[], Stage::New, Stage::Lost),
            ("something new", &[], Stage::Contacted, Stage::Contacted),
        ] {
            assert_eq!(became(state, sales).goes.stage(from), to, "{state} {sales:?}");
        }
        assert!(became("lead", &[]).is_untouched && !became("opportunity", &[]).is_untouched);
    }

    #[test]
    fn quotes_and_orders_are_named() {
        let of = became("converted", &[("draft", None), ("quotation", Some("4"))]);
        assert_eq!(
            of.said,
            "Tryton 12: converted; sale without a number: draft, 5100.00 EUR; sale 4: quotation, 5100.00 EUR"
        );
    }
}
