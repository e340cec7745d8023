//! What the assessment reads, taken from machine files, facts and verdicts of a decision.

use crate::fill_in::NOBODY;
use crate::{Decided, PipelineError};
use ::decide::{DATA_USE, Verdict, Verdicts};
use assessment::{Bits, Column, ContractStatus, DataPoint, Input, POINTS, PointOf, Trigger};
use base::{FACTS, Field, Kind};
use hashbrown::HashMap;
use rayon::prelude::*;
use sales::Territories;
use serde_json::Value;

/// The assessment's input and, for each of its machines, the position in the machine files.
pub struct Assessed {
    /// The columns.
    pub input: Input,
    /// Positions of the machines in the field.
    pub machines: Vec<u32>,
}

/// A text column over these machines.
fn column<'a>(machines: &[u32], text: impl Fn(usize) -> Option<&'a str>) -> Column {
    let mut of: HashMap<&str, u32> = HashMap::new();
    let mut values = Vec::new();
    let codes = machines
        .iter()
        .map(|machine| {
            let Some(text) = text(*machine as usize).map(str::trim).filter(|text| !text.is_empty()) else {
                return u32::MAX;
            };
            *of.entry(text).or_insert_with(|| {
                values.push(text.to_owned());
                u32::try_from(values.len() - 1).unwrap_or(u32::MAX)
            })
        })
        .collect();
    Column { values, codes }
}

impl Decided {
    fn fact(&self, id: &str, machine: usize) -> Value {
        base::fact(id).map_or(Value::Null, |(at, _)| ::decide::json_value(self.facts.facts.column(at), machine))
    }

    fn amounts(&self, machines: &[u32], id: &str) -> Vec<Option<f64>> {
        machines.par_iter().map(|machine| self.fact(id, *machine as usize).as_f64()).collect()
    }

    fn is_known(&self, point: &PointOf, machine: usize) -> bool {
        point.any_of.iter().any(|id| match base::fact(id) {
            Some((at, _)) => self.facts.facts.column(at).is_valid(machine),
            None => Field::of(Kind::Machines, id).is_some() && !self.state.files.candidates(id, machine).is_empty(),
        })
    }

