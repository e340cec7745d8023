//! Triggers on past days: what would have fired when, and what came of it.
//!
//! Facts are computed as of each day from what is imported today: what happened later does not count, what was delivered later counts from
//! its own date. What has no date is as it is known today: master data, prices, which lists are complete, and of a list that was
//! replaced by a later one what the later one says. What came of it is looked up afterwards, in the orders, visits and contracts
//! that are known today.
//!
//! Hits hold on as they would have. Telemetry is used where its use is agreed now. Rests and suppressions do not count: they
//! are about offers, and a replay is about verdicts.

use crate::PipelineError;
use crate::decide::{Deciding, decide_then};
use crate::state::{Progress, Silent, Workplace};
use ::decide::{CAMPAIGNS, Rule, Verdict};
use base::{Kind, MachineId};
use chrono::{Datelike, Days, NaiveDate};
use connect::History;
use hashbrown::{HashMap, HashSet};
use serde::Serialize;
use std::collections::BTreeMap;

/// What to replay.
pub struct Replaying<'a> {
    /// The triggers.
    pub rules: &'a [Rule],
    /// Those that others may name: all that are in force.
    pub known: &'a [Rule],
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// How many days after it fired first something counts as come of it.
    pub within: u32,
    /// EUR for one unit of a currency, in millionths.
    pub rates: &'a HashMap<String, i64>,
}

/// What came of a hit.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Outcome {
    /// What: an order, a visit, a contract.
    pub kind: &'static str,
    /// When.
    pub on: NaiveDate,
    /// Days after the trigger fired first.
    pub days: i64,
}

/// A machine for which a trigger fired.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Fired {
    /// The machine.
    #[serde(skip)]
    pub machine: MachineId,
    /// Its serial number.
    #[serde(skip)]
    pub serial_number: String,
    /// The trigger.
    pub trigger: String,
    /// Its version.
    pub rule_version: u32,
    /// The first day of the period it fired on. On the first day of the period: it may have fired before.
    pub first_fired: NaiveDate,
    /// The last.
    pub last_fired: NaiveDate,
    /// On how many days.
    pub days: u32,
    /// How often it began to fire.
    pub times: u32,
    /// The first that came of it.
    pub outcome: Option<Outcome>,
}

/// A trigger over the period.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct TriggerReplay {
    /// The trigger.
    pub trigger: String,
    /// Its version.
    pub rule_version: u32,
    /// Machines it fired for.
    pub machines: usize,
    /// Those of them for which it fired on the first day already.
    pub from_the_first_day: usize,
    /// What counts as come of it; `None` where nothing is defined for its campaign.
    pub outcome: Option<&'static str>,
    /// The last day of which outcomes are known: that of the latest delivery of their kind. `None` where there is none.
    pub known_until: Option<NaiveDate>,
    /// Machines of which something came within the days asked for, these being over.
    pub followed: usize,
    /// Machines of which nothing came, the days being over.
    pub not_followed: usize,
    /// Machines of which the days are not over, whether or not something came already.
    pub open: usize,
    /// `followed` of `followed` and `not_followed`, 0 to 1: how often what it announced came. `None` for none.
    pub precision: Option<f64>,
    /// The median of the days from firing first to what came, of `followed`.
    pub lead_days: Option<i64>,
    /// New hits by week, by the Monday it begins with, weeks without any included.
    pub by_week: Vec<(NaiveDate, u32)>,
    /// Machine days on which the verdict was unknown, of all.
    pub unknown: f64,
}

/// What a replay found.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Replay {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Machines in the base.
    pub machines: usize,
    /// The triggers, in the order of the rules.
    pub triggers: Vec<TriggerReplay>,
    /// What fired, by trigger and day.
    #[serde(skip)]
    pub fired: Vec<Fired>,
}

/// What counts as come of a campaign: the kind of rows, and what they are called.
fn outcome_of(campaign: &str) -> Option<(Kind, &'static str)> {
    debug_assert!(CAMPAIGNS.contains(&campaign));
    match campaign {
        "contract-renewal" | "service-agreement" => Some((Kind::Contracts, "contract")),
        "parts-reminder" | "parts-package" | "modernization" | "end-of-life" => Some((Kind::Orders, "order")),
        "preventive-maintenance" | "service-call" => Some((Kind::Visits, "visit")),
        _ => None,
    }
}

