//! Lines of pages -> labels with values -> one row a report.

use super::lines::{Line, Segment};
use crate::{Cell, Grid, read::Limits, read::grid::Budget};
use hashbrown::HashMap;

/// Different labels one file may have.
const LABELS_MOST: usize = 1_024;
/// Longest label, in letters.
const LABEL_LONG: usize = 48;

/// Put before a word a text recognition is not sure of; not a letter of any text. A label is the same label with it.
pub(super) const UNSURE: char = '\u{e000}';

/// A label, its value, and the page both stand on.
#[derive(Clone, PartialEq, Debug)]
struct Pair {
    label: String,
    value: String,
    page: u32,
}

/// The reports of all pages as a grid: row 0 the labels, then one row a report, numbered by the page it begins on.
/// `None` when no page has labels.
pub(super) fn grid(pages: &[(u32, Vec<Line>)], limits: &Limits) -> Result<Option<Grid>, String> {
    let mut pairs = Vec::new();
    for (page, lines) in pages {
        let found = labelled(*page, lines);
        // A form without colons: labels in one column, values in the next. One colon may be a letterhead's.
        let filled = found.iter().filter(|pair| !pair.value.is_empty()).count();
        pairs.extend(if filled < 2 { two_columns(*page, lines).unwrap_or(found) } else { found });
    }
    if pairs.iter().all(|pair| pair.value.is_empty()) {
        return Ok(None);
    }
    let mut columns: HashMap<&str, usize> = HashMap::new();
    let mut header = Vec::new();
    for pair in &pairs {
        if !columns.contains_key(pair.label.as_str()) {
            if header.len() >= LABELS_MOST {
                return Err(format!("has more than {LABELS_MOST} different labels; it is no service report"));
            }
            columns.insert(&pair.label, header.len());
            header.push(Cell::Text(pair.label.as_str().into()));
        }
    }
    let mut budget = Budget::new(limits);
    let mut rows = vec![header];
    let mut row_numbers = vec![0];
    for report in split(&pairs, &columns) {
        let mut values = vec![String::new(); columns.len()];
        for pair in report {
            let Some(value) = columns.get(pair.label.as_str()).and_then(|column| values.get_mut(*column)) else {
                continue;
            };
            if pair.value.is_empty() || *value == pair.value {
                continue;
            }
            if !value.is_empty() {
                value.push_str("; ");
            }
            value.push_str(&pair.value);
        }
        budget.take(values.len(), values.iter().map(String::len).sum())?;
        row_numbers.push(report.first().map_or(1, |pair| pair.page));
        let cell = |value: String| if value.is_empty() { Cell::Empty } else { Cell::Text(value.into()) };
        rows.push(values.into_iter().map(cell).collect());
    }
    Ok(Some(Grid { rows, row_numbers, merges: Vec::new() }))
}

/// Cuts the pairs into reports: a new one begins where the first label comes again. A label that always has the same
/// value (a letterhead's telephone number, the report number repeated on its second page) begins nothing; then the next
/// label of the first page decides.
fn split<'p>(pairs: &'p [Pair], columns: &HashMap<&str, usize>) -> Vec<&'p [Pair]> {
    let Some(first_page) = pairs.first().map(|pair| pair.page) else { return Vec::new() };
    let order = |pair: &Pair| columns.get(pair.label.as_str()).copied().unwrap_or(usize::MAX);
    // For each label of the first page: its first value, how often it comes, whether its value changes.
    let mut uses: Vec<(&str, u32, bool)> = Vec::new();
    for pair in pairs {
        match uses.get_mut(order(pair)) {
            Some((first, count, changes)) => {
                *count += 1;
                *changes |= *first != pair.value;
            }
            None if pair.page == first_page => uses.push((&pair.value, 1, false)),
            None => {}
        }
    }
    let repeated = uses.iter().take_while(|(_, count, _)| *count > 1).position(|(_, _, changes)| *changes);
    let Some(leader) = repeated else { return vec![pairs] };
    let mut reports = Vec::new();
    let mut start = 0;
    let mut current: Option<&str> = None;
    for (at, pair) in pairs.iter().enumerate() {
        if order(pair) != leader {
            continue;
        }
        if current.is_some_and(|value| value != pair.value) {
            // What stands above the first label on its page, the letterhead, belongs to the new report.
            let above = (start..at).rev().take_while(|before| {
                pairs.get(*before).is_some_and(|before| before.page == pair.page && order(before) < leader)
            });
            let begin = at - above.count();
            reports.extend(pairs.get(start..begin));
            start = begin;
        }
        current = Some(&pair.value);
    }
    reports.extend(pairs.get(start..));
    reports
}

