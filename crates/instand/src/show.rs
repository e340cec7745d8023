//! How things are printed: tables, numbers, money.

use base::SeriesRef;
use chrono::NaiveDate;
use comfy_table::{CellAlignment, ContentArrangement, Table};

/// A line below the headings and nothing else, as comfy-table writes its styles.
const HEADER_LINE: &str = "     ──            ";

/// A whole number with thin groups: 12 345.
pub fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("-{text}") } else { text }
}

/// A count.
pub fn count(number: usize) -> String {
    grouped(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Whole euros.
#[expect(clippy::cast_possible_truncation, reason = "shown, and far below 2^63")]
pub fn euros(amount: f64) -> String {
    grouped(amount.round() as i64)
}

/// A table with headings; columns named in `right` are numbers.
pub fn table(headings: &[&str], right: &[usize], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_preset(HEADER_LINE).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(headings.iter().copied());
    for row in rows {
        table.add_row(row);
    }
    for at in right {
        if let Some(column) = table.column_mut(*at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.to_string()
}

/// A text cut for a column, with a sign that it was cut.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let short: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{short}…")
}

/// Readings a value was computed from, in words.
pub fn window(signal: Option<&str>, (from, to): (NaiveDate, NaiveDate), days: u32, readings: Option<u64>) -> String {
    let what = signal.unwrap_or("all signals");
    let count = readings
        .map_or(String::new(), |count| format!("{} readings on ", grouped(i64::try_from(count).unwrap_or(i64::MAX))));
    let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
    let span = if from == to { from.to_string() } else { format!("{from} to {to}") };
    format!("telemetry, {what}: {count}{days}, {span}")
}

/// As [`window`], of a fact's series.
pub fn series(of: &SeriesRef) -> String {
    window(of.signal, (of.from, of.to), of.days, of.readings)
}

/// Text for a CSV cell: what a spreadsheet would take for a formula gets a quote in front (OWASP, CSV injection).
pub fn neutral(text: &str) -> String {
    let risky = |part: &str| part.trim_start().starts_with(['=', '+', '-', '@', '\t', '\r']);
    // A spreadsheet set to semicolons or line ends starts a cell after each of them, too.
    if text.parse::<f64>().is_err() && (risky(text) || text.split([';', '\n']).skip(1).any(risky)) {
        return format!("'{}", text.replace([';', '\n'], ", "));
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_formulas_made_harmless() {
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(grouped(-999), "-999");
        assert_eq!(neutral("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(neutral("-12.5"), "-12.5");
        assert_eq!(neutral("+cmd"), "'+cmd");
        assert_eq!(cut("Müller und Söhne", 8), "Müller …");
    }
}
