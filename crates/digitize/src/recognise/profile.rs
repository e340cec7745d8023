//! What the sample values of one column look like, whatever its heading says.

use crate::customer_name::is_company;
use crate::values::{DateShape, date_shape, decimal_evidence, is_blank_value, parse_flag, parse_number, unit_suffix};
use crate::{Cell, Decimal};

/// Values of a column looked at; more tell nothing new.
const MOST_VALUES: u32 = 400;
/// Distinct texts kept to show to a person.
const SHOWN: usize = 3;

/// Counts over the sample values of a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// Rows looked at.
    pub(super) rows: u32,
    /// Values that are not blank.
    pub(super) filled: u32,
    /// Values that are numbers, stored as such or as text.
    pub(super) numbers: u32,
    /// Numbers that are a year from 1900 to 2100.
    pub(super) years: u32,
    /// Numbers with a fraction.
    pub(super) fractions: u32,
    /// Values that are dates, stored as such or as text.
    pub(super) dates: u32,
    /// Numbers stored as such that may be a spreadsheet's serial of a date.
    pub(super) serials: u32,
    /// Values that say yes or no.
    pub(super) flags: u32,
    /// Values with a digit.
    pub(super) with_digit: u32,
    /// Values with an `@`.
    pub(super) with_at: u32,
    /// Texts with a legal form, as names of firms have.
    pub(super) companies: u32,
    /// Texts that prove a decimal comma.
    pub(super) commas: u32,
    /// Texts that prove a decimal point.
    pub(super) points: u32,
    /// Texts with a mark that may be either ("1.234").
    pub(super) unclear_marks: u32,
    /// Dates with the day first for certain.
    pub(super) day_first: u32,
    /// Dates with the month first for certain.
    pub(super) month_first: u32,
    /// Dates with a year of two digits first for certain.
    pub(super) year_first: u32,
    /// Dates whose day and month may be exchanged.
    pub(super) unclear_dates: u32,
    /// Dates written with dots.
    pub(super) dotted: u32,
    /// Units behind numbers, with how often they were seen.
    pub(super) units: Vec<(String, u32)>,
    /// The smallest and the largest number.
    pub(super) range: Option<(f64, f64)>,
    /// Some distinct texts, as written.
    pub(super) samples: Vec<String>,
    /// All texts looked at, trimmed.
    pub(super) texts: Vec<String>,
}

impl Profile {
    /// A share of the filled values.
    pub(super) fn share(&self, count: u32) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "at most 400")]
        let share = count as f32 / self.filled.max(1) as f32;
        share
    }

    /// Whether three values or more were seen and all are the same.
    pub(super) fn says_one_thing(&self) -> bool {
        let mut texts = self.texts.iter();
        let first = texts.next();
        self.filled > 2 && texts.all(|text| Some(text) == first)
    }

    /// Looks at one more cell; `None` is a row too short to have it.
    pub(super) fn look(&mut self, cell: Option<&Cell>) {
        if self.rows >= MOST_VALUES {
            return;
        }
        self.rows += 1;
        match cell {
            None | Some(Cell::Empty | Cell::Error(_)) => {}
            Some(Cell::Text(text)) => self.look_at_text(text),
            Some(cell @ Cell::Number(number)) => {
                self.keep(&cell.text());
                self.with_digit += 1;
                self.serials += u32::from((10_000.0..80_000.0).contains(number));
                self.flags += u32::from(matches!(*number, 0.0 | 1.0));
                self.number(*number);
            }
            Some(cell @ Cell::Date(_)) => {
                self.keep(&cell.text());
                self.with_digit += 1;
                self.dates += 1;
            }
            Some(cell @ Cell::Flag(_)) => {
                self.keep(&cell.text());
                self.flags += 1;
            }
        }
    }

    fn keep(&mut self, text: &str) {
        self.filled += 1;
        let text: String = text.trim().chars().take(80).collect();
        if self.samples.len() < SHOWN && !self.samples.contains(&text) {
            self.samples.push(text.clone());
        }
        self.texts.push(text);
    }

    fn number(&mut self, number: f64) {
        self.numbers += 1;
        self.years += u32::from(number.fract() == 0.0 && (1900.0..=2100.0).contains(&number));
        self.fractions += u32::from(number.fract() != 0.0);
        let (low, high) = self.range.unwrap_or((number, number));
        self.range = Some((low.min(number), high.max(number)));
    }

    fn look_at_text(&mut self, text: &str) {
        if is_blank_value(text) {
            return;
        }
        let text = text.trim();
        self.keep(text);
        self.with_digit += u32::from(text.bytes().any(|byte| byte.is_ascii_digit()));
        self.with_at += u32::from(text.contains('@'));
        self.companies += u32::from(is_company(text));
        self.flags += u32::from(parse_flag(text).is_some());
        let evidence = decimal_evidence(text);
        let decimal = evidence.unwrap_or_default();
        match evidence {
            Some(Decimal::Comma) => self.commas += 1,
            Some(Decimal::Point) => self.points += 1,
            None => {}
        }
        if let Some(number) = parse_number(text, decimal) {
            if evidence.is_none() && text.contains(['.', ',']) && text.bytes().filter(u8::is_ascii_digit).count() > 3 {
                let mark = text.find(['.', ',']).unwrap_or(0);
                let digit_follows = text.as_bytes().get(mark + 1).is_some_and(u8::is_ascii_digit);
                self.unclear_marks += u32::from(digit_follows);
            }
            self.number(number);
            if let Some(unit) = unit_suffix(text) {
                let known = self.units.iter().position(|(known, _)| known.eq_ignore_ascii_case(unit));
                if let Some((_, count)) = known.and_then(|known| self.units.get_mut(known)) {
                    *count += 1;
                } else if self.units.len() < 8 {
                    self.units.push((unit.to_owned(), 1));
                }
            }
        }
        if let Some(shape) = date_shape(text) {
            self.dates += 1;
            match shape {
                DateShape::DayFirst => self.day_first += 1,
                DateShape::MonthFirst => self.month_first += 1,
                DateShape::YearFirst => self.year_first += 1,
                DateShape::Ambiguous => self.unclear_dates += 1,
                DateShape::Neutral => {}
            }
            let mut parts = text.split('.');
            let first_is_short = parts.next().is_some_and(|day| matches!(day.len(), 1 | 2));
            self.dotted += u32::from(first_is_short && parts.next().is_some());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profile(texts: &[&str]) -> Profile {
        let mut profile = Profile::default();
        for text in texts {
            profile.look(Some(&Cell::Text((*text).into())));
        }
        profile
    }

    #[test]
    fn a_column_is_counted() {
        let seen = profile(&["1.234,50", "12", "-", "1.234", "3 h"]);
        assert_eq!((seen.rows, seen.filled, seen.numbers), (5, 4, 4));
        assert_eq!((seen.commas, seen.points, seen.unclear_marks), (1, 0, 1));
        assert_eq!(seen.units, [("h".to_owned(), 1)]);
        let seen = profile(&["31/12/2026", "03/04/2026", "31.12.2026", "2026-12-31"]);
        assert_eq!((seen.dates, seen.day_first, seen.unclear_dates, seen.dotted), (4, 1, 1, 1));
    }
}
