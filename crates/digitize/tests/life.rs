//! Machine life from lists as people write them: recognised, read, linked, and looked at as of a day.

use arrow::record_batch::RecordBatch;
use base::{Kind, Severity, TableId, fields};
use chrono::NaiveDate;
use digitize::extract::{Place, extract};
use digitize::life::{EventType, serial_changes};
use digitize::link::{Joined, Link, SerialList};
use digitize::machine_file::{Delivery, MachineFiles, TableInfo};
use digitize::read::{Limits, read};
use digitize::recognise::{Hints, Outcome, recognise};
use hashbrown::HashMap;
use proptest::prelude::*;

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

/// A list and the day it was delivered.
#[derive(Clone, Copy)]
struct List<'a> {
    name: &'a str,
    text: &'a str,
    on: &'a str,
    /// Whether a later delivery of a complete list has taken its place.
    replaced: bool,
}

fn list<'a>(name: &'a str, text: &'a str, on: &'a str) -> List<'a> {
    List { name, text, on, replaced: false }
}

/// Reads the lists, in the order given, and makes the machine files of a day.
fn files(lists: &[List<'_>], as_of: &str) -> MachineFiles {
    let mut tables: HashMap<TableId, TableInfo> = HashMap::new();
    let mut deliveries = HashMap::new();
    let mut sources: Vec<&str> = Vec::new();
    let mut rows: Vec<(Kind, RecordBatch)> = Vec::new();
    let mut serials = Vec::new();
    for (number, list) in (1_u32..).zip(lists) {
        let contents = read(list.name, list.text.as_bytes(), &Limits::default());
        let raw = contents.tables.first().expect("a table");
        let hints = Hints { file: list.name, sheet: None, date_1904: false, merges: &[] };
        let recognition = recognise(&raw.sample(200), &raw.tail(20), &hints, None);
        let Outcome::Plan(plan) = &recognition.outcome else { panic!("{}: {:?}", list.name, recognition.outcome) };
        let table = TableId(number);
        let read = extract(raw, plan, &Place { table, file: list.name, constants: &[] });
        let wrong: Vec<_> = read.problems.iter().filter(|problem| problem.severity != Severity::Note).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", list.name);
        rows.extend(read.batches.into_iter().map(|batch| (plan.kind, batch)));
        let source = sources.iter().position(|known| *known == list.name).unwrap_or_else(|| {
            sources.push(list.name);
            sources.len() - 1
        });
        let source = u32::try_from(source).expect("few");
        deliveries.insert(table, Delivery { source, on: date(list.on), batch: number });
        if list.replaced {
            continue;
        }
        let columns = fields(plan.kind).iter().map(|field| {
            let fills = |column: &&digitize::ColumnPlan| column.field.is_some_and(|of| of.id == field.id);
            plan.columns.iter().find(fills).map(|column| column.column)
        });
        let columns = columns.collect();
        let info = TableInfo { kind: plan.kind, priority: 1, batch: number, delivered_on: date(list.on), columns };
        tables.insert(table, info);
        serials.push(SerialList {
            table,
            kind: plan.kind,
            founds: plan.kind.founds_machines(),
            entries: read.serials.into_iter().collect(),
        });
    }
    let events: Vec<RecordBatch> =
        rows.iter().filter(|(kind, _)| *kind == Kind::LifecycleEvents).map(|(_, batch)| batch.clone()).collect();
    let changes = serial_changes(&tables, &events).into_iter();
    let pairs: Vec<Joined> = changes.map(|change| Joined { kept: change.old, joined: change.new }).collect();
    MachineFiles::of(Link::of(serials, &pairs, &[]), tables, rows, &deliveries, date(as_of), &[])
}

const MACHINES: &str = "Seriennummer;Maschinentyp;Kundennummer;Kunde;Standort;Straße;PLZ;Ort;Land;Inbetriebnahme\n\
     RX-1;RX 500;100;Huber GmbH;Werk 1;Talweg 3;80331;München;DE;01.03.2020\n\
     RX-2;RX 500;100;Huber GmbH;Werk 1;Talweg 3;80331;München;DE;01.03.2020\n";

fn machines() -> List<'static> {
    list("maschinen.csv", MACHINES, "2026-11-01")
}

