//! Which rule of a profile a delivered table fits, by its headings, and what differs from last time.

use super::{ColumnRule, Mapping, TableKind, TableRule};
use crate::Cell;
use hashbrown::HashSet;
use std::borrow::Cow;

/// What earlier deliveries of a source were read as, saved by a person.
#[derive(Clone, Copy, Debug)]
pub struct Profile<'a> {
    /// The source.
    pub source: &'a str,
    /// Counted up with each change.
    pub version: u32,
    /// What it says.
    pub mapping: &'a Mapping,
}

/// A rule that fits a table, and how the table differs from the one it was made for.
#[derive(Clone, PartialEq, Debug)]
pub struct Fit<'a> {
    /// The rule.
    pub rule: &'a TableRule,
    /// Columns the rule does not know, as a mapping calls them.
    pub new: Vec<String>,
    /// Headings of the rule that the table lacks.
    pub gone: Vec<String>,
    /// Exact fits first, then the share of headings in common, then the names of sheet and file.
    rank: (bool, u32, bool, bool),
}

/// Thousandths of all headings that have to be in common for a rule to be meant at all. Two lists of one system share
/// a serial number and a customer, which is less; a list of five columns of which two were renamed shares three of seven.
const LEAST: usize = 400;

/// Headings as they are compared: without regard to case and blanks.
fn folded(heading: &str) -> String {
    heading.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Fit<'_> {
    /// Whether the table has the headings of the rule, no more and no fewer.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.new.is_empty() && self.gone.is_empty()
    }

    /// Whether it fits better than another.
    #[must_use]
    pub fn is_better_than(&self, other: &Self) -> bool {
        self.rank > other.rank
    }
}

impl TableRule {
    /// How the rule fits a table whose columns a mapping calls `names` (blank for columns without heading), or `None`
    /// where it is another table. To leave a table out is only said of one with the same headings.
    #[must_use]
    pub fn fit(&self, names: &[String], file: &str, sheet: Option<&str>) -> Option<Fit<'_>> {
        if self.headings.is_empty() {
            return None;
        }
        let there: HashSet<String> = names.iter().map(|name| folded(name)).filter(|name| !name.is_empty()).collect();
        let wanted: HashSet<String> = self.headings.iter().map(|heading| folded(heading)).collect();
        let common = there.intersection(&wanted).count();
        let all = there.len() + wanted.len() - common;
        let exact = common == all;
        let is_other = common * 1_000 < all * LEAST || common < 2;
        if !exact && (is_other || self.kind == Some(TableKind::Ignore)) {
            return None;
        }
        // Where columns only have letters, as many columns say nothing yet.
        if self.header_row == Some(0) && !(exact && self.is_named(file, sheet)) {
            return None;
        }
        let new = names.iter().filter(|name| !name.trim().is_empty() && !wanted.contains(&folded(name)));
        let gone = self.headings.iter().filter(|heading| !there.contains(&folded(heading)));
        let share = u32::try_from(common * 1_000 / all.max(1)).unwrap_or(0);
        Some(Fit {
            rule: self,
            new: new.cloned().collect(),
            gone: gone.cloned().collect(),
            rank: (exact, share, self.is_sheet(sheet), self.is_named(file, sheet)),
        })
    }

    fn is_sheet(&self, sheet: Option<&str>) -> bool {
        match (&self.sheet, sheet) {
            (None, None) => true,
            (Some(glob), Some(sheet)) => super::matches(glob, sheet),
            _ => false,
        }
    }

    /// Whether the headings are those of this rule, in whatever order.
    #[must_use]
    pub fn has_headings_of(&self, other: &Self) -> bool {
        let set = |rule: &Self| rule.headings.iter().map(|heading| folded(heading)).collect::<HashSet<_>>();
        if self.headings.is_empty() || other.headings.is_empty() {
            let unnamed = self.headings.is_empty() && other.headings.is_empty();
            return unnamed && self.file == other.file && self.sheet == other.sheet;
        }
        set(self) == set(other)
    }

    /// The part of the rule's headings found among the cells of a row: whether this may be its row of headings.
    pub(crate) fn may_be_headed_by(&self, row: &[Cell]) -> bool {
        if self.headings.is_empty() {
            return false;
        }
        let cells = row.iter().filter(|cell| matches!(cell, Cell::Text(_)));
        let cells: HashSet<String> = cells.map(|cell| folded(&cell.text())).filter(|cell| !cell.is_empty()).collect();
        let common = self.headings.iter().filter(|heading| cells.contains(&folded(heading))).count();
        common >= 2 && common * 1_000 >= self.headings.len() * LEAST
    }
}

impl Mapping {
    /// The rule that fits best a table with these columns.
    #[must_use]
    pub fn best_fit(&self, names: &[String], file: &str, sheet: Option<&str>) -> Option<Fit<'_>> {
        let mut best: Option<Fit<'_>> = None;
        for fit in self.tables.iter().filter_map(|rule| rule.fit(names, file, sheet)) {
            if best.as_ref().is_none_or(|best| fit.is_better_than(best)) {
                best = Some(fit);
            }
        }
        best
    }
}

