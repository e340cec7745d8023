//! The columns the rules speak of, over both lists: each distinct text once and in alphabetical order, so that a number
//! means the same however the records are ordered.

use crate::LinkError;
use crate::clean::clean;
use crate::rules::{DerivedColumn, Rules};
use crate::table::{MISSING, Table, intern};
use crate::texts::{Texts, number};
use hashbrown::{HashMap, HashTable};
use rayon::prelude::*;

/// Between the values of columns that are compared together.
pub(crate) const BETWEEN: char = '\u{1f}';

/// A column: for each record, the left list's first, the number of its text.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) texts: Texts,
    pub(crate) codes: Vec<u32>,
}

impl Column {
    /// How many records have each text.
    pub(crate) fn counts(&self, records: &[u32]) -> Vec<u32> {
        let mut counts = vec![0; self.texts.len()];
        for code in records.iter().filter(|code| **code != MISSING) {
            counts[*code as usize] += 1;
        }
        counts
    }

    /// The column with each text made another; an empty one is missing.
    pub(crate) fn recoded(&self, change: impl Fn(&str) -> String + Sync) -> Self {
        let numbers: Vec<u32> = (0..number(self.texts.len())).collect();
        let changed: Vec<String> = numbers.into_par_iter().map(|code| change(self.texts.get(code))).collect();
        let (mut texts, mut known) = (Texts::default(), HashTable::new());
        let code = |text: &String| if text.is_empty() { MISSING } else { intern(&mut texts, &mut known, text) };
        let renumbered: Vec<u32> = changed.iter().map(code).collect();
        let codes = self.codes.iter().map(|code| renumbered.get(*code as usize).copied().unwrap_or(MISSING));
        sorted(&texts, &codes.collect::<Vec<_>>())
    }
}

/// The records of one or two lists, numbered through, with the columns that are asked for.
pub(crate) struct Records<'a> {
    left: &'a Table,
    right: Option<&'a Table>,
    rules: &'a Rules,
    made: HashMap<Vec<String>, std::sync::Arc<Column>>,
}

impl<'a> Records<'a> {
    pub(crate) fn new(left: &'a Table, right: Option<&'a Table>, rules: &'a Rules) -> Result<Self, LinkError> {
        let rows = left.rows() + right.map_or(0, Table::rows);
        if rows >= MISSING as usize {
            return Err(LinkError::TooManyRecords(rows));
        }
        Ok(Self { left, right, rules, made: HashMap::new() })
    }

    pub(crate) fn lefts(&self) -> usize {
        self.left.rows()
    }

    /// The first record of the right list, where there is one.
    pub(crate) fn bound(&self) -> Option<u32> {
        self.right.map(|_| number(self.lefts()))
    }

    pub(crate) fn len(&self) -> usize {
        self.left.rows() + self.right.map_or(0, Table::rows)
    }

    /// The column of these names: one, or several whose values stand together. `place` says where the rules name it.
    pub(crate) fn column(&mut self, names: &[String], place: &str) -> Result<std::sync::Arc<Column>, LinkError> {
        if let Some(column) = self.made.get(names) {
            return Ok(std::sync::Arc::clone(column));
        }
        let column = if let [name] = names {
            match self.rules.columns.iter().find(|derived| derived.name == *name) {
                Some(derived) => self.derived(derived)?,
                None => self.raw(name, place)?,
            }
        } else {
            let parts = names.iter().map(|name| self.column(std::slice::from_ref(name), place));
            let parts: Vec<_> = parts.collect::<Result<_, _>>()?;
            join(&parts.iter().map(AsRef::as_ref).collect::<Vec<_>>(), BETWEEN)
        };
        let column = std::sync::Arc::new(column);
        self.made.insert(names.to_vec(), std::sync::Arc::clone(&column));
        Ok(column)
    }

    /// The columns of the lists that a column of the rules is made of.
    pub(crate) fn sources(&self, name: &str) -> Vec<String> {
        let derived = self.rules.columns.iter().find(|derived| derived.name == *name);
        derived.map_or_else(|| vec![name.to_owned()], |derived| derived.from.clone())
    }

