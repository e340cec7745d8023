//! One customer, one conversation: open opportunities of one customer get a lead and its topics, and one owner.
//!
//! Two triggers at one customer never send two sellers (odoo#45152). The lead is what is worked on already, else what
//! stands first in the order of leads; what goes with it is attached to it. What goes with nothing of the customer's leads
//! a conversation of its own, with the same owner.

use crate::opportunity::{Opportunity, Stage};
use base::OpportunityId;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Whose opportunities are one conversation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Together {
    /// All of a customer.
    #[default]
    Customer,
    /// All of one site of a customer: of its postcode and city.
    Site,
    /// Those of one machine.
    Machine,
}

/// What goes with what.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conversations {
    /// Whose opportunities are one conversation.
    pub together: Together,
    /// Campaign types in the order in which they lead.
    pub leads: Vec<String>,
    /// For a campaign type that leads, those it takes along.
    pub takes_along: BTreeMap<String, Vec<String>>,
}

impl Default for Conversations {
    /// A renewal takes everything along but the call that cannot wait; whoever replaces or modernizes a machine talks about
    /// its parts, too.
    fn default() -> Self {
        let of = |all: &[&str]| all.iter().map(|campaign| (*campaign).to_owned()).collect::<Vec<_>>();
        let parts = of(&["parts-package", "parts-reminder", "preventive-maintenance"]);
        let renewal = of(&[
            "modernization",
            "end-of-life",
            "service-agreement",
            "preventive-maintenance",
            "parts-package",
            "parts-reminder",
        ]);
        let replacing = [parts.clone(), of(&["modernization", "end-of-life", "service-agreement"])].concat();
        let takes_along = [
            ("contract-renewal", renewal),
            ("end-of-life", replacing.clone()),
            ("modernization", replacing),
            ("service-agreement", [parts.clone(), of(&["modernization"])].concat()),
            ("preventive-maintenance", of(&["parts-package", "parts-reminder"])),
            ("parts-package", of(&["parts-reminder"])),
            ("parts-reminder", of(&["parts-package"])),
            ("service-call", Vec::new()),
        ];
        let leads = of(&[
            "contract-renewal",
            "end-of-life",
            "modernization",
            "service-agreement",
            "preventive-maintenance",
            "parts-package",
            "parts-reminder",
            "service-call",
        ]);
        let takes_along = takes_along.into_iter().map(|(lead, along)| (lead.to_owned(), along)).collect();
        Self { together: Together::Customer, leads, takes_along }
    }
}

impl Conversations {
    fn rank(&self, campaign: &str) -> usize {
        self.leads.iter().position(|lead| lead == campaign).unwrap_or(self.leads.len())
    }

    /// Whether a topic is spoken of in a conversation led by another, or by the same for another machine.
    fn goes_with(&self, lead: &str, topic: &str) -> bool {
        lead == topic || self.takes_along.get(lead).is_some_and(|along| along.iter().any(|of| of == topic))
    }
}

