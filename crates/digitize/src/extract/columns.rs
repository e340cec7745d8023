//! One growing typed column a field.

use crate::plan::{DateOrder, Decimal, Format};
use crate::recognise::canonical;
use crate::schema::arrow_type;
use crate::{Cell, values};
use arrow::array::{
    ArrayRef, BooleanBuilder, Date32Builder, Decimal128Builder, Float64Builder, Int64Builder, StringBuilder,
    TimestampSecondBuilder, new_null_array,
};
use base::{DataType, Field, Kind};
use chrono::NaiveDate;
use std::sync::Arc;

/// Fields whose texts have canonical words (`Wartung` -> `maintenance`).
const CANONICAL: [&str; 5] = ["visit_type", "severity", "status", "country", "event_type"];

enum Values {
    Text(StringBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Money(Decimal128Builder),
    Date(Date32Builder),
    Instant(TimestampSecondBuilder),
    Flag(BooleanBuilder),
}

/// A column being filled.
pub(super) struct Column {
    field: &'static Field,
    kind: Kind,
    format: Format,
    values: Values,
    /// The last text and its canonical word: neighbouring rows mostly repeat.
    canonical: Option<(String, Option<&'static str>)>,
    /// A currency seen in the last cell.
    pub(super) currency: Option<&'static str>,
}

/// The most an amount may be, in hundredths.
const MOST_CENTS: u128 = 10_000_000_000_000_000;

/// What is wrong with a cell's text.
pub(super) type Wrong = &'static str;

fn days(date: NaiveDate) -> i32 {
    i32::try_from((date - NaiveDate::default()).num_days()).unwrap_or(0)
}

impl Column {
    pub(super) fn new(kind: Kind, field: &'static Field, format: Format, rows: usize) -> Self {
        let values = match field.data {
            DataType::Text => Values::Text(StringBuilder::with_capacity(rows, rows * 12)),
            DataType::Integer => Values::Integer(Int64Builder::with_capacity(rows)),
            DataType::Number => Values::Number(Float64Builder::with_capacity(rows)),
            DataType::Money => {
                Values::Money(Decimal128Builder::with_capacity(rows).with_data_type(arrow_type(DataType::Money)))
            }
            DataType::Date => Values::Date(Date32Builder::with_capacity(rows)),
            DataType::Instant => Values::Instant(TimestampSecondBuilder::with_capacity(rows)),
            DataType::Flag => Values::Flag(BooleanBuilder::with_capacity(rows)),
        };
        let canonical = CANONICAL.contains(&field.id).then(|| (String::new(), None));
        Self { field, kind, format, values, canonical, currency: None }
    }

    pub(super) fn null(&mut self) {
        match &mut self.values {
            Values::Text(values) => values.append_null(),
            Values::Integer(values) => values.append_null(),
            Values::Number(values) => values.append_null(),
            Values::Money(values) => values.append_null(),
            Values::Date(values) => values.append_null(),
            Values::Instant(values) => values.append_null(),
            Values::Flag(values) => values.append_null(),
        }
    }

