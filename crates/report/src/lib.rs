//! The assessment as a document a managing director reads (PDF, set by Typst) and as a workbook. Pure: no I/O, no clock;
//! the day, the language, the builder's name and the address of the page are given.
//!
//! [`document`] turns the figures into chapters of words, charts and tables in one language, each number with the link
//! to its machines; `templates/report.typ` says how they look. Nothing of the user's data becomes Typst source: it goes
//! in as JSON.

mod chapters;
mod document;
mod letter;
mod names;
mod piece;
mod setting;
mod texts;
mod typeset;
mod workbook;
mod writer;

#[cfg(test)]
mod sample;

pub use letter::{Letter, LetterMachine, letter};
pub use setting::{Machine, Setting};
pub use typeset::{ReportError, pdf};
pub use workbook::workbook;
