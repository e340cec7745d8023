//! Rows that are no records: totals, subtotals, repeated headings.

use crate::TablePlan;
use crate::values::fold_into;
use std::borrow::Cow;

/// First words of total rows, folded.
const TOTALS: &[&[u8]] = &[
    b"summe",
    b"summen",
    b"zwischensumme",
    b"zwischensummen",
    b"gesamtsumme",
    b"gesamt",
    b"gesamtergebnis",
    b"gesamtwert",
    b"teilergebnis",
    b"ergebnis",
    b"insgesamt",
    b"endsumme",
    b"ubertrag",
    b"total",
    b"totals",
    b"grandtotal",
    b"subtotal",
    b"sum",
    b"totale",
    b"totali",
    b"totalecomplessivo",
    b"subtotale",
    b"totaleparziale",
    b"somma",
    b"totalegenerale",
    b"complessivo",
    b"riporto",
    b"saldo",
    b"mittelwert",
    b"durchschnitt",
    b"average",
    b"media",
    b"anzahl",
    b"count",
];

/// Whether a row is a total or subtotal: its first text is a word such as "Summe", "Gesamt", "Total" or "Totale" (alone,
/// with a colon, or with what is summed behind it), and the row is otherwise mostly blank. A company called "Total" in a
/// full row is not one. `text` gives the cell of a column; a usual row costs a look at its first cell.
pub fn is_total_row<'r>(columns: usize, text: impl Fn(usize) -> Cow<'r, str>) -> bool {
    // A label stands in one of the first cells; a row that has nothing there is looked at no further.
    for column in 0..columns.min(12) {
        let cell = text(column);
        let label = cell.trim();
        let Some(first) = label.chars().next() else { continue };
        if !first.is_alphabetic() || label.len() > 60 {
            return false;
        }
        if !matches!(
            first.to_ascii_lowercase(),
            's' | 'z' | 'g' | 't' | 'e' | 'i' | 'u' | 'ü' | 'Ü' | 'c' | 'r' | 'm' | 'd' | 'a'
        ) {
            return false;
        }
        return is_total_label(label)
            && (is_mostly_blank(columns, column, &text) || is_word_and_sums(label, columns, column, &text));
    }
    false
}

/// A narrow list has no room for blanks: the bare word, then nothing but numbers and at least one blank.
fn is_word_and_sums<'r>(label: &str, columns: usize, at: usize, text: &impl Fn(usize) -> Cow<'r, str>) -> bool {
    if label.trim_end_matches([':', '.']).contains(' ') {
        return false;
    }
    let is_sum = |cell: &str| {
        cell.chars().any(|letter| letter.is_ascii_digit())
            && cell.chars().all(|letter| letter.is_ascii_digit() || " .,'+-%€$h\u{a0}\u{202f}".contains(letter))
    };
    let mut blanks = 0;
    for column in at + 1..columns.min(at + 200) {
        let cell = text(column);
        match cell.trim() {
            "" => blanks += 1,
            cell if is_sum(cell) => {}
            _ => return false,
        }
    }
    blanks > 0
}

fn is_total_label(label: &str) -> bool {
    let mut buffer = [0; 128];
    let whole = label.trim_end_matches([':', '.', ' ']);
    if fold_into(whole, &mut buffer).is_some_and(|folded| TOTALS.contains(&folded)) {
        return true;
    }
    // "Summe Kunde 100234", "Totale: 12", "Total (EUR)"
    let end = label.find([' ', ':', '(']).unwrap_or(label.len());
    let first = label.get(..end).unwrap_or_default();
    let mut buffer = [0; 128];
    fold_into(first, &mut buffer).is_some_and(|folded| TOTALS.contains(&folded))
}

/// At most the label, the sums and one more text: no more than two texts, and half the cells blank.
fn is_mostly_blank<'r>(columns: usize, label: usize, text: &impl Fn(usize) -> Cow<'r, str>) -> bool {
    let mut texts = 0;
    let mut filled = 0;
    for column in label + 1..columns.min(label + 200) {
        let cell = text(column);
        let cell = cell.trim();
        if !cell.is_empty() {
            filled += 1;
            texts += usize::from(!cell.bytes().any(|byte| byte.is_ascii_digit()));
        }
    }
    texts <= 1 && (filled <= 1 || (filled + 1) * 2 <= columns)
}

/// Whether a row repeats the headings of its plan, as print exports do on each page: at least two cells, and most of
/// those filled, equal the headings of their columns. A usual row costs one comparison.
pub fn is_repeated_header<'r>(plan: &TablePlan, text: impl Fn(usize) -> Cow<'r, str>) -> bool {
    let (mut same, mut different) = (0usize, 0usize);
    for column in &plan.columns {
        let cell = text(usize::from(column.column));
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        // Of a two-row header only the lower text is repeated in the row.
        let equal = column.heading.strip_suffix(cell).is_some_and(|group| group.is_empty() || group.ends_with(' '))
            && cell.contains(char::is_alphabetic);
        if equal {
            same += 1;
        } else {
            different += 1;
            if same == 0 {
                return false;
            }
        }
    }
    same >= 2 && same > different * 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ColumnPlan, Format};
    use base::Kind;

    fn total(line: &str) -> bool {
        let cells: Vec<&str> = line.split('|').collect();
        is_total_row(cells.len(), |column| Cow::Borrowed(cells.get(column).copied().unwrap_or_default()))
    }

    #[test]
    fn totals_are_seen() {
        for line in [
            "Summe||||12.500,00",
            "|||Summe|12.500,00|||",
            "Gesamt:|||",
            "Zwischensumme Kunde 4711||||1.200|",
            "Totale||||1.200",
            "Total (EUR)|||1200",
            "Gesamtergebnis|||||",
            "Übertrag||||12",
            "SUBTOTAL||||12|13|",
            "Gesamt|3|||3.500,00",
            "Übertrag|4||12'000.50 €",
        ] {
            assert!(total(line), "{line}");
        }
    }

    #[test]
    fn records_are_not_totals() {
        for line in [
            "Total GmbH|Berlin|10115|Deutschland|Meier",
            "Gesamtschule Nord|Köln|Wartung|Huber",
            "4711|Meier|12",
            "|4711|Summe",
            "Summe der Teile AG|Ulm|DE|Huber|089",
            "Totale|Anlage|Typ|Ort",
            "Total|4711|VPX 10|2015|",
            "Saldo|4711|2015|3",
            "|||",
            "",
        ] {
            assert!(!total(line), "{line}");
        }
    }

    #[test]
    fn repeated_headings_are_seen() {
        let column = |column, heading: &str| ColumnPlan {
            column,
            heading: heading.to_owned(),
            field: None,
            confidence: 0.0,
            format: Format::Text,
        };
        let plan = TablePlan {
            kind: Kind::Contracts,
            confidence: 1.0,
            header_row: 2,
            columns: vec![column(0, "Vertrag Nummer"), column(1, "Vertrag Beginn"), column(2, "Kunde")],
        };
        let repeated = |line: &str| {
            let cells: Vec<&str> = line.split('|').collect();
            is_repeated_header(&plan, |column| Cow::Borrowed(cells.get(column).copied().unwrap_or_default()))
        };
        assert!(repeated("Nummer|Beginn|Kunde"));
        assert!(repeated("Vertrag Nummer|Vertrag Beginn|"));
        assert!(!repeated("V-1|01.01.2020|Kunde"));
        assert!(!repeated("Nummer||"));
    }
}
