//! Which machines may be one machine: serial numbers that differ, of records that agree in what else is known.
//!
//! Serial numbers that are written alike are one machine already ([`digitize::link`]). Here the records of all sources
//! are compared by weight ([`link`]); what is sure is decided by the linker and kept as its decision, what is likely
//! waits for a person. No source has one machine twice: two machines that stand in one list are never joined.

use crate::{PipelineError, State};
use base::TableId;
use digitize::serial::key_of;
use hashbrown::HashMap;
use link::{Decisions, Linked, Match, Record, Rules, Table, Verdict, Waterfall};
use rayon::prelude::*;
use store::{MatchDecision, MatchVerdict, NewMatchDecision};

/// The rules by which machines are compared.
pub const MACHINE_RULES: &str = include_str!("../machines.toml");

/// What a record is compared by, beside its source: a field of the machine file each.
const COMPARED: [&str; 6] = ["machine_type", "manufactured_year", "installed_on", "postcode", "city", "country"];

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
}

impl Proposals {
    /// Why a pair has its weight.
    #[must_use]
    pub fn waterfall(&self, of: &Proposal) -> Option<Waterfall> {
        let (one, other) = of.records;
        self.linked.as_ref()?.waterfall(Record::Left(one), Record::Left(other))
    }

    /// What the linker decides by itself, as decisions that belong to a delivery.
    #[must_use]
    pub fn sure(&self, state: &State, batch: base::BatchId) -> Vec<NewMatchDecision> {
        let sure = self.pairs.iter().filter(|pair| pair.sure && !pair.later);
        sure.map(|pair| NewMatchDecision {
            kept: state.files.link.normalised[pair.kept as usize].clone(),
            joined: state.files.link.normalised[pair.joined as usize].clone(),
            verdict: MatchVerdict::Same,
            weight: Some(pair.weight),
            batch: Some(batch),
        })
        .collect()
    }
}

/// A machine as one source knows it.
struct Known {
    machine: u32,
    source: u32,
    first_batch: u32,
    priority: i32,
}

/// Machines that no other can be the same as are compared only to learn from them; so many are enough.
const LEARNT_FROM: usize = 2_000;

/// The sources each machine stands in, each once: the source's number, its first delivery, its priority.
type Standing = Vec<Vec<(u32, u32, i32)>>;

fn standing(state: &State, about: &HashMap<TableId, (u32, u32, i32)>) -> Standing {
    let files = &state.files;
    let of_machine = |machine: usize| {
        let mut sources: Vec<(u32, u32, i32)> = Vec::new();
        for candidate in files.candidates("serial_number", machine) {
            let Some(cell) = files.cell("serial_number", *candidate) else { continue };
            let Some((source, batch, priority)) = about.get(&cell.table).copied() else { continue };
            match sources.iter_mut().find(|of| of.0 == source) {
                Some(of) => of.1 = of.1.min(batch),
                None => sources.push((source, batch, priority)),
            }
        }
        sources
    };
    (0..files.len()).into_par_iter().map(of_machine).collect()
}

/// Which machines are compared: those that another could be the same as because they have no source in common, and
/// of the rest, evenly spread, enough to learn from.
fn compared(standing: &Standing) -> Vec<bool> {
    // Sources beyond 63 share a bit: their machines count as apart less often than they are, and are compared.
    let mask = |of: &Vec<(u32, u32, i32)>| of.iter().fold(0_u64, |mask, (source, ..)| mask | 1 << (*source).min(63));
    let masks: Vec<u64> = standing.iter().map(mask).collect();
    let mut kinds: Vec<u64> = masks.clone();
    kinds.sort_unstable();
    kinds.dedup();
    let apart: HashMap<u64, bool> =
        kinds.iter().map(|one| (*one, kinds.iter().any(|other| one & other == 0 || one & other == 1 << 63))).collect();
    let others = masks.iter().filter(|mask| !apart[*mask]).count();
    let step = others.div_ceil(LEARNT_FROM).max(1);
    let mut seen = 0_usize;
    let wanted = |mask: &u64| {
        apart[mask] || {
            seen += 1;
            seen.is_multiple_of(step)
        }
    };
    masks.iter().map(wanted).collect()
}

