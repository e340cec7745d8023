//! Where a table's headings are: title rows above, one or two rows of headings, data below.

use super::units;
use super::vocabulary::vocabulary;
use super::words::key;
use crate::values::{date_shape, is_blank_value, parse_number};
use crate::{Cell, Decimal, Merge, SampleRow};
use base::{Kind, column_letters};

/// Rows looked at for headings: exports put at most a letterhead and a legend above.
pub(super) const MOST_ROWS: usize = 60;

/// The headings of a table.
#[derive(Clone, Debug, PartialEq, Default)]
pub(super) struct Header {
    /// Position in the sample of the first row of data.
    pub(super) data: usize,
    /// The number of the last row of headings; 0 where there is none.
    pub(super) row: u32,
    /// One heading a column; blank for a column without one.
    pub(super) headings: Vec<String>,
    /// For a two-row header the lower text alone.
    pub(super) lower: Vec<Option<String>>,
    /// The texts above the headings.
    pub(super) title: Vec<String>,
}

fn text_of(cell: Option<&Cell>) -> &str {
    match cell {
        Some(Cell::Text(text)) => text.trim(),
        _ => "",
    }
}

fn is_known(text: &str) -> bool {
    let known = |text: &str| {
        let key = key(text);
        !key.is_empty() && Kind::ALL.into_iter().any(|kind| vocabulary().kind(kind).exact.contains_key(&key))
    };
    if known(text) {
        return true;
    }
    let split = units::split(text);
    split.changed && known(&split.text)
}

/// What a row looks like as a row of headings.
#[derive(Clone, Copy, Default)]
struct Look {
    filled: usize,
    /// Texts that are neither number nor date nor blank value.
    words: usize,
    known: usize,
}

fn look(row: &SampleRow) -> Look {
    let mut look = Look::default();
    for cell in row.cells.iter().take(2048) {
        if cell.is_blank() {
            continue;
        }
        look.filled += 1;
        let text = text_of(Some(cell));
        let is_word = !text.is_empty()
            && text.len() <= 120
            && text.contains(char::is_alphabetic)
            && !is_blank_value(text)
            && parse_number(text, Decimal::Comma).is_none()
            && date_shape(text).is_none();
        if is_word {
            look.words += 1;
            look.known += usize::from(is_known(text));
        }
    }
    look
}

impl Look {
    /// Nearly all cells are words.
    const fn is_wordy(self) -> bool {
        self.filled > 0 && self.words * 10 >= self.filled * 7
    }
}

/// Whether a range of the row is merged across columns, but not across the whole table.
fn merged_group(merges: &[Merge], row: usize, width: usize) -> bool {
    merges.iter().any(|merge| {
        (merge.first_row..=merge.last_row).contains(&row)
            && merge.last_column > merge.first_column
            && merge.last_column - merge.first_column + 1 < width
    })
}

/// The upper row with each group's name over all its columns.
fn filled_groups(sample: &[SampleRow], upper: usize, lower: usize, width: usize, merges: &[Merge]) -> Vec<String> {
    let empty = Vec::new();
    let cells = sample.get(upper).map_or(&empty, |row| &row.cells);
    let below = sample.get(lower).map_or(&empty, |row| &row.cells);
    let in_row: Vec<_> =
        merges.iter().filter(|merge| merge.first_row == upper && merge.last_column > merge.first_column).collect();
    let mut groups: Vec<String> = Vec::with_capacity(width);
    for column in 0..width {
        let own = text_of(cells.get(column));
        let group = if own.is_empty() {
            let from_merge = in_row
                .iter()
                .find(|merge| (merge.first_column..=merge.last_column).contains(&column))
                .map(|merge| text_of(cells.get(merge.first_column)).to_owned());
            match from_merge {
                Some(name) => name,
                // Without merges a blank cell continues the group to its left, where something stands below it.
                None if in_row.is_empty() && !text_of(below.get(column)).is_empty() => {
                    groups.last().cloned().unwrap_or_default()
                }
                None => String::new(),
            }
        } else {
            own.to_owned()
        };
        groups.push(group);
    }
    groups
}

/// Whether `upper` names groups over the headings in `lower`.
fn is_group_row(sample: &[SampleRow], upper: usize, lower: usize, width: usize, merges: &[Merge]) -> bool {
    let (Some(above), Some(below)) = (sample.get(upper), sample.get(lower)) else { return false };
    let (over, under) = (look(above), look(below));
    if !over.is_wordy() || over.words < over.filled || over.filled > under.filled {
        return false;
    }
    let starts_in_table = above.cells.iter().zip(0..width).any(|(cell, column)| column > 0 && !cell.is_blank());
    // A single text at the far left is a title, unless it is merged over a part of the table.
    merged_group(merges, upper, width) || (over.filled >= 2 && starts_in_table && over.filled < under.filled)
}

