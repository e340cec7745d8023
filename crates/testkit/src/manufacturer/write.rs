//! Writes the folder and the truth beside it.

use super::customers::customer;
use super::files::{
    Assets, ContractRow, Contracts, Counters, Equipment, Errors, Orders, Reports, Visits, remove_leftovers,
    write_sources, write_types,
};
use super::machine::machine;
use super::rng::{Rng, Stream};
use super::serials::{Habit, spelled, true_spelling};
use super::truth::TRIGGERS;
use super::verdicts_file::VerdictsFile;
use super::world::World;
use chrono::{Datelike, NaiveDate};
use std::io;
use std::path::Path;

/// A machine builder to write the exports of. The same four values give the same bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Manufacturer {
    /// What all random numbers follow from.
    pub seed: u64,
    /// How many machines it has in the field.
    pub machines: usize,
    /// The day of the exports; the truth holds on this day.
    pub as_of: NaiveDate,
    /// Contracts and types as CSV too, no workbooks, no PDF reports: for 1,000,000 machines.
    pub csv_only: bool,
}

/// What one trigger says of all machines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TriggerCount {
    /// The trigger's id.
    pub trigger: &'static str,
    /// Machines for which it fires.
    pub fires: u64,
    /// Machines for which the files do not tell.
    pub unknown: u64,
}

/// One written file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrittenFile {
    /// Its path within the folder, with `/`; `service/berichte/*.pdf` stands for all reports.
    pub name: String,
    /// Data rows, without headings and totals; files where it stands for many.
    pub rows: u64,
    /// Size in bytes.
    pub bytes: u64,
}

/// What was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// Machines in truth.
    pub machines: u64,
    /// Customers with at least one machine.
    pub customers: u64,
    /// The files of the folder.
    pub files: Vec<WrittenFile>,
    /// Bytes of the folder, the truth not counted.
    pub bytes: u64,
    /// Lines of the truth file.
    pub truth_rows: u64,
    /// PDF reports without which the maintenance verdict would be another.
    pub deciding_reports: u64,
    /// Verdicts by trigger, as the truth file has them.
    pub triggers: Vec<TriggerCount>,
}

impl Manufacturer {
    /// A manufacturer with workbooks and PDF reports.
    #[must_use]
    pub const fn new(seed: u64, machines: usize, as_of: NaiveDate) -> Self {
        Self { seed, machines, as_of, csv_only: false }
    }

    /// The same manufacturer with CSV files only.
    #[must_use]
    pub const fn csv_only(self) -> Self {
        Self { csv_only: true, ..self }
    }

    /// Writes the exports into `folder` and the verdicts that are true to `truth`, making folders as needed. Files
    /// an earlier run wrote there are replaced or removed.
    ///
    /// # Errors
    /// If `as_of` is not between 1970 and 2200, if `truth` lies within `folder`, or if a file cannot be written.
    pub fn write(&self, folder: &Path, truth: &Path) -> io::Result<Written> {
        if !(1970..=2200).contains(&self.as_of.year()) {
            let what = format!("{} is no day to generate exports for; take one between 1970 and 2200", self.as_of);
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        if truth.starts_with(folder) {
            let what = format!("the truth file {} must not lie within the folder it judges", truth.display());
            return Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        }
        std::fs::create_dir_all(folder)?;
        remove_leftovers(folder)?;
        let world = World::new(self.seed, self.machines, self.as_of, self.csv_only);
        let mut out = Out::create(&world, folder, truth)?;
        let mut served = vec![false; usize::try_from(world.customers).unwrap_or(0)];
        for index in 0..world.machines {
            let machine = machine(&world, index);
            if let Some(served) = usize::try_from(machine.customer).ok().and_then(|at| served.get_mut(at)) {
                *served = true;
            }
            out.machine(&world, &machine)?;
        }
        out.strangers(&world)?;
        let customers = served.into_iter().filter(|served| *served).count();
        out.finish(&world, folder, u64::try_from(customers).unwrap_or(0))
    }
}

/// All files being written.
struct Out {
    equipment: Equipment,
    assets: Assets,
    contracts: Contracts,
    orders: Orders,
    visits: Visits,
    reports: Reports,
    errors: Errors,
    counters: Counters,
    verdicts: VerdictsFile,
}

impl Out {
    fn create(world: &World, folder: &Path, truth: &Path) -> io::Result<Self> {
        Ok(Self {
            equipment: Equipment::create(folder)?,
            assets: Assets::create(folder)?,
            contracts: Contracts::create(world, folder)?,
            orders: Orders::create(folder)?,
            visits: Visits::create(folder)?,
            reports: Reports::create(world, folder)?,
            errors: Errors::create(folder)?,
            counters: Counters::create(folder)?,
            verdicts: VerdictsFile::create(truth)?,
        })
    }

