//! The text of one cell by every parser and every format; eight bytes of it as a number of days.

#![no_main]

use digitize::{DateOrder, Decimal, customer_name, machine_file::folded, mapping::matches, serial, values};
use instand_fuzz::panics;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::watch(), |input: &[u8]| {
    panics::guard(|| {
        let text = String::from_utf8_lossy(input);
        numbers(&text);
        dates(&text);
        names(&text);
        if let Some(bytes) = input.first_chunk() {
            let days = f64::from_le_bytes(*bytes);
            for date_1904 in [false, true] {
                let (day, instant) = (values::serial_to_date(days, date_1904), values::serial_to_instant(days, date_1904));
                if let (Some(day), Some(instant)) = (day, instant) {
                    let apart = instant.div_euclid(86_400) - i64::from(day);
                    assert!((0..=1).contains(&apart), "{days}: day {day}, second {instant}");
                }
            }
        }
    });
});

fn numbers(text: &str) {
    let blank = values::is_blank_value(text);
    for decimal in [Decimal::Comma, Decimal::Point] {
        let number = values::parse_number(text, decimal);
        let money = values::parse_money_cents(text, decimal);
        if let (Some(number), Some((cents, _))) = (number, money)
            && number.abs() < 1e12
        {
            let amount = cents as f64 / 100.0;
            assert!((number - amount).abs() <= 0.005_001, "{text:?}: {number} and {amount}");
        }
        assert!(number.is_none_or(f64::is_finite), "{text:?}: {number:?}");
        // The zero date of SAP is digits and blank at once.
        assert!(!blank || number.is_none_or(|number| number == 0.0), "{text:?} is blank and {number:?}");
    }
    let _ = values::parse_flag(text);
}

fn dates(text: &str) {
    for order in [DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay] {
        let (date, instant) = (values::parse_date(text, order), values::parse_instant(text, order));
        if let (Some(days), Some(seconds)) = (date, instant) {
            // 24:00:00 is the next day's start.
            let apart = seconds.div_euclid(86_400) - i64::from(days);
            assert!((0..=1).contains(&apart), "{text:?}: day {days}, second {seconds}");
        }
    }
}

fn names(text: &str) {
    if let Some(normalised) = serial::normalise(text) {
        assert!(!normalised.is_empty() && !normalised.starts_with('0'), "{text:?}: {normalised:?}");
    }
    let _ = (customer_name::normalise(text), customer_name::normalise_number(text), folded(text));
    if text.len() < 200 {
        assert!(matches(text, text), "a glob does not match itself: {text:?}");
    }
}
