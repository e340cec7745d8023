//! Opportunities for tests, and what a reader of all of them would answer.

use super::{Entry, Pipeline, PipelineFilter};
use crate::machines::Machine;
use crate::machines::samples::{SampleMachine, base_of, chosen, holds, machine};
use base::{MachineId, OpportunityId};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use sales::{Opportunity, Stage};
use std::sync::Arc;

const OWNERS: [&str; 5] = ["Anna", "Berta Huber", "Ömer", "Huber, Carl", ""];
const CAMPAIGNS: [&str; 3] = ["modernization", "renewal", "parts"];
const STAGES: [Stage; 5] = [Stage::New, Stage::Contacted, Stage::Quoted, Stage::Won, Stage::Lost];

pub(crate) fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default()
}

/// What an opportunity is made of.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) machine: u32,
    pub(crate) owner: &'static str,
    pub(crate) campaign: &'static str,
    pub(crate) stage: Stage,
    pub(crate) score: u8,
    pub(crate) value: Option<i64>,
    pub(crate) days: u64,
    pub(crate) follow_up: Option<u64>,
    pub(crate) flagged: bool,
    pub(crate) triggers: u8,
}

impl Made {
    pub(crate) fn of(number: u32) -> Self {
        let at = |factor: u32, of: u32| (number.wrapping_mul(factor).wrapping_add(factor) >> 2) % of;
        let days = |factor: u32, of: u32| u64::from(at(factor, of));
        Self {
            machine: at(7, 1000),
            owner: OWNERS[at(11, 5) as usize],
            campaign: CAMPAIGNS[at(13, 3) as usize],
            stage: STAGES[at(17, 5) as usize],
            score: u8::try_from(at(19, 101)).unwrap_or_default(),
            value: (!number.is_multiple_of(4)).then(|| i64::from(at(23, 900)) * 1000),
            days: days(29, 200),
            follow_up: number.is_multiple_of(3).then(|| days(31, 60)),
            flagged: number.is_multiple_of(7),
            triggers: u8::try_from(at(37, 8)).unwrap_or_default(),
        }
    }

    /// The opportunity of this number; its machine is one of the first so many, or one that is not in the base.
    pub(crate) fn entry(&self, number: u32, machines: u32) -> Entry {
        let before = |days: u64| today().checked_sub_days(Days::new(days)).unwrap_or_default();
        let machine_number = self.machine % (machines + 1);
        let id = if machine_number == machines {
            MachineId::of("gone")
        } else {
            machine(&SampleMachine::numbered(machine_number)).id
        };
        let names = ["aging", "hours", "retired"];
        Entry {
            of: Opportunity {
                id: OpportunityId::of(&number.to_string()),
                machine: id,
                campaign: self.campaign.to_owned(),
                sequence: 1,
                stage: self.stage,
                owner: self.owner.to_owned(),
                score: self.score,
                value_cents: self.value,
                value_basis: None,
                opened_on: before(self.days + 5),
                changed_on: before(self.days),
                flag: self.flagged.then(|| "gone".to_owned()),
                triggers: (0..3).filter(|bit| self.triggers >> bit & 1 == 1).map(|bit| names[bit].to_owned()).collect(),
                lead: (self.score % 3 == 0).then(|| OpportunityId::of("lead")),
            },
            stage_since: before(self.days),
            follow_up_on: self.follow_up.and_then(|days| before(30).checked_add_days(Days::new(days))),
            lost_reason: (self.stage == Stage::Lost).then(|| "price".to_owned()),
            version: 1,
            waits_until: (self.score % 5 == 0).then(today),
        }
    }
}

pub(crate) fn made() -> impl Strategy<Value = Made> {
    any::<u32>().prop_map(Made::of)
}

pub(crate) fn entry(number: u32, machines: u32) -> Entry {
    Made::of(number).entry(number, machines)
}

