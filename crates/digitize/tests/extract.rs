//! Bytes to typed rows, the whole way: read, recognise, extract. What matters is that every row keeps its number and
//! every wrong cell its place.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::{Date32Type, Decimal128Type, Float64Type, UInt32Type, UInt64Type};
use base::{Field, Kind, Severity, TableId};
use digitize::extract::{Extract, Place, extract};
use digitize::machine_file::date_of;
use digitize::read::{Limits, read};
use digitize::recognise::{Hints, Outcome, recognise};
use digitize::schema::{FIRST_FIELD, ROW, SERIAL_KEY, TABLE_ID};
use digitize::serial;

fn whole_way(name: &str, bytes: &[u8]) -> (Kind, Extract) {
    let file = read(name, bytes, &Limits::default());
    let raw = file.tables.first().expect("a table");
    let hints = Hints { file: name, sheet: raw.sheet.as_deref(), date_1904: raw.date_1904, merges: &[] };
    let recognition = recognise(&raw.sample(200), &raw.tail(20), &hints, None);
    let Outcome::Plan(plan) = recognition.outcome else { panic!("{name}: {:?}", recognition.outcome) };
    let place = Place { table: TableId(5), file: name, constants: &recognition.constants };
    (plan.kind, extract(raw, &plan, &place))
}

fn column(kind: Kind, id: &str) -> usize {
    FIRST_FIELD + Field::of(kind, id).expect("a field").0
}

fn rows(batches: &[RecordBatch]) -> Vec<u32> {
    batches.iter().flat_map(|batch| batch.column(ROW).as_primitive::<UInt32Type>().values().to_vec()).collect()
}

#[test]
fn a_german_list_keeps_row_numbers_values_and_currency() {
    let text = "Equipment-Liste;;;;\r\n\r\nSerien-Nr.;Typ;Inbetriebnahme;Anschaffungswert [EUR];Land\r\n\
                SN RX-1001;RX 500;31.12.2012;1.234,50;Deutschland\r\n\r\n\
                rx 1002;RX 500;01.02.13;980,00-;Österreich\r\n\
                Serien-Nr.;Typ;Inbetriebnahme;Anschaffungswert [EUR];Land\r\n\
                RX-1003;RX 500;31.02.2014;12.000;I\r\nSumme;;;13.214,50;\r\n";
    let (kind, extract) = whole_way("equipment.csv", text.as_bytes());
    assert_eq!(kind, Kind::Machines);
    assert_eq!(rows(&extract.batches), [4, 6, 8]);
    assert_eq!((extract.rows, extract.skipped), (3, 3), "a blank row, the headings again, the total");
    let batch = &extract.batches[0];
    assert!(batch.column(TABLE_ID).as_primitive::<UInt32Type>().values().iter().all(|table| *table == 5));
    let key = serial::key_of(&serial::normalise("RX1001").expect("a serial number"));
    assert_eq!(batch.column(SERIAL_KEY).as_primitive::<UInt64Type>().value(0), key);
    let money = batch.column(column(kind, "purchase_price")).as_primitive::<Decimal128Type>();
    assert_eq!((money.value(0), money.value(1), money.value(2)), (123_450, -98_000, 1_200_000));
    assert_eq!(batch.column(column(kind, "currency")).as_string::<i32>().value(1), "EUR");
    let dates = batch.column(column(kind, "installed_on")).as_primitive::<Date32Type>();
    assert_eq!(date_of(dates.value(1)).expect("a date").to_string(), "2013-02-01");
    assert!(dates.is_null(2));
    let countries = batch.column(column(kind, "country")).as_string::<i32>();
    assert_eq!((countries.value(0), countries.value(1), countries.value(2)), ("DE", "AT", "IT"));
    let wrong: Vec<_> = extract.problems.iter().filter(|problem| problem.severity == Severity::Cell).collect();
    assert_eq!(wrong.len(), 1, "{:?}", extract.problems);
    assert_eq!((wrong[0].row, wrong[0].column, wrong[0].text.as_deref()), (Some(8), Some(2), Some("31.02.2014")));
}

#[test]
fn rows_of_a_large_file_read_in_pieces_keep_their_numbers() {
    let mut text = String::from("Zeitpunkt;Seriennummer;Betriebsstd. [h];Bemerkung\n");
    let mut expected = Vec::new();
    let mut next = 2;
    for index in 0..400_000_u32 {
        if index % 50_000 == 7 {
            // A line break within quotes is one row in a spreadsheet; a blank line is one, too.
            text.push_str(&format!(
                "01.03.2026 06:00;RX-{};{},5;\"zwei\nZeilen; mit Semikolon\"\n\n",
                index % 900 + 1,
                index
            ));
            expected.push(next);
            next += 2;
        } else {
            text.push_str(&format!("01.03.2026 06:00;RX-{};{},5;\n", index % 900 + 1, index));
            expected.push(next);
            next += 1;
        }
    }
    assert!(text.len() > 9 << 20, "several pieces");
    let (kind, extract) = whole_way("zaehler.csv", text.as_bytes());
    assert_eq!(kind, Kind::Counters);
    assert_eq!(rows(&extract.batches), expected);
    assert_eq!(extract.serials.len(), 900);
    assert_eq!(extract.serials.values().map(|entry| entry.rows).sum::<u32>(), 400_000);
    let first = extract.serials.values().map(|entry| entry.first_row).min();
    assert_eq!(first, Some(2));
    let hours = column(kind, "operating_hours");
    let sum: f64 = extract
        .batches
        .iter()
        .map(|batch| batch.column(hours).as_primitive::<Float64Type>().iter().flatten().sum::<f64>())
        .sum();
    assert!((sum - (f64::from(399_999) * 200_000.0 + 200_000.0)).abs() < 1.0, "{sum}");
}

