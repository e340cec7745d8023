//! One cell's text -> a value: numbers, amounts, dates, instants, flags, and what counts as blank.
//!
//! These run once a cell over tens of millions of cells: plain forms take a short path, and nothing allocates. A text
//! that cannot be read for certain is `None`; none of these functions guesses. What cannot be seen in one cell (decimal
//! comma or point, order of day and month) is decided for a whole column by [`crate::recognise`] and handed in.

mod blank;
mod date;
mod flag;
mod fold;
mod instant;
mod money;
mod number;
mod serial;
mod term;

pub use blank::is_blank_value;
pub use date::{OPEN_ENDED, parse_date};
pub use flag::parse_flag;
pub use instant::parse_instant;
pub use money::parse_money_cents;
pub use number::parse_number;
pub use serial::{serial_to_date, serial_to_instant};
pub use term::parse_term_months;

pub(crate) use date::{DateShape, date_shape};
pub(crate) use fold::{fold, fold_into};
pub(crate) use number::{decimal_evidence, unit_suffix};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DateOrder, Decimal};

    /// Texts put together from pieces that mean something to one of the parsers, the same ones in every run.
    fn odd_texts() -> impl Iterator<Item = String> {
        const PIECES: &[&str] = &[
            "0",
            "1",
            "12",
            "31",
            "99",
            "123",
            "2026",
            "20261231",
            "9999999999999999999",
            ".",
            ",",
            "-",
            "–",
            "/",
            ":",
            " ",
            "\u{a0}",
            "’",
            "'",
            "(",
            ")",
            "€",
            "T€",
            "Mio.",
            "e",
            "E+9",
            "%",
            "h",
            "T",
            "Z",
            "+02:00",
            "AM",
            "März",
            "Mai",
            "mo",
            "Mon",
            "ä",
            "\u{308}",
            "💶",
            "\0",
            "/Date(",
            "unbefristet",
            "th",
            "of",
            "ß",
            "#",
            "@",
            "x",
        ];
        let mut state = 0x2545_f491_4f6c_dd1du64;
        let mut next = move |below: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % u64::try_from(below).unwrap_or(1)).unwrap_or(0)
        };
        (0..200_000).map(move |_| {
            let count = next(9);
            (0..count).filter_map(|_| PIECES.get(next(PIECES.len()))).copied().collect()
        })
    }

    #[test]
    fn no_text_makes_a_parser_panic_or_two_of_them_disagree() {
        for text in odd_texts() {
            for decimal in [Decimal::Comma, Decimal::Point] {
                let number = parse_number(&text, decimal);
                let money = parse_money_cents(&text, decimal);
                if let (Some(number), Some((cents, _))) = (number, money)
                    && number.abs() < 1e12
                {
                    #[expect(clippy::cast_precision_loss, reason = "below 1e14")]
                    let amount = cents as f64 / 100.0;
                    assert!((number - amount).abs() <= 0.005_001, "{text:?}: {number} and {amount}");
                }
                if is_blank_value(&text) {
                    // Only the zero date of SAP is digits and blank at once.
                    assert!(number.is_none_or(|number| number == 0.0), "{text:?} is blank and {number:?}");
                }
            }
            for order in [DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay] {
                let date = parse_date(&text, order);
                let instant = parse_instant(&text, order);
                if let (Some(days), Some(seconds)) = (date, instant) {
                    let day = seconds.div_euclid(86_400);
                    // 24:00:00 is the next day's start.
                    assert!(day == i64::from(days) || day == i64::from(days) + 1, "{text:?}: {days} and {seconds}");
                }
                if let Some(days) = date {
                    assert!(
                        parse_number(&text, Decimal::Comma).is_none() || !text.contains(['/', ':']),
                        "{text:?} {days}"
                    );
                }
            }
            let _ = parse_flag(&text);
            date_shape(&text);
            decimal_evidence(&text);
            unit_suffix(&text);
        }
    }
}
