//! A plausible base for the examples: presses, saws and lathes, seeded, the same on every run.

use assessment::{Bits, Column, ContractStatus, DataPoint, Input, POINTS, Trigger, Verdict};

/// A seeded generator; its quality does not matter here.
struct Dice(u64);

impl Dice {
    #[expect(clippy::cast_precision_loss, reason = "31 bits")]
    fn share(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as f64 / (1_u64 << 31) as f64
    }

    fn below(&mut self, share: f64) -> bool {
        self.share() < share
    }

    fn up_to(&mut self, limit: f64) -> f64 {
        self.share() * limit
    }
}

const FAMILIES: [&str; 4] = ["Pressen", "Sägen", "Drehmaschinen", "Abfüllanlagen"];
const COUNTRIES: [&str; 14] = ["DE", "DE", "DE", "AT", "CH", "IT", "IT", "FR", "PL", "CZ", "US", "CN", "ES", "ZA"];
const OWNERS: [&str; 5] = ["Anna Berger", "Luca Rossi", "Jonas Weber", "Marie Dubois", "Petra Huber"];
const FACTS: [&str; 14] = [
    "contract_status",
    "contract_days_left",
    "age_years",
    "warranty_status",
    "hours_since_maintenance",
    "maintenance_interval",
    "hours_per_day",
    "critical_errors_30d",
    "errors_90d",
    "months_without_parts_order",
    "vibration",
    "operating_hours",
    "hours_limit",
    "end_of_life_reached",
];

/// Trigger, campaign, the facts it may lack by their place, how often it fires, its value relative to the machine's price.
const TRIGGERS: [(&str, &str, &[usize], f64, f64); 10] = [
    ("contract-expiring", "contract-renewal", &[0, 1], 0.08, 0.03),
    ("end-of-life", "end-of-life", &[0, 13], 0.12, 0.5),
    ("error-rate-rising", "modernization", &[2, 8], 0.06, 0.2),
    ("error-signal", "service-call", &[7], 0.05, 0.01),
    ("machine-aging", "modernization", &[2], 0.4, 0.2),
    ("maintenance-due", "preventive-maintenance", &[4, 5, 6], 0.2, 0.01),
    ("modernization-at-renewal", "modernization", &[0, 1, 10], 0.02, 0.2),
    ("parts-inactive", "parts-reminder", &[9], 0.3, 0.015),
    ("warranty-expiring", "service-agreement", &[3], 0.04, 0.03),
    ("wear-threshold", "parts-package", &[10, 11, 12], 0.1, 0.02),
];

/// How often each fact is known.
const KNOWN: [f64; 14] = [0.66, 0.6, 0.82, 0.7, 0.4, 0.9, 0.45, 0.5, 0.5, 0.72, 0.35, 0.55, 0.85, 0.93];

fn texts(values: &[&str]) -> Vec<String> {
    values.iter().map(|text| (*text).to_owned()).collect()
}

