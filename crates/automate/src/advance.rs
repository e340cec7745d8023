//! What a day makes of an enrolment.

use crate::campaign::Campaign;
use crate::enrolment::{Effect, EffectKind, Enrolment, Happened, Happening, Note, State, TaskTitle};
use crate::guard::Guard;
use crate::step::{Doing, Step, Test};
use chrono::{Days, NaiveDate};

/// Days a person has for what comes back to them: a reply, a mail that may not be sent, a release.
const DUE_DAYS: u64 = 3;

/// What is known when an enrolment is looked at.
pub struct Situation<'a> {
    /// The day, where the tenant is.
    pub today: NaiveDate,
    /// Days left to the campaign's anchor; none where that is not known.
    pub days_left: Option<i64>,
    /// Whether a condition of the campaign holds for the machine; none where that is not known.
    pub holds: &'a dyn Fn(&str) -> Option<bool>,
    /// What happened since the enrolment began.
    pub happened: &'a [Happened],
    /// What the guards say of a step that speaks to the customer.
    pub guard: &'a dyn Fn(&Step) -> Guard,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Advanced {
    /// The enrolment as it is now.
    pub now: Enrolment,
    /// What its history says.
    pub notes: Vec<Note>,
    /// What goes out.
    pub effects: Vec<Effect>,
}

impl Advanced {
    fn end(&mut self, reason: &str) {
        self.now.state = State::Ended { reason: reason.to_owned() };
        self.now.due_on = None;
        self.notes.push(Note::Ended { reason: reason.to_owned() });
    }

    fn effect(&mut self, step: &str, kind: EffectKind) {
        self.effects.push(Effect { key: self.now.key(step), step: step.to_owned(), kind });
    }

    fn task(&mut self, step: &str, title: TaskTitle, today: NaiveDate, reasons: Vec<String>) {
        let due = today.checked_add_days(Days::new(DUE_DAYS)).unwrap_or(today);
        self.effect(step, EffectKind::Task { title, due, reasons });
    }
}

/// Looks at an enrolment on a day: ends it where an exit holds, else runs the steps that are due. At most one step speaks to
/// the customer on a day. Of dated steps only the last that is due runs; those before are left out, and the history says so.
/// The same enrolment in the same situation gives the same.
#[must_use]
pub fn advance(campaign: &Campaign, enrolment: &Enrolment, situation: &Situation<'_>) -> Advanced {
    let mut of = Advanced { now: enrolment.clone(), notes: Vec::new(), effects: Vec::new() };
    if of.now.state.is_over() {
        return of;
    }
    of.now.due_on = None;
    if let Some(reason) = ending(campaign, situation) {
        of.end(&reason);
        return of;
    }
    match of.now.state {
        State::Control | State::Answered | State::Ended { .. } => return of,
        State::Active => {}
    }
    if happened(situation, Happening::Replied, None) {
        of.now.state = State::Answered;
        of.notes.push(Note::Answered);
        of.task("reply", TaskTitle::Answer, situation.today, Vec::new());
        return of;
    }
    run(campaign, situation, &mut of);
    of
}

/// Why it is over, whichever step it stands at.
fn ending(campaign: &Campaign, situation: &Situation<'_>) -> Option<String> {
    let exit = campaign.exits.iter().find(|exit| (situation.holds)(&exit.when) == Some(true));
    let said = [Happening::Ordered, Happening::Declined].into_iter().find(|what| happened(situation, *what, None));
    exit.map(|exit| exit.reason.clone()).or_else(|| said.map(|what| what.id().to_owned()))
}

fn happened(situation: &Situation<'_>, what: Happening, step: Option<&str>) -> bool {
    situation.happened.iter().any(|of| of.what == what && (step.is_none() || of.step.as_deref() == step))
}

