//! The register of contacts from the command line: a file comes in wholly or not at all, and what is taken out comes in again.

use crate::product::{Engine, Product, text};
use serde_json::{Value, json};

fn asked(product: &Product, arguments: &[&str]) -> Value {
    let said = product.done(arguments);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

fn story(engine: Engine, name: &str) {
    let product = Product::new(engine, name);
    let machines = "Serial number;Model;Customer number;Customer;Country;E-mail\nA-1;RX;C-1;Muster GmbH;DE;Einkauf@muster.example\n\
        A-2;RX;C-2;Rossi Srl;IT;info@rossi.example\n";
    let machines = product.file("machines.csv", machines.as_bytes());
    product.done(&["import", text(&machines), "--delivered", "2026-09-01"]);
    let all = asked(&product, &["consents", "list", "--json"]);
    let addresses: Vec<&str> =
        all["items"].as_array().expect("a list").iter().filter_map(|of| of["address"].as_str()).collect();
    assert_eq!(addresses, ["einkauf@muster.example", "info@rossi.example"]);

    let head = "E-mail;Origin;Told at collection;Statement;Topic;On;Evidence\n";
    let wrong = format!(
        "{head}info@rossi.example;;;Objection;;2026-08-01;by phone\ninfo@rossi.example;;;Consent;Spare parts;2026-07-01;form\nx@y.example;;;Consent;;2026-08-01;\n"
    );
    let wrong = product.file("wrong.csv", wrong.as_bytes());
    let said = product.refused(&["consents", "import", text(&wrong)]);
    assert!(said.contains("row 4, Evidence") && said.contains("nothing of wrong.csv was taken in"), "{said}");
    assert_eq!(asked(&product, &["consents", "list", "--json"]), all);

    let good = format!(
        "{head}info@rossi.example;;;Objection;;2026-08-01;by phone\ninfo@rossi.example;;;Consent;Spare parts;2026-07-01;form\neinkauf@muster.example;Sale;yes;;;2024-05-06;order 4711\n"
    );
    let good = product.file("good.csv", good.as_bytes());
    assert!(product.done(&["consents", "import", text(&good)]).contains("3 entries are new"));
    let objected = asked(&product, &["consents", "list", "--state", "objected", "--json"]);
    assert_eq!(objected["items"][0]["said"][0], "objected to all topics on 2026-08-01", "{objected}");
    let sale = asked(&product, &["consents", "list", "--json"]);
    assert_eq!((&sale["items"][0]["origin"], &sale["items"][0]["was_told"]), (&json!("sale"), &json!(true)));
    let out = product.folder.path().join("contacts.xlsx");
    product.done(&["--lang", "it", "consents", "export", "--out", text(&out)]);
    assert!(product.done(&["consents", "import", text(&out)]).contains("0 entries are new, 3 were known"));
    assert!(product.refused(&["consents", "list", "--state", "lost"]).contains("there is no state `lost`"));
}

#[test]
fn a_file_of_consents_comes_in_wholly_or_not_at_all() {
    story(Engine::Sqlite, "consents");
}

#[test]
fn a_file_of_consents_on_postgres() {
    story(Engine::Postgres, "consents");
}
