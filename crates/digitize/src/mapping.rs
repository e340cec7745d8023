//! What a person says about sources, tables and columns: the mapping file (TOML).
//!
//! `import --dry-run` writes one ([`to_toml`]), a person mends and completes it, and recognition follows it before
//! anything it finds itself. A wrong name is refused with its line and the names there are.

mod fit;
mod write;

pub use fit::{Fit, Profile, merged};
pub use write::{quoted, reports_to_toml, rules_to_toml, to_toml};

use crate::read::Template;
use crate::{DateOrder, Decimal};
use base::{Field, Kind, Problem, Severity, fields};
use hashbrown::HashMap;
use serde::de::{MapAccess, Visitor, value::MapAccessDeserializer};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;
use std::fmt;
use toml::Spanned;

/// A mapping file.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Mapping {
    /// Who delivered which files, in the file's order.
    pub sources: Vec<Source>,
    /// Tables, in the file's order; the first that matches counts.
    pub tables: Vec<TableRule>,
    /// Layouts of reports in PDF, each learnt from a marked example.
    pub reports: Vec<Template>,
}

/// Who delivered some files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Source {
    /// The name in source references.
    pub name: String,
    /// Globs on the path below the imported folder, without regard to case; empty for all files.
    pub files: Vec<String>,
    /// 1 is trusted most.
    pub priority: u32,
    /// Kinds this source holds completely: what is not in it does not exist.
    pub complete: Vec<Kind>,
}

/// What a table is said to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TableKind {
    /// Records of this kind.
    Of(Kind),
    /// Left out on purpose.
    Ignore,
}

/// What a person says about a table.
#[derive(Clone, PartialEq, Debug)]
pub struct TableRule {
    /// Glob on the path below the imported folder.
    pub file: String,
    /// Glob on the sheet's name; `None` for every sheet.
    pub sheet: Option<String>,
    /// All headings of the table, in its order. Where they are given the table is known by them, whatever file and
    /// sheet are called, and wherever the columns stand.
    pub headings: Vec<String>,
    /// Who decided on the table, and when (UTC); kept in profiles.
    pub decided: Option<(String, String)>,
    /// What a row is; `None` to have it recognised.
    pub kind: Option<TableKind>,
    /// The row (from 1) the headings end in; 0 where there are none and columns are named by letter.
    pub header_row: Option<u32>,
    /// Whether a hidden sheet is to be read.
    pub include_hidden: bool,
    /// Columns by heading; a heading that occurs again is `Heading #2`.
    pub columns: Vec<(String, ColumnRule)>,
    /// Field ids with the text every row gets; a blank text takes away what a profile says.
    pub constants: Vec<(String, String)>,
}

/// What a person says about a column.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ColumnRule {
    /// The field's id; `None` to leave the column out.
    pub field: Option<String>,
    /// Order of day and month.
    pub order: Option<DateOrder>,
    /// Decimal mark.
    pub decimal: Option<Decimal>,
    /// Factor to the field's unit.
    pub factor: Option<f64>,
}

/// Why a mapping was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub struct MappingError {
    /// The line, from 1, where it is known.
    pub line: Option<u32>,
    /// What is wrong and what to do, one sentence.
    pub what: String,
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

