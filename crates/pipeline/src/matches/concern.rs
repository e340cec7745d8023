//! Whether a delivery says anything by which machines are compared.

use super::records::COMPARED;
use crate::State;
use base::{BatchId, Kind};

/// Fields that tell the customer, beside those a machine is compared by.
const CUSTOMER: [&str; 2] = ["customer_number", "customer_name"];

/// Whether machines may be found to be one because of this delivery. It is sure that they are not where it founds no
/// machine, says of known ones nothing they are compared by, and replaces no list that did: each machine then stands in the
/// sources it stood in and perhaps in one more, and two that stand in one source are never joined. Most lists of orders,
/// visits and readings are like that, and comparing the whole base for each of their rows would be most of the work.
pub(crate) fn says_who_machines_are(state: &State, batch: BatchId) -> bool {
    let own = || state.tables.values().filter(|table| table.batch == batch);
    let compared = own().any(|table| match table.kind {
        Kind::Machines | Kind::Customers | Kind::Types | Kind::LifecycleEvents => true,
        _ => {
            let says = |field: &str| COMPARED.contains(&field) || CUSTOMER.contains(&field);
            table.columns.iter().filter_map(|column| column.field.as_deref()).any(says)
        }
    });
    let replaces = || {
        own().any(|table| {
            let is_complete = state.sources.iter().any(|of| of.name == table.source && !of.complete.is_empty());
            let same_file = |of: &store::SourceTable| of.source == table.source && of.file == table.file;
            is_complete || state.tables.values().any(|of| of.batch != batch && same_file(of))
        })
    };
    let files = &state.files;
    let is_known = |machine: usize| {
        let rows = files.candidates("serial_number", machine).iter();
        let mut tables = rows.filter_map(|row| state.tables.get(&files.row_of(*row).0));
        tables.any(|table| table.batch != batch)
    };
    compared || replaces() || !(0..files.len()).all(is_known)
}
