//! A list goes out as a workbook, is edited as spreadsheets save it, and comes back.

use base::{Kind, Language, Severity, TableId};
use chrono::NaiveDate;
use digitize::extract::{Place, extract};
use digitize::read::{Limits, read};
use digitize::{Body, Cell as Read, Grid, RawTable};
use fill_in::{ASKED, Answers, Cell, Key, Known, List, Returned, Row, SOURCE, Sheet, asked, returned, workbook};
use rust_xlsxwriter::{Format, Workbook};
use std::io::{Cursor, Read as _, Write as _};

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn row(number: usize, missing: &[&str]) -> Row {
    let cells = ASKED.iter().map(|asked| match asked.id {
        id if missing.contains(&id) => Cell::Missing,
        "installed_on" => Cell::Known(Known::Date(day("2012-04-03"))),
        "operating_hours" => Cell::Known(Known::Number(12_450.5)),
        "city" => Cell::Known(Known::Text("Köln".to_owned())),
        _ => Cell::Nothing,
    });
    let city = if missing.contains(&"city") { "" } else { "Köln" };
    Row {
        key: Key {
            id: format!("id-{number}"),
            serial_number: format!("00{number}"),
            machine_type: "RX 500".to_owned(),
            customer: "Huber & Söhne <GmbH>".to_owned(),
            city: city.to_owned(),
        },
        eur: 1000.0 - f64::from(u32::try_from(number).expect("small")),
        cells: cells.collect(),
    }
}

fn list(language: Language) -> List {
    let sheet = |owner: Option<&str>, rows: Vec<Row>| Sheet { owner: owner.map(str::to_owned), rows, more: 7 };
    List {
        language,
        as_of: day("2026-11-01"),
        due: day("2026-11-15"),
        sheets: vec![
            sheet(
                Some("Anna Huber"),
                vec![
                    row(1, &["email", "contract_status", "contract_end"]),
                    row(2, &["operating_hours", "last_visit_on", "email"]),
                    row(3, &["city", "country", "installed_on"]),
                ],
            ),
            sheet(None, vec![row(4, &["email"])]),
        ],
        choices: ASKED
            .iter()
            .map(|asked| if asked.id == "country" { vec!["DE".to_owned(), "IT".to_owned()] } else { Vec::new() })
            .collect(),
    }
}

fn tables(bytes: &[u8]) -> Vec<RawTable<'static>> {
    let file = read("liste.xlsx", bytes, &Limits::default());
    assert!(file.problems.is_empty(), "{:?}", file.problems);
    file.tables
        .into_iter()
        .map(|table| {
            let Body::Grid(grid) = table.body else { panic!("a workbook") };
            RawTable { sheet: table.sheet, hidden: table.hidden, date_1904: table.date_1904, body: Body::Grid(grid) }
        })
        .collect()
}

