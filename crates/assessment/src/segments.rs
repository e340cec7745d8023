//! Untapped potential by segment, and which segment to start with.

use crate::campaigns::{Campaigns, Sum};
use crate::gaps::reaching;
use crate::groups::Groups;
use crate::measure::{Measure, Offer, State};
use crate::offers::{Chance, Offers};
use crate::reading::Reading;
use crate::scope::{Chosen, Scope};
use crate::sentence::{Sentence, Value};
use crate::{Dimension, Figure, SegmentBy};
use serde::Serialize;

/// The potential of a part of the base, EUR within the horizon.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct PotentialGroup {
    /// The values of its dimensions; `None` where not known. Empty for the whole base.
    pub values: Vec<(Dimension, Option<String>)>,
    /// What stands behind `@` in the ids; empty for the whole base.
    pub scope: String,
    /// All its machines.
    pub machines: Figure,
    /// Service contracts.
    pub contract: Figure,
    /// Modernizations.
    pub modernization: Figure,
    /// Spare parts.
    pub parts: Figure,
    /// Machines with potential of any kind, and the sum.
    pub all: Figure,
}

/// Points of a score.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct ScorePart {
    /// `potential`, `ready`, `known` or `reached`.
    pub id: &'static str,
    /// Points it gives.
    pub points: f64,
    /// Points it could give at most; over all parts 100.
    pub of: f64,
}

/// A segment as a place to start.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Segment {
    /// 1 is where to start.
    pub rank: usize,
    /// 0 to 100.
    pub score: f64,
    /// What the score is made of.
    pub parts: Vec<ScorePart>,
    /// Its potential.
    pub potential: PotentialGroup,
    /// What is ready in it.
    pub ready: Figure,
    /// Data points known, 0 to 1.
    pub known: f64,
    /// Machines an offer can reach, 0 to 1.
    pub reached: f64,
    /// Why, in one sentence.
    pub reason: Sentence,
}

/// The potential of each machine by offer, EUR.
pub(crate) struct Potentials {
    eur: Vec<[f64; 3]>,
    unpriced: [u32; 3],
}

impl Potentials {
    pub(crate) fn of(reading: &Reading<'_>, offers: &Offers<'_>) -> Self {
        let mut unpriced = [0; 3];
        let mut one = |machine: usize| {
            let mut eur = [0.0; 3];
            for ((eur, unpriced), offer) in eur.iter_mut().zip(&mut unpriced).zip(Offer::ALL) {
                let chance = offers.chance(offer, machine);
                *unpriced += u32::from(chance == Chance::Unpriced);
                *eur = chance.eur();
            }
            eur
        };
        let eur = (0..reading.input.machines).map(&mut one).collect();
        Self { eur, unpriced }
    }

    /// All three of a machine together, EUR.
    pub(crate) fn of_machine(&self, machine: usize) -> f64 {
        self.eur.get(machine).map_or(0.0, |eur| eur.iter().sum())
    }

    /// Machines that qualify for an offer without a price, by offer.
    pub(crate) fn unpriced(&self) -> Vec<Figure> {
        let figure = |(offer, machines): (Offer, &u32)| {
            Figure::count(&Measure::PotentialUnpriced { offer }, &Scope::default(), *machines)
        };
        Offer::ALL.into_iter().zip(&self.unpriced).map(figure).collect()
    }

    fn sums(&self, codes: impl Iterator<Item = usize>, groups: usize) -> Vec<(u32, [Sum; 4])> {
        let mut sums = vec![(0_u32, [Sum::default(); 4]); groups];
        for (eur, code) in self.eur.iter().zip(codes) {
            let Some((machines, of)) = sums.get_mut(code) else { continue };
            *machines += 1;
            let all: f64 = eur.iter().sum();
            for (sum, eur) in of.iter_mut().zip(eur.iter().chain([&all])) {
                if *eur > 0.0 {
                    sum.add(*eur);
                }
            }
        }
        sums
    }

    pub(crate) fn all(&self) -> PotentialGroup {
        let (machines, sums) =
            self.sums(std::iter::repeat_n(0, self.eur.len()), 1).pop().unwrap_or((0, [Sum::default(); 4]));
        group(Vec::new(), &Scope::default(), machines, sums)
    }

    /// By one dimension, or by two; the largest first.
    pub(crate) fn by(&self, reading: &Reading<'_>, dimensions: (Dimension, Option<Dimension>)) -> Vec<PotentialGroup> {
        let parts = Parts::of(reading, dimensions);
        let sums = self.sums(parts.codes.iter().map(|code| *code as usize), parts.len());
        let with_machines = sums.into_iter().enumerate().filter(|(_, (machines, _))| *machines > 0);
        let listed = with_machines.map(|(at, (machines, sums))| {
            let (values, scope) = parts.named(at);
            group(values, &scope, machines, sums)
        });
        let mut listed: Vec<PotentialGroup> = listed.collect();
        listed.sort_by(|a, b| b.all.worth().total_cmp(&a.all.worth()).then_with(|| a.scope.cmp(&b.scope)));
        listed
    }
}

/// The base cut by one or two dimensions.
struct Parts<'a> {
    dimensions: (Dimension, Option<Dimension>),
    first: &'a Groups,
    second: Option<&'a Groups>,
    codes: Vec<u32>,
}

impl<'a> Parts<'a> {
    fn of(reading: &'a Reading<'_>, dimensions: (Dimension, Option<Dimension>)) -> Self {
        let first = reading.groups(dimensions.0);
        let second = dimensions.1.map(|dimension| reading.groups(dimension));
        let codes = second.map_or_else(|| first.codes.clone(), |second| Groups::pairs(first, second));
        Self { dimensions, first, second, codes }
    }

