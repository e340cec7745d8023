//! The assessment of the installed base: how complete the data is, what its gaps cost, what is untapped, where to start.
//! Pure: no I/O, no clock, no randomness; ages and days since are given by the caller.
//!
//! [`Assessment::of`] reads an [`Input`] (columns, one entry a machine in the field) and [`Assumptions`] (editable,
//! printed with the result). Every number is a [`Figure`]: how many machines, what they are worth, and an id whose
//! machines [`Assessment::machines`] gives, so that each number opens the list behind it. Missing data is never a silent
//! no: what cannot be answered is counted as unknown and priced.

mod assessment;
mod assumption_texts;
mod assumptions;
mod bits;
mod campaigns;
mod check;
mod completeness;
mod definitions;
mod figure;
mod findings;
mod gap_machines;
mod gaps;
mod groups;
mod input;
mod machines;
mod measure;
mod offers;
mod outcome;
mod points;
mod questions;
mod reading;
mod revenue;
mod scope;
mod segments;
mod sentence;
mod templates;
#[cfg(test)]
mod tests;
mod waiting;

pub use assessment::{Assessment, Cover, Distinct, Refused};
pub use assumption_texts::AssumptionText;
pub use assumptions::{AssumptionError, Assumptions, ContractValue, CountryGroup, SegmentBy, StartWeights, Undated};
pub use bits::Bits;
pub use campaigns::{CampaignGap, CampaignResult, Totals};
pub use check::InputError;
pub use completeness::{Breakdown, CategoryCount, Chart, Completeness, Group, PointCount};
pub use definitions::{Definition, definitions};
pub use figure::{Figure, FigureId};
pub use findings::Finding;
pub use gap_machines::GapMachine;
pub use gaps::{Bundle, Gap, GapCampaign, GapOwner, Gaps};
pub use input::{Column, ContractStatus, DataPoint, Input, Trigger, Verdict};
pub use measure::Offer;
pub use points::{POINTS, PointOf};
pub use questions::Question;
pub use revenue::{Revenue, RevenueGroup};
pub use scope::Dimension;
pub use segments::{PotentialGroup, ScorePart, Segment};
pub use sentence::{Piece, Sentence, Value, number_text};
pub use waiting::{Waiting, mask_of, waiting};
