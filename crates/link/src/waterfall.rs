//! Why a pair has its weight: the prior, then each comparison.

use crate::model::probability;

/// A match weight, taken apart. The steps and the prior, less what rivals take, add up to the weight.
#[derive(Clone, Debug, PartialEq)]
pub struct Waterfall {
    /// The match weight before anything is compared.
    pub prior: f64,
    /// What each comparison adds, in the order of the rules.
    pub steps: Vec<Step>,
    /// What other partners that are likely of one of the two take away, where a record has one partner at most; else 0.
    pub rivals: f64,
    /// The match weight.
    pub weight: f64,
    /// The match probability.
    pub probability: f64,
}

impl Waterfall {
    pub(crate) fn less_rivals(self, rivals: f64) -> Self {
        let weight = self.weight - rivals;
        Self { rivals, weight, probability: probability(weight), ..self }
    }
}

/// What one comparison adds.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The name of the comparison.
    pub comparison: String,
    /// The left value as it was compared; `None` where it is missing.
    pub left: Option<String>,
    /// The right value.
    pub right: Option<String>,
    /// The comparison level.
    pub level: String,
    /// The weight of the level: the binary logarithm of its Bayes factor.
    pub weight: f64,
    /// What is added because the common value is rarer than others, or taken because it is more frequent.
    pub term_frequency: f64,
}
