//! Templates on whole PDFs: learnt from one report, applied to others of its layout with other values.

use super::super::tests::{bytes, pdf};
use super::*;
use crate::read::{Limits, read_with};
use crate::{Body, RawTable};
use proptest::prelude::*;
use std::fmt::Write;

/// A page being written; places in points from the upper left corner.
#[derive(Default)]
struct Page(String);

impl Page {
    fn at(&mut self, x: f32, y: f32, size: f32, text: &str) -> &mut Self {
        let text = text.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        writeln!(self.0, "BT /F1 {size} Tf {x} {} Td ({text}) Tj ET", 842.0 - y).expect("writes to memory");
        self
    }

    /// Digits set to the right.
    fn right(&mut self, end: f32, y: f32, size: f32, text: &str) -> &mut Self {
        let width: f32 = text.chars().map(|letter| if letter.is_ascii_digit() { 0.556 } else { 0.278 }).sum();
        self.at(end - width * size, y, size, text)
    }
}

fn file(pages: &[Page]) -> Vec<u8> {
    bytes(pdf(&pages.iter().map(|page| page.0.as_str()).collect::<Vec<_>>()))
}

/// One of some, by the number of the report.
fn pick<'t>(of: &[&'t str], number: usize) -> &'t str {
    of[number % of.len()]
}

const CUSTOMERS: [&str; 5] =
    ["Huber Maschinenbau GmbH", "Rossi & Figli S.p.A.", "Kraus AG", "Officine Bianchi", "O'Neill (West) Ltd"];
const NAMES: [&str; 4] = ["A. Huber", "Maria Grazia De Santis", "K. Lang", "Jörg Müller-Lüdenscheidt"];
const WORK: [&str; 4] = ["Lager getauscht", "Pumpe abgedichtet", "Wartung", "Not-Halt geprüft, Software aktualisiert"];

/// Boxes: small labels above their values, an address of one to three lines that pushes down what is below.
fn boxes(number: usize) -> (Page, Vec<String>) {
    let serial = format!("RX-{:04}", 4711 + 13 * number);
    let date = format!("{:02}.03.2026", 1 + number % 28);
    let name = pick(&NAMES, number);
    let customer = pick(&CUSTOMERS, number / 2);
    let hours = format!("{}", 900 + 1_733 * number);
    let work = pick(&WORK, number / 3);
    let mut page = Page::default();
    page.at(50.0, 60.0, 16.0, "Servicebericht").at(430.0, 60.0, 8.0, &format!("Blatt {}", number + 1));
    page.at(50.0, 110.0, 7.0, "Serien-Nr.").at(200.0, 110.0, 7.0, "Datum").at(350.0, 110.0, 7.0, "Techniker");
    page.at(50.0, 122.0, 10.0, &serial).at(200.0, 122.0, 10.0, &date).at(350.0, 122.0, 10.0, name);
    page.at(50.0, 150.0, 7.0, "Kunde").at(350.0, 150.0, 7.0, "Betriebsstunden");
    page.at(50.0, 162.0, 10.0, customer).at(350.0, 162.0, 10.0, &hours);
    let mut y = 174.0;
    let mut address = vec![format!("Industriestr. {}", number + 1), format!("{} Musterstadt", 70_000 + number)];
    address.truncate(number % 3);
    for line in &address {
        page.at(50.0, y, 10.0, line);
        y += 12.0;
    }
    page.at(50.0, y + 16.0, 7.0, "Ausgeführte Arbeiten").at(50.0, y + 28.0, 10.0, work);
    page.at(50.0, y + 60.0, 7.0, "Unterschrift");
    (page, vec![serial, date, name.to_owned(), customer.to_owned(), hours, work.to_owned()])
}

