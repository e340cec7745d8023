//! What was recognised, as a mapping a person can mend.

use super::column_name;
use crate::plan::{ColumnPlan, Format};
use crate::recognise::{Outcome, Question, Recognition};
use crate::{DateOrder, Decimal};
use base::{DataType, Kind, fields};
use hashbrown::HashMap;
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
            let decimal = match decimal {
                Decimal::Comma => "comma",
                Decimal::Point => "point",
            };
            if (factor - 1.0).abs() < f64::EPSILON {
                format!("{{ field = \"{field}\", decimal = \"{decimal}\" }}")
            } else {
                // `{:?}` keeps every digit and a decimal point, so that TOML reads the same number back.
                format!("{{ field = \"{field}\", decimal = \"{decimal}\", factor = {factor:?} }}")
            }
        }
        Format::Date { order, .. } => {
            let order = match order {
                DateOrder::DayMonthYear => "dmy",
                DateOrder::MonthDayYear => "mdy",
                DateOrder::YearMonthDay => "ymd",
            };
            format!("{{ field = \"{field}\", order = \"{order}\" }}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::Mapping;

    #[test]
    fn odd_names_stay_readable_toml() {
        let recognition = Recognition {
            outcome: Outcome::NotATable("only a picture\nhere".to_owned()),
            questions: Vec::new(),
            headings: Vec::new(),
            header_row: 0,
            title: Vec::new(),
            constants: Vec::new(),
        };
        let written = to_toml(&[("a\\b \"c\".xlsx".to_owned(), Some("x\ty".to_owned()), &recognition)]);
        let mapping = Mapping::parse(&written).expect("it parses");
        assert!(mapping.table_for("a\\b \"c\".xlsx", Some("x\ty")).is_some());
    }
}
