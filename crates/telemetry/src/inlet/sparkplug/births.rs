//! What a birth says: the names, types and units of metrics, and the numbers that stand for them.

use super::wire::Metric;
use hashbrown::HashMap;

/// A metric as its birth describes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Definition {
    pub(super) name: String,
    pub(super) datatype: Option<u32>,
    pub(super) unit: Option<String>,
}

/// The metrics of a node or device.
#[derive(Debug, Default)]
pub(super) struct Births {
    all: Vec<Definition>,
    by_name: HashMap<String, u32>,
    by_alias: HashMap<u64, u32>,
}

impl Births {
    /// What a birth says; `None` where it says more than there is room for.
    pub(super) fn of(metrics: &[Metric], room: usize) -> Option<Self> {
        if metrics.len() > room {
            return None;
        }
        let mut births = Self::default();
        for metric in metrics {
            // Without a name it is nothing that could be known by it later.
            let Some(name) = metric.name.as_deref().filter(|name| !name.is_empty()) else { continue };
            let at = u32::try_from(births.all.len()).ok()?;
            let unit = metric.properties.as_ref().and_then(|of| of.unit()).map(str::to_owned);
            births.all.push(Definition { name: name.to_owned(), datatype: metric.datatype, unit });
            births.by_name.insert(name.to_owned(), at);
            if let Some(alias) = metric.alias {
                births.by_alias.insert(alias, at);
            }
        }
        Some(births)
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// What a metric is: by its name, else by its number.
    pub(super) fn find(&self, metric: &Metric) -> Option<&Definition> {
        let named = metric.name.as_deref().filter(|name| !name.is_empty());
        let at = match named {
            Some(name) => self.by_name.get(name),
            None => self.by_alias.get(&metric.alias?),
        };
        self.all.get(usize::try_from(*at?).ok()?)
    }
}