#[test]
fn the_same_report_on_other_paper() {
    let (page, values) = boxes(1);
    let example = file(&[page]);
    let named: Vec<(&str, &String)> = BOXES.into_iter().zip(&values).collect();
    let template = learnt(&example, &[], &marks(&example, &named));
    for (width, scale, aside) in [(612, 1.0, 8.0), (421, 0.707, 0.0), (842, 1.414, -6.0)] {
        let (page, values) = boxes(7);
        let moved = Page(format!("q {scale} 0 0 {scale} {aside} 40 cm {} Q", page.0));
        let mut document = pdf(&[&moved.0]);
        let id = document.page_iter().next().expect("one page");
        let page = document.get_dictionary_mut(id).expect("a page");
        page.set("MediaBox", vec![0.into(), 0.into(), width.into(), lopdf::Object::from(900)]);
        let tables = read_one(&bytes(document), &template);
        assert_eq!(tables.iter().flat_map(rows).collect::<Vec<_>>(), [values], "{width}");
    }
}

/// Two columns of labels and values side by side, in Italian, without colons; some values are blank.
fn columns(number: usize) -> (Page, Vec<String>) {
    let serial = format!("M{:05}", 100 + 7 * number);
    let date = format!("{}/4/2026", 1 + number % 28);
    let customer = pick(&CUSTOMERS, number).to_owned();
    let town = pick(&["Bergamo", "Reggio nell'Emilia", "Brescia"], number).to_owned();
    let hours = if number % 4 == 3 { String::new() } else { format!("{}", 12 + 97 * number) };
    let name = pick(&["Rossi", "De Santis", "Lo Monaco"], number / 2).to_owned();
    let mut page = Page::default();
    page.at(50.0, 50.0, 15.0, "Rapporto di intervento");
    let rows = [
        [("Matricola", &serial), ("Data", &date)],
        [("Cliente", &customer), ("Tecnico", &name)],
        [("Luogo", &town), ("Ore di lavoro", &hours)],
    ];
    for (at, row) in (0_u16..).zip(rows) {
        let y = 100.0 + 16.0 * f32::from(at);
        for (x, (label, value)) in [50.0, 320.0].into_iter().zip(row) {
            page.at(x, y, 10.0, label);
            if !value.is_empty() {
                page.at(x + 100.0, y, 10.0, value);
            }
        }
    }
    page.at(50.0, 180.0, 10.0, "Firma del cliente");
    (page, vec![serial, date, customer, town, hours, name])
}

/// Labels with colons above a table of the parts used: one to six lines, some descriptions in two, sums below.
fn parts(number: usize) -> (Page, Vec<String>, Vec<Vec<String>>) {
    let serial = format!("{}", 880_000 + 31 * number);
    let report = format!("SB-{:03}", number + 1);
    let mut page = Page::default();
    page.at(50.0, 50.0, 14.0, "Einsatzbericht");
    page.at(50.0, 80.0, 10.0, &format!("Maschine: {serial}"))
        .at(300.0, 80.0, 10.0, "Bericht:")
        .at(380.0, 80.0, 10.0, &report);
    page.at(50.0, 120.0, 9.0, "Pos").at(90.0, 120.0, 9.0, "Artikel-Nr.").at(180.0, 120.0, 9.0, "Bezeichnung");
    page.at(400.0, 120.0, 9.0, "Menge").at(470.0, 120.0, 9.0, "Preis EUR");
    let mut rows = Vec::new();
    let mut y = 136.0;
    for line in 0..=(number * 7 % 6) {
        let part = format!("{}-{:04}", pick(&["LG", "DI", "PU"], number + line), 17 * (number + 3 * line));
        let long = (number + line) % 3 == 1;
        let what = pick(&["Rillenkugellager", "Dichtung", "Pumpenrad komplett mit Welle und Gleitringdichtung"], line);
        let amount = format!("{}", 1 + (number + line * line) % 120);
        let price = format!("{},50", 3 + 45 * line * (number + 1));
        page.at(50.0, y, 9.0, &format!("{}", line + 1)).at(90.0, y, 9.0, &part).at(180.0, y, 9.0, what);
        page.right(430.0, y, 9.0, &amount).right(510.0, y, 9.0, &price);
        let mut whole = what.to_owned();
        if long {
            y += 11.0;
            page.at(180.0, y, 9.0, "passend ab Baujahr 2014");
            whole.push_str(" passend ab Baujahr 2014");
        }
        rows.push(vec![part, whole, amount]);
        y += 16.0;
    }
    page.at(400.0, y, 9.0, "Summe").right(510.0, y, 9.0, "999,00");
    page.at(50.0, y + 30.0, 9.0, "Unterschrift Kunde");
    (page, vec![serial, report], rows)
}

