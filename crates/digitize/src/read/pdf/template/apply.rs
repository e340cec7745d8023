//! Pages of a file -> the rows of the reports that templates know, and the pages they do not.

use super::look::{self, Fit};
use super::table::{self, Row};
use super::texts::{Sheet, Text, count};
use super::{FieldRule, GoesOn, Relation, Template, folded, table_name};
use crate::read::{Limits, grid::Budget};
use crate::{Body, Cell, Grid, RawTable};
use hashbrown::HashSet;

/// Lines one value may have.
const LINES_MOST: usize = 40;
/// Letters one value may have.
const VALUE_LONG: usize = 8_000;
/// Pages of one report.
const PAGES_MOST: u32 = 50;
/// A number shorter than this, in letters, says nothing of the page it stands on.
const TELLING: usize = 5;

/// A report as a template reads it.
struct Report<'t> {
    template: &'t Template,
    first: u32,
    /// The place of everything on its last page.
    fit: Fit,
    last: u32,
    /// A text for each field.
    values: Vec<String>,
    /// The rows of each table.
    rows: Vec<Vec<Row>>,
}

/// What templates gave of a file.
#[derive(Default)]
pub(in super::super) struct Read {
    /// One table a template for its reports, and one for each table within them.
    pub tables: Vec<RawTable<'static>>,
    /// The pages they have read.
    pub pages: HashSet<u32>,
}

/// Reads the pages that have the layout of a template.
pub(in super::super) fn read(sheets: &[Sheet], templates: &[Template], limits: &Limits) -> Result<Read, String> {
    let labels: Vec<HashSet<String>> = templates.iter().map(labels_of).collect();
    let mut reports: Vec<(usize, Report<'_>)> = Vec::new();
    let mut read = Read::default();
    for sheet in sheets.iter().filter(|sheet| !sheet.texts.is_empty() && sheet.texts.len() <= super::TEXTS_MOST) {
        let mut best: Option<(usize, Fit)> = None;
        for (at, template) in templates.iter().enumerate() {
            let Some(fit) = look::fit(template, 1, sheet) else { continue };
            let better = |(_, best): &(usize, Fit)| (fit.found, fit.anchors) > (best.found, best.anchors);
            if best.as_ref().is_none_or(better) {
                best = Some((at, fit));
            }
        }
        let begun = best.and_then(|(at, fit)| Some((at, begin(templates.get(at)?, sheet, fit, labels.get(at)?)?)));
        if let Some(report) = begun {
            read.pages.insert(sheet.number);
            reports.push(report);
        } else if let Some((at, report)) = reports.last_mut()
            && report.last + 1 == sheet.number
            && labels.get(*at).is_some_and(|labels| report.go_on(sheet, labels))
        {
            read.pages.insert(sheet.number);
            report.last = sheet.number;
        }
    }
    let mut budget = Budget::new(limits);
    for (at, template) in templates.iter().enumerate() {
        let own: Vec<&Report<'_>> = reports.iter().filter(|(of, _)| *of == at).map(|(_, report)| report).collect();
        if !own.is_empty() {
            read.tables.push(fields_table(template, &own, &mut budget)?);
            for (number, layout) in template.tables.iter().enumerate() {
                read.tables.extend(lines_table((template, &layout.name), number, &own, &mut budget)?);
            }
        }
    }
    Ok(read)
}

/// Texts at which values end.
pub(super) fn labels_of(template: &Template) -> HashSet<String> {
    let fields = template.fields.iter().filter(|field| !field.label.is_empty()).map(|field| &field.label);
    let headings = template.tables.iter().flat_map(|table| &table.columns).map(|column| &column.heading);
    template.labels.iter().chain(fields).chain(headings).map(|label| folded(label)).collect()
}

/// Begins a report; `None` where all of it would be blank: then it is another layout with a few of the same words.
fn begin<'t>(template: &'t Template, sheet: &Sheet, fit: Fit, labels: &HashSet<String>) -> Option<Report<'t>> {
    let mut report = Report {
        template,
        first: sheet.number,
        last: sheet.number,
        fit,
        values: vec![String::new(); template.fields.len()],
        rows: vec![Vec::new(); template.tables.len()],
    };
    report.take(sheet, 1, labels);
    let is_filled =
        report.values.iter().any(|value| !value.is_empty()) || report.rows.iter().any(|rows| !rows.is_empty());
    (is_filled || template.fields.iter().all(|field| field.page > 1)).then_some(report)
}