    /// Appends the value of a text, or a null; says what is wrong where the text cannot be read.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Wrong> {
        self.currency = None;
        let text = text.trim();
        if text.contains('\0') {
            // PostgreSQL keeps no NUL in a text, and no person wrote one.
            return self.text(&text.replace('\0', ""));
        }
        if values::is_blank_value(text) {
            self.null();
            return Ok(());
        }
        let (decimal, factor) = match self.format {
            Format::Number { decimal, factor } => (decimal, factor),
            _ => (Decimal::Point, 1.0),
        };
        let order = match self.format {
            Format::Date { order, .. } => order,
            _ => DateOrder::DayMonthYear,
        };
        let wrong = match &mut self.values {
            Values::Text(values) => {
                values.append_value(match &mut self.canonical {
                    None => text,
                    Some((last, word)) => {
                        if last != text {
                            text.clone_into(last);
                            *word = canonical(self.kind, self.field.id, text).or_else(|| {
                                (self.field.id == "event_type").then(|| first_words(self.kind, text)).flatten()
                            });
                        }
                        word.unwrap_or(text)
                    }
                });
                None
            }
            Values::Integer(values) => match values::parse_number(text, decimal).filter(|number| number.fract() == 0.0)
            {
                // Many systems write a year that is not set as 0.
                Some(0.0) if self.field.id.ends_with("_year") => {
                    values.append_null();
                    None
                }
                Some(number) if self.field.id.ends_with("_year") && !(1850.0..=2200.0).contains(&number) => {
                    Some("not a year; write all four digits")
                }
                Some(number) if number.abs() < 1e15 => {
                    #[expect(clippy::cast_possible_truncation, reason = "whole and below 1e15")]
                    values.append_value(number as i64);
                    None
                }
                None if self.field.id.ends_with("_year") => match year_in(text) {
                    Some(year) => {
                        values.append_value(year);
                        None
                    }
                    None => Some("not a year; write all four digits"),
                },
                _ => Some("not a whole number"),
            },
            Values::Number(values) if self.field.id == "warranty_months" => {
                match values::parse_term_months(text, decimal, factor) {
                    Some(months) => {
                        values.append_value(months);
                        None
                    }
                    None => Some("not a term of warranty; write it as 24 Monate or 2 Jahre"),
                }
            }
            Values::Number(values) => match number_in(text, decimal) {
                Some(number) => {
                    values.append_value(if factor == 1.0 { number } else { number * factor });
                    None
                }
                None => Some("not a number"),
            },
            Values::Money(_) if text.ends_with(['k', 'K', 'M']) => Some("an abbreviated amount; write it out"),
            Values::Money(_) if text.contains('/') => Some("an amount per something; write the whole amount"),
            Values::Money(values) => match money_in(text, decimal) {
                // Beyond that a column of the lake could not hold it.
                Some((cents, _)) if scaled(cents, factor).unsigned_abs() > MOST_CENTS => Some("not an amount of money"),
                Some((cents, currency)) => {
                    self.currency = currency;
                    values.append_value(scaled(cents, factor));
                    None
                }
                None => Some("not an amount of money"),
            },
            Values::Date(values) => match values::parse_date(text, order) {
                Some(date) => {
                    values.append_value(date);
                    None
                }
                None => Some("not a date; write it as 31.12.2026 or 2026-12-31"),
            },
            Values::Instant(values) => match values::parse_instant(text, order) {
                Some(at) => {
                    values.append_value(at);
                    None
                }
                None => Some("not a date and time; write it as 2026-12-31 14:30"),
            },
            Values::Flag(values) => match values::parse_flag(text) {
                Some(flag) => {
                    values.append_value(flag);
                    None
                }
                None => Some("neither yes nor no"),
            },
        };
        match wrong {
            None => Ok(()),
            Some(wrong) => {
                // A notice period nobody can read is not "no notice period": not-a-number keeps the two apart.
                match &mut self.values {
                    Values::Number(values) if self.field.id == "notice_days" => values.append_value(f64::NAN),
                    _ => self.null(),
                }
                Err(wrong)
            }
        }
    }

    /// Appends the value of a cell that may be stored as a number or date.
    pub(super) fn cell(&mut self, cell: &Cell) -> Result<(), Wrong> {
        self.currency = None;
        let factor = match self.format {
            Format::Number { factor, .. } => factor,
            _ => 1.0,
        };
        let date_1904 = matches!(self.format, Format::Date { date_1904: true, .. });
        match (cell, &mut self.values) {
            (Cell::Empty, _) => {
                self.null();
                Ok(())
            }
            (Cell::Error(_), _) => {
                self.null();
                Err("a formula error")
            }
            (Cell::Number(number), Values::Number(values)) => {
                values.append_value(number * factor);
                Ok(())
            }
            (Cell::Number(number), Values::Money(values)) if (number * factor).abs() < 1e14 => {
                // The file stores binary floating point: 129.9 is meant although 129.899999... is stored.
                #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
                values.append_value((number * factor * 100.0).round() as i128);
                Ok(())
            }
            (Cell::Number(number), Values::Date(values)) => match values::serial_to_date(*number, date_1904) {
                Some(date) if *number >= 1.0 => {
                    values.append_value(date);
                    Ok(())
                }
                _ => {
                    self.null();
                    Err("not a date serial")
                }
            },
            (Cell::Number(number), Values::Instant(values)) => match values::serial_to_instant(*number, date_1904) {
                Some(at) if *number >= 1.0 => {
                    values.append_value(at);
                    Ok(())
                }
                _ => {
                    self.null();
                    Err("not a date serial")
                }
            },
            (Cell::Date(at), Values::Date(values)) => {
                values.append_value(days(at.date()));
                Ok(())
            }
            (Cell::Date(at), Values::Instant(values)) => {
                values.append_value(at.and_utc().timestamp());
                Ok(())
            }
            (Cell::Date(at), Values::Integer(values)) if self.field.id.ends_with("_year") => {
                values.append_value(i64::from(chrono::Datelike::year(&at.date())));
                Ok(())
            }
            (Cell::Flag(flag), Values::Flag(values)) => {
                values.append_value(*flag);
                Ok(())
            }
            (other, Values::Integer(_) | Values::Flag(_)) => {
                let text = other.text();
                self.text(&text)
            }
            (Cell::Text(text), _) => self.text(text),
            (other, Values::Text(_)) => {
                let text = other.text();
                self.text(&text)
            }
            _ => {
                self.null();
                Err("of another kind than its column")
            }
        }
    }