fn mark(texts: &PageTexts, page: u32, column: &str, key: bool, values: &[&str]) -> FieldMark {
    let place = |value: &&str| {
        let at = texts.texts.iter().position(|text| text.text == *value);
        At::Text(at.unwrap_or_else(|| panic!("{value} is on the page: {texts:?}")))
    };
    let texts = values.iter().map(place).collect();
    FieldMark { page, texts, part: None, label: None, column: column.to_owned(), key }
}

fn marks(file: &[u8], named: &[(&str, &String)]) -> Marks {
    let texts = page_texts(file, 1, &Limits::default()).expect("a page");
    let fields = named.iter().map(|(column, value)| mark(&texts, 1, column, true, &[value])).collect();
    Marks { name: "Bericht".to_owned(), fields, tables: Vec::new() }
}

fn table_mark(file: &[u8], columns: &[(&str, &str)]) -> TableMark {
    let texts = page_texts(file, 1, &Limits::default()).expect("a page");
    let columns = columns.iter().map(|(heading, column)| {
        let at = texts.texts.iter().position(|text| text.text == *heading).expect("a heading");
        (At::Text(at), (*column).to_owned())
    });
    TableMark { name: "Teile".to_owned(), page: 1, columns: columns.collect() }
}

fn learnt(file: &[u8], others: &[&[u8]], marks: &Marks) -> Template {
    learn(file, others, marks, &Limits::default()).expect("it is learnt").template
}

fn rows(table: &RawTable<'_>) -> Vec<Vec<String>> {
    let Body::Grid(grid) = &table.body else { return Vec::new() };
    grid.rows.iter().skip(1).map(|row| row.iter().map(|cell| cell.text().into_owned()).collect()).collect()
}

fn numbers(table: &RawTable<'_>) -> Vec<u32> {
    let Body::Grid(grid) = &table.body else { return Vec::new() };
    grid.row_numbers.iter().skip(1).copied().collect()
}

fn read_one(file: &[u8], template: &Template) -> Vec<RawTable<'static>> {
    let read = read_with("a.pdf", file, std::slice::from_ref(template), &Limits::default());
    let tables = read.tables.into_iter().filter(|table| table.sheet.is_some());
    tables.map(|table| RawTable { body: Body::Grid(grid(table.body)), ..table }).collect()
}

fn grid(body: Body<'_>) -> crate::Grid {
    match body {
        Body::Grid(grid) => grid,
        Body::Delimited(_) => crate::Grid::default(),
    }
}

const BOXES: [&str; 6] = ["Serial number", "Date", "Technician", "Customer", "Hours", "Work"];
const COLUMNS: [&str; 6] = ["Serial number", "Date", "Customer", "City", "Hours", "Technician"];

#[test]
fn boxes_with_labels_above_their_values() {
    let (page, values) = boxes(1);
    let example = file(&[page]);
    let named: Vec<(&str, &String)> = BOXES.into_iter().zip(&values).collect();
    let template = learnt(&example, &[], &marks(&example, &named));
    for number in 0..22 {
        let (page, values) = boxes(number);
        let tables = read_one(&file(&[page]), &template);
        assert_eq!(tables.iter().map(rows).collect::<Vec<_>>(), [[values]], "report {number}: {template:#?}");
    }
}

