//! Pairs become patterns: for each comparison a level, all of them in one number.

use crate::LinkError;
use crate::columns::{Column, Records};
use crate::measure::{Measure, Together, Units};
use crate::rules::{ComparisonRule, Rules};
use crate::table::MISSING;
use std::sync::Arc;

/// Levels of all comparisons in one number.
pub(crate) type Pattern = u64;

/// Values that were just compared are remembered; a power of two.
const REMEMBERED: usize = 1 << 10;

/// One comparison, made ready for the records.
#[derive(Clone, Debug)]
pub(crate) struct Comparison {
    pub(crate) label: String,
    pub(crate) column: Arc<Column>,
    pub(crate) term_frequency: bool,
    /// Positions of the comparisons that tell the same, better.
    unless_same: Vec<usize>,
    /// The columns of the lists it depends on.
    pub(crate) sources: Vec<String>,
    /// The name of each level, from `missing`.
    pub(crate) levels: Vec<String>,
    measure: Measure,
    crosswise: Option<Crosswise>,
}

/// A value that may have been entered in another column.
#[derive(Clone, Debug)]
struct Crosswise {
    units: Units,
    own: Vec<u32>,
    another: Vec<u32>,
}

/// Values this alike are taken for the same, in another column.
const ALIKE: f64 = 0.9;

impl Crosswise {
    fn new(own: &Column, another: &Column) -> Self {
        let shift = crate::texts::number(own.texts.len());
        let shifted = |code: &u32| if *code == MISSING { MISSING } else { code + shift };
        Self {
            units: own.texts.iter().chain(another.texts.iter()).collect(),
            own: own.codes.clone(),
            another: another.codes.iter().map(shifted).collect(),
        }
    }

    fn found(&self, one: u32, other: u32) -> bool {
        let alike = |own: u32, another: u32| {
            let (own, another) = (self.own[own as usize], self.another[another as usize]);
            own != MISSING && another != MISSING && self.units.jaro_winkler(own, another, ALIKE) >= ALIKE
        };
        alike(one, other) || alike(other, one)
    }
}

impl Comparison {
    fn new(at: usize, rule: &ComparisonRule, records: &mut Records<'_>) -> Result<Self, LinkError> {
        let place = format!("[[compare]] {at} ({})", rule.label);
        let column = records.column(&rule.columns, &place)?;
        let together = match rule.given.as_slice() {
            [] => None,
            given => {
                let given = given.iter().map(|name| records.column(std::slice::from_ref(name), &place));
                let given: Vec<Arc<Column>> = given.collect::<Result<_, _>>()?;
                Some(Together::of(&column, &given, records.bound()))
            }
        };
        let (measure, column) = Measure::new(rule, column, together);
        let mut levels = measure.labels(rule.measure);
        let mut sources: Vec<String> = rule.columns.iter().flat_map(|name| records.sources(name)).collect();
        let crosswise = match &rule.or_in {
            Some(another) => {
                levels.insert(2, format!("found in {another}"));
                sources.extend(records.sources(another));
                let another = records.column(std::slice::from_ref(another), &place)?;
                Some(Crosswise::new(&column, &another))
            }
            None => None,
        };
        Ok(Self {
            label: rule.label.clone(),
            column,
            term_frequency: rule.term_frequency,
            unless_same: Vec::new(),
            sources,
            levels,
            measure,
            crosswise,
        })
    }

    /// The highest level.
    pub(crate) fn top(&self) -> u8 {
        self.measure.top() + u8::from(self.crosswise.is_some())
    }

    /// The level, where that of the values alone is known.
    fn with_crosswise(&self, level: u8, one: u32, other: u32) -> u8 {
        match &self.crosswise {
            Some(crosswise) if level == 1 => 1 + u8::from(crosswise.found(one, other)),
            Some(_) => level + 1,
            None => level,
        }
    }
}

/// All comparisons, and each record's values side by side.
#[derive(Clone, Debug)]
pub(crate) struct Comparer {
    pub(crate) comparisons: Vec<Comparison>,
    codes: Vec<u32>,
}

impl Comparer {
    pub(crate) fn new(rules: &Rules, records: &mut Records<'_>) -> Result<Self, LinkError> {
        let comparisons = (1..).zip(&rules.compare).map(|(at, rule)| Comparison::new(at, rule, records));
        let mut comparisons: Vec<Comparison> = comparisons.collect::<Result<_, _>>()?;
        for (comparison, rule) in comparisons.iter_mut().zip(&rules.compare) {
            let named = |of: &ComparisonRule| rule.unless_same.contains(&of.label);
            comparison.unless_same = (0..).zip(&rules.compare).filter(|(_, of)| named(of)).map(|(at, _)| at).collect();
        }
        let mut codes = Vec::with_capacity(records.len() * comparisons.len());
        for record in 0..records.len() {
            codes.extend(comparisons.iter().map(|comparison| comparison.column.codes[record]));
        }
        Ok(Self { comparisons, codes })
    }

    /// The values of a record, by comparison.
    pub(crate) fn values(&self, record: u32) -> &[u32] {
        let width = self.comparisons.len();
        let start = record as usize * width;
        &self.codes[start..start + width]
    }

    /// Whether no comparison that tells the same, better, finds the same value: a customer's postcode says nothing more
    /// where the customer is the same, much where it is not.
    pub(crate) fn counts(&self, at: usize, one: u32, other: u32) -> bool {
        let better = &self.comparisons[at].unless_same;
        better.is_empty() || {
            let (values, others) = (self.values(one), self.values(other));
            better.iter().all(|at| values[*at] == MISSING || values[*at] != others[*at])
        }
    }

    pub(crate) fn pattern(&self, one: u32, another: u32, memory: &mut Memory) -> Pattern {
        let (values, others) = (self.values(one), self.values(another));
        let mut pattern = 0;
        for (at, comparison) in self.comparisons.iter().enumerate() {
            let (value, other) = (values[at], others[at]);
            let level = if value == MISSING || other == MISSING || !self.counts(at, one, another) {
                0
            } else if value == other {
                comparison.top()
            } else {
                let level = memory.level(at, comparison, value.min(other), value.max(other));
                comparison.with_crosswise(level, one, another)
            };
            pattern = pattern * (u64::from(comparison.top()) + 1) + u64::from(level);
        }
        pattern
    }

    /// The levels of a pattern, by comparison.
    pub(crate) fn levels(&self, mut pattern: Pattern) -> Vec<u8> {
        let mut levels = vec![0; self.comparisons.len()];
        for (level, comparison) in levels.iter_mut().zip(&self.comparisons).rev() {
            let base = u64::from(comparison.top()) + 1;
            *level = u8::try_from(pattern % base).unwrap_or_default();
            pattern /= base;
        }
        levels
    }
}

/// Levels of values compared before: within a block the same ones come again and again.
pub(crate) struct Memory {
    known: Vec<(u64, u8)>,
}

impl Memory {
    pub(crate) fn new(comparer: &Comparer) -> Self {
        Self { known: vec![(u64::MAX, 0); REMEMBERED * comparer.comparisons.len()] }
    }

    fn level(&mut self, at: usize, comparison: &Comparison, one: u32, other: u32) -> u8 {
        let key = u64::from(one) << 32 | u64::from(other);
        let slot = (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 54) as usize;
        let slot = &mut self.known[at * REMEMBERED + slot];
        if slot.0 != key {
            *slot = (key, comparison.measure.level(one, other));
        }
        slot.1
    }
}
