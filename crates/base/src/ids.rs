//! Typed ids. Ids of machines, customers and opportunities are derived from what they identify (UUID version 5,
//! RFC 9562 section 5.5), so that importing the same data again, on any server, gives the same ids.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Namespace of all derived ids: UUIDv5 of the DNS namespace and `instand`.
fn namespace() -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_DNS, b"instand")
}

macro_rules! derived_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// The id of the thing this key identifies; the same key always gives the same id.
            #[must_use]
            pub fn of(key: &str) -> Self {
                Self(Uuid::new_v5(&namespace(), format!(concat!($prefix, ":{}"), key).as_bytes()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
    };
}

derived_id!(
    /// One serial-numbered unit at a customer. The key is the normalised serial number first seen for it.
    MachineId,
    "machine"
);
derived_id!(
    /// One company. The key is its customer number, or its normalised name where no number is known.
    CustomerId,
    "customer"
);
derived_id!(
    /// One opportunity. The key is machine, campaign type and a running number for the pair.
    OpportunityId,
    "opportunity"
);

derived_id!(
    /// One machine taking part in a campaign. The key is campaign, machine and a running number for the pair.
    EnrolmentId,
    "enrolment"
);
derived_id!(
    /// One field service technician. The key is random: two of one name are two.
    TechnicianId,
    "technician"
);
derived_id!(
    /// One visit of the field service. The key is that of what it came of, so that the same cause never makes a second.
    VisitId,
    "visit"
);
derived_id!(
    /// One team that opportunities are given to. The key is random: a team that is added again under a name is another one.
    TeamId,
    "team"
);
derived_id!(
    /// One person who may sign in. The key is the login name.
    AccountId,
    "account"
);

/// One delivery: everything one `import` brought, numbered from 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BatchId(pub u32);

/// One recognised table (a CSV file, one sheet of a workbook, the reports of one PDF) within a batch, numbered from 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TableId(pub u32);

impl fmt::Display for BatchId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for TableId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_gives_the_same_id_and_kinds_do_not_collide() {
        assert_eq!(MachineId::of("4711"), MachineId::of("4711"));
        assert_ne!(MachineId::of("4711"), MachineId::of("4712"));
        assert_ne!(MachineId::of("4711").0, CustomerId::of("4711").0);
    }
}