/// Records of the machines that are compared: what each source says of each, the value it trusts most.
fn records(state: &State) -> (Vec<Known>, Table) {
    let files = &state.files;
    let mut sources: HashMap<&str, u32> = HashMap::new();
    let mut about: HashMap<TableId, (u32, u32, i32)> = HashMap::new();
    let mut tables: Vec<_> = state.tables.values().collect();
    tables.sort_unstable_by_key(|table| table.id);
    for table in tables {
        let next = u32::try_from(sources.len()).unwrap_or(u32::MAX);
        let source = *sources.entry(table.source.as_str()).or_insert(next);
        let priority = state.sources.iter().find(|of| of.name == table.source).map_or(i32::MAX, |of| of.priority);
        about.insert(table.id, (source, table.batch.0, priority));
    }
    let standing = standing(state, &about);
    let wanted = compared(&standing);
    let mut known = Vec::with_capacity(files.len());
    let columns = ["source", "serial", "customer"].into_iter().chain(COMPARED);
    let mut builder = Table::builder(columns);
    let mut values: Vec<String> = Vec::new();
    for (machine, (normalised, _)) in
        (0_u32..).zip(files.link.normalised.iter().zip(wanted)).filter(|(_, (_, wanted))| *wanted)
    {
        let at = machine as usize;
        for (source, first_batch, priority) in standing[at].iter().copied() {
            let said = |field: &str| {
                let of_source = files.candidates(field, at).iter().find(|candidate| {
                    let table = files.cell(field, **candidate).map(|cell| cell.table);
                    table.and_then(|table| about.get(&table)).is_some_and(|of| of.0 == source)
                });
                of_source.and_then(|candidate| files.text_of(field, *candidate)).unwrap_or_default()
            };
            values.clear();
            values.push(source.to_string());
            values.push(normalised.clone());
            let customer = files.customer_of[at].and_then(|customer| files.customers.get(customer as usize));
            // The customer as all sources together tell it: sources that write only its name meet those with a number.
            let says = !said("customer_number").is_empty() || !said("customer_name").is_empty();
            let named = |of: &digitize::machine_file::Customer| {
                let number = of.number.as_deref().and_then(digitize::customer_name::normalise_number);
                let number = number.map(|number| format!(" #{number}")).unwrap_or_default();
                format!("{}{number}", of.name.as_deref().unwrap_or_default())
            };
            values.push(customer.filter(|_| says).map_or_else(String::new, named));
            values.extend(COMPARED.iter().map(|field| said(field)));
            builder.row(values.iter().map(String::as_str));
            known.push(Known { machine, source, first_batch, priority });
        }
    }
    (known, builder.build())
}

/// What people and the linker said before, as the linker takes it: records of one machine belong together, and what was
/// decided to be different stays so.
fn decisions(state: &State, first_record: &[Option<u32>], known: &[Known]) -> Decisions {
    let mut decisions = Decisions::default();
    for (record, of) in (0_u32..).zip(known) {
        match first_record[of.machine as usize] {
            Some(first) if first != record => {
                decisions.same(Record::Left(first), Record::Left(record));
            }
            _ => {}
        }
    }
    let different = state.decisions.iter().filter(|decision| decision.verdict == MatchVerdict::Different);
    for (one, other) in different.filter_map(|decision| machines_of(state, decision)) {
        if let (Some(one), Some(other)) = (first_record[one as usize], first_record[other as usize]) {
            decisions.never(Record::Left(one), Record::Left(other));
        }
    }
    decisions
}

