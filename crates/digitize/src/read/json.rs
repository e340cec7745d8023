//! JSON and NDJSON -> one table a list of objects.
//!
//! The lists are found wherever they are: `[...]`, `{"d":{"results":[...]}}` and `{"value":[...]}` of OData,
//! `{"message":[...]}`. Nested objects become columns named by their path (`address.city`), lists within records become
//! tables of their own. Digital nameplates and identifications of OPC UA have readers of their own.

mod flatten;
mod node;
mod opcua;

pub(super) use node::Node;

use super::{Limits, ReadFile, decode, delimited, kind, nameplate};
use base::{Problem, Severity};
use flatten::Tables;

/// Reads .json and .ndjson. Text that only looks like JSON is read as delimited text.
pub(super) fn read<'a>(name: &str, bytes: &'a [u8], limits: &Limits) -> ReadFile<'a> {
    let Some(decoded) = decode::decode(bytes) else { return delimited::read(name, bytes) };
    let text = decoded.text.trim();
    let mut tables = Tables::new(limits);
    let mut problems = Vec::new();
    let outcome = match serde_json::from_str::<Node<'_>>(text) {
        Ok(node) => {
            // What has a form of its own is read by it.
            if let Some(known) = nameplate::of_json(&node, None, limits).or_else(|| opcua::machines(&node, limits)) {
                return match known {
                    Ok(table) => ReadFile { tables: vec![table], problems, scanned: false },
                    Err(what) => ReadFile::refused(name, what),
                };
            }
            tables.document(&node)
        }
        Err(error) => {
            let stated = matches!(kind::extension(name).as_str(), "json" | "ndjson" | "jsonl");
            match lines(name, &decoded.text, &mut tables, &mut problems) {
                Some(outcome) => outcome,
                None if stated => {
                    let what =
                        format!("not valid JSON at line {}, column {}; export it again", error.line(), error.column());
                    return ReadFile::refused(name, what);
                }
                None => return delimited::read(name, bytes),
            }
        }
    };
    if let Err(what) = outcome {
        return ReadFile::refused(name, what);
    }
    let tables = tables.finish();
    if tables.is_empty() && problems.iter().all(|problem| problem.severity == Severity::Note) {
        problems.push(Problem::file(name, "holds no list of objects; export the records as a JSON array"));
    }
    ReadFile { tables, problems, scanned: false }
}

/// One object a line. `None` when the first two filled lines are not, so that this is something else.
fn lines(name: &str, text: &str, tables: &mut Tables, problems: &mut Vec<Problem>) -> Option<Result<(), String>> {
    let filled = || (1_u32..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    if !filled().take(2).any(|(_, line)| matches!(serde_json::from_str(line), Ok(Node::Object(_)))) {
        return None;
    }
    for (number, line) in filled() {
        match serde_json::from_str::<Node<'_>>(line) {
            Ok(node @ Node::Object(_)) => {
                if let Err(what) = tables.line(number, &node) {
                    return Some(Err(what));
                }
            }
            _ => problems.push(
                Problem::file(name, "the line is not one JSON object; it was left out")
                    .with_severity(Severity::Row)
                    .at_row(number),
            ),
        }
    }
    Some(Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Body, RawTable};

    fn show(table: &RawTable<'_>) -> String {
        let Body::Grid(grid) = &table.body else { return "text".to_owned() };
        let rows = grid.row_numbers.iter().zip(&grid.rows).map(|(number, row)| {
            let cells: Vec<_> = row.iter().map(|cell| cell.text().into_owned()).collect();
            format!("{number}: {}", cells.join("|"))
        });
        let rows: Vec<_> = rows.collect();
        format!("{} {}", table.sheet.as_deref().unwrap_or("-"), rows.join(" / "))
    }

    fn check(text: &str, expected: &[&str]) {
        let file = read("a.json", text.as_bytes(), &Limits::default());
        assert_eq!(file.problems, []);
        assert_eq!(file.tables.iter().map(show).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn lists_are_found_wherever_they_are() {
        check(r#"[{"b":1,"a":"x"},{"a":"y","c":true}]"#, &["- 0: b|a|c / 1: 1|x / 2: |y|true"]);
        check(r#"{"d":{"results":[{"__metadata":{"uri":"u"},"Equipment":"1"}]}}"#, &["- 0: Equipment / 1: 1"]);
        check(r#"{"@odata.context":"x","value":[{"a":1}]}"#, &["- 0: a / 1: 1"]);
        check(r#"{"message":[{"a":1}]}"#, &["- 0: a / 1: 1"]);
        check(r#"{"serial":"1","site":{"city":"Bozen"}}"#, &["- 0: serial|site.city / 1: 1|Bozen"]);
        check(r#"{"a":[{"x":1}],"b":[{"y":2}]}"#, &["a 0: x / 1: 1", "b 0: y / 1: 2"]);
    }

    #[test]
    fn values_keep_their_kind() {
        check(
            r#"[{"d":"/Date(1514764800000)/","l":[1,"b",null],"n":null,"i":12345678901234567890,"f":1.5}]"#,
            &["- 0: d|l|n|i|f / 1: 2018-01-01|1, b||12345678901234567890|1.5"],
        );
    }

    #[test]
    fn lists_within_records_become_tables() {
        check(
            r#"[{"serial":"S1","events":[{"code":1},{"code":2}]},{"serial":"S2","events":[{"code":3}]}]"#,
            &["- 0: serial / 1: S1 / 2: S2", "events 0: code|serial / 1: 1|S1 / 2: 2|S1 / 3: 3|S2"],
        );
    }

    #[test]
    fn a_broken_line_costs_that_line() {
        let file = read("a.ndjson", b"{\"a\":1}\n\n{\"a\":\n{\"a\":3}\n", &Limits::default());
        assert_eq!(file.tables.iter().map(show).collect::<Vec<_>>(), ["- 0: a / 1: 1 / 4: 3"]);
        assert_eq!(file.problems.iter().map(|problem| problem.row).collect::<Vec<_>>(), [Some(3)]);
    }

    #[test]
    fn broken_or_bottomless_json_is_a_problem_and_lookalikes_are_text() {
        for text in ["{\"a\":".to_owned(), "[".repeat(100_000), "[[1,2],[3]]".to_owned(), "[1".to_owned()] {
            let file = read("a.json", text.as_bytes(), &Limits::default());
            assert!(file.tables.is_empty() && file.problems.len() == 1, "{:?}", file.problems);
        }
        let file = read("a.csv", b"[s/1000];b\n1;2\n", &Limits::default());
        assert!(matches!(file.tables.first().map(|table| &table.body), Some(Body::Delimited(_))));
    }
}
