//! What was understood of a table: which kind it is, where its rows start, what each column means and how its text
//! is written. A plan comes from recognition or from a person's mapping, and extraction follows it to the letter.

use base::{Field, Kind};

/// The order of day, month and year in a column of dates.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum DateOrder {
    /// 31.12.2026, 31/12/26
    #[default]
    DayMonthYear,
    /// 12/31/2026
    MonthDayYear,
    /// 2026-12-31, 20261231
    YearMonthDay,
}

/// The decimal separator of a column of numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Decimal {
    /// `1.234,56`, `1 234,56`
    #[default]
    Comma,
    /// `1,234.56`, `1'234.56`, `1’234.56`
    Point,
}

/// How a column's text is written.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Format {
    /// As it stands.
    Text,
    /// Numbers and money: the separator, and the factor to the field's unit (0.001 for "[s/1000]").
    Number {
        /// Decimal separator.
        decimal: Decimal,
        /// Multiply by this to reach the field's unit; 1 where the unit is the field's own.
        factor: f64,
    },
    /// Dates and instants.
    Date {
        /// Order of the parts.
        order: DateOrder,
        /// Whether serial numbers count from 1904.
        date_1904: bool,
    },
    /// Yes and no.
    Flag,
}

/// What one column means.
#[derive(Clone, PartialEq, Debug)]
pub struct ColumnPlan {
    /// The column, from 0.
    pub column: u16,
    /// The heading as the file has it (two-row headers joined by a blank).
    pub heading: String,
    /// The field it fills; `None` for a column that is kept in the file only.
    pub field: Option<&'static Field>,
    /// 0 to 1; 1 where a person's mapping says so.
    pub confidence: f32,
    /// How the text is written.
    pub format: Format,
}

/// What a table means.
#[derive(Clone, PartialEq, Debug)]
pub struct TablePlan {
    /// What a row is.
    pub kind: Kind,
    /// 0 to 1; 1 where a person's mapping says so.
    pub confidence: f32,
    /// The number (from 1) of the row the headings end in; data starts below. 0 where there is no header row.
    pub header_row: u32,
    /// The columns, in the file's order; a field is named at most once.
    pub columns: Vec<ColumnPlan>,
}