/// The base of so many machines.
#[expect(clippy::cast_possible_truncation, reason = "prices")]
pub fn base(machines: usize) -> Input {
    let mut dice = Dice(0x1a2b_3c4d);
    let customers = (machines / 6).max(1);
    let mut input = Input {
        machines,
        machine_type: Column { values: (0..24).map(|at| format!("HX-{}", 100 + at * 25)).collect(), codes: Vec::new() },
        product_family: Column { values: texts(&FAMILIES), codes: Vec::new() },
        country: Column { values: texts(&COUNTRIES[2..]), codes: Vec::new() },
        customer: Column { values: (0..customers).map(|at| format!("K{at:06}")).collect(), codes: Vec::new() },
        owner: Column { values: texts(&OWNERS), codes: Vec::new() },
        facts: texts(&FACTS),
        location_known: Bits::none(machines),
        visits_complete: Bits::none(machines),
        ..Input::default()
    };
    input.country.values.dedup();
    input.country.values.retain(|country| !country.is_empty());
    input.points = POINTS
        .iter()
        .map(|of| DataPoint {
            id: of.id.to_owned(),
            category: of.category,
            present: Bits::none(machines),
            reaches: of.reaches,
        })
        .collect();
    let mut known: Vec<u64> = Vec::with_capacity(machines);
    for machine in 0..machines {
        one(&mut input, &mut dice, machine, customers);
        let facts = KNOWN.iter().enumerate();
        known.push(facts.fold(0, |mask, (at, share)| mask | u64::from(dice.below(*share)) << at));
    }
    for (id, campaign, lacks, rate, value) in TRIGGERS {
        let mut trigger = Trigger {
            id: id.to_owned(),
            campaign: campaign.to_owned(),
            verdict: Vec::with_capacity(machines),
            missing: Vec::with_capacity(machines),
            value_eur: Vec::with_capacity(machines),
        };
        let needs = lacks.iter().fold(0_u64, |mask, at| mask | 1 << at);
        for (machine, known) in known.iter().enumerate() {
            let missing = needs & !known;
            let decided = if dice.below(rate) { Verdict::Fires } else { Verdict::DoesNotFire };
            // One known fact often suffices for a no.
            let unknown = missing != 0 && (missing == needs || dice.below(0.7));
            trigger.verdict.push(if unknown { Verdict::Unknown } else { decided });
            trigger.missing.push(if unknown { missing } else { 0 });
            let price = input.modernization_price[machine].map(|eur| eur / 0.2 * value);
            trigger.value_eur.push(price.map(|eur| eur as f32));
        }
        input.triggers.push(trigger);
    }
    input
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small positive numbers")]
fn one(input: &mut Input, dice: &mut Dice, machine: usize, customers: usize) {
    let of_type = (dice.share() * dice.share() * 24.0) as u32;
    let unknown = |known: bool, code: u32| if known { code } else { u32::MAX };
    input.machine_type.codes.push(unknown(dice.below(0.98), of_type));
    input.product_family.codes.push(unknown(dice.below(0.97), of_type / 6));
    let countries = input.country.values.len() as f64;
    let country = (dice.share() * dice.share() * countries) as u32;
    let located = dice.below(0.86);
    input.country.codes.push(unknown(located, country));
    input.customer.codes.push(unknown(dice.below(0.95), dice.up_to(customers as f64) as u32));
    input.owner.codes.push(unknown(dice.below(0.9), country % 5));
    let age = dice.up_to(24.0) as f32;
    input.age_years.push(dice.below(0.82).then_some(age));
    let contract = match dice.share() {
        share if share < 0.24 => ContractStatus::Active,
        share if share < 0.26 => ContractStatus::Pending,
        share if share < 0.42 => ContractStatus::Expired,
        share if share < 0.66 => ContractStatus::None,
        _ => ContractStatus::Unknown,
    };
    input.contract.push(contract);
    if located && dice.below(0.95) {
        input.location_known.insert(machine);
    }
    input.location_confirmed_days.push(dice.below(0.7).then(|| dice.up_to(2400.0) as u32));
    input.last_visit_days.push(dice.below(0.55).then(|| dice.up_to(5000.0) as u32));
    if dice.below(0.8) {
        input.visits_complete.insert(machine);
    }
    let price = 60_000.0 + f64::from(of_type) * 12_000.0;
    let euros = |eur: f64| (eur * 100.0).round() / 100.0;
    let active = contract == ContractStatus::Active;
    let own = price * 0.025 * (0.8 + dice.up_to(0.4));
    input.contract_annual_value.push((active && dice.below(0.85)).then(|| euros(own)));
    input.contract_price.push((!of_type.is_multiple_of(3)).then(|| euros(price * 0.03)));
    input.type_contract_value.push((!of_type.is_multiple_of(7)).then(|| euros(price * 0.026)));
    let buys = if dice.below(0.45) { euros(price * dice.up_to(0.04)) } else { 0.0 };
    input.parts_revenue_24m.push(dice.below(0.72).then_some(buys));
    input.type_parts_revenue_24m.push(Some(euros(price * 0.01)));
    input.parts_package_price.push(Some(euros(price * 0.02)));
    input.modernization_price.push((!of_type.is_multiple_of(5)).then(|| euros(price * 0.2)));
    for at in 0..input.points.len() {
        let share =
            [0.99, 0.98, 0.82, 0.9, 0.7, 0.66, 0.55, 0.5, 0.85, 0.72, 0.6, 0.95, 0.8, 0.84, 0.86, 0.55, 0.5][at % 17];
        if dice.below(share) {
            input.points[at].present.insert(machine);
        }
    }
}
