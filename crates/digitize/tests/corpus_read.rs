//! Ugly files, most of them made here, some (where present) from the shared data: reading never panics, and each file
//! gives tables or a line that says why not.

use base::Severity;
use digitize::{
    Body, Cell, Grid, RawTable,
    read::{Limits, ReadFile, is_archive, read, unpack},
};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::{
    fmt::Write as _,
    io::{Cursor, Write},
    path::{Path, PathBuf},
};

fn lines(file: &ReadFile<'_>) -> Vec<String> {
    file.problems.iter().map(ToString::to_string).collect()
}

fn grid<'t>(table: &'t RawTable<'_>) -> &'t Grid {
    match &table.body {
        Body::Grid(grid) => grid,
        Body::Delimited(_) => panic!("a grid was expected"),
    }
}

fn rows(table: &RawTable<'_>) -> Vec<String> {
    let grid = grid(table);
    let rows = grid.row_numbers.iter().zip(&grid.rows).map(|(number, row)| {
        let cells: Vec<_> = row.iter().map(|cell| cell.text().into_owned()).collect();
        format!("{number}: {}", cells.join("|"))
    });
    rows.collect()
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in members {
        zip.start_file(*name, options).expect("starts a member");
        zip.write_all(bytes).expect("writes to memory");
    }
    zip.finish().expect("ends the zip").into_inner()
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("dd.mm.yyyy");
    let span = Format::new().set_num_format("[h]:mm");
    let sheet = book.add_worksheet().set_name("Maschinen 2026").expect("a name");
    sheet.merge_range(1, 1, 1, 3, "Maschinenliste", &Format::new()).expect("merges");
    for (column, heading) in (1..).zip(["Seriennummer", "Baujahr", "Vertragsende", "Laufzeit"]) {
        sheet.write(3, column, heading).expect("writes");
    }
    sheet.write(4, 1, "SN-0001").expect("writes");
    sheet.write(4, 2, 2015).expect("writes");
    let end = ExcelDateTime::from_ymd(2026, 12, 31).expect("a date");
    sheet.write_datetime_with_format(4, 3, &end, &date).expect("writes");
    sheet.write_number_with_format(4, 4, 514.395_833_333_333, &span).expect("writes");
    sheet.write_formula(5, 1, rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!")).expect("writes");
    sheet.write(1_048_575, 1, "the last row there is").expect("writes");
    let hidden = book.add_worksheet().set_name("Alt").expect("a name");
    hidden.write(0, 0, true).expect("writes");
    hidden.set_hidden(true);
    book.add_worksheet().set_name("Leer").expect("a name");
    book.save_to_buffer().expect("writes to memory")
}

#[test]
fn a_workbook_keeps_places_dates_and_visibility() {
    let bytes = workbook();
    let file = read("liste.xlsx", &bytes, &Limits::default());
    assert_eq!(lines(&file), [] as [&str; 0]);
    let [machines, old] = file.tables.as_slice() else { panic!("two filled sheets, not {}", file.tables.len()) };
    assert_eq!((machines.sheet.as_deref(), machines.hidden), (Some("Maschinen 2026"), false));
    assert_eq!((old.sheet.as_deref(), old.hidden), (Some("Alt"), true));
    assert_eq!(
        rows(machines),
        [
            "2: |Maschinenliste",
            "4: |Seriennummer|Baujahr|Vertragsende|Laufzeit",
            "5: |SN-0001|2015|2026-12-31|12345:30",
            "6: |#DIV/0!",
            "1048576: |the last row there is",
        ]
    );
    let merges: Vec<_> = grid(machines)
        .merges
        .iter()
        .map(|merge| (merge.first_row, merge.last_row, merge.first_column, merge.last_column))
        .collect();
    assert_eq!(merges, [(0, 0, 1, 3)]);
    assert_eq!(machines.sample(2).iter().map(|row| row.number).collect::<Vec<_>>(), [2, 4]);
    assert_eq!(machines.tail(1).iter().map(|row| row.number).collect::<Vec<_>>(), [1_048_576]);
}

#[test]
fn a_cut_off_workbook_at_any_length_gives_a_line() {
    let bytes = workbook();
    for part in 0..20 {
        let cut = bytes.get(..bytes.len() * part / 20).expect("within the file");
        let file = read("cut.xlsx", cut, &Limits::default());
        assert!(file.tables.is_empty() && file.problems.len() == 1, "{:?}", lines(&file));
    }
}

#[test]
fn a_workbook_with_bytes_changed_never_panics() {
    let bytes = workbook();
    // Unpacked members reach further than a changed zip, whose checksums fail first.
    let sheet = String::from_utf8_lossy(&member(&bytes, "xl/worksheets/sheet1.xml")).into_owned();
    for (from, to) in [
        ("r=\"B5\"", "r=\"B99999999999\""),
        ("r=\"B5\"", "r=\"ZZZZZZ5\""),
        ("r=\"B5\"", "r=\"\""),
        ("<sheetData>", "<sheetData><row r=\"0\"><c r=\"A0\"><v>1</v></c></row>"),
        ("t=\"s\"", "t=\"s\" s=\"99999\""),
        ("<v>0</v>", "<v>99999999</v>"),
        ("<v>0</v>", "<v>-1</v>"),
        ("ref=\"B2:D2\"", "ref=\"D2:B1\""),
        ("ref=\"B2:D2\"", "ref=\"\""),
        ("</sheetData>", ""),
        ("<sheetData>", "<sheetData><!-- "),
    ] {
        let changed = repacked(&bytes, "xl/worksheets/sheet1.xml", sheet.replacen(from, to, 1).as_bytes());
        let file = read("changed.xlsx", &changed, &Limits::default());
        assert!(!file.tables.is_empty() || !file.problems.is_empty());
    }
}

fn member(bytes: &[u8], name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut content = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_name(name).expect("a member"), &mut content).expect("reads");
    content
}

