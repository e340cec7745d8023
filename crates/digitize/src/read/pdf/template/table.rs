//! Tables within reports: their headings found again, their lines put into columns.

use super::look::Fit;
use super::texts::{Sheet, Text, count};
use super::{Edge, LINES_A_PAGE, TableLayout, folded};
use hashbrown::HashSet;

/// Texts of one line of a table; more is no table.
const LINE_MOST: usize = 200;
/// Rows of one table of one report.
const ROWS_MOST: usize = 5_000;
/// Texts that read like a heading; more are values.
const ALIKE_MOST: usize = 500;
/// Words a line of sums begins with.
const SUMS: [&str; 15] = [
    "summe",
    "gesamt",
    "gesamtsumme",
    "zwischensumme",
    "netto",
    "brutto",
    "mwst",
    "übertrag",
    "total",
    "subtotal",
    "totale",
    "subtotale",
    "iva",
    "vat",
    "sum",
];

/// A row of a table: its number and the texts of all columns.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Row {
    pub number: u32,
    pub cells: Vec<String>,
}

/// Where a column's values stand on a page.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Band {
    pub edge: Edge,
    pub at: f32,
}

impl Band {
    fn off(&self, text: &Text) -> f32 {
        let edge = match self.edge {
            Edge::Left => text.x,
            Edge::Right => text.end,
        };
        (edge - self.at).abs()
    }
}

/// Puts the texts of a line into columns, from left to right and none before the one of the text to its left, so that
/// all stand as near to their columns' edges as can be. `None` for lines too full.
fn assign(line: &[&Text], bands: &[Band]) -> Option<Vec<usize>> {
    in_columns(line, bands.len(), &|text, column| bands.get(column).map_or(f32::INFINITY, |band| band.off(text)))
}

/// The same with what it costs to have a text in a column, in points.
fn in_columns(line: &[&Text], columns: usize, cost: &dyn Fn(&Text, usize) -> f32) -> Option<Vec<usize>> {
    if line.len() > LINE_MOST || columns == 0 {
        return None;
    }
    // costs[text][column]: the least with this text in this column.
    let mut costs: Vec<Vec<f32>> = Vec::with_capacity(line.len());
    for text in line {
        // Two texts of a line are two columns, unless there are too few; a column taken twice costs its text's size.
        let best_before = |column: usize| {
            let Some(before) = costs.last() else { return 0.0 };
            let earlier = before.iter().take(column).copied().fold(f32::INFINITY, f32::min);
            before.get(column).map_or(earlier, |same| earlier.min(same + text.size))
        };
        costs.push((0..columns).map(|column| best_before(column) + cost(text, column)).collect());
    }
    let mut chosen = vec![0; line.len()];
    let mut limit = columns;
    let mut after: Option<(usize, f32)> = None;
    for (at, cost) in costs.iter().enumerate().rev() {
        let mut best: Option<(usize, f32)> = None;
        for (column, cost) in cost.iter().enumerate().take(limit) {
            let again = after.map_or(0.0, |(next, size)| if next == column { size } else { 0.0 });
            if best.is_none_or(|(_, least)| cost + again < least) {
                best = Some((column, cost + again));
            }
        }
        let (column, _) = best?;
        *chosen.get_mut(at)? = column;
        limit = column + 1;
        after = Some((column, line.get(at)?.size));
    }
    Some(chosen)
}

/// Where the headings of a table stand on a page: the lowest baseline, and for each column how much further right than
/// on the example.
fn headings(layout: &TableLayout, sheet: &Sheet, fit: Fit) -> Option<(f32, Vec<Option<f32>>)> {
    let reach = 0.04 * sheet.width;
    let near = |text: &Text, x: f32| (text.x - (x * fit.scale + fit.shift)).abs() <= reach;
    let wanted: Vec<String> = layout.columns.iter().map(|column| folded(&column.heading)).collect();
    let mut best: Option<(usize, f32, Vec<Option<f32>>)> = None;
    // Headings may read like values and labels; a few of each are tried.
    let starts = layout
        .columns
        .iter()
        .zip(&wanted)
        .take(8)
        .flat_map(|(column, wanted)| sheet.alike(wanted).filter(move |text| near(text, column.x)).take(16));
    for start in starts {
        let mut lowest = start.y;
        let off: Vec<Option<f32>> = layout
            .columns
            .iter()
            .zip(&wanted)
            .map(|(column, wanted)| {
                let same = |text: &&Text| near(text, column.x) && (text.y - start.y).abs() <= 1.6 * start.size;
                let text = sheet.alike(wanted).take(ALIKE_MOST).find(same)?;
                lowest = lowest.max(text.y);
                Some(text.x - (column.x * fit.scale + fit.shift))
            })
            .collect();
        let found = off.iter().flatten().count();
        if best.as_ref().is_none_or(|(most, ..)| found > *most) {
            best = Some((found, lowest, off));
        }
    }
    let (found, lowest, off) = best?;
    let all = layout.columns.len();
    (found >= all.min(2) && found * 10 >= all * 6).then_some((lowest, off))
}

/// Whether the page has the table's headings.
pub(super) fn is_on(layout: &TableLayout, sheet: &Sheet, fit: Fit) -> bool {
    headings(layout, sheet, fit).is_some()
}

