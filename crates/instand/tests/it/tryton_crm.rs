//! Opportunities in a real Tryton: brought there, made once whatever happens on the way, sold there, read back.

use crate::product::{Engine, Product, text};
use serde_json::{Value, json};
use std::time::Duration;
use testkit::faulty_way::{Fault, FaultyWay};
use testkit::tryton::{Tryton, USER_PASSWORD};

const FIELDS: [&str; 8] =
    ["reference", "number", "state", "description", "amount", "party.code", "employee.party.code", "end_date"];

/// A Tryton with a user for us and this many customers, K-0000 and on.
fn tryton(product: &Product, name: &str, customers: usize) -> Tryton {
    let tryton = Tryton::start(name, product.folder.path());
    tryton.user("instand", &["Sale Opportunity", "Sales", "Stock"]);
    let parties: Vec<Value> = (0..customers)
        .map(|n| {
            json!({
                "name": format!("Kunde {n} GmbH"), "code": format!("C-{n:04}"),
                "addresses": [["create", [{"street": "Hauptstraße 1", "city": "München"}]]],
            })
        })
        .collect();
    tryton.call("party.party.create", &[Value::Array(parties)]);
    let seller = tryton.call("party.party.create", &[json!([{"name": "Anna Huber", "code": "E-7"}])]);
    tryton.call("company.employee.create", &[json!([{"party": seller[0], "company": 1}])]);
    tryton
}

/// Machines with contracts that end soon: each makes an opportunity.
fn decide(product: &Product, machines: std::ops::Range<usize>, value: usize, day: &str) {
    let mut list = String::from("Serial number;Model;Installed on;Customer number;Customer;Country\n");
    let mut contracts = String::from("Serial number;Contract number;Contract start;Contract end;Annual value\n");
    for n in machines {
        list.push_str(&format!("A-{n:04};RX;2019-03-04;C-{n:04};Kunde {n} GmbH;DE\n"));
        contracts.push_str(&format!("A-{n:04};K-{n};2024-01-01;2026-12-31;{}\n", value + n));
    }
    let list = product.file("machines.csv", list.as_bytes());
    let contracts = product.file("contracts.csv", contracts.as_bytes());
    product.done(&["import", text(&list), text(&contracts), "--delivered", day]);
    product.done(&["decide", "--as-of", day]);
}

/// Tells the product where the Tryton is.
fn set_up(product: &Product, tryton: &Tryton, way: &FaultyWay, patience: &str) {
    let folder = product.folder.path();
    std::fs::write(folder.join("password"), format!("{USER_PASSWORD}\n")).expect("written");
    let settings = format!(
        "public_url = \"https://instand.example\"\n[outgoing]\nallow = [\"{}\"]\n\n[connectors.tryton]\nkind = \"tryton\"\n\
         url = \"{}\"\ndatabase = \"{}\"\nuser = \"instand\"\npassword_file = \"password\"\noverlap = \"1s\"\n\
         writes_opportunities = true\npatience = \"{patience}\"\n\
         employees = {{ unassigned = \"E-7\" }}\n",
        way.destination(),
        way.url(),
        tryton.database
    );
    std::fs::write(folder.join("instand.toml"), settings).expect("written");
}

/// A product with so many opportunities, a Tryton, and the way there, on which answers are waited for so long.
fn site(engine: Engine, name: &str, count: usize, patience: &str) -> (Product, Tryton, FaultyWay) {
    let product = Product::new(engine, name);
    let tryton = tryton(&product, &format!("{name}_erp"), count);
    let way = FaultyWay::to(&tryton.destination());
    set_up(&product, &tryton, &way, patience);
    decide(&product, 0..count, 1_000, "2026-11-01");
    (product, tryton, way)
}