impl MappingError {
    /// The same as a problem of the mapping's file.
    #[must_use]
    pub fn into_problem(self, file: &str) -> Problem {
        Problem { row: self.line, ..Problem::file(file, self.what).with_severity(Severity::File) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMapping {
    #[serde(default)]
    source: Vec<RawSource>,
    #[serde(default)]
    table: Vec<Spanned<RawTable>>,
    #[serde(default)]
    report: Vec<Spanned<Template>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSource {
    name: Spanned<String>,
    #[serde(default)]
    files: Vec<String>,
    priority: Option<Spanned<u32>>,
    #[serde(default)]
    complete: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTable {
    file: Option<Spanned<String>>,
    sheet: Option<String>,
    kind: Option<Spanned<String>>,
    header_row: Option<u32>,
    #[serde(default)]
    include_hidden: bool,
    headings: Option<Spanned<Vec<String>>>,
    decided_by: Option<String>,
    decided_at: Option<String>,
    #[serde(default)]
    columns: BTreeMap<String, Spanned<RawColumn>>,
    #[serde(default)]
    constants: BTreeMap<String, Spanned<RawConstant>>,
}

/// A column's field, or a table with field and format.
struct RawColumn {
    field: String,
    order: Option<RawOrder>,
    decimal: Option<RawDecimal>,
    factor: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnTable {
    field: String,
    order: Option<RawOrder>,
    decimal: Option<RawDecimal>,
    factor: Option<f64>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum RawOrder {
    Dmy,
    Mdy,
    Ymd,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum RawDecimal {
    Comma,
    Point,
}

impl<'de> Deserialize<'de> for RawColumn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = RawColumn;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a field id, \"-\" to leave the column out, or { field = \"...\", order/decimal/factor = ... }",
                )
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RawColumn, E> {
                Ok(RawColumn { field: text.to_owned(), order: None, decimal: None, factor: None })
            }
            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<RawColumn, M::Error> {
                let table = ColumnTable::deserialize(MapAccessDeserializer::new(map))?;
                let ColumnTable { field, order, decimal, factor } = table;
                Ok(RawColumn { field, order, decimal, factor })
            }
        }
        deserializer.deserialize_any(Either)
    }
}

/// A constant; numbers and flags are taken as they would be written in a cell.
struct RawConstant(String);

impl<'de> Deserialize<'de> for RawConstant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = RawConstant;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, or true or false")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<RawConstant, E> {
                Ok(RawConstant(text.to_owned()))
            }
            fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<RawConstant, E> {
                Ok(RawConstant(number.to_string()))
            }
            fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<RawConstant, E> {
                Ok(RawConstant(number.to_string()))
            }
            fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<RawConstant, E> {
                Ok(RawConstant(flag.to_string()))
            }
        }
        deserializer.deserialize_any(Text)
    }
}

fn line_of(text: &str, position: usize) -> Option<u32> {
    let before = text.as_bytes().get(..position)?;
    u32::try_from(before.iter().filter(|byte| **byte == b'\n').count() + 1).ok()
}

fn known_kinds() -> String {
    Kind::ALL.map(Kind::id).join(", ")
}

fn known_fields(kind: Kind) -> String {
    fields(kind).iter().map(|field| field.id).collect::<Vec<_>>().join(", ")
}

fn check_field(kind: Option<Kind>, id: &str) -> Result<(), String> {
    match kind {
        Some(kind) if Field::of(kind, id).is_none() => Err(format!(
            "`{id}` is not a field of {kind}; known are {} (and \"-\" to leave a column out)",
            known_fields(kind)
        )),
        None if Kind::ALL.into_iter().all(|kind| Field::of(kind, id).is_none()) => {
            Err(format!("`{id}` is not a field of any kind; write the table's `kind`, then the error lists its fields"))
        }
        _ => Ok(()),
    }
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// Names the line and the wrong key, kind or field, with the known ones.
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let raw: RawMapping = toml::from_str(text).map_err(|wrong| MappingError {
            line: wrong.span().and_then(|span| line_of(text, span.start)),
            what: wrong.message().trim().replace('\n', ", "),
        })?;
        let refuse = |position: usize, what: String| MappingError { line: line_of(text, position), what };
        let sources = raw.source.into_iter().map(|source| read_source(source, &refuse)).collect::<Result<_, _>>()?;
        let tables = raw.table.into_iter().map(|table| read_table(table, &refuse)).collect::<Result<_, _>>()?;
        let mut reports: Vec<Template> = Vec::new();
        for report in raw.report {
            let position = report.span().start;
            let report = report.into_inner();
            report.check().map_err(|what| refuse(position, what))?;
            if reports.iter().any(|other| other.shares_names_with(&report)) {
                let what =
                    format!("two reports, or a report and a table of one, are called \"{}\"; rename one", report.name);
                return Err(refuse(position, what));
            }
            reports.push(report);
        }
        Ok(Self { sources, tables, reports })
    }

    /// The source of a file: the first whose globs match its path below the imported folder.
    #[must_use]
    pub fn source_for(&self, path: &str) -> Option<&Source> {
        self.sources
            .iter()
            .find(|source| source.files.is_empty() || source.files.iter().any(|glob| matches(glob, path)))
    }

    /// The rule for a table: the first without headings whose globs match the path and the sheet.
    #[must_use]
    pub fn table_for(&self, path: &str, sheet: Option<&str>) -> Option<&TableRule> {
        self.tables.iter().find(|table| table.headings.is_empty() && table.is_named(path, sheet))
    }
}

