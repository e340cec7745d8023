//! Opportunities: one for a machine and campaign type, opened by hits, updated by hits, flagged when they no longer
//! hold, never deleted.

use base::{MachineId, OpportunityId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far an opportunity has come.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Nobody has worked on it yet.
    New,
    /// The customer was spoken to.
    Contacted,
    /// An offer is out.
    Quoted,
    /// Ordered.
    Won,
    /// Not ordered.
    Lost,
}

impl Stage {
    /// The name in the database, JSON and exports.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Contacted => "contacted",
            Self::Quoted => "quoted",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// The stage with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::New, Self::Contacted, Self::Quoted, Self::Won, Self::Lost].into_iter().find(|stage| stage.id() == name)
    }

    /// Whether the matter is settled.
    #[must_use]
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Won | Self::Lost)
    }
}

/// One opportunity.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Opportunity {
    /// Its id.
    pub id: OpportunityId,
    /// The machine.
    pub machine: MachineId,
    /// The campaign type.
    pub campaign: String,
    /// 1 for the first of the machine and campaign type, counted up once one is closed.
    pub sequence: u32,
    /// How far it has come.
    pub stage: Stage,
    /// Who works on it.
    pub owner: String,
    /// Priority, 0 to 100.
    pub score: u8,
    /// Estimated value in EUR cents.
    pub value_cents: Option<i64>,
    /// Where the estimate comes from.
    pub value_basis: Option<String>,
    /// When it was opened.
    pub opened_on: NaiveDate,
    /// When hits last changed it.
    pub changed_on: NaiveDate,
    /// Why it should be looked at again: its hits no longer hold.
    pub flag: Option<String>,
    /// The triggers that hold, by name.
    pub triggers: Vec<String>,
    /// The opportunity whose conversation it is a topic of; none where it leads its own.
    pub lead: Option<OpportunityId>,
}

/// One hit as an opportunity sees it.
#[derive(Clone, PartialEq, Debug)]
pub struct Cause {
    /// The machine.
    pub machine: MachineId,
    /// The campaign type the trigger feeds.
    pub campaign: String,
    /// The trigger.
    pub trigger: String,
    /// Whether the hit was not there in the run before.
    pub is_new: bool,
    /// Priority of the hit.
    pub score: u8,
    /// Estimated value in EUR cents.
    pub value_cents: Option<i64>,
    /// Where the estimate comes from.
    pub value_basis: Option<String>,
}