fn of(files: &MachineFiles, field: &str) -> Option<String> {
    files.text(field, 0)
}

#[test]
fn a_sale_changes_owner_and_site_from_its_day_on() {
    let events = "Seriennummer;Datum;Ereignis;Neue Kundennummer;Neuer Kunde;PLZ neu;Ort neu;Land neu\n\
         RX-1;15.05.2025;Verkauf an;200;Rossi S.p.A.;20121;Milano;IT\n";
    let all = [machines(), list("lebenslauf.csv", events, "2026-11-01")];
    for (as_of, owner, city, country) in [
        ("2025-05-14", "Huber GmbH", "München", "DE"),
        ("2025-05-15", "Rossi S.p.A.", "Milano", "IT"),
        ("2026-11-01", "Rossi S.p.A.", "Milano", "IT"),
    ] {
        let files = files(&all, as_of);
        assert_eq!(of(&files, "customer_name").as_deref(), Some(owner), "as of {as_of}");
        assert_eq!(of(&files, "city").as_deref(), Some(city), "as of {as_of}");
        assert_eq!(of(&files, "country").as_deref(), Some(country), "as of {as_of}");
        let customer = files.customer_of[0].map(|at| files.customers[at as usize].name.clone());
        assert_eq!(customer.flatten().as_deref(), Some(owner), "as of {as_of}");
        // The other machine is as its list says, on every day.
        assert_eq!(files.text("customer_name", 1).as_deref(), Some("Huber GmbH"));
    }
    let sold = files(&all, "2026-11-01");
    assert_eq!(of(&sold, "street"), None, "the street was that of the old site");
    assert_eq!(of(&sold, "site"), None, "and so was the works");
    let cell = sold.source("customer_name", 0).expect("a cell");
    assert_eq!((cell.table, cell.row, cell.column), (TableId(2), 2, 4));
}

#[test]
fn a_list_that_is_newer_than_the_sale_says_nothing_about_the_time_before() {
    let today =
        "Seriennummer;Maschinentyp;Kundennummer;Kunde;PLZ;Ort;Land\nRX-1;RX 500;200;Rossi S.p.A.;20121;Milano;IT\n";
    let without =
        "Seriennummer;Datum;Ereignis;Neuer Kunde;Ort neu\nRX-1;15.05.2025;Weiterverkauf;Rossi S.p.A.;Milano\n";
    let with = "Seriennummer;Datum;Ereignis;Bisheriger Kunde;Neuer Kunde;Ort neu\n\
         RX-1;15.05.2025;Weiterverkauf;Huber GmbH;Rossi S.p.A.;Milano\n";
    for (events, before) in [(without, None), (with, Some("Huber GmbH"))] {
        let all = [list("maschinen.csv", today, "2026-11-01"), list("lebenslauf.csv", events, "2026-11-01")];
        let then = files(&all, "2025-05-14");
        assert_eq!(of(&then, "customer_name").as_deref(), before);
        assert_eq!(of(&then, "customer_number"), None, "200 is the number of the buyer");
        assert_eq!((of(&then, "city"), of(&then, "country")), (None, None), "nobody knows where it stood");
        let now = files(&all, "2025-05-15");
        assert_eq!(of(&now, "customer_name").as_deref(), Some("Rossi S.p.A."));
        assert_eq!(of(&now, "customer_number").as_deref(), Some("200"));
        assert_eq!(of(&now, "postcode").as_deref(), Some("20121"));
    }
}