    fn len(&self) -> usize {
        self.first.len() * self.second.map_or(1, Groups::len)
    }

    fn named(&self, part: usize) -> (Vec<(Dimension, Option<String>)>, Scope) {
        let width = self.second.map_or(1, Groups::len);
        let mut scope = Scope::of(self.dimensions.0, self.first.chosen(part / width));
        if let (Some(dimension), Some(second)) = (self.dimensions.1, self.second) {
            scope = scope.and(dimension, second.chosen(part % width));
        }
        let value = |(dimension, chosen): &(Dimension, Chosen)| match chosen {
            Chosen::Value(text) => (*dimension, Some(text.clone())),
            Chosen::NotKnown | Chosen::Other => (*dimension, None),
        };
        (scope.0.iter().map(value).collect(), scope)
    }
}

fn group(values: Vec<(Dimension, Option<String>)>, scope: &Scope, machines: u32, sums: [Sum; 4]) -> PotentialGroup {
    let [contract, modernization, parts, all] = sums;
    let figure = |offer, sum: Sum| sum.figure(&Measure::Potential { offer }, scope);
    PotentialGroup {
        values,
        scope: scope.to_string(),
        machines: Figure::count(&Measure::Machines, scope, machines),
        contract: figure(Some(Offer::Contract), contract),
        modernization: figure(Some(Offer::Modernization), modernization),
        parts: figure(Some(Offer::Parts), parts),
        all: figure(None, all),
    }
}

/// What else the score asks of a segment.
#[derive(Clone, Copy, Default)]
struct Facts {
    machines: u32,
    ready: Sum,
    lacking: u64,
    reached: u32,
}

/// The segments that are large enough, the best start first.
pub(crate) fn start_with(
    reading: &Reading<'_>,
    potentials: &Potentials,
    campaigns: &Campaigns,
    lacking: &[u64],
) -> Vec<Segment> {
    let second = match reading.assumptions.segment_by {
        SegmentBy::CountryGroup => Dimension::CountryGroup,
        SegmentBy::Age => Dimension::Age,
    };
    let parts = Parts::of(reading, (Dimension::Family, Some(second)));
    let reaching = reaching(reading.input);
    let mut facts = vec![Facts::default(); parts.len()];
    for (machine, (code, lacking)) in parts.codes.iter().zip(lacking).enumerate() {
        let Some(of) = facts.get_mut(*code as usize) else { continue };
        of.machines += 1;
        of.lacking += u64::from(lacking.count_ones());
        of.reached += u32::from(lacking & reaching == 0);
        if campaigns.ready.contains(machine) {
            of.ready.add(campaigns.ready_eur.get(machine).copied().unwrap_or_default());
        }
    }
    let sums = potentials.sums(parts.codes.iter().map(|code| *code as usize), parts.len());
    let least = reading.assumptions.segment_min_machines.max(1);
    let large: Vec<(usize, PotentialGroup, Facts)> = sums
        .into_iter()
        .zip(facts)
        .enumerate()
        .filter(|(_, ((machines, _), _))| *machines >= least)
        .map(|(at, ((machines, sums), facts))| {
            let (values, scope) = parts.named(at);
            (at, group(values, &scope, machines, sums), facts)
        })
        .collect();
    let largest = |worth: &dyn Fn(&(usize, PotentialGroup, Facts)) -> f64| large.iter().map(worth).fold(0.0, f64::max);
    let most = (largest(&|of| of.1.all.worth()), largest(&|of| of.2.ready.eur));
    let mut segments: Vec<Segment> =
        large.iter().map(|(at, group, facts)| segment(reading, group, *facts, most, &parts.named(*at).1)).collect();
    segments.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.potential.scope.cmp(&b.potential.scope)));
    for (at, segment) in segments.iter_mut().enumerate() {
        segment.rank = at + 1;
    }
    segments
}

fn segment(reading: &Reading<'_>, group: &PotentialGroup, facts: Facts, most: (f64, f64), scope: &Scope) -> Segment {
    let machines = f64::from(facts.machines.max(1));
    let points = f64::from(crate::bits::narrow(reading.input.points.len().max(1)));
    #[expect(clippy::cast_precision_loss, reason = "at most 64 for each machine")]
    let known = 1.0 - facts.lacking as f64 / (machines * points);
    let reached = f64::from(facts.reached) / machines;
    let of = |value: f64, most: f64| if most > 0.0 { value / most } else { 0.0 };
    let weights = reading.assumptions.start_weights;
    let sum = weights.potential + weights.ready + weights.known + weights.reached;
    let part = |id, share: f64, weight: f64| {
        let most = 100.0 * weight / sum;
        let tenths = |points: f64| (points * 10.0).round() / 10.0;
        ScorePart { id, points: tenths(share * most), of: tenths(most) }
    };
    let parts = vec![
        part("potential", of(group.all.worth(), most.0), weights.potential),
        part("ready", of(facts.ready.eur, most.1), weights.ready),
        part("known", known, weights.known),
        part("reached", reached, weights.reached),
    ];
    let any_ready = Measure::Campaign { campaign: None, state: State::Ready };
    let reason = Sentence::of(
        "start",
        [
            Value::segment(reading, &group.values),
            Value::Eur(group.all.worth()),
            Value::Machines(facts.machines),
            Value::Eur(facts.ready.eur),
            Value::Share(known),
            Value::Share(reached),
        ],
    );
    Segment {
        rank: 0,
        score: (parts.iter().map(|part| part.points).sum::<f64>() * 10.0).round() / 10.0,
        parts,
        potential: group.clone(),
        ready: facts.ready.figure(&any_ready, scope),
        known,
        reached,
        reason,
    }
}