fn repacked(bytes: &[u8], name: &str, content: &[u8]) -> Vec<u8> {
    let zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let names: Vec<String> = zip.file_names_raw().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
    let members: Vec<(String, Vec<u8>)> = names
        .into_iter()
        .map(|member_name| {
            let content = if member_name == name { content.to_vec() } else { member(bytes, &member_name) };
            (member_name, content)
        })
        .collect();
    zipped(&members.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect::<Vec<_>>())
}

#[test]
fn one_long_shared_string_in_a_million_cells_is_refused() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "x".repeat(32_767)).expect("writes");
    let bytes = book.save_to_buffer().expect("writes to memory");
    let mut cells = String::from("<worksheet><sheetData>");
    for row in 1..=100_000 {
        write!(cells, "<row r=\"{row}\"><c r=\"A{row}\" t=\"s\"><v>0</v></c></row>").expect("writes to memory");
    }
    cells.push_str("</sheetData></worksheet>");
    let bytes = repacked(&bytes, "xl/worksheets/sheet1.xml", cells.as_bytes());
    let limits = Limits { max_text: 64 << 20, ..Limits::default() };
    let file = read("text.xlsx", &bytes, &limits);
    assert!(lines(&file).iter().any(|line| line.contains("more text")), "{:?}", lines(&file));
}

#[test]
fn a_workbook_that_is_a_bomb_is_refused() {
    let bytes = repacked(&workbook(), "xl/worksheets/sheet1.xml", &vec![b' '; 100 << 20]);
    let file = read("bomb.xlsx", &bytes, &Limits::default());
    assert!(lines(&file).iter().any(|line| line.contains("zip bomb")), "{:?}", lines(&file));
}

#[test]
fn archives_give_their_members() {
    let inner = workbook();
    let archive = zipped(&[("2026/liste.xlsx", &inner), ("verträge.csv", b"a;b\n1;2\n"), (".DS_Store", b"x")]);
    assert!(is_archive(&archive) && !is_archive(&inner));
    let (members, problems) = unpack("export.zip", &archive, &Limits::default());
    assert_eq!(problems, []);
    let names: Vec<_> = members.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["export.zip/2026/liste.xlsx", "export.zip/verträge.csv"]);
    for (name, bytes) in &members {
        assert!(!read(name, bytes, &Limits::default()).tables.is_empty());
    }
}

