//! What people settled of how is decided: weights, when nothing is offered, what goes with what, data use, capacity.

use crate::PipelineError;
use ::decide::Weights;
use sales::Conversations;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::Store;

/// What keeps hits from making opportunities. What is entered in the register of suppressions always does.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suppressing {
    /// An open critical ticket, for its machine.
    pub critical_ticket: bool,
    /// An open complaint, for all machines of the customer.
    pub complaint: bool,
    /// An offer that is out, for all that is new at the customer.
    pub running_quote: bool,
    /// So many days after a customer was spoken to nothing new is begun; 0 for none.
    pub recent_contact_days: u32,
}

impl Default for Suppressing {
    fn default() -> Self {
        Self { critical_ticket: true, complaint: true, running_quote: true, recent_contact_days: 14 }
    }
}

/// When telemetry may be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataUsePolicy {
    /// Whether agreements are asked for even while the register is empty. Once anything is entered in it they always are.
    pub always: bool,
}

/// How many opportunities a week people can begin to work on.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// Of those who are not named; none for as many as there are.
    pub usual: Option<u32>,
    /// By owner.
    pub of: BTreeMap<String, u32>,
}

impl Capacity {
    /// What an owner can begin to work on in a week; none for as many as there are.
    #[must_use]
    pub fn of_owner(&self, owner: &str) -> Option<u32> {
        self.of.get(owner).copied().or(self.usual).filter(|week| *week > 0)
    }
}

/// All of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Policy {
    /// How hits are ranked.
    pub weights: Weights,
    /// What keeps hits from making opportunities.
    pub suppressing: Suppressing,
    /// What goes with what.
    pub conversations: Conversations,
    /// When telemetry may be used.
    pub data_use: DataUsePolicy,
    /// How many a week people can begin.
    pub capacity: Capacity,
}

/// A part of the policy, by the name it is kept under.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyPart {
    /// [`Weights`].
    Weights,
    /// [`Suppressing`].
    Suppressing,
    /// [`Conversations`].
    Conversations,
    /// [`DataUsePolicy`].
    DataUse,
    /// [`Capacity`].
    Capacity,
}

impl PolicyPart {
    /// The name it is kept under.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Weights => "priority weights",
            Self::Suppressing => "suppressing",
            Self::Conversations => "conversations",
            Self::DataUse => "data use",
            Self::Capacity => "capacity",
        }
    }
}

async fn part<T: DeserializeOwned + Default>(store: &Store, part: PolicyPart) -> Result<T, PipelineError> {
    let Some(saved) = store.setting(part.id()).await? else { return Ok(T::default()) };
    serde_json::from_str(&saved.json).map_err(|error| {
        PipelineError::Nothing(format!("the setting `{}` was saved by another version: {error}", part.id()))
    })
}

impl Policy {
    /// What is settled now.
    ///
    /// # Errors
    /// Where the database fails or holds what this version does not know.
    pub async fn load(store: &Store) -> Result<Self, PipelineError> {
        Ok(Self {
            weights: part(store, PolicyPart::Weights).await?,
            suppressing: part(store, PolicyPart::Suppressing).await?,
            conversations: part(store, PolicyPart::Conversations).await?,
            data_use: part(store, PolicyPart::DataUse).await?,
            capacity: part(store, PolicyPart::Capacity).await?,
        })
    }
}