/// A machine and trigger while days go by.
struct Run {
    first: NaiveDate,
    last: NaiveDate,
    days: u32,
    times: u32,
}

/// A trigger while days go by.
#[derive(Default)]
struct Going {
    runs: HashMap<MachineId, Run>,
    /// Machines whose hit is open: a day on which nobody can say leaves it so.
    open: HashSet<MachineId>,
    by_week: BTreeMap<NaiveDate, u32>,
    unknown: u64,
    asked: u64,
}

impl Going {
    fn fires(&mut self, machine: MachineId, day: NaiveDate, is_first: bool) {
        let before = day.pred_opt();
        let run = self.runs.entry(machine).or_insert(Run { first: day, last: NaiveDate::MIN, days: 0, times: 0 });
        if Some(run.last) != before {
            run.times += 1;
            if !is_first {
                *self.by_week.entry(monday(day)).or_default() += 1;
            }
        }
        run.last = day;
        run.days += 1;
    }
}

fn monday(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day)
}

/// All weeks of a period, with how many each had.
fn weeks(from: NaiveDate, to: NaiveDate, had: &BTreeMap<NaiveDate, u32>) -> Vec<(NaiveDate, u32)> {
    let first = monday(from);
    let weeks = first.iter_weeks().take_while(|week| *week <= to);
    weeks.map(|week| (week, had.get(&week).copied().unwrap_or(0))).collect()
}

/// Decides on every day of a period and looks up what came of it.
///
/// # Errors
/// Where the period is none, a rule is wrong, or database or lake cannot be read.
pub async fn replay(
    workplace: &Workplace,
    replaying: &Replaying<'_>,
    today: NaiveDate,
    progress: &dyn Progress,
) -> Result<Replay, PipelineError> {
    let Replaying { rules, known, from, to, within, rates } = *replaying;
    if from > to || to > today {
        return Err(PipelineError::Nothing(format!(
            "{from} to {to} is no period of the past: it begins before it ends, and ends by {today}"
        )));
    }
    progress.stage("days");
    let mut going: Vec<Going> = rules.iter().map(|_| Going::default()).collect();
    let mut state = workplace.state_as_of(Some(from)).await?;
    let days: Vec<NaiveDate> = from.iter_days().take_while(|day| *day <= to).collect();
    for (done, day) in days.iter().enumerate() {
        progress.step(done, days.len());
        let deciding = Deciding { rules, known, as_of: *day, rates };
        let mut decided = decide_then(workplace, state, &deciding, &Silent).await?;
        // Hits hold on as they would have: by those open the day before.
        for (rule, going) in rules.iter().zip(&going).filter(|(rule, _)| rule.keep.is_some()) {
            decided.set_open(rule, going.open.clone());
        }
        let ids = &decided.state.files.link.ids;
        for (of, going) in decided.verdicts()?.iter().zip(&mut going) {
            going.asked += ids.len() as u64;
            for (machine, id) in ids.iter().enumerate() {
                match of.verdict(machine) {
                    Verdict::Fires => {
                        going.open.insert(*id);
                        going.fires(*id, *day, *day == from);
                    }
                    Verdict::Unknown => going.unknown += 1,
                    Verdict::DoesNotFire | Verdict::NotPermitted => {
                        going.open.remove(id);
                    }
                }
            }
        }
        state = decided.state;
    }
    progress.stage("what came of it");
    let state = workplace.state_as_of(Some(today)).await?;
    let kinds = [Kind::Contracts, Kind::Orders, Kind::Visits];
    let history = History::load_kinds(&workplace.lake, &state.batches, &state.files, &kinds)?;
    let position: HashMap<MachineId, usize> =
        state.files.link.ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut found = Replay { from, to, machines: position.len(), triggers: Vec::new(), fired: Vec::new() };
    for (rule, going) in rules.iter().zip(going) {
        let outcome = outcome_of(&rule.campaign);
        let delivered = |(kind, _): (Kind, _)| {
            let tables = state.files.tables.values().filter(move |of| of.kind == kind);
            tables.map(|of| of.delivered_on).max().map(|on| on.min(today))
        };
        let known_until = outcome.and_then(delivered);
        let mut fired: Vec<Fired> = Vec::with_capacity(going.runs.len());
        for (machine, run) in &going.runs {
            let Some(at) = position.get(machine).copied() else { continue };
            let came = outcome.and_then(|(kind, name)| {
                let days = history.days(kind, at);
                let on = days.into_iter().filter(|on| *on > run.first && *on <= today).min()?;
                let days = (on - run.first).num_days();
                (days <= i64::from(within)).then_some(Outcome { kind: name, on, days })
            });
            let serial = state.files.str("serial_number", at).unwrap_or(&state.files.link.normalised[at]);
            fired.push(Fired {
                machine: *machine,
                serial_number: serial.to_owned(),
                trigger: rule.id.clone(),
                rule_version: rule.version,
                first_fired: run.first,
                last_fired: run.last,
                days: run.days,
                times: run.times,
                outcome: came,
            });
        }
        fired.sort_by_key(|of| (of.first_fired, of.machine));
        let weeks = weeks(from, to, &going.by_week);
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let unknown = if going.asked == 0 { 0.0 } else { going.unknown as f64 / going.asked as f64 };
        let of = Judged { rule, outcome: outcome.map(|(_, name)| name), from, known_until, within, unknown };
        found.triggers.push(of.summary(&fired, weeks));
        found.fired.extend(fired);
    }
    Ok(found)
}