fn read_source(raw: RawSource, refuse: &impl Fn(usize, String) -> MappingError) -> Result<Source, MappingError> {
    if raw.name.get_ref().trim().is_empty() {
        return Err(refuse(raw.name.span().start, "a source has an empty `name`; give it one".to_owned()));
    }
    let mut complete = Vec::new();
    for kind in &raw.complete {
        complete.push(kind.get_ref().parse::<Kind>().map_err(|what| refuse(kind.span().start, what))?);
    }
    let priority = match &raw.priority {
        Some(priority) if *priority.get_ref() == 0 => {
            return Err(refuse(priority.span().start, "`priority` counts from 1, the most trusted".to_owned()));
        }
        Some(priority) => *priority.get_ref(),
        None => 100,
    };
    Ok(Source { name: raw.name.into_inner(), files: raw.files, priority, complete })
}

fn read_table(
    table: Spanned<RawTable>,
    refuse: &impl Fn(usize, String) -> MappingError,
) -> Result<TableRule, MappingError> {
    let position = table.span().start;
    let raw = table.into_inner();
    let headings_at = raw.headings.as_ref().map_or(position, |headings| headings.span().start);
    let headings = raw.headings.map(Spanned::into_inner).unwrap_or_default();
    let file = match raw.file {
        Some(file) if file.get_ref().trim().is_empty() => {
            return Err(refuse(file.span().start, "a table has an empty `file`; write a path or \"*\"".to_owned()));
        }
        Some(file) => file.into_inner(),
        None if !headings.is_empty() => "*".to_owned(),
        None => {
            let what = "a table needs `file`, or `headings` by which it is known; write file = \"*\" for all files";
            return Err(refuse(position, what.to_owned()));
        }
    };
    if headings.iter().any(|heading| heading.trim().is_empty()) {
        return Err(refuse(headings_at, "`headings` holds a blank one; leave it out".to_owned()));
    }
    let kind = match &raw.kind {
        None => None,
        Some(kind) if kind.get_ref() == "ignore" => Some(TableKind::Ignore),
        Some(kind) => Some(TableKind::Of(kind.get_ref().parse().map_err(|_| {
            let what = format!("`{}` is not a kind of record; known are {} and ignore", kind.get_ref(), known_kinds());
            refuse(kind.span().start, what)
        })?)),
    };
    let of_kind = match kind {
        Some(TableKind::Of(kind)) => Some(kind),
        _ => None,
    };
    let mut columns: Vec<(String, ColumnRule)> = Vec::new();
    for (heading, column) in raw.columns {
        let position = column.span().start;
        let column = column.into_inner();
        let field = (column.field != "-").then_some(column.field);
        if let Some(field) = &field {
            check_field(of_kind, field).map_err(|what| refuse(position, what))?;
            if let Some((other, _)) = columns.iter().find(|(_, rule)| rule.field.as_ref() == Some(field)) {
                let what =
                    format!("both \"{other}\" and \"{heading}\" are said to be `{field}`; set one of them to \"-\"");
                return Err(refuse(position, what));
            }
        }
        if column.factor.is_some_and(|factor| !factor.is_finite() || factor == 0.0) {
            return Err(refuse(position, "`factor` has to be a number other than 0".to_owned()));
        }
        let order = column.order.map(|order| match order {
            RawOrder::Dmy => DateOrder::DayMonthYear,
            RawOrder::Mdy => DateOrder::MonthDayYear,
            RawOrder::Ymd => DateOrder::YearMonthDay,
        });
        let decimal = column.decimal.map(|decimal| match decimal {
            RawDecimal::Comma => Decimal::Comma,
            RawDecimal::Point => Decimal::Point,
        });
        columns.push((heading, ColumnRule { field, order, decimal, factor: column.factor }));
    }
    let mut constants = Vec::new();
    for (field, constant) in raw.constants {
        let position = constant.span().start;
        check_field(of_kind, &field).map_err(|what| refuse(position, what))?;
        if columns.iter().any(|(_, rule)| rule.field.as_ref() == Some(&field)) {
            let what = format!("`{field}` has both a column and a constant; keep one of them");
            return Err(refuse(position, what));
        }
        constants.push((field, constant.into_inner().0));
    }
    Ok(TableRule {
        file,
        sheet: raw.sheet,
        headings,
        decided: raw.decided_by.zip(raw.decided_at),
        kind,
        header_row: raw.header_row,
        include_hidden: raw.include_hidden,
        columns,
        constants,
    })
}

