//! A marked example -> a template.

use super::apply::{block, labels_of, value_of};
use super::look::Fit;
use super::table::{self, Band};
use super::texts::{Sheet, Text, count, sheets};
use super::{Anchor, FieldRule, GoesOn, LINES_A_PAGE, Relation, TableColumn, TableLayout, Template, folded};
use crate::read::Limits;
use hashbrown::HashSet;

mod known;

use known::Known;

/// Pages of the example's file and of others that are looked at.
const PAGES_MOST: usize = 40;
/// Values one template may read, and columns of its tables.
const FIELDS_MOST: usize = 200;
/// Tables of one report.
const TABLES_MOST: usize = 10;
/// Texts a report is known by.
const ANCHORS_MOST: usize = 40;
/// Labels at which values end.
const LABELS_MOST: usize = 300;
/// Lines of a table looked at.
const ROWS_MOST: usize = 60;
/// The places of the example on its own page.
const AS_IT_IS: Fit = Fit { scale: 1.0, shift: 0.0, found: 1.0, anchors: 0 };

/// Where a text stands.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum At {
    /// Its place among the texts [`page_texts`](super::page_texts) lists, from 0.
    Text(usize),
    /// A point on it, in points from the upper left corner of the page.
    Point(f32, f32),
}

/// What a person has marked on an example.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Marks {
    /// What she calls the layout.
    pub name: String,
    /// Single values.
    pub fields: Vec<FieldMark>,
    /// Tables.
    pub tables: Vec<TableMark>,
}

/// A value that was marked.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldMark {
    /// Page of the file, from 1.
    pub page: u32,
    /// The texts it consists of; several where it has several lines.
    pub texts: Vec<At>,
    /// The part of its text that is the value, where it is not all of it: the rest before it is the label.
    pub part: Option<String>,
    /// Its label, where a person says which one it is.
    pub label: Option<At>,
    /// Heading of the column it goes into.
    pub column: String,
    /// Whether it says what the report is about, so that it is repeated with each line of its tables.
    pub key: bool,
}

/// A table that was marked.
#[derive(Clone, PartialEq, Debug)]
pub struct TableMark {
    /// What a person calls it.
    pub name: String,
    /// Page of the file, from 1.
    pub page: u32,
    /// Its headings on the report, each with the heading of the column its values go into.
    pub columns: Vec<(At, String)>,
}

/// What was learnt.
#[derive(Clone, PartialEq, Debug)]
pub struct Learnt {
    /// The template.
    pub template: Template,
    /// Columns read at a fixed place of the page, as no text beside them is the same on every report: what is above them
    /// must not grow.
    pub by_place: Vec<String>,
    /// Pages of the same layout the texts were compared with; with none, which texts are labels is a guess.
    pub compared: usize,
}

/// Learns a template from the marks on a file. `others` are files with reports of the same layout, if any: what is the
/// same on all of them is a label, what differs is a value.
///
/// # Errors
/// Where a page does not exist, nothing stands at a mark, two marks are for one column, or no text tells such reports
/// from others.
pub fn learn(bytes: &[u8], others: &[&[u8]], marks: &Marks, limits: &Limits) -> Result<Learnt, String> {
    let (own, pages) = sheets(bytes, PAGES_MOST, limits)?;
    let mut compared: Vec<Sheet> = Vec::new();
    for other in others.iter().filter(|other| **other != bytes) {
        let left = PAGES_MOST.saturating_sub(compared.len());
        // A file that cannot be read is said elsewhere; here it only teaches nothing.
        if let Ok((sheets, _)) = sheets(other, left, limits) {
            compared.extend(sheets);
        }
    }
    learn_from(&own, pages, &compared, marks)
}

