//! Field service from the command line: technicians brought in, a campaign's work orders planned, the reasons of what is left out.

use crate::product::{Engine, Product, text};
use serde_json::{Value, json};

const MACHINES: &str = "Serial number;Model;Installed on;Customer number;Customer;Street;Postcode;City;Country\n\
    A-1;RX;2017-03-04;C-1;Muster GmbH;Weg 1;4400;Steyr;AT\n\
    A-2;RX;2019-11-10;C-2;Rossi Srl;Via 2;4600;Wels;AT\n\
    A-3;VX;2021-01-01;C-3;Huber AG;Weg 3;20095;Hamburg;DE\n";

const CONTRACTS: &str = "Serial number;Contract number;Contract start;Contract end\n\
    A-1;K-1;2025-01-01;2026-11-29\nA-2;K-2;2025-01-01;2026-11-29\nA-3;K-3;2025-01-01;2026-11-29\n";

const CAMPAIGN: &str = "id = \"inspection\"\nversion = 1\ntype = \"contract-renewal\"\ntopic = \"renewal\"\nrest_days = 30\n\
    title = { de = \"Besuch\", en = \"Visit\", it = \"Visita\" }\nexplanation = { de = \"x\", en = \"x\", it = \"x\" }\n\
    [[steps]]\nid = \"visit\"\nkind = \"work_order\"\ndue_days = 14\ntitle = { de = \"Durchsicht\", en = \"Inspection\", it = \"Ispezione\" }\n\
    [[steps]]\nid = \"await\"\nkind = \"wait\"\ndays = 60\n\
    [[steps]]\nid = \"end\"\nkind = \"end\"\nreason = \"completed\"\n";

fn asked(product: &Product, arguments: &[&str]) -> Value {
    let said = product.done(arguments);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

fn list<'v>(of: &'v Value, name: &str) -> &'v [Value] {
    of[name].as_array().unwrap_or_else(|| panic!("{name} of {of}"))
}

fn work_orders_are_planned(engine: Engine) {
    let product = Product::new(engine, "tours_planned");
    let machines = product.file("machines.csv", MACHINES.as_bytes());
    let contracts = product.file("contracts.csv", CONTRACTS.as_bytes());
    product.done(&["import", text(&machines), text(&contracts), "--delivered", "2026-09-01"]);
    let campaign = product.file("inspection.toml", CAMPAIGN.as_bytes());
    product.done(&["campaign", "new", text(&campaign)]);
    product.done(&["campaign", "start", "inspection"]);
    for _ in 0..2 {
        product.done(&["decide", "--as-of", "2026-09-01"]);
        let open = asked(&product, &["tours", "show", "--json"]);
        assert_eq!(list(&open, "left_out").len(), 3, "a visit a machine, however often it is decided: {open}");
        assert_eq!(list(&open, "left_out")[0]["why"], "not planned yet");
    }
    let nobody = product.refused(&["tours", "plan", "--seconds", "1"]);
    assert!(nobody.contains("there are no technicians"), "{nobody}");

    let wrong = product.file("wrong.csv", b"name;address;days\nEva;Weg 1, 4020 Linz, AT;1-5\nMax;Mond;8\n");
    let refused = product.refused(&["technician", "import", text(&wrong)]);
    assert!(refused.contains("line 3: `8` are no days"), "{refused}");
    assert_eq!(asked(&product, &["technician", "list", "--json"]), json!({"technicians": []}), "all or nothing");
    let good = product.file(
        "good.csv",
        "name;address;skills;from;until;break\nEva;Weg 1, 4020 Linz, AT;Pressen|Steuerung;07:00;16:00;none\n"
            .as_bytes(),
    );
    for _ in 0..2 {
        product.done(&["technician", "import", text(&good)]);
        let all = asked(&product, &["technician", "list", "--json"]);
        assert_eq!(list(&all, "technicians").len(), 1, "who is there by name is changed: {all}");
        assert_eq!(list(&all, "technicians")[0]["skills"], json!(["Pressen", "Steuerung"]));
    }

    let planned = asked(&product, &["tours", "plan", "--days", "7", "--seconds", "1", "--json"]);
    let stops: usize = list(&planned, "tours").iter().map(|tour| list(tour, "stops").len()).sum();
    assert_eq!(stops, 2, "Steyr and Wels: {planned}");
    let left = list(&planned, "left_out");
    assert_eq!((left.len(), &left[0]["customer"]), (1, &json!("Huber AG")), "{planned}");
    let why = left[0]["why"].as_str().expect("why");
    assert!(why.contains("for Eva on") && why.contains("minutes are missing"), "who is nearest, by name: {why}");
    assert_eq!(asked(&product, &["tours", "show", "--days", "7", "--json"]), planned);
}

#[test]
fn work_orders_are_planned_on_sqlite() {
    work_orders_are_planned(Engine::Sqlite);
}

#[test]
fn work_orders_are_planned_on_postgres() {
    work_orders_are_planned(Engine::Postgres);
}