impl Report<'_> {
    /// Reads what the template finds on a page of the report.
    fn take(&mut self, sheet: &Sheet, page: u32, labels: &HashSet<String>) {
        for (field, value) in self.template.fields.iter().zip(&mut self.values) {
            if field.page == page && value.is_empty() {
                *value = value_of(field, sheet, self.fit, labels);
            }
        }
        for (layout, rows) in self.template.tables.iter().zip(&mut self.rows) {
            rows.extend(table::rows(layout, sheet, self.fit, labels));
        }
    }

    /// Whether a page that begins no report belongs to this one: it has what the template knows of that page, the headings
    /// of one of its tables, or one of the report's key values. Reads it then.
    fn go_on(&mut self, sheet: &Sheet, labels: &HashSet<String>) -> bool {
        let page = sheet.number - self.first + 1;
        if page > PAGES_MOST {
            return false;
        }
        let fit = look::fit(self.template, page, sheet);
        let has_table = || {
            let fit = Fit { scale: sheet.width / self.template.width, ..self.fit };
            self.template.tables.iter().any(|layout| table::is_on(layout, sheet, fit))
        };
        let belongs = fit.is_some() || has_table() || self.is_named_on(sheet);
        if belongs {
            if let Some(fit) = fit {
                self.fit = fit;
            }
            self.take(sheet, page, labels);
        }
        belongs
    }

    /// Whether a page names the report by one of its numbers, and has no title of its own.
    fn is_named_on(&self, sheet: &Sheet) -> bool {
        let keys = self.template.fields.iter().zip(&self.values).filter(|(field, _)| field.key).map(|(_, value)| value);
        let mut keys = keys.filter(|value| is_number(value)).map(|value| folded(value));
        let named = keys.any(|key| {
            sheet.texts.iter().any(|text| text.folded == key || text.folded.split(' ').any(|word| word == key))
        });
        let mut sizes: Vec<f32> = sheet.texts.iter().map(|text| text.size).collect();
        sizes.sort_by(f32::total_cmp);
        let usual = sizes.get(sizes.len() / 2).copied().unwrap_or(0.0);
        let is_known = |text: &Text| self.template.anchors.iter().any(|anchor| folded(&anchor.text) == text.folded);
        let is_title = |text: &&Text| text.size > 1.25 * usual && text.y < 0.35 * sheet.height && !is_known(text);
        named && sheet.texts.iter().find(is_title).is_none()
    }
}

/// Whether a value is a number of something, long enough to stand for it: not a day, a name or a count.
fn is_number(value: &str) -> bool {
    let mut runs = value.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
    runs.any(|run| run.chars().count() >= TELLING && run.contains(|letter: char| letter.is_ascii_digit()))
        && value.parse::<chrono::NaiveDate>().is_err()
}

/// What stands at the place of a field, its lines joined; blank where nothing does.
pub(super) fn value_of(field: &FieldRule, sheet: &Sheet, fit: Fit, labels: &HashSet<String>) -> String {
    let mut right = sheet.texts.iter().map(|text| text.end).fold(0.0, f32::max);
    let block = match field.relation {
        Relation::Place => at_place(field, sheet, fit, labels),
        Relation::Behind => return behind(field, sheet, fit),
        Relation::Right | Relation::Below => {
            let place = (field.label.as_str(), field.x, field.y);
            let Some(label) = look::label(place, (field.nth, field.of), sheet, fit) else { return String::new() };
            right = field.until.map_or(right, |until| right.min(label.x + until * fit.scale));
            block(field, label, sheet, fit, labels)
        }
    };
    let from = usize::try_from(field.line).unwrap_or(usize::MAX).saturating_sub(1);
    let mut value = String::new();
    let mut above: Option<&Vec<&Text>> = None;
    for line in block.iter().skip(from).take(LINES_MOST) {
        let goes_on = above.is_none_or(|above| match field.goes_on {
            GoesOn::Never => false,
            GoesOn::Wrapped => is_full(above, line, right),
            GoesOn::Always => true,
        });
        if !goes_on || value.len() > VALUE_LONG {
            break;
        }
        above = Some(line);
        for text in line {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(&text.text);
        }
    }
    value
}