#[test]
fn a_list_that_changes_after_the_event_is_the_later_statement() {
    let events = "Seriennummer;Datum;Ereignis;Neuer Kunde\nRX-1;15.05.2024;Verkauft;Rossi S.p.A.\n";
    let row = |owner: &str| format!("Seriennummer;Maschinentyp;Kunde\nRX-1;RX 500;{owner}\n");
    let (first, second) = (row("Rossi S.p.A."), row("Keller AG"));
    let before = List { replaced: true, ..list("maschinen.csv", &first, "2026-10-01") };
    let all = [before, list("maschinen.csv", &second, "2026-11-01"), list("lebenslauf.csv", events, "2026-10-01")];
    assert_eq!(of(&files(&all, "2026-11-01"), "customer_name").as_deref(), Some("Keller AG"));
    assert_eq!(of(&files(&all, "2026-10-31"), "customer_name").as_deref(), Some("Rossi S.p.A."));
    // A first delivery has no day: the event is the later statement, and the list was not kept up.
    let all = [list("maschinen.csv", &second, "2026-11-01"), list("lebenslauf.csv", events, "2026-10-01")];
    assert_eq!(of(&files(&all, "2026-11-01"), "customer_name").as_deref(), Some("Rossi S.p.A."));
}

#[test]
fn scrapped_machines_leave_the_field_on_their_day_and_may_come_back() {
    let events = "S/N;Date;Event\nRX-1;2025-06-30;Verschrottet\nRX-2;2024-01-31;Stilllegung\nRX-2;2025-01-31;Wiederinbetriebnahme\n";
    let all = [machines(), list("machine_history.csv", events, "2026-11-01")];
    let files = files(&all, "2026-11-01");
    for (machine, as_of, expected) in [
        (0, "2025-06-29", true),
        (0, "2025-06-30", false),
        (1, "2024-01-30", true),
        (1, "2024-01-31", false),
        (1, "2025-01-30", false),
        (1, "2025-01-31", true),
    ] {
        assert_eq!(files.in_field(machine, date(as_of)), expected, "machine {machine} on {as_of}");
    }
}

