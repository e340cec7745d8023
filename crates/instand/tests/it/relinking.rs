//! Five re-imports of lists that changed, and what people decided in between: no id changes, no decision is lost, and
//! what is taken back leaves everything as it was.

use ::telemetry::lake::TelemetryLake;
use base::MachineId;
use chrono::NaiveDate;
use connect::Lake;
use digitize::mapping::Mapping;
use digitize::serial::{key_of, normalise};
use pipeline::{ImportOptions, Kept, Silent, State, Workplace, collect, decide_matches, import, propose, take_back};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use store::{LINKER, MatchAbout, MatchDecision, MatchVerdict, NewMatchDecision, Store};

const MACHINES: u32 = 150;
const DELIVERIES: u32 = 6;
const LISTS: [&str; 3] = ["erp", "crm", "service"];
const TYPES: [&str; 5] = ["HX 500", "HX 700", "RM 20", "VPX 3", "KD 9"];
const MAPPING: &str = "
[[source]]
name = \"erp\"
files = [\"erp/*\"]
priority = 1
complete = [\"machines\"]
[[source]]
name = \"crm\"
files = [\"crm/*\"]
priority = 3
complete = [\"machines\"]
[[source]]
name = \"service\"
files = [\"service/*\"]
priority = 2
complete = [\"machines\"]
";

/// The same numbers for the same seed, anywhere.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        // SplitMix64, Steele, Lea and Flood 2014.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: u32) -> u32 {
        u32::try_from(self.next() % u64::from(count.max(1))).unwrap_or(0)
    }

    fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }
}

#[derive(Clone)]
struct Row {
    machine: u32,
    serial: String,
    kind: u32,
    customer: u32,
    day: NaiveDate,
}

fn plate(machine: u32) -> String {
    format!("K{}-{:05}", 10 + machine % 13, (u64::from(machine) * 7919 + 10_007) % 100_000)
}

/// A row as its list writes it: some serial numbers are mistyped, some are those of another machine.
fn row(machine: u32, list: usize, dice: &mut Dice) -> Row {
    let mut letters: Vec<char> = plate(machine).chars().collect();
    if list > 0 && dice.percent(12) {
        let at = 5 + dice.below(3) as usize;
        letters.swap(at, at + 1);
    }
    let serial = if list > 0 && dice.percent(4) { plate(dice.below(MACHINES)) } else { letters.into_iter().collect() };
    let day = NaiveDate::from_ymd_opt(2010, 1, 15).expect("a day") + chrono::Days::new(u64::from(machine) * 37);
    Row { machine, serial, kind: machine % 5, customer: machine % 40, day }
}

/// Changes, removes and adds rows of a list.
fn change(rows: &mut Vec<Row>, list: usize, next: &mut u32, dice: &mut Dice) {
    rows.retain(|_| !dice.percent(4));
    for of in rows.iter_mut() {
        match dice.below(40) {
            0 => of.customer = dice.below(40),
            1 => of.kind = dice.below(5),
            2 => of.day = of.day + chrono::Days::new(u64::from(dice.below(90))),
            3 => of.serial = row(of.machine, list, dice).serial,
            _ => {}
        }
    }
    for _ in 0..dice.below(6) {
        rows.push(row(*next % (MACHINES * 2), list, dice));
        *next += 1;
    }
}

fn write(folder: &Path, list: &str, rows: &[Row]) {
    let mut text = "Seriennummer;Maschinentyp;Kunde;Inbetriebnahme;PLZ;Land\n".to_owned();
    for of in rows {
        let (kind, customer) = (TYPES[of.kind as usize % 5], of.customer);
        let name = ["Metallbau", "Holzwerk", "Pressen"][customer as usize % 3];
        let (day, postcode) = (of.day.format("%d.%m.%Y"), 10_000 + customer * 731);
        let _ = writeln!(text, "{};{kind};Kunde {customer} {name} GmbH;{day};{postcode};DE", of.serial);
    }
    std::fs::create_dir_all(folder.join(list)).expect("a folder");
    std::fs::write(folder.join(list).join("maschinen.csv"), text).expect("written");
}

/// The work of people and the lists, and what must hold whatever they do.
struct Story {
    workplace: Workplace,
    folder: tempfile::TempDir,
    dice: Dice,
    clock: u32,
}

impl Story {
    async fn begin(seed: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let workplace = Workplace {
            store: Store::open(&testkit::database::sqlite(folder.path())).await.expect("a database"),
            lake: Lake::at(folder.path().join("lake")),
            telemetry: TelemetryLake::at(folder.path().join("lake").join("telemetry")),
            elsewhere: None,
            kept: Kept::at(folder.path().join("files")),
            lock: folder.path().join("import.lock"),
        };
        Self { workplace, folder, dice: Dice(seed), clock: 0 }
    }

    fn at(&mut self) -> String {
        self.clock += 1;
        format!("2026-11-01T{:02}:{:02}:{:02}Z", 6 + self.clock / 3600, self.clock / 60 % 60, self.clock % 60)
    }

    async fn dump(&self) -> String {
        self.workplace.store.dump().await.expect("dumped")
    }

    async fn deliver(&mut self, delivery: u32, lists: &[Vec<Row>]) -> (base::BatchId, State) {
        let folder = self.folder.path().join(format!("delivery-{delivery}"));
        LISTS.iter().zip(lists).for_each(|(list, rows)| write(&folder, list, rows));
        let mapping = Mapping::parse(MAPPING).expect("a mapping");
        let at = self.at();
        let options = ImportOptions {
            origin: "lists",
            source: None,
            mapping: Some(&mapping),
            mapping_text: None,
            delivered_on: NaiveDate::from_ymd_opt(2026, 10, 1 + delivery).expect("a day"),
            at: &at,
        };
        let inputs = collect(&[folder], Path::new("")).expect("files");
        let (report, state) = import(&self.workplace, &inputs, &options, &Silent).await.expect("imported");
        (report.batch.expect("a delivery"), state)
    }

    /// Decides, looks, takes back: exact.
    async fn there_and_back(&mut self, decided: Vec<NewMatchDecision>, at_once: bool) {
        if decided.is_empty() {
            return;
        }
        let before = self.dump().await;
        let newest = self.newest().await;
        let at = self.at();
        if decide_matches(&self.workplace, decided.clone(), "s", &at).await.is_err() {
            // What contradicts other decisions is refused whole.
            assert_eq!(self.dump().await, before, "refused, and yet something changed: {decided:?}");
            return;
        }
        assert_ne!(self.dump().await, before, "nothing was decided by {decided:?}");
        let made = self.workplace.store.match_history(None, 1000).await.expect("decisions");
        let mut ids: Vec<i64> = made.iter().map(|of| of.id).filter(|id| *id > newest).collect();
        assert_eq!(ids.len(), decided.len());
        if at_once {
            let at = self.at();
            pipeline::undo_matches(&self.workplace, &ids, "s", &at).await.expect("taken back");
        } else {
            // One by one in any order: each step must be possible.
            while !ids.is_empty() {
                let id = ids.swap_remove(self.dice.below(u32::try_from(ids.len()).unwrap_or(1)) as usize);
                let at = self.at();
                pipeline::undo_matches(&self.workplace, &[id], "s", &at).await.expect("taken back");
            }
        }
        let now = self.dump().await;
        assert!(now == before, "taken back, and not as before: {decided:?}\n{:#?}", differing(&now, &before));
    }

    async fn newest(&self) -> i64 {
        self.workplace.store.match_history(None, 1).await.expect("decisions").first().map_or(0, |of| of.id)
    }

    /// What people do between two deliveries.
    async fn people(&mut self, state: &State) {
        let proposals = propose(state).expect("proposals");
        let number = |machine: u32| state.files.link.normalised[machine as usize].clone();
        let new = |kept: u32, joined: u32, verdict: MatchVerdict| NewMatchDecision {
            about: MatchAbout::Machine,
            kept: number(kept),
            joined: number(joined),
            verdict,
            weight: None,
            batch: None,
            parted: None,
        };
        let mut decided = Vec::new();
        for pair in proposals.pairs.iter().filter(|pair| !pair.later).take(12) {
            let verdict = match self.dice.below(4) {
                0 | 1 => MatchVerdict::Same,
                2 => MatchVerdict::Different,
                _ => MatchVerdict::Later,
            };
            decided.push(new(pair.kept, pair.joined, verdict));
        }
        // Two that nobody proposed.
        let some = u32::try_from(state.files.len()).unwrap_or(2);
        let (one, other) = (self.dice.below(some), self.dice.below(some));
        let any = new(one, if one == other { (one + 1) % some } else { other }, MatchVerdict::Same);
        self.there_and_back(vec![any], true).await;
        self.there_and_back(decided.clone(), true).await;
        self.there_and_back(decided.clone(), false).await;
        // Half of it stays.
        decided.truncate(decided.len() / 2);
        for of in decided {
            let at = self.at();
            // One that contradicts another is refused; that is for people to see.
            let _ = decide_matches(&self.workplace, vec![of], "s", &at).await;
        }
        self.split_and_merge().await;
    }

    /// A join of the linker is taken back, and said again: as before.
    async fn split_and_merge(&mut self) {
        let decisions = self.workplace.store.match_decisions().await.expect("decisions");
        let joins: Vec<&MatchDecision> = decisions.iter().filter(|of| of.decided_by == LINKER).collect();
        if joins.is_empty() {
            return;
        }
        let of = joins[self.dice.below(u32::try_from(joins.len()).unwrap_or(1)) as usize].clone();
        let before = self.dump().await;
        let at = self.at();
        pipeline::undo_matches(&self.workplace, &[of.id], "s", &at).await.expect("taken back");
        assert_ne!(self.dump().await, before);
        let again = NewMatchDecision {
            about: MatchAbout::Machine,
            kept: of.kept.clone(),
            joined: of.joined.clone(),
            verdict: MatchVerdict::Same,
            weight: of.weight,
            batch: None,
            parted: None,
        };
        let at = self.at();
        decide_matches(&self.workplace, vec![again], "s", &at).await.expect("decided");
        // The decision stands further down now; that is all.
        let now = self.dump().await;
        let differing = differing(&now, &before);
        assert!(differing.is_empty(), "split and merged again: {of:?}\n{differing:#?}");
    }
}

/// Lines that only one of two states has.
fn differing(one: &str, other: &str) -> Vec<String> {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    lines(one).symmetric_difference(&lines(other)).cloned().collect()
}

/// Each serial number that stands in a list, and the machine it is of.
fn machines(state: &State, lists: &[Vec<Row>]) -> BTreeMap<String, MachineId> {
    let mut found = BTreeMap::new();
    for of in lists.iter().flatten() {
        let number = normalise(&of.serial).expect("a number");
        if let Some(at) = state.files.link.ordinals.get(&key_of(&number)) {
            found.insert(number, state.files.link.ids[*at as usize]);
        }
    }
    found
}

/// What people said holds.
fn holds(state: &State, said: &[MatchDecision]) {
    let at = |number: &str| state.files.link.ordinals.get(&key_of(number));
    for of in said {
        let standing = state.decisions.iter().find(|known| known.id == of.id);
        assert_eq!(standing, Some(of), "a decision was lost");
        if let (Some(one), Some(other)) = (at(&of.kept), at(&of.joined)) {
            match of.verdict {
                MatchVerdict::Same => assert_eq!(one, other, "{of:?}"),
                MatchVerdict::Different => assert_ne!(one, other, "{of:?}"),
                MatchVerdict::Later => {}
            }
        }
    }
}

async fn story(seed: u64) {
    let mut story = Story::begin(seed).await;
    let mut dice = Dice(seed ^ 0xABCD);
    let mut lists: Vec<Vec<Row>> = vec![Vec::new(); LISTS.len()];
    for (list, rows) in lists.iter_mut().enumerate() {
        for machine in 0..MACHINES {
            if !dice.percent(15) {
                rows.push(row(machine, list, &mut dice));
            }
        }
    }
    let mut next = MACHINES;
    let (_, mut state) = story.deliver(0, &lists).await;
    let (mut joined, mut parted) = (0, 0);
    for delivery in 1..DELIVERIES {
        story.people(&state).await;
        state = story.workplace.state().await.expect("a state");
        let before = machines(&state, &lists);
        let decisions = story.workplace.store.match_decisions().await.expect("decisions");
        let said: Vec<MatchDecision> = decisions.into_iter().filter(|of| of.decided_by != LINKER).collect();
        let dump = story.dump().await;
        for (list, rows) in lists.iter_mut().enumerate() {
            change(rows, list, &mut next, &mut dice);
        }

        // Taken back, the delivery was never there; then it comes for good.
        let (batch, _) = story.deliver(delivery, &lists).await;
        let at = story.at();
        take_back(&story.workplace, batch, &at).await.expect("taken back");
        let now = story.dump().await;
        assert!(now == dump, "seed {seed}: delivery {delivery} was taken back\n{:#?}", differing(&now, &dump));
        let (batch, now) = story.deliver(delivery, &lists).await;
        state = now;

        holds(&state, &said);
        let new = state.decisions.iter().filter(|of| of.batch == Some(batch));
        let moved: BTreeSet<&str> = new.flat_map(|of| [of.kept.as_str(), of.joined.as_str()]).collect();
        joined += moved.len();
        parted += moved.iter().filter(|name| name.contains('@')).count();
        let ids: BTreeSet<MachineId> = state.files.link.ids.iter().copied().collect();
        for (number, id) in machines(&state, &lists) {
            let was = before.get(&number);
            let roots: Vec<&str> = state.decisions.iter().map(|of| of.kept.as_str()).collect();
            // A number that stays is of the machine it was of, unless this very delivery joined that machine to another.
            let followed = was.is_none_or(|was| *was == id)
                || before.iter().any(|(other, of)| Some(of) == was && moved.contains(other.as_str()))
                || roots.iter().any(|root| moved.contains(root) && was == Some(&MachineId::of(root)));
            assert!(followed, "seed {seed}: {number} was {was:?} and is {id:?}");
            assert!(ids.contains(&id));
        }
        assert_eq!(ids.len(), state.files.len(), "each id once");
    }
    assert!(joined > 0, "seed {seed}: the linker joined nothing, so nothing was tested");
    println!("seed {seed}: {joined} numbers joined, {parted} of rows that carried another machine's number");
}

#[tokio::test(flavor = "multi_thread")]
async fn five_re_imports_change_no_id_and_lose_no_decision() {
    for seed in 1..=8 {
        story(seed).await;
    }
}