#[test]
fn ugly_text_files() {
    let limits = Limits::default();
    let alv = "\u{feff}31.12.2026            Dynamische Listenausgabe            1\r\n-------------\r\n|Equi   |Typ|\r\n\
               -------------\r\n|4711   |X 5|\r\n|4712   |X 6|\r\n-------------\r\n";
    let wide: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain("Gerät\tOrt\r\nG1\tMünchen\r\n".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for (bytes, delimiter, fields) in [
        (alv.as_bytes(), b'|', &["", "4711   ", "X 5", ""][..]),
        (wide.as_slice(), b'\t', &["G1", "München"]),
        (b"sep=;\r\na;b\r\n1,5;2,5\r\n", b';', &["1,5", "2,5"]),
        (b"Name;Ort\r\n\r\nM\xfcller;\"K\xf6ln\"\"\r\nSued\"\r\n", b';', &["Müller", "Köln\"\r\nSued"]),
    ] {
        let file = read("a.csv", bytes, &limits);
        assert_eq!(lines(&file), [] as [&str; 0]);
        let Some(Body::Delimited(table)) = file.tables.first().map(|table| &table.body) else {
            panic!("one text table")
        };
        assert_eq!(char::from(table.delimiter), char::from(delimiter));
        let mut records = table.records(&table.text);
        let mut found = false;
        while let Some(record) = records.next() {
            found |= record.fields().eq(fields.iter().copied());
        }
        assert!(found, "{fields:?} in {:?}", table.text);
    }
    let broken = "a;b\n1;\"open\n".to_owned() + &"2;x\n".repeat(100_000);
    let file = read("a.csv", broken.as_bytes(), &limits);
    assert_eq!(
        file.problems.iter().map(|problem| (problem.severity, problem.row)).collect::<Vec<_>>(),
        [(Severity::Note, Some(2))]
    );
    assert_eq!(file.tables.first().map(|table| table.sample(usize::MAX).len()), Some(100_002));
}

#[expect(clippy::disallowed_methods, reason = "where the shared data lies is the environment's to say")]
fn shared() -> Option<PathBuf> {
    let folder = std::env::var_os("INSTAND_SHARED_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    folder.is_dir().then_some(folder)
}

#[expect(clippy::disallowed_methods, reason = "reading must not take for ever, which only a clock can tell")]
#[test]
fn shared_files_give_tables_or_a_problem() {
    let Some(folder) = shared() else { return };
    for sub in [
        "messy_workbooks",
        "pdf_tables",
        "seattle_fleet",
        "nyc_elevators",
        "sap_api_equipment",
        "einvoices/XML-Rechnung/FX",
    ] {
        let Ok(entries) = std::fs::read_dir(folder.join(sub)) else { continue };
        for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()) {
            let bytes = std::fs::read(&path).expect("can be read");
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let began = std::time::Instant::now();
            let file = read(&name, &bytes, &Limits::default());
            let took = began.elapsed();
            assert!(!file.tables.is_empty() || !file.problems.is_empty(), "{name}: neither tables nor problems");
            assert!(took.as_secs() < 20, "{name} took {took:?}");
            // Shown with `--nocapture`, to look over what is read.
            let cells = |table: &RawTable<'_>| match &table.body {
                Body::Grid(grid) => grid.rows.iter().flatten().filter(|cell| !matches!(cell, Cell::Empty)).count(),
                Body::Delimited(text) => text.count(&text.text),
            };
            let tables: Vec<_> =
                file.tables.iter().map(|table| format!("{:?} {}", table.sheet, cells(table))).collect();
            println!("{name} {took:?}: {} {:?}", tables.join(", "), lines(&file));
        }
    }
}

#[test]
fn messy_workbooks_read_as_known() {
    let Some(folder) = shared().map(|folder| folder.join("messy_workbooks")) else { return };
    let load = |name: &str| std::fs::read(folder.join(name)).expect("can be read");
    for name in ["date_1904.xlsx", "date_1904.xls"] {
        let bytes = load(name);
        let file = read(name, &bytes, &Limits::default());
        let table = file.tables.first().expect("one sheet");
        assert!(table.date_1904);
        assert!(rows(table).iter().any(|row| row.contains("2021-01-01")), "{:?}", rows(table));
    }
    for name in ["merged_range.xlsx", "merge_cells.xls", "merged_cells.ods"] {
        let bytes = load(name);
        let file = read(name, &bytes, &Limits::default());
        assert!(file.tables.iter().any(|table| !grid(table).merges.is_empty()), "{name}");
    }
    for name in ["any_sheets.xls", "any_sheets.xlsx"] {
        let bytes = load(name);
        let file = read(name, &bytes, &Limits::default());
        assert!(!lines(&file).is_empty() || !file.tables.is_empty());
    }
    let bytes = load("pass_protected.xlsb");
    let file = read("pass_protected.xlsb", &bytes, &Limits::default());
    assert!(lines(&file).iter().all(|line| line.contains("password")) && file.tables.is_empty());
    let bytes = load("vba.xlsm");
    assert!(lines(&read("vba.xlsm", &bytes, &Limits::default())).iter().any(|line| line.contains("macros")));
}