#[test]
fn two_columns_side_by_side() {
    let (page, values) = columns(1);
    let example = file(&[page]);
    let named: Vec<(&str, &String)> = COLUMNS.into_iter().zip(&values).collect();
    let alone = learnt(&example, &[], &marks(&example, &named));
    let (second, third) = (file(&[columns(2).0]), file(&[columns(4).0]));
    let compared = learnt(&example, &[&second, &third], &marks(&example, &named));
    for number in 0..22 {
        let (page, values) = columns(number);
        let file = file(&[page]);
        for template in [&alone, &compared] {
            let tables = read_one(&file, template);
            assert_eq!(
                tables.iter().map(rows).collect::<Vec<_>>(),
                [[values.clone()]],
                "report {number}: {template:#?}"
            );
        }
    }
}

#[test]
fn a_table_of_parts_refers_to_its_report() {
    let (page, values, _) = parts(2);
    let example = file(&[page]);
    let mut all = marks(&example, &[("Serial number", &values[0]), ("Report", &values[1])]);
    all.tables =
        vec![table_mark(&example, &[("Artikel-Nr.", "Part"), ("Bezeichnung", "Description"), ("Menge", "Quantity")])];
    let template = learnt(&example, &[], &all);
    for number in 0..22 {
        let (page, values, lines) = parts(number);
        let tables = read_one(&file(&[page]), &template);
        let [reports, used] = tables.as_slice() else { panic!("two tables: {tables:?}") };
        assert_eq!(rows(reports), std::slice::from_ref(&values), "report {number}");
        let lines: Vec<Vec<String>> =
            lines.into_iter().map(|line| values.iter().cloned().chain(line).collect()).collect();
        assert_eq!(rows(used), lines, "report {number}: {template:#?}");
        assert_eq!(used.sheet.as_deref(), Some("Bericht: Teile"));
        assert_eq!(numbers(reports), [1]);
        assert_eq!(numbers(used).first().map(|row| page_and_line(*row)), Some((1, Some(4))));
    }
}

#[test]
fn columns_that_are_blank_do_not_shift_the_others() {
    let report = |serial: &str, lines: &[[&str; 4]]| {
        let mut page = Page::default();
        page.at(50.0, 50.0, 14.0, "Rapporto").at(50.0, 80.0, 10.0, "Matricola:").at(150.0, 80.0, 10.0, serial);
        for (x, heading) in [(50.0, "Codice"), (150.0, "Descrizione"), (330.0, "Lotto"), (400.0, "Q.ta")] {
            page.at(x, 120.0, 9.0, heading);
        }
        let mut y = 136.0;
        for [code, what, lot, amount] in lines {
            for (x, text) in [(50.0, code), (150.0, what), (330.0, lot)] {
                if !text.is_empty() {
                    page.at(x, y, 9.0, text);
                }
            }
            page.right(450.0, y, 9.0, amount);
            y += 14.0;
        }
        file(&[page])
    };
    let example = report("M-1", &[["K-1", "Cuscinetto", "", "5"], ["K-2", "Guarnizione", "", "10"]]);
    let mut all = marks(&example, &[("Serial", &"M-1".to_owned())]);
    let columns = [("Codice", "Part"), ("Descrizione", "Name"), ("Lotto", "Lot"), ("Q.ta", "Quantity")];
    all.tables = vec![table_mark(&example, &columns)];
    let template = learnt(&example, &[], &all);
    let lines = [["K-7", "Anello", "L22", "1250"], ["", "Materiale vario", "", "3"], ["K-9", "", "", "7"]];
    let tables = read_one(&report("M-2", &lines), &template);
    let expected: Vec<Vec<String>> = lines
        .iter()
        .map(|line| std::iter::once("M-2").chain(line.iter().copied()).map(str::to_owned).collect())
        .collect();
    assert_eq!(rows(&tables[1]), expected, "{template:#?}");
}