/// The rows of a table on a page.
pub(super) fn rows(layout: &TableLayout, sheet: &Sheet, fit: Fit, labels: &HashSet<String>) -> Vec<Row> {
    let Some((lowest, off)) = headings(layout, sheet, fit) else { return Vec::new() };
    let bands: Vec<Band> = layout
        .columns
        .iter()
        .zip(&off)
        .map(|(column, off)| Band { edge: column.edge, at: column.at * fit.scale + fit.shift + off.unwrap_or(0.0) })
        .collect();
    let headings: HashSet<String> = layout.columns.iter().map(|column| folded(&column.heading)).collect();
    let pitch = layout.pitch * fit.scale;
    let mut rows: Vec<Row> = Vec::new();
    let mut last = lowest;
    let below: Vec<&Text> = sheet.texts.iter().filter(|text| text.y > lowest + 0.3 * text.size).collect();
    for line in below.chunk_by(|one, other| one.line == other.line) {
        let Some(first) = line.first() else { continue };
        let (gap, size) = (first.y - last, first.size);
        // What stands far below is something else; headings in two lines may be tight.
        if rows.len() >= ROWS_MOST || gap > (2.5 * pitch).max(3.0 * size) {
            break;
        }
        let ends = |text: &&&Text| labels.contains(&text.folded) && !headings.contains(&text.folded);
        let is_label = |text: &&&Text| text.starts && text.has_colon() && text.text.len() > 2;
        let word = first.folded.split([' ', ':', '.']).next().unwrap_or("");
        if line.iter().any(|text| ends(&text)) || line.iter().any(|text| is_label(&text)) || SUMS.contains(&word) {
            break;
        }
        let Some(columns) = assign(line, &bands) else { break };
        let mut cells = vec![String::new(); bands.len()];
        for (text, column) in line.iter().zip(columns) {
            if let Some(cell) = cells.get_mut(column) {
                join(cell, &text.text);
            }
        }
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let is_keyed = cells.first().is_some_and(|cell| !cell.is_empty());
        let is_tight = gap < 0.9 * pitch || gap <= 1.35 * size;
        let alone = filled == 1 && bands.len() > 1;
        match rows.last_mut() {
            // The rest of a long text, under its beginning.
            Some(row) if alone && (is_tight || !is_keyed) && gap <= 1.9 * size && goes_on(row, &cells) => {
                for (whole, cell) in row.cells.iter_mut().zip(&cells).filter(|(_, cell)| !cell.is_empty()) {
                    join(whole, cell);
                }
            }
            // Units, or a second line of the headings.
            None if alone && gap <= 1.9 * size => {}
            // A single text that continues nothing is no row of a table.
            _ if alone => break,
            _ => rows.push(Row { number: sheet.number * LINES_A_PAGE + first.line, cells }),
        }
        last = first.y;
    }
    rows
}

/// Whether a line with one text goes on with a text of the row above it.
fn goes_on(row: &Row, cells: &[String]) -> bool {
    row.cells.iter().zip(cells).all(|(whole, cell)| cell.is_empty() || whole.chars().any(char::is_alphabetic))
}

fn join(whole: &mut String, part: &str) {
    if !whole.is_empty() {
        whole.push(' ');
    }
    whole.push_str(part);
}

/// The edges the values of columns share, from lines of an example: each where its values differ least.
pub(super) fn edges(lines: &[Vec<&Text>], headings: &[&Text]) -> Vec<Band> {
    // How far a text stands beside a heading; below all of them it is that of the nearest edge.
    let beside = |text: &Text, column: usize| {
        let Some(heading) = headings.get(column) else { return f32::INFINITY };
        let apart = (text.x - heading.end).max(heading.x - text.end).max(0.0);
        apart + 0.1 * (text.x - heading.x).abs().min((text.end - heading.end).abs())
    };
    // Lines with a text for each heading leave no doubt which is whose; they alone count where there are any.
    let any_full = lines.iter().any(|line| line.len() == headings.len());
    let mut of_column: Vec<Vec<&Text>> = vec![Vec::new(); headings.len()];
    for line in lines.iter().filter(|line| !any_full || line.len() == headings.len()) {
        let columns =
            if any_full { Some((0..line.len()).collect()) } else { in_columns(line, headings.len(), &beside) };
        for (text, column) in line.iter().zip(columns.unwrap_or_default()) {
            if let Some(values) = of_column.get_mut(column) {
                values.push(text);
            }
        }
    }
    headings
        .iter()
        .enumerate()
        .map(|(column, heading)| {
            let Some(values) = of_column.get(column).filter(|values| !values.is_empty()) else {
                return Band { edge: Edge::Left, at: heading.x };
            };
            let mean =
                |of: &dyn Fn(&Text) -> f32| values.iter().map(|text| of(text)).sum::<f32>() / count(values.len());
            let spread = |of: &dyn Fn(&Text) -> f32| {
                let all = || values.iter().map(|text| of(text));
                all().fold(f32::NEG_INFINITY, f32::max) - all().fold(f32::INFINITY, f32::min)
            };
            let (left, right) = (|text: &Text| text.x, |text: &Text| text.end);
            let (by_left, by_right) = (spread(&left), spread(&right));
            let is_number = |text: &&Text| text.text.chars().all(|letter| !letter.is_alphabetic());
            // Values of one length share both edges; then numbers are taken as set to the right.
            let even = (by_left - by_right).abs() < 1.0;
            let edge = match even {
                true if values.iter().all(is_number)
                    && (heading.end - mean(&right)).abs() < (heading.x - mean(&left)).abs() =>
                {
                    Edge::Right
                }
                false if by_right < by_left => Edge::Right,
                _ => Edge::Left,
            };
            let at = match edge {
                Edge::Left => mean(&left),
                Edge::Right => mean(&right),
            };
            Band { edge, at }
        })
        .collect()
}