/// The name by which a mapping calls a column: its heading, from the second of the same name on with its count.
#[must_use]
pub fn column_name(heading: &str, occurrence: usize) -> String {
    if occurrence > 1 { format!("{heading} #{occurrence}") } else { heading.to_owned() }
}

/// The names by which a mapping calls the columns with these headings, in their order.
#[must_use]
pub fn column_names(headings: &[String]) -> Vec<String> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let named = headings.iter().map(|heading| {
        let occurrence = seen.entry(heading.as_str()).or_default();
        *occurrence += 1;
        column_name(heading, *occurrence)
    });
    named.collect()
}

impl TableRule {
    /// Whether file and sheet are named as the rule says.
    #[must_use]
    pub fn is_named(&self, path: &str, sheet: Option<&str>) -> bool {
        matches(&self.file, path)
            && self.sheet.as_ref().is_none_or(|glob| sheet.is_some_and(|sheet| matches(glob, sheet)))
    }

    /// The rule of a column named as in [`column_name`]; blanks and case make no difference.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&ColumnRule> {
        let same = |one: &str| {
            let mut words = one.split_whitespace();
            let mut others = name.split_whitespace();
            loop {
                match (words.next(), others.next()) {
                    (None, None) => return true,
                    (Some(one), Some(other)) if one.to_lowercase() == other.to_lowercase() => {}
                    _ => return false,
                }
            }
        };
        let exact = self.columns.iter().find(|(heading, _)| heading == name);
        exact.or_else(|| self.columns.iter().find(|(heading, _)| same(heading))).map(|(_, rule)| rule)
    }
}

