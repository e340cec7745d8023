//! The files of the folder, each with its own columns, spelling and encoding.

mod assets;
mod contracts;
mod counters;
mod equipment;
mod errors;
mod leftovers;
mod orders;
mod reports;
mod sources;
mod types;
mod visits;

pub(crate) use assets::Assets;
pub(crate) use contracts::{ContractRow, Contracts};
pub(crate) use counters::Counters;
pub(crate) use equipment::Equipment;
pub(crate) use errors::Errors;
pub(crate) use leftovers::remove_leftovers;
pub(crate) use orders::Orders;
pub(crate) use reports::Reports;
pub(crate) use sources::write_sources;
pub(crate) use types::write_types;
pub(crate) use visits::Visits;

use super::rng::Rng;
use std::path::{Path, PathBuf};

/// A written file: its path within the folder, its rows without headers, its bytes.
pub(crate) type Done = (String, u64, u64);

/// A type's name as this row spells it: blank, hyphen, nothing, lower case.
pub(crate) fn type_spelled(name: &str, rng: &mut Rng) -> String {
    match rng.below(10) {
        0..6 => name.to_owned(),
        6 | 7 => name.replacen(' ', "-", 1),
        8 => name.replace(' ', ""),
        _ => name.replace(' ', "").to_lowercase(),
    }
}

/// The path of a file within the folder, written with `/`.
fn within(folder: &Path, name: &str) -> PathBuf {
    name.split('/').fold(folder.to_path_buf(), |path, part| path.join(part))
}
