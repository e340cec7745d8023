//! Machines and customers of a real Tryton: pulled, changed there, pulled again.

use crate::product::{Engine, Product};
use serde_json::{Value, json};
use testkit::tryton::{PASSWORD, Tryton};

/// Tells the product where the Tryton is.
fn set_up(product: &Product, tryton: &Tryton, password: &str) {
    let folder = product.folder.path();
    std::fs::write(folder.join("erp-password"), format!("{password}\n")).expect("written");
    let settings = format!(
        "[outgoing]\nallow = [\"{}\"]\n\n[connectors.erp]\nkind = \"tryton\"\nurl = \"{}\"\ndatabase = \"{}\"\n\
         user = \"admin\"\npassword_file = \"erp-password\"\ncomplete = [\"machines\"]\nevery = \"15m\"\noverlap = \"1s\"\n",
        tryton.destination(),
        tryton.url(),
        tryton.database
    );
    std::fs::write(folder.join("instand.toml"), settings).expect("written");
}

fn pull(product: &Product, arguments: &[&str]) -> Value {
    let said = product.done(&[&["connector", "pull", "erp", "--json"], arguments].concat());
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// Records read of a set, and whether it changed.
fn set(pulled: &Value, file: &str) -> (i64, bool) {
    let sets = pulled["sets"].as_array().expect("sets");
    let of = sets.iter().find(|set| set["file"] == file).unwrap_or_else(|| panic!("{file}: {pulled}"));
    (of["read"].as_i64().expect("a number"), of["changed"].as_bool().expect("a flag"))
}

fn machine(product: &Product, serial: &str) -> Value {
    let said = product.done(&["machine", serial, "--json"]);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// The value that won and where it stands.
fn field(machine: &Value, id: &str) -> (String, Value) {
    let categories = machine["file"].as_object().unwrap_or_else(|| panic!("no file: {machine}"));
    let found = categories.values().find_map(|fields| fields.get(id));
    let found = found.unwrap_or_else(|| panic!("no {id}: {machine}"));
    (found["value"].as_str().unwrap_or_default().to_owned(), found["source"].clone())
}

#[test]
fn what_is_changed_there_changes_here() {
    let product = Product::new(Engine::Sqlite, "tryton_pulled");
    let mut tryton = Tryton::start("tryton_pulled_erp", product.folder.path());
    let muster = tryton.customer("K-100", "Muster Gießerei GmbH", "München", "einkauf@muster.example");
    let rossi = tryton.customer("K-200", "Officine Rossi S.r.l.", "Bolzano", "info@rossi.example");
    let press = tryton.product("VX200", "Presse VX 200");
    let lots = tryton.machines(press, &["SN-1001", "SN-1002", "SN-1003"]);
    tryton.deliver((press, lots[0]), muster, (2021, 3, 15));
    tryton.deliver((press, lots[1]), rossi, (2019, 7, 1));
    set_up(&product, &tryton, PASSWORD);

    let checked: Value = serde_json::from_str(&product.done(&["connector", "check", "erp", "--json"])).expect("JSON");
    assert_eq!(checked["good"], true, "{checked}");
    assert!(checked.to_string().contains("stock.lot: 3 records"), "{checked}");

    // The first time everything comes.
    let first = pull(&product, &[]);
    assert_eq!(first["run"]["whole"], true);
    assert_eq!(first["imported"]["machines"]["added"], 3, "{first}");
    assert_eq!(set(&first, "stock.lot.csv"), (3, true));
    let one = machine(&product, "SN-1001");
    assert_eq!(field(&one, "machine_type").0, "Presse VX 200");
    assert_eq!(field(&one, "customer_name").0, "Muster Gießerei GmbH");
    assert_eq!(field(&one, "city").0, "München");
    assert_eq!(field(&one, "installed_on").0, "2021-03-15");
    let place = field(&one, "installed_on").1;
    assert_eq!(
        (&place["source"], &place["file"], &place["text"]),
        (&json!("erp"), &json!("stock.move.csv"), &json!("2021-03-15"))
    );
    let id = field(&machine(&product, "SN-1003"), "serial_number").1;
    assert_eq!((&id["file"], &id["row"]), (&json!("stock.lot.csv"), &json!(4)), "headings on row 1");

    // Nothing changed: no delivery.
    let before = product.dump();
    let again = pull(&product, &["--full"]);
    assert_eq!((&again["run"]["outcome"], &again["imported"]), (&json!("unchanged"), &Value::Null), "{again}");
    assert_eq!(product.dump(), before);

    // What is written later than what is known comes alone; the second before is looked at again.
    let later = || std::thread::sleep(std::time::Duration::from_millis(2100));
    later();
    tryton.call("stock.lot.write", &[json!([lots[2]]), json!({"number": "SN-1003-A"})]);
    tryton.call("party.address.write", &[json!([rossi.1]), json!({"city": "Brixen"})]);
    assert_eq!(pull(&product, &[])["imported"]["machines"]["added"], 1);
    assert_eq!(field(&machine(&product, "SN-1002"), "city").0, "Brixen", "the delivery's address moved");
    later();
    tryton.call("stock.lot.write", &[json!([lots[2]]), json!({"number": "SN-1003-B"})]);
    tryton.call("party.address.write", &[json!([rossi.1]), json!({"city": "Meran", "street": ""})]);
    let added = tryton.machines(press, &["SN-1004"]);
    let changes = pull(&product, &[]);
    assert_eq!(changes["run"]["whole"], false);
    assert_eq!(set(&changes, "stock.lot.csv"), (2, true), "{changes}");
    assert_eq!(set(&changes, "party.address.csv"), (1, true), "{changes}");
    assert_eq!(set(&changes, "stock.move.csv"), (1, true), "{changes}");
    assert!(!set(&changes, "party.party.csv").1, "{changes}");
    assert_eq!(changes["imported"]["tables"].as_array().map(Vec::len), Some(3), "{changes}");
    let machines = &changes["imported"]["machines"];
    assert_eq!((&machines["added"], &machines["changed"]), (&json!(2), &json!(1)), "{machines}");
    assert_eq!((&machines["gone"], &machines["now"]), (&json!(1), &json!(4)), "{machines}");
    assert!(product.refused(&["machine", "SN-1003"]).contains("SN-1003"), "it is called SN-1003-B now");
    assert_eq!(field(&machine(&product, "SN-1001"), "city").0, "München");
    let moved = machine(&product, "SN-1002");
    assert_eq!(field(&moved, "city").0, "Meran");
    assert!(moved["file"]["location"].get("street").is_none(), "emptied there, empty here: {moved}");

    // What is deleted there, only reading everything finds.
    tryton.call("stock.lot.delete", &[json!(added)]);
    let unseen = pull(&product, &[]);
    assert_eq!(unseen["run"]["outcome"], "unchanged", "{unseen}");
    let found = pull(&product, &["--full"]);
    assert_eq!(found["imported"]["machines"]["gone"], 1, "{found}");

    // A delivery taken back is made up for by the next pull: what it has seen stands in the delivery alone.
    let last = found["imported"]["batch"].as_u64().expect("a delivery").to_string();
    product.done(&["batch", "take-back", &last]);
    assert_eq!(pull(&product, &["--full"])["imported"]["machines"]["gone"], 1);

    // The server goes: one sentence, nothing lost; it comes back.
    tryton.stop();
    let before = product.dump();
    let refused = product.refused(&["connector", "pull", "erp"]);
    assert!(refused.contains("does not answer"), "{refused}");
    assert_eq!(product.dump(), before);
    let listed = product.done(&["connector", "list", "--json"]);
    assert!(listed.contains("\"last_outcome\":\"failed\""), "{listed}");
    tryton.serve();
    assert_eq!(pull(&product, &[])["run"]["outcome"], "unchanged");
}

#[test]
fn who_may_not_is_told_so_and_no_password_is_shown() {
    let product = Product::new(Engine::Sqlite, "tryton_refused");
    let tryton = Tryton::start("tryton_refused_erp", product.folder.path());
    set_up(&product, &tryton, "wrong-hunter22");
    let refused = product.refused(&["connector", "pull", "erp"]);
    assert!(refused.contains("refuses the sign-in of `admin`"), "{refused}");
    assert!(!refused.contains("hunter22"), "{refused}");
    let checked = product.done(&["connector", "check", "erp"]);
    assert!(checked.contains("refuses the sign-in"), "{checked}");

    // Not named by an administrator: no connection.
    let path = product.folder.path().join("instand.toml");
    let text = std::fs::read_to_string(&path).expect("settings");
    std::fs::write(
        &path,
        text.replace(&tryton.destination(), "elsewhere.example.com:80")
            .replace("http://elsewhere.example.com:80", &tryton.url()),
    )
    .expect("written");
    let refused = product.refused(&["connector", "pull", "erp"]);
    assert!(refused.contains(&format!("allow = [\"{}\"]", tryton.destination())), "{refused}");

    // A model the server does not have.
    set_up(&product, &tryton, PASSWORD);
    let text = std::fs::read_to_string(&path).expect("settings");
    let wrong = "[[connectors.erp.records]]\nmodel = \"nothing.here\"\nkind = \"machines\"\ncolumns = { number = \"serial_number\" }\n";
    std::fs::write(&path, format!("{text}{wrong}")).expect("written");
    let refused = product.refused(&["connector", "pull", "erp"]);
    assert!(refused.contains("nothing.here"), "{refused}");
    let checked = product.done(&["connector", "check", "erp"]);
    assert!(checked.contains("no such model"), "{checked}");
}