/// Who leads whom, over all open opportunities. `key_of` tells whose conversation an opportunity belongs to; none where it
/// stands by itself. Whose owner nobody has settled yet gets that of its conversation: `is_fresh` says of which. Gives those
/// that changed, by id.
pub fn converse<K: Ord>(
    all: Vec<Opportunity>,
    rules: &Conversations,
    key_of: impl Fn(&Opportunity) -> Option<K>,
    is_fresh: impl Fn(&Opportunity) -> bool,
) -> Vec<Opportunity> {
    let mut changed = Vec::new();
    let mut groups: BTreeMap<K, Vec<Opportunity>> = BTreeMap::new();
    for of in all {
        let is_topic = !of.stage.is_closed() && of.flag.is_none();
        match key_of(&of).filter(|_| is_topic) {
            Some(key) => groups.entry(key).or_default().push(of),
            None if of.lead.is_some() && !of.stage.is_closed() => changed.push(Opportunity { lead: None, ..of }),
            None => {}
        }
    }
    for mut group in groups.into_values() {
        let leads: Vec<OpportunityId> = group.iter().filter_map(|of| of.lead).collect();
        // What is worked on goes first, then what led before, so that a conversation keeps its lead.
        group.sort_by(|a, b| {
            let key = |of: &Opportunity| {
                let before = leads.contains(&of.id);
                let known = (of.stage, before, !is_fresh(of));
                (Reverse(known), rules.rank(&of.campaign), Reverse(of.score), of.id)
            };
            key(a).cmp(&key(b))
        });
        let owner = group.first().map(|of| of.owner.clone()).unwrap_or_default();
        let mut led: Vec<(OpportunityId, String)> = Vec::new();
        for of in group {
            let with = led.iter().find(|(_, campaign)| rules.goes_with(campaign, &of.campaign));
            let lead = with.map(|(id, _)| *id).filter(|_| of.stage == Stage::New);
            if lead.is_none() {
                led.push((of.id, of.campaign.clone()));
            }
            let own = if is_fresh(&of) { owner.clone() } else { of.owner.clone() };
            if of.lead != lead || of.owner != own {
                changed.push(Opportunity { lead, owner: own, ..of });
            }
        }
    }
    changed.sort_by_key(|of| of.id);
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::MachineId;

    fn open(machine: &str, campaign: &str, score: u8, stage: Stage, owner: &str) -> Opportunity {
        let day = "2026-11-01".parse().expect("a day");
        Opportunity {
            id: OpportunityId::of(&format!("{machine}:{campaign}")),
            machine: MachineId::of(machine),
            campaign: campaign.to_owned(),
            sequence: 1,
            stage,
            owner: owner.to_owned(),
            score,
            value_cents: None,
            value_basis: None,
            opened_on: day,
            changed_on: day,
            flag: None,
            triggers: Vec::new(),
            lead: None,
        }
    }

    fn settled(all: &[Opportunity]) -> Vec<Opportunity> {
        let changed = converse(all.to_vec(), &Conversations::default(), |_| Some(1), |of| of.stage == Stage::New);
        let now = |of: &Opportunity| changed.iter().find(|now| now.id == of.id).unwrap_or(of).clone();
        all.iter().map(now).collect()
    }

    #[test]
    fn odoo_45152_two_triggers_at_one_customer_never_send_two_sellers() {
        let all = settled(&[
            open("a", "modernization", 90, Stage::New, "Anna"),
            open("b", "contract-renewal", 40, Stage::New, "Bruno"),
            open("b", "service-call", 70, Stage::New, "Carla"),
        ]);
        let renewal = all[1].id;
        assert_eq!(all.iter().map(|of| of.lead).collect::<Vec<_>>(), [Some(renewal), None, None]);
        assert!(all.iter().all(|of| of.owner == "Bruno"), "one seller: {all:?}");
        assert!(settled(&all) == all, "the same again changes nothing");
        // What a person gave to another stays with that one.
        let mut given = all.clone();
        given[0].owner = "Dora".to_owned();
        let again = converse(given, &Conversations::default(), |_| Some(1), |_| false);
        assert!(again.is_empty(), "{again:?}");
    }

    #[test]
    fn what_is_worked_on_leads_and_keeps_its_owner() {
        let all = settled(&[
            open("a", "contract-renewal", 90, Stage::New, "Anna"),
            open("b", "modernization", 10, Stage::Quoted, "Bruno"),
        ]);
        assert_eq!((all[0].lead, all[1].lead), (None, None), "a modernization does not take a renewal along");
        assert_eq!(all[0].owner, "Bruno");
        let all = settled(&[
            open("a", "parts-package", 90, Stage::New, "Anna"),
            open("b", "modernization", 10, Stage::Contacted, "Bruno"),
        ]);
        assert_eq!((all[0].lead, all[0].owner.as_str()), (Some(all[1].id), "Bruno"));
    }

    #[test]
    fn a_lead_stays_when_another_topic_comes_and_goes_free_when_it_is_settled() {
        let mut all = settled(&[
            open("a", "modernization", 50, Stage::New, "Anna"),
            open("b", "parts-package", 40, Stage::New, "Anna"),
        ]);
        assert_eq!(all[1].lead, Some(all[0].id));
        all.push(open("c", "end-of-life", 99, Stage::New, "Dora"));
        let all = settled(&all);
        assert_eq!((all[0].lead, all[2].lead), (None, Some(all[0].id)));
        let mut all = all;
        all[0].stage = Stage::Won;
        let all = settled(&all);
        assert_eq!((all[1].lead, all[2].lead), (Some(all[2].id), None));
    }
}
