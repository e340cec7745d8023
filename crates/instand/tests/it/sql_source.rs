//! A foreign PostgreSQL: the rows of a query, read only, the changes alone where it can tell them.

use crate::product::{Engine, Product};
use serde_json::{Value, json};
use std::process::Command;

fn sql(url: &str, statements: &str) {
    let done = Command::new("psql")
        .args(["--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-c", statements, url])
        .output()
        .expect("psql starts");
    assert!(done.status.success(), "{statements}: {}", String::from_utf8_lossy(&done.stderr));
}

fn destination(url: &str) -> &str {
    url.rsplit_once('@').and_then(|(_, rest)| rest.split_once('/')).map_or("", |(host, _)| host)
}

const TABLE: &str = "create table equipment (id bigint primary key, serial text, model text, customer text, \
    price numeric(20, 2), commissioned date, changed_at timestamptz not null default now()); \
    insert into equipment select n, 'M' || lpad(n::text, 5, '0'), 'RX ' || n % 3, 'Kunde ' || n % 7, 1000.5 * n, \
    date '2015-01-01' + n::int, timestamptz '2026-01-01 00:00+00' + n * interval '1 minute' \
    from generate_series(1, 12000) n;";

fn set_up(product: &Product, url: &str, more: &str) {
    let settings = format!(
        "[outgoing]\nallow = [\"{}\"]\n\n[connectors.service-db]\nkind = \"sql\"\nurl = \"{url}\"\nat = \"02:30\"\noverlap = \"2m\"\n\
         complete = [\"machines\"]\n\n[[connectors.service-db.records]]\nname = \"machines\"\nkind = \"machines\"\n\
         query = \"select id, serial, model, customer, price, commissioned, changed_at from equipment;\"\n\
         columns = {{ serial = \"serial_number\", model = \"machine_type\", customer = \"customer_name\", \
         price = \"purchase_price\", commissioned = \"installed_on\" }}\n{more}",
        destination(url)
    );
    std::fs::write(product.folder.path().join("instand.toml"), settings).expect("written");
}

