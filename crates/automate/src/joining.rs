//! Who is taken into a campaign today.

use crate::campaign::Campaign;
use crate::enrolment::{Enrolment, State};
use base::{EnrolmentId, MachineId, OpportunityId};
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, HashSet};

/// A machine that could be taken in: it has an open hit of the campaign's type that nothing holds back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    /// The machine.
    pub machine: MachineId,
    /// The opportunity its hits made.
    pub opportunity: Option<OpportunityId>,
    /// Who is one conversation with it: the customer's number; none where it stands by itself.
    pub conversation: Option<u32>,
    /// Its priority: who comes first where not all can be taken in.
    pub score: u8,
    /// Whether the campaign's further condition holds; none where that is not known.
    pub enters: Option<bool>,
}

/// What is known of machines that were in the campaign before.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Join {
    /// The last enrolment of each machine: its running number, and when it ended.
    pub before: BTreeMap<MachineId, (u32, Option<NaiveDate>)>,
    /// How many were taken in within the last seven days.
    pub this_week: u32,
    /// Conversations that run already: who is in one is not taken in a second time.
    pub running: HashSet<u32>,
}

/// Who is taken in, and how many are not, with the reason.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Joined {
    /// The new enrolments, in the order of priority.
    pub enrolments: Vec<Enrolment>,
    /// Those that do not meet the campaign's condition.
    pub do_not_enter: u32,
    /// Those of whom it is not known whether they meet it.
    pub unknown: u32,
    /// Those that were in it too short a time ago.
    pub resting: u32,
    /// Those with whose customer the campaign speaks already.
    pub in_conversation: u32,
    /// Those that wait because the week is full.
    pub waiting: u32,
}

/// Takes candidates in: by priority, each machine once, one of a conversation, as many as the week holds. Who is a control is
/// told by campaign and machine alone, so that it is the same on every run.
#[must_use]
pub fn join(campaign: &Campaign, mut candidates: Vec<Candidate>, known: &Join, today: NaiveDate) -> Joined {
    candidates.sort_by(|a, b| (b.score, a.machine).cmp(&(a.score, b.machine)));
    let mut all = Joined::default();
    let mut running = known.running.clone();
    let mut seen = HashSet::new();
    let mut left = campaign.weekly_capacity.map_or(u32::MAX, |most| most.saturating_sub(known.this_week));
    for of in candidates {
        if !seen.insert(of.machine) {
            continue;
        }
        let sequence = match known.before.get(&of.machine) {
            None => 1,
            // It runs.
            Some((_, None)) => continue,
            Some((last, Some(ended))) => {
                let rested = ended.checked_add_days(Days::new(u64::from(campaign.rest_days)));
                if rested.is_none_or(|rested| rested > today) {
                    all.resting += 1;
                    continue;
                }
                last + 1
            }
        };
        if campaign.entry.is_some() {
            match of.enters {
                Some(true) => {}
                Some(false) => {
                    all.do_not_enter += 1;
                    continue;
                }
                None => {
                    all.unknown += 1;
                    continue;
                }
            }
        }
        if of.conversation.is_some_and(|conversation| running.contains(&conversation)) {
            all.in_conversation += 1;
            continue;
        }
        let id = EnrolmentId::of(&format!("{}:{}:{sequence}", campaign.id, of.machine));
        let is_control = is_control(campaign, of.machine);
        if !is_control {
            if left == 0 {
                all.waiting += 1;
                continue;
            }
            left -= 1;
            running.extend(of.conversation);
        }
        all.enrolments.push(Enrolment {
            id,
            campaign: campaign.id.clone(),
            version: campaign.version,
            machine: of.machine,
            opportunity: of.opportunity,
            sequence,
            state: if is_control { State::Control } else { State::Active },
            step: campaign.steps.first().map(|step| step.id.clone()),
            step_since: today,
            joined_on: today,
            due_on: None,
        });
    }
    all
}

