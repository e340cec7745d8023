//! What was estimated: how likely each level is for records that are the same (m) and for others (u).

use crate::LinkError;
use crate::compare::{Comparer, Pattern};
use serde::{Deserialize, Serialize};

/// Match weights of a linkage. It can be kept and used again for the same rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// The probability that two records are the same before they are compared.
    pub prior: f64,
    /// The comparisons of the rules, in their order.
    pub comparisons: Vec<ComparisonModel>,
}

/// The levels of one comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ComparisonModel {
    /// Its name.
    pub label: String,
    /// The levels, from `missing`, which says nothing, over the lowest to `same`.
    pub levels: Vec<LevelModel>,
}

/// One comparison level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LevelModel {
    /// What it says about the two values.
    pub label: String,
    /// How often it is found among pairs of the same thing.
    pub m: f64,
    /// How often it is found among other pairs.
    pub u: f64,
}

impl LevelModel {
    /// The match weight: the binary logarithm of the Bayes factor.
    pub fn weight(&self) -> f64 {
        (self.m / self.u).log2()
    }
}

impl Model {
    /// The match weight before anything is compared.
    pub fn prior_weight(&self) -> f64 {
        (self.prior / (1.0 - self.prior)).log2()
    }

    /// The weight of a pattern, prior included.
    pub(crate) fn weight(&self, comparer: &Comparer, pattern: Pattern) -> f64 {
        let levels = comparer.levels(pattern);
        let weights = levels
            .iter()
            .zip(&self.comparisons)
            .map(|(level, comparison)| comparison.levels.get(usize::from(*level)).map_or(0.0, LevelModel::weight));
        self.prior_weight() + weights.sum::<f64>()
    }

    /// Refuses a model of other rules.
    pub(crate) fn check(&self, comparer: &Comparer) -> Result<(), LinkError> {
        let of_model = self.comparisons.iter().map(|comparison| (comparison.label.as_str(), comparison.levels.len()));
        let of_rules =
            comparer.comparisons.iter().map(|comparison| (comparison.label.as_str(), comparison.levels.len()));
        if of_model.clone().eq(of_rules.clone()) {
            return Ok(());
        }
        let say = |shapes: &mut dyn Iterator<Item = (&str, usize)>| {
            shapes.map(|(label, levels)| format!("{label} ({levels} levels)")).collect::<Vec<_>>().join(", ")
        };
        Err(LinkError::OtherModel { model: say(&mut of_model.clone()), rules: say(&mut of_rules.clone()) })
    }
}

/// The probability of a match weight.
pub(crate) fn probability(weight: f64) -> f64 {
    1.0 / (1.0 + (-weight).exp2())
}
