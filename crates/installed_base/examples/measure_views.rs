//! How long the memory takes at 100,000 machines, 50,000 opportunities and 500,000 search entries, in microseconds.
#![expect(clippy::disallowed_methods, reason = "it measures")]

use base::{CustomerId, MachineId, OpportunityId};
use chrono::{Days, NaiveDate};
use installed_base::{
    Entry, InstalledBase, Machine, MachineFilter, MachineSort, Pipeline, PipelineFilter, PipelineSort, SearchEntry,
    SearchIndex, SearchKind,
};
use sales::{Opportunity, Stage};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

const MACHINES: u32 = 100_000;
const OPPORTUNITIES: u32 = 50_000;
const ENTRIES: u32 = 500_000;

/// Numbers that look random and are always the same.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(end)).unwrap_or_default()
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(u32::try_from(words.len()).unwrap_or(1)) as usize]
    }
}

const NAMES: &[&str] =
    &["Müller", "Huber", "Rossi", "Schneider", "Bianchi", "Øster", "Novák", "Kowalski", "Weiß", "Gruber"];
const TRADES: &[&str] =
    &["Metallbau", "Maschinenbau", "Blechtechnik", "Stahl", "Carpenteria", "Anlagenbau", "Fertigung"];
const FORMS: &[&str] = &["GmbH", "AG", "S.r.l.", "KG", "GmbH & Co. KG", "SpA"];
const COUNTRIES: &[&str] = &["DE", "DE", "DE", "AT", "IT", "IT", "CH", "FR", "PL", "CZ", "US", "CN", "NL", "ES", "SE"];
const STATES: &[&str] = &["active", "active", "expired", "none"];

fn main() {
    let mut chance = Lcg(4711);
    let machines: Vec<Machine> = (0..MACHINES).map(|number| machine(&mut chance, number)).collect();
    let ids: Vec<MachineId> = machines.iter().map(|machine| machine.id).collect();
    let search: Vec<SearchEntry> = (0..ENTRIES).map(|number| search_entry(&mut chance, &machines, number)).collect();
    let triggers: Vec<String> = (0..10).map(|number| format!("trigger-{number}")).collect();

    let start = Instant::now();
    let base = Arc::new(InstalledBase::new(machines, triggers));
    println!("{:>10.0} us  make the base", micros(start));
    let entries: Vec<Arc<Entry>> =
        (0..OPPORTUNITIES).map(|number| Arc::new(entry(&mut chance, &ids, number))).collect();
    let start = Instant::now();
    let pipeline = Pipeline::new(base, entries);
    println!("{:>10.0} us  make the pipeline", micros(start));
    let start = Instant::now();
    let index = SearchIndex::new(search);
    println!("{:>10.0} us  make the search index", micros(start));

    machine_lists(&pipeline);
    opportunity_lists(&pipeline);
    edits(&pipeline);
    for query in [
        "4711",
        "rx-1047",
        "RX-100",
        "m",
        "mü",
        "müller",
        "müller metall",
        "huber gm",
        "dichtung 12",
        "chneid",
        "zzzz",
        "1",
        "s",
    ] {
        mean(&format!("search {query:?}"), || index.search(query, 6).len());
    }
}

fn machine_lists(pipeline: &Pipeline) {
    let filter = |pairs: &[(&str, &str)]| MachineFilter::parse(pairs).unwrap_or_default();
    let sort = |text: &str| MachineSort::parse(text).unwrap_or_default();
    for (pairs, sorted) in [
        (&[][..], "serial_number"),
        (&[], "-score"),
        (&[("country", "DE")], "-operating_hours"),
        (&[("country", "DE"), ("contract", "expired,none"), ("trigger", "trigger-3")], "-score"),
        (&[("hours_from", "5000"), ("installed_to", "2018-12-31")], "customer_name"),
        (&[("campaign", "modernization"), ("score_from", "60")], "-value_eur"),
        (&[("q", "müller")], "customer_name"),
        (&[("q", "104711")], "serial_number"),
        (&[("q", "47")], "serial_number"),
        (&[("q", "gmbh metall")], "-age_years"),
    ] {
        let (given, by) = (filter(pairs), sort(sorted));
        let total = pipeline.machines().list(&given, by, 0, 100).0;
        let name = format!("machines {pairs:?} by {sorted}: {total}");
        mean(&name, || pipeline.machines().list(&given, by, 0, 100).1.len());
        mean("    page 500 of 100", || pipeline.machines().list(&given, by, 49_900, 100).1.len());
        mean("    facets", || pipeline.machines().facets(&given).len());
        mean("    map", || pipeline.machines().map(&given).0.len());
    }
    let (every, by) = (MachineFilter::default(), MachineSort::default());
    mean("100 rows read", || {
        let (_, page) = pipeline.machines().list(&every, by, 5000, 100);
        page.iter().filter_map(|position| pipeline.base().row(*position)).filter(|row| row.in_field).count()
    });
}