/// Whether `lower` continues the headings in `upper` below its groups.
fn is_sub_row(sample: &[SampleRow], upper: usize, lower: usize, width: usize, merges: &[Merge]) -> bool {
    let (Some(above), Some(below)) = (sample.get(upper), sample.get(lower)) else { return false };
    let under = look(below);
    if under.filled == 0 || under.words < under.filled || under.filled >= width {
        return false;
    }
    // Every text of the lower row stands under a merged group or under a blank cell, or under the text left of one;
    // every heading above that is no group has nothing below it.
    let blank_above = |column: usize| text_of(above.cells.get(column)).is_empty();
    let mut under_groups = 0;
    for column in 0..width {
        let has_text = !text_of(below.cells.get(column)).is_empty();
        let in_group = merges.iter().any(|merge| {
            merge.first_row == upper
                && merge.last_row == upper
                && merge.last_column > merge.first_column
                && (merge.first_column..=merge.last_column).contains(&column)
        }) || blank_above(column)
            || (column + 1 < width && blank_above(column + 1));
        if has_text && !in_group {
            return false;
        }
        under_groups += usize::from(has_text && blank_above(column));
    }
    under_groups > 0
}

fn joined(upper: &str, lower: &str) -> String {
    match (upper.is_empty(), lower.is_empty()) {
        (true, _) => lower.to_owned(),
        (_, true) => upper.to_owned(),
        _ if upper == lower => lower.to_owned(),
        _ => format!("{upper} {lower}"),
    }
}

/// One heading on one line.
fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn titles(sample: &[SampleRow], end: usize) -> Vec<String> {
    let cells = sample.iter().take(end).flat_map(|row| row.cells.iter());
    cells.map(|cell| tidy(text_of(Some(cell)))).filter(|text| !text.is_empty()).take(20).collect()
}

fn width_of(sample: &[SampleRow]) -> usize {
    sample.iter().map(|row| row.cells.len()).max().unwrap_or(0).min(usize::from(u16::MAX))
}

/// The headings of a table without any: the letters of its columns.
pub(super) fn lettered(sample: &[SampleRow]) -> Header {
    let width = width_of(sample);
    let headings = (0..width).filter_map(|column| u16::try_from(column).ok()).map(column_letters).collect();
    Header { data: 0, row: 0, headings, lower: vec![None; width], title: Vec::new() }
}

/// The headings when a person says that they end in the row at `position`; the row above may belong to them.
pub(super) fn ending_at(sample: &[SampleRow], position: usize, merges: &[Merge]) -> Header {
    let width = width_of(sample);
    let above = position.checked_sub(1).filter(|above| {
        if is_group_row(sample, *above, position, width, merges) {
            return true;
        }
        let (over, under) = (sample.get(*above).map(look), sample.get(position).map(look));
        over.zip(under).is_some_and(|(over, under)| over.is_wordy() && over.known > 0 && over.filled > under.filled)
            && is_sub_row(sample, *above, position, width, merges)
    });
    built(sample, above, position, width, merges)
}

/// The headings when they start or end in the row at `position`.
fn at(sample: &[SampleRow], position: usize, merges: &[Merge]) -> Header {
    let width = width_of(sample);
    let (mut upper, mut lower) = (None, position);
    if position > 0 && is_group_row(sample, position - 1, position, width, merges) {
        upper = Some(position - 1);
    } else if is_sub_row(sample, position, position + 1, width, merges) {
        upper = Some(position);
        lower = position + 1;
    }
    built(sample, upper, lower, width, merges)
}

fn built(sample: &[SampleRow], upper: Option<usize>, lower: usize, width: usize, merges: &[Merge]) -> Header {
    let groups = upper.map(|upper| filled_groups(sample, upper, lower, width, merges));
    let empty = Vec::new();
    let cells = sample.get(lower).map_or(&empty, |row| &row.cells);
    let mut headings = Vec::with_capacity(width);
    let mut lowers = Vec::with_capacity(width);
    for column in 0..width {
        let own = cells.get(column).map(Cell::text).unwrap_or_default();
        let own = tidy(&own);
        let group = groups.as_ref().and_then(|groups| groups.get(column)).map(|group| tidy(group)).unwrap_or_default();
        lowers.push((!group.is_empty() && !own.is_empty()).then(|| own.clone()));
        headings.push(joined(&group, &own));
    }
    Header {
        data: lower + 1,
        row: sample.get(lower).map_or(0, |row| row.number),
        headings,
        lower: lowers,
        title: titles(sample, upper.unwrap_or(lower)),
    }
}

