//! Over any base: every figure gives as many machines as it counts, and the parts sum to the whole.

use crate::*;
use base::{Category, Language};
use proptest::prelude::*;
use serde_json::Value as Json;

/// Small numbers that depend on seed and place only.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn maybe<T>(&mut self, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        (self.roll(4) > 0).then(|| value(self))
    }

    fn bits(&mut self, machines: usize) -> Bits {
        Bits::of(machines, |_| self.roll(3) > 0)
    }

    fn column(&mut self, machines: usize, values: &[&str]) -> Column {
        let codes = (0..machines).map(|_| u32::try_from(self.roll(values.len() as u64 + 1)).expect("small")).collect();
        Column { values: values.iter().map(|text| (*text).to_owned()).collect(), codes }
    }

    #[expect(clippy::cast_precision_loss, reason = "small")]
    fn money(&mut self, machines: usize) -> Vec<Option<f64>> {
        (0..machines).map(|_| self.maybe(|dice| dice.roll(20_000) as f64)).collect()
    }
}

fn any_base(seed: u64, machines: usize) -> Input {
    let mut dice = Dice(seed);
    let facts: Vec<String> = ["contract_status", "age_years", "operating_hours"].map(str::to_owned).to_vec();
    let trigger = |dice: &mut Dice, id: &str, campaign: &str| Trigger {
        id: id.to_owned(),
        campaign: campaign.to_owned(),
        verdict: (0..machines)
            .map(|_| [Verdict::Fires, Verdict::DoesNotFire, Verdict::Unknown][dice.roll(3) as usize])
            .collect(),
        missing: (0..machines).map(|_| 1 + dice.roll(7)).collect(),
        value_eur: (0..machines).map(|_| dice.maybe(|dice| dice.roll(9_000) as u16).map(f32::from)).collect(),
    };
    let point = |dice: &mut Dice, id: &str, category, reaches| DataPoint {
        id: id.to_owned(),
        category,
        present: dice.bits(machines),
        reaches,
    };
    Input {
        machines,
        machine_type: dice.column(machines, &["HX-500", "A&B=C@%", "-", "~x"]),
        product_family: dice.column(machines, &["Pressen", "Sägen"]),
        country: dice.column(machines, &["DE", "IT", "ZA"]),
        customer: dice.column(machines, &["1", "2", "3"]),
        owner: dice.column(machines, &["Anna", "Bruno"]),
        age_years: (0..machines).map(|_| dice.maybe(|dice| dice.roll(30) as u16).map(f32::from)).collect(),
        points: vec![
            point(&mut dice, "contract_status", Category::Contract, false),
            point(&mut dice, "email", Category::Location, true),
            point(&mut dice, "customer_name", Category::Location, true),
        ],
        contract: (0..machines)
            .map(|_| {
                use ContractStatus as C;
                [C::Active, C::Pending, C::Expired, C::None, C::Unknown][dice.roll(5) as usize]
            })
            .collect(),
        location_known: dice.bits(machines),
        location_confirmed_days: (0..machines).map(|_| dice.maybe(|dice| dice.roll(1500) as u32)).collect(),
        last_visit_days: (0..machines).map(|_| dice.maybe(|dice| dice.roll(6000) as u32)).collect(),
        visits_complete: dice.bits(machines),
        contract_annual_value: dice.money(machines),
        contract_price: dice.money(machines),
        type_contract_value: dice.money(machines),
        parts_revenue_24m: dice.money(machines),
        type_parts_revenue_24m: dice.money(machines),
        parts_package_price: dice.money(machines),
        modernization_price: dice.money(machines),
        facts,
        triggers: vec![
            trigger(&mut dice, "contract-expiring", "contract-renewal"),
            trigger(&mut dice, "machine-aging", "modernization"),
            trigger(&mut dice, "error-rate", "modernization"),
        ],
    }
}

fn lenient() -> Assumptions {
    Assumptions { min_decided: 2, parts_min_buyers: 2, segment_min_machines: 1, chart_groups: 2, ..Default::default() }
}

