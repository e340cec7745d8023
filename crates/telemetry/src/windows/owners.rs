//! Whose readings a device's are.

use super::read::NOBODY;
use hashbrown::HashSet;

/// The machines of devices.
#[derive(Clone, Debug, Default)]
pub struct Owners {
    /// Devices with their machines, sorted by device.
    by_device: Vec<(u64, u32)>,
    machines: usize,
    /// Machines that have several devices.
    several: HashSet<u32>,
}

impl Owners {
    /// Devices by their keys, each with its machine's place among so many.
    #[must_use]
    pub fn new(devices: impl IntoIterator<Item = (u64, u32)>, machines: usize) -> Self {
        let mut by_device: Vec<(u64, u32)> = devices.into_iter().filter(|(_, at)| (*at as usize) < machines).collect();
        by_device.sort_unstable();
        by_device.dedup_by_key(|(device, _)| *device);
        let mut seen = vec![false; machines];
        let again = by_device.iter().filter(|(_, at)| std::mem::replace(&mut seen[*at as usize], true));
        let several = again.map(|(_, at)| *at).collect();
        Self { by_device, machines, several }
    }

    /// How many machines there are.
    #[must_use]
    pub const fn machines(&self) -> usize {
        self.machines
    }

    /// Devices with their machines.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        self.by_device.iter().copied()
    }

    /// Machines that have several devices.
    pub(super) const fn several(&self) -> &HashSet<u32> {
        &self.several
    }

    /// The machine of each device. Devices that come sorted, as they do, are found by walking along both lists.
    pub(super) fn find(&self, devices: &[u64], machines: &mut Vec<u32>) {
        machines.clear();
        machines.reserve(devices.len());
        let mut at = 0;
        let mut before = 0;
        for (row, device) in devices.iter().enumerate() {
            if row == 0 || *device < before {
                at = self.by_device.partition_point(|(known, _)| known < device);
            }
            before = *device;
            let mut steps = 0;
            while self.by_device.get(at).is_some_and(|(known, _)| known < device) {
                at += 1;
                steps += 1;
                if steps == 8 {
                    at += self.by_device[at..].partition_point(|(known, _)| known < device);
                }
            }
            machines.push(match self.by_device.get(at) {
                Some((known, machine)) if known == device => *machine,
                _ => NOBODY,
            });
        }
    }
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
        assert!(Owners::new([(1, 0), (2, 0)], 1).several().contains(&0));
        assert_eq!(Owners::new([(1, 7)], 1).iter().count(), 0, "a machine that is not there owns nothing");
    }
}