fn opportunity_lists(pipeline: &Pipeline) {
    let today = day(5900);
    let filter = |pairs: &[(&str, &str)]| PipelineFilter::parse(pairs, "Owner 7", today).unwrap_or_default();
    for pairs in [
        &[][..],
        &[("owner", "me")],
        &[("country", "DE"), ("stage", "new,contacted")],
        &[("q", "müller"), ("value_from", "10000")],
        &[("due", "true"), ("trigger", "trigger-2")],
    ] {
        let given = filter(pairs);
        let total = pipeline.list(&given, PipelineSort::default(), 0, 100).total;
        mean(&format!("opportunities {pairs:?}: {total}"), || {
            pipeline.list(&given, PipelineSort::default(), 0, 100).positions.len()
        });
        mean("    facets", || pipeline.facets(&given).len());
        mean("    board", || pipeline.board(&given, today, 50).columns.len());
    }
}

fn edits(pipeline: &Pipeline) {
    let Some(first) = pipeline.entry(12_345) else { return };
    let noted = Entry { follow_up_on: first.stage_since.succ_opt(), ..Entry::clone(first) };
    mean("edit: follow-up", || pipeline.with_changed(vec![noted.clone()]).len());
    let mut won = Entry::clone(first);
    won.of.stage = if won.of.stage == Stage::Won { Stage::New } else { Stage::Won };
    mean("edit: stage", || pipeline.with_changed(vec![won.clone()]).len());
    let mut given = Entry::clone(first);
    given.of.owner = "Nobody before".to_owned();
    mean("edit: a new owner", || pipeline.with_changed(vec![given.clone()]).len());
    let many: Vec<Entry> = (0..500)
        .filter_map(|at| pipeline.entry(at * 90))
        .map(|entry| Entry::clone(entry))
        .map(|mut entry| {
            entry.of.owner = "Owner 1".to_owned();
            entry
        })
        .collect();
    mean("edit: 500 given to another", || pipeline.with_changed(many.clone()).len());
}

fn mean(name: &str, mut run: impl FnMut() -> usize) {
    for _ in 0..5 {
        black_box(run());
    }
    let start = Instant::now();
    let mut runs = 0_u32;
    while runs < 200 && start.elapsed().as_millis() < 300 {
        black_box(run());
        runs += 1;
    }
    println!("{:>10.1} us  {name}", micros(start) / f64::from(runs));
}

fn micros(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1e6
}

fn day(number: u32) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2010, 1, 1).unwrap_or_default();
    first.checked_add_days(Days::new(number.into())).unwrap_or_default()
}

fn customer_name(number: u32) -> String {
    let mut chance = Lcg(number.into());
    chance.below(2);
    format!("{} {} {} {}", chance.of(NAMES), chance.of(TRADES), number % 997, chance.of(FORMS))
}