    fn raw(&self, name: &str, place: &str) -> Result<Column, LinkError> {
        let find = |table: &Table, list| {
            table.position(name).ok_or_else(|| LinkError::UnknownColumn {
                place: place.to_owned(),
                column: name.to_owned(),
                list,
                known: table.names().join(", "),
            })
        };
        let (texts, codes) = self.left.column(find(self.left, "left")?);
        let Some(right) = self.right else { return Ok(sorted(texts, codes)) };
        let (more, more_codes) = right.column(find(right, "right")?);
        let mut all = texts.clone();
        let mut known = HashTable::with_capacity(texts.len() + more.len());
        for (code, text) in (0_u32..).zip(texts.iter()) {
            let hash = |text: &str| xxhash_rust::xxh3::xxh3_64(text.as_bytes());
            known.insert_unique(hash(text), code, |code| hash(texts.get(*code)));
        }
        let renumbered: Vec<u32> = more.iter().map(|text| intern(&mut all, &mut known, text)).collect();
        let more_codes = more_codes.iter().map(|code| renumbered.get(*code as usize).copied().unwrap_or(MISSING));
        let codes: Vec<u32> = codes.iter().copied().chain(more_codes).collect();
        Ok(sorted(&all, &codes))
    }

    fn derived(&self, derived: &DerivedColumn) -> Result<Column, LinkError> {
        let place = format!("[columns] {}", derived.name);
        let parts = derived.from.iter().map(|name| self.raw(name, &place));
        let parts: Vec<Column> = parts.collect::<Result<_, _>>()?;
        let whole = match <[Column; 1]>::try_from(parts) {
            Ok([one]) => one,
            Err(parts) => join(&parts.iter().collect::<Vec<_>>(), ' '),
        };
        Ok(whole.recoded(|text| clean(text, &derived.clean)))
    }
}

/// Values that stand together, missing where all are.
fn join(parts: &[&Column], between: char) -> Column {
    let rows = parts.first().map_or(0, |part| part.codes.len());
    let (mut texts, mut known) = (Texts::default(), HashTable::new());
    let mut line = String::new();
    let codes: Vec<u32> = (0..rows)
        .map(|row| {
            line.clear();
            let mut found = false;
            for (at, part) in parts.iter().enumerate() {
                let text = part.texts.get(part.codes[row]);
                if at > 0 && (between == BETWEEN || (found && !text.is_empty())) {
                    line.push(between);
                }
                found |= !text.is_empty();
                line.push_str(text);
            }
            if found { intern(&mut texts, &mut known, &line) } else { MISSING }
        })
        .collect();
    sorted(&texts, &codes)
}

/// The column with its texts in order.
fn sorted(texts: &Texts, codes: &[u32]) -> Column {
    // The first eight bytes settle most comparisons.
    let start =
        |text: &str| text.bytes().chain(std::iter::repeat(0)).take(8).fold(0, |all, byte| all << 8 | u64::from(byte));
    let mut order: Vec<(u64, u32)> = (0_u32..).zip(texts.iter()).map(|(code, text)| (start(text), code)).collect();
    order.par_sort_unstable_by(|one, other| one.0.cmp(&other.0).then_with(|| texts.get(one.1).cmp(texts.get(other.1))));
    let mut renumbered = vec![MISSING; texts.len()];
    for (new, (_, old)) in (0_u32..).zip(&order) {
        renumbered[*old as usize] = new;
    }
    let codes = codes.iter().map(|code| renumbered.get(*code as usize).copied().unwrap_or(MISSING)).collect();
    Column { texts: order.iter().map(|(_, code)| texts.get(*code)).collect(), codes }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = "[link]\nlists = \"two\"\n[columns]\nboth = { from = [\"a\", \"b\"], clean = [\"fold\"] }\n\
                         [[block]]\non = [\"a\"]\n[[compare]]\ncolumn = \"a\"\nas = \"exact\"\n";

    #[test]
    fn both_lists_share_sorted_numbers() {
        let rules = Rules::parse(RULES).expect("rules");
        let (mut left, mut right) = (Table::builder(["a", "b"]), Table::builder(["b", "a"]));
        left.row(["Zug", "X"]).row(["", "y"]).row(["", ""]);
        right.row(["x", "zug"]).row(["", "Aal"]);
        let (left, right) = (left.build(), right.build());
        let mut records = Records::new(&left, Some(&right), &rules).expect("few records");
        let a = records.column(&["a".to_owned()], "here").expect("a column");
        assert_eq!(a.texts.iter().collect::<Vec<_>>(), ["Aal", "Zug", "zug"]);
        assert_eq!(a.codes, [1, MISSING, MISSING, 2, 0]);
        let both = records.column(&["both".to_owned()], "here").expect("a column");
        assert_eq!(both.texts.iter().collect::<Vec<_>>(), ["aal", "y", "zug x"]);
        assert_eq!(both.codes, [2, 1, MISSING, 2, 0]);
        let error = records.column(&["c".to_owned()], "[[block]] 1").expect_err("no such column").to_string();
        assert!(error.contains("[[block]] 1") && error.contains("`c`") && error.contains("a, b"), "{error}");
    }
}
