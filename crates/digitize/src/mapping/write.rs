//! What was recognised, as a mapping a person can mend.

use super::{ColumnRule, TableKind, TableRule, column_name, column_names};
use crate::plan::{ColumnPlan, Format};
use crate::read::Template;
use crate::recognise::{Outcome, Question, Recognition};
use crate::{DateOrder, Decimal};
use base::{DataType, Kind, column_letters, fields};
use hashbrown::HashMap;
use serde::Serialize;
use std::fmt::Write;

/// Writes what was recognised of each table (file, sheet, recognition) as a mapping: confidences stand behind as
/// comments, open questions as commented-out lines to complete. Read back, it gives the same plans with confidence 1.
#[must_use]
pub fn to_toml(tables: &[(String, Option<String>, &Recognition)]) -> String {
    let mut text = String::from(
        "# Mapping of files to records. Change what is wrong, answer the lines that begin with \"# ?\" by taking away\n\
         # the \"# ?\" from the right one, then import with --mapping and this file.\n",
    );
    for (file, sheet, recognition) in tables {
        text.push('\n');
        table(&mut text, file, sheet.as_deref(), recognition);
    }
    text
}

/// A TOML basic string.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                // Writing to a string does not fail.
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A text on one line, for behind a `#`.
fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn line(text: &mut String, content: &str) {
    text.push_str(content);
    text.push('\n');
}

fn table(text: &mut String, file: &str, sheet: Option<&str>, recognition: &Recognition) {
    line(text, "[[table]]");
    line(text, &format!("file = {}", quoted(file)));
    if let Some(sheet) = sheet {
        line(text, &format!("sheet = {}", quoted(sheet)));
    }
    match &recognition.outcome {
        Outcome::Plan(plan) => {
            line(text, &format!("kind = \"{}\"  # {:.2}", plan.kind, plan.confidence));
            line(text, &format!("header_row = {}", plan.header_row));
            questions(text, &recognition.questions, None);
            line(text, "[table.columns]");
            let mut seen: HashMap<&str, usize> = HashMap::new();
            for column in &plan.columns {
                if column.heading.is_empty() {
                    continue;
                }
                let occurrence = seen.entry(column.heading.as_str()).or_default();
                *occurrence += 1;
                let name = column_name(&column.heading, *occurrence);
                column_line(text, &name, column, &recognition.questions);
            }
            if !recognition.constants.is_empty() {
                line(text, "[table.constants]");
                for (field, constant) in &recognition.constants {
                    line(text, &format!("{} = {}", field.id, quoted(constant)));
                }
            }
        }
        Outcome::Unsure { candidates } => {
            questions(text, &recognition.questions, None);
            let likely = candidates.iter().map(|(kind, _)| *kind);
            let kinds: Vec<Kind> = if candidates.is_empty() { Kind::ALL.to_vec() } else { likely.collect() };
            for kind in kinds {
                line(text, &format!("# ? kind = \"{kind}\""));
            }
            line(text, "# ? kind = \"ignore\"");
            if recognition.header_row > 0 {
                line(text, &format!("header_row = {}", recognition.header_row));
            } else {
                line(text, "# ? header_row = 1");
            }
            line(text, "[table.columns]");
            let mut seen: HashMap<&str, usize> = HashMap::new();
            for heading in recognition.headings.iter().filter(|heading| !heading.is_empty()) {
                let occurrence = seen.entry(heading.as_str()).or_default();
                *occurrence += 1;
                line(text, &format!("# ? {} = \"-\"", quoted(&column_name(heading, *occurrence))));
            }
        }
        Outcome::NotATable(reason) => {
            line(text, &format!("kind = \"ignore\"  # {}", comment(reason)));
        }
    }
}

