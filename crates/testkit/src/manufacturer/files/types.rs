//! `types/typen_preisliste.xlsx`, or `.csv`: machine types with intervals, limits and prices.

use super::contracts::{excel_date, excel_error};
use super::{Done, within};
use crate::manufacturer::table::{Encoding, Table};
use crate::manufacturer::types::{FAMILIES, LABELS, MachineType};
use crate::manufacturer::world::World;
use rust_xlsxwriter::{DocProperties, Format, Workbook};
use std::io;
use std::path::Path;

const HEADER: [&str; 16] = [
    "Typ",
    "Produktfamilie",
    "Bezeichnung",
    "Wartungsintervall [h]",
    "Lebensdauer [Jahre]",
    "Abkündigung am",
    "Nachfolger",
    "Ersatzteile abgekündigt",
    "Modernisierungspaket",
    "Preis Modernisierung [EUR]",
    "Listenpreis [EUR]",
    "Wartungsvertrag p.a. [EUR]",
    "Verschleißteilpaket [EUR]",
    "Serviceeinsatz [EUR]",
    "Grenzwert Vibration [mm/s]",
    "Grenzwert Betriebsstunden [h]",
];

/// Writes the type list.
pub(crate) fn write_types(world: &World, folder: &Path) -> io::Result<Done> {
    if world.csv_only { as_csv(world, folder) } else { as_workbook(world, folder) }
}

fn label(kind: &MachineType) -> String {
    format!("{} {}", LABELS.get(kind.family).unwrap_or(&""), kind.name)
}

const fn yes_or_no(flag: bool) -> &'static str {
    if flag { "ja" } else { "nein" }
}

fn as_csv(world: &World, folder: &Path) -> io::Result<Done> {
    const NAME: &str = "types/typen_preisliste.csv";
    let mut table = Table::create(&within(folder, NAME), b';', Encoding::Windows1252, &HEADER)?;
    for kind in world.types.iter().filter(|kind| kind.listed) {
        table.text(kind.name).text(FAMILIES.get(kind.family).unwrap_or(&"")).text(&label(kind));
        table.decimal(kind.interval, 0, true).number(u64::from(kind.life), 1);
        match kind.end_of_life {
            Some(date) => table.german_date(date, false),
            None => table.blank(),
        };
        table.text(kind.successor.unwrap_or("")).text(yes_or_no(kind.parts_discontinued));
        match kind.package {
            Some(package) => table.text(package).decimal(kind.package_price() * 100, 2, true),
            None => table.blank().blank(),
        };
        for price in [kind.list_price, kind.contract_price(), kind.wear_parts_price(), kind.visit_price()] {
            table.decimal(price * 100, 2, true);
        }
        table.decimal(kind.vibration_limit, 2, false).decimal(kind.hours_limit, 0, true).end_row()?;
    }
    table.finish().map(|(rows, bytes)| (NAME.to_owned(), rows, bytes))
}

#[expect(clippy::cast_precision_loss, reason = "prices and hours are far below 2^53")]
fn as_workbook(world: &World, folder: &Path) -> io::Result<Done> {
    const NAME: &str = "types/typen_preisliste.xlsx";
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&excel_date(world.as_of)?));
    let (bold, day, money) = (
        Format::new().set_bold(),
        Format::new().set_num_format("dd.mm.yyyy"),
        Format::new().set_num_format("#,##0.00"),
    );
    let sheet = workbook.add_worksheet();
    sheet.set_name("Typen").map_err(excel_error)?;
    sheet.write_string_with_format(0, 0, "Typen- und Preisliste", &bold).map_err(excel_error)?;
    for (column, heading) in (0..).zip(HEADER) {
        sheet.write_string_with_format(2, column, heading, &bold).map_err(excel_error)?;
    }
    let mut row = 3;
    for kind in world.types.iter().filter(|kind| kind.listed) {
        let mut put = || -> Result<(), rust_xlsxwriter::XlsxError> {
            sheet.write_string(row, 0, kind.name)?;
            sheet.write_string(row, 1, *FAMILIES.get(kind.family).unwrap_or(&""))?;
            sheet.write_string(row, 2, label(kind))?;
            sheet.write_number(row, 3, kind.interval as f64)?;
            sheet.write_number(row, 4, kind.life)?;
            if let Some(date) = kind.end_of_life {
                sheet.write_datetime_with_format(row, 5, excel_date(date).unwrap_or_default(), &day)?;
            }
            if let Some(successor) = kind.successor {
                sheet.write_string(row, 6, successor)?;
            }
            sheet.write_string(row, 7, yes_or_no(kind.parts_discontinued))?;
            if let Some(package) = kind.package {
                sheet.write_string(row, 8, package)?;
                sheet.write_number_with_format(row, 9, kind.package_price() as f64, &money)?;
            }
            let prices = [kind.list_price, kind.contract_price(), kind.wear_parts_price(), kind.visit_price()];
            for (column, price) in (10..).zip(prices) {
                sheet.write_number_with_format(row, column, price as f64, &money)?;
            }
            sheet.write_number(row, 14, kind.vibration_limit as f64 / 100.0)?;
            sheet.write_number(row, 15, kind.hours_limit as f64)?;
            Ok(())
        };
        put().map_err(excel_error)?;
        row += 1;
    }
    let path = within(folder, NAME);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    workbook.save(&path).map_err(excel_error)?;
    Ok((NAME.to_owned(), u64::from(row) - 3, std::fs::metadata(&path)?.len()))
}
