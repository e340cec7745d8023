//! The whole result.

use crate::bits::narrow;
use crate::campaigns::campaigns;
use crate::completeness::{completeness, lacking};
use crate::measure::Measure;
use crate::offers::Offers;
use crate::questions::questions;
use crate::reading::Reading;
use crate::revenue::revenue;
use crate::scope::Scope;
use crate::segments::{Potentials, start_with};
use crate::{
    AssumptionError, Assumptions, CampaignResult, Column, Completeness, Dimension, Figure, Finding, Gaps, Input,
    InputError, PotentialGroup, Question, Revenue, Segment, Totals,
};
use serde::Serialize;

/// A number of distinct values, and the machines of which the value is known.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Distinct {
    /// How many.
    pub count: u32,
    /// The machines behind them.
    pub of: Figure,
}

/// The figures of the cover.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Cover {
    /// Machines in the field.
    pub machines: Figure,
    /// Their customers.
    pub customers: Distinct,
    /// The countries of their sites.
    pub countries: Distinct,
    /// Data points known of all asked for, 0 to 1.
    pub completeness: f64,
    /// The machines of which something is missing.
    pub incomplete: Figure,
    /// Blocked by missing data; expected value.
    pub blocked: Figure,
    /// Ready to be offered now.
    pub ready: Figure,
    /// Untapped potential within the horizon.
    pub untapped: Figure,
}

/// Why nothing can be assessed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refused {
    /// The input does not fit.
    #[error(transparent)]
    Input(#[from] InputError),
    /// An assumption makes no sense.
    #[error(transparent)]
    Assumption(#[from] AssumptionError),
}

/// The assessment of an installed base.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Assessment {
    /// What the report begins with.
    pub cover: Cover,
    /// What is known.
    pub completeness: Completeness,
    /// The three questions.
    pub questions: Vec<Question>,
    /// Campaign types, in the order of the triggers.
    pub campaigns: Vec<CampaignResult>,
    /// All campaign types together.
    pub campaign_totals: Totals,
    /// What is missing, by what filling it frees.
    pub gaps: Gaps,
    /// Revenue today.
    pub revenue: Revenue,
    /// Untapped potential of the base.
    pub potential: PotentialGroup,
    /// Machines that qualify for an offer that has no price: contract, modernization, parts.
    pub potential_unpriced: Vec<Figure>,
    /// By product family.
    pub potential_by_family: Vec<PotentialGroup>,
    /// By product family and group of countries.
    pub potential_by_country_group: Vec<PotentialGroup>,
    /// By product family and age.
    pub potential_by_age: Vec<PotentialGroup>,
    /// Which segment to start with, the best first.
    pub start_with: Vec<Segment>,
    /// What to know, the most valuable first.
    pub findings: Vec<Finding>,
    /// What it rests on.
    pub assumptions: Assumptions,
}

fn distinct(column: &Column, machines: usize, measure: &Measure) -> Distinct {
    let mut seen = vec![false; column.values.len()];
    let mut known = 0;
    for code in (0..machines).filter_map(|machine| column.code(machine)) {
        known += 1;
        if let Some(seen) = seen.get_mut(code as usize) {
            *seen = true;
        }
    }
    let count = narrow(seen.iter().filter(|seen| **seen).count());
    Distinct { count, of: Figure::count(measure, &Scope::default(), known) }
}

impl Assessment {
    /// Assesses a base.
    ///
    /// # Errors
    /// Where the input's columns do not fit together, or an assumption makes no sense.
    pub fn of(input: &Input, assumptions: &Assumptions) -> Result<Self, Refused> {
        input.check()?;
        assumptions.check()?;
        let reading = Reading::of(input, assumptions);
        let offers = Offers::of(&reading);
        let lacking = lacking(input);
        // Independent of each other; on two cores it takes half as long.
        let (campaigns, completeness, potentials, questions, revenue) = std::thread::scope(|scope| {
            let other = scope.spawn(|| {
                let potentials = Potentials::of(&reading, &offers);
                let questions = questions(&reading, &offers, &potentials);
                (completeness(&reading, &lacking), potentials, questions, revenue(&reading))
            });
            let campaigns = campaigns(&reading, &lacking);
            let (completeness, potentials, questions, revenue) =
                other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            (campaigns, completeness, potentials, questions, revenue)
        });
        let potential = potentials.all();
        let start_with = start_with(&reading, &potentials, &campaigns, &lacking);
        let all = completeness.categories.first();
        let nothing = || Figure::count(&Measure::Complete { category: None, complete: false }, &Scope::default(), 0);
        let cover = Cover {
            machines: Figure::count(&Measure::Machines, &Scope::default(), narrow(input.machines)),
            customers: distinct(&input.customer, input.machines, &Measure::Customers),
            countries: distinct(&input.country, input.machines, &Measure::Countries),
            completeness: all.map_or(1.0, |all| all.share),
            incomplete: all.map_or_else(nothing, |all| all.incomplete.clone()),
            blocked: campaigns.totals.blocked.clone(),
            ready: campaigns.totals.ready.clone(),
            untapped: potential.all.clone(),
        };
        let by = |second| potentials.by(&reading, (Dimension::Family, second));
        let mut result = Self {
            cover,
            completeness,
            questions,
            campaigns: campaigns.results,
            campaign_totals: campaigns.totals,
            gaps: campaigns.gaps.ranked(&reading),
            revenue,
            potential,
            potential_unpriced: potentials.unpriced(),
            potential_by_family: by(None),
            potential_by_country_group: by(Some(Dimension::CountryGroup)),
            potential_by_age: by(Some(Dimension::Age)),
            start_with,
            findings: Vec::new(),
            assumptions: assumptions.clone(),
        };
        result.findings = crate::findings::findings(&result, &reading);
        Ok(result)
    }
}