#[test]
fn a_row_without_a_serial_number_is_listed_where_a_machine_is_needed() {
    let text = "Serial number,Error code,Occurred at,Severity\nA-1,E17,2026-10-01 06:00,critical\n,E17,2026-10-02 06:00,info\n---,E18,2026-10-03 06:00,info\n";
    let (kind, extract) = whole_way("errors.csv", text.as_bytes());
    assert_eq!(kind, Kind::Errors);
    assert_eq!(rows(&extract.batches), [2]);
    let lost: Vec<_> = extract.problems.iter().filter(|problem| problem.severity == Severity::Row).collect();
    assert_eq!(lost.iter().filter_map(|problem| problem.row).collect::<Vec<_>>(), [3, 4]);
    assert!(lost[0].to_string().contains("no serial number"), "{}", lost[0]);
}

#[test]
fn records_of_json_are_rows_too() {
    let text = r#"{"d":{"results":[
        {"Equipment":"10000000","ManufacturerSerialNumber":"RX-1","ConstructionYear":"2012","OperationStartDate":"/Date(1325376000000)/"},
        {"Equipment":"10000001","ManufacturerSerialNumber":"RX-2","ConstructionYear":"","OperationStartDate":null}]}}"#;
    let (kind, extract) = whole_way("equipment.json", text.as_bytes());
    assert_eq!(kind, Kind::Machines);
    assert_eq!(rows(&extract.batches), [1, 2]);
    let dates = extract.batches[0].column(column(kind, "installed_on")).as_primitive::<Date32Type>();
    assert_eq!(date_of(dates.value(0)).expect("a date").to_string(), "2012-01-01");
    assert!(dates.is_null(1));
}

#[test]
fn material_numbers_match_with_and_without_the_zeros_of_sap() {
    use digitize::machine_file::folded;
    assert_eq!(folded("000000000000004711"), folded("4711"));
    assert_eq!(folded("RX-0500"), "rx0500");
    assert_eq!(folded("000"), "000");
}

#[test]
fn a_list_of_sap_with_pages_totals_and_zeros_is_read_without_a_question() {
    let ruler = "-".repeat(76);
    let page = |number: u32| {
        format!(
            "31.12.2026                 Equipment anzeigen: Equipmentliste              {number}\r\n{ruler}\r\n\
             |Equipment         |Serialnummer      |Typbezeichn|Inbetriebn. am|AnschWert   |Währg|\r\n{ruler}\r\n"
        )
        .replace("Typbezeichn|", "Typbezeichnung|")
        .replace("AnschWert   ", "Ansch.-Wert ")
    };
    let text = format!(
        "{}|000000000010000001|000000000000004711|K200          |12.03.2015    |   1.234,50 |EUR  |\r\n\
         |000000000010000002|              4712|K|300         |00.00.0000    |     980,00-|EUR  |\r\n{ruler}\r\n\
         {}|10000003          |S-4713            |K300 groß     |20180601      |           |EUR  |\r\n\
         |*                 |                  |              |              |     254,50 |EUR  |\r\n{ruler}\r\n",
        page(1),
        page(2)
    );
    let narrow: Vec<u8> = text.chars().map(|letter| u8::try_from(u32::from(letter)).expect("Latin 1")).collect();
    let (kind, extract) = whole_way("equi.txt", &narrow);
    assert_eq!(kind, Kind::Machines);
    assert_eq!(extract.problems, []);
    assert_eq!(rows(&extract.batches), [5, 6, 12]);
    let batch = &extract.batches[0];
    let key = serial::key_of(&serial::normalise("4711").expect("a serial number"));
    assert_eq!(batch.column(SERIAL_KEY).as_primitive::<UInt64Type>().value(0), key);
    let text = |id: &str, row: usize| batch.column(column(kind, id)).as_string::<i32>().value(row).to_owned();
    assert_eq!([text("machine_type", 1), text("machine_type", 2)], ["K|300", "K300 groß"]);
    assert_eq!(text("inventory_number", 0), "000000000010000001");
    let money = batch.column(column(kind, "purchase_price")).as_primitive::<Decimal128Type>();
    assert_eq!((money.value(0), money.value(1), money.is_null(2)), (123_450, -98_000, true));
    let dates = batch.column(column(kind, "installed_on")).as_primitive::<Date32Type>();
    let date = |row: usize| date_of(dates.value(row)).expect("a date").to_string();
    assert_eq!((date(0).as_str(), dates.is_null(1), date(2).as_str()), ("2015-03-12", true, "2018-06-01"));
}

#[test]
fn the_spreadsheet_export_of_sap_in_utf_16_is_read_as_well() {
    let text = "31.12.2026\tMeldungen anzeigen: Meldungsliste\t\t1\r\n\r\n\tMeldung\tMeldungsdat.\tBeschreibung\tSerialnummer\r\n\r\n\
                \t10000345\t12.03.2025\tSpindel blockiert\t4711\r\n\t10000346\t31.03.2025\tLeckage\t4712\r\n";
    let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let (kind, extract) = whole_way("meldungen.xls", &bytes);
    assert_eq!((kind, rows(&extract.batches)), (Kind::Tickets, vec![5, 6]));
    assert_eq!(extract.problems, []);
}
