//! What a table is about.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The kind of record a recognised table holds.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Machine lists: equipment masters, CRM assets, fleet lists.
    Machines,
    /// Customers and their sites.
    Customers,
    /// Persons at customers.
    Contacts,
    /// Service and maintenance contracts, one row a covered machine.
    Contracts,
    /// Warranties, one row a machine.
    Warranties,
    /// Order lines of spare parts.
    Orders,
    /// Service visits and service reports.
    Visits,
    /// Customers' requests.
    Tickets,
    /// Error events of machines.
    Errors,
    /// Counter states and sensor readings of machines, one row a machine and time.
    Counters,
    /// Machine types with interval, service life, prices.
    Types,
    /// What happened to machines as such: moved, resold, a component exchanged, scrapped.
    LifecycleEvents,
    /// Components built into machines, one row a component.
    Components,
}

impl Kind {
    /// All kinds, in the order in which results list them.
    pub const ALL: [Self; 13] = [
        Self::Machines,
        Self::Customers,
        Self::Contacts,
        Self::Contracts,
        Self::Warranties,
        Self::Orders,
        Self::Visits,
        Self::Tickets,
        Self::Errors,
        Self::Counters,
        Self::Types,
        Self::LifecycleEvents,
        Self::Components,
    ];

    /// The name used in mappings, settings, the lake's folders and JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Machines => "machines",
            Self::Customers => "customers",
            Self::Contacts => "contacts",
            Self::Contracts => "contracts",
            Self::Warranties => "warranties",
            Self::Orders => "orders",
            Self::Visits => "visits",
            Self::Tickets => "tickets",
            Self::Errors => "errors",
            Self::Counters => "counters",
            Self::Types => "types",
            Self::LifecycleEvents => "lifecycle_events",
            Self::Components => "components",
        }
    }

    /// Whether a row of this kind proves that its machine exists. Telemetry, order lines, events and components do not:
    /// a mistyped serial number there would invent a machine, so such rows are reported as unassigned instead.
    #[must_use]
    pub const fn founds_machines(self) -> bool {
        matches!(self, Self::Machines | Self::Contracts | Self::Warranties | Self::Visits)
    }

    /// Whether a row cannot be used without a serial number.
    #[must_use]
    pub const fn needs_serial(self) -> bool {
        matches!(
            self,
            Self::Machines
                | Self::Warranties
                | Self::Visits
                | Self::Errors
                | Self::Counters
                | Self::LifecycleEvents
                | Self::Components
        )
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.id() == text).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.iter().map(|kind| kind.id()).collect();
            format!("`{text}` is not a kind of record; known are {}", known.join(", "))
        })
    }
}