fn grid<'t>(tables: &'t mut [RawTable<'static>], sheet: &str) -> &'t mut Grid {
    let table = tables.iter_mut().find(|table| table.sheet.as_deref() == Some(sheet)).expect("the sheet");
    let Body::Grid(grid) = &mut table.body else { panic!("a workbook") };
    grid
}

/// The column of a mark, and the position of the row with this machine.
fn place(grid: &Grid, machine: &str, mark: &str) -> (usize, usize) {
    let is = |cell: &Read, text: &str| cell.text() == text;
    let column = grid.rows[0].iter().position(|cell| is(cell, &format!("instand:{mark}"))).expect("the column");
    let row = grid.rows.iter().position(|row| row.iter().any(|cell| is(cell, machine))).expect("the row");
    (row, column)
}

fn put(tables: &mut [RawTable<'static>], sheet: &str, (machine, mark): (&str, &str), cell: Read) {
    let grid = grid(tables, sheet);
    let (row, column) = place(grid, machine, mark);
    let cells = &mut grid.rows[row];
    cells.resize(cells.len().max(column + 1), Read::Empty);
    cells[column] = cell;
}

/// A date as workbooks count it.
fn serial_date(date: NaiveDate) -> f64 {
    let zero = NaiveDate::from_ymd_opt(1899, 12, 30).expect("a date");
    f64::from(i32::try_from((date - zero).num_days()).expect("few"))
}

/// All cells written anew into a fresh workbook, as a program does that keeps values and little else.
fn saved(tables: &[RawTable<'static>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yy");
    for table in tables {
        let sheet = book.add_worksheet();
        sheet.set_name(table.sheet.as_deref().expect("a name")).expect("a name");
        sheet.set_hidden(table.hidden);
        let Body::Grid(grid) = &table.body else { panic!("a workbook") };
        for (cells, number) in grid.rows.iter().zip(&grid.row_numbers) {
            for (column, cell) in (0_u16..).zip(cells) {
                match cell {
                    Read::Empty => continue,
                    Read::Number(number_of) => sheet.write_number(number - 1, column, *number_of),
                    Read::Date(at) => sheet.write_number_with_format(number - 1, column, serial_date(at.date()), &date),
                    other => sheet.write_string(number - 1, column, other.text()),
                }
                .expect("written");
            }
        }
    }
    book.save_to_buffer().expect("saved")
}

fn back(bytes: &[u8]) -> Returned {
    returned("liste.xlsx", &tables(bytes), &|_| true).expect("a fill-in list")
}

/// Every answer as "source kind row column field value".
fn said(found: &[Answers]) -> Vec<String> {
    let mut lines = Vec::new();
    for of in found {
        let place = Place { table: TableId(1), file: "liste.xlsx", constants: &[] };
        let read = extract(&of.table, &of.plan, &place);
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        for batch in &read.batches {
            for index in 0..batch.num_rows() {
                let number = digitize::machine_file::value_text(batch.column(digitize::schema::SERIAL_KEY), index);
                assert!(number.is_none() || batch.column(digitize::schema::SERIAL_KEY).is_valid(index));
                for column in of.plan.columns.iter().filter_map(|column| Some((column.column, column.field?))) {
                    let at = base::fields(of.plan.kind).iter().position(|field| field.id == column.1.id);
                    let array = batch.column(digitize::schema::FIRST_FIELD + at.expect("a field"));
                    let Some(value) = digitize::machine_file::value_text(array, index) else { continue };
                    let row = arrow::array::AsArray::as_primitive::<arrow::datatypes::UInt32Type>(
                        batch.column(digitize::schema::ROW),
                    );
                    lines.push(format!(
                        "{} {} {} {} = {value}",
                        of.source.trim_start_matches(SOURCE),
                        of.plan.kind,
                        row.value(index),
                        column.1.id,
                    ));
                }
            }
        }
    }
    lines
}

#[test]
fn a_list_sent_back_as_it_was_answers_nothing() {
    for language in [Language::De, Language::En, Language::It] {
        let bytes = workbook(&list(language)).expect("written");
        let found = back(&bytes);
        assert_eq!(found, Returned::default());
        assert_eq!(back(&saved(&tables(&bytes))), Returned::default(), "saved by another program");
        assert_eq!(bytes, workbook(&list(language)).expect("written"), "the same list is the same file");
    }
}

#[test]
fn answers_are_found_whatever_was_moved() {
    let mut tables = tables(&workbook(&list(Language::De)).expect("written"));
    let text = |text: &str| Read::Text(text.into());
    let date = |text: &str| Read::Date(day(text).and_hms_opt(0, 0, 0).expect("midnight"));
    put(&mut tables, "Anna Huber", ("id-1", "email"), text("einkauf@huber.example"));
    put(&mut tables, "Anna Huber", ("id-1", "contract_status"), text("Kein Vertrag"));
    put(&mut tables, "Anna Huber", ("id-2", "operating_hours"), text("12.450,5"));
    put(&mut tables, "Anna Huber", ("id-2", "last_visit_on"), text("03.04.2026"));
    put(&mut tables, "Anna Huber", ("id-3", "installed_on"), date("2015-07-01"));
    put(&mut tables, "Anna Huber", ("id-3", "country"), text("Italien"));
    put(&mut tables, "ohne Zuständige", ("id-4", "email"), text("info@rossi.example"));
    let expected = [
        "Anna Huber machines 4 serial_number = 001",
        "Anna Huber machines 4 email = einkauf@huber.example",
        "Anna Huber machines 5 serial_number = 002",
        "Anna Huber machines 5 operating_hours = 12450.5",
        "Anna Huber machines 6 serial_number = 003",
        "Anna Huber machines 6 installed_on = 2015-07-01",
        "Anna Huber machines 6 country = IT",
        "Anna Huber contracts 4 serial_number = 001",
        "Anna Huber contracts 4 status = none",
        "Anna Huber visits 5 serial_number = 002",
        "Anna Huber visits 5 visited_on = 2026-04-03",
        "- machines 4 serial_number = 004",
        "- machines 4 email = info@rossi.example",
    ];
    let found = back(&saved(&tables));
    assert_eq!(found.problems, []);
    assert_eq!(said(&found.answers), expected);

    // Sorted, a row deleted, a column of notes put in front and one behind, a sheet of one's own.
    let grid = grid(&mut tables, "Anna Huber");
    let (last, _) = place(grid, "id-3", "email");
    let (first, _) = place(grid, "id-1", "email");
    grid.rows.swap(first, last);
    let (middle, _) = place(grid, "id-2", "email");
    grid.rows.remove(middle);
    grid.row_numbers.pop();
    for (at, cells) in grid.rows.iter_mut().enumerate() {
        cells.insert(2, text(if at > 2 { "angerufen" } else { "" }));
        cells.resize(30, Read::Empty);
        cells.push(text("erledigt"));
    }
    let own = Grid { rows: vec![vec![text("Notizen")]], row_numbers: vec![1], merges: Vec::new() };
    let own = RawTable { sheet: Some("Notizen".to_owned()), hidden: false, date_1904: false, body: Body::Grid(own) };
    tables.insert(0, own);
    let found = back(&saved(&tables));
    // Own notes are welcome, and it is said that nothing was taken from them.
    let noted: Vec<(Severity, &str)> =
        found.problems.iter().map(|problem| (problem.severity, problem.text.as_deref().unwrap_or_default())).collect();
    assert_eq!(noted, [(Severity::Note, "angerufen"), (Severity::Note, "erledigt")]);
    let moved = [
        "Anna Huber machines 4 serial_number = 003",
        "Anna Huber machines 4 installed_on = 2015-07-01",
        "Anna Huber machines 4 country = IT",
        "Anna Huber machines 5 serial_number = 001",
        "Anna Huber machines 5 email = einkauf@huber.example",
        "Anna Huber contracts 5 serial_number = 001",
        "Anna Huber contracts 5 status = none",
        "- machines 4 serial_number = 004",
        "- machines 4 email = info@rossi.example",
    ];
    assert_eq!(said(&found.answers), moved);
}

#[test]
fn changed_keys_and_cells_nobody_asked_about_are_refused_with_their_place() {
    let sent = workbook(&list(Language::De)).expect("written");
    let text = |text: &str| Read::Text(text.into());
    let refused = |machine: &str, mark: &str, cell: Read| -> Vec<String> {
        let mut tables = tables(&sent);
        put(&mut tables, "Anna Huber", ("id-1", "email"), text("a@b.example"));
        put(&mut tables, "Anna Huber", (machine, mark), cell);
        let found = back(&saved(&tables));
        let answered = said(&found.answers).iter().any(|line| line.contains("a@b.example"));
        assert_eq!(answered, machine != "id-1" || mark == "contract_status", "{mark}");
        found.problems.iter().map(ToString::to_string).collect()
    };
    let one = |problems: Vec<String>, parts: &[&str]| {
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(parts.iter().all(|part| problems[0].contains(part)), "{problems:?} lacks one of {parts:?}");
    };
    one(
        refused("id-1", "serial", text("0099")),
        &["\"Anna Huber\", row 4, column B (Seriennummer), \"0099\"", "`001`"],
    );
    one(refused("id-1", "customer", text("Maier")), &["row 4, column D (Kunde)", "Huber & Söhne <GmbH>"]);
    one(refused("id-1", "machine", text("id-9")), &["row 4, column A (Maschinen-ID), \"id-9\"", "not of this list"]);
    one(refused("id-2", "installed_on", text("1.1.2020")), &["row 5", "known already as `2012-04-03`"]);
    one(refused("id-2", "country", text("DE")), &["row 5", "not asked about"]);
    one(refused("id-2", "machine", text("id-1")), &["row 5", "the locked key was `001`"]);
    one(refused("id-1", "contract_status", text("vielleicht")), &["row 4", "not one of the choices"]);
}

#[test]
fn a_machine_that_is_gone_and_a_machine_twice_are_refused() {
    let mut tables = tables(&workbook(&list(Language::En)).expect("written"));
    let text = |text: &str| Read::Text(text.into());
    put(&mut tables, "Anna Huber", ("id-1", "email"), text("a@b.example"));
    let found = returned("liste.xlsx", &tables, &|id| id != "id-1").expect("a list");
    assert!(found.answers.is_empty());
    assert_eq!(found.problems.len(), 1);
    assert!(found.problems[0].to_string().contains("row 4") && found.problems[0].severity == Severity::Row);

    let sheet = grid(&mut tables, "Anna Huber");
    let (row, _) = place(sheet, "id-1", "email");
    let mut again = sheet.rows[row].clone();
    let (_, column) = place(sheet, "id-1", "email");
    again[column] = text("other@b.example");
    sheet.rows.push(again);
    sheet.row_numbers.push(7);
    let found = returned("liste.xlsx", &tables, &|_| true).expect("a list");
    assert!(said(&found.answers).iter().any(|line| line.ends_with("a@b.example")));
    assert!(!said(&found.answers).iter().any(|line| line.ends_with("other@b.example")));
    assert!(found.problems[0].to_string().contains("row 7"), "{:?}", found.problems);
}

#[test]
fn headings_that_were_deleted_cost_no_answer() {
    let mut tables = tables(&workbook(&list(Language::De)).expect("written"));
    let text = |text: &str| Read::Text(text.into());
    put(&mut tables, "Anna Huber", ("id-1", "email"), text("a@b.example"));
    put(&mut tables, "Anna Huber", ("id-3", "country"), text("Italien"));
    let sheet = grid(&mut tables, "Anna Huber");
    sheet.rows.remove(2);
    sheet.row_numbers.pop();
    let found = back(&saved(&tables));
    assert_eq!(found.problems, []);
    let said = said(&found.answers);
    assert!(said.contains(&"Anna Huber machines 3 email = a@b.example".to_owned()), "{said:?}");
    assert!(said.contains(&"Anna Huber machines 5 country = IT".to_owned()), "{said:?}");
}

#[test]
fn a_copied_column_is_said_and_the_first_one_counts() {
    let mut tables = tables(&workbook(&list(Language::De)).expect("written"));
    put(&mut tables, "Anna Huber", ("id-1", "email"), Read::Text("a@b.example".into()));
    let sheet = grid(&mut tables, "Anna Huber");
    let (_, column) = place(sheet, "id-1", "email");
    let most = sheet.rows.iter().map(Vec::len).max().expect("rows");
    for cells in &mut sheet.rows {
        cells.resize(most, Read::Empty);
        let copy = cells[column].clone();
        cells.push(if copy.text() == "a@b.example" { Read::Text("x@y.example".into()) } else { copy });
    }
    let found = back(&saved(&tables));
    assert_eq!(found.problems.len(), 1, "{:?}", found.problems);
    assert!(found.problems[0].what.contains("is a copy of column"), "{:?}", found.problems);
    let said = said(&found.answers);
    assert!(said.iter().any(|line| line.ends_with("a@b.example")) && !said.iter().any(|line| line.contains("x@y")));
}

#[test]
fn a_list_without_what_it_is_checked_by_is_refused_as_a_whole() {
    let sent = workbook(&list(Language::De)).expect("written");
    let whole = |tables: Vec<RawTable<'static>>| returned("liste.xlsx", &tables, &|_| true);
    let mut without = tables(&sent);
    without.retain(|table| table.sheet.as_deref() != Some("instand"));
    let found = whole(without).expect("recognised by its marks");
    assert!(found.answers.is_empty() && found.problems[0].what.contains("is gone"), "{:?}", found.problems);

    let mut forged = tables(&sent);
    let hidden = grid(&mut forged, "instand");
    let at = hidden.rows[5].iter().position(|cell| cell.text() == "001").expect("a serial");
    hidden.rows[5][at] = Read::Text("0099".into());
    let found = whole(forged).expect("a list");
    assert!(found.answers.is_empty() && found.problems[0].what.contains("was changed"), "{:?}", found.problems);

    let mut beheaded = tables(&sent);
    let sheet = grid(&mut beheaded, "Anna Huber");
    sheet.rows.remove(0);
    sheet.row_numbers.remove(0);
    let found = whole(beheaded).expect("a list");
    assert!(found.problems[0].what.contains("first row of the sheet is gone"), "{:?}", found.problems);

    let ordinary = RawTable {
        sheet: None,
        hidden: false,
        date_1904: false,
        body: Body::Grid(Grid {
            rows: vec![vec![Read::Text("Seriennummer".into())]],
            row_numbers: vec![1],
            merges: vec![],
        }),
    };
    assert_eq!(whole(vec![ordinary]), None);
}

/// Changes one cell of the sheet's XML and nothing else, as an office program keeps everything it was given.
fn typed(bytes: &[u8], part: &str, from: &str, to: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a workbook");
    let mut written = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut member = archive.by_index(at).expect("a member");
        let name = member.name().expect("a name").into_owned();
        let mut content = String::new();
        member.read_to_string(&mut content).expect("text");
        if name == part {
            assert_eq!(content.matches(from).count(), 1, "{from} in {content}");
            content = content.replace(from, to);
        }
        written.start_file(name, zip::write::SimpleFileOptions::default()).expect("begun");
        written.write_all(content.as_bytes()).expect("written");
    }
    written.finish().expect("finished").into_inner()
}

#[test]
fn only_empty_cells_are_unlocked_and_what_is_typed_there_comes_back() {
    let sent = workbook(&list(Language::De)).expect("written");
    let mut archive = zip::ZipArchive::new(Cursor::new(&sent[..])).expect("a workbook");
    let mut part = |name: &str| {
        let mut text = String::new();
        archive.by_name(name).expect("a part").read_to_string(&mut text).expect("text");
        text
    };
    let (sheet, styles) = (part("xl/worksheets/sheet2.xml"), part("xl/styles.xml"));
    assert!(sheet.contains("<sheetProtection") && !sheet.contains("password"), "protected without a password");
    assert!(sheet.contains("type=\"date\"") && sheet.contains("type=\"list\"") && sheet.contains("type=\"decimal\""));
    let formats: Vec<&str> = styles.split("<cellXfs").nth(1).expect("formats").split("<xf ").skip(1).collect();
    let style = |cell: &str| -> usize {
        let after = sheet.split(&format!("r=\"{cell}\" s=\"")).nth(1).unwrap_or_else(|| panic!("{cell}: {sheet}"));
        after.split('"').next().expect("a number").parse().expect("a number")
    };
    let is_open = |cell: &str| formats[style(cell)].contains("locked=\"0\"");
    // Row 4 is the first machine: keys A to E, value F, then the questions of this sheet.
    assert!(!is_open("A4") && !is_open("D4") && !is_open("F4"));
    assert!(!is_open("G4"), "the date of commissioning is known");
    assert!(is_open("G6"), "and missing for the third machine");
    let open = format!("<c r=\"G6\" s=\"{}\"/>", style("G6"));
    let typed_in = format!("<c r=\"G6\" s=\"{}\"><v>42186</v></c>", style("G6"));
    let found = back(&typed(&sent, "xl/worksheets/sheet2.xml", &open, &typed_in));
    assert_eq!(found.problems, []);
    assert!(said(&found.answers).contains(&"Anna Huber machines 6 installed_on = 2015-07-01".to_owned()));
}

#[test]
fn names_of_persons_become_names_of_sheets() {
    let owners = ["A/B: [Nord]", "a b  nord", "Ein sehr langer Name einer Vertriebsregion", "Anleitung", ""];
    let sheets = owners.map(|owner| Sheet { owner: Some(owner.to_owned()), rows: vec![row(1, &["email"])], more: 0 });
    let of = List { sheets: sheets.to_vec(), ..list(Language::De) };
    let names: Vec<_> =
        tables(&workbook(&of).expect("written")).iter().filter_map(|table| table.sheet.clone()).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "Anleitung",
            "A B Nord",
            "a b nord (2)",
            "Ein sehr langer Name einer Vert",
            "Anleitung (2)",
            "Blatt",
            "instand choices",
            "instand"
        ]
    );
    assert!(asked("email").is_some_and(|(_, asked)| asked.kind == Kind::Machines));
}