    /// Columns over the machines that are in the field.
    ///
    /// # Errors
    /// Where a text cannot stand in a figure's id, which is a mistake in Instand.
    pub fn assessed(&self, verdicts: &[Verdicts], territories: &Territories) -> Result<Assessed, PipelineError> {
        let files = &self.state.files;
        let as_of = self.facts.as_of;
        let in_field = (0..files.len()).filter(|machine| files.in_field(*machine, as_of));
        let machines: Vec<u32> = in_field.filter_map(|machine| u32::try_from(machine).ok()).collect();
        let text = |id: &'static str| column(&machines, |machine| files.str(id, machine));
        let types = files.type_names();
        let owners: Vec<String> =
            machines.par_iter().map(|machine| self.owner(territories, *machine as usize)).collect();
        let owner_of: HashMap<u32, &str> = machines.iter().copied().zip(owners.iter().map(String::as_str)).collect();
        let customers: Vec<Option<String>> = machines
            .iter()
            .map(|machine| {
                let customer = files.customer_of.get(*machine as usize).copied().flatten()?;
                files.customers.get(customer as usize).map(|customer| customer.id.to_string())
            })
            .collect();
        let customer_of: HashMap<u32, &str> =
            machines.iter().copied().zip(&customers).filter_map(|(at, id)| Some((at, id.as_deref()?))).collect();
        let days = |id: &str| -> Vec<Option<u32>> {
            let day =
                |machine: &u32| self.fact(id, *machine as usize).as_i64().and_then(|days| u32::try_from(days).ok());
            machines.par_iter().map(day).collect()
        };
        let last_visit_days = days("last_visit_days");
        let contract = |machine: &u32| match self.fact("contract_status", *machine as usize).as_str() {
            Some("active") => ContractStatus::Active,
            Some("pending") => ContractStatus::Pending,
            Some("expired") => ContractStatus::Expired,
            Some("none") => ContractStatus::None,
            _ => ContractStatus::Unknown,
        };
        let points = POINTS.par_iter().map(|point| DataPoint {
            id: point.id.to_owned(),
            category: point.category,
            present: Bits::of(machines.len(), |at| {
                machines.get(at).is_some_and(|machine| self.is_known(point, *machine as usize))
            }),
            reaches: point.reaches,
        });
        let family = base::fact("product_family").map(|(at, _)| self.facts.facts.column(at));
        let input = Input {
            machines: machines.len(),
            machine_type: column(&machines, |machine| Some(types.usual(files.str("machine_type", machine)?))),
            product_family: column(&machines, |machine| {
                let known = family?.as_any().downcast_ref::<arrow::array::StringArray>();
                match known {
                    Some(known) => arrow::array::Array::is_valid(known, machine).then(|| known.value(machine)),
                    None => files.str("product_family", machine),
                }
            }),
            country: text("country"),
            customer: column(&machines, |machine| customer_of.get(&u32::try_from(machine).ok()?).copied()),
            owner: column(&machines, |machine| {
                owner_of.get(&u32::try_from(machine).ok()?).copied().filter(|owner| *owner != NOBODY)
            }),
            #[expect(clippy::cast_possible_truncation, reason = "an age in years")]
            age_years: self.amounts(&machines, "age_years").into_iter().map(|age| age.map(|age| age as f32)).collect(),
            points: points.collect(),
            contract: machines.par_iter().map(contract).collect(),
            location_known: Bits::of(machines.len(), |at| {
                let machine = machines.get(at).map_or(0, |machine| *machine as usize);
                files.str("city", machine).is_some() && files.str("country", machine).is_some()
            }),
            location_confirmed_days: last_visit_days.clone(),
            last_visit_days,
            visits_complete: Bits::of(machines.len(), |_| self.state.complete.contains(&Kind::Visits)),
            contract_annual_value: self.amounts(&machines, "contract_annual_value"),
            contract_price: self.amounts(&machines, "contract_price"),
            type_contract_value: self.amounts(&machines, "type_contract_value"),
            parts_revenue_24m: self.amounts(&machines, "parts_revenue_24m"),
            type_parts_revenue_24m: self.amounts(&machines, "type_parts_revenue_24m"),
            parts_package_price: self.amounts(&machines, "parts_package_price"),
            modernization_price: self.amounts(&machines, "modernization_price"),
            facts: FACTS.iter().take(63).map(|fact| fact.id).chain([DATA_USE]).map(str::to_owned).collect(),
            triggers: verdicts.par_iter().map(|of| trigger(of, &machines)).collect(),
        };
        input.check().map_err(|error| PipelineError::Nothing(format!("the assessment cannot be made: {error}")))?;
        Ok(Assessed { input, machines })
    }
}

fn trigger(of: &Verdicts, machines: &[u32]) -> Trigger {
    let rule = &of.condition().rule;
    let verdict = |machine: &u32| match of.verdict(*machine as usize) {
        Verdict::Fires => assessment::Verdict::Fires,
        Verdict::DoesNotFire => assessment::Verdict::DoesNotFire,
        // What may not be decided is blocked as what cannot be: an agreement frees it, as a missing value would.
        Verdict::Unknown | Verdict::NotPermitted => assessment::Verdict::Unknown,
    };
    let missing = |machine: &u32| {
        let last = FACTS.len().min(63);
        let place = |id: &str| {
            if id == DATA_USE { Some(last) } else { base::fact(id).map(|(at, _)| at).filter(|at| *at < last) }
        };
        let bit = |id: &&str| place(id).map_or(0, |at| 1_u64 << at);
        of.missing(*machine as usize).iter().map(bit).fold(0, |mask, bit| mask | bit)
    };
    #[expect(clippy::cast_possible_truncation, reason = "an estimate in EUR")]
    let value = |machine: &u32| of.value_eur(*machine as usize).map(|eur| eur as f32);
    Trigger {
        id: rule.id.clone(),
        campaign: rule.campaign.clone(),
        verdict: machines.par_iter().map(verdict).collect(),
        missing: machines.par_iter().map(missing).collect(),
        value_eur: machines.par_iter().map(value).collect(),
    }
}