/// All figures of a result: every object with an id and a number of machines, wherever it stands.
fn figures(json: &Json, found: &mut Vec<(FigureId, usize)>) {
    match json {
        Json::Object(fields) => {
            if let (Some(Json::String(id)), Some(Json::Number(machines))) = (fields.get("id"), fields.get("machines")) {
                let machines = machines.as_u64().expect("a count");
                found.push((FigureId::new(id), usize::try_from(machines).expect("small")));
            }
            fields.values().for_each(|value| figures(value, found));
        }
        Json::Array(values) => values.iter().for_each(|value| figures(value, found)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_figure_gives_the_machines_it_counts(seed in any::<u64>(), machines in 0_usize..150) {
        let input = any_base(seed, machines);
        let result = Assessment::of(&input, &lenient()).expect("a valid input");
        let mut found = Vec::new();
        figures(&serde_json::to_value(&result).expect("serialisable"), &mut found);
        prop_assert!(found.len() > 50);
        for by in &result.completeness.by {
            for group in &by.groups {
                for (point, known) in result.completeness.points.iter().zip(&group.known) {
                    let id = FigureId::new(format!("{}@{}", point.known.id, group.scope));
                    found.push((id, *known as usize));
                }
            }
        }
        for (id, machines) in &found {
            let listed = result.machines(&input, id);
            prop_assert_eq!(listed.map(|listed| listed.len()), Some(*machines), "{}", id);
            prop_assert!(definitions().iter().any(|definition| definition.explains(id)), "{} is not defined", id);
        }
        for (gap, list) in result.gaps.gaps.iter().zip(result.gap_machines(&input)) {
            let mut listed: Vec<u32> = list.iter().map(|of| of.machine).collect();
            listed.sort_unstable();
            prop_assert_eq!(Some(listed), result.machines(&input, &gap.machines.id), "{}", gap.id);
            let freed: Vec<f64> = list.iter().filter_map(|of| of.freed_eur).collect();
            prop_assert_eq!(freed.len(), gap.freed.machines as usize, "{}", gap.id);
            let eur: f64 = list.iter().map(|of| of.eur).sum();
            prop_assert!((eur - gap.machines.worth()).abs() < 0.02, "{} {eur}", gap.id);
            prop_assert!((freed.iter().sum::<f64>() - gap.freed.worth()).abs() < 0.02, "{}", gap.id);
        }
        for finding in &result.findings {
            for id in &finding.figures {
                prop_assert!(found.iter().any(|(known, _)| known == id), "{} is no figure", id);
            }
            for language in [Language::De, Language::En, Language::It] {
                let unfilled = finding.sentence.text(language).contains('{');
                prop_assert!(!unfilled);
            }
        }
    }

    #[test]
    fn parts_sum_to_the_whole(seed in any::<u64>(), machines in 0_u32..150) {
        let input = any_base(seed, machines as usize);
        let result = Assessment::of(&input, &lenient()).expect("a valid input");
        let near = |a: f64, b: f64| (a - b).abs() < 1.0;
        for question in &result.questions {
            prop_assert_eq!(question.yes.machines + question.no.machines + question.unknown.machines, machines);
        }
        for campaign in &result.campaigns {
            let decided = campaign.ready.machines + campaign.not_due.machines;
            prop_assert_eq!(decided + campaign.blocked.machines, machines);
            for gap in &campaign.gaps {
                prop_assert!(gap.only.machines <= gap.blocked_by.machines);
                prop_assert!(gap.only.eur <= gap.blocked_by.eur.map(|eur| eur + 0.01));
                prop_assert!(gap.blocked_by.machines <= campaign.blocked.machines);
            }
        }
        let sum = |of: &dyn Fn(&CampaignResult) -> Option<f64>| result.campaigns.iter().filter_map(of).sum::<f64>();
        prop_assert!(near(sum(&|of| of.blocked.eur), result.cover.blocked.eur.unwrap_or_default()));
        prop_assert!(near(sum(&|of| of.ready.eur), result.cover.ready.eur.unwrap_or_default()));
        for category in &result.completeness.categories {
            prop_assert_eq!(category.complete.machines + category.incomplete.machines, machines);
            prop_assert!((0.0..=1.0).contains(&category.share));
        }
        for by in &result.completeness.by {
            prop_assert_eq!(by.groups.iter().map(|group| group.machines.machines).sum::<u32>(), machines);
            let shown: u32 = by.groups[..by.chart.shown].iter().map(|group| group.machines.machines).sum();
            prop_assert_eq!(shown + by.chart.other.machines, machines);
            prop_assert_eq!(by.chart.shown + by.chart.grouped, by.groups.len());
        }
        for gap in &result.gaps.gaps {
            prop_assert_eq!(gap.owners.iter().map(|owner| owner.machines.machines).sum::<u32>(), gap.machines.machines);
            let owners: f64 = gap.owners.iter().filter_map(|owner| owner.machines.eur).sum();
            prop_assert!(near(owners, gap.machines.eur.unwrap_or_default()));
        }
        let waiting = waiting(&input, &lenient()).expect("a valid input");
        for gap in &result.gaps.gaps {
            let (facts, points) = if gap.unreached {
                (0, mask_of(input.points.iter().map(|point| point.id.as_str()), &[&gap.id]))
            } else {
                (mask_of(input.facts.iter().map(String::as_str), &[&gap.id]), 0)
            };
            let sum: f64 = waiting.iter().map(|of| of.eur(facts, points)).sum();
            prop_assert!(near(sum, gap.machines.eur.unwrap_or_default()), "{}: {sum}", gap.id);
        }
        for by in [&result.potential_by_family, &result.potential_by_country_group, &result.potential_by_age] {
            prop_assert_eq!(by.iter().map(|group| group.machines.machines).sum::<u32>(), machines);
            let parts: f64 = by.iter().filter_map(|group| group.all.eur).sum();
            prop_assert!(near(parts, result.potential.all.eur.unwrap_or_default()));
        }
        for by in [&result.revenue.by_family, &result.revenue.by_type] {
            let parts: f64 = by.iter().filter_map(|group| group.contracts.eur).sum();
            prop_assert!(near(parts, result.revenue.all.contracts.eur.unwrap_or_default()));
        }
        let facts = result.gaps.gaps.iter().filter(|gap| !gap.unreached);
        let shares: f64 = facts.map(|gap| gap.share_eur).sum();
        prop_assert!(near(shares, result.cover.blocked.eur.unwrap_or_default()));
        prop_assert!(result.findings.len() <= 10);
    }
}

/// Three machines of a type, one decided to fire at EUR 1,000 and one not, the third blocked by its contract.
fn three() -> Input {
    let mut input = any_base(1, 3);
    input.machine_type = Column { values: vec!["HX".to_owned()], codes: vec![0; 3] };
    input.triggers.truncate(1);
    input.triggers[0].verdict = vec![Verdict::Fires, Verdict::DoesNotFire, Verdict::Unknown];
    input.triggers[0].missing = vec![0, 0, 0b1];
    input.triggers[0].value_eur = vec![Some(1000.0), None, None];
    input
}

#[test]
fn a_blocked_machine_is_worth_what_its_type_makes_expect() {
    let result = Assessment::of(&three(), &Assumptions::default()).expect("a valid input");
    let campaign = &result.campaigns[0];
    assert_eq!((campaign.ready.machines, campaign.ready.eur), (1, Some(1000.0)));
    assert_eq!((campaign.blocked.machines, campaign.blocked.eur), (1, Some(500.0)), "half of the decided fire");
    assert_eq!(campaign.gaps[0].only.id.as_str(), "campaign.contract-renewal.blocked_only_by.contract_status");
    let mut own_price = three();
    own_price.triggers[0].value_eur[2] = Some(3000.0);
    let result = Assessment::of(&own_price, &Assumptions::default()).expect("a valid input");
    assert_eq!(result.campaigns[0].blocked.eur, Some(1500.0), "its own price where known");
}

#[test]
fn what_nothing_says_is_counted_and_not_priced() {
    let mut input = three();
    input.triggers[0].verdict = vec![Verdict::Unknown; 3];
    input.triggers[0].missing = vec![0b1; 3];
    let result = Assessment::of(&input, &Assumptions::default()).expect("a valid input");
    let campaign = &result.campaigns[0];
    assert_eq!((campaign.blocked.machines, campaign.blocked.eur, campaign.unpriced.machines), (3, Some(0.0), 3));
    let assumed = Assumptions { rate_where_none_decided: 0.1, ..Assumptions::default() };
    let result = Assessment::of(&input, &assumed).expect("a valid input");
    assert_eq!(result.campaigns[0].blocked.eur, Some(100.0), "only one has a price");
    assert_eq!(result.campaigns[0].unpriced.machines, 2);
}

#[test]
fn a_missing_visit_is_no_silent_no() {
    let mut input = any_base(1, 5);
    input.age_years = vec![Some(12.0), Some(12.0), Some(9.0), None, Some(20.0)];
    input.last_visit_days = vec![None, None, None, None, Some(4000)];
    input.visits_complete = Bits::of(5, |machine| machine != 1);
    let result = Assessment::of(&input, &Assumptions::default()).expect("a valid input");
    let listed = |id: &str| result.machines(&input, &FigureId::new(id)).expect("a figure");
    assert_eq!(listed("question.no_visit.yes"), [0, 4]);
    assert_eq!(listed("question.no_visit.no"), [2]);
    assert_eq!(listed("question.no_visit.unknown"), [1, 3]);
    assert_eq!(result.machines(&input, &FigureId::new("question.no_visit.maybe")), None);
    assert_eq!(result.machines(&input, &FigureId::new("base.machines@type=unheard")), None);
    assert_eq!(result.machines(&input, &FigureId::new("base.machines@")), None);
}