/// Where a value may go on in the next line.
struct Open {
    /// Where the value begins, or the label where the value follows it without a gap.
    x: f32,
    y: f32,
    size: f32,
    /// Whether the line was full, so that its text may have been wrapped.
    full: bool,
    own_column: bool,
}

/// The pairs of a page whose labels end in a colon.
fn labelled(page: u32, lines: &[Line]) -> Vec<Pair> {
    let right = lines.iter().flat_map(|line| &line.segments).map(|segment| segment.end).fold(0.0, f32::max);
    let mut pairs: Vec<Pair> = Vec::new();
    let mut open: Option<Open> = None;
    for line in lines {
        if let (Some(value), [segment]) = (&open, line.segments.as_slice())
            && !segment.text.contains(": ")
            && !segment.text.ends_with(':')
            && value.y - line.y <= 1.7 * value.size.max(line.size)
            && (segment.x - value.x).abs() < 0.5 * line.size
            && (value.own_column || value.full)
            && let Some(pair) = pairs.last_mut()
        {
            pair.value.push(' ');
            pair.value.push_str(&segment.text);
            open = Some(Open { y: line.y, size: line.size, full: segment.end > 0.8 * right, ..*value });
            continue;
        }
        open = None;
        let mut segments = line.segments.iter().peekable();
        while let Some(segment) = segments.next() {
            for (label, value) in labels_of(&segment.text) {
                let (mut value, mut x, mut end, mut own_column) = (value.to_owned(), segment.x, segment.end, false);
                if value.is_empty()
                    && let Some(next) = segments.peek()
                    && labels_of(&next.text).is_empty()
                    && segment.text.ends_with(':')
                {
                    (value, x, end, own_column) = (next.text.clone(), next.x, next.end, true);
                    segments.next();
                }
                let full = end > 0.8 * right;
                open = (!value.is_empty()).then_some(Open { x, y: line.y, size: line.size, full, own_column });
                pairs.push(Pair { label: label.replace(UNSURE, ""), value, page });
            }
        }
    }
    pairs
}

/// The labels in one run of text with what follows each: `Serial: 4711 Type: X 5`.
pub(super) fn labels_of(text: &str) -> Vec<(&str, &str)> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(':') {
        let after = text.get(at + 1..).unwrap_or("");
        // 10:30, http://, C:\ and the like.
        if !(after.is_empty() || after.starts_with(char::is_whitespace)) {
            continue;
        }
        let before = text.get(from..at).unwrap_or("");
        let label = if found.is_empty() {
            before.trim()
        } else {
            // Within a text only one capitalised word can be told from the value before it.
            before.rsplit(char::is_whitespace).next().unwrap_or("")
        };
        if !is_label(label) || (!found.is_empty() && !label.starts_with(char::is_uppercase)) {
            continue;
        }
        if let Some((_, value)) = found.last_mut() {
            *value = before.strip_suffix(label).unwrap_or(before).trim();
        }
        found.push((label, after.trim()));
        from = at + 1;
    }
    found
}

/// Short, with letters, at most six words: a label and not a sentence.
pub(super) fn is_label(label: &str) -> bool {
    // Counting the letters of a whole page again and again, once a colon, would take for ever.
    if label.len() > 4 * LABEL_LONG {
        return false;
    }
    let letters = label.chars().count();
    (2..=LABEL_LONG).contains(&letters)
        && label.chars().any(char::is_alphabetic)
        && label.split_whitespace().count() <= 6
        && !label.contains([':', ';', '!', '?'])
}