impl TableRule {
    /// What was recognised of a table as a rule that knows it again by its headings; `None` where nobody could tell
    /// what it is. File and sheet only tell tables with the same headings apart; digits in them, mostly dates, are
    /// left open.
    #[must_use]
    pub fn of(file: &str, sheet: Option<&str>, recognition: &Recognition) -> Option<Self> {
        let names = column_names(&recognition.headings);
        let headings: Vec<String> = names.iter().filter(|name| !name.trim().is_empty()).cloned().collect();
        // Labels of reports and keys of records have no row of their own; only columns named by letter have no headings.
        let is_lettered = (0_u16..).zip(&recognition.headings).all(|(column, name)| *name == column_letters(column));
        let mut rule = Self {
            file: without_digits(file),
            sheet: sheet.map(without_digits),
            headings,
            decided: None,
            kind: None,
            header_row: (recognition.header_row > 0 || is_lettered).then_some(recognition.header_row),
            include_hidden: false,
            columns: Vec::new(),
            constants: recognition.constants.iter().map(|(field, text)| (field.id.to_owned(), text.clone())).collect(),
        };
        match &recognition.outcome {
            Outcome::Plan(plan) => {
                rule.kind = Some(TableKind::Of(plan.kind));
                for (column, name) in (0_u16..).zip(&names).filter(|(_, name)| !name.trim().is_empty()) {
                    let planned = plan.columns.iter().find(|planned| planned.column == column);
                    rule.columns.push((name.clone(), planned.map(column_rule).unwrap_or_default()));
                }
                Some(rule)
            }
            Outcome::NotATable(_) | Outcome::Unsure { .. } => None,
        }
    }

    /// The rule that leaves a table with these headings out.
    #[must_use]
    pub fn ignoring(file: &str, sheet: Option<&str>, recognition: &Recognition) -> Self {
        let names = column_names(&recognition.headings);
        Self {
            file: without_digits(file),
            sheet: sheet.map(without_digits),
            headings: names.into_iter().filter(|name| !name.trim().is_empty()).collect(),
            decided: None,
            kind: Some(TableKind::Ignore),
            header_row: None,
            include_hidden: false,
            columns: Vec::new(),
            constants: Vec::new(),
        }
    }
}

/// A name as a glob that leaves its numbers open.
fn without_digits(name: &str) -> String {
    let mut glob = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '0'..='9' if glob.ends_with('*') => {}
            '0'..='9' => glob.push('*'),
            letter => glob.push(letter),
        }
    }
    glob
}

fn column_rule(plan: &ColumnPlan) -> ColumnRule {
    let mut rule = ColumnRule { field: plan.field.map(|field| field.id.to_owned()), ..ColumnRule::default() };
    if rule.field.is_some() {
        match plan.format {
            Format::Number { decimal, factor } => {
                rule.decimal = Some(decimal);
                let is_one = (factor - 1.0).abs() < f64::EPSILON;
                // The unit of a notice period is never taken for granted, so it is always said.
                rule.factor = (!is_one || rule.field.as_deref() == Some("notice_days")).then_some(factor);
            }
            Format::Date { order, .. } => rule.order = Some(order),
            Format::Text | Format::Flag => {}
        }
    }
    rule
}

/// Writes rules as a mapping; read back, it gives the same rules.
#[must_use]
pub fn rules_to_toml(rules: &[TableRule]) -> String {
    let mut text = String::new();
    for rule in rules {
        if !text.is_empty() {
            text.push('\n');
        }
        rule_to_toml(&mut text, rule);
    }
    text
}

/// Writes templates of reports as the rest of a mapping; read back, it gives the same templates.
#[must_use]
pub fn reports_to_toml(reports: &[Template]) -> String {
    let mut text = String::new();
    for report in reports {
        let Template { name, width, decided_by, decided_at, labels, anchors, fields, tables } = report;
        if !text.is_empty() {
            text.push('\n');
        }
        line(&mut text, "[[report]]");
        line(&mut text, &format!("name = {}", quoted(name)));
        line(&mut text, &format!("width = {width:?}"));
        for (key, said) in [("decided_by", decided_by), ("decided_at", decided_at)] {
            if let Some(said) = said {
                line(&mut text, &format!("{key} = {}", quoted(said)));
            }
        }
        let labels: Vec<String> = labels.iter().map(|label| quoted(label)).collect();
        line(&mut text, &format!("labels = [{}]", labels.join(", ")));
        listed(&mut text, "anchors", anchors);
        listed(&mut text, "fields", fields);
        listed(&mut text, "tables", tables);
    }
    text
}

