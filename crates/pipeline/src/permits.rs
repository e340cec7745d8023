//! Whose machines' telemetry may be used for what, on a day (EU Data Act, Reg. (EU) 2023/2854, art. 4(13)).
//!
//! A maker uses data of a connected machine only for what its user agreed to. Offers need the agreement entered in the
//! register. Keeping a machine running may go on unless the register holds an agreement that leaves it out. While nothing
//! at all is entered, nothing is asked for, unless it was settled so: whoever begins to keep the register means it. What a
//! customer says in the portal holds for its own machines in any case, and does not begin the register for all others.

use crate::policy::DataUsePolicy;
use ::decide::Purpose;
use arrow::array::BooleanArray;
use base::MachineId;
use chrono::NaiveDate;
use hashbrown::HashMap;
use store::DataUse;

/// The machines whose telemetry may not be used, by purpose.
pub struct Permits {
    service: BooleanArray,
    sales: BooleanArray,
    is_kept: bool,
}

impl Permits {
    /// The agreements of a day, for machines in this order.
    #[must_use]
    pub fn of(register: &[DataUse], machines: &[MachineId], day: NaiveDate, policy: DataUsePolicy) -> Self {
        let is_kept = policy.always || register.iter().any(|of| !of.is_by_portal());
        let mut agreed: HashMap<MachineId, (bool, bool)> = HashMap::new();
        for of in register.iter().filter(|of| of.holds(day)) {
            let (service, sales) = agreed.entry(of.of.machine).or_default();
            let named = |purpose: Purpose| of.of.purposes.iter().any(|name| name == purpose.id());
            *service |= named(Purpose::Service);
            *sales |= named(Purpose::Sales);
        }
        type Barred<'a> = &'a dyn Fn(Option<&(bool, bool)>) -> bool;
        let barred = |is_barred: Barred<'_>| -> BooleanArray {
            let one = |id: &MachineId| {
                let of = agreed.get(id);
                (is_kept || of.is_some()) && is_barred(of)
            };
            machines.iter().map(|id| Some(one(id))).collect()
        };
        Self {
            service: barred(&|of| of.is_some_and(|(service, _)| !service)),
            sales: barred(&|of| !of.is_some_and(|(_, sales)| *sales)),
            is_kept,
        }
    }

    /// A true for each machine whose telemetry may not be used for this.
    #[must_use]
    pub const fn barred(&self, purpose: Purpose) -> &BooleanArray {
        match purpose {
            Purpose::Service => &self.service,
            Purpose::Sales => &self.sales,
        }
    }

    /// Whether agreements are asked for.
    #[must_use]
    pub const fn is_kept(&self) -> bool {
        self.is_kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::NewDataUse;

    fn agreement(machine: &str, purposes: &[&str], from: &str, until: Option<&str>) -> DataUse {
        let day = |text: &str| text.parse().expect("a day");
        DataUse {
            id: 1,
            of: NewDataUse {
                machine: MachineId::of(machine),
                contract: "V-1".to_owned(),
                purposes: purposes.iter().map(|of| (*of).to_owned()).collect(),
                from: day(from),
                until: until.map(day),
                document: "vertrag.pdf".to_owned(),
            },
            saved_by: "anna".to_owned(),
            saved_at: String::new(),
            ended_by: None,
            ended_at: None,
        }
    }

    #[test]
    fn eu_data_act_4_13_offers_need_an_agreement_and_service_goes_on_unless_it_is_left_out() {
        let register = [
            agreement("both", &["service", "sales"], "2026-01-01", None),
            agreement("service", &["service"], "2026-01-01", None),
            agreement("neither", &["development"], "2026-01-01", None),
            agreement("over", &["service", "sales"], "2025-01-01", Some("2026-10-31")),
            agreement("to-come", &["service", "sales"], "2026-12-01", None),
        ];
        let machines = ["both", "service", "neither", "over", "to-come", "unasked"].map(MachineId::of);
        let day = "2026-11-01".parse().expect("a day");
        let barred = |register: &[DataUse], policy: DataUsePolicy, purpose: Purpose| -> Vec<bool> {
            let permits = Permits::of(register, &machines, day, policy);
            permits.barred(purpose).iter().map(|of| of == Some(true)).collect()
        };
        let usual = DataUsePolicy::default();
        assert_eq!(barred(&register, usual, Purpose::Sales), [false, true, true, true, true, true]);
        assert_eq!(barred(&register, usual, Purpose::Service), [false, false, true, false, false, false]);
        assert_eq!(barred(&[], usual, Purpose::Sales), [false; 6], "nobody keeps the register yet");
        assert_eq!(barred(&[], DataUsePolicy { always: true }, Purpose::Sales), [true; 6]);
        assert_eq!(barred(&[], DataUsePolicy { always: true }, Purpose::Service), [false; 6]);
    }

    #[test]
    fn what_a_customer_says_in_the_portal_holds_for_its_own_machines_alone() {
        let of_portal = |machine: &str, purposes: &[&str]| {
            let mut of = agreement(machine, purposes, "2026-01-01", None);
            store::PORTAL_AGREEMENT.clone_into(&mut of.of.contract);
            of
        };
        let register = [of_portal("withdrew", &["service"]), of_portal("withdrew-all", &[])];
        let machines = ["withdrew", "withdrew-all", "others"].map(MachineId::of);
        let day = "2026-11-01".parse().expect("a day");
        let barred = |purpose: Purpose| -> Vec<bool> {
            let permits = Permits::of(&register, &machines, day, DataUsePolicy::default());
            permits.barred(purpose).iter().map(|of| of == Some(true)).collect()
        };
        assert_eq!(barred(Purpose::Sales), [true, true, false]);
        assert_eq!(barred(Purpose::Service), [false, true, false]);
    }
}
