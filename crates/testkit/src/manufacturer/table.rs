//! Delimited files, written field by field through one buffer, with German and ISO spellings of numbers and dates.

use chrono::{Datelike, NaiveDate};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// How a file's bytes are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    Utf8WithMark,
    Windows1252,
}

/// A delimited file being written.
pub(crate) struct Table {
    file: File,
    buffer: Vec<u8>,
    delimiter: u8,
    encoding: Encoding,
    line_end: &'static [u8],
    started: bool,
    rows: u64,
    bytes: u64,
}

const FLUSH_AT: usize = 1 << 18;

/// Digits of a number, right to left, with points between thousands where wanted.
fn push_digits(buffer: &mut Vec<u8>, mut number: u64, grouped: bool, width: usize) {
    let mut digits = [0_u8; 32];
    let mut at = digits.len();
    let mut count = 0;
    while number > 0 || count < width.max(1) {
        if grouped && count > 0 && count % 3 == 0 {
            at = at.saturating_sub(1);
            digits[at] = b'.';
        }
        at = at.saturating_sub(1);
        digits[at] = b'0' + u8::try_from(number % 10).unwrap_or(0);
        number /= 10;
        count += 1;
    }
    buffer.extend_from_slice(&digits[at..]);
}

fn push_two(buffer: &mut Vec<u8>, number: u32) {
    let number = u8::try_from(number % 100).unwrap_or(0);
    buffer.extend_from_slice(&[b'0' + number / 10, b'0' + number % 10]);
}