#[test]
fn several_reports_in_a_file_and_a_layout_nobody_marked() {
    let (page, values) = boxes(0);
    let example = file(&[page]);
    let named: Vec<(&str, &String)> = BOXES.into_iter().zip(&values).collect();
    let template = learnt(&example, &[], &marks(&example, &named));
    let mut other = Page::default();
    other.at(50.0, 40.0, 14.0, "Angebot").at(50.0, 80.0, 10.0, "Maschine RX-4776");
    other.at(50.0, 100.0, 10.0, "Nummer: A-17").at(50.0, 120.0, 10.0, "Kunde: Kraus AG");
    let mixed = file(&[boxes(5).0, other, boxes(6).0]);
    let read = read_with("a.pdf", &mixed, std::slice::from_ref(&template), &Limits::default());
    assert_eq!(read.problems, []);
    let shown: Vec<_> = read.tables.iter().map(|table| (table.sheet.as_deref(), numbers(table), rows(table))).collect();
    let guessed = vec![vec!["A-17".to_owned(), "Kraus AG".to_owned()]];
    assert_eq!(shown, [(None, vec![2], guessed), (Some("Bericht"), vec![1, 3], vec![boxes(5).1, boxes(6).1])]);
    for number in 0..10 {
        let others = file(&[columns(number).0, parts(number).0]);
        assert_eq!(read_one(&others, &template), [], "{number}");
    }
}

#[test]
fn a_report_goes_on_over_pages() {
    let first = |number: usize| {
        let mut page = parts(number).0;
        page.at(50.0, 800.0, 8.0, "Seite 1");
        page
    };
    let second = |number: usize, remark: &str| {
        let mut page = Page::default();
        page.at(50.0, 50.0, 8.0, &parts(number).1[1]).at(50.0, 90.0, 8.0, "Bemerkung des Technikers");
        page.at(50.0, 102.0, 10.0, remark).at(50.0, 114.0, 10.0, "und geschmiert");
        page
    };
    let example = file(&[first(1), second(1, "Lager laut")]);
    let mut all = marks(&example, &[("Serial number", &parts(1).1[0]), ("Report", &parts(1).1[1])]);
    let texts = page_texts(&example, 2, &Limits::default()).expect("the second page");
    all.fields.push(mark(&texts, 2, "Remark", false, &["Lager laut", "und geschmiert"]));
    let template = learnt(&example, &[], &all);
    let reports = file(&[first(3), second(3, "Keilriemen neu"), first(4), second(4, "Probelauf"), first(5)]);
    let tables = read_one(&reports, &template);
    let found: Vec<_> = tables.iter().flat_map(rows).collect();
    let expected =
        |number: usize, remark: &str| parts(number).1.into_iter().chain([remark.to_owned()]).collect::<Vec<_>>();
    let all = [expected(3, "Keilriemen neu und geschmiert"), expected(4, "Probelauf und geschmiert"), expected(5, "")];
    assert_eq!(found, all, "{template:#?}");
}

#[test]
fn what_cannot_be_learnt_says_why() {
    let (page, values) = columns(1);
    let example = file(&[page]);
    let good = marks(&example, &[("Serial number", &values[0]), ("Date", &values[1])]);
    let why = |change: &dyn Fn(&mut Marks)| {
        let mut marks = good.clone();
        change(&mut marks);
        learn(&example, &[], &marks, &Limits::default()).expect_err("it cannot be learnt")
    };
    assert!(why(&|marks| marks.fields[1].page = 7).contains("no page 7; the file has pages 1 to 1"));
    assert!(
        why(&|marks| marks.fields[1].texts = vec![At::Point(5.0, 5.0)])
            .contains("nothing stands at the mark for \"Date\"")
    );
    assert!(why(&|marks| marks.fields[1].texts = vec![At::Text(99)]).contains("mark a text"));
    assert!(why(&|marks| marks.fields[1].column = "serial  NUMBER".to_owned()).contains("take one of them away"));
    assert!(why(&|marks| marks.fields[1].column = " ".to_owned()).contains("choose what it is"));
    assert!(why(&|marks| marks.fields.clear()).contains("nothing is marked"));
    assert!(why(&|marks| marks.name.clear()).contains("no name"));
    assert!(why(&|marks| marks.tables = vec![table_mark(&example, &[])]).contains("no heading of the table"));
    assert!(
        why(&|marks| marks.tables = vec![table_mark(&example, &[("Firma del cliente", "x")])])
            .contains("no line stands below")
    );
    let mut plain = Page::default();
    plain.at(50.0, 50.0, 10.0, "4711").at(50.0, 500.0, 10.0, "4712");
    let plain = file(&[plain]);
    let nothing = marks(&plain, &[("Serial number", &"4711".to_owned())]);
    assert!(learn(&plain, &[], &nothing, &Limits::default()).expect_err("no anchor").contains("no text on it tells"));
    assert!(learn(b"%PDF-1.4", &[], &good, &Limits::default()).expect_err("damaged").contains("damaged"));
}