/// A list with one entry a line.
fn listed<T: Serialize>(text: &mut String, key: &str, entries: &[T]) {
    if entries.is_empty() && key != "anchors" {
        return;
    }
    line(text, &format!("{key} = ["));
    for entry in entries {
        let mut written = String::new();
        // Names, numbers and lists of them are always written.
        if entry.serialize(toml::ser::ValueSerializer::new(&mut written)).is_ok() {
            line(text, &format!("    {written},"));
        }
    }
    line(text, "]");
}

fn rule_to_toml(text: &mut String, rule: &TableRule) {
    line(text, "[[table]]");
    if !rule.headings.is_empty() {
        let headings: Vec<String> = rule.headings.iter().map(|heading| quoted(heading)).collect();
        line(text, &format!("headings = [{}]", headings.join(", ")));
    }
    line(text, &format!("file = {}", quoted(&rule.file)));
    if let Some(sheet) = &rule.sheet {
        line(text, &format!("sheet = {}", quoted(sheet)));
    }
    match rule.kind {
        Some(TableKind::Of(kind)) => line(text, &format!("kind = \"{kind}\"")),
        Some(TableKind::Ignore) => line(text, "kind = \"ignore\""),
        None => {}
    }
    if let Some(row) = rule.header_row {
        line(text, &format!("header_row = {row}"));
    }
    if rule.include_hidden {
        line(text, "include_hidden = true");
    }
    if let Some((by, at)) = &rule.decided {
        line(text, &format!("decided_by = {}", quoted(by)));
        line(text, &format!("decided_at = {}", quoted(at)));
    }
    if !rule.columns.is_empty() {
        line(text, "[table.columns]");
        for (name, column) in &rule.columns {
            line(text, &format!("{} = {}", quoted(name), said(column)));
        }
    }
    if !rule.constants.is_empty() {
        line(text, "[table.constants]");
        for (field, constant) in &rule.constants {
            line(text, &format!("{field} = {}", quoted(constant)));
        }
    }
}

fn said(rule: &ColumnRule) -> String {
    let field = quoted(rule.field.as_deref().unwrap_or("-"));
    let mut more = String::new();
    // Writing to a string does not fail.
    if let Some(order) = rule.order {
        let _ = write!(more, ", order = \"{}\"", order_id(order));
    }
    if let Some(decimal) = rule.decimal {
        let _ = write!(more, ", decimal = \"{}\"", decimal_id(decimal));
    }
    if let Some(factor) = rule.factor {
        let _ = write!(more, ", factor = {factor:?}");
    }
    if more.is_empty() { field } else { format!("{{ field = {field}{more} }}") }
}

const fn order_id(order: DateOrder) -> &'static str {
    match order {
        DateOrder::DayMonthYear => "dmy",
        DateOrder::MonthDayYear => "mdy",
        DateOrder::YearMonthDay => "ymd",
    }
}

const fn decimal_id(decimal: Decimal) -> &'static str {
    match decimal {
        Decimal::Comma => "comma",
        Decimal::Point => "point",
    }
}

/// The questions of a column as comments, or with `None` those of the whole table.
fn questions(text: &mut String, questions: &[Question], column: Option<u16>) {
    for question in questions.iter().filter(|question| question.column == column) {
        line(text, &format!("# {}", comment(&question.text)));
        if !question.samples.is_empty() {
            line(text, &format!("#   values: {}", comment(&question.samples.join(" | "))));
        }
    }
}

fn column_line(text: &mut String, name: &str, column: &ColumnPlan, all: &[Question]) {
    let name = quoted(name);
    let open: Vec<_> = all.iter().filter(|question| question.column == Some(column.column)).collect();
    if open.is_empty() {
        let value = match column.field {
            None => "\"-\"".to_owned(),
            Some(field) => described(field.id, column.format),
        };
        let confidence = if column.field.is_some() { format!("  # {:.2}", column.confidence) } else { String::new() };
        line(text, &format!("{name} = {value}{confidence}"));
        return;
    }
    questions(text, all, Some(column.column));
    for (field, confidence) in open.iter().flat_map(|question| &question.candidates) {
        for value in ways(field) {
            line(text, &format!("# ? {name} = {value}  # {confidence:.2}"));
        }
    }
    line(text, &format!("# ? {name} = \"-\""));
}