    fn machine(&mut self, world: &World, machine: &super::machine::Machine) -> io::Result<()> {
        let customer = customer(world.seed, machine.customer);
        self.equipment.write(world, machine, &customer)?;
        self.assets.write(world, machine, &customer)?;
        for (item, contract) in (0..).zip(&machine.contracts) {
            self.contracts.write(world, &ContractRow { machine, customer: &customer, contract, item })?;
        }
        self.orders.write(world, machine, &customer)?;
        self.visits.write(world, machine)?;
        self.reports.write(world, machine, &customer)?;
        self.errors.write(world, machine)?;
        self.counters.write(world, machine)?;
        self.verdicts.write(world, machine)
    }

    /// A few rows of orders and telemetry carry serial numbers of no machine: mistyped ones, and machines of others.
    fn strangers(&mut self, world: &World) -> io::Result<()> {
        for index in 0..world.strangers() {
            let mut rng = Rng::of(world.seed, Stream::Unassigned, index * 4 + 3);
            let serial = if index % 2 == 0 {
                format!("QZ-{}", 990_000 + index)
            } else {
                // Looks like one of ours, but was never built.
                true_spelling(rng.below(6) as usize, world.machines + 500 + index, world.as_of.year())
            };
            let customer = customer(world.seed, index % world.customers);
            self.orders.stranger(world, index, &spelled(&serial, Habit::Orders, &mut rng), &customer)?;
            self.errors.stranger(world, index, &spelled(&serial, Habit::Errors, &mut rng))?;
            self.counters.stranger(world, index, &spelled(&serial, Habit::Counters, &mut rng))?;
        }
        Ok(())
    }