fn check_columns(marks: &Marks) -> Result<(), String> {
    if marks.name.trim().is_empty() {
        return Err("the layout has no name; give it one, such as what stands above the reports".to_owned());
    }
    let in_tables: usize = marks.tables.iter().map(|table| table.columns.len()).sum();
    if marks.fields.is_empty() && in_tables == 0 {
        return Err("nothing is marked; mark the values to be read, the serial number first".to_owned());
    }
    if marks.fields.len() > FIELDS_MOST || in_tables > FIELDS_MOST || marks.tables.len() > TABLES_MOST {
        return Err(format!("has more than {FIELDS_MOST} marks or {TABLES_MOST} tables; mark only what is needed"));
    }
    let once = |columns: &mut dyn Iterator<Item = &String>| {
        let mut seen = HashSet::new();
        for column in columns {
            if column.trim().is_empty() {
                return Err("a mark says no column; choose what it is".to_owned());
            }
            if !seen.insert(folded(column)) {
                return Err(format!("two marks are for the column \"{column}\"; take one of them away"));
            }
        }
        Ok(())
    };
    once(&mut marks.fields.iter().map(|mark| &mark.column))?;
    let mut names = HashSet::new();
    for table in &marks.tables {
        if table.name.trim().is_empty() || !names.insert(folded(&table.name)) {
            return Err("each table of the report needs a name of its own; name it \"Parts\", for example".to_owned());
        }
        // The report's values stand before each line of its tables.
        let fields = marks.fields.iter().map(|mark| &mark.column);
        once(&mut fields.chain(table.columns.iter().map(|(_, column)| column)))?;
    }
    Ok(())
}

/// A mark with its texts.
struct Marked<'s> {
    sheet: &'s Sheet,
    texts: Vec<&'s Text>,
    label: Option<&'s Text>,
}

fn find<'s>(sheets: &'s [Sheet], pages: u32, page: u32, at: At, column: &str) -> Result<(&'s Sheet, &'s Text), String> {
    let Some(sheet) = sheets.iter().find(|sheet| sheet.number == page) else {
        return Err(if page > 0 && page <= pages {
            format!("page {page} is too far behind; mark one of the first {PAGES_MOST} pages")
        } else {
            format!("there is no page {page}; the file has pages 1 to {pages}")
        });
    };
    let text = match at {
        At::Text(index) => sheet.texts.get(index),
        At::Point(x, y) => {
            let on = |text: &&Text| {
                x >= text.x - 2.0 && x <= text.end + 2.0 && y <= text.y + 0.3 * text.size && y >= text.y - text.size
            };
            sheet.texts.iter().find(on)
        }
    };
    let none = || format!("nothing stands at the mark for \"{column}\" on page {page}; mark a text");
    Ok((sheet, text.ok_or_else(none)?))
}

