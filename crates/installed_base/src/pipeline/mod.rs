//! The pipeline: all opportunities, joined with their machines.

mod board;
mod by_machine;
mod change;
mod columns;
mod entries;
mod facets;
mod filter;
mod list;
mod select;

pub use board::{Board, BoardColumn, CLOSED_SHOWN_DAYS};
pub use entries::Entry;
pub use filter::PipelineFilter;
pub use list::{PipelineField, PipelineList, PipelineSort};

use crate::machines::{InstalledBase, MachineRow, Machines};
use base::{MachineId, OpportunityId};
use by_machine::ByMachine;
use columns::Columns;
use entries::Entries;
use hashbrown::HashMap;
use list::Orders;
use std::sync::Arc;

/// All opportunities, with the base their machines stand in. A copy after an edit shares what did not change.
#[derive(Clone, Debug)]
pub struct Pipeline {
    base: Arc<InstalledBase>,
    entries: Entries,
    by_id: Arc<HashMap<OpportunityId, u32>>,
    columns: Columns,
    orders: Orders,
    by_machine: Arc<ByMachine>,
}

impl Pipeline {
    /// Joins the opportunities with their machines. Of several with one id, the last counts.
    #[must_use]
    pub fn new(base: Arc<InstalledBase>, entries: Vec<Arc<Entry>>) -> Self {
        let mut by_id: HashMap<OpportunityId, u32> = HashMap::with_capacity(entries.len());
        let mut distinct: Vec<Arc<Entry>> = Vec::with_capacity(entries.len());
        for entry in entries {
            let place = *by_id.entry(entry.of.id).or_insert_with(|| crate::bits::narrow(distinct.len()));
            match distinct.get_mut(place as usize) {
                Some(known) => *known = entry,
                None => distinct.push(entry),
            }
        }
        let columns = Columns::of(&base, &distinct);
        let (orders, by_machine) =
            rayon::join(|| Orders::of(&columns, &base, &distinct), || ByMachine::of(&columns, base.len()));
        Self {
            base,
            entries: Entries::of(&distinct),
            by_id: Arc::new(by_id),
            columns,
            orders,
            by_machine: Arc::new(by_machine),
        }
    }

    /// The same opportunities over another state of the base.
    #[must_use]
    pub fn over(&self, base: Arc<InstalledBase>) -> Self {
        Self::new(base, self.entries.iter().cloned().collect())
    }

    /// The base the machines stand in.
    #[must_use]
    pub fn base(&self) -> &Arc<InstalledBase> {
        &self.base
    }

    /// The machines, with their scores and values: what machine lists are asked of.
    #[must_use]
    pub fn machines(&self) -> Machines<'_> {
        Machines { base: &self.base, pipeline: self }
    }

    /// How many opportunities there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.len() == 0
    }

    /// The opportunity at a position.
    #[must_use]
    pub fn entry(&self, position: u32) -> Option<&Arc<Entry>> {
        self.entries.get(position)
    }

    /// Where an opportunity stands.
    #[must_use]
    pub fn position(&self, id: OpportunityId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    /// The opportunity with this id.
    #[must_use]
    pub fn find(&self, id: OpportunityId) -> Option<&Arc<Entry>> {
        self.entry(self.position(id)?)
    }

    /// The machine of the opportunity at a position; `None` where the base does not have it.
    #[must_use]
    pub fn machine(&self, position: u32) -> Option<MachineRow<'_>> {
        self.base.row(*self.columns.machine.get(position as usize)?)
    }

    /// The opportunities of a machine, open or not, in no particular order.
    pub fn of_machine(&self, id: MachineId) -> impl Iterator<Item = &Arc<Entry>> {
        let machine = self.base.position(id);
        let here = self.columns.machine.iter().zip(0..).filter(move |(at, _)| Some(**at) == machine);
        here.filter_map(|(_, position)| self.entry(position))
    }

    /// The owners there are, sorted.
    pub fn owners(&self) -> impl Iterator<Item = &str> {
        let owners = &self.columns.owners;
        (0..owners.unknown()).filter_map(|code| owners.text(code))
    }
}

#[cfg(test)]
pub(crate) mod samples;

#[cfg(test)]
mod tests {
    use super::samples::{entry, pipeline};

    #[test]
    fn opportunities_are_found_with_their_machines() {
        let all = pipeline(40, 120);
        assert_eq!((all.len(), all.is_empty()), (120, false));
        for number in 0..120 {
            let expected = entry(number, 40);
            let position = all.position(expected.of.id).expect("it is there");
            assert_eq!(all.find(expected.of.id).map(|found| &**found), Some(&expected));
            let machine = all.machine(position).map(|row| row.id);
            assert_eq!(machine, all.base().position(expected.of.machine).map(|_| expected.of.machine));
            assert!(all.of_machine(expected.of.machine).all(|other| other.of.machine == expected.of.machine));
        }
    }

    #[test]
    fn of_several_with_one_id_the_last_counts() {
        let all = pipeline(10, 5);
        let mut later = entry(3, 10);
        later.version = 9;
        let entries = (0..5).map(|number| entry(number, 10)).chain([later.clone()]).map(std::sync::Arc::new).collect();
        let again = super::Pipeline::new(all.base().clone(), entries);
        assert_eq!((again.len(), again.find(later.of.id).map(|found| found.version)), (5, Some(9)));
    }

    #[test]
    fn over_another_base_the_opportunities_stay() {
        let all = pipeline(10, 30);
        let empty = std::sync::Arc::new(crate::InstalledBase::new(vec![], vec![]));
        let without = all.over(empty);
        assert_eq!(without.len(), 30);
        assert!((0..30).all(|position| without.machine(position).is_none()));
    }
}
