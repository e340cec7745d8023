//! Which machines may be one machine: serial numbers that differ, of records that agree in what else is known.
//!
//! Serial numbers that are written alike are one machine already ([`digitize::link`]). Here the records of all sources
//! are compared by weight ([`link`]); what is sure is decided by the linker and kept as its decision, what is likely
//! waits for a person. No source has one machine twice: two machines that stand in one list are never joined.
//!
//! A row may carry the number of another machine. Where it says of another machine than most rows with its number do, it
//! is compared for itself; if it has a better home it goes there, else it stays where its number says.

mod companies;
mod concern;
mod customers;
mod records;
mod strays;

pub use companies::{CUSTOMER_RULES, propose_customers};
pub(crate) use concern::says_who_machines_are;

use crate::relink::{parted_text, partings};
use crate::{PipelineError, State};
use digitize::parting::{self, Parting};
use digitize::serial::key_of;
use hashbrown::{HashMap, HashSet};
use link::{Decisions, Linked, Match, Options, Record, Rules, Verdict, Waterfall};
use records::{Known, Records};
use store::{MatchAbout, MatchDecision, MatchVerdict, NewMatchDecision};
use strays::Stray;

/// The rules by which machines are compared.
pub const MACHINE_RULES: &str = include_str!("../machines.toml");

/// Two machines that may be one.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Proposal {
    /// Position of the machine that would keep its id.
    pub kept: u32,
    /// Position of the one that would join it.
    pub joined: u32,
    /// The match weight in bits.
    pub weight: f64,
    /// The match probability.
    pub probability: f64,
    /// Whether the linker is sure: the weight says so and the serial numbers are near each other. Such a pair is decided
    /// at the import and stays here only where a person took that back.
    pub sure: bool,
    /// Whether somebody looked and could not tell yet.
    pub later: bool,
    records: (u32, u32),
    turned: bool,
}

impl Proposal {
    /// Whether the waterfall's left values are those of the machine that would join.
    #[must_use]
    pub const fn is_turned(&self) -> bool {
        self.turned
    }
}

/// What the linker found.
pub struct Proposals {
    /// Pairs nobody decided on yet, the likeliest first.
    pub pairs: Vec<Proposal>,
    /// How many pairs of records were compared.
    pub compared: u64,
    /// Blocks that were too large to be compared in full: rule, value, pairs.
    pub skipped: Vec<String>,
    linked: Option<Linked>,
    homes: Vec<Home>,
}

/// Rows that carry the number of one machine and are of another.
struct Home {
    /// Position of the machine they are of.
    machine: u32,
    weight: f64,
    parting: Parting,
}

impl Proposals {
    /// Why a pair has its weight.
    #[must_use]
    pub fn waterfall(&self, of: &Proposal) -> Option<Waterfall> {
        let (one, other) = of.records;
        self.linked.as_ref()?.waterfall(Record::Left(one), Record::Left(other))
    }

    /// What the linker decides by itself, as decisions that belong to a delivery.
    ///
    /// # Errors
    /// Where what rows say cannot be written down, which is a mistake in Instand.
    pub fn sure(&self, state: &State, batch: base::BatchId) -> Result<Vec<NewMatchDecision>, PipelineError> {
        let number = |machine: u32| state.files.link.normalised[machine as usize].clone();
        let same = |kept: String, joined: String, weight: f64, parted: Option<String>| NewMatchDecision {
            about: MatchAbout::Machine,
            kept,
            joined,
            verdict: MatchVerdict::Same,
            weight: Some(weight),
            batch: Some(batch),
            parted,
        };
        let sure = self.pairs.iter().filter(|pair| pair.sure && !pair.later);
        let mut decided: Vec<NewMatchDecision> =
            sure.map(|pair| same(number(pair.kept), number(pair.joined), pair.weight, None)).collect();
        for Home { machine, weight, parting } in &self.homes {
            let parted = parted_text(std::slice::from_ref(parting))?;
            decided.push(same(number(*machine), parting.name.clone(), *weight, Some(parted)));
        }
        // What a decision says of rows goes on with every further one on them.
        let known = partings(&state.decisions)?;
        for of in decided.iter_mut().filter(|of| of.parted.is_none()) {
            let named: Vec<Parting> =
                known.iter().filter(|known| known.name == of.kept || known.name == of.joined).cloned().collect();
            if !named.is_empty() {
                of.parted = Some(parted_text(&named)?);
            }
        }
        Ok(decided)
    }
}