#[test]
fn a_value_without_a_label_stays_at_its_place_and_one_within_a_text_behind_it() {
    let page = |serial: &str, code: &str| {
        let mut page = Page::default();
        page.at(50.0, 50.0, 16.0, "Protokoll").at(50.0, 100.0, 10.0, &format!("Matricola {serial}"));
        page.at(400.0, 300.0, 10.0, code).at(50.0, 330.0, 10.0, "Firma");
        file(&[page])
    };
    let example = page("M-1", "7-11");
    let texts = page_texts(&example, 1, &Limits::default()).expect("a page");
    let serial = FieldMark { part: Some("M-1".to_owned()), ..mark(&texts, 1, "Serial", true, &["Matricola M-1"]) };
    let all = Marks {
        name: "P".to_owned(),
        fields: vec![serial, mark(&texts, 1, "Code", false, &["7-11"])],
        tables: Vec::new(),
    };
    let found = learn(&example, &[], &all, &Limits::default()).expect("learnt");
    assert_eq!((found.by_place.as_slice(), found.compared), (&["Code".to_owned()][..], 0));
    let tables = read_one(&page("M-2 b", "8-12"), &found.template);
    assert_eq!(tables.iter().flat_map(rows).collect::<Vec<_>>(), [["M-2 b", "8-12"]]);
}

/// A text of a generated page.
fn some_text() -> impl Strategy<Value = texts::Text> {
    let words = ["Serien-Nr.", "Datum:", "Kunde", "Pos", "Menge", "4711", "", "a: b", "Servicebericht", "\u{e000}ß İ"];
    let place = prop_oneof![Just(f32::NAN), Just(f32::INFINITY), -1e9_f32..1e9, 0.0_f32..600.0, 0.0_f32..600.0];
    (place.clone(), place.clone(), place, 0.0_f32..20.0, 0_u32..30, any::<bool>(), 0..words.len()).prop_map(
        move |(x, end, y, size, line, starts, word)| texts::Text {
            x,
            end,
            y,
            size,
            line,
            starts,
            text: words[word].to_owned(),
            folded: folded(words[word]),
        },
    )
}

fn some_template() -> impl Strategy<Value = Template> {
    let learnt = [
        {
            let (page, values) = boxes(1);
            let example = file(&[page]);
            let named: Vec<(&str, &String)> = BOXES.into_iter().zip(&values).collect();
            learnt(&example, &[], &marks(&example, &named))
        },
        {
            let (page, values, _) = parts(2);
            let example = file(&[page]);
            let mut all = marks(&example, &[("Serial number", &values[0])]);
            all.tables = vec![table_mark(&example, &[("Pos", "Position"), ("Menge", "Quantity")])];
            learnt(&example, &[], &all)
        },
    ];
    let number = prop_oneof![Just(f32::NAN), -1e9_f32..1e9, -50.0_f32..600.0];
    (0..2_usize, number.clone(), number, 0_u32..=u32::MAX, any::<bool>()).prop_map(
        move |(which, a, b, line, spoilt)| {
            let mut template = learnt[which].clone();
            template.anchors.iter_mut().for_each(|anchor| anchor.required = false);
            template.anchors.truncate(1);
            if spoilt {
                template.fields.iter_mut().for_each(|field| {
                    (field.until, field.dy, field.dx, field.line, field.nth) = (Some(a), b, a, line, line);
                });
                template.tables.iter_mut().for_each(|table| table.pitch = b);
                template.tables.iter_mut().flat_map(|table| &mut table.columns).for_each(|column| column.at = a);
            }
            template
        },
    )
}

