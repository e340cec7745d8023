//! The fill-in list: written, filled in, sent back, taken over, contradicted.

use crate::product::{Engine, Product, text};
use digitize::read::{Limits, read};
use digitize::{Body, Cell};
use rust_xlsxwriter::Workbook;
use std::path::{Path, PathBuf};

/// Two machines in two territories; what is missing differs.
fn product(name: &str) -> Product {
    let product = Product::new(Engine::Sqlite, name);
    std::fs::write(
        product.folder.path().join("instand.toml"),
        "[[territory]]\nowner = \"Anna Huber\"\ncountries = [\"DE\"]\n",
    )
    .expect("written");
    let list = product.file(
        "machines.csv",
        "Serial number;Model;Customer;City;Country;Install date;E-mail\n\
         A-1;RX 500;Meier GmbH;Köln;DE;2010-02-01;\n\
         A-2;RX 500;Huber AG;;AT;;office@huber.example\n"
            .as_bytes(),
    );
    product.done(&["import", text(&list), "--source", "erp", "--delivered", "2026-11-01"]);
    product.done(&["decide", "--as-of", "2026-11-01"]);
    product
}

fn write_list(product: &Product, name: &str, more: &[&str]) -> PathBuf {
    let path = product.folder.path().join(name);
    let mut arguments = vec!["fill-in", "--out", text(&path), "--language", "de", "--as-of", "2026-11-01"];
    arguments.extend(more);
    product.done(&arguments);
    path
}

/// The list with these cells filled in, by serial number and mark, as another program saves it.
fn filled(list: &Path, cells: &[(&str, &str, &str)], saved_as: &Path) {
    let bytes = std::fs::read(list).expect("the list");
    let mut book = Workbook::new();
    let mut done = 0;
    for table in read("list.xlsx", &bytes, &Limits::default()).tables {
        let sheet = book.add_worksheet();
        sheet.set_name(table.sheet.expect("a name")).expect("a name");
        sheet.set_hidden(table.hidden);
        let Body::Grid(mut grid) = table.body else { panic!("a workbook") };
        if !table.hidden {
            for (serial, mark, value) in cells {
                let mark = format!("instand:{mark}");
                let column = grid.rows[0].iter().position(|cell| cell.text() == mark);
                let row = grid.rows.iter().position(|row| row.iter().any(|cell| cell.text() == *serial));
                let (Some(row), Some(column)) = (row, column) else { continue };
                let width = grid.rows[row].len().max(column + 1);
                grid.rows[row].resize(width, Cell::Empty);
                grid.rows[row][column] = Cell::Text((*value).into());
                done += 1;
            }
        }
        for (row, number) in grid.rows.iter().zip(&grid.row_numbers) {
            for (column, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Empty => {}
                    Cell::Number(value) => {
                        sheet.write_number(number - 1, column, *value).expect("written");
                    }
                    Cell::Date(at) => {
                        let format = rust_xlsxwriter::Format::new().set_num_format("dd.mm.yyyy");
                        let zero = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).expect("a date");
                        let days = f64::from(i32::try_from((at.date() - zero).num_days()).expect("few"));
                        sheet.write_number_with_format(number - 1, column, days, &format).expect("written");
                    }
                    other => {
                        sheet.write_string(number - 1, column, other.text()).expect("written");
                    }
                }
            }
        }
    }
    assert_eq!(done, cells.len(), "every cell is on the list");
    book.save(saved_as).expect("saved");
}

fn machine(product: &Product, serial: &str) -> String {
    product.done(&["machine", serial, "--json", "--as-of", "2026-11-02"])
}

