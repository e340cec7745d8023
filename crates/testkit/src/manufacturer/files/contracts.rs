//! `contracts/wartungsvertraege.xlsx`: one sheet a year with title rows, a two-row header and a total, and a hidden
//! sheet with stale rows; or one plain CSV file.

use super::{Done, type_spelled, within};
use crate::manufacturer::calendar::plus_days;
use crate::manufacturer::contracts::{Contract, End};
use crate::manufacturer::customers::Customer;
use crate::manufacturer::machine::Machine;
use crate::manufacturer::rng::{Rng, Stream};
use crate::manufacturer::serials::{Habit, spelled};
use crate::manufacturer::table::{Encoding, Table};
use crate::manufacturer::world::World;
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::io;
use std::path::{Path, PathBuf};

const WORKBOOK: &str = "contracts/wartungsvertraege.xlsx";
const CSV: &str = "contracts/wartungsvertraege.csv";
const CSV_HEADER: [&str; 10] = [
    "Vertragsnummer",
    "Vertragsart",
    "Beginn",
    "Ende",
    "Kündigungsfrist [Tage]",
    "Jahreswert [EUR]",
    "Serien-Nr.",
    "Typ",
    "Kd.-Nr.",
    "Kunde",
];
const HEADINGS: [&str; 10] = [
    "Nummer",
    "Art",
    "Beginn",
    "Ende",
    "Kündigungsfrist [Tage]",
    "Jahreswert [EUR]",
    "Serien-Nr.",
    "Typ",
    "Kd.-Nr.",
    "Name",
];
/// Sheets before the one of the current year.
const YEARS_BACK: i32 = 3;
/// Rows above the data: title, state, blank, groups, headings.
const HEAD_ROWS: u32 = 5;

/// Excel's date; a date it cannot hold is an error.
pub(super) fn excel_date(date: NaiveDate) -> io::Result<ExcelDateTime> {
    let parts = (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()));
    let (Ok(year), Ok(month), Ok(day)) = parts else {
        return Err(io::Error::other(format!("{date} is not a date Excel can hold")));
    };
    ExcelDateTime::from_ymd(year, month, day).map_err(excel_error)
}

pub(super) fn excel_error(error: XlsxError) -> io::Error {
    io::Error::other(error)
}

/// One row with whose it is.
pub(crate) struct ContractRow<'a> {
    pub(crate) machine: &'a Machine,
    pub(crate) customer: &'a Customer,
    pub(crate) contract: &'a Contract,
    /// Counts the machine's rows.
    pub(crate) item: u64,
}

/// One sheet of a year.
struct Sheet {
    sheet: Worksheet,
    year: i32,
    next_row: u32,
    /// Dates are text here: somebody pasted the list from a mail.
    dates_as_text: bool,
    total: i64,
}

/// The contract list being written.
pub(crate) enum Contracts {
    /// As a workbook, kept in memory until it is finished.
    Workbook(Box<ContractBook>),
    /// As a CSV file.
    Csv(Box<Table>),
}

/// The workbook and its sheets.
pub(crate) struct ContractBook {
    path: PathBuf,
    as_of: NaiveDate,
    sheets: Vec<Sheet>,
    stale: Sheet,
    day: Format,
    money: Format,
    rows: u64,
}

impl Contracts {
    pub(crate) fn create(world: &World, folder: &Path) -> io::Result<Self> {
        if world.csv_only {
            let table = Table::create(&within(folder, CSV), b';', Encoding::Windows1252, &CSV_HEADER)?;
            return Ok(Self::Csv(Box::new(table)));
        }
        let current = world.as_of.year();
        let sheet = |year: i32| Sheet::create(&year.to_string(), year, world.as_of, year == current - 1);
        Ok(Self::Workbook(Box::new(ContractBook {
            path: within(folder, WORKBOOK),
            as_of: world.as_of,
            sheets: (current - YEARS_BACK..=current).map(sheet).collect::<io::Result<_>>()?,
            stale: Sheet::create("alt", current, world.as_of, false)?,
            day: Format::new().set_num_format("dd.mm.yyyy"),
            money: Format::new().set_num_format("#,##0.00"),
            rows: 0,
        })))
    }

    /// Writes one contract row.
    pub(crate) fn write(&mut self, world: &World, row: &ContractRow<'_>) -> io::Result<()> {
        let mut rng = Rng::of(world.seed, Stream::Spelling, row.machine.index * 16 + 6 + row.item.min(9));
        let serial = spelled(&row.machine.serial, Habit::Contracts, &mut rng);
        let kind = row.machine.known_kind().and_then(|kind| world.types.get(kind));
        let kind = kind.map(|kind| type_spelled(kind.name, &mut rng)).unwrap_or_default();
        match self {
            Self::Csv(table) => write_line(table, row, &serial, &kind),
            Self::Workbook(book) => book.write(row, &serial, &kind, &mut rng),
        }
    }

    pub(crate) fn finish(self) -> io::Result<Done> {
        match self {
            Self::Csv(table) => table.finish().map(|(rows, bytes)| (CSV.to_owned(), rows, bytes)),
            Self::Workbook(book) => book.finish(),
        }
    }
}

fn write_line(table: &mut Table, row: &ContractRow<'_>, serial: &str, kind: &str) -> io::Result<()> {
    let contract = row.contract;
    table.reference("WV", row.machine.index, row.item).text(contract.kind).german_date(contract.start, false);
    match contract.end {
        End::On(date) => table.german_date(date, false),
        End::Open => table.text("unbefristet"),
        End::Blank => table.blank(),
    };
    match contract.notice {
        Some(days) => table.decimal(days, 0, false),
        None => table.blank(),
    };
    table.decimal(contract.value, 2, true).text(serial).text(kind).number(row.customer.number, 1);
    table.text(&row.customer.name).end_row()
}

