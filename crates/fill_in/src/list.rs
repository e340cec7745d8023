//! A fill-in list before it is written.

use base::Language;
use chrono::NaiveDate;

/// By what a row is known again; these cells are locked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Key {
    /// The machine's id.
    pub id: String,
    /// Its serial number as written most trustworthily.
    pub serial_number: String,
    /// Machine type.
    pub machine_type: String,
    /// Customer.
    pub customer: String,
    /// City of the site.
    pub city: String,
}

impl Key {
    /// The cells, in the order of the columns.
    #[must_use]
    pub fn cells(&self) -> [&str; 5] {
        [&self.id, &self.serial_number, &self.machine_type, &self.customer, &self.city]
    }
}

/// A value that is known already.
#[derive(Clone, PartialEq, Debug)]
pub enum Known {
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(NaiveDate),
}

/// One cell of a question's column.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Cell {
    /// Missing, asked about; the only cells that can be filled in.
    Missing,
    /// Known; shown locked.
    Known(Known),
    /// Not asked about and nothing to show.
    #[default]
    Nothing,
}

/// A machine.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    /// What the row is known again by.
    pub key: Key,
    /// What waits on its gaps, EUR.
    pub eur: f64,
    /// One cell for each of [`crate::ASKED`].
    pub cells: Vec<Cell>,
}

/// The machines one person is asked about.
#[derive(Clone, PartialEq, Debug)]
pub struct Sheet {
    /// The person; `None` where nobody is responsible.
    pub owner: Option<String>,
    /// The machines, the most valuable first.
    pub rows: Vec<Row>,
    /// Further machines with gaps that were left out, the least valuable.
    pub more: usize,
}

/// A fill-in list.
#[derive(Clone, PartialEq, Debug)]
pub struct List {
    /// The language of headings and explanations.
    pub language: Language,
    /// The day the gaps are of.
    pub as_of: NaiveDate,
    /// The day the list is to be sent back by.
    pub due: NaiveDate,
    /// The sheets, one a person.
    pub sheets: Vec<Sheet>,
    /// For each of [`crate::ASKED`] the values offered for choice where the answer is [`crate::Answer::Known`].
    pub choices: Vec<Vec<String>>,
}