fn machine(chance: &mut Lcg, number: u32) -> Machine {
    let serial_number = format!("RX-{}", 100_000 + number);
    let customer = chance.below(20_000);
    let place = customer % 5000;
    let kind = chance.below(120);
    Machine {
        id: MachineId::of(&serial_number),
        normalised: serial_number.replace('-', ""),
        serial_number,
        machine_type: (kind > 0).then(|| format!("TruLaser {kind}")),
        product_family: (kind > 0).then(|| format!("Family {}", kind % 8)),
        manufacturer: (kind > 10).then(|| format!("Works {}", kind % 3)),
        customer: Some(CustomerId::of(&customer.to_string())),
        customer_name: Some(customer_name(customer)),
        customer_number: Some(format!("K-{customer}")),
        country: Some(COUNTRIES[place as usize % COUNTRIES.len()].to_owned()),
        postcode: Some(format!("{:05}", place * 19)),
        city: Some(format!("{}stadt {}", NAMES[place as usize % NAMES.len()], place % 1500)),
        installed_on: (!number.is_multiple_of(20)).then(|| day(chance.below(5900))),
        age_years: (!number.is_multiple_of(20)).then_some(15.0),
        in_field: chance.below(10) > 0,
        contract: (!number.is_multiple_of(9)).then(|| chance.of(STATES).to_owned()),
        contract_days_left: number.is_multiple_of(2).then(|| i32::try_from(chance.below(700)).unwrap_or_default()),
        warranty: (!number.is_multiple_of(7)).then(|| chance.of(STATES).to_owned()),
        operating_hours: (!number.is_multiple_of(3)).then(|| f64::from(chance.below(60_000))),
        errors_90d: (!number.is_multiple_of(3)).then(|| i32::try_from(chance.below(90)).unwrap_or_default()),
        fires: u64::from(chance.below(1024) & chance.below(1024) & chance.below(1024)),
        unknown: u64::from(chance.below(1024) & chance.below(1024)),
        location: (!number.is_multiple_of(50)).then(|| (place_at(place), place_at(place / 70))),
    }
}

fn place_at(number: u32) -> f32 {
    f32::from(u16::try_from(number).unwrap_or_default()) / 100.0
}

fn entry(chance: &mut Lcg, machines: &[MachineId], number: u32) -> Entry {
    let stages = [Stage::New, Stage::New, Stage::New, Stage::Contacted, Stage::Quoted, Stage::Won, Stage::Lost];
    let since = day(5000 + chance.below(900));
    Entry {
        of: Opportunity {
            id: OpportunityId::of(&number.to_string()),
            machine: machines[chance.below(MACHINES) as usize],
            campaign: chance.of(&["modernization", "parts-package", "service-call", "contract-renewal"]).to_owned(),
            sequence: 1,
            stage: stages[chance.below(7) as usize],
            owner: format!("Owner {}", chance.below(60)),
            score: u8::try_from(chance.below(101)).unwrap_or_default(),
            value_cents: (!number.is_multiple_of(5)).then(|| i64::from(chance.below(10_000_000))),
            value_basis: None,
            opened_on: since,
            changed_on: since,
            flag: number.is_multiple_of(11).then(|| "gone".to_owned()),
            triggers: vec![format!("trigger-{}", chance.below(10))],
            lead: None,
        },
        stage_since: since,
        follow_up_on: number.is_multiple_of(4).then(|| day(5800 + chance.below(200))),
        lost_reason: None,
        version: 1,
        waits_until: None,
    }
}

fn search_entry(chance: &mut Lcg, machines: &[Machine], number: u32) -> SearchEntry {
    let machine = &machines[number as usize % machines.len()];
    let (kind, title, also) = match number / MACHINES {
        0 => (SearchKind::Machine, machine.serial_number.clone(), vec![format!("INV {}", 7_000_000 + number)]),
        1 => (SearchKind::Customer, customer_name(number), vec![format!("K-{number}")]),
        2 => (SearchKind::Contract, format!("WV-{}/{number}", 2010 + chance.below(16)), vec![]),
        3 => (
            SearchKind::Part,
            format!("{:07}", chance.below(9_999_999)),
            vec![format!("Dichtung {} x {}", chance.below(200), chance.below(90))],
        ),
        _ => (SearchKind::Person, format!("Person{} {}", chance.below(3000), chance.of(NAMES)), vec![]),
    };
    SearchEntry {
        kind,
        id: number.to_string(),
        title,
        subtitle: machine.customer_name.clone(),
        also,
        machine: Some(machine.id),
        customer: machine.customer,
    }
}