impl Table {
    /// Starts a file with its header row.
    pub(crate) fn create(path: &Path, delimiter: u8, encoding: Encoding, header: &[&str]) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut table = Self {
            file: File::create(path)?,
            buffer: Vec::with_capacity(FLUSH_AT + 4096),
            delimiter,
            encoding,
            // What Windows programs export ends lines as Windows does.
            line_end: if encoding == Encoding::Utf8 { b"\n" } else { b"\r\n" },
            started: false,
            rows: 0,
            bytes: 0,
        };
        if encoding == Encoding::Utf8WithMark {
            table.buffer.extend_from_slice(&[0xEF, 0xBB, 0xBF]);
        }
        for heading in header {
            table.text(heading);
        }
        table.end_row()?;
        table.rows = 0;
        Ok(table)
    }

    fn next(&mut self) {
        if self.started {
            self.buffer.push(self.delimiter);
        }
        self.started = true;
    }

    fn raw(&mut self, text: &str) {
        if self.encoding == Encoding::Windows1252 && !text.is_ascii() {
            let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
            self.buffer.extend_from_slice(&bytes);
        } else {
            self.buffer.extend_from_slice(text.as_bytes());
        }
    }

    /// A text, quoted where it has to be.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        self.next();
        let delimiter = self.delimiter;
        if text.bytes().any(|byte| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r')) {
            self.buffer.push(b'"');
            let mut first = true;
            for part in text.split('"') {
                if !first {
                    self.buffer.extend_from_slice(b"\"\"");
                }
                first = false;
                self.raw(part);
            }
            self.buffer.push(b'"');
        } else {
            self.raw(text);
        }
        self
    }

    /// An empty field.
    pub(crate) fn blank(&mut self) -> &mut Self {
        self.next();
        self
    }

    /// A whole number, filled with zeros up to a width.
    pub(crate) fn number(&mut self, number: u64, width: usize) -> &mut Self {
        self.next();
        push_digits(&mut self.buffer, number, false, width);
        self
    }

    /// A running number in two parts behind a prefix: the machine and what of it, so that numbers never meet.
    pub(crate) fn reference(&mut self, prefix: &str, machine: u64, item: u64) -> &mut Self {
        self.next();
        self.buffer.extend_from_slice(prefix.as_bytes());
        push_digits(&mut self.buffer, machine, false, 7);
        push_digits(&mut self.buffer, item, false, 2);
        self
    }

    /// A whole number with the minus behind it, as German ERP systems do.
    pub(crate) fn quantity(&mut self, number: i64) -> &mut Self {
        self.next();
        push_digits(&mut self.buffer, number.unsigned_abs(), false, 1);
        if number < 0 {
            self.buffer.push(b'-');
        }
        self
    }

    /// A number given in so many decimals of its unit, as `1.234,56` or `1.234,56-`.
    pub(crate) fn decimal(&mut self, number: i64, decimals: u32, grouped: bool) -> &mut Self {
        self.next();
        let unit = 10_u64.pow(decimals.min(9));
        push_digits(&mut self.buffer, number.unsigned_abs() / unit, grouped, 1);
        if decimals > 0 {
            self.buffer.push(b',');
            push_digits(&mut self.buffer, number.unsigned_abs() % unit, false, decimals as usize);
        }
        if number < 0 {
            self.buffer.push(b'-');
        }
        self
    }

    /// 31.12.2026, or 31.12.26 where `short`.
    pub(crate) fn german_date(&mut self, date: NaiveDate, short: bool) -> &mut Self {
        self.next();
        self.push_german(date, short);
        self
    }

    fn push_german(&mut self, date: NaiveDate, short: bool) {
        push_two(&mut self.buffer, date.day());
        self.buffer.push(b'.');
        push_two(&mut self.buffer, date.month());
        self.buffer.push(b'.');
        let year = date.year().unsigned_abs();
        if !short {
            push_two(&mut self.buffer, year / 100);
        }
        push_two(&mut self.buffer, year);
    }

    fn push_iso(&mut self, date: NaiveDate) {
        push_digits(&mut self.buffer, u64::from(date.year().unsigned_abs()), false, 4);
        self.buffer.push(b'-');
        push_two(&mut self.buffer, date.month());
        self.buffer.push(b'-');
        push_two(&mut self.buffer, date.day());
    }

    /// 2026-12-31
    pub(crate) fn iso_date(&mut self, date: NaiveDate) -> &mut Self {
        self.next();
        self.push_iso(date);
        self
    }

    /// 31.12.2026 06:00
    pub(crate) fn german_hour(&mut self, date: NaiveDate, hour: u32) -> &mut Self {
        self.next();
        self.push_german(date, false);
        self.buffer.push(b' ');
        push_two(&mut self.buffer, hour);
        self.buffer.extend_from_slice(b":00");
        self
    }

    /// 2026-12-31 06:12:59
    pub(crate) fn iso_second(&mut self, date: NaiveDate, second: u32) -> &mut Self {
        self.next();
        self.push_iso(date);
        self.buffer.push(b' ');
        push_two(&mut self.buffer, second / 3600);
        self.buffer.push(b':');
        push_two(&mut self.buffer, second / 60 % 60);
        self.buffer.push(b':');
        push_two(&mut self.buffer, second % 60);
        self
    }

    /// Ends the row.
    pub(crate) fn end_row(&mut self) -> io::Result<()> {
        self.buffer.extend_from_slice(self.line_end);
        self.started = false;
        self.rows += 1;
        if self.buffer.len() >= FLUSH_AT { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.bytes += u64::try_from(self.buffer.len()).unwrap_or(0);
        self.file.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// Ends the file; gives its rows without the header, and its bytes.
    pub(crate) fn finish(mut self) -> io::Result<(u64, u64)> {
        self.flush()?;
        Ok((self.rows, self.bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_spelled_as_german_exports_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/b.csv");
        let mut table = Table::create(&path, b';', Encoding::Windows1252, &["Straße", "x"]).expect("a file");
        let date = NaiveDate::from_ymd_opt(2026, 1, 2).expect("a date");
        table.text("a; \"b\"").decimal(-123_456, 2, true).decimal(5, 2, false).decimal(1_000_000, 0, true);
        table.quantity(-3).number(42, 10).blank().reference("AU", 7, 3);
        table
            .german_date(date, false)
            .german_date(date, true)
            .iso_date(date)
            .german_hour(date, 6)
            .iso_second(date, 3_661);
        table.end_row().expect("a row");
        let (rows, bytes) = table.finish().expect("a file");
        let written = std::fs::read(&path).expect("the file");
        let mut expected =
            b"Stra\xDFe;x\r\n\"a; \"\"b\"\"\";1.234,56-;0,05;1.000.000;3-;0000000042;;AU000000703;".to_vec();
        expected.extend_from_slice(b"02.01.2026;02.01.26;2026-01-02;02.01.2026 06:00;2026-01-02 01:01:01\r\n");
        assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&expected));
        assert_eq!((rows, bytes), (1, expected.len() as u64));
    }
}