fn asked(product: &Product, arguments: &[&str]) -> Value {
    let said = product.done(arguments);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

fn push(product: &Product) -> Value {
    asked(product, &["connector", "push", "tryton", "--json"])
}

/// What became of opportunities.
fn outcomes(product: &Product) -> Value {
    asked(product, &["connector", "pull", "tryton", "--json"])["opportunities"].clone()
}

/// `created`, `updated`, `unchanged`, `failed`, `waiting`.
fn numbers(pushed: &Value) -> [u64; 5] {
    ["created", "updated", "unchanged", "failed", "waiting"].map(|name| pushed[name].as_u64().expect("a number"))
}

fn opportunities(tryton: &Tryton) -> Vec<Value> {
    tryton.records("sale.opportunity", json!([]), &FIELDS)
}

/// Asserts that there are so many, each key once.
fn each_once(tryton: &Tryton, count: usize) {
    let mut keys: Vec<String> =
        opportunities(tryton).iter().map(|of| of["reference"].as_str().expect("a key").to_owned()).collect();
    keys.sort();
    assert_eq!(keys.len(), count);
    keys.dedup();
    assert_eq!(keys.len(), count, "exactly one a key");
    let notes = tryton.records("ir.note", json!([]), &["resource"]);
    assert_eq!(notes.len(), count, "one note each");
}

/// The reason of the first entry of the outbox in a state.
fn reason(product: &Product, state: &str) -> String {
    let outbox = asked(product, &["outbox", "list", "--state", state, "--json"]);
    outbox["items"][0]["reason"].as_str().unwrap_or_else(|| panic!("no reason: {outbox}")).to_owned()
}

fn id(of: &Value) -> i64 {
    of["id"].as_i64().expect("an id")
}

fn story(engine: Engine, name: &str) {
    let (product, tryton, _way) = site(engine, name, 30, "1m");
    let checked = asked(&product, &["connector", "check", "tryton", "--json"]);
    assert_eq!(checked["good"], true, "{checked}");
    assert_eq!(numbers(&push(&product)), [30, 0, 0, 0, 0]);
    each_once(&tryton, 30);
    let records = opportunities(&tryton);
    let of = &records[0];
    let title = of["description"].as_str().expect("a title");
    assert!(title.contains("RX") && title.contains("Kunde"), "{of}");
    assert_eq!((&of["state"], of["party."]["code"].as_str().map(str::len)), (&json!("lead"), Some(6)), "{of}");
    assert!(
        title.contains(&of["party."]["code"].as_str().expect("a code").replace("C-", "A-")),
        "its own customer: {of}"
    );
    let notes =
        tryton.records("ir.note", json!([["resource", "=", format!("sale.opportunity,{}", id(of))]]), &["message"]);
    let proof = notes[0]["message"].as_str().expect("the proof");
    assert!(proof.contains("contracts.csv") && proof.contains("2026-12-31"), "the cell that proves it: {proof}");
    assert!(proof.contains("https://instand.example/machines/"), "{proof}");

    // The same again writes nothing; not even when it is forgotten here what was sent.
    assert_eq!(numbers(&push(&product)), [0, 0, 30, 0, 0]);

    // Nothing happened there: nothing comes back.
    let read = outcomes(&product);
    assert_eq!((&read["read"], &read["changed"]), (&json!(30), &json!(0)), "{read}");

    // What is worth more here is worth more there. What has become a sale there is its people's.
    let sale = tryton.convert(id(&records[1]), "5100");
    decide(&product, 0..30, 90_000, "2026-11-02");
    assert_eq!(numbers(&push(&product)), [0, 29, 1, 0, 0]);
    let now = opportunities(&tryton);
    assert!(now[0]["amount"]["decimal"].as_str().is_some_and(|amount| amount.starts_with("900")), "{}", now[0]);
    assert_ne!(now[1]["amount"]["decimal"].as_str().map(|amount| amount.starts_with("900")), Some(true), "{}", now[1]);
    each_once(&tryton, 30);

    // A draft, a quote, an order: each comes back once, with its number.
    let read = outcomes(&product);
    assert_eq!((&read["changed"], &read["won"]), (&json!(1), &json!(0)), "{read}");
    let stages = |stage: &str| {
        let dump = product.dump();
        dump.lines().filter(|line| line.starts_with("opportunity") && line.contains(stage)).count()
    };
    assert_eq!((stages("Contacted"), stages("Quoted")), (1, 0));
    tryton.call("sale.sale.quote", &[json!([sale])]);
    assert_eq!(outcomes(&product)["changed"], 1);
    assert_eq!(stages("Quoted"), 1);
    assert_eq!(outcomes(&product)["changed"], 0, "read twice, taken once");
    tryton.call("sale.sale.confirm", &[json!([sale])]);
    let read = outcomes(&product);
    assert_eq!((&read["changed"], &read["won"], &read["lost"]), (&json!(1), &json!(1), &json!(0)), "{read}");
    assert_eq!(stages("Won"), 1);

    // Lost there, taken up again there, deleted there.
    let other = id(&records[2]);
    tryton.call("sale.opportunity.lost", &[json!([other])]);
    assert_eq!(outcomes(&product)["lost"], 1);
    tryton.call("sale.opportunity.lead", &[json!([other])]);
    assert_eq!(outcomes(&product)["changed"], 1);
    assert_eq!((stages("Lost"), stages("Contacted")), (0, 1));
    tryton.call("sale.opportunity.delete", &[json!([id(&records[3])])]);
    let read = outcomes(&product);
    assert_eq!((&read["deleted"], &read["problems"]), (&json!(1), &json!([])), "{read}");
    assert_eq!(outcomes(&product)["changed"], 0);
    let pushed = push(&product);
    assert_eq!(numbers(&pushed)[0], 0, "what was deleted there is not made anew: {pushed}");
    assert!(reason(&product, "failed").contains("deleted in Tryton"), "{pushed}");
}

#[test]
fn opportunities_go_to_tryton_and_are_sold_there_on_sqlite() {
    story(Engine::Sqlite, "tryton_crm_story");
}

#[test]
fn opportunities_go_to_tryton_and_are_sold_there_on_postgres() {
    story(Engine::Postgres, "tryton_crm_story_pg");
}

#[test]
fn an_answer_that_is_lost_makes_no_second_opportunity() {
    let (product, tryton, way) = site(Engine::Sqlite, "tryton_crm_lost", 12, "1m");
    way.fault("model.sale.opportunity.create", Fault::AnswerLost);
    let first = push(&product);
    assert_eq!(numbers(&first), [12, 0, 0, 0, 0], "looked for at once, and found: {first}");
    assert_eq!(way.requests("model.sale.opportunity.create"), 1);
    each_once(&tryton, 12);

    // The answer to the notes is lost: they are there, and are looked for before any is made.
    decide(&product, 0..14, 1_000, "2026-11-02");
    for n in [12, 13] {
        let party = json!([{"name": format!("Kunde {n} GmbH"), "code": format!("C-{n:04}")}]);
        tryton.call("party.party.create", &[party]);
    }
    way.fault("model.ir.note.create", Fault::AnswerLost);
    assert_eq!(numbers(&push(&product)), [0, 0, 12, 0, 2]);
    assert_eq!(numbers(&push(&product)), [0, 0, 14, 0, 0]);
    each_once(&tryton, 14);

    // A change whose answer is lost was made.
    decide(&product, 0..14, 50_000, "2026-11-03");
    way.fault("model.sale.opportunity.write", Fault::AnswerLost);
    assert_eq!(numbers(&push(&product))[4], 14);
    assert_eq!(numbers(&push(&product))[4], 0);
    each_once(&tryton, 14);

    // A session that is over is signed in again, once, and a server that is busy for a moment is waited for.
    decide(&product, 0..14, 60_000, "2026-11-04");
    way.fault("model.sale.opportunity.write", Fault::SignedOut);
    way.fault("model.sale.opportunity.search_read", Fault::Busy);
    assert_eq!(numbers(&push(&product)), [0, 14, 0, 0, 0]);
    each_once(&tryton, 14);
}

#[test]
fn what_tryton_is_still_at_is_not_sent_again() {
    let (product, tryton, way) = site(Engine::Sqlite, "tryton_crm_slow", 5, "3s");
    // Tryton takes longer than anybody waits: the search afterwards finds nothing yet.
    way.fault("model.sale.opportunity.create", Fault::Slow(Duration::from_secs(5)));
    assert_eq!(numbers(&push(&product)), [0, 0, 0, 0, 5]);
    assert!(reason(&product, "waiting").contains("no answer"), "{}", reason(&product, "waiting"));
    let second = push(&product);
    assert_eq!(numbers(&second)[0], 0, "{second}");
    std::thread::sleep(Duration::from_secs(7));
    let third = push(&product);
    assert_eq!((numbers(&third)[3], numbers(&third)[4]), (0, 0), "{third}");
    assert_eq!(way.requests("model.sale.opportunity.create"), 1);
    each_once(&tryton, 5);
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test measures how long a killed process was at it")]
fn killed_in_the_middle_each_opportunity_is_there_exactly_once() {
    let (product, tryton, way) = site(Engine::Sqlite, "tryton_crm_killed", 40, "3s");
    for moment in ["model.sale.opportunity.search_read", "model.sale.opportunity.create", "model.ir.note.create"] {
        // Held up on its way, so that it is carried out after the process that asked for it is gone.
        way.fault(moment, Fault::Slow(Duration::from_secs(2)));
        let before = way.requests(moment);
        let mut child = product.command(&["connector", "push", "tryton"]).spawn().expect("started");
        let begin = std::time::Instant::now();
        while way.requests(moment) == before {
            assert!(begin.elapsed() < Duration::from_secs(60), "{moment} never came");
            std::thread::sleep(Duration::from_millis(20));
        }
        // SIGKILL: nothing is tidied up.
        child.kill().expect("killed");
        child.wait().expect("ended");
        let said = product.refused(&["connector", "push", "tryton"]);
        assert!(said.contains("another process is at it"), "its turn lasts: {said}");
        // As long as the turn of the one that was killed lasts.
        std::thread::sleep(Duration::from_secs(10));
    }
    let last = push(&product);
    assert_eq!(numbers(&last), [0, 0, 40, 0, 0], "{last}");
    assert_eq!(way.requests("model.sale.opportunity.create"), 1);
    each_once(&tryton, 40);
}

#[test]
fn what_a_person_must_see_to_is_said() {
    let (product, tryton, way) = site(Engine::Sqlite, "tryton_crm_refused", 10, "1m");
    let settings = product.folder.path().join("instand.toml");
    let plain = std::fs::read_to_string(&settings).expect("settings");

    // A customer Tryton does not know is not made; one it knows by an identifier is found.
    let party = |code: &str| id(&tryton.records("party.party", json!([["code", "=", code]]), &["code"])[0]);
    tryton.call("party.party.write", &[json!([party("C-0003")]), json!({"code": "X-3"})]);
    let identifier = json!({"code": "X-4", "identifiers": [["create", [{"code": "C-0004"}]]]});
    tryton.call("party.party.write", &[json!([party("C-0004")]), identifier]);
    let parties = tryton.records("party.party", json!([]), &["code"]).len();
    let first = push(&product);
    assert_eq!(numbers(&first), [9, 0, 0, 1, 0], "{first}");
    let why = reason(&product, "failed");
    assert!(why.contains("C-0003") && why.contains("no active party"), "{why}");
    assert_eq!(tryton.records("party.party", json!([]), &["code"]).len(), parties, "no party is made");
    tryton.call("party.party.write", &[json!([party("X-3")]), json!({"code": "C-0003"})]);
    assert_eq!(product.done(&["outbox", "retry"]), "1 go again\n");
    assert_eq!(numbers(&push(&product)), [1, 0, 9, 0, 0]);
    each_once(&tryton, 10);

    // Two that carry one key: nothing is written, both are named. A copy made in Tryton takes the reference along.
    let records = opportunities(&tryton);
    tryton.call("sale.opportunity.copy", &[json!([id(&records[0])])]);
    decide(&product, 0..10, 70_000, "2026-11-02");
    let twice = push(&product);
    assert_eq!(numbers(&twice), [0, 9, 0, 1, 0], "{twice}");
    let why = reason(&product, "failed");
    assert!(why.contains("same reference") && why.contains(records[0]["number"].as_str().expect("a number")), "{why}");
    let copies = tryton.records("sale.opportunity", json!([["reference", "=", records[0]["reference"]]]), &["amount"]);
    assert_eq!(copies.len(), 2);
    assert_eq!(copies[0]["amount"], copies[1]["amount"], "neither was changed");
    tryton.call("sale.opportunity.write", &[json!([id(&copies[1])]), json!({"reference": ""})]);
    product.done(&["outbox", "retry"]);
    assert_eq!(numbers(&push(&product)), [0, 1, 9, 0, 0]);

    // A user without the group is told so, and nothing is tried again and again.
    tryton.user("guest", &[]);
    std::fs::write(&settings, plain.replace("user = \"instand\"", "user = \"guest\"")).expect("written");
    let checked = product.run(&["connector", "check", "tryton", "--json"]);
    let checked = String::from_utf8_lossy(&checked.stdout).into_owned();
    assert!(checked.contains("give it the group Sale Opportunity"), "{checked}");
    decide(&product, 0..10, 80_000, "2026-11-03");
    let refused = push(&product);
    assert_eq!(numbers(&refused), [0, 0, 0, 0, 10], "{refused}");
    assert!(reason(&product, "parked").contains("not allowed to access"), "{refused}");
    std::fs::write(product.folder.path().join("password"), "wrong-hunter22\n").expect("written");
    let refused = push(&product);
    assert!(refused["problems"].to_string().contains("refuses the sign-in of `guest`"), "{refused}");
    assert!(!refused.to_string().contains("hunter22"), "{refused}");

    // Two CRMs for the same opportunities.
    let both = format!("{plain}[connectors.salesforce]\nlogin_url = \"http://127.0.0.1:9\"\nclient_id = \"x\"\n");
    std::fs::write(&settings, both).expect("written");
    let said = product.refused(&["connector", "push", "tryton"]);
    assert!(said.contains("[connectors.salesforce] and to [connectors.tryton]"), "{said}");
    drop(way);
}

#[test]
fn a_thousand_opportunities_take_a_few_dozen_calls() {
    let (product, tryton, _way) = site(Engine::Sqlite, "tryton_crm_many", 1_000, "1m");
    let first = push(&product);
    assert_eq!(numbers(&first), [1_000, 0, 0, 0, 0]);
    let calls = first["calls"].as_u64().expect("a number");
    assert!(calls <= 24, "{calls} calls to make 1,000");
    each_once(&tryton, 1_000);
    decide(&product, 0..1_000, 30_000, "2026-11-02");
    let second = push(&product);
    assert_eq!(numbers(&second), [0, 1_000, 0, 0, 0]);
    let calls = second["calls"].as_u64().expect("a number");
    assert!(calls <= 24, "{calls} calls to change 1,000");
    let third = push(&product);
    assert_eq!(numbers(&third), [0, 0, 1_000, 0, 0]);
    assert!(third["calls"].as_u64().is_some_and(|calls| calls <= 4), "{third}");
}