/// The ways a field's column may be written in a mapping, to choose from.
fn ways(field: &str) -> Vec<String> {
    if field == "notice_days" {
        return [1.0, 7.0, 30.0].map(|factor| format!("{{ field = \"{field}\", factor = {factor:.1} }}")).to_vec();
    }
    let data = Kind::ALL.into_iter().flat_map(fields).find(|known| known.id == field).map(|known| known.data);
    match data {
        Some(DataType::Date | DataType::Instant) => {
            ["dmy", "mdy"].map(|order| format!("{{ field = \"{field}\", order = \"{order}\" }}")).to_vec()
        }
        Some(DataType::Number | DataType::Money) => {
            ["comma", "point"].map(|decimal| format!("{{ field = \"{field}\", decimal = \"{decimal}\" }}")).to_vec()
        }
        _ => vec![quoted(field)],
    }
}

fn described(field: &str, format: Format) -> String {
    match format {
        Format::Text | Format::Flag => quoted(field),
        Format::Number { decimal, factor } => {
            let decimal = decimal_id(decimal);
            if (factor - 1.0).abs() < f64::EPSILON {
                format!("{{ field = \"{field}\", decimal = \"{decimal}\" }}")
            } else {
                // `{:?}` keeps every digit and a decimal point, so that TOML reads the same number back.
                format!("{{ field = \"{field}\", decimal = \"{decimal}\", factor = {factor:?} }}")
            }
        }
        Format::Date { order, .. } => {
            let order = order_id(order);
            format!("{{ field = \"{field}\", order = \"{order}\" }}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Mapping;

    #[test]
    fn rules_are_read_back_as_they_were_written() {
        let rule = TableRule {
            file: "liste *.xlsx".to_owned(),
            sheet: Some("Stand \"*\"".to_owned()),
            headings: vec!["Nr.".to_owned(), "Wert\n[T€]".to_owned(), "Nr. #2".to_owned()],
            decided: Some(("greta".to_owned(), "2026-11-22T08:00:00Z".to_owned())),
            kind: Some(TableKind::Of(Kind::Contracts)),
            header_row: Some(4),
            include_hidden: true,
            columns: vec![
                ("Nr.".to_owned(), ColumnRule { field: Some("serial_number".to_owned()), ..ColumnRule::default() }),
                ("Nr. #2".to_owned(), ColumnRule::default()),
                (
                    "Wert\n[T€]".to_owned(),
                    ColumnRule {
                        field: Some("annual_value".to_owned()),
                        decimal: Some(Decimal::Comma),
                        factor: Some(1e3),
                        order: None,
                    },
                ),
            ],
            constants: vec![("currency".to_owned(), "EUR".to_owned())],
        };
        let ignore = TableRule {
            file: "*".to_owned(),
            sheet: None,
            headings: vec!["a".to_owned()],
            decided: None,
            kind: Some(TableKind::Ignore),
            header_row: None,
            include_hidden: false,
            columns: Vec::new(),
            constants: Vec::new(),
        };
        let rules = vec![rule, ignore];
        assert_eq!(Mapping::parse(&rules_to_toml(&rules)).expect("it parses").tables, rules);
        assert_eq!(without_digits("Vertraege_2026-10.xlsx"), "Vertraege_*-*.xlsx");
    }

    #[test]
    fn odd_names_stay_readable_toml() {
        let recognition = Recognition {
            outcome: Outcome::NotATable("only a picture\nhere".to_owned()),
            questions: Vec::new(),
            headings: Vec::new(),
            header_row: 0,
            title: Vec::new(),
            constants: Vec::new(),
            candidates: Vec::new(),
            by_profile: false,
            left_out: false,
            decided: None,
        };
        let written = to_toml(&[("a\\b \"c\".xlsx".to_owned(), Some("x\ty".to_owned()), &recognition)]);
        let mapping = Mapping::parse(&written).expect("it parses");
        assert!(mapping.table_for("a\\b \"c\".xlsx", Some("x\ty")).is_some());
    }
}