    pub(super) fn finish(mut self) -> ArrayRef {
        match &mut self.values {
            Values::Text(values) => Arc::new(values.finish()),
            Values::Integer(values) => Arc::new(values.finish()),
            Values::Number(values) => Arc::new(values.finish()),
            Values::Money(values) => Arc::new(values.finish()),
            Values::Date(values) => Arc::new(values.finish()),
            Values::Instant(values) => Arc::new(values.finish()),
            Values::Flag(values) => Arc::new(values.finish()),
        }
    }
}

/// The event the first words of a text name: "Umzug nach München", "Verkauft an Huber GmbH".
fn first_words(kind: Kind, text: &str) -> Option<&'static str> {
    let ends = text.char_indices().filter(|(_, letter)| matches!(letter, ' ' | ',' | ':' | '(' | '-' | '/'));
    let mut ends: Vec<usize> = ends.map(|(at, _)| at).take(6).collect();
    ends.reverse();
    ends.into_iter().find_map(|end| canonical(kind, "event_type", text.get(..end)?))
}

/// The other decimal mark, where the text itself shows that it is meant: "101.000,50" in a column of "95'000.00".
fn as_written(text: &str, decimal: Decimal) -> Option<Decimal> {
    let both = text.contains(',') && text.contains('.');
    match (decimal, text.rfind(','), text.rfind('.')) {
        (Decimal::Point, Some(comma), Some(point)) if both && comma > point => Some(Decimal::Comma),
        (Decimal::Comma, Some(comma), Some(point)) if both && point > comma => Some(Decimal::Point),
        (Decimal::Comma, None, Some(_)) if text.contains(['\'', '’']) => Some(Decimal::Point),
        _ => None,
    }
}

/// The year of a whole date: "DateOfManufacture" says the year of manufacture as well.
fn year_in(text: &str) -> Option<i64> {
    let date = |order| values::parse_date(text, order);
    let days = date(DateOrder::DayMonthYear).or_else(|| date(DateOrder::MonthDayYear))?;
    let year = chrono::DateTime::from_timestamp(i64::from(days) * 86_400, 0).map(|at| chrono::Datelike::year(&at))?;
    (1850..=2200).contains(&year).then(|| i64::from(year))
}

fn number_in(text: &str, decimal: Decimal) -> Option<f64> {
    values::parse_number(text, decimal).or_else(|| values::parse_number(text, as_written(text, decimal)?))
}

fn money_in(text: &str, decimal: Decimal) -> Option<(i64, Option<&'static str>)> {
    values::parse_money_cents(text, decimal).or_else(|| values::parse_money_cents(text, as_written(text, decimal)?))
}

/// Hundredths times the factor of the heading ("T€": 1000).
fn scaled(cents: i64, factor: f64) -> i128 {
    if factor == 1.0 {
        return i128::from(cents);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "amounts stay far below 2^53")]
    {
        (cents as f64 * factor).round() as i128
    }
}

/// A column nobody fills.
pub(super) fn absent(field: &Field, rows: usize) -> ArrayRef {
    new_null_array(&arrow_type(field.data), rows)
}
