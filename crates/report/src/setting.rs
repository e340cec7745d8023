//! What a report is made for and of.

use base::Language;
use chrono::NaiveDate;

/// Whose report it is, in which language, and where its numbers lead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
    /// The language of all words.
    pub language: Language,
    /// The day the figures are of.
    pub as_of: NaiveDate,
    /// The day the report is made.
    pub made_on: NaiveDate,
    /// The machine builder's name; `None` where it is not known.
    pub builder: Option<String>,
    /// Where the page is reached (`https://instand.example`), so that each number leads to its machines; `None` makes a
    /// report without links.
    pub base_url: Option<String>,
    /// How many sources the machine files were made of.
    pub sources: u32,
}

/// A machine as the workbook names it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Machine {
    /// Its serial number.
    pub serial_number: String,
    /// Its type.
    pub machine_type: Option<String>,
    /// Its customer.
    pub customer: Option<String>,
    /// Country of its site, ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Its site.
    pub city: Option<String>,
    /// The person responsible.
    pub owner: Option<String>,
}