/// Finds the headings: the row with the most known headings, the first of equals. `None` where no row has any and no
/// row of words stands over rows of values.
pub(super) fn find(sample: &[SampleRow], merges: &[Merge]) -> Option<Header> {
    let looks: Vec<Look> = sample.iter().take(MOST_ROWS).map(look).collect();
    let widest = looks.iter().map(|look| look.filled).max().unwrap_or(0);
    let mut best: Option<(usize, usize)> = None;
    for (position, look) in looks.iter().enumerate() {
        let fits =
            look.is_wordy() && look.known > 0 && (look.filled >= 2 || widest <= 1) && look.known * 8 >= look.filled;
        if fits && best.is_none_or(|(_, known)| look.known > known) {
            best = Some((position, look.known));
        }
    }
    if let Some((position, known)) = best {
        // One known word in a wide table is chance ("Wartung" in a row of data) unless it stands on top.
        let above = looks.iter().take(position).filter(|look| look.filled * 2 > widest).count();
        if known >= 2 || above == 0 {
            return Some(at(sample, position, merges));
        }
    }
    // Unknown headings: the first wide row, all of words, over rows that are not.
    let first = looks.iter().position(|look| look.filled * 2 > widest && look.filled >= 2)?;
    let top = looks.get(first)?;
    let rest = looks.get(first + 1..).unwrap_or_default();
    let valued = rest.iter().filter(|look| look.filled > 0 && look.words * 10 < look.filled * 9).count();
    (top.words == top.filled && valued * 2 > rest.iter().filter(|look| look.filled > 0).count())
        .then(|| at(sample, first, merges))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(lines: &[&str]) -> Vec<SampleRow> {
        (1..)
            .zip(lines)
            .map(|(number, line)| SampleRow {
                number,
                cells: line
                    .split('|')
                    .map(|text| match text.trim() {
                        "" => Cell::Empty,
                        text => Cell::Text(text.into()),
                    })
                    .collect(),
            })
            .collect()
    }

    #[test]
    fn titles_stand_above() {
        let sample = rows(&[
            "Wartungsverträge 2026||",
            "Stand: 01.11.2026||",
            "||",
            "Seriennr.|Kunde|Beginn",
            "4711|Meier|1.1.2020",
        ]);
        let header = find(&sample, &[]).expect("there are headings");
        assert_eq!((header.row, header.data), (4, 4));
        assert_eq!(header.headings, ["Seriennr.", "Kunde", "Beginn"]);
        assert_eq!(header.title, ["Wartungsverträge 2026", "Stand: 01.11.2026"]);
    }

    #[test]
    fn groups_are_joined_with_the_names_below() {
        let sample =
            rows(&["Vertrag|||Maschine|", "Nummer|Beginn|Ende|Serien-Nr.|Typ", "V-1|01.01.2020|31.12.2026|4711|K200"]);
        let expected = ["Vertrag Nummer", "Vertrag Beginn", "Vertrag Ende", "Maschine Serien-Nr.", "Maschine Typ"];
        let merges = [
            Merge { first_row: 0, last_row: 0, first_column: 0, last_column: 2 },
            Merge { first_row: 0, last_row: 0, first_column: 3, last_column: 4 },
        ];
        for merges in [&merges[..], &[]] {
            let header = find(&sample, merges).expect("there are headings");
            assert_eq!(header.headings, expected);
            assert_eq!((header.row, header.data), (2, 2));
        }
    }

    #[test]
    fn headings_over_both_rows_and_groups_below() {
        let sample =
            rows(&["Seriennummer|Typ|Kunde|Wartung|", "|||letzte|nächste", "4711|K200|Meier|01.01.2020|31.12.2026"]);
        let header = find(&sample, &[]).expect("there are headings");
        assert_eq!(header.headings, ["Seriennummer", "Typ", "Kunde", "Wartung letzte", "Wartung nächste"]);
        assert_eq!(header.row, 2);
    }

    #[test]
    fn a_table_without_headings_has_none() {
        assert_eq!(find(&rows(&["4711|K200|01.01.2020", "4712|K200|01.02.2020"]), &[]), None);
        assert_eq!(find(&rows(&[]), &[]), None);
    }

    #[test]
    fn unknown_headings_are_headings() {
        let header = find(&rows(&["foo|bar", "1|2", "3|4"]), &[]).expect("words over numbers");
        assert_eq!(header.row, 1);
    }
}
