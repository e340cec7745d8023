//! Triggers and verdicts: which machine needs which offer now, and why.
//!
//! A [`Rule`] is one TOML file; its condition is a SQL boolean expression over facts, and SQL's three-valued logic is
//! the verdict: true fires, false does not, null is unknown. Conditions are evaluated over the whole base at once, and
//! the evidence is read off the expression itself. Pure: facts come in, verdicts go out; no clock, no files.

mod again;
mod composite;
mod condition;
mod evidence;
mod explain;
mod foresee;
mod near;
mod place;
mod priority;
mod rule;
pub mod segment;
mod sentence;
mod telling;
pub mod tree;
mod verdict;

pub use composite::{Via, named_triggers};
pub use condition::{Condition, Conditions, RuleError};
pub use evidence::{Compared, Evidence, Proof, json_value};
pub use explain::{ExplainedPart, PartKind};
pub use foresee::{DAYS_AHEAD, Foreseen};
pub use near::Near;
pub use place::Place;
pub use priority::{Part, Priority, Weights};
pub use rule::{CAMPAIGNS, PriorityRule, Purpose, Rule, TypeParameters, Urgency, ValueEstimate};
pub use segment::{Segment, SegmentError, Segments, Wording};
pub use sentence::{Said, comparison_text, meaning, number_text, sentence, short_meaning, value_text};
pub use telling::{Told, day_text, told};
pub use verdict::{DATA_USE, Hit, Verdict, Verdicts};
