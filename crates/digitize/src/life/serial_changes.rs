//! Machines that bear another serial number and are the same machine: a new nameplate, a control unit that carried the
//! number. Both numbers lead to one machine; which of them it is known by does not depend on the order of deliveries'
//! rows, only on which number was there first.

use super::{EventType, Rows};
use crate::machine_file::TableInfo;
use crate::serial::normalise;
use arrow::record_batch::RecordBatch;
use base::{Kind, TableId};
use hashbrown::HashMap;

/// Two normalised serial numbers of one machine, as a list of events says.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct SerialChange {
    /// The number before.
    pub old: String,
    /// The number since.
    pub new: String,
}

/// The changes these rows of events tell, each once, in a fixed order.
#[must_use]
pub fn serial_changes(tables: &HashMap<TableId, TableInfo>, events: &[RecordBatch]) -> Vec<SerialChange> {
    let mut found = Vec::new();
    for batch in events {
        let rows = Rows::of(Kind::LifecycleEvents, batch, tables);
        for index in 0..batch.num_rows() {
            let kind = rows.text("event_type", index);
            let names_type = kind.as_ref().and_then(|kind| EventType::of(kind.value()));
            let unnamed = kind.is_none() && rows.text("component", index).is_none();
            if rows.rank(index).is_none() || !(names_type == Some(EventType::SerialChanged) || unnamed) {
                continue;
            }
            let number = |field: &str| rows.text(field, index).and_then(|text| normalise(text.value()));
            let own = number("serial_number");
            // The row stands under the old number or the new one; what is not named is that one.
            let pair = match (number("old_serial"), number("new_serial")) {
                (Some(old), Some(new)) => Some((old, new)),
                (Some(old), None) => own.map(|own| (old, own)),
                (None, Some(new)) => own.map(|own| (own, new)),
                (None, None) => None,
            };
            found.extend(pair.filter(|(old, new)| old != new).map(|(old, new)| SerialChange { old, new }));
        }
    }
    found.sort();
    found.dedup();
    found
}
