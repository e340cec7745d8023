//! What a person changes of an opportunity, as steps that can be shown and taken back.

use crate::Stage;
use chrono::NaiveDate;

/// Why opportunities are lost; a short list, so that the reasons can be counted.
pub const LOST_REASONS: [&str; 8] =
    ["price", "competitor", "no_need", "no_budget", "timing", "no_answer", "wrong_data", "other"];

/// What people do with an opportunity, as it stands now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Work {
    /// How far it has come.
    pub stage: Stage,
    /// Since when it is there.
    pub stage_since: NaiveDate,
    /// Why it was lost.
    pub lost_reason: Option<String>,
    /// Who works on it.
    pub owner: String,
    /// When to look at it again.
    pub follow_up_on: Option<NaiveDate>,
}

/// A wanted change; what is `None` stays.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Change {
    /// Another stage.
    pub stage: Option<Stage>,
    /// The reason, with stage lost.
    pub lost_reason: Option<String>,
    /// Another owner.
    pub owner: Option<String>,
    /// Another day to look at it again, or none.
    pub follow_up_on: Option<Option<NaiveDate>>,
}

/// Which part of the work a step changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum StepKind {
    /// The stage.
    Stage,
    /// The owner.
    Owner,
    /// The day to look at it again.
    FollowUp,
    /// A note; it changes nothing else.
    Note,
}

impl StepKind {
    /// The name in the database and in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Stage => "stage",
            Self::Owner => "owner",
            Self::FollowUp => "follow_up",
            Self::Note => "note",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        [Self::Stage, Self::Owner, Self::FollowUp, Self::Note].into_iter().find(|kind| kind.id() == name)
    }
}

/// One step: what was, what is, and what was said with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// What it changes.
    pub kind: StepKind,
    /// What stood before.
    pub from: Option<String>,
    /// What stands now.
    pub to: Option<String>,
    /// The reason of a loss, the text of a note.
    pub text: Option<String>,
}

impl Work {
    /// Applies a change on the day `today`; gives the steps, none where nothing is different.
    ///
    /// # Errors
    /// In words for the person: a loss without a known reason, an owner without a name.
    pub fn apply(&mut self, change: &Change, today: NaiveDate) -> Result<Vec<Step>, String> {
        let mut steps = Vec::new();
        let mut now = self.clone();
        if let Some(stage) = change.stage {
            let reason = change.lost_reason.as_deref().filter(|_| stage == Stage::Lost);
            match reason {
                None if stage == Stage::Lost && self.stage != Stage::Lost => {
                    return Err(format!("a lost opportunity needs a lost_reason: {}", LOST_REASONS.join(", ")));
                }
                Some(reason) if !LOST_REASONS.contains(&reason) => {
                    return Err(format!("`{reason}` is not a lost_reason; known are {}", LOST_REASONS.join(", ")));
                }
                _ => {}
            }
            if stage != self.stage || (reason.is_some() && reason != self.lost_reason.as_deref()) {
                if stage != self.stage {
                    now.stage_since = today;
                }
                now.stage = stage;
                now.lost_reason = reason.map(str::to_owned);
                steps.push(Step {
                    kind: StepKind::Stage,
                    from: Some(self.stage.id().to_owned()),
                    to: Some(stage.id().to_owned()),
                    text: now.lost_reason.clone(),
                });
            }
        }
        if let Some(owner) = &change.owner {
            let owner = owner.trim();
            if owner.is_empty() || owner.chars().count() > 200 {
                return Err("an owner needs a name of at most 200 letters".to_owned());
            }
            if owner != self.owner {
                let step = |from: &str| Step {
                    kind: StepKind::Owner,
                    from: Some(from.to_owned()),
                    to: Some(owner.to_owned()),
                    text: None,
                };
                steps.push(step(&self.owner));
                owner.clone_into(&mut now.owner);
            }
        }
        if let Some(day) = change.follow_up_on
            && day != self.follow_up_on
        {
            let text = |day: Option<NaiveDate>| day.map(|day| day.to_string());
            steps.push(Step { kind: StepKind::FollowUp, from: text(self.follow_up_on), to: text(day), text: None });
            now.follow_up_on = day;
        }
        *self = now;
        Ok(steps)
    }

    /// Takes a step back on the day `today`.
    pub fn undo(&mut self, step: &Step, today: NaiveDate) {
        match step.kind {
            StepKind::Stage => {
                if let Some(stage) = step.from.as_deref().and_then(Stage::named) {
                    self.stage = stage;
                    self.stage_since = today;
                    self.lost_reason = None;
                }
            }
            StepKind::Owner => {
                if let Some(owner) = &step.from {
                    self.owner.clone_from(owner);
                }
            }
            StepKind::FollowUp => self.follow_up_on = step.from.as_deref().and_then(|day| day.parse().ok()),
            StepKind::Note => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn work() -> Work {
        Work {
            stage: Stage::New,
            stage_since: day("2026-10-01"),
            lost_reason: None,
            owner: "Anna".to_owned(),
            follow_up_on: None,
        }
    }

    #[test]
    fn a_change_gives_its_steps_and_each_can_be_taken_back() {
        let mut now = work();
        let change = Change {
            stage: Some(Stage::Lost),
            lost_reason: Some("price".to_owned()),
            owner: Some(" Luca ".to_owned()),
            follow_up_on: Some(Some(day("2026-12-01"))),
        };
        let steps = now.apply(&change, day("2026-11-22")).expect("applied");
        let kinds: Vec<_> = steps.iter().map(|step| step.kind).collect();
        assert_eq!(kinds, [StepKind::Stage, StepKind::Owner, StepKind::FollowUp]);
        assert_eq!((now.stage, now.owner.as_str()), (Stage::Lost, "Luca"));
        assert_eq!(now.stage_since, day("2026-11-22"));
        assert!(now.apply(&change, day("2026-11-23")).expect("applied").is_empty(), "the same again is no step");
        for step in steps.iter().rev() {
            now.undo(step, day("2026-10-01"));
        }
        assert_eq!(now, work());
    }

    #[test]
    fn a_loss_needs_a_known_reason_and_a_refused_change_changes_nothing() {
        let mut now = work();
        for reason in [None, Some("weather".to_owned())] {
            let change = Change { stage: Some(Stage::Lost), lost_reason: reason, ..Change::default() };
            assert!(now.apply(&change, day("2026-11-22")).is_err());
        }
        let nobody = Change { stage: Some(Stage::Won), owner: Some("  ".to_owned()), ..Change::default() };
        assert!(now.apply(&nobody, day("2026-11-22")).is_err());
        assert_eq!(now, work());
    }
}