/// What is said of a table in the first place (`said`), and what a profile says of the rest of it.
#[must_use]
pub fn merged<'a>(said: Option<&'a TableRule>, profile: Option<&'a TableRule>) -> Option<Cow<'a, TableRule>> {
    let (said, profile) = match (said, profile) {
        (None, None) => return None,
        (Some(rule), None) | (None, Some(rule)) => return Some(Cow::Borrowed(rule)),
        (Some(said), Some(profile)) => (said, profile),
    };
    // Another kind has other fields, and another row of headings other columns.
    let other_kind = said.kind.is_some() && said.kind != profile.kind;
    let other_header =
        said.header_row.is_some() && said.header_row != profile.header_row && profile.headings.is_empty();
    if other_kind || other_header {
        return Some(Cow::Borrowed(said));
    }
    let mut rule = TableRule { kind: said.kind.or(profile.kind), ..said.clone() };
    rule.header_row = said.header_row.or(profile.header_row);
    rule.include_hidden |= profile.include_hidden;
    let named = |rule: &TableRule, field: &str| {
        rule.columns.iter().any(|(_, column)| column.field.as_deref() == Some(field))
            || rule.constants.iter().any(|(id, _)| id == field)
    };
    for (name, column) in &profile.columns {
        if said.column(name).is_some() {
            continue;
        }
        let taken = column.field.as_deref().is_some_and(|field| named(said, field));
        rule.columns.push((name.clone(), if taken { ColumnRule::default() } else { column.clone() }));
    }
    for (field, text) in &profile.constants {
        if !named(said, field) {
            rule.constants.push((field.clone(), text.clone()));
        }
    }
    Some(Cow::Owned(rule))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROFILE: &str = r#"
[[table]]
headings = ["Serien-Nr.", "Kunde", "Vertragsende", "Notiz"]
file = "liste*.xlsx"
kind = "contracts"
[table.columns]
"Serien-Nr." = "serial_number"
"Kunde" = "customer_name"
"Vertragsende" = "contract_end"
"Notiz" = "-"
[table.constants]
currency = "EUR"

[[table]]
headings = ["Artikel", "Lager"]
kind = "ignore"
decided_by = "greta"
decided_at = "2026-11-22T08:00:00Z"
"#;

    fn names(text: &str) -> Vec<String> {
        text.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn a_table_is_known_by_its_headings_whatever_it_is_called() {
        let profile = Mapping::parse(PROFILE).expect("it parses");
        let fit = profile.best_fit(&names("notiz,Vertragsende,SERIEN-NR.,,Kunde"), "neu.csv", None).expect("it fits");
        assert!(fit.is_exact());
        assert_eq!(fit.rule.kind, profile.tables[0].kind);
        let changed = profile.best_fit(&names("Serien-Nr.,Kunde,Vertragsende,Wert"), "x", None).expect("it fits");
        assert_eq!((changed.new.as_slice(), changed.gone.as_slice()), (&names("Wert")[..], &names("Notiz")[..]));
        assert_eq!(profile.best_fit(&names("Serien-Nr.,Bestellung,Datum,Teil"), "liste1.xlsx", None), None);
    }

    #[test]
    fn a_table_is_left_out_only_where_its_headings_are_the_same() {
        let profile = Mapping::parse(PROFILE).expect("it parses");
        assert!(profile.best_fit(&names("Lager,Artikel"), "x", None).expect("it fits").rule.decided.is_some());
        assert_eq!(profile.best_fit(&names("Lager,Artikel,Serien-Nr."), "x", None), None);
    }

    #[test]
    fn what_is_said_goes_before_the_profile() {
        let profile = Mapping::parse(PROFILE).expect("it parses");
        let said = "[[table]]\nfile = \"*\"\n[table.columns]\n\"Notiz\" = \"contract_end\"\n[table.constants]\ncurrency = \"\"";
        let said = Mapping::parse(said).expect("it parses");
        let both = merged(said.tables.first(), profile.tables.first()).expect("a rule");
        let field = |name: &str| both.column(name).and_then(|column| column.field.clone());
        assert_eq!(field("Notiz").as_deref(), Some("contract_end"));
        assert_eq!(field("Vertragsende"), None, "a field is filled by one column");
        assert_eq!(field("Kunde").as_deref(), Some("customer_name"));
        assert_eq!(both.constants, [("currency".to_owned(), String::new())]);
        let other = Mapping::parse("[[table]]\nfile = \"*\"\nkind = \"visits\"").expect("it parses");
        let both = merged(other.tables.first(), profile.tables.first()).expect("a rule");
        assert!(both.columns.is_empty(), "the fields of contracts say nothing of visits");
    }
}
