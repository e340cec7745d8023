//! One name for a machine type that lists spell in several ways.

use super::{MachineFiles, folded};
use hashbrown::HashMap;

/// The spelling by which machines of a type are counted together: the one most machines bear, of several the first in
/// the alphabet. A machine file keeps what its cell says.
#[derive(Clone, Debug, Default)]
pub struct TypeNames {
    usual: HashMap<String, String>,
}

impl TypeNames {
    /// The spelling to count a type by.
    #[must_use]
    pub fn usual<'a>(&'a self, written: &'a str) -> &'a str {
        self.usual.get(written).map_or(written, String::as_str)
    }
}

impl MachineFiles {
    /// The usual spellings of the machine types.
    #[must_use]
    pub fn type_names(&self) -> TypeNames {
        let mut machines: HashMap<&str, usize> = HashMap::new();
        for written in (0..self.len()).filter_map(|machine| self.str("machine_type", machine)) {
            *machines.entry(written).or_default() += 1;
        }
        let mut spellings: HashMap<String, Vec<(&str, usize)>> = HashMap::new();
        for (written, count) in machines {
            spellings.entry(folded(written)).or_default().push((written, count));
        }
        let mut usual = HashMap::new();
        for (key, of_type) in spellings {
            let best = of_type.iter().min_by_key(|(written, count)| (std::cmp::Reverse(*count), *written));
            let Some((best, _)) = best.filter(|_| of_type.len() > 1 && !key.is_empty()) else { continue };
            usual.extend(of_type.iter().map(|(written, _)| ((*written).to_owned(), (*best).to_owned())));
        }
        TypeNames { usual }
    }
}
