//! How complete the machine files are: by category and data point, for the base and its parts.

use crate::bits::{narrow, ones};
use crate::measure::Measure;
use crate::reading::Reading;
use crate::scope::{Chosen, Scope};
use crate::{Dimension, Figure, Input};
use base::Category;
use serde::Serialize;

/// A data point over the base.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PointCount {
    /// The field or fact.
    pub id: String,
    /// Its category.
    pub category: &'static str,
    /// Machines for which it is known.
    pub known: Figure,
    /// Machines for which it is not.
    pub unknown: Figure,
}

/// A category, of the base or a group.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct CategoryCount {
    /// The category; `None` for all of them.
    pub category: Option<&'static str>,
    /// Data points known of all data points asked for, 0 to 1.
    pub share: f64,
    /// Machines of which all data points are known.
    pub complete: Figure,
    /// Machines of which one is missing at least.
    pub incomplete: Figure,
}

/// A part of the base.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Group {
    /// The value; `None` for the machines of which it is not known.
    pub value: Option<String>,
    /// What stands behind `@` in the ids of its figures; with the id of any figure of the base it names that figure of
    /// the group.
    pub scope: String,
    /// Its machines.
    pub machines: Figure,
    /// All categories, then each.
    pub categories: Vec<CategoryCount>,
    /// Machines for which each data point is known, in the order of [`Completeness::points`]; the figure is
    /// `<id>@<scope>`.
    pub known: Vec<u32>,
}

/// Which groups a chart shows. Lists show all of them.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Chart {
    /// The first groups, which have a bar of their own.
    pub shown: usize,
    /// How many further groups are summed as "other".
    pub grouped: usize,
    /// Their machines.
    pub other: Figure,
    /// Data points known of theirs, 0 to 1.
    pub other_share: f64,
}

/// The base by one dimension, the largest group first.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Breakdown {
    /// What it is grouped by.
    pub dimension: Dimension,
    /// All groups that have machines.
    pub groups: Vec<Group>,
    /// What a chart shows of them.
    pub chart: Chart,
}

/// How complete the base is.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Completeness {
    /// All categories, then each that has data points.
    pub categories: Vec<CategoryCount>,
    /// Each data point.
    pub points: Vec<PointCount>,
    /// By type, family, country and age.
    pub by: Vec<Breakdown>,
}

/// The data points of each machine that are not known, a bit each in the order of the input.
pub(crate) fn lacking(input: &Input) -> Vec<u64> {
    let mut masks = vec![0_u64; input.machines];
    for (at, point) in input.points.iter().enumerate().take(64) {
        for (masks, word) in masks.chunks_mut(64).zip(point.present.words()) {
            for (bit, mask) in masks.iter_mut().enumerate() {
                *mask |= (!word >> bit & 1) << at;
            }
        }
    }
    masks
}

/// The data points of a category, a bit each; `None` for all.
pub(crate) fn points_of(input: &Input, category: Option<Category>) -> u64 {
    let points = input.points.iter().enumerate().take(64);
    let points = points.filter(|(_, point)| category.is_none_or(|category| category == point.category));
    points.fold(0, |mask, (at, _)| mask | 1 << at)
}

/// Counts of one group.
#[derive(Clone, Default)]
struct Tally {
    machines: u32,
    unknown: Vec<u32>,
    complete: Vec<u32>,
}

struct Counting<'a> {
    input: &'a Input,
    /// All, then the categories that have data points, with their data points.
    categories: Vec<(Option<Category>, u64)>,
}

