//! Filters of opportunities to sets of positions.

use super::columns::{NO_MACHINE, is_open, place_of};
use super::{Pipeline, PipelineFilter};
use crate::bits::Bits;
use crate::machines::{Selection, TextField};

impl Pipeline {
    pub(super) fn select(&self, filter: &PipelineFilter) -> Selection {
        let mut selection = Selection::default();
        let columns = &self.columns;
        if !filter.owner.is_empty() {
            selection.add("owner", of_codes(&columns.owner, &columns.owners.chosen(&filter.owner)));
        }
        if !filter.stage.is_empty() {
            let wanted = filter.stage.iter().fold(0_u8, |mask, stage| mask | 1 << place_of(*stage));
            selection.add("stage", Bits::of_column(&columns.stage, |place| wanted >> place & 1 == 1));
        }
        if !filter.campaign.is_empty() {
            selection.add("campaign", of_codes(&columns.campaign, &columns.campaigns.chosen(&filter.campaign)));
        }
        if !filter.trigger.is_empty() {
            let known = self.base.triggers().iter().zip(0..64);
            let wanted =
                known.filter(|(name, _)| filter.trigger.contains(name)).fold(0_u64, |mask, (_, bit)| mask | 1 << bit);
            selection.add("trigger", Bits::of_column(&columns.triggers, |mask| mask & wanted != 0));
        }
        if !filter.country.is_empty() {
            let countries = &self.base.text(TextField::Country).dictionary;
            selection.add("country", of_codes(&columns.country, &countries.chosen(&filter.country)));
        }
        if !filter.customer.is_empty() {
            // What is not in the base has no known customer.
            let without = filter.customer.contains(&None);
            selection.add("customer", self.of_machines(&self.base.of_customers(&filter.customer), without));
        }
        if !filter.machine.is_empty() {
            let positions: Vec<u32> = filter.machine.iter().filter_map(|id| self.base.position(*id)).collect();
            selection.add("machine", self.of_machines(&Bits::of_positions(self.base.len(), &positions), false));
        }
        if let Some(q) = &filter.q {
            selection.add("q", self.of_machines(&self.base.searched(q), false));
        }
        if let Some(flagged) = filter.flagged {
            selection.add("flagged", Bits::of_column(&columns.flagged, |flag| flag == flagged));
        }
        if let Some(attached) = filter.attached {
            selection.add("attached", Bits::of_column(&columns.attached, |of| of == attached));
        }
        if let Some(waits) = filter.waits {
            selection.add("waits", Bits::of_column(&columns.waits, |of| of == waits));
        }
        if let Some(from) = filter.value_from {
            selection.add("value", Bits::of_column(&columns.value, |value| value >= Some(from)));
        }
        if let Some(due) = filter.due {
            let passed = |day: Option<chrono::NaiveDate>| day.is_some_and(|day| day <= filter.day);
            let mut set = Bits::of_column(&columns.follow_up_on, passed);
            set.and(&Bits::of_column(&columns.stage, is_open));
            selection.add("due", if due { set } else { set.inverted() });
        }
        selection
    }

    fn of_machines(&self, machines: &Bits, without: bool) -> Bits {
        Bits::of_column(&self.columns.machine, |machine| machines.contains(machine) || without && machine == NO_MACHINE)
    }
}

fn of_codes(column: &[u32], codes: &[u32]) -> Bits {
    if let [wanted] = codes {
        return Bits::of_column(column, |code| code == *wanted);
    }
    let mut wanted = vec![false; codes.last().map_or(0, |last| *last as usize + 1)];
    for code in codes {
        if let Some(place) = wanted.get_mut(*code as usize) {
            *place = true;
        }
    }
    Bits::of_column(column, |code| wanted.get(code as usize).copied().unwrap_or(false))
}
