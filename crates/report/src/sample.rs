//! A base of any size for tests and examples: every kind of figure occurs.

use assessment::{Bits, Column, ContractStatus, DataPoint, Input, POINTS, Trigger, Verdict};

/// Small numbers that depend on seed and place only.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(sides)).unwrap_or_default()
    }

    fn column(&mut self, machines: usize, values: &[&str], unknown: bool) -> Column {
        let sides = u32::try_from(values.len()).unwrap_or(1) + u32::from(unknown);
        let codes = (0..machines).map(|_| self.roll(sides).min(self.roll(sides))).collect();
        Column { values: values.iter().map(|text| (*text).to_owned()).collect(), codes }
    }

    fn money(&mut self, machines: usize, most: u32, known: u32) -> Vec<Option<f64>> {
        (0..machines).map(|_| (self.roll(100) < known).then(|| f64::from(self.roll(most)))).collect()
    }
}

/// A base with as many machines; `hostile` makes every name Typst, spreadsheet or HTML source.
pub fn base(seed: u64, machines: usize, hostile: bool) -> Input {
    let mut dice = Dice(seed);
    let types: &[&str] = if hostile {
        &["#panic(\"x\")", "=1+1", "<b>", "[*_$", "A&B=C@%", "-", "~x", "東京"]
    } else {
        &["HX-500", "HX-250", "TK-120", "TK-90", "FZ-4", "FZ-5", "LM-800", "LM-1200", "DX-10", "DX-20", "KR-7", "KR-9"]
    };
    let families: &[&str] =
        if hostile { &["#{1/0}", "\\", "@x"] } else { &["Pressen", "Drehmaschinen", "Laserschneiden", "Fräszentren"] };
    let trigger = |dice: &mut Dice, id: &str, campaign: &str, price: u32| Trigger {
        id: id.to_owned(),
        campaign: campaign.to_owned(),
        verdict: (0..machines)
            .map(|_| match dice.roll(10) {
                0..2 => Verdict::Fires,
                2..7 => Verdict::DoesNotFire,
                _ => Verdict::Unknown,
            })
            .collect(),
        missing: (0..machines).map(|_| u64::from(1 + dice.roll(63))).collect(),
        value_eur: (0..machines)
            .map(|_| (dice.roll(5) > 0).then(|| f32::from(u16::try_from(dice.roll(price)).unwrap_or_default())))
            .collect(),
    };
    Input {
        machines,
        machine_type: dice.column(machines, types, true),
        product_family: dice.column(machines, families, true),
        country: dice.column(machines, &["DE", "AT", "IT", "CH", "PL", "US", "XX"], true),
        customer: Column {
            values: (0..machines / 3 + 1).map(|at| format!("K{at}")).collect(),
            codes: (0..machines).map(|at| u32::try_from(at / 3).unwrap_or_default()).collect(),
        },
        owner: dice.column(machines, &["Anna Huber", "Jens Petersen", "Luca Bianchi"], true),
        age_years: (0..machines).map(|_| (dice.roll(12) > 0).then(|| dice.roll(250) as f32 / 10.0)).collect(),
        points: POINTS
            .iter()
            .enumerate()
            .map(|(at, point)| DataPoint {
                id: point.id.to_owned(),
                category: point.category,
                present: Bits::of(machines, |_| dice.roll(20) as usize > at),
                reaches: point.reaches,
            })
            .collect(),
        contract: (0..machines)
            .map(|_| match dice.roll(10) {
                0..3 => ContractStatus::Active,
                3 => ContractStatus::Pending,
                4..6 => ContractStatus::Expired,
                6..8 => ContractStatus::None,
                _ => ContractStatus::Unknown,
            })
            .collect(),
        location_known: Bits::of(machines, |_| dice.roll(9) > 0),
        location_confirmed_days: (0..machines).map(|_| (dice.roll(4) > 0).then(|| dice.roll(1500))).collect(),
        last_visit_days: (0..machines).map(|_| (dice.roll(4) > 0).then(|| dice.roll(6000))).collect(),
        visits_complete: Bits::of(machines, |_| dice.roll(3) > 0),
        contract_annual_value: dice.money(machines, 20_000, 80),
        contract_price: dice.money(machines, 20_000, 90),
        type_contract_value: dice.money(machines, 20_000, 90),
        parts_revenue_24m: dice.money(machines, 12_000, 70),
        type_parts_revenue_24m: dice.money(machines, 12_000, 90),
        parts_package_price: dice.money(machines, 9_000, 90),
        modernization_price: dice.money(machines, 60_000, 60),
        facts: [
            "contract_status",
            "age_years",
            "operating_hours",
            "last_visit_days",
            "warranty_status",
            "months_without_parts_order",
        ]
        .map(str::to_owned)
        .to_vec(),
        triggers: vec![
            trigger(&mut dice, "contract-expiring", "contract-renewal", 20_000),
            trigger(&mut dice, "machine-aging", "modernization", 60_000),
            trigger(&mut dice, "modernization-at-renewal", "modernization", 60_000),
            trigger(&mut dice, "maintenance-due", "preventive-maintenance", 4_000),
            trigger(&mut dice, "error-signal", "service-call", 3_000),
            trigger(&mut dice, "parts-inactive", "parts-reminder", 6_000),
            trigger(&mut dice, "warranty-expiring", "service-agreement", 20_000),
        ],
    }
}
