//! Facets of opportunities: each counts with all other filters applied.

use super::columns::STAGES;
use super::{Pipeline, PipelineFilter};
use crate::bits::Bits;
use crate::facet::Facet;
use crate::machines::TextField;

impl Pipeline {
    /// The facets `owner`, `stage`, `campaign` and `country`.
    #[must_use]
    pub fn facets(&self, filter: &PipelineFilter) -> Vec<Facet<'_>> {
        let selection = self.select(filter);
        let all = selection.all();
        let others = |field: &str| if selection.has(field) { selection.but(field) } else { all.clone() };
        let columns = &self.columns;
        let countries = &self.base.text(TextField::Country).dictionary;
        let owner = counts(&columns.owner, columns.owners.len(), others("owner").as_ref());
        let stage = counts(&columns.stage, STAGES.len(), others("stage").as_ref());
        let campaign = counts(&columns.campaign, columns.campaigns.len(), others("campaign").as_ref());
        let country = counts(&columns.country, countries.len(), others("country").as_ref());
        let mut stages: Vec<(&str, u32)> = STAGES.iter().map(|stage| stage.id()).zip(stage).collect();
        stages.sort_unstable_by_key(|(name, _)| *name);
        vec![
            Facet::of_codes("owner", &columns.owners, &owner),
            Facet::of("stage", stages),
            Facet::of_codes("campaign", &columns.campaigns, &campaign),
            Facet::of_codes("country", countries, &country),
        ]
    }
}

/// How many positions of a set or of all have each code; the last is for not known.
fn counts<T: Copy + Into<u32>>(column: &[T], codes: usize, set: Option<&Bits>) -> Vec<u32> {
    let mut counts = vec![0_u32; codes + 1];
    let mut add = |code: T| {
        if let Some(count) = counts.get_mut(code.into() as usize) {
            *count = count.wrapping_add(1);
        }
    };
    match set {
        Some(set) => set.for_each(|position| {
            if let Some(code) = column.get(position as usize) {
                add(*code);
            }
        }),
        None => column.iter().for_each(|code| add(*code)),
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::super::samples::{naive_passing, parameters, pipeline, today};
    use super::*;
    use crate::facet::FacetValue;
    use crate::fold::fold;
    use crate::parameters::NOT_KNOWN;
    use proptest::prelude::*;

    fn value(all: &Pipeline, field: &str, position: u32) -> String {
        let of = &all.entry(position).expect("it is there").of;
        let country = || all.machine(position).and_then(|machine| machine.country);
        let text = match field {
            "owner" => Some(of.owner.as_str()).filter(|owner| !owner.is_empty()),
            "stage" => Some(of.stage.id()),
            "campaign" => Some(of.campaign.as_str()),
            _ => country(),
        };
        text.unwrap_or(NOT_KNOWN).to_owned()
    }

    proptest! {
        #[test]
        fn facets_are_those_of_a_reader(opportunities in 0_u32..150, pairs in parameters()) {
            let all = pipeline(20, opportunities);
            let filter = PipelineFilter::parse(&pairs, "Berta Huber", today()).expect("parameters that are taken");
            let facets = all.facets(&filter);
            prop_assert_eq!(
                facets.iter().map(|facet| facet.field).collect::<Vec<_>>(),
                ["owner", "stage", "campaign", "country"]
            );
            for facet in facets {
                let mut others = filter.clone();
                match facet.field {
                    "owner" => others.owner.clear(),
                    "stage" => others.stage.clear(),
                    "campaign" => others.campaign.clear(),
                    _ => others.country.clear(),
                }
                let mut counts: Vec<(String, u32)> = Vec::new();
                for position in naive_passing(&all, &others) {
                    let value = value(&all, facet.field, position);
                    match counts.iter_mut().find(|(known, _)| *known == value) {
                        Some((_, count)) => *count += 1,
                        None => counts.push((value, 1)),
                    }
                }
                counts.sort_by_key(|(text, count)| (u32::MAX - count, text == NOT_KNOWN, fold(text)));
                let expected: Vec<FacetValue<'_>> =
                    counts.iter().map(|(value, count)| FacetValue { value, count: *count }).collect();
                prop_assert_eq!(&facet.values, &expected, "{}", facet.field);
            }
        }
    }
}
