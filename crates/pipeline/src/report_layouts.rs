//! Layouts of reports taught on files that wait: their PDFs page by page, what the marks on one teach, and what that gives
//! of all of them.

use crate::PipelineError;
use crate::collect::Input;
use base::{DataType, Field, Kind, fields};
use digitize::Body;
use digitize::mapping::{ColumnRule, TableKind, TableRule, reports_to_toml, rules_to_toml};
use digitize::read::{
    Learnt, Limits, Marks, PageTexts, Template, is_archive, learn, page_and_line, page_texts, read_with, unpack,
};
use std::borrow::Cow;
use std::fs;
use std::path::PathBuf;

/// Reports compared with the marked one, to tell labels from values.
const COMPARED_MOST: usize = 12;
/// Files whose reports are shown as they will be read.
const SHOWN_FILES: usize = 100;
/// Rows shown of each table.
const SHOWN_ROWS: usize = 50;
/// Bytes of one report worth comparing.
const REPORT_LARGE: usize = 20 << 20;

/// A PDF among the files.
struct Report {
    name: String,
    path: PathBuf,
    /// Its bytes, where it lies in an archive.
    member: Option<Vec<u8>>,
}

impl Report {
    fn bytes(&self) -> Result<Cow<'_, [u8]>, PipelineError> {
        match &self.member {
            Some(bytes) => Ok(Cow::Borrowed(bytes)),
            None => fs::read(&self.path).map(Cow::Owned).map_err(PipelineError::io(&self.path)),
        }
    }
}

/// The PDFs among files and in archives, by their names, in the files' order.
fn reports(inputs: &[Input]) -> Result<Vec<Report>, PipelineError> {
    let ends = |name: &str, extension: &str| name.to_lowercase().ends_with(extension);
    let mut reports = Vec::new();
    for input in inputs {
        if ends(&input.name, ".pdf") {
            reports.push(Report { name: input.name.clone(), path: input.path.clone(), member: None });
        } else if ends(&input.name, ".zip") {
            let bytes = fs::read(&input.path).map_err(PipelineError::io(&input.path))?;
            let (members, _) =
                if is_archive(&bytes) { unpack(&input.name, &bytes, &Limits::default()) } else { Default::default() };
            let members = members.into_iter().filter(|(name, _)| ends(name, ".pdf"));
            let path = &input.path;
            reports.extend(members.map(|(name, bytes)| Report { name, path: path.clone(), member: Some(bytes) }));
        }
    }
    Ok(reports)
}

fn nth(reports: &[Report], number: usize) -> Result<&Report, PipelineError> {
    reports.get(number).ok_or_else(|| PipelineError::Nothing(format!("there is no report {number} among the files")))
}

/// The names of the PDFs among files; their places in this list are their numbers.
///
/// # Errors
/// Where an archive cannot be read.
pub fn report_files(inputs: &[Input]) -> Result<Vec<String>, PipelineError> {
    Ok(reports(inputs)?.into_iter().map(|report| report.name).collect())
}

/// The texts of a page of the PDF with this number, to be marked.
///
/// # Errors
/// Where there is no such file or page, or it cannot be read.
pub fn page_of_report(inputs: &[Input], number: usize, page: u32) -> Result<PageTexts, PipelineError> {
    let reports = reports(inputs)?;
    let report = nth(&reports, number)?;
    let bytes = report.bytes()?;
    page_texts(&bytes, page, &Limits::default())
        .map_err(|what| PipelineError::Nothing(format!("{}: {what}", report.name)))
}

/// What the marked columns mean, where a person has said so.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Meanings {
    /// What the reports are, and what a line of each of their tables is.
    pub kinds: Vec<Option<Kind>>,
    /// Fields by the column's heading.
    pub fields: Vec<(String, String)>,
}

/// A row as a template gives it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GivenRow {
    /// The file.
    pub file: String,
    /// The page.
    pub page: u32,
    /// Its values.
    pub cells: Vec<String>,
}

/// What a template gives of the files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GivenTable {
    /// Its name.
    pub name: String,
    /// Headings of its columns.
    pub headings: Vec<String>,
    /// Its first rows.
    pub rows: Vec<GivenRow>,
    /// All rows.
    pub rows_total: usize,
}

