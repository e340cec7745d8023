//! Five lists of the same machines as they are before anybody cleaned them: serial numbers mistyped, copied from the
//! row above, written with the year behind, customers under another name, fields that are wrong or left out.
//!
//! `erp/maschinen.csv`, `crm/anlagen.csv`, `service/geraete.csv`, `vertraege/vertraege.csv`, `telematik/anlagen.csv`. No
//! list has a machine twice. The truth beside them says which machine each row is of; it is written by who made the row,
//! not found by looking at it.

mod fleet;
mod names;
mod noise;
mod rows;

use super::table::{Encoding, Table};
use super::write::Manufacturer;
use chrono::Datelike;
use fleet::{Fleet, Standing};
use rows::{Noted, Source};
use std::io;
use std::path::Path;

/// One of the five lists.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HardList {
    /// Its path within the folder, with `/`.
    pub name: &'static str,
    /// Rows without the headings.
    pub rows: u64,
    /// Rows whose serial number was mistyped, swapped, or written with something before or behind it.
    pub misspelled: u64,
    /// Rows that carry the serial number of another machine, copied or mistyped into it.
    pub of_another: u64,
}

/// What was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HardLists {
    /// The lists.
    pub lists: Vec<HardList>,
    /// Pairs of rows of different lists that are of the same machine.
    pub pairs: u64,
}

impl Manufacturer {
    /// Writes five lists with hard noise into `folder`, and to `truth` which machine each row is of: source, row as in
    /// the file, machine. The same seed, number of machines and day give the same bytes.
    ///
    /// # Errors
    /// If `as_of` is not between 1970 and 2200, if `truth` lies within `folder`, or if a file cannot be written.
    pub fn write_hard_lists(&self, folder: &Path, truth: &Path) -> io::Result<HardLists> {
        self.check(folder, truth)?;
        let fleet = Fleet::new(self.seed, self.machines, self.as_of);
        let mut told = Table::create(truth, b',', Encoding::Utf8, &["source", "row", "machine"])?;
        let mut pairs = 0;
        for index in 0..fleet.machines() {
            let sources = Standing::of(self.seed, index).count();
            pairs += sources * (sources - 1) / 2;
        }
        let mut lists = Vec::new();
        for source in Source::ALL {
            let mut table = source.create(folder)?;
            let (mut row, mut misspelled, mut of_another) = (1_u64, 0, 0);
            for index in (0..fleet.machines()).filter(|index| Standing::of(self.seed, *index).holds(source)) {
                let noted = rows::write(&fleet, source, index, &mut table)?;
                misspelled += u64::from(noted == Noted::Misspelled);
                of_another += u64::from(noted == Noted::OfAnother);
                row += 1;
                told.text(source.name()).number(row, 1).number(index, 1).end_row()?;
            }
            let (rows, _) = table.finish()?;
            lists.push(HardList { name: source.path(), rows, misspelled, of_another });
        }
        told.finish()?;
        Ok(HardLists { lists, pairs })
    }

    fn check(&self, folder: &Path, truth: &Path) -> io::Result<()> {
        let refuse = |what: String| Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        if !(1970..=2200).contains(&self.as_of.year()) {
            return refuse(format!("{} is no day of exports; take one between 1970 and 2200", self.as_of));
        }
        if truth.starts_with(folder) {
            return refuse(format!("the truth file {} must not lie within the folder it judges", truth.display()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn written(seed: u64, folder: &Path) -> (HardLists, String) {
        let as_of = NaiveDate::from_ymd_opt(2026, 11, 1).expect("a date");
        let truth = folder.join("truth.csv");
        let lists = Manufacturer::new(seed, 2_000, as_of).write_hard_lists(&folder.join("lists"), &truth);
        (lists.expect("lists"), std::fs::read_to_string(truth).expect("the truth"))
    }

    #[test]
    fn a_seed_repeats_and_the_truth_has_every_row_once() {
        let folders = [(); 3].map(|()| tempfile::tempdir().expect("a folder"));
        let (one, truth) = written(7, folders[0].path());
        assert_eq!((one.clone(), truth.clone()), written(7, folders[1].path()));
        assert_ne!(truth, written(8, folders[2].path()).1);
        let bytes = |at: usize| std::fs::read(folders[at].path().join("lists/service/geraete.csv")).expect("a list");
        assert_eq!(bytes(0), bytes(1));
        let rows: u64 = one.lists.iter().map(|list| list.rows).sum();
        assert_eq!(truth.lines().count() as u64, rows + 1);
        assert!((7_000..9_000).contains(&rows), "{rows} rows of 2000 machines, of which each has 3 to 5");
        for list in &one.lists {
            let share = |count: u64| count as f64 / list.rows as f64;
            assert!((0.04..0.12).contains(&share(list.misspelled)), "{list:?}");
            assert!((0.004..0.03).contains(&share(list.of_another)), "{list:?}");
        }
    }
}