pub(super) fn learn_from(own: &[Sheet], pages: u32, compared: &[Sheet], marks: &Marks) -> Result<Learnt, String> {
    check_columns(marks)?;
    let mut fields = Vec::new();
    for mark in &marks.fields {
        let first = mark.texts.first().copied();
        let first = first.ok_or_else(|| format!("the mark for \"{}\" is on no text; mark one", mark.column))?;
        let (sheet, _) = find(own, pages, mark.page, first, &mark.column)?;
        let one = |at: &At| find(own, pages, mark.page, *at, &mark.column).map(|(_, text)| text);
        let mut texts = mark.texts.iter().map(one).collect::<Result<Vec<_>, _>>()?;
        texts.sort_by(|a, b| (a.line, a.x).partial_cmp(&(b.line, b.x)).unwrap_or(std::cmp::Ordering::Equal));
        texts.dedup_by(|a, b| std::ptr::eq(*a, *b));
        fields.push(Marked { sheet, texts, label: mark.label.as_ref().map(one).transpose()? });
    }
    let mut tables = Vec::new();
    for mark in &marks.tables {
        let mut headings = Vec::new();
        for (at, column) in &mark.columns {
            headings.push((find(own, pages, mark.page, *at, column)?.1, column.as_str()));
        }
        let Some(sheet) = own.iter().find(|sheet| sheet.number == mark.page).filter(|_| !headings.is_empty()) else {
            return Err(format!(
                "no heading of the table \"{}\" is marked; mark what stands above its columns",
                mark.name
            ));
        };
        tables.push((sheet, table_layout(&mark.name, sheet, &headings)?));
    }
    let used = fields.iter().map(|field| field.sheet.number).chain(tables.iter().map(|(sheet, _)| sheet.number));
    let used: HashSet<u32> = used.collect();
    let first = used.iter().min().copied().unwrap_or(1);
    let last = used.iter().max().copied().unwrap_or(1);
    let width = own.iter().find(|sheet| sheet.number == first).map_or(0.0, |sheet| sheet.width);
    let others: Vec<&Sheet> =
        own.iter().filter(|sheet| sheet.number < first || sheet.number > last).chain(compared).collect();

    // What is known of each page with marks, before any value is looked for.
    let mut known: Vec<Known<'_>> = Vec::new();
    for sheet in own.iter().filter(|sheet| used.contains(&sheet.number)) {
        let values = fields.iter().flat_map(|field| field.texts.iter().copied());
        let labels = fields.iter().filter_map(|field| field.label);
        let layouts = tables.iter().filter(|(of, _)| of.number == sheet.number).map(|(_, layout)| layout);
        known.push(Known::of(sheet, &others, values, labels, layouts));
    }
    let labels: Vec<String> = known.iter().flat_map(Known::labels).take(LABELS_MOST).collect();
    let mut template = Template {
        name: marks.name.trim().to_owned(),
        width: tenth(width),
        decided_by: None,
        decided_at: None,
        labels: sorted(labels),
        anchors: Vec::new(),
        fields: Vec::new(),
        tables: tables.into_iter().map(|(_, layout)| layout).collect(),
    };
    let ends = labels_of(&template);
    let mut chosen: Vec<Option<&Text>> = Vec::new();
    for (mark, marked) in marks.fields.iter().zip(&fields) {
        let Some(page) = known.iter().find(|page| page.sheet.number == marked.sheet.number) else { continue };
        let (rule, label) = rule(mark, marked, page, first, &ends)?;
        template.fields.push(rule);
        chosen.push(label);
    }
    // The labels of some are where the values of others end; what is no longer read as marked stays at its place.
    let ends = labels_of(&template);
    for ((mark, marked), (rule, label)) in
        marks.fields.iter().zip(&fields).zip(template.fields.iter_mut().zip(&mut chosen))
    {
        if !reads(rule, mark, marked, &ends) {
            *rule = by_place(mark, marked, first);
            *label = None;
        }
    }
    template.anchors = anchors(&template, &chosen, &known, first);
    if template.anchors.is_empty() {
        return Err(
            "no text on it tells such reports from others; mark the label of a value, or the headings of a table"
                .to_owned(),
        );
    }
    let by_place = template.fields.iter().filter(|field| field.relation == Relation::Place);
    let by_place = by_place.map(|field| field.column.clone()).collect();
    let compared = known.iter().map(|page| page.alike.len()).max().unwrap_or(0);
    Ok(Learnt { template, by_place, compared })
}

/// What a mark says is to be read.
fn wanted(mark: &FieldMark, marked: &Marked<'_>) -> String {
    match &mark.part {
        Some(part) => part.clone(),
        None => marked.texts.iter().map(|text| text.text.as_str()).collect::<Vec<_>>().join(" "),
    }
}

fn reads(rule: &FieldRule, mark: &FieldMark, marked: &Marked<'_>, labels: &HashSet<String>) -> bool {
    folded(&value_of(rule, marked.sheet, AS_IT_IS, labels)) == folded(&wanted(mark, marked))
}

/// How a marked value is found: by the best of the texts beside it that finds it again, else by its place.
fn rule<'s>(
    mark: &FieldMark,
    marked: &Marked<'s>,
    page: &Known<'s>,
    first: u32,
    labels: &HashSet<String>,
) -> Result<(FieldRule, Option<&'s Text>), String> {
    let Some(value) = marked.texts.first().copied() else { return Ok((by_place(mark, marked, first), None)) };
    if let Some(part) = &mark.part {
        return behind(mark, marked, value, part, first).map(|rule| (rule, Some(value)));
    }
    let candidates = match marked.label {
        Some(label) => {
            let right = label.is_in_line_with(value) && label.x < value.x;
            vec![(label, if right { Relation::Right } else { Relation::Below })]
        }
        None => page.beside(value),
    };
    for (label, relation) in candidates {
        let rule = by_label(mark, marked, (label, relation), first, labels);
        if let Some(rule) = rule.filter(|rule| reads(rule, mark, marked, labels)) {
            return Ok((rule, Some(label)));
        }
    }
    Ok((by_place(mark, marked, first), None))
}

fn by_place(mark: &FieldMark, marked: &Marked<'_>, first: u32) -> FieldRule {
    let (x, y) = marked.texts.first().map_or((0.0, 0.0), |text| (text.x, text.y));
    FieldRule {
        column: mark.column.trim().to_owned(),
        key: mark.key,
        page: (marked.sheet.number + 1).saturating_sub(first),
        label: String::new(),
        nth: 1,
        of: 1,
        relation: Relation::Place,
        x: tenth(x),
        y: tenth(y),
        dx: 0.0,
        dy: 0.0,
        until: None,
        line: 1,
        goes_on: GoesOn::Never,
    }
}