/// What people and the linker said before, as the linker takes it: records of one machine belong together, and what was
/// decided to be different stays so.
fn decisions(state: &State, first_record: &[Option<u32>], records: &Records) -> Decisions {
    let mut decisions = Decisions::default();
    for (record, of) in (0_u32..).zip(&records.known) {
        match first_record[of.unit as usize] {
            Some(first) if first != record => {
                decisions.same(Record::Left(first), Record::Left(record));
            }
            _ => {}
        }
    }
    let mut groups: HashMap<(u32, &str, usize), u32> = HashMap::new();
    let unit = |at: usize| state.files.len() + at;
    for (at, stray) in records.strays.iter().enumerate() {
        let Some(record) = first_record[unit(at)] else { continue };
        let first = *groups.entry((stray.machine, stray.number.as_str(), stray.group)).or_insert(record);
        if first != record {
            decisions.same(Record::Left(first), Record::Left(record));
        }
    }
    let different = of_machines(state, MatchVerdict::Different);
    for (one, other) in different.filter_map(|decision| machines_of(state, decision)) {
        if let (Some(one), Some(other)) = (first_record[one as usize], first_record[other as usize]) {
            decisions.never(Record::Left(one), Record::Left(other));
        }
    }
    decisions
}

/// The decisions on machines with this verdict.
fn of_machines(state: &State, verdict: MatchVerdict) -> impl Iterator<Item = &MatchDecision> {
    state.decisions.iter().filter(move |of| of.is_of_machines() && of.verdict == verdict)
}

/// The machines a decision is about, where both are there and are two.
fn machines_of(state: &State, decision: &MatchDecision) -> Option<(u32, u32)> {
    let at = |number: &str| state.files.link.ordinals.get(&key_of(number)).copied();
    let (one, other) = at(&decision.kept).zip(at(&decision.joined))?;
    (one != other).then_some((one, other))
}

/// From which probability on the linker joins two machines without asking. Joining wrongly costs more trust than asking:
/// what is less sure waits on the page, where the hard lists leave a few machines in a thousand (docs/benchmarks.md).
const SURE: f64 = 0.9;

fn is_sure(found: &Match) -> bool {
    found.verdict == Verdict::Link && found.probability >= SURE
}

/// The heaviest pair of records of two machines, and whether any of their pairs is sure.
struct Best {
    weight: f64,
    probability: f64,
    sure: bool,
    records: (u32, u32),
}

impl Best {
    fn of(found: &Match) -> Self {
        let sure = is_sure(found);
        Self { weight: found.weight, probability: found.probability, sure, records: (found.left, found.right) }
    }

    fn take(&mut self, found: &Match) {
        let sure = self.sure || is_sure(found);
        if found.weight > self.weight {
            *self = Self::of(found);
        }
        self.sure = sure;
    }
}

/// Whether two serial numbers count on from each other, as those of machines made or delivered together do: alike up to
/// their last digit. A slip of the pen looks the same, and all else agrees either way, so a person has to say.
fn may_be_siblings(one: &str, other: &str) -> bool {
    match (one.char_indices().next_back(), other.char_indices().next_back()) {
        (Some((end, last)), Some((other_end, other_last))) => {
            last.is_ascii_digit()
                && other_last.is_ascii_digit()
                && last != other_last
                && one[..end] == other[..other_end]
        }
        _ => false,
    }
}

