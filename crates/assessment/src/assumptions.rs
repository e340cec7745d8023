//! What the assessment assumes where data cannot tell. Every assumption is printed with the result and can be edited;
//! their definitions stand in `assumption_texts`.

use base::Translated;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Which price stands for a contract that does not exist yet.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContractValue {
    /// The price list, else the mean of the type.
    PriceList,
    /// The mean of the type's contracts, else the price list.
    TypeMean,
}

/// Whether a site is current that no dated record confirms.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undated {
    /// It is not known.
    Unknown,
    /// It is.
    Current,
    /// It is not.
    NotCurrent,
}

/// What segments are made of besides the product family.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentBy {
    /// Groups of countries.
    CountryGroup,
    /// Age bands.
    Age,
}

/// Countries that are worked on together.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountryGroup {
    /// The id in figures.
    pub id: String,
    /// What it is called.
    pub name: Translated,
    /// ISO 3166 alpha-2 codes.
    pub countries: Vec<String>,
}

/// How many points each part of a segment's score gives at most; relative to their sum.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StartWeights {
    /// Untapped potential, relative to the largest segment.
    pub potential: f64,
    /// Value of what is ready, relative to the largest segment.
    pub ready: f64,
    /// Share of the data points that are known.
    pub known: f64,
    /// Share of the machines that an offer can reach.
    pub reached: f64,
}

impl Default for StartWeights {
    fn default() -> Self {
        Self { potential: 40.0, ready: 30.0, known: 15.0, reached: 15.0 }
    }
}

/// All assumptions.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Assumptions {
    /// The time over which potential is summed, months.
    pub horizon_months: f64,
    /// Share of the machines without any contract that take one within twelve months.
    pub attach_rate: f64,
    /// Share of the machines whose contract expired that renew it within twelve months.
    pub renewal_rate: f64,
    /// Which price stands for a contract that does not exist yet.
    pub contract_value: ContractValue,
    /// Age from which a modernization is offered, years.
    pub modernization_from_years: f64,
    /// Share of these machines modernized within twelve months.
    pub modernization_rate: f64,
    /// Share of the distance to the median of active buyers that can be reached.
    pub parts_reach: f64,
    /// Active buyers a type needs for a median of its own.
    pub parts_min_buyers: u32,
    /// Decided machines a type needs for a firing rate or mean value of its own.
    pub min_decided: u32,
    /// Firing rate where a trigger has decided no machine at all; 0 counts such machines without pricing them.
    pub rate_where_none_decided: f64,
    /// A site is current if a record confirmed it within this many days.
    pub location_current_days: u32,
    /// Whether a site is current that no dated record confirms.
    pub location_undated: Undated,
    /// Years without a documented visit that are asked about.
    pub visit_years: f64,
    /// Upper limits of the age bands, years, rising; a band ends before its limit.
    pub age_bands: Vec<f32>,
    /// Groups of countries; all others are the group `other`.
    pub country_groups: Vec<CountryGroup>,
    /// What segments are made of besides the product family.
    pub segment_by: SegmentBy,
    /// A segment with fewer machines is not proposed as a start.
    pub segment_min_machines: u32,
    /// The points of the score.
    pub start_weights: StartWeights,
    /// Bars a chart shows; further groups are summed as "other", and how many they are is said.
    pub chart_groups: u32,
}

fn group(id: &str, names: [&str; 3], countries: &[&str]) -> CountryGroup {
    let [de, en, it] = names.map(str::to_owned);
    let countries = countries.iter().map(|code| (*code).to_owned()).collect();
    CountryGroup { id: id.to_owned(), name: Translated { de, en, it }, countries }
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            horizon_months: 12.0,
            attach_rate: 0.15,
            renewal_rate: 0.3,
            contract_value: ContractValue::PriceList,
            modernization_from_years: 10.0,
            modernization_rate: 0.05,
            parts_reach: 0.3,
            parts_min_buyers: 5,
            min_decided: 30,
            rate_where_none_decided: 0.0,
            location_current_days: 730,
            location_undated: Undated::Unknown,
            visit_years: 10.0,
            age_bands: vec![5.0, 10.0, 15.0, 20.0],
            country_groups: vec![
                group("dach", ["DACH", "DACH", "DACH"], &["DE", "AT", "CH", "LI"]),
                group(
                    "south",
                    ["Südeuropa", "Southern Europe", "Europa meridionale"],
                    &["IT", "ES", "PT", "GR", "MT", "CY", "SM"],
                ),
                group(
                    "west",
                    ["West- und Nordeuropa", "Western and Northern Europe", "Europa occ. e sett."],
                    &["FR", "BE", "NL", "LU", "GB", "IE", "DK", "SE", "NO", "FI", "IS"],
                ),
                group(
                    "east",
                    ["Osteuropa", "Eastern Europe", "Europa orientale"],
                    &["PL", "CZ", "SK", "HU", "RO", "BG", "SI", "HR", "RS", "BA", "EE", "LV", "LT", "UA", "TR"],
                ),
                group("americas", ["Amerika", "Americas", "Americhe"], &["US", "CA", "MX", "BR", "AR", "CL", "CO"]),
                group(
                    "asia",
                    ["Asien und Pazifik", "Asia and Pacific", "Asia e Pacifico"],
                    &["CN", "JP", "KR", "TW", "IN", "TH", "VN", "MY", "SG", "ID", "AU", "NZ"],
                ),
            ],
            segment_by: SegmentBy::CountryGroup,
            segment_min_machines: 20,
            start_weights: StartWeights::default(),
            chart_groups: 8,
        }
    }
}

