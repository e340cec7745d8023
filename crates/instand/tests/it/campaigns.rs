//! Campaigns from the command line: a template is copied, tried, goes live, runs day by day, and ends when its reason is gone.

use crate::mail::{header, mail_settings};
use crate::product::{Engine, Product, text};
use serde_json::{Value, json};
use testkit::mail::MailServers;
use testkit::salesforce::{Org, Setup};

const MACHINES: &str = "Serial number;Model;Installed on;Customer number;Customer;Country;E-mail\n\
    A-1;RX;2017-03-04;C-1;Muster GmbH;DE;einkauf@muster.example\n\
    A-2;RX;2019-11-10;C-2;Rossi Srl;IT;info@rossi.example\n\
    A-3;VX;2021-01-01;C-3;Huber AG;AT;office@huber.example\n";

fn product(engine: Engine, name: &str, contracts: &str) -> Product {
    let product = Product::new(engine, name).at("2026-09-02T09:00:00Z");
    let machines = product.file("machines.csv", MACHINES.as_bytes());
    let contracts = product.file("contracts.csv", contracts.as_bytes());
    product.done(&["import", text(&machines), text(&contracts), "--delivered", "2026-09-01"]);
    product
}

fn asked(product: &Product, arguments: &[&str]) -> Value {
    let said = product.done(arguments);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// The enrolment of a machine in a campaign.
fn enrolment(product: &Product, campaign: &str, serial: &str) -> Option<Value> {
    let all = asked(product, &["campaign", "enrolments", campaign, "--json"]);
    let all = all["enrolments"].as_array().expect("a list").clone();
    all.into_iter().find(|of| of["serial_number"] == serial)
}

#[test]
fn a_template_is_tried_made_small_goes_live_and_is_widened() {
    let contracts = "Serial number;Contract number;Contract start;Contract end\n\
        A-1;K-1;2025-01-01;2026-11-29\nA-2;K-2;2025-01-01;2026-10-30\nA-3;K-3;2025-01-01;2026-11-29\n";
    let product = product(Engine::Sqlite, "campaign_small", contracts);
    product.done(&["decide", "--as-of", "2026-09-01"]);
    let nothing = product.dump();
    let tried = asked(&product, &["campaign", "dry-run", "contract-renewal", "--as-of", "2026-09-01", "--json"]);
    assert_eq!(tried["enrolled"].as_array().map(Vec::len), Some(3), "{tried}");
    let first = &tried["enrolled"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|of| of["serial_number"] == "A-1")
        .expect("A-1")
        .clone();
    let kinds: Vec<&str> =
        first["messages"].as_array().expect("messages").iter().filter_map(|of| of["kind"].as_str()).collect();
    // No mail server is set up: what would be mails are tasks, and say so.
    assert_eq!(kinds, ["task", "task", "task", "task"], "{first}");
    assert_eq!(first["messages"][0]["reasons"], json!(["not_set_up"]));
    assert_eq!(product.dump(), nothing, "a dry run leaves nothing behind");

    assert!(product.refused(&["campaign", "start", "contract-renewal"]).contains("campaign new contract-renewal"));
    product.done(&["campaign", "new", "contract-renewal", "--machine-type", "RX", "--country", "de"]);
    product.done(&["campaign", "start", "contract-renewal"]);
    let run = asked(&product, &["campaign", "run", "--as-of", "2026-09-01", "--json"]);
    assert_eq!((&run["joined"], &run["messages"]), (&json!(1), &json!(0)), "{run}");
    let of = enrolment(&product, "contract-renewal", "A-1").expect("it takes part");
    assert_eq!(of["state"]["state"], "active");
    // The same day again changes nothing.
    let again = asked(&product, &["campaign", "run", "--as-of", "2026-09-01", "--json"]);
    assert_eq!((&again["joined"], &again["tasks"]), (&json!(0), &json!(0)), "{again}");
    assert_eq!(enrolment(&product, "contract-renewal", "A-1"), Some(of));
    product.done(&["campaign", "start", "contract-renewal", "--widen"]);
    let wide = asked(&product, &["campaign", "run", "--as-of", "2026-09-02", "--json"]);
    assert_eq!(wide["joined"], 2, "{wide}");
    product.done(&["campaign", "pause", "contract-renewal"]);
    let rests = asked(&product, &["campaign", "run", "--as-of", "2026-12-02", "--json"]);
    assert_eq!((&rests["tasks"], &rests["ended"]), (&json!(0), &json!({})), "{rests}");
}

#[test]
fn mautic_6062_a_machine_that_joins_on_day_28_gets_one_message_and_the_history_says_what_was_left_out() {
    let contracts = "Serial number;Contract number;Contract start;Contract end\nA-1;K-1;2025-01-01;2026-11-29\n";
    let product = product(Engine::Sqlite, "mautic_6062", contracts);
    product.done(&["campaign", "new", "contract-renewal"]);
    product.done(&["campaign", "start", "contract-renewal"]);
    product.done(&["decide", "--as-of", "2026-11-01"]);
    let of = enrolment(&product, "contract-renewal", "A-1").expect("it takes part");
    let notes = of["notes"].as_array().expect("a history");
    let steps = |what: &str| -> Vec<&str> {
        let of = notes.iter().filter(|note| note["note"]["what"] == what);
        of.filter_map(|note| note["note"]["step"].as_str()).collect()
    };
    assert_eq!(steps("left_out"), ["mail-90", "mail-60"], "{of}");
    assert_eq!(steps("not_sent"), ["mail-30"], "one step, as a task: no mail server is set up");
    product.done(&["decide", "--as-of", "2026-11-02"]);
    let next = enrolment(&product, "contract-renewal", "A-1").expect("it takes part");
    assert_eq!(next["notes"], of["notes"], "nothing more on the day after");
}

#[test]
fn mautic_6439_a_renewal_ends_it_and_a_list_that_is_late_does_not() {
    let head = "Serial number;Contract number;Contract start;Contract end\n";
    let product = product(
        Engine::Sqlite,
        "mautic_6439",
        &format!("{head}A-1;K-1;2025-01-01;2026-11-29\nA-3;K-3;2025-01-01;2026-11-29\n"),
    );
    product.done(&["campaign", "new", "contract-renewal"]);
    product.done(&["campaign", "start", "contract-renewal"]);
    product.done(&["decide", "--as-of", "2026-09-01"]);
    let renewed = product.file("renewed.csv", format!("{head}A-1;K-1b;2026-11-30;2027-11-29\n").as_bytes());
    product.done(&["import", text(&renewed), "--delivered", "2026-10-01"]);
    product.done(&["decide", "--as-of", "2026-10-01"]);
    let state = |serial: &str| enrolment(&product, "contract-renewal", serial).expect("it took part")["state"].clone();
    assert_eq!(state("A-1"), json!({ "state": "ended", "reason": "renewed" }));
    assert_eq!(state("A-3")["state"], "active");
    // The next delivery of contracts lacks the column of ends: nothing is known of A-3's contract now.
    let late = product.file("contracts.csv", b"Serial number;Contract number;Contract start\nA-3;K-3;2025-01-01\n");
    product.done(&["import", text(&late), "--delivered", "2026-10-20"]);
    product.done(&["decide", "--as-of", "2026-10-20"]);
    assert_eq!(state("A-3")["state"], "active", "data noise ends nothing");
}

#[test]
fn what_holds_a_customer_back_in_the_middle_of_a_sequence_is_asked_before_every_step() {
    let contracts = "Serial number;Contract number;Contract start;Contract end\nA-1;K-1;2025-01-01;2026-11-29\n";
    let product = product(Engine::Sqlite, "campaign_held", contracts);
    product.done(&["campaign", "new", "contract-renewal"]);
    product.done(&["campaign", "start", "contract-renewal"]);
    product.done(&["decide", "--as-of", "2026-09-01"]);
    let tickets = "Ticket number;Serial number;Opened on;Subject;Priority;Status\nT-9;A-1;2026-09-20;Stands still;critical;open\n";
    let tickets = product.file("tickets.csv", tickets.as_bytes());
    product.done(&["import", text(&tickets), "--delivered", "2026-09-21"]);
    product.done(&["decide", "--as-of", "2026-10-01"]);
    let of = enrolment(&product, "contract-renewal", "A-1").expect("it takes part");
    let notes = of["notes"].as_array().expect("a history");
    let why = |step: &str| notes.iter().find(|of| of["note"]["step"] == step).map(|of| of["note"]["reasons"].clone());
    assert_eq!(why("mail-90"), Some(json!(["not_set_up"])), "{of}");
    assert_eq!(why("mail-60"), Some(json!(["critical_ticket"])), "{of}");
}

#[test]
fn an_open_ended_contract_is_not_written_to_end_on_the_last_day_of_the_year_9999() {
    let contracts = "Serial number;Contract number;Contract start;Contract end;Notice period (days)\n\
        A-1;K-1;2025-12-01;9999-12-31;60\nA-2;K-2;2025-01-01;2026-10-10;0\n";
    let product = product(Engine::Sqlite, "campaign_open_ended", contracts);
    let settings = "[outgoing]\nallow = [\"127.0.0.1:2525\"]\n[mail]\nhost = \"127.0.0.1\"\nport = 2525\nsecurity = \"none\"\n\
        from = \"service@oem.example\"\nbounce_domain = \"oem.example\"\n[mail.imprint]\nname = \"OEM\"\naddress = \"Werkstr. 1\"\n";
    std::fs::write(product.folder.path().join("instand.toml"), settings).expect("written");
    product.done(&["campaign", "new", "contract-renewal"]);
    product.done(&["campaign", "start", "contract-renewal"]);
    product.done(&["decide", "--as-of", "2026-09-02"]);
    let open_ended = enrolment(&product, "contract-renewal", "A-1").expect("it takes part");
    assert!(open_ended["notes"].to_string().contains("text_incomplete"), "a person writes: {open_ended}");
    let waiting = asked(&product, &["outbox", "list", "--json"]);
    assert_eq!(waiting["total"], 1, "the other one is written to: {waiting}");
}

/// The article's example. The customer answers by a mail that goes through real servers.
fn story(engine: Engine, name: &str) {
    let org = Org::start(Setup::default());
    let head = "Serial number;Contract number;Contract start;Contract end;Annual value\n";
    let product = product(engine, name, &format!("{head}A-1;K-1;2025-01-01;2026-11-30;14500\n"));
    let folder = product.folder.path();
    std::fs::write(folder.join("secret"), format!("{}\n", org.client_secret())).expect("written");
    let servers = MailServers::start(folder);
    let salesforce = format!(
        "[[territory]]\nowner = \"Anna Huber\"\ncountries = [\"DE\"]\n[connectors.salesforce]\nlogin_url = \"{}\"\nclient_id = \"{}\"\n\
         client_secret_file = \"secret\"\n",
        org.url(),
        org.client_id()
    );
    let settings = mail_settings(&servers, &[org.destination()], &salesforce);
    std::fs::write(folder.join("instand.toml"), settings).expect("written");
    product.done(&["campaign", "new", "contract-renewal"]);
    product.done(&["campaign", "start", "contract-renewal"]);

    // The contract ends in 89 days: an opportunity, assigned, with its proof.
    product.done(&["decide", "--as-of", "2026-09-02"]);
    let waiting = asked(&product, &["outbox", "list", "--json"]);
    assert_eq!(waiting["total"], 2, "it left for the CRM with the decision, and a mail for the customer: {waiting}");
    assert_eq!(asked(&product, &["mail", "send", "--json"])["sent"], 1);
    let mail = servers.customers.wait_for(1).remove(0);
    assert_eq!(mail.to, ["einkauf@muster.example"]);
    assert!(String::from_utf8_lossy(&mail.mail).contains("Anna Huber"), "it is signed by the owner");
    asked(&product, &["connector", "push", "salesforce", "--json"]);
    let records = org.records("Opportunity");
    assert_eq!(records.len(), 1);
    let id = records[0]["Id"].as_str().expect("an id").to_owned();
    assert!(records[0]["Description"].as_str().is_some_and(|text| text.contains("contracts.csv")), "{records:?}");
    assert!(product.dump().contains("Anna Huber"), "assigned");

    // Its error rate rises meanwhile: the modernization is a topic of the same opportunity.
    let types = product.file("types.csv", b"Model;Modernization price;Modernization\nRX;85000;yes\n");
    product.done(&["import", text(&types), "--delivered", "2026-09-10"]);
    let mut errors = String::from("Serial number;Time;Error code;Severity\n");
    for n in 0..60 {
        errors.push_str(&format!("A-1;2026-0{}-{:02} 08:{:02};E-17;critical\n", 8 + n / 40, 1 + n % 28, n));
    }
    let errors = product.file("errors.csv", errors.as_bytes());
    product.done(&["import", text(&errors), "--delivered", "2026-09-20"]);
    product.done(&["decide", "--as-of", "2026-09-20"]);
    asked(&product, &["connector", "push", "salesforce", "--json"]);
    let records = org.records("Opportunity");
    let of = records.iter().find(|of| of["Id"] == id).expect("the renewal");
    let text_of = of["Description"].as_str().expect("a text");
    assert!(text_of.contains("In the same conversation:") && text_of.contains("odernization"), "{text_of}");
    assert!(
        !records.iter().any(|of| of["Name"].as_str().is_some_and(|name| name.contains("odernization"))),
        "{records:?}"
    );

    // The customer answers: the sequence rests, a person goes on.
    let answer = format!(
        "From: einkauf@muster.example\r\nTo: campaign@oem.example\r\nSubject: Re: Vertrag\r\nMessage-ID: <r1@muster.example>\r\n\
         In-Reply-To: {}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBitte rufen Sie mich an.\r\n",
        header(&mail.mail, "Message-ID")
    );
    servers.hand_in("einkauf@muster.example", "campaign@oem.example", &answer);
    // The copy in the archive and the answer.
    servers.wait_for(2);
    assert_eq!(asked(&product, &["mail", "read", "--json"])["replies"], 1);
    product.done(&["decide", "--as-of", "2026-10-05"]);
    let state = || enrolment(&product, "contract-renewal", "A-1").expect("it took part")["state"].clone();
    assert_eq!(state()["state"], "answered");
    product.done(&["decide", "--as-of", "2026-11-02"]);
    assert_eq!(state()["state"], "answered", "no step is run any more");

    // Won there: over here, with the reason; and the contract is renewed.
    org.change("Opportunity", &id, json!({ "StageName": "Closed Won" }));
    let read = asked(&product, &["connector", "pull", "salesforce", "--json"]);
    assert_eq!(read["won"], 1, "{read}");
    product.done(&["decide", "--as-of", "2026-11-03"]);
    assert_eq!(state(), json!({ "state": "ended", "reason": "ordered" }));
    let renewed = product.file("renewed.csv", format!("{head}A-1;K-1b;2026-12-01;2027-11-30;14500\n").as_bytes());
    product.done(&["import", text(&renewed), "--delivered", "2026-11-10"]);
    product.done(&["decide", "--as-of", "2026-11-10"]);
    let again = asked(&product, &["campaign", "enrolments", "contract-renewal", "--json"]);
    assert_eq!(again["enrolments"].as_array().map(Vec::len), Some(1), "{again}");
}

#[test]
fn the_story_of_a_renewal_on_sqlite() {
    story(Engine::Sqlite, "campaign_story");
}

#[test]
fn the_story_of_a_renewal_on_postgres() {
    story(Engine::Postgres, "campaign_story");
}