/// Whether a machine is a control of a campaign: the first bytes of a name-based id are as good as a die, and the same each
/// time.
fn is_control(campaign: &Campaign, machine: MachineId) -> bool {
    let drawn = EnrolmentId::of(&format!("control:{}:{machine}", campaign.id)).0.as_u128() % 100;
    drawn < u128::from(campaign.controls_percent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn campaign(more: &str) -> Campaign {
        let text = format!(
            "id = \"a\"\nversion = 1\ntype = \"modernization\"\ntopic = \"offers\"\nrest_days = 30\n{more}\n\
             title = {{ de = \"A\", en = \"A\", it = \"A\" }}\nexplanation = {{ de = \"A\", en = \"A\", it = \"A\" }}\n\
             [[steps]]\nid = \"open\"\nkind = \"opportunity\"\n"
        );
        Campaign::parse("a", &text).expect("a campaign")
    }

    fn candidate(machine: &str, conversation: u32, score: u8) -> Candidate {
        let machine = MachineId::of(machine);
        Candidate { machine, opportunity: None, conversation: Some(conversation), score, enters: Some(true) }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn one_of_a_conversation_by_priority_and_as_many_as_the_week_holds() {
        let campaign = campaign("weekly_capacity = 2");
        let all = vec![candidate("a", 1, 10), candidate("b", 1, 90), candidate("c", 2, 50), candidate("d", 3, 5)];
        let joined = join(&campaign, all.clone(), &Join::default(), day("2026-11-01"));
        let machines: Vec<MachineId> = joined.enrolments.iter().map(|of| of.machine).collect();
        assert_eq!(machines, [MachineId::of("b"), MachineId::of("c")]);
        assert_eq!((joined.in_conversation, joined.waiting), (1, 1));
        let full = Join { this_week: 2, ..Join::default() };
        assert_eq!(join(&campaign, all, &full, day("2026-11-01")).enrolments.len(), 0);
    }

    #[test]
    fn who_was_in_it_rests_and_then_begins_anew_with_another_key() {
        let campaign = campaign("entry = \"in_field\"");
        let first = join(&campaign, vec![candidate("a", 1, 10)], &Join::default(), day("2026-11-01")).enrolments;
        let known = |ended: Option<&str>| Join {
            before: BTreeMap::from([(MachineId::of("a"), (1, ended.map(day)))]),
            ..Join::default()
        };
        let again = |ended, today| join(&campaign, vec![candidate("a", 1, 10)], &known(ended), day(today));
        assert_eq!(again(None, "2026-12-01").enrolments.len(), 0, "it runs");
        assert_eq!(again(Some("2026-11-20"), "2026-12-01").resting, 1);
        let second = again(Some("2026-11-20"), "2026-12-20").enrolments;
        assert_eq!((second.len(), second[0].sequence), (1, 2));
        assert_ne!(first[0].id, second[0].id);
        let unknown = Candidate { enters: None, ..candidate("b", 2, 10) };
        let not = Candidate { enters: Some(false), ..candidate("c", 3, 10) };
        let joined = join(&campaign, vec![unknown, not], &Join::default(), day("2026-11-01"));
        assert_eq!((joined.enrolments.len(), joined.unknown, joined.do_not_enter), (0, 1, 1));
    }

    #[test]
    fn about_as_many_controls_as_were_asked_for_and_always_the_same() {
        let campaign = campaign("controls_percent = 20");
        let all: Vec<Candidate> = (0..2_000).map(|n| candidate(&format!("m{n}"), n, 10)).collect();
        let joined = join(&campaign, all.clone(), &Join::default(), day("2026-11-01"));
        let controls = joined.enrolments.iter().filter(|of| of.state == State::Control).count();
        assert!((340..460).contains(&controls), "{controls} of 2,000");
        assert_eq!(joined, join(&campaign, all, &Join::default(), day("2026-11-01")));
    }
}