/// What marks have taught.
#[derive(Clone, PartialEq, Debug)]
pub struct Taught {
    /// The template, and what is to be known of it.
    pub learnt: Learnt,
    /// The template with rules for its tables, as a part of a mapping.
    pub mapping: String,
    /// What it gives of the files.
    pub tables: Vec<GivenTable>,
    /// Files looked at, and those of them it does not read.
    pub files: usize,
    /// The names of the latter.
    pub unread: Vec<String>,
}

/// Learns a template from the marks on the PDF with this number, compared with the others, and reads them by it.
///
/// # Errors
/// Where the file cannot be read or the marks teach nothing; says what to do.
pub fn teach(inputs: &[Input], number: usize, marks: &Marks, meanings: &Meanings) -> Result<Taught, PipelineError> {
    let reports = reports(inputs)?;
    let marked = nth(&reports, number)?.bytes()?;
    let others = (0..).zip(&reports).filter(|(at, _)| *at != number).map(|(_, report)| report);
    let others: Vec<Cow<'_, [u8]>> = others
        .filter_map(|report| report.bytes().ok())
        .filter(|bytes| bytes.len() <= REPORT_LARGE)
        .take(COMPARED_MOST)
        .collect();
    let compared: Vec<&[u8]> = others.iter().map(AsRef::as_ref).collect();
    let learnt = learn(&marked, &compared, marks, &Limits::default()).map_err(PipelineError::Nothing)?;
    let sheets = learnt.template.sheets();
    let mut tables: Vec<GivenTable> = Vec::new();
    let mut unread = Vec::new();
    let files = reports.len().min(SHOWN_FILES);
    for report in reports.iter().take(SHOWN_FILES) {
        let Ok(bytes) = report.bytes() else { continue };
        let read = read_with(&report.name, &bytes, std::slice::from_ref(&learnt.template), &Limits::default());
        let mut is_read = false;
        for table in read.tables {
            let Some(name) = table.sheet.filter(|name| sheets.contains(name)) else { continue };
            let Body::Grid(grid) = table.body else { continue };
            is_read = true;
            let texts = |row: &Vec<digitize::Cell>| row.iter().map(|cell| cell.text().into_owned()).collect::<Vec<_>>();
            let at = tables.iter().position(|of| of.name == name).unwrap_or_else(|| {
                let headings = grid.rows.first().map(texts).unwrap_or_default();
                tables.push(GivenTable { name, headings, rows: Vec::new(), rows_total: 0 });
                tables.len() - 1
            });
            let given = &mut tables[at];
            given.rows_total += grid.rows.len().saturating_sub(1);
            let room = SHOWN_ROWS.saturating_sub(given.rows.len());
            given.rows.extend(grid.rows.iter().zip(&grid.row_numbers).skip(1).take(room).map(|(row, number)| {
                GivenRow { file: report.name.clone(), page: page_and_line(*number).0, cells: texts(row) }
            }));
        }
        if !is_read {
            unread.push(report.name.clone());
        }
    }
    let mapping = mapping_of(&learnt.template, meanings);
    Ok(Taught { learnt, mapping, tables, files, unread })
}