/// The pairs of a form without colons: at least three lines one below the other with a label and a value, both in
/// columns. A table of two columns with a number or the same text twice on the left is none.
fn two_columns(page: u32, lines: &[Line]) -> Option<Vec<Pair>> {
    let mut best: &[Line] = &[];
    let aligned = |a: &Line, b: &Line| match (a.segments.as_slice(), b.segments.as_slice()) {
        ([a1, a2], [b1, b2]) => (a1.x - b1.x).abs() < 0.5 * a.size && (a2.x - b2.x).abs() < 0.5 * a.size,
        _ => false,
    };
    for run in lines.chunk_by(aligned) {
        if run.len() > best.len() {
            best = run;
        }
    }
    let pairs: Vec<Pair> = best
        .iter()
        .filter_map(|line| match line.segments.as_slice() {
            [Segment { text: label, .. }, Segment { text: value, .. }] => {
                Some(Pair { label: label.trim_end_matches(':').replace(UNSURE, ""), value: value.clone(), page })
            }
            _ => None,
        })
        .collect();
    let mut labels: Vec<&str> = pairs.iter().map(|pair| pair.label.as_str()).collect();
    labels.sort_unstable();
    labels.dedup();
    let form = pairs.len() >= 3
        && labels.len() == pairs.len()
        && pairs
            .iter()
            .all(|pair| is_label(&pair.label) && !pair.label.contains(|letter: char| letter.is_ascii_digit()));
    form.then_some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(x: f32, text: &str) -> Segment {
        let width = f32::from(u16::try_from(text.len()).unwrap_or(0)) * 5.0;
        Segment { x, end: x + width, text: text.to_owned() }
    }

    fn page(rows: &[&[(f32, &str)]]) -> Vec<Line> {
        let line = |(at, row): (u16, &&[(f32, &str)])| Line {
            y: 800.0 - 14.0 * f32::from(at),
            size: 10.0,
            segments: row.iter().map(|(x, text)| segment(*x, text)).collect(),
        };
        (0..).zip(rows).map(line).collect()
    }

    fn show(pages: &[(u32, Vec<Line>)]) -> Vec<String> {
        let grid = grid(pages, &Limits::default()).expect("within limits").unwrap_or_default();
        let rows = grid.row_numbers.iter().zip(&grid.rows).map(|(number, row)| {
            let cells: Vec<_> = row.iter().map(|cell| cell.text().into_owned()).collect();
            format!("{number}: {}", cells.join("|"))
        });
        rows.collect()
    }

    #[test]
    fn labels_and_values_in_their_layouts() {
        let lines = page(&[
            &[(50.0, "SERVICEBERICHT")],
            &[(50.0, "Seriennummer:"), (200.0, "SN-1"), (300.0, "Datum:"), (400.0, "01.02.2026")],
            &[(50.0, "Techniker: Anna Rossi")],
            &[(50.0, "Beginn: 10:30 Ende: 12:00")],
            &[(50.0, "Bemerkung:"), (200.0, "Lager getauscht")],
            &[(200.0, "und geschmiert")],
            &[(50.0, "Unterschrift:")],
        ]);
        assert_eq!(
            show(&[(1, lines)]),
            [
                "0: Seriennummer|Datum|Techniker|Beginn|Ende|Bemerkung|Unterschrift",
                "1: SN-1|01.02.2026|Anna Rossi|10:30|12:00|Lager getauscht und geschmiert|"
            ]
        );
    }

    #[test]
    fn reports_follow_each_other() {
        let one = |number: &str, serial: &str| {
            page(&[
                &[(50.0, "Tel.: +49 1")],
                &[(50.0, "Report:"), (200.0, number)],
                &[(50.0, "Serial:"), (200.0, serial)],
            ])
        };
        let pages = [
            (1, one("R1", "S1")),
            (2, one("R2", "S2")),
            (3, page(&[&[(50.0, "Tel.: +49 1")], &[(50.0, "Report: R2")], &[(50.0, "Hours: 5")]])),
        ];
        assert_eq!(show(&pages), ["0: Tel.|Report|Serial|Hours", "1: +49 1|R1|S1|", "2: +49 1|R2|S2|5"]);
    }

    #[test]
    fn a_form_without_colons_counts_and_a_table_does_not() {
        let form = page(&[
            &[(50.0, "Matricola"), (200.0, "M-1")],
            &[(50.0, "Data"), (200.0, "1.2.2026")],
            &[(50.0, "Tecnico"), (200.0, "Rossi")],
        ]);
        assert_eq!(show(&[(1, form)]), ["0: Matricola|Data|Tecnico", "1: M-1|1.2.2026|Rossi"]);
        let table = page(&[
            &[(50.0, "Pos 1"), (200.0, "5")],
            &[(50.0, "Pos 2"), (200.0, "6")],
            &[(50.0, "Pos 3"), (200.0, "7")],
        ]);
        assert_eq!(show(&[(1, table)]), [] as [&str; 0]);
    }

    #[test]
    fn times_and_addresses_are_no_labels() {
        assert_eq!(labels_of("10:30 Uhr"), []);
        assert_eq!(labels_of("https://a.b/c"), []);
        assert_eq!(labels_of("Serial: A:1 Typ: X"), [("Serial", "A:1"), ("Typ", "X")]);
        assert_eq!(labels_of("Note: the customer says: leak"), [("Note", "the customer says: leak")]);
    }
}
