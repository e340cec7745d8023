//! What every machine is made from: seed, size, date, types.

use super::types::{MachineType, machine_types};
use chrono::NaiveDate;

/// The fixed frame of one generated folder.
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) machines: u64,
    pub(crate) customers: u64,
    pub(crate) as_of: NaiveDate,
    pub(crate) csv_only: bool,
    pub(crate) types: Vec<MachineType>,
}

impl World {
    pub(crate) fn new(seed: u64, machines: usize, as_of: NaiveDate, csv_only: bool) -> Self {
        let machines = u64::try_from(machines).unwrap_or(u64::MAX);
        Self { seed, machines, customers: (machines * 10 / 32).max(1), as_of, csv_only, types: machine_types(as_of) }
    }

    /// How many machines have their last maintenance in a PDF report: 40, fewer where the base is small.
    pub(crate) fn reports(&self) -> u64 {
        (self.machines / 5).min(40)
    }

    /// The number of this machine's report, spread evenly over the base.
    pub(crate) fn report_of(&self, index: u64) -> Option<u64> {
        let reports = self.reports();
        let stride = self.machines.checked_div(reports)?;
        let slot = index / stride;
        (index % stride == stride / 2 && slot < reports).then_some(slot)
    }

    /// How many rows of each unassigned kind carry a serial number of no machine.
    pub(crate) fn strangers(&self) -> u64 {
        (self.machines / 1000).clamp(3, 400)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_are_counted_out_exactly() {
        let as_of = NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date");
        for machines in [0, 1, 4, 10, 199, 200, 201, 2000, 8001] {
            let world = World::new(1, machines, as_of, false);
            let found = (0..world.machines).filter_map(|index| world.report_of(index)).count();
            assert_eq!(u64::try_from(found).expect("small"), world.reports(), "{machines} machines");
        }
    }
}