/// Whether the first word of a line had no room at the end of the one above it, before `right`.
fn is_full(above: &[&Text], line: &[&Text], right: f32) -> bool {
    let (Some(last), Some(next)) = (above.last(), line.first()) else { return false };
    let letters = next.text.chars().count().max(1);
    let word = next.text.split(' ').next().map_or(0, |word| word.chars().count());
    let width = (next.end - next.x) * count(word) / count(letters);
    // Lines end before the border, and words are as wide as their letters on average only.
    last.end + width + 2.0 * last.size > right
}

/// The lines at a label: what stands to its right or under it, down to where something else begins.
pub(super) fn block<'s>(
    field: &FieldRule,
    label: &'s Text,
    sheet: &'s Sheet,
    fit: Fit,
    labels: &HashSet<String>,
) -> Vec<Vec<&'s Text>> {
    let is_below = field.relation == Relation::Below;
    let until = field.until.map_or(f32::INFINITY, |until| label.x + until * fit.scale);
    let from = if is_below {
        label.x + (field.dx * fit.scale).min(0.0) - 0.8 * label.size
    } else {
        label.end - 0.5 * label.size
    };
    // Beyond this something stands between, or the value is blank and another column's is next.
    let reach = field.dx * fit.scale * 1.5 + 0.1 * sheet.width;
    let region = Region { from, until, label, labels };
    let mut lines: Vec<Vec<&Text>> = Vec::new();
    let mut left = None;
    let mut last = label.y;
    for line in sheet.texts.chunk_by(|one, other| one.line == other.line) {
        let Some(first) = line.first() else { continue };
        let gap = first.y - last;
        if lines.is_empty() {
            let here = if is_below { gap > 0.4 * label.size } else { first.is_in_line_with(label) };
            if !here {
                continue;
            }
            if is_below && gap > field.dy * fit.scale * 1.5 + label.size {
                break;
            }
        } else if gap <= 0.3 * first.size {
            continue;
        } else if gap > 1.9 * first.size.max(label.size) || lines.len() >= LINES_MOST {
            break;
        }
        let Some(texts) = region.of_line(line, left) else { break };
        let Some(first) = texts.first() else {
            // To the right of a label the first line is its own; below, a blank one may be between.
            if lines.is_empty() && is_below {
                continue;
            }
            break;
        };
        if lines.is_empty() && !is_below && first.x - label.end > reach {
            break;
        }
        left = left.or(Some(if is_below { from } else { first.x }));
        last = first.y;
        lines.push(texts);
    }
    lines
}

/// The column of a page in which a value stands.
struct Region<'l> {
    from: f32,
    until: f32,
    label: &'l Text,
    labels: &'l HashSet<String>,
}

impl Region<'_> {
    /// The texts of a line that belong to the value, none of them blank; `None` where a label ends it. `left` is where the
    /// lines above begin.
    fn of_line<'s>(&self, line: &'s [Text], left: Option<f32>) -> Option<Vec<&'s Text>> {
        let mut texts: Vec<&Text> = Vec::new();
        for text in line {
            if std::ptr::eq(text, self.label) {
                continue;
            }
            let size = text.size;
            let ends = self.labels.contains(&text.folded) || (text.starts && text.has_colon());
            // What stands in the label's column is the next label, even one nobody knows.
            if left.is_some_and(|left| text.x < left - size && text.x > self.label.x - size) {
                return None;
            }
            let begins_here =
                left.is_none_or(|left| (text.x - left).abs() <= size || !texts.is_empty() || text.x > left);
            let inside = text.x >= self.from && text.x < self.until - 0.3 * size;
            if !inside || !begins_here {
                continue;
            }
            if ends {
                if texts.is_empty() {
                    return None;
                }
                break;
            }
            // A wide gap separates what stands further right from the value.
            if texts.last().is_some_and(|last| text.x - last.end > 4.0 * size) {
                break;
            }
            texts.push(text);
        }
        Some(texts)
    }
}

