//! The rules of a linkage: which lists, what is compared with what and how, from when on a pair links. Read from TOML by
//! [`Rules::parse`], which says what is wrong and where.

mod file;
mod parse;

use crate::clean::Clean;

/// How many lists are linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    /// Duplicates within one list.
    One,
    /// Records of a left list with those of a right list.
    Two,
}

/// What u probabilities are estimated from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// From random pairs; the prior is that of any two records.
    Random,
    /// From the compared pairs themselves, with the m probabilities: for lists where only similar records are compared
    /// (blocking by nearest). The prior is that of a compared pair.
    Compared,
}

/// The rules of a linkage. All keys of the file, those with a value in brackets being optional:
///
/// | where | key | what |
/// |---|---|---|
/// | `[link]` | `lists` | `"one"`: duplicates within a list, `"two"`: left against right |
/// | | `review` (0.2), `accept` (0.95) | probabilities from which a pair is reviewed, and from which it links |
/// | | `id` () | the column with a record's own id, in which ties end |
/// | | `source` () | a column; a cluster holds one record of each value |
/// | | `one_to_one` (false) | at most one partner in the other list; likely partners take probability from one another |
/// | | `prior` () | the probability that two records are the same |
/// | | `sure` (), `recall` (0.9) | else: lists of columns; pairs equal in all columns of one are taken for the same, and are this share of all that are |
/// | | `estimate_from` (`"random"`) | see [`Basis`] |
/// | | `sample` (500000), `seed` (0) | how many random pairs, and which |
/// | | `largest_block` (2000000) | a block of more pairs is left out and reported |
/// | `[columns]` | `NAME = { from, clean }` | a column made of one or more of the list, with steps applied to it |
/// | `[[block]]` | `on` | columns; records equal in all are compared |
/// | | `nearest` (), `parts` (`"words"`), `at_least` (0) | or: so many records that share the rarest words or grams |
/// | | `train` (true) | whether m probabilities are learned from its pairs |
/// | `[[compare]]` | `column` or `columns`, `label` () | what is compared |
/// | | `as`, `parts` | how |
/// | | `levels` () | thresholds, the most alike first |
/// | | `term_frequency` (false) | whether sharing a rare value says more |
/// | | `or_in` () | a column in which the value may have been entered instead |
/// | | `given` () | for `together`: columns; which values correspond is learnt from records equal in all of them |
/// | | `unless_same` () | labels of other comparisons; this one counts only where none of them finds the same value |
#[derive(Clone, Debug)]
pub struct Rules {
    pub(crate) lists: Lists,
    pub(crate) id: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) review: f64,
    pub(crate) accept: f64,
    pub(crate) one_to_one: bool,
    pub(crate) prior: Option<f64>,
    pub(crate) sure: Vec<Vec<String>>,
    pub(crate) recall: f64,
    pub(crate) basis: Basis,
    pub(crate) sample: usize,
    pub(crate) seed: u64,
    pub(crate) largest_block: u64,
    pub(crate) columns: Vec<DerivedColumn>,
    pub(crate) blocks: Vec<BlockingRule>,
    pub(crate) compare: Vec<ComparisonRule>,
}

impl Rules {
    /// How many lists the rules are for.
    pub fn lists(&self) -> Lists {
        self.lists
    }

    /// The column with a record's own id, where the rules name one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The probability from which a pair is put to review, and the one from which it links.
    pub fn thresholds(&self) -> (f64, f64) {
        (self.review, self.accept)
    }

    /// Whether a record has at most one partner.
    pub fn is_one_to_one(&self) -> bool {
        self.one_to_one
    }

    /// The rules with another probability from which a pair is put to review, at most that from which it links.
    pub fn reviewing_from(mut self, probability: f64) -> Self {
        self.review = probability.clamp(f64::MIN_POSITIVE, self.accept);
        self
    }
}

/// A column made of others.
#[derive(Clone, Debug)]
pub(crate) struct DerivedColumn {
    pub(crate) name: String,
    pub(crate) from: Vec<String>,
    pub(crate) clean: Vec<Clean>,
}

/// Which records are compared.
#[derive(Clone, Debug)]
pub(crate) struct BlockingRule {
    pub(crate) on: Vec<String>,
    pub(crate) nearest: Option<Nearest>,
    pub(crate) train: bool,
}

/// Compare a record with those that share its rarest parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nearest {
    pub(crate) count: usize,
    pub(crate) parts: Parts,
    pub(crate) at_least: f32,
}

/// What a text is taken apart into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Parts {
    Words,
    /// Runs of so many letters, from the shortest to the longest.
    Grams(usize, usize),
}

/// One comparison.
#[derive(Clone, Debug)]
pub(crate) struct ComparisonRule {
    pub(crate) label: String,
    pub(crate) columns: Vec<String>,
    pub(crate) measure: MeasureRule,
    pub(crate) levels: Vec<f64>,
    pub(crate) term_frequency: bool,
    /// A column in which the value may have been entered instead.
    pub(crate) or_in: Option<String>,
    /// Columns; from records equal in all of them it is learnt which values come together.
    pub(crate) given: Vec<String>,
    /// Labels of comparisons that tell the same, better; this one counts only where none of them finds the same value.
    pub(crate) unless_same: Vec<String>,
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MeasureRule {
    Exact,
    Serial,
    JaroWinkler,
    DamerauLevenshtein,
    CompanyName,
    Cosine(Parts),
    Number,
    Date,
    Postcode,
    Distance,
    /// Two columns whose values may have been entered the wrong way round.
    Swapped,
    /// Values that come together in records that are nearly sure to be the same, as `VLDB J.` and `The VLDB Journal`.
    Together,
}
