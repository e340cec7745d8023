//! How a campaign type stands for each machine, and what a blocked machine is expected to be worth.
//!
//! A campaign is ready for a machine where one of its triggers fires, blocked where none fires and one is unknown, else
//! not due. A blocked machine's expected value is, for each unknown trigger, the share of the decided machines of its
//! type on which the trigger fires (of all decided machines where the type has too few) times what its hit would be
//! worth (its own price where known, else the mean of the firing machines of the type, else of all); of several unknown
//! triggers the largest counts, so that no offer is counted twice.

use crate::input::{Trigger, Verdict};
use crate::measure::State;
use crate::reading::Reading;
use crate::{Dimension, Input};

/// What is known of the decided machines of a type, or of all.
#[derive(Clone, Copy, Default)]
struct Decided {
    fires: u32,
    machines: u32,
    valued: u32,
    eur: f64,
}

impl Decided {
    fn add(&mut self, fires: bool, value: Option<f64>) {
        self.machines += 1;
        self.fires += u32::from(fires);
        if let Some(eur) = value.filter(|_| fires) {
            self.valued += 1;
            self.eur += eur;
        }
    }

    fn rate(&self) -> Option<f64> {
        (self.machines > 0).then(|| f64::from(self.fires) / f64::from(self.machines))
    }

    fn mean(&self) -> Option<f64> {
        (self.valued > 0).then(|| self.eur / f64::from(self.valued))
    }
}

/// A trigger with the rate and mean value of each type; the last is for machines whose type is not known.
struct Rated<'a> {
    trigger: &'a Trigger,
    by_type: Vec<(f64, Option<f64>)>,
    undecided: bool,
}

fn own_value(trigger: &Trigger, machine: usize) -> Option<f64> {
    let eur = trigger.value_eur.get(machine).copied().flatten().map(f64::from)?;
    (eur.is_finite() && eur > 0.0).then_some(eur)
}

/// The ids of the campaign types, in the order of the triggers.
pub(crate) fn campaigns(input: &Input) -> Vec<&str> {
    let mut ids: Vec<&str> = Vec::new();
    for trigger in &input.triggers {
        if !ids.contains(&trigger.campaign.as_str()) {
            ids.push(&trigger.campaign);
        }
    }
    ids
}

/// One campaign type over the base.
pub(crate) struct Outcome<'a> {
    pub(crate) id: &'a str,
    rated: Vec<Rated<'a>>,
    types: &'a [u32],
    /// The facts there are; bits beyond mean nothing.
    facts: u64,
}

impl<'a> Outcome<'a> {
    /// `None` where no trigger feeds such a campaign.
    pub(crate) fn of(reading: &'a Reading<'a>, id: &str) -> Option<Self> {
        let types = reading.groups(Dimension::Type);
        let triggers = || reading.input.triggers.iter().filter(|trigger| trigger.campaign == id);
        let id = triggers().next()?.campaign.as_str();
        let rated = triggers().map(|trigger| Rated::of(trigger, reading, types.len())).collect();
        let known = reading.input.facts.len();
        let facts = if known >= 64 { u64::MAX } else { (1 << known) - 1 };
        Some(Self { id, rated, types: &types.codes, facts })
    }

    #[inline]
    pub(crate) fn state(&self, machine: usize) -> State {
        let mut state = State::NotDue;
        for rated in &self.rated {
            match rated.trigger.verdict.get(machine) {
                Some(Verdict::Fires) => return State::Ready,
                Some(Verdict::DoesNotFire) => {}
                Some(Verdict::Unknown) | None => state = State::Blocked,
            }
        }
        state
    }

    /// What the offer of a ready machine is worth; the largest of its hits.
    pub(crate) fn ready_eur(&self, machine: usize) -> f64 {
        let firing = self.rated.iter().filter(|rated| rated.trigger.verdict.get(machine) == Some(&Verdict::Fires));
        firing.filter_map(|rated| own_value(rated.trigger, machine)).fold(0.0, f64::max)
    }

    /// Of each unknown trigger the missing facts and the expected value, EUR.
    #[inline]
    pub(crate) fn unknowns(&self, machine: usize) -> impl Iterator<Item = (u64, f64)> + '_ {
        let unknown =
            move |rated: &&Rated<'_>| matches!(rated.trigger.verdict.get(machine), Some(Verdict::Unknown) | None);
        self.rated.iter().filter(unknown).map(move |rated| {
            let missing = rated.trigger.missing.get(machine).copied().unwrap_or_default() & self.facts;
            (missing, self.expected(rated, machine))
        })
    }

    fn expected(&self, rated: &Rated<'_>, machine: usize) -> f64 {
        let of = self.types.get(machine).and_then(|code| rated.by_type.get(*code as usize)).copied();
        let (rate, mean) = of.unwrap_or_default();
        if rate <= 0.0 {
            return 0.0;
        }
        rate * own_value(rated.trigger, machine).or(mean).unwrap_or_default()
    }

    /// The expected value of a blocked machine, EUR.
    pub(crate) fn blocked_eur(&self, machine: usize) -> f64 {
        self.unknowns(machine).map(|(_, eur)| eur).fold(0.0, f64::max)
    }

    /// Whether a blocked machine has no expected value because no machine at all is decided by its unknown triggers, or
    /// nothing says what a hit is worth.
    pub(crate) fn unpriced(&self, machine: usize) -> bool {
        self.rated.iter().all(|rated| {
            let known = !matches!(rated.trigger.verdict.get(machine), Some(Verdict::Unknown) | None);
            let of = self.types.get(machine).and_then(|code| rated.by_type.get(*code as usize)).copied();
            let (rate, mean) = of.unwrap_or_default();
            let no_value = || own_value(rated.trigger, machine).or(mean).is_none();
            known || if rate > 0.0 { no_value() } else { rated.undecided }
        })
    }
}

impl<'a> Rated<'a> {
    fn of(trigger: &'a Trigger, reading: &Reading<'_>, types: usize) -> Self {
        let mut all = Decided::default();
        let mut of_type = vec![Decided::default(); types];
        let codes = &reading.groups(Dimension::Type).codes;
        for (machine, (verdict, code)) in trigger.verdict.iter().zip(codes).enumerate() {
            if *verdict == Verdict::Unknown {
                continue;
            }
            let fires = *verdict == Verdict::Fires;
            let value = if fires { own_value(trigger, machine) } else { None };
            all.add(fires, value);
            if let Some(decided) = of_type.get_mut(*code as usize) {
                decided.add(fires, value);
            }
        }
        let assumptions = reading.assumptions;
        let undecided = all.machines == 0;
        let rate = all.rate().unwrap_or(assumptions.rate_where_none_decided);
        let priced = |decided: &Decided| {
            let own_rate = decided.rate().filter(|_| decided.machines >= assumptions.min_decided);
            let own_mean = decided.mean().filter(|_| decided.valued >= assumptions.min_decided);
            (own_rate.unwrap_or(rate), own_mean.or(all.mean()))
        };
        Self { trigger, by_type: of_type.iter().map(priced).collect(), undecided }
    }
}
