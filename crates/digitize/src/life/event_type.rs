//! The kinds of events in a machine's life and what each of them does.

/// What happened. The order is that of events of one day: what ends comes before what begins again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum EventType {
    /// Put into service for the first time.
    Commissioning,
    /// Stands at another site of its owner.
    Moved,
    /// Has another owner.
    Resold,
    /// A component was taken out, put in, or both.
    ComponentExchanged,
    /// Bears another serial number and is the same machine.
    SerialChanged,
    /// Taken out of service; may come back.
    Decommissioned,
    /// No longer exists.
    Scrapped,
    /// Back in service.
    Recommissioned,
    /// Anything else, under the name the list gives it. It changes nothing.
    Other,
}

impl EventType {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Commissioning,
        Self::Moved,
        Self::Resold,
        Self::ComponentExchanged,
        Self::SerialChanged,
        Self::Decommissioned,
        Self::Scrapped,
        Self::Recommissioned,
        Self::Other,
    ];

    /// The word of the lake and of JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Commissioning => "commissioning",
            Self::Moved => "moved",
            Self::Resold => "resold",
            Self::ComponentExchanged => "component_exchanged",
            Self::SerialChanged => "serial_changed",
            Self::Decommissioned => "decommissioned",
            Self::Scrapped => "scrapped",
            Self::Recommissioned => "recommissioned",
            Self::Other => "other",
        }
    }

    /// The event with this word.
    #[must_use]
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }

    /// Whether the machine is in the field after it; `None` where the event does not say.
    #[must_use]
    pub const fn in_field(self) -> Option<bool> {
        match self {
            Self::Decommissioned | Self::Scrapped => Some(false),
            Self::Recommissioned => Some(true),
            _ => None,
        }
    }

    /// Whether it names owner and site as they are from its day on. Lists of exchanges often name today's customer
    /// beside each of them, which says nothing about the day of the exchange.
    #[must_use]
    pub const fn places(self) -> bool {
        matches!(self, Self::Commissioning | Self::Moved | Self::Resold | Self::Recommissioned)
    }

    /// Whether only a machine that is in service has such an event.
    #[must_use]
    pub const fn is_sign_of_life(self) -> bool {
        matches!(self, Self::Moved | Self::Resold | Self::ComponentExchanged | Self::SerialChanged)
    }
}