#[test]
fn the_same_event_of_two_deliveries_counts_once_with_both_cells() {
    let one = "Seriennummer;Datum;Ereignis;Ort neu\nRX-1;15.05.2025;Umzug nach Köln;Köln\n";
    let other = "matricola;data evento;tipo evento;nuova città;CAP nuovo\nRX 1;15/05/2025;trasferimento;KÖLN;50667\n";
    let third = "Seriennummer;Datum;Ereignis;Ort neu\nRX-1;15.05.2025;Umzug;Bonn\n";
    let all = [machines(), list("erp.csv", one, "2026-11-01"), list("ciclo di vita.csv", other, "2026-11-02")];
    let files_of = |lists: &[List<'_>]| files(lists, "2026-11-02");
    let files = files_of(&all);
    let events = files.life.events(0);
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!((events[0].kind, events[0].also.len()), (EventType::Moved, 1));
    assert_eq!(events[0].text("postcode"), Some("50667"), "what only one of them says is kept");
    assert_eq!(of(&files, "postcode").as_deref(), Some("50667"));
    let files = files_of(&[machines(), all[1], list("crm.csv", third, "2026-11-01")]);
    assert_eq!(files.life.events(0).len(), 2, "two that differ are two");
}

#[test]
fn exchanges_open_and_close_components() {
    let parts = "Seriennummer;Komponente;Seriennummer Komponente;Gehört zu;Eingebaut am\n\
         RX-1;Spindel;SP-1;Hauptantrieb;01.03.2020\nRX-1;Hauptantrieb;HA-7;;01.03.2020\nRX-1;Steuerung;ST-9;;\n";
    let events = "Seriennummer;Datum;Ereignis;Komponente;Alte Seriennummer;Neue Seriennummer\n\
         RX-1;10.02.2023;Komponententausch;Spindel;SP-1;SP-2\nRX-1;10.02.2025;Komponententausch;Spindel;SP-2;SP-3\n\
         RX-1;01.06.2024;Steuerungstausch;Steuerung;ST-1;ST-9\n";
    let all = [machines(), list("komponenten.csv", parts, "2026-11-01"), list("lebenslauf.csv", events, "2026-11-01")];
    let said = |as_of: &str| {
        let files = files(&all, as_of);
        let parts = files.life.components(0, date(as_of));
        let mut said = Vec::new();
        for part in &parts {
            let day = |of: &Option<base::Sourced<NaiveDate>>| {
                of.as_ref().map_or("?".to_owned(), |day| day.value().to_string())
            };
            let parent =
                part.parent.and_then(|at| parts[at].serial.as_ref()).map_or("", |serial| serial.value().as_str());
            let serial = part.serial.as_ref().map_or("", |serial| serial.value().as_str());
            said.push(format!("{serial} {}..{} {parent}", day(&part.from), day(&part.to)));
        }
        said
    };
    assert_eq!(
        said("2026-11-01"),
        [
            "HA-7 2020-03-01..? ",
            "SP-3 2025-02-10..? HA-7",
            "ST-9 2024-06-01..? ",
            "SP-1 2020-03-01..2023-02-10 HA-7",
            "SP-2 2023-02-10..2025-02-10 HA-7",
            "ST-1 ?..2024-06-01 ",
        ]
    );
    assert_eq!(said("2023-02-09"), ["HA-7 2020-03-01..? ", "SP-1 2020-03-01..? HA-7", "ST-1 ?..? "]);
    assert_eq!(
        said("2023-02-10"),
        ["HA-7 2020-03-01..? ", "SP-2 2023-02-10..? HA-7", "ST-1 ?..? ", "SP-1 2020-03-01..2023-02-10 HA-7"]
    );
}

#[test]
fn a_machine_with_very_many_components_and_events_is_read() {
    use std::fmt::Write as _;
    let mut parts = "Seriennummer;Komponente;Seriennummer Komponente;Gehört zu\n".to_owned();
    let mut events = "Seriennummer;Datum;Ereignis;Ort neu\n".to_owned();
    for at in 0..20_000 {
        writeln!(parts, "RX-1;Teil {at};T-{at};{}", if at == 0 { String::new() } else { format!("Teil {}", at / 2) })
            .expect("a string");
        writeln!(events, "RX-1;10.02.2023;Umzug;Ort {at}").expect("a string");
    }
    let all =
        [machines(), list("komponenten.csv", &parts, "2026-11-01"), list("lebenslauf.csv", &events, "2026-11-01")];
    let files = files(&all, "2026-11-01");
    let parts = files.life.components(0, date("2026-11-01"));
    assert_eq!(parts.len(), 20_000);
    assert_eq!(parts.iter().filter(|part| part.parent.is_none()).count(), 1, "the first");
    assert_eq!(files.life.events(0).len(), 20_000);
}

#[test]
fn a_machine_with_a_new_nameplate_stays_one_machine() {
    let events =
        "Seriennummer;Datum;Ereignis;Alte Seriennummer;Neue Seriennummer\nRX-9;01.06.2024;Umnummerierung;RX-1;RX-9\n";
    let renamed = "Seriennummer;Maschinentyp;Kunde\nRX-9;RX 500;Huber GmbH\n";
    let all = [machines(), list("crm.csv", renamed, "2026-11-01"), list("lebenslauf.csv", events, "2026-11-01")];
    let files = files(&all, "2026-11-01");
    assert_eq!(files.link.normalised, ["RX1", "RX2"]);
    assert_eq!(files.link.further, [("RX9".to_owned(), 0)]);
    assert_eq!(files.life.events(0).len(), 1);
    assert_eq!(of(&files, "serial_number").as_deref(), Some("RX-1"));
}

#[test]
fn what_lives_after_its_end_is_a_contradiction() {
    let events = "Seriennummer;Datum;Ereignis;Neuer Kunde\nRX-1;01.06.2024;Verschrottung;\nRX-1;01.07.2024;Verkauf;Rossi\n\
         RX-2;01.06.2024;Verschrottung;\nRX-2;01.08.2024;Wieder in Betrieb;\nRX-2;01.09.2024;Umzug;\n";
    let files = files(&[machines(), list("lebenslauf.csv", events, "2026-11-01")], "2026-11-01");
    let found = |machine: usize, as_of: &str, signs: &[base::Sourced<NaiveDate>]| {
        files.life.contradiction(machine, date(as_of), signs).map(|(out, sign)| (*out.on.value(), *sign.value()))
    };
    assert_eq!(found(0, "2026-11-01", &[]), Some((date("2024-06-01"), date("2024-07-01"))));
    assert_eq!(found(0, "2024-06-30", &[]), None);
    assert_eq!(found(1, "2026-11-01", &[]), None);
    let cell = base::CellRef { table: TableId(9), row: 7, column: 0 };
    let visit = base::Sourced::new(date("2024-06-02"), cell);
    assert_eq!(found(0, "2026-11-01", std::slice::from_ref(&visit)), Some((date("2024-06-01"), date("2024-06-02"))));
}

#[test]
fn a_warranty_without_an_end_is_computed_from_its_term() {
    let lists = [
        list(
            "maschinen.csv",
            "Seriennummer;Maschinentyp;Inbetriebnahme;Lieferdatum;Garantie\nRX-1;RX 500;15.03.2025;01.02.2025;24 Monate oder 4.000 h\n\
             RX-2;RX 500;;01.02.2025;\nRX-3;RX 900;15.03.2025;01.02.2025;\n",
            "2026-11-01",
        ),
        list("typen.csv", "Maschinentyp;Garantiedauer;Wartungsintervall\nRX 500;1 Jahr;2000 h\n", "2026-11-01"),
        list("garantien.csv", "Seriennummer;Garantie ab;Garantie bis\nRX-3;15.03.2025;30.06.2027\n", "2026-11-01"),
    ];
    let files = files(&lists, "2026-11-01");
    let warranty = |machine: usize, as_of: &str| files.warranty(machine, date(as_of));
    let own = warranty(0, "2026-11-01").expect("a warranty");
    assert_eq!((own.end, own.given), (date("2027-03-15"), None));
    let parts = own.computed.as_ref().expect("its parts");
    assert_eq!((parts.start_field, *parts.start.value()), ("installed_on", date("2025-03-15")));
    let cells: Vec<(u32, u32, u16)> = own.cells().map(|cell| (cell.table.0, cell.row, cell.column)).collect();
    assert_eq!(cells, [(1, 2, 2), (1, 2, 4)]);
    assert_eq!(warranty(0, "2025-03-14"), None, "the term had not begun");
    let of_type = warranty(1, "2026-11-01").expect("a warranty");
    assert_eq!(of_type.end, date("2026-02-01"));
    let parts = of_type.computed.as_ref().expect("its parts");
    assert_eq!((parts.start_field, parts.months.source().table), ("delivered_on", TableId(2)));
    let given = warranty(2, "2026-11-01").expect("a warranty");
    assert_eq!((given.end, given.computed), (date("2027-06-30"), None));
}

/// A made-up life of one machine: days within two years, in any order.
fn lives() -> impl Strategy<Value = Vec<(u32, usize, usize)>> {
    proptest::collection::vec((0_u32..700, 0_usize..6, 0_usize..4), 0..8)
}

/// The rows of a life as a list, with its heading.
fn as_list<'a>(events: impl Iterator<Item = &'a (u32, usize, usize)>) -> String {
    let mut text = String::from(
        "Seriennummer;Datum;Ereignis;Neuer Kunde;Ort neu;Komponente;Alte Seriennummer;Neue Seriennummer\n",
    );
    for (day, kind, who) in events {
        let on = date("2023-01-01") + chrono::Days::new(u64::from(*day));
        let owner = ["Keller AG", "Rossi S.p.A.", "Meier KG", "Huber GmbH"][*who];
        let city = ["Bern", "Milano", "Graz", "Ulm"][*who];
        let row = match kind {
            0 => format!("Umzug;;{city};;;"),
            1 => format!("Verkauf;{owner};{city};;;"),
            2 => format!("Verkauf;{owner};;;;"),
            3 => format!("Komponententausch;;;Spindel;SP-{who};SP-{}", who + 1),
            4 => "Verschrottung;;;;;".to_owned(),
            _ => "Wieder in Betrieb;;;;;".to_owned(),
        };
        text.push_str(&format!("RX-1;{on};{row}\n"));
    }
    text
}