/// The machines a decision is about, where both are there and are two.
fn machines_of(state: &State, decision: &MatchDecision) -> Option<(u32, u32)> {
    let at = |number: &str| state.files.link.ordinals.get(&key_of(number)).copied();
    let (one, other) = at(&decision.kept).zip(at(&decision.joined))?;
    (one != other).then_some((one, other))
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
        let sure = found.verdict == Verdict::Link;
        Self { weight: found.weight, probability: found.probability, sure, records: (found.left, found.right) }
    }

    fn take(&mut self, found: &Match) {
        let sure = self.sure || found.verdict == Verdict::Link;
        if found.weight > self.weight {
            *self = Self::of(found);
        }
        self.sure = sure;
    }
}

/// Whether the serial numbers of two records are near each other. A serial number is what a machine is known by: two
/// that have nothing in common may be one machine for all else, but a person has to say so.
fn resemble(linked: &Linked, (one, other): (u32, u32)) -> bool {
    let waterfall = linked.waterfall(Record::Left(one), Record::Left(other));
    waterfall.is_some_and(|of| of.steps.iter().any(|step| step.comparison == "serial" && step.level != "different"))
}

/// Compares all machines.
///
/// # Errors
/// Where the rules do not fit, which is a mistake in Instand.
pub fn propose(state: &State) -> Result<Proposals, PipelineError> {
    let (known, table) = records(state);
    let mut first_record: Vec<Option<u32>> = vec![None; state.files.len()];
    for (record, of) in (0_u32..).zip(&known) {
        first_record[of.machine as usize].get_or_insert(record);
    }
    // One machine, or one list: nothing can be the same.
    if known.windows(2).all(|two| two[0].source == two[1].source) {
        return Ok(Proposals { pairs: Vec::new(), compared: 0, skipped: Vec::new(), linked: None });
    }
    let wrong = |error: link::LinkError| PipelineError::Linking(error.to_string());
    let rules = Rules::parse(MACHINE_RULES).map_err(wrong)?;
    let linked = link::link(&table, None, &rules, &decisions(state, &first_record, &known)).map_err(wrong)?;
    let mut best: HashMap<(u32, u32), Best> = HashMap::new();
    for found in linked.matches.iter().filter(|found| found.verdict != Verdict::Displaced) {
        let (one, other) = (&known[found.left as usize], &known[found.right as usize]);
        if one.machine != other.machine {
            let pair = (one.machine.min(other.machine), one.machine.max(other.machine));
            best.entry(pair).and_modify(|best| best.take(found)).or_insert_with(|| Best::of(found));
        }
    }
    // What was put off waits until somebody decides, however little speaks for it by now.
    let put_off = state.decisions.iter().filter(|decision| decision.verdict == MatchVerdict::Later);
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
    for of in &known {
        let age = &mut age[of.machine as usize];
        *age = (*age).min((of.first_batch, of.priority));
    }
    let later: Vec<(&str, &str)> = state
        .decisions
        .iter()
        .filter(|decision| decision.verdict == MatchVerdict::Later)
        .map(MatchDecision::pair)
        .collect();
    let number = |machine: u32| state.files.link.normalised[machine as usize].as_str();
    let mut pairs: Vec<Proposal> = best
        .into_iter()
        .map(|((one, other), Best { weight, probability, sure, records })| {
            let younger = age[other as usize] < age[one as usize];
            let (kept, joined) = if younger { (other, one) } else { (one, other) };
            let turned = known[records.0 as usize].machine != kept;
            let names = (number(one).min(number(other)), number(one).max(number(other)));
            let sure = sure && resemble(&linked, records);
            Proposal { kept, joined, weight, probability, sure, later: later.contains(&names), records, turned }
        })
        .collect();
    pairs.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight).then((a.kept, a.joined).cmp(&(b.kept, b.joined))));
    let skipped =
        linked.skipped_blocks.iter().map(|of| format!("rule {}, `{}`: {} pairs", of.rule, of.value, of.pairs));
    let skipped = skipped.collect();
    Ok(Proposals { pairs, compared: linked.compared, skipped, linked: Some(linked) })
}
