//! The map: machines grouped by where they stand.

use super::{InstalledBase, Machine, MachineFilter, Machines, TextField};
use crate::bits::{Bits, narrow};
use hashbrown::HashMap;
use serde::Serialize;

/// The machines of one location.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct MapPoint<'a> {
    /// Latitude in degrees.
    pub lat: f32,
    /// Longitude in degrees.
    pub lon: f32,
    /// The country of its first machine.
    pub country: Option<&'a str>,
    /// The city of its first machine.
    pub city: Option<&'a str>,
    /// The postcode of its first machine.
    pub postcode: Option<&'a str>,
    /// How many machines.
    pub machines: u32,
    /// How many triggers fire on them.
    pub hits: u32,
    /// What their open opportunities are worth, in EUR cents.
    pub value_cents: i64,
}

/// The distinct locations.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// The place of each machine; the one after the last stands for not located.
    of: Vec<u32>,
    locations: Vec<(f32, f32)>,
    /// The first machine of each place.
    first: Vec<u32>,
}

impl Places {
    pub(super) fn of(machines: &[Machine]) -> Self {
        let (mut numbers, mut places) = (HashMap::new(), Self::default());
        for (machine, position) in machines.iter().zip(0..) {
            let Some((lat, lon)) = machine.location.filter(|(lat, lon)| lat.is_finite() && lon.is_finite()) else {
                places.of.push(u32::MAX);
                continue;
            };
            let number = *numbers.entry((lat.to_bits(), lon.to_bits())).or_insert_with(|| {
                places.locations.push((lat, lon));
                places.first.push(position);
                narrow(places.locations.len()) - 1
            });
            places.of.push(number);
        }
        let nowhere = narrow(places.locations.len());
        for place in &mut places.of {
            *place = nowhere.min(*place);
        }
        places
    }

    pub(super) fn location(&self, position: u32) -> Option<(f32, f32)> {
        self.locations.get(*self.of.get(position as usize)? as usize).copied()
    }
}

/// Machines, hits and value of each place; the last of those not located.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Sums(Vec<(u32, u32, i64)>);

impl Sums {
    /// Over a set of machines or all; `values` holds the value of each machine.
    pub(crate) fn of(base: &InstalledBase, set: Option<&Bits>, values: impl Fn(u32) -> i64) -> Self {
        let mut sums = vec![(0_u32, 0_u32, 0_i64); base.places.locations.len() + 1];
        let mut add = |position: u32| {
            let at = position as usize;
            let (Some(place), Some(fires)) = (base.places.of.get(at), base.fires.masks.get(at)) else { return };
            if let Some((machines, hits, value)) = sums.get_mut(*place as usize) {
                *machines = machines.wrapping_add(1);
                *hits = hits.wrapping_add(fires.count_ones());
                *value = value.saturating_add(values(position));
            }
        };
        match set {
            Some(set) => set.for_each(add),
            None => (0..narrow(base.len())).for_each(&mut add),
        }
        Self(sums)
    }
}

impl<'a> Machines<'a> {
    /// The locations of the machines that pass, in the order of their first serial numbers, and how many machines are
    /// not located.
    #[must_use]
    pub fn map(&self, filter: &MachineFilter) -> (Vec<MapPoint<'a>>, usize) {
        match self.select(filter).all() {
            Some(set) => self.points(&Sums::of(self.base, Some(&set), |position| self.pipeline.value_of(position))),
            None => self.points(self.pipeline.sums_of_all()),
        }
    }

    fn points(&self, sums: &Sums) -> (Vec<MapPoint<'a>>, usize) {
        let base = self.base;
        let text = |field: TextField, position: u32| base.text(field).text(position);
        let mut points = Vec::new();
        for ((&(lat, lon), first), &(machines, hits, value_cents)) in
            base.places.locations.iter().zip(&base.places.first).zip(&sums.0)
        {
            if machines > 0 {
                points.push(MapPoint {
                    lat,
                    lon,
                    country: text(TextField::Country, *first),
                    city: text(TextField::City, *first),
                    postcode: text(TextField::Postcode, *first),
                    machines,
                    hits,
                    value_cents,
                });
            }
        }
        (points, sums.0.last().map_or(0, |sum| sum.0 as usize))
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{base_of, naive_passing, parameters, sample};
    use super::*;
    use crate::pipeline::Pipeline;
    use crate::pipeline::samples::entry;
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    type Found = BTreeMap<(u32, u32), (u32, u32, i64)>;

    proptest! {
        #[test]
        fn the_map_is_that_of_a_reader(
            samples in proptest::collection::vec(sample(), 0..120),
            pairs in parameters(),
        ) {
            let (base, machines) = base_of(&samples);
            let entries = (0..60).map(|number| Arc::new(entry(number, 10))).collect();
            let pipeline = Pipeline::new(base, entries);
            let filter = MachineFilter::parse(&pairs).expect("parameters that are taken");
            let (mut expected, mut missing) = (Found::new(), 0);
            for position in naive_passing(&pipeline, &machines, &filter) {
                let machine = &machines[position as usize];
                let Some((lat, lon)) = machine.location else {
                    missing += 1;
                    continue;
                };
                let sums = expected.entry((lat.to_bits(), lon.to_bits())).or_default();
                sums.0 += 1;
                sums.1 += machine.fires.count_ones();
                let open = pipeline.of_machine(machine.id).filter(|entry| !entry.of.stage.is_closed());
                sums.2 += open.filter_map(|entry| entry.of.value_cents).sum::<i64>();
            }
            let (points, not_located) = pipeline.machines().map(&filter);
            let found: Found = points
                .iter()
                .map(|point| ((point.lat.to_bits(), point.lon.to_bits()), (point.machines, point.hits, point.value_cents)))
                .collect();
            prop_assert_eq!(found, expected);
            prop_assert_eq!(not_located, missing);
            for point in points {
                let here = |machine: &&Machine| machine.location == Some((point.lat, point.lon));
                let first = machines.iter().find(here).expect("a machine there");
                prop_assert_eq!(point.country, first.country.as_deref());
                prop_assert_eq!((point.city, point.postcode), (first.city.as_deref(), first.postcode.as_deref()));
            }
        }
    }
}