/// What hits make of the opportunities: the ones to add or change, each once, in the order of machine and campaign.
///
/// `owner_of` assigns an owner to a new one; the owner of an existing one stays. `ended` says why a machine's hits of
/// a campaign type no longer hold.
pub fn reconcile(
    existing: Vec<Opportunity>,
    causes: Vec<Cause>,
    as_of: NaiveDate,
    owner_of: impl Fn(MachineId) -> String,
    ended: impl Fn(MachineId, &str) -> String,
) -> Vec<Opportunity> {
    let mut latest: BTreeMap<(MachineId, String), Opportunity> = BTreeMap::new();
    for opportunity in existing {
        let key = (opportunity.machine, opportunity.campaign.clone());
        if latest.get(&key).is_none_or(|known| known.sequence < opportunity.sequence) {
            latest.insert(key, opportunity);
        }
    }
    let mut grouped: BTreeMap<(MachineId, String), Vec<Cause>> = BTreeMap::new();
    for cause in causes {
        grouped.entry((cause.machine, cause.campaign.clone())).or_default().push(cause);
    }
    let mut changed = Vec::new();
    for (key, mut hits) in grouped {
        hits.sort_by(|a, b| (b.score, &a.trigger).cmp(&(a.score, &b.trigger)));
        let before = latest.remove(&key);
        let (machine, campaign) = key;
        let mut triggers: Vec<String> = hits.iter().map(|hit| hit.trigger.clone()).collect();
        triggers.sort_unstable();
        let Some(best) = hits.first() else { continue };
        let (sequence, mut opportunity) = match before {
            Some(open) if !open.stage.is_closed() => (open.sequence, Some(open)),
            // A settled matter is opened again by a hit that was not there before, not by the one it settled.
            Some(closed) if hits.iter().any(|hit| hit.is_new) => (closed.sequence + 1, None),
            Some(_) => continue,
            None => (1, None),
        };
        let old = opportunity.clone();
        let mut now = opportunity.take().unwrap_or_else(|| Opportunity {
            id: OpportunityId::of(&format!("{machine}:{campaign}:{sequence}")),
            machine,
            campaign: campaign.clone(),
            sequence,
            stage: Stage::New,
            owner: owner_of(machine),
            score: best.score,
            value_cents: None,
            value_basis: None,
            opened_on: as_of,
            changed_on: as_of,
            flag: None,
            triggers: Vec::new(),
            lead: None,
        });
        now.score = best.score;
        now.value_cents = best.value_cents;
        now.value_basis.clone_from(&best.value_basis);
        now.triggers = triggers;
        now.flag = None;
        if old.as_ref() != Some(&now) {
            now.changed_on = as_of;
            changed.push(now);
        }
    }
    for ((machine, campaign), mut open) in latest {
        if !open.stage.is_closed() && open.flag.is_none() {
            open.flag = Some(ended(machine, &campaign));
            open.changed_on = as_of;
            open.triggers.clear();
            changed.push(open);
        }
    }
    changed.sort_by(|a, b| (a.machine, &a.campaign).cmp(&(b.machine, &b.campaign)));
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn cause(trigger: &str, score: u8, is_new: bool) -> Cause {
        Cause {
            machine: MachineId::of("4711"),
            campaign: "modernization".to_owned(),
            trigger: trigger.to_owned(),
            is_new,
            score,
            value_cents: Some(1_000_000),
            value_basis: Some("price list".to_owned()),
        }
    }

    fn run(existing: Vec<Opportunity>, causes: Vec<Cause>, as_of: &str) -> Vec<Opportunity> {
        let ended = |_: MachineId, campaign: &str| format!("{campaign} no longer holds");
        reconcile(existing, causes, day(as_of), |_| "Anna".to_owned(), ended)
    }

    #[test]
    fn two_triggers_of_one_campaign_type_make_one_opportunity() {
        let made =
            run(vec![], vec![cause("machine-aging", 40, true), cause("error-rate-rising", 70, true)], "2026-11-01");
        assert_eq!(made.len(), 1);
        assert_eq!(made[0].score, 70);
        assert_eq!(made[0].triggers, ["error-rate-rising", "machine-aging"]);
        assert!(
            run(made, vec![cause("machine-aging", 40, false), cause("error-rate-rising", 70, false)], "2026-11-02")
                .is_empty(),
            "the same hits change nothing"
        );
    }

    #[test]
    fn what_no_longer_holds_is_flagged_and_comes_back_unflagged() {
        let made = run(vec![], vec![cause("machine-aging", 40, true)], "2026-11-01");
        let flagged = run(made, vec![], "2026-11-02");
        assert_eq!(flagged[0].flag.as_deref(), Some("modernization no longer holds"));
        assert!(run(flagged.clone(), vec![], "2026-11-03").is_empty(), "flagged once");
        let back = run(flagged, vec![cause("machine-aging", 40, true)], "2026-11-04");
        assert_eq!((back.len(), back[0].sequence, back[0].flag.as_deref()), (1, 1, None));
    }

    #[test]
    fn a_settled_one_is_opened_again_only_by_a_new_hit() {
        let mut made = run(vec![], vec![cause("machine-aging", 40, true)], "2026-11-01");
        made[0].stage = Stage::Lost;
        assert!(run(made.clone(), vec![cause("machine-aging", 40, false)], "2026-11-02").is_empty());
        let again = run(made, vec![cause("machine-aging", 40, true)], "2027-11-02");
        assert_eq!((again.len(), again[0].sequence, again[0].stage), (1, 2, Stage::New));
    }
}