proptest! {
    #[test]
    fn no_page_and_no_template_panics(
        pages in proptest::collection::vec(proptest::collection::vec(some_text(), 0..60), 0..4),
        width in prop_oneof![Just(f32::NAN), Just(0.0_f32), 1.0_f32..2000.0, Just(595.0_f32)],
        template in some_template(),
    ) {
        let sheets: Vec<Sheet> = (1_u32..).zip(pages).map(|(number, texts)| Sheet::of_texts(number, width, 842.0, texts)).collect();
        let limits = Limits::default();
        if let Ok(found) = read(&sheets, &[template], &limits) {
            for table in &found.tables {
                let Body::Grid(grid) = &table.body else { panic!("a grid") };
                prop_assert_eq!(grid.rows.len(), grid.row_numbers.len());
                prop_assert!(grid.rows.iter().all(|row| row.len() == grid.rows[0].len()));
            }
        }
    }

    #[test]
    fn no_marks_panic(
        texts in proptest::collection::vec(some_text(), 1..60),
        marked in proptest::collection::vec((0_usize..70, 0_usize..70, any::<bool>()), 1..5),
        headings in proptest::collection::vec(0_usize..60, 0..4),
    ) {
        let sheet = Sheet::of_texts(1, 595.0, 842.0, texts.clone());
        let other = Sheet::of_texts(2, 595.0, 842.0, texts);
        let fields = marked.iter().enumerate().map(|(at, (first, second, labelled))| FieldMark {
            page: 1,
            texts: vec![At::Text(*first), At::Text(*second)],
            part: None,
            label: labelled.then_some(At::Text(*second)),
            column: format!("c{at}"),
            key: *labelled,
        });
        let columns = headings.iter().enumerate().map(|(at, heading)| (At::Text(*heading), format!("t{at}")));
        let tables = if headings.is_empty() { Vec::new() } else {
            vec![TableMark { name: "t".to_owned(), page: 1, columns: columns.collect() }]
        };
        let marks = Marks { name: "a".to_owned(), fields: fields.collect(), tables };
        if let Ok(learnt) = learn::learn_from(std::slice::from_ref(&sheet), 1, &[other], &marks) {
            let _ = read(&[sheet], &[learnt.template], &Limits::default());
        }
    }
}

#[test]
fn a_template_is_written_into_a_mapping_and_read_back() {
    let (page, values, _) = parts(2);
    let example = file(&[page]);
    let mut all = marks(&example, &[("Serial number", &values[0]), ("\"Bericht\"\nNr.", &values[1])]);
    all.tables = vec![table_mark(&example, &[("Artikel-Nr.", "Part")])];
    let (page, values) = boxes(1);
    let others = file(&[page]);
    let named: Vec<(&str, &String)> = BOXES.into_iter().zip(&values).collect();
    let second = Template {
        name: "Kästen".to_owned(),
        decided_by: Some("greta".to_owned()),
        decided_at: Some("2026-11-22T08:00:00Z".to_owned()),
        ..learnt(&others, &[], &marks(&others, &named))
    };
    let templates = vec![learnt(&example, &[], &all), second];
    let written = crate::mapping::reports_to_toml(&templates);
    let read = crate::mapping::Mapping::parse(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
    assert_eq!(read.reports, templates, "{written}");
    assert!(written.contains("x = 50.0"), "{written}");
    let twice = format!("{written}\n{written}");
    let wrong = crate::mapping::Mapping::parse(&twice).expect_err("names are there twice");
    assert!(wrong.what.contains("are called \"Bericht\""), "{wrong}");
    let spoilt = written.replace("x = 50.0", "x = inf");
    assert!(crate::mapping::Mapping::parse(&spoilt).expect_err("no place").what.contains("no number of points"));
}
