//! The pipeline after an edit: what did not change is shared with the one before.

use super::columns::NO_MACHINE;
use super::list::PipelineField;
use super::{Entry, Pipeline};
use crate::bits::narrow;
use std::sync::Arc;

impl Pipeline {
    /// The pipeline with these opportunities in place of those with their ids, new ones added. Of several with one id,
    /// the last counts.
    #[must_use]
    pub fn with_changed(&self, entries: Vec<Entry>) -> Self {
        let entries: Vec<Arc<Entry>> = entries.into_iter().map(Arc::new).collect();
        let mut next = self.clone();
        next.columns.learn(&entries);
        let mut positions = Vec::with_capacity(entries.len());
        for entry in entries {
            let end = narrow(next.entries.len());
            let position = next.position(entry.of.id).unwrap_or(end);
            if position == end {
                Arc::make_mut(&mut next.by_id).insert(entry.of.id, end);
            }
            next.columns.put(&next.base, position, &entry);
            next.entries.put(position, entry);
            positions.push(position);
        }
        positions.sort_unstable();
        positions.dedup();
        next.reorder(self, &positions);
        let machine = |of: &Self, position: &u32| of.columns.machine.get(*position as usize).copied();
        let both = positions.iter().flat_map(|position| [machine(self, position), machine(&next, position)]);
        let machines: Vec<u32> = both.flatten().filter(|machine| *machine != NO_MACHINE).collect();
        if let Some(by_machine) = self.by_machine.changed(&next.columns, &machines) {
            next.by_machine = Arc::new(by_machine);
        }
        next
    }

    fn reorder(&mut self, before: &Self, positions: &[u32]) {
        for field in PipelineField::ALL {
            let differs = |position: &&u32| match (before.entry(**position), self.entry(**position)) {
                (Some(old), Some(new)) => field.differs(old, new),
                _ => true,
            };
            let changed: Vec<u32> = positions.iter().filter(differs).copied().collect();
            if changed.is_empty() {
                continue;
            }
            let key = |position: u32| {
                self.entry(position)
                    .map_or(crate::order::UNKNOWN, |entry| field.key(&self.columns, &self.base, position, entry))
            };
            let order = before.orders.of_field(*field).changed(self.len(), &changed, key);
            self.orders.put(*field, order);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Made, entry, made, pipeline};
    use super::*;
    use crate::{MachineFilter, MachineSort, PipelineFilter, PipelineSort};
    use proptest::prelude::*;

    /// All that can be asked, as text.
    fn answers(of: &Pipeline) -> String {
        let none = PipelineFilter::default();
        let mut said = vec![format!("{:?}", of.facets(&none)), format!("{:?}", of.owners().collect::<Vec<_>>())];
        for name in
            ["score", "-value", "owner", "follow_up_on", "-stage", "customer_name", "serial_number", "opened_on"]
        {
            said.push(format!("{:?}", PipelineSort::parse(name).map(|sort| of.list(&none, sort, 0, 500))));
        }
        said.push(format!("{:?}", of.board(&none, Default::default(), 50)));
        let every = MachineFilter::default();
        for name in ["-score", "value_eur"] {
            said.push(format!("{:?}", MachineSort::parse(name).map(|sort| of.machines().list(&every, sort, 0, 500))));
        }
        said.push(format!("{:?}", of.machines().map(&every)));
        said.push(format!("{:?}", (0..30).map(|machine| of.by_machine(machine)).collect::<Vec<_>>()));
        said.join("\n")
    }

    proptest! {
        #[test]
        fn a_changed_pipeline_is_the_one_made_anew(
            changes in proptest::collection::vec((0_u32..70, made()), 0..20),
        ) {
            let before = pipeline(20, 50);
            let asked = answers(&before);
            let entries: Vec<Entry> = changes.iter().map(|(number, made)| made.entry(*number, 20)).collect();
            let after = before.with_changed(entries);
            let anew = Pipeline::new(before.base().clone(), after.entries.iter().cloned().collect());
            prop_assert_eq!(answers(&after), answers(&anew));
            prop_assert_eq!(answers(&before), asked, "the one before stays");
        }
    }

    #[test]
    fn what_did_not_change_is_shared() {
        let before = pipeline(20, 50);
        let mut edited = entry(7, 20);
        edited.follow_up_on = edited.stage_since.succ_opt();
        let after = before.with_changed(vec![edited.clone()]);
        assert_eq!(after.find(edited.of.id).map(|found| found.follow_up_on), Some(edited.follow_up_on));
        assert!(Arc::ptr_eq(&before.columns.owner, &after.columns.owner));
        assert!(Arc::ptr_eq(&before.by_machine, &after.by_machine));
    }

    #[test]
    fn a_new_owner_is_found() {
        let after = pipeline(20, 50).with_changed(vec![Made { owner: "Aaron", ..Made::of(3) }.entry(3, 20)]);
        let mine = PipelineFilter::parse(&[("owner", "me")], "Aaron", Default::default()).expect("a filter");
        assert_eq!(after.list(&mine, PipelineSort::default(), 0, 10).total, 1);
        assert_eq!(after.owners().next(), Some("Aaron"));
    }
}