/// The text whose first words are the label.
fn behind(field: &FieldRule, sheet: &Sheet, fit: Fit) -> String {
    let label = folded(&field.label);
    let words = label.split(' ').count();
    let expected = field.x * fit.scale + fit.shift;
    let begins = |text: &&Text| {
        text.folded.strip_prefix(&label).is_some_and(|rest| rest.starts_with([' ', ':']))
            && (text.x - expected).abs() <= 0.04 * sheet.width
    };
    let far = |text: &Text| (text.y - field.y * fit.scale).abs();
    let text = sheet.texts.iter().filter(begins).min_by(|a, b| far(a).total_cmp(&far(b)));
    let value = text.map(|text| text.text.split(' ').skip(words).collect::<Vec<_>>().join(" "));
    value.unwrap_or_default()
}

/// The text at a place of the page.
fn at_place<'s>(field: &FieldRule, sheet: &'s Sheet, fit: Fit, labels: &HashSet<String>) -> Vec<Vec<&'s Text>> {
    let (x, y) = (field.x * fit.scale + fit.shift, field.y * fit.scale);
    let there = |text: &&Text| {
        (text.y - y).abs() <= 0.9 * text.size
            && (text.x - x).abs() <= 0.03 * sheet.width
            && !labels.contains(&text.folded)
            && !text.has_colon()
    };
    let far = |text: &Text| (text.y - y).abs() + (text.x - x).abs();
    let text = sheet.texts.iter().filter(there).min_by(|a, b| far(a).total_cmp(&far(b)));
    text.map(|text| vec![vec![text]]).unwrap_or_default()
}

fn cell(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
}

fn table(name: String, rows: Vec<Vec<Cell>>, row_numbers: Vec<u32>) -> RawTable<'static> {
    let body = Body::Grid(Grid { rows, row_numbers, merges: Vec::new() });
    RawTable { sheet: Some(name), hidden: false, date_1904: false, body }
}

/// One row a report, numbered by the page it begins on.
fn fields_table(
    template: &Template,
    reports: &[&Report<'_>],
    budget: &mut Budget,
) -> Result<RawTable<'static>, String> {
    let mut rows = vec![template.fields.iter().map(|field| cell(&field.column)).collect()];
    let mut numbers = vec![0];
    for report in reports {
        budget.take(report.values.len(), report.values.iter().map(String::len).sum())?;
        rows.push(report.values.iter().map(|value| cell(value)).collect());
        numbers.push(report.first);
    }
    Ok(table(template.name.clone(), rows, numbers))
}

/// One row a line of a table of the reports, numbered by page and line, after the reports' key values.
fn lines_table(
    (template, name): (&Template, &str),
    at: usize,
    reports: &[&Report<'_>],
    budget: &mut Budget,
) -> Result<Option<RawTable<'static>>, String> {
    let Some(layout) = template.tables.get(at) else { return Ok(None) };
    let any_key = template.fields.iter().any(|field| field.key);
    let is_key = |field: &FieldRule| field.key || !any_key;
    let wanted: Vec<usize> = (0..layout.columns.len()).filter(|at| !layout.columns[*at].column.is_empty()).collect();
    let keys = template.fields.iter().filter(|field| is_key(field)).map(|field| cell(&field.column));
    let own = wanted.iter().filter_map(|at| layout.columns.get(*at)).map(|column| cell(&column.column));
    let mut rows = vec![keys.chain(own).collect::<Vec<_>>()];
    let mut numbers = vec![0];
    for report in reports {
        for row in report.rows.get(at).into_iter().flatten() {
            let keys = template.fields.iter().zip(&report.values).filter(|(field, _)| is_key(field));
            let own = wanted.iter().filter_map(|at| row.cells.get(*at));
            let texts: Vec<&String> = keys.map(|(_, value)| value).chain(own).collect();
            budget.take(texts.len(), texts.iter().map(|text| text.len()).sum())?;
            rows.push(texts.into_iter().map(|text| cell(text)).collect());
            numbers.push(row.number);
        }
    }
    Ok((rows.len() > 1).then(|| table(table_name(&template.name, name), rows, numbers)))
}
