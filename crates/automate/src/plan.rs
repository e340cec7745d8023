//! What an enrolment would do if nothing happened: every step with its day, for a dry run.

use crate::advance::{Situation, advance};
use crate::campaign::Campaign;
use crate::enrolment::{Effect, Enrolment, Note};
use crate::guard::Guard;
use crate::step::Step;
use chrono::{Days, NaiveDate};

/// So many days are looked ahead at most.
const DAYS_AHEAD: u64 = 730;

/// What one day would bring.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlannedDay {
    /// The day.
    pub on: NaiveDate,
    /// What the history would say.
    pub notes: Vec<Note>,
    /// What would go out.
    pub effects: Vec<Effect>,
}

/// The days of an enrolment from `today` to its end, if nobody answered, no fact changed but the days left, and every step that
/// needs a release were never released. Days on which nothing happens are left out.
#[must_use]
pub fn plan(
    campaign: &Campaign,
    enrolment: &Enrolment,
    today: NaiveDate,
    days_left: Option<i64>,
    holds: &dyn Fn(&str) -> Option<bool>,
    guard: &dyn Fn(NaiveDate, &Step) -> Guard,
) -> Vec<PlannedDay> {
    let mut days = Vec::new();
    let mut now = enrolment.clone();
    let mut on = today;
    let last = today.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(today);
    while on <= last && !now.state.is_over() {
        let passed = (on - today).num_days();
        let of_day = |step: &Step| guard(on, step);
        let situation = Situation {
            today: on,
            days_left: days_left.map(|left| left - passed),
            holds,
            happened: &[],
            guard: &of_day,
        };
        let of = advance(campaign, &now, &situation);
        if !of.notes.is_empty() || !of.effects.is_empty() {
            days.push(PlannedDay { on, notes: of.notes, effects: of.effects });
        }
        now = of.now;
        let Some(next) = now.due_on.filter(|due| *due > on) else { break };
        on = next;
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrolment::{EffectKind, State};
    use base::{EnrolmentId, MachineId};

    #[test]
    fn the_shipped_renewal_sends_three_messages_then_asks_for_a_call() {
        let text = include_str!("../../../campaigns/contract-renewal.toml");
        let campaign = Campaign::parse("contract-renewal.toml", text).expect("a campaign");
        let today: NaiveDate = "2026-11-02".parse().expect("a day");
        let enrolment = Enrolment {
            id: EnrolmentId::of("x"),
            campaign: campaign.id.clone(),
            version: 1,
            machine: MachineId::of("x"),
            opportunity: None,
            sequence: 1,
            state: State::Active,
            step: Some("opportunity".to_owned()),
            step_since: today,
            joined_on: today,
            due_on: None,
        };
        let planned = |days_left| {
            let days = plan(&campaign, &enrolment, today, days_left, &|_| Some(false), &|_, _| Guard::Pass);
            let said = days.iter().flat_map(|day| {
                day.effects.iter().filter_map(|effect| match &effect.kind {
                    EffectKind::Mail { mail } => Some(format!("{} {mail}", day.on)),
                    EffectKind::Task { .. } => Some(format!("{} {}", day.on, effect.step)),
                    _ => None,
                })
            });
            said.collect::<Vec<_>>()
        };
        assert_eq!(
            planned(Some(90)),
            ["2026-11-02 ends", "2026-12-02 ends", "2027-01-01 ends-soon", "2027-01-17 call"]
        );
        assert_eq!(planned(Some(20)), ["2026-11-02 ends-soon", "2026-11-08 call"]);
        assert_eq!(planned(None), Vec::<String>::new(), "nothing is sent while the day is not known");
    }
}