/// A value in the same run of text as its label.
fn behind(mark: &FieldMark, marked: &Marked<'_>, value: &Text, part: &str, first: u32) -> Result<FieldRule, String> {
    let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
    let label = value.text.strip_suffix(&part).map(str::trim).unwrap_or_default();
    if part.is_empty() || label.is_empty() || marked.texts.len() > 1 {
        let what = "has to be the end of the marked text, with a label before it; mark it anew";
        return Err(format!("the value \"{part}\" for \"{}\" {what}", mark.column));
    }
    Ok(FieldRule { label: label.to_owned(), relation: Relation::Behind, ..by_place(mark, marked, first) })
}

fn by_label(
    mark: &FieldMark,
    marked: &Marked<'_>,
    (label, relation): (&Text, Relation),
    first: u32,
    labels: &HashSet<String>,
) -> Option<FieldRule> {
    let sheet = marked.sheet;
    let value = marked.texts.first().copied()?;
    let alike: Vec<&Text> = sheet.alike(&label.folded).collect();
    let nth = alike.iter().position(|text| std::ptr::eq(*text, label))? + 1;
    let next_to = |text: &Text, from: f32| {
        let right = sheet.texts.iter().filter(|other| {
            other.starts
                && other.line == text.line
                && other.x >= from
                && marked.texts.iter().all(|own| !std::ptr::eq(*own, *other))
        });
        right.map(|other| other.x).min_by(f32::total_cmp)
    };
    let end = marked.texts.iter().filter(|text| text.line == value.line).map(|text| text.end).fold(value.end, f32::max);
    let until = match relation {
        Relation::Right => next_to(value, end),
        _ => next_to(label, label.end).filter(|x| *x > value.x).or_else(|| next_to(value, end)),
    };
    let mut rule = FieldRule {
        label: label.text.trim_end_matches(':').trim().to_owned(),
        relation,
        nth: u32::try_from(nth).ok()?,
        of: u32::try_from(alike.len()).ok()?,
        x: tenth(label.x),
        y: tenth(label.y),
        dx: tenth(if relation == Relation::Right { value.x - label.end } else { value.x - label.x }),
        dy: tenth(value.y - label.y),
        until: until.map(|x| tenth(x - label.x)),
        goes_on: GoesOn::Always,
        ..by_place(mark, marked, first)
    };
    let mut ends = labels.clone();
    ends.insert(label.folded.clone());
    let lines = block(&rule, label, sheet, AS_IT_IS, &ends);
    let at = lines.iter().position(|line| line.iter().any(|text| std::ptr::eq(*text, value)))?;
    rule.line = u32::try_from(at + 1).ok()?;
    let marked_lines: HashSet<u32> = marked.texts.iter().map(|text| text.line).collect();
    // Where more stands below than was marked, the rest is something else.
    rule.goes_on = match marked_lines.len() {
        0 | 1 if lines.len() > at + 1 => GoesOn::Never,
        0 | 1 => GoesOn::Wrapped,
        _ => GoesOn::Always,
    };
    // The first line of the block may be further down than the marked one's distance says, if that is a later one.
    if let Some(top) = lines.first().and_then(|line| line.first()) {
        rule.dy = tenth(top.y - label.y);
        rule.dx = tenth(if relation == Relation::Right { top.x - label.end } else { top.x - label.x });
    }
    Some(rule)
}

