//! Whose readings a device's are.

use super::read::NOBODY;
use hashbrown::HashSet;

/// The machines of devices.
///
/// What is folded of a machine stands at its slot. Slots are in the order of devices, in which rollups come: of a million
/// machines the next row's is the one beside this row's, where by machines' own places each would be somewhere else in memory.
#[derive(Clone, Debug, Default)]
pub struct Owners {
    /// Devices with their slots, sorted by device.
    by_device: Vec<(u64, u32)>,
    /// Where the devices begin whose keys begin with the same bits. Keys are hashes: about one device has each beginning.
    begins: Vec<u32>,
    /// The bits of a key that do not count for that.
    shift: u32,
    /// The machine of each slot.
    machine_of: Vec<u32>,
    machines: usize,
    /// Slots of machines that have several devices.
    several: HashSet<u32>,
}

impl Owners {
    /// Devices by their keys, each with its machine's place among so many.
    #[must_use]
    pub fn new(devices: impl IntoIterator<Item = (u64, u32)>, machines: usize) -> Self {
        let mut by_device: Vec<(u64, u32)> = devices.into_iter().filter(|(_, at)| (*at as usize) < machines).collect();
        by_device.sort_unstable();
        by_device.dedup_by_key(|(device, _)| *device);
        let mut slots = vec![NOBODY; machines];
        let (mut machine_of, mut several) = (Vec::new(), HashSet::new());
        for (_, at) in &mut by_device {
            let slot = &mut slots[*at as usize];
            if *slot == NOBODY {
                *slot = u32::try_from(machine_of.len()).unwrap_or(NOBODY);
                machine_of.push(*at);
            } else {
                several.insert(*slot);
            }
            *at = *slot;
        }
        let bits = by_device.len().next_power_of_two().ilog2().clamp(1, 24);
        let shift = u64::BITS - bits;
        let mut begins = vec![0_u32; (1 << bits) + 1];
        for (device, _) in &by_device {
            begins[bucket(*device, shift) + 1] += 1;
        }
        for at in 1..begins.len() {
            begins[at] += begins[at - 1];
        }
        Self { by_device, begins, shift, machine_of, machines, several }
    }

    /// How many slots there are: machines that have a device.
    pub(super) const fn slots(&self) -> usize {
        self.machine_of.len()
    }

    /// What stands at slots, put at the machines' places.
    pub(super) fn by_machine<T: Clone>(&self, of_slots: Vec<T>, without: T) -> Vec<T> {
        let mut of_machines = vec![without; self.machines];
        for (of, machine) in of_slots.into_iter().zip(&self.machine_of) {
            of_machines[*machine as usize] = of;
        }
        of_machines
    }

    /// How many machines there are.
    #[must_use]
    pub const fn machines(&self) -> usize {
        self.machines
    }

    /// Devices with their machines.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        self.by_device.iter().map(|(device, slot)| (*device, self.machine_at(*slot)))
    }

    /// The machine at a slot.
    pub(super) fn machine_at(&self, slot: u32) -> u32 {
        self.machine_of[slot as usize]
    }

    /// Whose each device is: its machine, and whether that has several devices. `None` for a device nobody owns.
    #[must_use]
    pub fn of(&self, devices: &[u64]) -> Vec<Option<(u32, bool)>> {
        let mut slots = Vec::new();
        self.find(devices, &mut slots);
        let of = |slot: u32| (slot != NOBODY).then(|| (self.machine_at(slot), self.several.contains(&slot)));
        slots.into_iter().map(of).collect()
    }

    /// Devices of machines that have several, with their machines; sorted by device.
    pub fn shared(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        let several = self.by_device.iter().filter(|(_, slot)| self.several.contains(slot));
        several.map(|(device, slot)| (*device, self.machine_at(*slot)))
    }

    /// Slots of machines that have several devices.
    pub(super) const fn several(&self) -> &HashSet<u32> {
        &self.several
    }

    /// The slot of each device.
    pub(super) fn find(&self, devices: &[u64], slots: &mut Vec<u32>) {
        slots.clear();
        if self.by_device.is_empty() {
            slots.resize(devices.len(), NOBODY);
            return;
        }
        slots.extend(devices.iter().map(|device| {
            let at = bucket(*device, self.shift);
            let alike = &self.by_device[self.begins[at] as usize..self.begins[at + 1] as usize];
            let found = if alike.len() > FEW {
                alike.binary_search_by_key(device, |(known, _)| *known).ok().map(|at| &alike[at])
            } else {
                alike.iter().find(|(known, _)| known == device)
            };
            found.map_or(NOBODY, |(_, slot)| *slot)
        }));
    }
}

/// Devices that are looked through one by one.
const FEW: usize = 8;

/// The beginning of a key.
#[expect(clippy::cast_possible_truncation, reason = "24 bits at most")]
const fn bucket(device: u64, shift: u32) -> usize {
    (device >> shift) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_device_finds_its_machine() {
        let owners = Owners::new((0..100).map(|at| (u64::from(at) * 3, at)), 100);
        let devices: Vec<u64> = (0..300).chain([6, 5, 297, 298, u64::MAX, 0]).collect();
        let mut found = Vec::new();
        owners.find(&devices, &mut found);
        let expected: Vec<u32> = devices
            .iter()
            .map(
                |device| {
                    if device % 3 == 0 && *device < 300 { u32::try_from(device / 3).expect("small") } else { NOBODY }
                },
            )
            .collect();
        assert_eq!(found, expected);
        assert!(owners.several().is_empty());
        // Whatever the machines' own places are, slots follow the devices.
        let owners = Owners::new([(30, 0), (10, 2), (20, 0)], 3);
        owners.find(&[10, 20, 25, 30], &mut found);
        assert_eq!(found, [0, 1, NOBODY, 1]);
        assert_eq!(owners.by_machine(vec!["ten", "more"], "none"), ["more", "none", "ten"]);
        assert_eq!(owners.iter().collect::<Vec<_>>(), [(10, 2), (20, 0), (30, 0)]);
        assert_eq!(owners.of(&[30, 10, 11]), [Some((0, true)), Some((2, false)), None]);
        assert_eq!(owners.shared().collect::<Vec<_>>(), [(20, 0), (30, 0)]);
        assert!(Owners::new([(1, 0), (2, 0)], 1).several().contains(&0));
        assert_eq!(Owners::new([(1, 7)], 1).iter().count(), 0, "a machine that is not there owns nothing");
    }
}