impl Counting<'_> {
    fn tallies(&self, lacking: &[u64], codes: impl Iterator<Item = usize>, groups: usize) -> Vec<Tally> {
        let (points, categories) = (self.input.points.len(), self.categories.len());
        let empty = Tally { machines: 0, unknown: vec![0; points], complete: vec![0; categories] };
        let mut tallies = vec![empty; groups];
        for (mask, code) in lacking.iter().zip(codes) {
            let Some(tally) = tallies.get_mut(code) else { continue };
            tally.machines += 1;
            for at in ones(*mask) {
                if let Some(count) = tally.unknown.get_mut(at) {
                    *count += 1;
                }
            }
            for (count, (_, of)) in tally.complete.iter_mut().zip(&self.categories) {
                *count += u32::from(mask & of == 0);
            }
        }
        tallies
    }

    fn categories(&self, tally: &Tally, scope: &Scope) -> Vec<CategoryCount> {
        let count = |((category, of), complete): (&(Option<Category>, u64), &u32)| {
            let unknown = ones(*of).filter_map(|at| tally.unknown.get(at)).map(|count| f64::from(*count)).sum::<f64>();
            let figure = |is: bool, machines: u32| {
                Figure::count(&Measure::Complete { category: *category, complete: is }, scope, machines)
            };
            CategoryCount {
                category: category.map(Category::id),
                share: share(unknown, f64::from(tally.machines) * f64::from(of.count_ones())),
                complete: figure(true, *complete),
                incomplete: figure(false, tally.machines - complete),
            }
        };
        self.categories.iter().zip(&tally.complete).map(count).collect()
    }

    fn breakdown(&self, reading: &Reading<'_>, dimension: Dimension, lacking: &[u64]) -> Breakdown {
        let groups = reading.groups(dimension);
        let tallies = self.tallies(lacking, groups.codes.iter().map(|code| *code as usize), groups.len());
        let mut ranked: Vec<(usize, &Tally)> =
            groups.ranked().into_iter().filter_map(|group| Some((group, tallies.get(group)?))).collect();
        // Bands of age are read from young to old, wherever all of them are shown.
        if dimension == Dimension::Age && ranked.len() <= reading.assumptions.chart_groups as usize {
            ranked.sort_unstable_by_key(|(group, _)| *group);
        }
        let shown = ranked.len().min(reading.assumptions.chart_groups as usize);
        let rest = ranked.get(shown..).unwrap_or_default();
        let machines: u32 = rest.iter().map(|(_, tally)| tally.machines).sum();
        let unknown: f64 = rest.iter().flat_map(|(_, tally)| &tally.unknown).map(|count| f64::from(*count)).sum();
        let cells = f64::from(machines) * f64::from(narrow(self.input.points.len()));
        let chart = Chart {
            shown,
            grouped: rest.len(),
            other: Figure::count(&Measure::Machines, &Scope::of(dimension, Chosen::Other), machines),
            other_share: share(unknown, cells),
        };
        let group = |(group, tally): &(usize, &Tally)| {
            let scope = Scope::of(dimension, groups.chosen(*group));
            Group {
                value: groups.values.get(*group).cloned(),
                scope: scope.to_string(),
                machines: Figure::count(&Measure::Machines, &scope, tally.machines),
                categories: self.categories(tally, &scope),
                known: tally.unknown.iter().map(|unknown| tally.machines - unknown).collect(),
            }
        };
        Breakdown { dimension, groups: ranked.iter().map(group).collect(), chart }
    }
}

/// What is known of what is asked for; nothing asked for is nothing missing.
fn share(unknown: f64, cells: f64) -> f64 {
    if cells > 0.0 { 1.0 - unknown / cells } else { 1.0 }
}

pub(crate) fn completeness(reading: &Reading<'_>, lacking: &[u64]) -> Completeness {
    let input = reading.input;
    let each = Category::ALL.into_iter().map(|category| (Some(category), points_of(input, Some(category))));
    let categories =
        std::iter::once((None, points_of(input, None))).chain(each.filter(|(_, points)| *points != 0)).collect();
    let counting = Counting { input, categories };
    let all = counting.tallies(lacking, std::iter::repeat_n(0, lacking.len()), 1).pop().unwrap_or_default();
    let point = |(point, unknown): (&crate::DataPoint, &u32)| {
        let figure = |known: bool, machines: u32| {
            let measure = Measure::Point { category: point.category, id: point.id.clone(), known };
            Figure::count(&measure, &Scope::default(), machines)
        };
        PointCount {
            id: point.id.clone(),
            category: point.category.id(),
            known: figure(true, all.machines - unknown),
            unknown: figure(false, *unknown),
        }
    };
    Completeness {
        categories: counting.categories(&all, &Scope::default()),
        points: input.points.iter().zip(&all.unknown).map(point).collect(),
        by: [Dimension::Type, Dimension::Family, Dimension::Country, Dimension::Age]
            .into_iter()
            .map(|dimension| counting.breakdown(reading, dimension, lacking))
            .collect(),
    }
}