/// The template as a part of a mapping, with a rule for each of its tables whose kind was said.
fn mapping_of(template: &Template, meanings: &Meanings) -> String {
    let any_key = template.fields.iter().any(|field| field.key);
    let own = template.fields.iter().map(|field| field.column.clone());
    let keys = template.fields.iter().filter(|field| field.key || !any_key).map(|field| field.column.clone());
    let keys: Vec<String> = keys.collect();
    let mut headings: Vec<Vec<String>> = vec![own.collect()];
    for table in &template.tables {
        let columns = table.columns.iter().map(|column| &column.column).filter(|column| !column.is_empty());
        headings.push(keys.iter().chain(columns).cloned().collect());
    }
    let kinds = meanings.kinds.iter().copied().chain(std::iter::repeat(None));
    let rules = template.sheets().into_iter().zip(headings).zip(kinds).filter_map(|((sheet, headings), kind)| {
        let kind = kind?;
        let mut columns: Vec<(String, ColumnRule)> = Vec::new();
        for heading in &headings {
            let field = meanings.fields.iter().find(|(column, _)| column == heading);
            let field = field.and_then(|(_, field)| of_kind(field, kind));
            let taken = |field: &str| columns.iter().any(|(_, rule)| rule.field.as_deref() == Some(field));
            if let Some(field) = field.filter(|field| !taken(field)) {
                columns.push((heading.clone(), ColumnRule { field: Some(field.to_owned()), ..ColumnRule::default() }));
            }
        }
        Some(TableRule {
            file: "*.pdf".to_owned(),
            // The signs of a glob stand for any one letter.
            sheet: Some(sheet.replace('*', "?")),
            headings,
            decided: None,
            kind: Some(TableKind::Of(kind)),
            header_row: None,
            include_hidden: false,
            columns,
            constants: Vec::new(),
        })
    });
    let rules: Vec<TableRule> = rules.collect();
    format!("{}\n{}", rules_to_toml(&rules), reports_to_toml(std::slice::from_ref(template)))
}

/// The field as one of this kind. The day of a report is also the day of what stands in its tables, whatever that is called
/// there.
fn of_kind(id: &str, kind: Kind) -> Option<&'static str> {
    if let Some((_, field)) = Field::of(kind, id) {
        return Some(field.id);
    }
    let is_day =
        Kind::ALL.into_iter().filter_map(|kind| Field::of(kind, id)).any(|(_, field)| field.data == DataType::Date);
    let mut days = fields(kind).iter().filter(|field| field.data == DataType::Date);
    match (days.next(), days.next()) {
        (Some(day), None) if is_day => Some(day.id),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use digitize::mapping::Mapping;
    use digitize::read::{Anchor, Edge, FieldRule, GoesOn, Relation, TableColumn, TableLayout};

    #[test]
    fn what_was_taught_is_a_mapping_with_rules_for_its_tables() {
        let field = |column: &str, key: bool| FieldRule {
            column: column.to_owned(),
            key,
            page: 1,
            label: column.to_owned(),
            nth: 1,
            of: 1,
            relation: Relation::Right,
            x: 50.0,
            y: 100.0,
            dx: 20.0,
            dy: 0.0,
            until: None,
            line: 1,
            goes_on: GoesOn::Wrapped,
        };
        let column = |column: &str| TableColumn {
            column: column.to_owned(),
            heading: column.to_owned(),
            x: 50.0,
            edge: Edge::Left,
            at: 50.0,
        };
        let template = Template {
            name: "Bericht".to_owned(),
            width: 595.0,
            decided_by: None,
            decided_at: None,
            labels: Vec::new(),
            anchors: vec![Anchor { page: 1, text: "Bericht".to_owned(), x: 50.0, y: 50.0, required: true }],
            fields: vec![field("Maschine", true), field("Tag", true), field("Bemerkung", false)],
            tables: vec![TableLayout {
                name: "Teile".to_owned(),
                pitch: 14.0,
                columns: vec![column("Artikel"), column("")],
            }],
        };
        let said = |column: &str, field: &str| (column.to_owned(), field.to_owned());
        let meanings = Meanings {
            kinds: vec![Some(Kind::Visits), Some(Kind::Orders)],
            fields: vec![said("Maschine", "serial_number"), said("Tag", "visited_on"), said("Artikel", "part_number")],
        };
        let mapping = Mapping::parse(&mapping_of(&template, &meanings)).expect("it parses");
        assert_eq!(mapping.reports, [template]);
        let rules: Vec<_> =
            mapping.tables.iter().map(|rule| (rule.sheet.as_deref(), rule.headings.join("|"))).collect();
        let expected = [
            (Some("Bericht"), "Maschine|Tag|Bemerkung".to_owned()),
            (Some("Bericht: Teile"), "Maschine|Tag|Artikel".to_owned()),
        ];
        assert_eq!(rules, expected);
        let fields: Vec<_> = mapping.tables[1].columns.iter().filter_map(|(_, rule)| rule.field.as_deref()).collect();
        assert_eq!(fields, ["part_number", "serial_number", "ordered_on"]);
    }
}