    fn finish(self, world: &World, folder: &Path, customers: u64) -> io::Result<Written> {
        let mut done = vec![
            self.equipment.finish()?,
            self.assets.finish()?,
            self.contracts.finish()?,
            write_types(world, folder)?,
            self.orders.finish()?,
            self.visits.finish()?,
            self.errors.finish()?,
            self.counters.finish()?,
            write_sources(folder)?,
        ];
        if !world.csv_only {
            done.push(self.reports.finish());
        }
        let totals = self.verdicts.finish()?;
        let counts = totals.fires.into_iter().zip(totals.unknown);
        let triggers = TRIGGERS.into_iter().zip(counts);
        Ok(Written {
            machines: world.machines,
            customers,
            bytes: done.iter().map(|(_, _, bytes)| bytes).sum(),
            files: done.into_iter().map(|(name, rows, bytes)| WrittenFile { name, rows, bytes }).collect(),
            truth_rows: totals.rows,
            deciding_reports: totals.deciding_reports,
            triggers: triggers.map(|(trigger, (fires, unknown))| TriggerCount { trigger, fires, unknown }).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;
    use std::path::PathBuf;
    use tempfile::TempDir;

    fn as_of() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date")
    }

    fn written(manufacturer: &Manufacturer) -> (TempDir, PathBuf, Written) {
        let temporary = tempfile::tempdir().expect("a folder");
        let truth = temporary.path().join("wahrheit/truth.csv");
        let written = manufacturer.write(&temporary.path().join("export"), &truth).expect("a folder written");
        (temporary, truth, written)
    }

    fn contents(folder: &Path, into: &mut HashMap<PathBuf, Vec<u8>>, root: &Path) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                contents(&path, into, root);
            } else {
                let name = path.strip_prefix(root).expect("within the folder").to_path_buf();
                into.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }

    fn digest(manufacturer: &Manufacturer) -> HashMap<PathBuf, Vec<u8>> {
        let (temporary, _, _) = written(manufacturer);
        let mut files = HashMap::new();
        contents(temporary.path(), &mut files, temporary.path());
        files
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        for manufacturer in [Manufacturer::new(1, 300, as_of()), Manufacturer::new(1, 300, as_of()).csv_only()] {
            let (first, second) = (digest(&manufacturer), digest(&manufacturer));
            let mut differing: Vec<_> = first.iter().filter(|(name, bytes)| second.get(*name) != Some(bytes)).collect();
            differing.sort();
            assert!(differing.is_empty(), "{:?}", differing.first().map(|(name, _)| name));
            assert_eq!(first.len(), second.len());
        }
        let other = digest(&Manufacturer::new(2, 300, as_of()));
        let truth = Path::new("wahrheit/truth.csv");
        assert_ne!(digest(&Manufacturer::new(1, 300, as_of())).get(truth), other.get(truth));
    }

    #[test]
    fn every_trigger_fires_for_some_and_not_for_many() {
        for seed in 1..=3 {
            let (_temporary, _, written) = written(&Manufacturer::new(seed, 2000, as_of()));
            for count in &written.triggers {
                let (fires, unknown) = (count.fires * 1000 / 2000, count.unknown * 1000 / 2000);
                assert!((15..=150).contains(&fires), "seed {seed}: {} fires for {fires} permille", count.trigger);
                assert!((2..=170).contains(&unknown), "seed {seed}: {} unknown for {unknown} permille", count.trigger);
            }
            assert_eq!(written.truth_rows, 20_000);
            assert!(written.deciding_reports >= 20, "seed {seed}: {} reports decide", written.deciding_reports);
            assert!(written.files.iter().any(|file| file.name.ends_with("*.pdf") && file.rows == 40));
            assert!((500..=625).contains(&written.customers), "{} customers", written.customers);
        }
    }

    #[test]
    fn rows_are_as_many_as_in_life() {
        let (_temporary, _, written) = written(&Manufacturer::new(1, 2000, as_of()));
        let a_machine = |name: &str| {
            let file = written.files.iter().find(|file| file.name.ends_with(name)).expect("the file");
            file.rows * 10 / 2000
        };
        assert!((9..=10).contains(&a_machine("equipment.csv")));
        assert!((8..=9).contains(&a_machine("assets.csv")));
        assert!((90..=170).contains(&a_machine("auftragspositionen.csv")), "{}", a_machine("auftragspositionen.csv"));
        assert!((60..=110).contains(&a_machine("einsaetze.csv")), "{}", a_machine("einsaetze.csv"));
        assert!((70..=120).contains(&a_machine("fehlerprotokoll.csv")), "{}", a_machine("fehlerprotokoll.csv"));
        assert!((190..=240).contains(&a_machine("zaehlerstaende.csv")), "{}", a_machine("zaehlerstaende.csv"));
        assert!((10..=25).contains(&a_machine("wartungsvertraege.xlsx")), "{}", a_machine("wartungsvertraege.xlsx"));
    }

    #[test]
    fn the_truth_has_the_boundary_cases() {
        let (_temporary, truth, _) = written(&Manufacturer::new(1, 2000, as_of()));
        let truth = std::fs::read_to_string(truth).expect("the truth");
        let has = |trigger: &str, verdict: &str, facts: &str| {
            let tail = format!(";{trigger};{verdict};{facts}");
            assert!(truth.lines().any(|line| line.ends_with(&tail)), "no line ends with {tail}");
        };
        has("contract-expiring", "no", "days_left=90 notice_days_left=90");
        has("contract-expiring", "fires", "days_left=89 notice_days_left=89");
        has("contract-expiring", "fires", "days_left=0 notice_days_left=0");
        has("contract-expiring", "no", "days_left=150 notice_days_left=90");
        has("contract-expiring", "fires", "days_left=149 notice_days_left=89");
        has("contract-expiring", "fires", "days_left=120 notice_days_left=0");
        has("contract-expiring", "no", "days_left=119 notice_days_left=119");
        has("contract-expiring", "fires", "days_left=20 notice_days_left=20");
        has("contract-expiring", "no", "days_left=385 notice_days_left=385");
        has("machine-aging", "no", "installed_on=2016-11-01");
        has("machine-aging", "fires", "installed_on=2016-10-31");
        has("parts-inactive", "no", "last_order=2024-11-01");
        has("parts-inactive", "fires", "last_order=2024-10-31");
        has("error-signal", "fires", "critical=0 repeated=3");
        has("error-signal", "no", "critical=0 repeated=2");
        has("error-signal", "fires", "critical=1 repeated=1");
        has("warranty-expiring", "no", "warranty_end=2026-12-31");
        has("warranty-expiring", "fires", "warranty_end=2026-12-30");
        has("warranty-expiring", "fires", "warranty_end=2026-11-01");
        has("warranty-expiring", "no", "warranty_end=2026-10-31");
    }

    #[test]
    fn writing_again_leaves_nothing_of_the_run_before() {
        let temporary = tempfile::tempdir().expect("a folder");
        let (folder, truth) = (temporary.path().join("export"), temporary.path().join("truth.csv"));
        let earlier = NaiveDate::from_ymd_opt(2020, 5, 4).expect("a date");
        for manufacturer in [Manufacturer::new(1, 100, earlier), Manufacturer::new(1, 100, as_of()).csv_only()] {
            manufacturer.write(&folder, &truth).expect("a folder written");
        }
        let mut files = HashMap::new();
        contents(&folder, &mut files, &folder);
        let stale = |name: &&PathBuf| name.extension().is_some_and(|ending| ending == "pdf" || ending == "xlsx");
        assert_eq!(files.keys().find(stale), None);
        assert_eq!(files.len(), 9);
    }

    #[test]
    fn the_truth_cannot_land_in_the_folder_it_judges() {
        let folder = tempfile::tempdir().expect("a folder");
        let inside = folder.path().join("truth.csv");
        assert!(Manufacturer::new(1, 3, as_of()).write(folder.path(), &inside).is_err());
        let beside = tempfile::tempdir().expect("a folder");
        let truth = beside.path().join("truth.csv");
        for machines in [0, 1, 7] {
            let written = Manufacturer::new(1, machines, as_of()).write(folder.path(), &truth).expect("a small base");
            assert_eq!(written.truth_rows, written.machines * 10);
        }
        assert!(Manufacturer::new(1, 3, NaiveDate::MAX).write(folder.path(), &truth).is_err());
    }
}
