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