/// The texts a report is known by: its labels, its title and what is the same on all reports it was compared with.
fn anchors(template: &Template, chosen: &[Option<&Text>], known: &[Known<'_>], first: u32) -> Vec<Anchor> {
    let mut anchors: Vec<Anchor> = Vec::new();
    for page in known {
        let number = (page.sheet.number + 1).saturating_sub(first);
        let mut add = |text: &Text, what: &str, required: bool| {
            let known = anchors
                .iter()
                .any(|of| of.page == number && folded(&of.text) == folded(what) && (of.y - text.y).abs() < 1.0);
            if !known && anchors.len() < ANCHORS_MOST {
                let text = Anchor { page: number, text: what.to_owned(), x: tenth(text.x), y: tenth(text.y), required };
                anchors.push(text);
            }
        };
        if let Some(title) = page.title() {
            add(title, &title.text, true);
        }
        for (rule, label) in template.fields.iter().zip(chosen).filter(|(rule, _)| rule.page == number) {
            // A label within its value's text is no text of its own.
            if let Some(label) = label.filter(|label| rule.relation != Relation::Behind && page.is_usual(label)) {
                add(label, &rule.label, false);
            }
        }
        for text in page.usual() {
            add(text, text.text.trim_end_matches(':').trim(), false);
        }
    }
    if anchors.iter().all(|anchor| anchor.page != 1) {
        // A table alone is known by its headings.
        for page in known.iter().filter(|page| page.sheet.number == first) {
            for text in &page.headings {
                let at =
                    Anchor { page: 1, text: text.text.clone(), x: tenth(text.x), y: tenth(text.y), required: false };
                anchors.push(at);
            }
        }
    }
    if anchors.iter().all(|anchor| anchor.page != 1) { Vec::new() } else { anchors }
}

fn table_layout(name: &str, sheet: &Sheet, marked: &[(&Text, &str)]) -> Result<TableLayout, String> {
    // The headings nobody marked bound the columns of the others.
    let mut headings: Vec<&Text> =
        sheet.texts.iter().filter(|text| marked.iter().any(|(heading, _)| heading.is_in_line_with(text))).collect();
    headings.sort_by(|a, b| a.x.total_cmp(&b.x));
    let lowest = headings.iter().map(|heading| heading.y).fold(0.0, f32::max);
    let mut lines: Vec<Vec<&Text>> = Vec::new();
    let mut last = lowest;
    let mut gaps: Vec<f32> = Vec::new();
    let below: Vec<&Text> = sheet.texts.iter().filter(|text| text.y > lowest + 0.3 * text.size).collect();
    for line in below.chunk_by(|one, other| one.line == other.line).take(ROWS_MOST) {
        let Some(first) = line.first() else { continue };
        let gap = first.y - last;
        let usual = gaps.first().copied().unwrap_or(4.0 * first.size);
        if gap > (2.5 * usual).max(3.0 * first.size) || line.iter().any(|text| text.starts && text.has_colon()) {
            break;
        }
        gaps.push(gap);
        lines.push(line.to_vec());
        last = first.y;
    }
    // From one full line to the next: what lies between are lines of long texts.
    let full: Vec<f32> = lines.iter().filter(|line| line.len() == headings.len()).map(|line| line[0].y).collect();
    let mut pitches: Vec<f32> = full.windows(2).map(|pair| pair[1] - pair[0]).collect();
    pitches.sort_by(f32::total_cmp);
    let pitch = pitches.first().or(gaps.get(1)).or(gaps.first()).copied();
    let Some(pitch) = pitch else {
        return Err(format!("no line stands below the headings of \"{name}\"; mark a report whose table is filled"));
    };
    let bands = table::edges(&lines, &headings);
    let columns = headings.iter().zip(bands).map(|(heading, Band { edge, at })| {
        let column = marked.iter().find(|(own, _)| std::ptr::eq(*own, *heading)).map(|(_, column)| column.trim());
        TableColumn {
            column: column.unwrap_or_default().to_owned(),
            heading: heading.text.clone(),
            x: tenth(heading.x),
            edge,
            at: tenth(at),
        }
    });
    Ok(TableLayout { name: name.trim().to_owned(), pitch: tenth(pitch), columns: columns.collect() })
}

/// Lines of a page that hold rows of a table, as its template reads them.
fn lines_of_rows(layout: &TableLayout, sheet: &Sheet) -> HashSet<u32> {
    let rows = table::rows(layout, sheet, AS_IT_IS, &HashSet::new());
    rows.into_iter().map(|row| row.number % LINES_A_PAGE).collect()
}

fn sorted(mut texts: Vec<String>) -> Vec<String> {
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// To a tenth of a point, as it is written into a mapping.
fn tenth(points: f32) -> f32 {
    if points.is_finite() { (points * 10.0).round() / 10.0 } else { 0.0 }
}

/// The middle one of some sizes.
fn middle(sizes: &mut [f32]) -> f32 {
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(0.0)
}

/// The part of some.
fn share(some: usize, of: usize) -> f32 {
    if of == 0 { 0.0 } else { count(some) / count(of) }
}