/// Why assumptions cannot be taken.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("assumption `{assumption}`: {what}")]
pub struct AssumptionError {
    /// Which one.
    pub assumption: &'static str,
    /// What is wrong and what to give instead.
    pub what: String,
}

fn refuse(assumption: &'static str, what: impl Into<String>) -> Result<(), AssumptionError> {
    Err(AssumptionError { assumption, what: what.into() })
}

impl Assumptions {
    /// Whether the assumptions make sense.
    ///
    /// # Errors
    /// The first one that does not, with what to give instead.
    pub fn check(&self) -> Result<(), AssumptionError> {
        let shares = [
            ("attach_rate", self.attach_rate),
            ("renewal_rate", self.renewal_rate),
            ("modernization_rate", self.modernization_rate),
            ("parts_reach", self.parts_reach),
            ("rate_where_none_decided", self.rate_where_none_decided),
        ];
        for (name, share) in shares {
            if !(0.0..=1.0).contains(&share) {
                return refuse(name, format!("{share} is not a share; give a number from 0 to 1"));
            }
        }
        if !(1.0..=120.0).contains(&self.horizon_months) {
            return refuse("horizon_months", "give 1 to 120 months");
        }
        for (name, years) in
            [("modernization_from_years", self.modernization_from_years), ("visit_years", self.visit_years)]
        {
            if !(0.0..=100.0).contains(&years) {
                return refuse(name, "give 0 to 100 years");
            }
        }
        let rising = self.age_bands.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
        if self.age_bands.is_empty()
            || self.age_bands.len() > 20
            || !rising
            || self.age_bands.iter().any(|limit| !(*limit > 0.0 && limit.is_finite()))
        {
            return refuse("age_bands", "give 1 to 20 rising limits above 0, such as 5, 10, 15, 20");
        }
        let (mut ids, mut countries) = (HashSet::from(["other"]), HashSet::new());
        for group in &self.country_groups {
            let allowed = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
            if group.id.len() < 2 || !group.id.chars().all(allowed) || !ids.insert(&group.id) {
                let what = format!("`{}` cannot be the id of a group, stands twice or is reserved", group.id);
                return refuse("country_groups", what);
            }
            if let Some(country) = group.countries.iter().find(|country| !countries.insert(country.as_str())) {
                return refuse("country_groups", format!("`{country}` stands in two groups"));
            }
        }
        let weights = self.start_weights;
        let weights = [weights.potential, weights.ready, weights.known, weights.reached];
        if weights.iter().any(|weight| !(0.0..=1000.0).contains(weight)) || weights.iter().sum::<f64>() <= 0.0 {
            return refuse("start_weights", "give points from 0 to 1000, not all 0");
        }
        if !(1..=50).contains(&self.chart_groups) {
            return refuse("chart_groups", "give 1 to 50 bars");
        }
        Ok(())
    }

    /// The horizon in years.
    pub(crate) fn years(&self) -> f64 {
        self.horizon_months / 12.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_assumptions_are_refused_in_plain_words() {
        assert_eq!(Assumptions::default().check(), Ok(()));
        let error = Assumptions { attach_rate: 15.0, ..Assumptions::default() }.check().expect_err("no share");
        assert_eq!(error.to_string(), "assumption `attach_rate`: 15 is not a share; give a number from 0 to 1");
        assert!(Assumptions { age_bands: vec![5.0, 5.0], ..Assumptions::default() }.check().is_err());
        assert!(Assumptions { attach_rate: f64::NAN, ..Assumptions::default() }.check().is_err());
    }

    #[test]
    fn what_is_not_given_is_the_default() {
        let read: Assumptions = serde_json::from_str(r#"{"attach_rate": 0.2}"#).expect("valid");
        assert_eq!(read, Assumptions { attach_rate: 0.2, ..Assumptions::default() });
        assert!(serde_json::from_str::<Assumptions>(r#"{"atach_rate": 0.2}"#).is_err());
    }
}