/// What a trigger's hits are judged by.
struct Judged<'a> {
    rule: &'a Rule,
    outcome: Option<&'static str>,
    from: NaiveDate,
    known_until: Option<NaiveDate>,
    within: u32,
    unknown: f64,
}

impl Judged<'_> {
    fn summary(&self, fired: &[Fired], by_week: Vec<(NaiveDate, u32)>) -> TriggerReplay {
        // Only hits whose days are over: of the others those that came early would count, and none that did not come.
        let is_over = |of: &&Fired| {
            self.known_until.is_some_and(|until| (until - of.first_fired).num_days() >= i64::from(self.within))
        };
        let over: Vec<&Fired> = fired.iter().filter(is_over).collect();
        let mut leads: Vec<i64> = over.iter().filter_map(|of| of.outcome.map(|outcome| outcome.days)).collect();
        leads.sort_unstable();
        let followed = leads.len();
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let precision = (!over.is_empty()).then(|| followed as f64 / over.len() as f64);
        TriggerReplay {
            trigger: self.rule.id.clone(),
            rule_version: self.rule.version,
            machines: fired.len(),
            from_the_first_day: fired.iter().filter(|of| of.first_fired == self.from).count(),
            outcome: self.outcome,
            known_until: self.known_until,
            followed,
            not_followed: over.len() - followed,
            open: fired.len() - over.len(),
            precision,
            lead_days: leads.get(leads.len() / 2).copied(),
            by_week,
            unknown: self.unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn weeks_begin_on_monday_and_none_is_left_out() {
        // 2026-11-01 is a Sunday.
        assert_eq!(monday(day("2026-11-01")), day("2026-10-26"));
        let had = BTreeMap::from([(day("2026-11-02"), 3)]);
        let found = weeks(day("2026-11-01"), day("2026-11-10"), &had);
        assert_eq!(found, [(day("2026-10-26"), 0), (day("2026-11-02"), 3), (day("2026-11-09"), 0)]);
    }

    #[test]
    fn a_hit_that_ends_and_begins_again_is_counted_twice() {
        let mut going = Going::default();
        let machine = MachineId::of("m-1");
        for (at, on) in ["2026-10-01", "2026-10-02", "2026-10-05"].into_iter().enumerate() {
            going.fires(machine, day(on), at == 0);
        }
        let run = &going.runs[&machine];
        assert_eq!((run.first, run.last, run.days, run.times), (day("2026-10-01"), day("2026-10-05"), 3, 2));
        assert_eq!(going.by_week, BTreeMap::from([(day("2026-10-05"), 1)]), "who fires on the first day is not new");
    }

    #[test]
    fn every_campaign_has_something_that_can_come_of_it() {
        assert!(CAMPAIGNS.iter().all(|campaign| outcome_of(campaign).is_some()));
    }
}