fn run(campaign: &Campaign, situation: &Situation<'_>, of: &mut Advanced) {
    let today = situation.today;
    let mut has_spoken = false;
    loop {
        let Some((at, step)) = of.now.step.clone().and_then(|id| campaign.step(&id)) else {
            of.end("completed");
            return;
        };
        if let Some(before) = step.days_before {
            match situation.days_left {
                // Not known today: nothing is left out and nothing is sent for it; looked at again tomorrow.
                None => return,
                Some(left) if left > i64::from(before) => {
                    let days = u64::try_from(left - i64::from(before)).unwrap_or(1);
                    of.now.due_on = today.checked_add_days(Days::new(days));
                    return;
                }
                Some(left) => {
                    if later_is_due(campaign, at, left) {
                        of.notes.push(Note::LeftOut { step: step.id.clone(), days_left: left });
                        go_on(campaign, of, step.next, today);
                        continue;
                    }
                }
            }
        }
        if step.approval && !happened(situation, Happening::Released, Some(&step.id)) {
            let already = of.now.step_since < today;
            if !already || of.now.joined_on == today {
                of.notes.push(Note::AwaitsRelease { step: step.id.clone() });
            }
            // The key is the same on every day, so the task is made once.
            let title = TaskTitle::Release { step: step.id.clone() };
            of.task(&format!("{}-release", step.id), title, today, Vec::new());
            return;
        }
        let mut next = step.next;
        match &step.doing {
            Doing::Opportunity => of.effect(&step.id, EffectKind::Opportunity),
            Doing::Assign { team } => of.effect(&step.id, EffectKind::Assign { team: team.clone() }),
            Doing::Webhook { name } => of.effect(&step.id, EffectKind::Webhook { name: name.clone() }),
            Doing::Task { title, due_days } => {
                let due = today.checked_add_days(Days::new(u64::from(*due_days))).unwrap_or(today);
                let title = TaskTitle::Said { title: title.clone() };
                of.effect(&step.id, EffectKind::Task { title, due, reasons: Vec::new() });
            }
            Doing::WorkOrder { title, due_days } => {
                let due = today.checked_add_days(Days::new(u64::from(*due_days))).unwrap_or(today);
                of.effect(&step.id, EffectKind::WorkOrder { title: title.clone(), due });
            }
            Doing::Mail { mail } | Doing::Notice { mail } => {
                if has_spoken {
                    of.now.due_on = today.succ_opt();
                    return;
                }
                match (situation.guard)(step) {
                    Guard::Pass => {
                        has_spoken = true;
                        let kind = match step.doing {
                            Doing::Notice { .. } => EffectKind::Notice { mail: mail.clone() },
                            _ => EffectKind::Mail { mail: mail.clone() },
                        };
                        of.effect(&step.id, kind);
                    }
                    Guard::Later { until, reason } => {
                        of.now.due_on = Some(until.max(today.succ_opt().unwrap_or(until)));
                        of.notes.push(Note::Later { step: step.id.clone(), until, reason });
                        return;
                    }
                    Guard::Person { reasons } => {
                        of.notes.push(Note::NotSent { step: step.id.clone(), reasons: reasons.clone() });
                        of.task(&step.id, TaskTitle::InsteadOfMail { mail: mail.clone() }, today, reasons);
                        go_on(campaign, of, step.next, today);
                        continue;
                    }
                }
            }
            Doing::Wait { days, until } => {
                let came = until.iter().any(|what| happened(situation, *what, None));
                let over = days.and_then(|days| of.now.step_since.checked_add_days(Days::new(u64::from(days))));
                if !came && over.is_none_or(|over| over > today) {
                    of.now.due_on = over;
                    return;
                }
                go_on(campaign, of, step.next, today);
                continue;
            }
            Doing::Branch { test, then, otherwise, unknown } => {
                let holds = match test {
                    Test::Facts(condition) => (situation.holds)(condition),
                    Test::Happened(what) => Some(happened(situation, *what, None)),
                };
                let to = match holds {
                    Some(true) => *then,
                    Some(false) => *otherwise,
                    None => *unknown,
                };
                next = Some(to);
                let to = campaign.steps.get(to).map(|step| step.id.clone()).unwrap_or_default();
                of.notes.push(Note::Went { step: step.id.clone(), holds, to });
                go_on(campaign, of, next, today);
                continue;
            }
            Doing::End { reason } => {
                of.notes.push(Note::Done { step: step.id.clone() });
                of.end(reason);
                return;
            }
        }
        of.notes.push(Note::Done { step: step.id.clone() });
        go_on(campaign, of, next, today);
    }
}

fn go_on(campaign: &Campaign, of: &mut Advanced, next: Option<usize>, today: NaiveDate) {
    of.now.step = next.and_then(|next| campaign.steps.get(next)).map(|step| step.id.clone());
    of.now.step_since = today;
}

/// Whether a later dated step of the same way is due, too. A branch ends the look: which way it goes is not known yet.
fn later_is_due(campaign: &Campaign, at: usize, days_left: i64) -> bool {
    let mut next = campaign.steps.get(at).and_then(|step| step.next);
    while let Some(step) = next.and_then(|next| campaign.steps.get(next)) {
        if matches!(step.doing, Doing::Branch { .. } | Doing::End { .. }) {
            return false;
        }
        if step.days_before.is_some_and(|before| days_left <= i64::from(before)) {
            return true;
        }
        next = step.next;
    }
    false
}

#[cfg(test)]
#[path = "advance_tests.rs"]
mod tests;