/// Everything known of the machine on a day, without the cells.
fn known(lists: &[List<'_>], as_of: &str) -> String {
    let files = files(lists, as_of);
    let fields = ["customer_name", "city", "country", "street", "site"].map(|field| of(&files, field));
    let parts: Vec<_> = files
        .life
        .components(0, date(as_of))
        .into_iter()
        .map(|part| {
            (part.serial.map(|of| of.value().clone()), part.from.map(|of| *of.value()), part.to.map(|of| *of.value()))
        })
        .collect();
    format!("{fields:?} {} {parts:?}", files.in_field(0, date(as_of)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// What is known of a day does not depend on what happens later. The list is of before all events and carries
    /// no day; later events can only take from it what they say themselves began with them, which the names here
    /// keep apart.
    #[test]
    fn later_events_do_not_matter(events in lives(), day in 0_u32..700) {
        let as_of = (date("2023-01-01") + chrono::Days::new(u64::from(day))).to_string();
        let elsewhere: Vec<_> = events.iter().map(|(on, kind, who)| (*on, if *kind == 3 { 0 } else { *kind }, who % 3)).collect();
        prop_assume!(elsewhere.iter().any(|(on, ..)| *on <= day));
        let all = as_list(elsewhere.iter());
        let so_far = as_list(elsewhere.iter().filter(|(on, ..)| *on <= day));
        let with = known(&[machines(), list("lebenslauf.csv", &all, "2026-11-01")], &as_of);
        let without = known(&[machines(), list("lebenslauf.csv", &so_far, "2026-11-01")], &as_of);
        prop_assert_eq!(with, without);
    }

    /// Neither the order of the rows nor that of the deliveries matters.
    #[test]
    fn order_does_not_matter(events in lives(), day in 0_u32..700, cut in 0_usize..8) {
        let mut events = events;
        // Two events of one day and kind contradict each other; which of them counts is a matter of trust.
        events.sort_unstable();
        events.dedup_by_key(|(on, ..)| *on);
        prop_assume!(!events.is_empty());
        let as_of = (date("2023-01-01") + chrono::Days::new(u64::from(day))).to_string();
        let (all, reversed) = (as_list(events.iter()), as_list(events.iter().rev()));
        let cut = cut.min(events.len() - 1);
        let (one, other) = (as_list(events[..cut.max(1)].iter()), as_list(events[cut..].iter()));
        let name = "lebenslauf.csv";
        let whole = known(&[machines(), list(name, &all, "2026-11-01")], &as_of);
        let parts = known(&[list(name, &other, "2026-11-01"), machines(), list(name, &one, "2026-11-01")], &as_of);
        let twice = known(&[list(name, &reversed, "2026-11-01"), machines(), list(name, &all, "2026-11-01")], &as_of);
        prop_assert_eq!(&whole, &parts);
        prop_assert_eq!(&whole, &twice);
    }
}

#[test]
fn a_type_is_counted_under_the_spelling_most_machines_bear() {
    let machines = "Serial number;Type\n510001;DFA 24\n510002;DFA24\n510003;DFA 24\n510004;dfa-24\n510005;DFA 36\n";
    let files = files(&[list("machines.csv", machines, "2026-01-01")], "2026-02-01");
    let types = files.type_names();
    assert_eq!(types.usual("DFA24"), "DFA 24");
    assert_eq!(types.usual("dfa-24"), "DFA 24");
    assert_eq!(types.usual("DFA 36"), "DFA 36");
    assert_eq!(files.text("machine_type", 1).as_deref(), Some("DFA24"), "the machine file keeps what its cell says");
}