#[test]
fn answers_fill_the_gaps_and_name_their_cell_and_person() {
    let product = product("fill_in_answers");
    let list = write_list(&product, "list.xlsx", &[]);
    let back = product.folder.path().join("Antwort von Anna (2).xlsx");
    let answers = [
        ("A-1", "email", "einkauf@meier.example"),
        ("A-1", "contract_status", "kein Vertrag"),
        ("A-2", "city", "Graz"),
        ("A-2", "installed_on", "03.04.2015"),
    ];
    filled(&list, &answers, &back);
    let before = product.dump();
    let output = product.run(&["import", text(&back), "--delivered", "2026-11-02"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    let first = machine(&product, "A-1");
    for part in ["einkauf@meier.example", "Antwort von Anna (2).xlsx", "Anna Huber", "fill-in: Anna Huber"] {
        assert!(first.contains(part), "{part} is not in {first}");
    }
    let second = machine(&product, "A-2");
    assert!(second.contains("Graz") && second.contains("2015-04-03"), "{second}");
    let expiring = ["decide", "--as-of", "2026-11-02", "--trigger", "contract-expiring", "--format", "csv"];
    let verdicts = product.done(&[&expiring[..], &["--verdicts", "all"]].concat());
    assert!(verdicts.contains("A-1,contract-expiring,1,does_not_fire"), "there is no contract: {verdicts}");
    assert!(verdicts.contains("A-2,contract-expiring,1,unknown"), "{verdicts}");

    // The same file again, under another name, changes nothing; taken back, everything is as it was.
    let after = product.dump();
    let again = product.folder.path().join("again.xlsx");
    std::fs::copy(&back, &again).expect("copied");
    product.done(&["import", text(&again), "--delivered", "2026-11-03"]);
    assert_eq!(product.dump(), after);
    product.done(&["batch", "take-back", "2"]);
    assert!(!machine(&product, "A-1").contains("einkauf@meier.example"));
    assert_ne!(after, before);
}

#[test]
fn a_source_that_says_otherwise_later_wins_and_the_contradiction_is_said() {
    let product = product("fill_in_contradiction");
    let list = write_list(&product, "list.xlsx", &["--person", "anna huber"]);
    let back = product.folder.path().join("back.xlsx");
    filled(&list, &[("A-1", "email", "old@meier.example")], &back);
    product.done(&["import", text(&back), "--delivered", "2026-11-02"]);
    let crm = product.file("crm.csv", b"Serial number;Model;E-mail\nA-1;RX 500;new@meier.example\n");
    let output = product.run(&["import", text(&crm), "--source", "crm", "--delivered", "2026-10-01"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{said}");
    let shown: serde_json::Value = serde_json::from_str(&machine(&product, "A-1")).expect("JSON");
    let shown = shown.to_string();
    assert!(shown.contains("new@meier.example") && shown.contains("old@meier.example"), "both are shown: {shown}");
    let problems = product.done(&["batch", "problems", "3"]);
    assert!(problems.contains("old@meier.example") && problems.contains("new@meier.example"), "{problems}");
}

#[test]
fn a_changed_key_is_refused_with_its_row_and_a_machine_taken_back_is_unknown() {
    let product = product("fill_in_refused");
    let list = write_list(&product, "list.xlsx", &["--field", "email"]);
    let back = product.folder.path().join("back.xlsx");
    filled(&list, &[("A-1", "email", "a@meier.example"), ("A-1", "customer", "Maier GmbH")], &back);
    let output = product.run(&["import", text(&back), "--delivered", "2026-11-02"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("row 4") && said.contains("Meier GmbH"), "{said}");
    assert!(!machine(&product, "A-1").contains("a@meier.example"));

    let good = product.folder.path().join("good.xlsx");
    filled(&list, &[("A-1", "email", "a@meier.example")], &good);
    product.done(&["batch", "take-back", "1"]);
    let output = product.run(&["import", text(&good), "--delivered", "2026-11-02"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("no longer of the installed base"), "{said}");
    assert!(product.dump().lines().all(|line| !line.contains("a@meier.example")));
}

#[test]
fn what_cannot_be_asked_is_said() {
    let product = product("fill_in_wrong");
    let path = product.folder.path().join("list.xlsx");
    let out = text(&path).to_owned();
    assert!(product.refused(&["fill-in", "--out", &out, "--field", "vibration"]).contains("contract_end"));
    assert!(product.refused(&["fill-in", "--out", &out, "--person", "Nobody"]).contains("Anna Huber"));
    assert!(product.refused(&["fill-in", "--out", "list.csv"]).contains(".xlsx"));
    write_list(&product, "list.xlsx", &["--most", "1"]);
    assert!(product.refused(&["fill-in", "--out", &out]).contains("--replace"));
}
