//! Whose readings are whose: senders that give a serial number are their machine, others what a person said.

use crate::PipelineError;
use crate::state::{State, Workplace};
use base::MachineId;
use hashbrown::{HashMap, HashSet};

/// The machines of senders.
#[derive(Clone, Debug, Default)]
pub struct Devices {
    machines: HashMap<u64, u32>,
    /// Those that are no machine, as a person said.
    none: HashSet<u64>,
}

impl Devices {
    /// The machine of a device, as its place in the machine files.
    #[must_use]
    pub fn machine(&self, device: u64) -> Option<u32> {
        self.machines.get(&device).copied()
    }

    /// Whether a person said that it is no machine.
    #[must_use]
    pub fn is_none(&self, device: u64) -> bool {
        self.none.contains(&device)
    }

    /// The devices of a machine.
    #[must_use]
    pub fn of(&self, machine: usize) -> Vec<u64> {
        self.machines.iter().filter(|(_, at)| **at as usize == machine).map(|(device, _)| *device).collect()
    }

    /// All devices with their machines.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        self.machines.iter().map(|(device, machine)| (*device, *machine))
    }
}

impl Workplace {
    /// The machines of senders. What a person said of a sender goes before what its name says.
    ///
    /// # Errors
    /// Where the database cannot be read.
    pub async fn devices(&self, state: &State) -> Result<Devices, PipelineError> {
        let link = &state.files.link;
        let mut devices = Devices { machines: link.ordinals.clone(), none: HashSet::new() };
        let aliases = self.store.sender_aliases().await?;
        if aliases.is_empty() {
            return Ok(devices);
        }
        let place = |(at, id): (usize, &MachineId)| Some((*id, u32::try_from(at).ok()?));
        let places: HashMap<MachineId, u32> = link.ids.iter().enumerate().filter_map(place).collect();
        for alias in aliases {
            match alias.machine {
                None => {
                    devices.machines.remove(&alias.device);
                    devices.none.insert(alias.device);
                }
                // A machine whose deliveries were taken back has no place; the sender waits as before.
                Some(machine) => {
                    if let Some(at) = places.get(&machine) {
                        devices.machines.insert(alias.device, *at);
                    }
                }
            }
        }
        Ok(devices)
    }
}