impl ContractBook {
    fn write(&mut self, row: &ContractRow<'_>, serial: &str, kind: &str, rng: &mut Rng) -> io::Result<()> {
        // A renewal that starts next year was signed this year, and multi-year contracts stay on the oldest sheet.
        let year = row.contract.start.year().clamp(self.as_of.year() - YEARS_BACK, self.as_of.year());
        // An open-ended contract is carried over to the current sheet.
        let year = if row.contract.end == End::Open { self.as_of.year() } else { year };
        if let Some(sheet) = self.sheets.iter_mut().find(|sheet| sheet.year == year) {
            sheet.put(row, row.contract, serial, kind, &self.day, &self.money).map_err(excel_error)?;
            self.rows += 1;
        }
        // Stale copies: terminated long ago, with ends that were once hoped for.
        if row.item == 0 && rng.permille(60) {
            let hoped = Contract { end: End::On(plus_days(self.as_of, rng.between(1500, 4000))), ..*row.contract };
            self.stale.put(row, &hoped, serial, kind, &self.day, &self.money).map_err(excel_error)?;
        }
        Ok(())
    }

    fn finish(self) -> io::Result<Done> {
        let mut workbook = Workbook::new();
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&excel_date(self.as_of)?));
        for mut sheet in self.sheets {
            sheet.end(&self.money).map_err(excel_error)?;
            workbook.push_worksheet(sheet.sheet);
        }
        let mut stale = self.stale.sheet;
        stale.set_hidden(true);
        workbook.push_worksheet(stale);
        if let Some(parent) = self.path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        workbook.save(&self.path).map_err(excel_error)?;
        Ok((WORKBOOK.to_owned(), self.rows, std::fs::metadata(&self.path)?.len()))
    }
}

impl Sheet {
    fn create(name: &str, year: i32, as_of: NaiveDate, dates_as_text: bool) -> io::Result<Self> {
        let mut sheet = Worksheet::new();
        let title = Format::new().set_bold().set_font_size(14);
        let head = Format::new().set_bold().set_align(FormatAlign::Center);
        let mut start = || -> Result<(), XlsxError> {
            sheet.set_name(name)?;
            let heading = format!("Reinhardt Maschinenbau GmbH – Wartungsverträge {name}");
            sheet.write_string_with_format(0, 0, heading, &title)?;
            sheet.write_string(1, 0, format!("Stand: {}", as_of.format("%d.%m.%Y")))?;
            sheet.merge_range(3, 0, 3, 5, "Vertrag", &head)?;
            sheet.merge_range(3, 6, 3, 7, "Maschine", &head)?;
            sheet.merge_range(3, 8, 3, 9, "Kunde", &head)?;
            for (column, heading) in (0..).zip(HEADINGS) {
                sheet.write_string_with_format(4, column, heading, &head)?;
                sheet.set_column_width(column, 16)?;
            }
            Ok(())
        };
        start().map_err(excel_error)?;
        Ok(Self { sheet, year, next_row: HEAD_ROWS, dates_as_text, total: 0 })
    }

    #[expect(clippy::cast_precision_loss, reason = "cents and serial numbers are far below 2^53")]
    fn put(
        &mut self,
        row: &ContractRow<'_>,
        contract: &Contract,
        serial: &str,
        kind: &str,
        day: &Format,
        money: &Format,
    ) -> Result<(), XlsxError> {
        let at = self.next_row;
        self.next_row += 1;
        self.total += contract.value;
        let number = format!("WV{:07}{:02}", row.machine.index, row.item);
        self.sheet.write_string(at, 0, number)?;
        self.sheet.write_string(at, 1, contract.kind)?;
        self.put_date(at, 2, contract.start, day)?;
        match contract.end {
            End::On(date) => self.put_date(at, 3, date, day)?,
            End::Open => {
                self.sheet.write_string(at, 3, "unbefristet")?;
            }
            End::Blank => {}
        }
        if let Some(days) = contract.notice {
            self.sheet.write_number(at, 4, days as f64)?;
        }
        self.sheet.write_number_with_format(at, 5, contract.value as f64 / 100.0, money)?;
        // Excel makes a number of whatever looks like one, and the leading zeros are gone.
        match serial.parse::<u64>() {
            Ok(digits) if serial.len() < 12 => self.sheet.write_number(at, 6, digits as f64)?,
            _ => self.sheet.write_string(at, 6, serial)?,
        };
        if !kind.is_empty() {
            self.sheet.write_string(at, 7, kind)?;
        }
        self.sheet.write_number(at, 8, row.customer.number as f64)?;
        self.sheet.write_string(at, 9, &row.customer.name)?;
        Ok(())
    }

    fn put_date(&mut self, row: u32, column: u16, date: NaiveDate, day: &Format) -> Result<(), XlsxError> {
        if self.dates_as_text {
            self.sheet.write_string(row, column, date.format("%d.%m.%Y").to_string())?;
            return Ok(());
        }
        match excel_date(date) {
            Ok(moment) => self.sheet.write_datetime_with_format(row, column, &moment, day)?,
            Err(_) => self.sheet.write_string(row, column, date.to_string())?,
        };
        Ok(())
    }

    /// Writes the total.
    #[expect(clippy::cast_precision_loss, reason = "cents are far below 2^53")]
    fn end(&mut self, money: &Format) -> Result<(), XlsxError> {
        self.sheet.write_string(self.next_row, 0, "Summe")?;
        self.sheet.write_number_with_format(self.next_row, 5, self.total as f64 / 100.0, money)?;
        Ok(())
    }
}