/// Whether a glob matches a text without regard to case: `*` is any run of characters (also `/`), `?` any one. A glob
/// without `*` and `?` matches its text alone. Backslashes count as slashes.
#[must_use]
pub fn matches(glob: &str, text: &str) -> bool {
    let fold = |text: &str| -> Vec<char> {
        text.chars().map(|c| if c == '\\' { '/' } else { c }).flat_map(char::to_lowercase).collect()
    };
    let (glob, text) = (fold(glob), fold(text));
    let (mut at, mut seen) = (0, 0);
    // Where to go on when a run of `*` has to take one character more: after the star, and its end in the text.
    let mut back: Option<(usize, usize)> = None;
    while seen < text.len() {
        match glob.get(at) {
            Some('*') => {
                back = Some((at + 1, seen));
                at += 1;
            }
            Some(c) if *c == '?' || text.get(seen) == Some(c) => {
                at += 1;
                seen += 1;
            }
            _ => match back {
                Some((star, end)) => {
                    back = Some((star, end + 1));
                    at = star;
                    seen = end + 1;
                }
                None => return false,
            },
        }
    }
    glob.get(at..).is_some_and(|rest| rest.iter().all(|c| *c == '*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = r#"
[[source]]
name = "erp"
files = ["erp/*", "equipment*.csv"]
priority = 1
complete = ["machines", "contracts"]

[[table]]
file = "contracts/vertraege*.xlsx"
sheet = "2026"
kind = "contracts"
header_row = 4
include_hidden = true
[table.columns]
"Betriebsstd. [h]" = "-"
"Beginn" = { field = "contract_start", order = "dmy" }
"Wert" = { field = "annual_value", decimal = "comma", factor = 1000.0 }
[table.constants]
currency = "EUR"

[[table]]
file = "alt/*"
kind = "ignore"
"#;

    #[test]
    fn a_full_mapping_is_read() {
        let mapping = Mapping::parse(FULL).expect("it parses");
        let source = mapping.source_for("ERP/Equipment.csv").expect("the erp folder");
        assert_eq!((source.name.as_str(), source.priority), ("erp", 1));
        assert_eq!(source.complete, [Kind::Machines, Kind::Contracts]);
        assert_eq!(mapping.source_for("crm/assets.csv"), None);
        let table = mapping.table_for("contracts/Vertraege_neu.xlsx", Some("2026")).expect("the table");
        assert_eq!(
            (table.kind, table.header_row, table.include_hidden),
            (Some(TableKind::Of(Kind::Contracts)), Some(4), true)
        );
        let value = table.column("wert").expect("the column");
        assert_eq!(value.field.as_deref(), Some("annual_value"));
        assert_eq!((value.decimal, value.factor), (Some(Decimal::Comma), Some(1000.0)));
        assert_eq!(table.column("Betriebsstd.  [h]").expect("left out").field, None);
        assert_eq!(table.constants, [("currency".to_owned(), "EUR".to_owned())]);
        assert_eq!(mapping.table_for("contracts/vertraege.xlsx", Some("2025")), None);
        assert_eq!(mapping.table_for("alt/x/y.csv", None).expect("ignored").kind, Some(TableKind::Ignore));
    }

    #[test]
    fn wrong_names_are_refused_with_their_line() {
        for (text, line, part) in [
            (
                "[[table]]\nfile = \"a\"\nkind = \"maschinen\"",
                3,
                "`maschinen` is not a kind of record; known are machines",
            ),
            (
                "[[table]]\nfile = \"a\"\nkind = \"visits\"\n[table.columns]\n\"X\" = \"vendor\"",
                5,
                "`vendor` is not a field of visits",
            ),
            ("[[table]]\nfile = \"a\"\n[table.columns]\n\"X\" = \"vendor\"", 4, "`vendor` is not a field of any kind"),
            ("[[table]]\nfile = \"a\"\nsheets = \"b\"", 3, "unknown field `sheets`"),
            ("[[source]]\nname = \"a\"\ncomplete = [\"all\"]", 3, "`all` is not a kind"),
            ("[[source]]\nname = \"a\"\npriority = 0", 3, "counts from 1"),
            (
                "[[table]]\nfile = \"a\"\n[table.columns]\nX = { field = \"status\", order = \"dym\" }",
                4,
                "unknown variant `dym`",
            ),
            ("[[table]]\nfile = \"a\"\n[table.columns]\nX = \"status\"\nY = \"status\"", 5, "both \"X\" and \"Y\""),
            (
                "[[table]]\nfile = \"a\"\n[table.columns]\nX = \"status\"\n[table.constants]\nstatus = \"x\"",
                6,
                "keep one",
            ),
            ("[[table]]\nkind = ", 2, ""),
            ("\n[[table]]\nkind = \"visits\"", 2, "needs `file`, or `headings`"),
            ("[[table]]\nheadings = [\"a\", \" \"]", 2, "holds a blank one"),
            ("[[report]]\nname = \"a\"\nwidth = 0.0\nanchors = []", 1, "`width` has to be"),
            ("[[report]]\nname = \"a\"\nwidth = 595.0\nanchors = []", 1, "without anchors"),
        ] {
            let wrong = Mapping::parse(text).expect_err("it is wrong");
            assert_eq!(wrong.line, Some(line), "{text}: {wrong}");
            assert!(wrong.what.contains(part), "{text}: {wrong}");
            assert!(!wrong.to_string().contains('\n'));
        }
    }

    #[test]
    fn globs() {
        for (glob, text, expected) in [
            ("*", "a/b.csv", true),
            ("erp/*", "ERP/x/y.csv", true),
            ("equipment*.csv", "equipment_2026.CSV", true),
            ("equipment*.csv", "erp/equipment.csv", false),
            ("*equipment*.csv", "erp\\equipment.csv", true),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("*a*b*c", "xxaxxbxxc", true),
            ("*a*b*c", "xxaxxcxxb", false),
            ("", "", true),
            ("", "a", false),
            ("***", "", true),
        ] {
            assert_eq!(matches(glob, text), expected, "{glob} {text}");
        }
    }
}
