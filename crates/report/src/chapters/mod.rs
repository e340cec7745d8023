//! The chapters of the report, one file each, and the document they make.

mod campaigns;
mod completeness;
mod cover;
mod gaps;
mod lists;
mod money;
mod questions;
mod start;
mod summary;

pub(crate) use questions::asked;

use crate::document::{Document, Words};
use crate::writer::{Writer, changed};
use base::Language;
use chrono::Datelike;

/// The whole report.
pub(crate) fn document(writer: &Writer<'_>) -> Document {
    let report = |key| writer.text("report", key).to_owned();
    let setting = writer.setting;
    let (lang, region) = match setting.language {
        Language::De => ("de", "DE"),
        Language::En => ("en", "GB"),
        Language::It => ("it", "IT"),
    };
    let mut notes = Vec::new();
    if changed(&writer.of.assumptions).is_some() {
        notes.push(report("what_if"));
    }
    if setting.base_url.is_some() {
        notes.push(report("links"));
    }
    let made = setting.made_on;
    Document {
        lang,
        region,
        title: report("title"),
        subtitle: report("subtitle"),
        builder: setting.builder.clone(),
        as_of: report("as_of").replace("{day}", &writer.day(setting.as_of)),
        made: report("made").replace("{day}", &writer.day(made)),
        date: [u32::try_from(made.year()).unwrap_or_default(), made.month(), made.day()],
        notes,
        words: Words {
            contents: report("contents"),
            charts: report("charts"),
            chart: report("chart"),
            page: report("page"),
            of: report("of"),
        },
        cover: cover::cover(writer),
        chapters: vec![
            summary::chapter(writer),
            questions::chapter(writer),
            completeness::chapter(writer),
            campaigns::chapter(writer),
            gaps::chapter(writer),
            money::chapter(writer),
            start::chapter(writer),
            lists::assumptions(writer),
            lists::definitions_of(writer),
        ],
    }
}

#[cfg(test)]
mod tests;