/// Whether the serial numbers of two records are near each other. A serial number is what a machine is known by: two
/// that have nothing in common may be one machine for all else, but a person has to say so.
fn resemble(linked: &Linked, (one, other): (u32, u32)) -> bool {
    let waterfall = linked.waterfall(Record::Left(one), Record::Left(other));
    waterfall.is_some_and(|of| of.steps.iter().any(|step| step.comparison == "serial" && step.level != "different"))
}

/// The strays that link with another machine than the one whose number they carry.
fn homes(
    state: &State,
    linked: &Linked,
    first_record: &[Option<u32>],
    Records { known, strays, sources, .. }: &Records,
) -> Result<Vec<Home>, PipelineError> {
    let machines = u32::try_from(state.files.len()).unwrap_or(u32::MAX);
    let cluster = |unit: u32| linked.cluster(Record::Left((*first_record.get(unit as usize)?)?));
    // Of each stray, by its place, the machine it is nearest to within its cluster.
    let mut nearest: HashMap<u32, (f64, u32)> = HashMap::new();
    for found in linked.matches.iter().filter(|found| found.verdict == Verdict::Link) {
        let (one, other) = (known[found.left as usize].unit, known[found.right as usize].unit);
        let (machine, stray) = (one.min(other), one.max(other));
        if machine < machines && stray >= machines {
            let best = nearest.entry(stray - machines).or_insert((found.weight, machine));
            if found.weight > best.0 {
                *best = (found.weight, machine);
            }
        }
    }
    let group = |of: &Stray| (of.machine, of.group);
    let mut of_group: HashMap<(u32, usize), (f64, u32)> = HashMap::new();
    for (at, near) in &nearest {
        let best = of_group.entry(group(&strays[*at as usize])).or_insert(*near);
        if (near.0, std::cmp::Reverse(near.1)) > (best.0, std::cmp::Reverse(best.1)) {
            *best = *near;
        }
    }
    let mut taken: HashSet<String> = partings(&state.decisions)?.into_iter().map(|of| of.name).collect();
    let mut homes = Vec::new();
    for (at, stray) in (0_u32..).zip(strays) {
        let near = nearest.get(&at).or_else(|| of_group.get(&group(stray)));
        let Some((weight, machine)) = near.copied().filter(|(_, machine)| *machine != stray.machine) else { continue };
        if cluster(machines + at) == cluster(stray.machine) || cluster(machines + at) != cluster(machine) {
            continue;
        }
        let source = sources.get(stray.source as usize).cloned().unwrap_or_default();
        let name = parting::name_of(&stray.number, &source, &|name| taken.contains(name));
        taken.insert(name.clone());
        let (number, said, beside) = (stray.number.clone(), stray.said.clone(), stray.beside.clone());
        homes.push(Home { machine, weight, parting: Parting { name, number, source, said, beside } });
    }
    Ok(homes)
}

