//! The assessment as a workbook: a sheet a subject, real numbers with formats, and the machines of each gap.

mod gaps;
mod lists;
mod overview;
mod parts;
mod sheet;

use crate::writer::Writer;
use crate::{Machine, ReportError, Setting};
use assessment::{Assessment, Input};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use sheet::Formats;

/// The assessment as a workbook in the setting's language. `machine` names a machine by its position in the input,
/// which must be the one that was assessed. Texts are written as texts, so that nothing a file brought becomes a
/// formula.
///
/// # Errors
/// Where it cannot be written, which is a mistake in Instand.
pub fn workbook(
    assessment: &Assessment,
    input: &Input,
    setting: &Setting,
    machine: &dyn Fn(u32) -> Machine,
) -> Result<Vec<u8>, ReportError> {
    let writer = Writer::new(assessment, setting);
    written(&writer, input, machine).map_err(|error| ReportError::Workbook(error.to_string()))
}

fn written(writer: &Writer<'_>, input: &Input, machine: &dyn Fn(u32) -> Machine) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(writer)?);
    let formats = Formats::new();
    let sheets = [
        overview::overview(writer),
        lists::findings(writer),
        lists::questions(writer),
        parts::completeness(writer),
        lists::campaigns(writer),
        gaps::gaps(writer),
        parts::money(writer),
        parts::segments(writer),
        lists::assumptions(writer),
        lists::definitions_of(writer),
    ];
    for sheet in sheets {
        sheet.write(&mut book, &formats)?;
    }
    gaps::machines(writer, input, machine).write(&mut book, &formats)?;
    book.save_to_buffer()
}

/// Who made it of what; the day is the report's, not the clock's.
fn properties(writer: &Writer<'_>) -> Result<DocProperties, XlsxError> {
    use chrono::Datelike;
    let setting = writer.setting;
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    let day = setting.made_on;
    let year = u16::try_from(day.year()).unwrap_or(1900).clamp(1900, 9999);
    let made = ExcelDateTime::from_ymd(year, small(day.month()), small(day.day()))?;
    let mut properties = DocProperties::new().set_title(writer.text("report", "title")).set_creation_datetime(&made);
    if let Some(builder) = &setting.builder {
        properties = properties.set_author(builder).set_company(builder);
    }
    Ok(properties)
}

/// A column's heading, and its width in characters.
type Head = (String, f64);

fn head(writer: &Writer<'_>, section: &str, key: &str, width: f64) -> Head {
    (writer.text(section, key).to_owned(), width)
}

/// The same, of an amount.
fn eur(writer: &Writer<'_>, section: &str, key: &str) -> Head {
    (format!("{} [EUR]", writer.text(section, key)), 16.0)
}

#[cfg(test)]
mod tests;