/// The first so many machines and opportunities.
pub(crate) fn pipeline(machines: u32, opportunities: u32) -> Pipeline {
    let samples: Vec<SampleMachine> = (0..machines).map(SampleMachine::numbered).collect();
    let (base, _) = base_of(&samples);
    Pipeline::new(base, (0..opportunities).map(|number| Arc::new(entry(number, machines))).collect())
}

/// Filters over the values of the samples, as query parameters.
pub(crate) fn parameters() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let lists = |name: &'static str, values: &'static [&'static str]| {
        proptest::sample::subsequence(values, 1..=values.len().min(2)).prop_map(move |chosen| (name, chosen.join(",")))
    };
    let machines = (0_u32..20).prop_map(|number| ("machine", machine(&SampleMachine::numbered(number)).id.to_string()));
    let customers = proptest::sample::subsequence(vec!["K-1", "K-2", "-"], 1..=2).prop_map(|chosen| {
        let id = |key: &&str| if *key == "-" { "-".to_owned() } else { base::CustomerId::of(key).to_string() };
        ("customer", chosen.iter().map(id).collect::<Vec<_>>().join(","))
    });
    let one = prop_oneof![
        lists("owner", &["me", "Huber, Carl", "Ömer", "-", "nobody"]),
        lists("stage", &["new", "quoted", "won", "lost"]),
        lists("campaign", &["renewal", "parts", "nothing"]),
        lists("trigger", &["aging", "hours", "retired"]),
        lists("country", &["DE", "AT", "-"]),
        lists("q", &["mueller", "rx-1"]),
        lists("flagged", &["true", "false"]),
        lists("attached", &["true", "false"]),
        lists("waits", &["true", "false"]),
        lists("due", &["true", "false"]),
        (0_u32..9000).prop_map(|euros| ("value_from", euros.to_string())),
        machines,
        customers,
    ];
    proptest::collection::vec(one, 0..4)
}

/// Whether an opportunity passes; `machine` is its machine where the base has it.
fn passes(filter: &PipelineFilter, entry: &Entry, machine: Option<&Machine>) -> bool {
    let known = ["aging", "hours", "wear"];
    let of = &entry.of;
    let follow_up = entry.follow_up_on.is_some_and(|day| day <= filter.day) && !of.stage.is_closed();
    chosen(&filter.owner, Some(of.owner.as_str()).filter(|owner| !owner.is_empty()))
        && (filter.stage.is_empty() || filter.stage.contains(&of.stage))
        && chosen(&filter.campaign, Some(&of.campaign))
        && (filter.trigger.is_empty()
            || of.triggers.iter().any(|name| known.contains(&name.as_str()) && filter.trigger.contains(name)))
        && chosen(&filter.country, machine.and_then(|machine| machine.country.as_deref()))
        && (filter.customer.is_empty() || filter.customer.contains(&machine.and_then(|machine| machine.customer)))
        && (filter.machine.is_empty() || machine.is_some() && filter.machine.contains(&of.machine))
        && filter.q.as_ref().is_none_or(|q| machine.is_some_and(|machine| holds(machine, q)))
        && filter.flagged.is_none_or(|flagged| flagged == of.flag.is_some())
        && filter.attached.is_none_or(|attached| attached == of.lead.is_some())
        && filter.waits.is_none_or(|waits| waits == entry.waits_until.is_some())
        && filter.value_from.is_none_or(|from| of.value_cents.is_some_and(|value| value >= from))
        && filter.due.is_none_or(|due| due == follow_up)
}

/// The positions of the opportunities that pass.
pub(crate) fn naive_passing(all: &Pipeline, filter: &PipelineFilter) -> Vec<u32> {
    let passing = |position: &u32| {
        let machine = all.machine(*position).map(|row| row.to_machine());
        all.entry(*position).is_some_and(|entry| passes(filter, entry, machine.as_ref()))
    };
    (0..crate::bits::narrow(all.len())).filter(passing).collect()
}
