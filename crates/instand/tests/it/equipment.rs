//! Lists that know a machine by its SAP equipment number only.

use crate::product::{Engine, Product, text};

#[test]
fn contracts_and_orders_with_equipment_numbers_find_the_machine_through_the_equipment_list() {
    let product = Product::new(Engine::Sqlite, "equipment_numbers");
    // The contracts come first: what ties them is not there yet.
    let contracts = product.file(
        "vertraege.csv",
        b"Vertrag;EQUNR;Vertragsbeginn;Vertragsende\nV-1;000000000010000001;01.01.2026;31.12.2026\nV-2;10000002;01.01.2026;31.12.2026\n",
    );
    product.done(&["import", text(&contracts), "--source", "sd", "--delivered", "2026-10-01"]);
    let equipment = product.file(
        "IH08.csv",
        b"EQUNR;SERNR;TYPBZ;BAUJJ\n10000001;RX-4711;K200;2015\n10000002;RX-4712;K300;2018\n10000002;RX-4713;K300;2018\n",
    );
    let output = product.run(&["import", text(&equipment), "--source", "pm", "--delivered", "2026-11-01"]);
    assert!(matches!(output.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&output.stderr));
    let expiring =
        ["decide", "--as-of", "2026-11-01", "--trigger", "contract-expiring", "--format", "csv", "--verdicts", "all"];
    let verdicts = product.done(&expiring);
    assert!(verdicts.contains("RX-4711,contract-expiring,1,fires"), "its contract is found: {verdicts}");
    assert!(!verdicts.contains("10000001,"), "and is no machine of its own: {verdicts}");
    assert!(verdicts.contains("RX-4712,contract-expiring,1,unknown"), "nobody knows whose V-2 is: {verdicts}");
    // The machine is found by either number, and the proof names the contract's own row.
    let explained = product.done(&["machine", "10000001", "--explain", "--as-of", "2026-11-01"]);
    assert!(explained.contains("RX-4711") && explained.contains("vertraege.csv"), "{explained}");

    // The next contract list says which row is unclear.
    let again = product.file(
        "vertraege-november.csv",
        b"Vertrag;EQUNR;Vertragsbeginn;Vertragsende\nV-2;10000002;01.01.2026;31.12.2026\n",
    );
    let output = product.run(&["import", text(&again), "--source", "sd", "--delivered", "2026-11-02"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("row 2") && said.contains("RX4712, RX4713"), "{said}");

    // Taken back, the contracts are known by equipment number again.
    product.done(&["batch", "take-back", "2"]);
    assert!(product.done(&expiring).contains("10000001,contract-expiring"));
}