fn pull(product: &Product, arguments: &[&str]) -> Value {
    let said = product.done(&[&["connector", "pull", "service-db", "--json"], arguments].concat());
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

const INCREMENTAL: &str = "key = [\"id\"]\nchange_column = \"changed_at\"\n";

fn story(engine: Engine, own: &str, foreign: &str) {
    let product = Product::new(engine, own);
    let url = testkit::database::postgres(foreign);
    sql(&url, TABLE);
    set_up(&product, &url, INCREMENTAL);
    let first = pull(&product, &[]);
    assert_eq!(first["imported"]["machines"]["added"], 12_000, "{}", first["run"]);
    let machine: Value = serde_json::from_str(&product.done(&["machine", "M00042", "--json"])).expect("JSON");
    assert!(machine.to_string().contains("2015-02-12"), "{machine}");
    assert!(machine.to_string().contains("42021"), "{machine}");
    let dump = product.dump();

    // The overlap brings the last minutes again, which changes nothing.
    let again = pull(&product, &[]);
    assert_eq!(again["run"]["outcome"], "unchanged");
    assert_eq!(again["sets"][0]["read"], 3, "two minutes before the last, and the last");
    assert_eq!(product.dump(), dump);

    sql(
        &url,
        "update equipment set model = 'RX 9', changed_at = now() where id = 7; \
               update equipment set serial = 'M-NEU', customer = null, changed_at = now() where id = 8; \
               delete from equipment where id = 9",
    );
    let changes = pull(&product, &[]);
    assert_eq!((&changes["sets"][0]["read"], &changes["sets"][0]["records"]), (&json!(5), &json!(12_000)), "{changes}");
    let machines = &changes["imported"]["machines"];
    assert_eq!(
        (&machines["added"], &machines["changed"], &machines["gone"], &machines["now"]),
        (&json!(1), &json!(1), &json!(1), &json!(12_000)),
        "{machines}"
    );
    let whole = pull(&product, &["--full"]);
    assert_eq!(whole["imported"]["machines"]["gone"], 1, "the deleted row");
    // What changes back is a change, too.
    sql(&url, "update equipment set model = 'RX 1', changed_at = timestamptz '2026-01-01 00:07+00' where id = 7");
    assert_eq!(pull(&product, &["--full"])["imported"]["machines"]["changed"], 1);

    // Most rows gone: more likely a right that was taken away.
    sql(&url, "delete from equipment where id > 100");
    let before = product.dump();
    let refused = product.refused(&["connector", "pull", "service-db", "--full"]);
    assert!(refused.contains("--accept-loss"), "{refused}");
    assert_eq!(product.dump(), before);
    let accepted = pull(&product, &["--full", "--accept-loss"]);
    assert_eq!(accepted["imported"]["machines"]["now"], 99, "{}", accepted["run"]);
}

#[test]
fn changes_come_alone_and_nothing_vanishes_on_sqlite() {
    story(Engine::Sqlite, "unused", "foreign_sqlite");
}

#[test]
fn changes_come_alone_and_nothing_vanishes_on_postgresql() {
    story(Engine::Postgres, "own_sql_source", "foreign_postgres");
}

#[test]
fn a_query_cannot_write_and_errors_name_it() {
    let product = Product::new(Engine::Sqlite, "unused");
    let url = testkit::database::postgres("foreign_errors");
    sql(&url, TABLE);
    sql(&url, "create function grow() returns bigint language sql as 'delete from equipment returning id'");
    let wrong = |query: &str, more: &str| {
        set_up(&product, &url, more);
        let path = product.folder.path().join("instand.toml");
        let text = std::fs::read_to_string(&path).expect("settings");
        let old = "select id, serial, model, customer, price, commissioned, changed_at from equipment;";
        std::fs::write(&path, text.replace(old, query)).expect("written");
        product.refused(&["connector", "pull", "service-db"])
    };
    let columns = "serial, model, customer, price, commissioned, changed_at";
    let said = wrong(&format!("select grow() id, {columns} from equipment"), "");
    assert!(said.contains("read-only transaction"), "{said}");
    let said = wrong("select 1) q; delete from equipment; select (1", "");
    assert!(said.contains("machines"), "{said}");
    let said = wrong("select nothing from nowhere", "");
    assert!(said.contains("nowhere"), "{said}");
    let said = wrong("select id from equipment", "");
    assert!(said.contains("has no column") && said.contains("it has id"), "{said}");
    let said = wrong(&format!("select id, id, {columns} from equipment"), "");
    assert!(said.contains("two columns are called `id`"), "{said}");
    let said = wrong(&format!("select id % 3 id, {columns} from equipment"), "key = [\"id\"]\n");
    assert!(said.contains("two rows of the query have the key id = "), "{said}");
    let checked = product.done(&["connector", "check", "service-db"]);
    assert!(checked.contains("superuser"), "{checked}");
    let rows = Command::new("psql").args(["-tAc", "select count(*) from equipment", &url]).output().expect("psql");
    assert_eq!(String::from_utf8_lossy(&rows.stdout).trim(), "12000");
}

#[test]
fn nobody_answers_and_nobody_was_allowed() {
    let product = Product::new(Engine::Sqlite, "unused");
    set_up(&product, "postgres://reader@127.0.0.1:1/nothing", "");
    let said = product.refused(&["connector", "pull", "service-db"]);
    assert!(said.contains("127.0.0.1:1 does not answer"), "{said}");
    for url in [
        "postgres://reader:hunter22@127.0.0.1:1/x",
        "postgres://reader@127.0.0.1:1/x?host=elsewhere",
        "mysql://x@127.0.0.1:1/x",
    ] {
        set_up(&product, url, "");
        let said = product.refused(&["connector", "list"]);
        assert!(said.contains("[connectors.service-db]") && !said.contains("hunter22"), "{said}");
    }
}