/// Compares all machines.
///
/// # Errors
/// Where the rules do not fit, which is a mistake in Instand.
pub fn propose(state: &State) -> Result<Proposals, PipelineError> {
    let records = Records::of(state);
    let known: &[Known] = &records.known;
    let machines = u32::try_from(state.files.len()).unwrap_or(u32::MAX);
    let mut first_record: Vec<Option<u32>> = vec![None; state.files.len() + records.strays.len()];
    for (record, of) in (0_u32..).zip(known) {
        first_record[of.unit as usize].get_or_insert(record);
    }
    // One machine, or one list: nothing can be the same.
    if known.windows(2).all(|two| two[0].source == two[1].source) {
        return Ok(Proposals { pairs: Vec::new(), compared: 0, skipped: Vec::new(), linked: None, homes: Vec::new() });
    }
    let wrong = |error: link::LinkError| PipelineError::Linking(error.to_string());
    let rules = Rules::parse(MACHINE_RULES).map_err(wrong)?;
    let decided = decisions(state, &first_record, &records);
    // What is learnt must be learnt from what each source says itself: filled records agree because they were filled.
    let learnt = link::link(&records.plain, None, &rules, &decided).map_err(wrong)?.model;
    let options = Options { model: Some(&learnt), ..Options::default() };
    let linked = link::link_with(&records.filled, None, &rules, &decided, &options).map_err(wrong)?;
    let mut best: HashMap<(u32, u32), Best> = HashMap::new();
    for found in linked.matches.iter().filter(|found| found.verdict != Verdict::Displaced) {
        let (one, other) = (&known[found.left as usize], &known[found.right as usize]);
        if one.unit != other.unit && one.unit.max(other.unit) < machines {
            let pair = (one.unit.min(other.unit), one.unit.max(other.unit));
            best.entry(pair).and_modify(|best| best.take(found)).or_insert_with(|| Best::of(found));
        }
    }
    // What was put off waits until somebody decides, however little speaks for it by now.
    let put_off = of_machines(state, MatchVerdict::Later);
    for (one, other) in put_off.filter_map(|decision| machines_of(state, decision)) {
        let pair = (one.min(other), one.max(other));
        let records = first_record[pair.0 as usize].zip(first_record[pair.1 as usize]);
        let Some((left, right)) = records.filter(|_| !best.contains_key(&pair)) else { continue };
        if let Some(waterfall) = linked.waterfall(Record::Left(left), Record::Left(right)) {
            let Waterfall { weight, probability, .. } = waterfall;
            best.insert(pair, Best { weight, probability, sure: false, records: (left, right) });
        }
    }
    // The elder machine keeps its id; of two that came at once the one of the more trusted list.
    let mut age: Vec<(u32, i32)> = vec![(u32::MAX, i32::MAX); state.files.len()];
    for of in known.iter().filter(|of| of.unit < machines) {
        let age = &mut age[of.unit as usize];
        *age = (*age).min((of.first_batch, of.priority));
    }
    let later: HashSet<(&str, &str)> = of_machines(state, MatchVerdict::Later).map(MatchDecision::pair).collect();
    let number = |machine: u32| state.files.link.normalised[machine as usize].as_str();
    let mut pairs: Vec<Proposal> = best
        .into_iter()
        .map(|((one, other), Best { weight, probability, sure, records })| {
            let younger = age[other as usize] < age[one as usize];
            let (kept, joined) = if younger { (other, one) } else { (one, other) };
            let turned = known[records.0 as usize].unit != kept;
            let names = (number(one).min(number(other)), number(one).max(number(other)));
            let sure = sure && resemble(&linked, records) && !may_be_siblings(number(one), number(other));
            Proposal { kept, joined, weight, probability, sure, later: later.contains(&names), records, turned }
        })
        .collect();
    pairs.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight).then((a.kept, a.joined).cmp(&(b.kept, b.joined))));
    let skipped =
        linked.skipped_blocks.iter().map(|of| format!("rule {}, `{}`: {} pairs", of.rule, of.value, of.pairs));
    let skipped = skipped.collect();
    let homes = homes(state, &linked, &first_record, &records)?;
    Ok(Proposals { pairs, compared: linked.compared, skipped, linked: Some(linked), homes })
}

#[cfg(test)]
mod tests {
    use super::may_be_siblings;

    #[test]
    fn numbers_that_count_on_are_asked_about() {
        assert!(may_be_siblings("104711", "104712"));
        assert!(may_be_siblings("HX2019-0001", "HX2019-0009"));
        assert!(!may_be_siblings("104711", "104711"), "the same number");
        assert!(!may_be_siblings("104711", "104171"), "swapped digits");
        assert!(!may_be_siblings("104711", "114711"), "a digit in the midst");
        assert!(!may_be_siblings("10471A", "10471B"), "no counting");
        assert!(!may_be_siblings("", "7"));
    }
}
