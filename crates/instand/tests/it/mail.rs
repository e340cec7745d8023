//! Mails of campaigns through real servers: what leaves, what comes back and what follows from it, and that nothing leaves twice
//! whatever is killed.

use crate::product::{Engine, Product, text};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};
use testkit::mail::{DOMAIN, MailServers, USER, wait_until};
use testkit::salesforce::{Org, Setup};

/// Settings by which a product writes through these servers, and what else is to stand there.
pub fn mail_settings(servers: &MailServers, further_hosts: &[String], further: &str) -> String {
    let mut allow: Vec<String> = servers.destinations();
    allow.extend(further_hosts.iter().cloned());
    let password = servers.file("password");
    format!(
        "public_url = \"https://service.{DOMAIN}\"\ncompany = \"OEM Maschinen GmbH\"\n[outgoing]\nallow = {allow:?}\n{further}\n\
         [mail]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nfrom = \"OEM Service <service@{DOMAIN}>\"\n\
         reply_to = \"{USER}@{DOMAIN}\"\n\
         bounce_domain = \"{DOMAIN}\"\narchive = \"{USER}+archive@{DOMAIN}\"\nlook_up_after = \"2s\"\n\
         [mail.imprint]\nname = \"OEM Maschinen GmbH\"\naddress = \"Industriestraße 1, 71034 Böblingen\"\n\
         further = [\"HRB 4711 Amtsgericht Stuttgart\"]\n\
         [mail.imap]\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nuser = \"{USER}\"\npassword_file = {password:?}\n",
        servers.open_port(),
        servers.imap_port(),
    )
}

fn asked(product: &Product, arguments: &[&str]) -> Value {
    let said = product.done(arguments);
    serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
}

/// Machines, one a customer with this address, whose contracts end in 89 days.
fn product(engine: Engine, name: &str, addresses: &[String]) -> Product {
    let product = Product::new(engine, name).at("2026-09-02T09:00:00Z");
    let mut machines =
        String::from("Serial number;Model;Installed on;Customer number;Customer;Contact person;Country;E-mail\n");
    let mut contracts = String::from("Serial number;Contract number;Contract start;Contract end\n");
    for (n, address) in addresses.iter().enumerate() {
        let _ = writeln!(machines, "A-{n};RX;2017-03-04;C-{n};Muster {n} GmbH;Maria Rossi;DE;{address}");
        let _ = writeln!(contracts, "A-{n};K-{n};2025-01-01;2026-11-30");
    }
    let machines = product.file("machines.csv", machines.as_bytes());
    let contracts = product.file("contracts.csv", contracts.as_bytes());
    product.done(&["import", text(&machines), text(&contracts), "--delivered", "2026-09-01"]);
    product.done(&["campaign", "new", "contract-renewal"]);
    product.done(&["campaign", "start", "contract-renewal"]);
    product
}

/// The header of a mail, unfolded.
pub fn header(mail: &[u8], name: &str) -> String {
    let text = String::from_utf8_lossy(mail).replace("\r\n ", " ").replace("\r\n\t", " ");
    let line = text.lines().find(|line| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase())));
    line.and_then(|line| line.split_once(':')).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

#[test]
fn what_comes_back_stops_a_sequence_makes_a_task_and_is_remembered() {
    let addresses: Vec<String> =
        ["maria@muster.example", "unknown@muster.example", "away@muster.example", "stop@muster.example"]
            .map(str::to_owned)
            .to_vec();
    let product = product(Engine::Sqlite, "mail_back", &addresses);
    let servers = MailServers::start(product.folder.path());
    std::fs::write(product.folder.path().join("instand.toml"), mail_settings(&servers, &[], "")).expect("written");
    let checked = asked(&product, &["mail", "check", "--json"]);
    assert_eq!(checked["good"], true, "{checked}");

    product.done(&["decide", "--as-of", "2026-09-02"]);
    let sent = asked(&product, &["mail", "send", "--json"]);
    assert_eq!((&sent["sent"], &sent["refused"]), (&json!(4), &json!(0)), "{sent}");
    assert_eq!(asked(&product, &["mail", "send", "--json"])["sent"], 0, "nothing leaves a second time");
    let kept = servers.customers.wait_for(3);
    let of = |to: &str| kept.iter().find(|mail| mail.to.iter().any(|of| of == to)).expect("it arrived").mail.clone();
    let mail = of("maria@muster.example");
    let body = String::from_utf8_lossy(&mail).replace("=\r\n", "");
    assert!(body.contains("Guten Tag Maria Rossi") && body.contains("30.11.2026"), "{body}");
    assert!(body.contains("HRB 4711"), "the imprint: {body}");
    assert_eq!(header(&mail, "List-Unsubscribe"), "", "a contract notice is not advertising");

    // The server's report about the unknown one, a reply, an automatic answer, and somebody who has had enough.
    let answer = |to: &str, further: &str, words: &str| {
        let id = header(&of(to), "Message-ID");
        let mail = format!(
            "From: {to}\r\nTo: {USER}@{DOMAIN}\r\nSubject: Re: Ihr Servicevertrag\r\nMessage-ID: <{to}.1>\r\nIn-Reply-To: {id}\r\n\
             Date: Mon, 07 Sep 2026 09:00:00 +0200\r\n{further}Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
        );
        servers.hand_in(to, &format!("{USER}@{DOMAIN}"), &mail);
    };
    answer("maria@muster.example", "", "Bitte rufen Sie mich an, wir wollen verlängern.");
    answer("away@muster.example", "Auto-Submitted: auto-replied\r\n", "Ich bin bis 20.09.2026 nicht im Haus.");
    answer("stop@muster.example", "", "Bitte keine weiteren Mails.");
    // Four copies in the archive, the report, three answers.
    servers.wait_for(8);
    let read = asked(&product, &["mail", "read", "--json"]);
    let counts = ["replies", "bounces", "away", "objections"].map(|what| read[what].as_u64().unwrap_or(99));
    assert_eq!(counts, [1, 1, 1, 1], "{read}");
    let again = asked(&product, &["mail", "read", "--json"]);
    assert_eq!(again["read"], 0, "{again}");
    servers.renumber();
    let again = asked(&product, &["mail", "read", "--json"]);
    assert_eq!(again["read"], 0, "the mailbox was restored, the mails are known: {again}");

    product.done(&["decide", "--as-of", "2026-10-05"]);
    let all = asked(&product, &["campaign", "enrolments", "contract-renewal", "--json"]);
    let state = |serial: &str| {
        let all = all["enrolments"].as_array().expect("a list");
        let of = all.iter().find(|of| of["serial_number"] == serial).expect("it takes part");
        (of["state"]["state"].as_str().unwrap_or_default().to_owned(), of["notes"].clone())
    };
    assert_eq!(state("A-0").0, "answered");
    assert_eq!(state("A-2").0, "active", "nobody answered");
    let (_, notes) = state("A-1");
    assert!(notes.to_string().contains("bounced"), "the next mail is a task: {notes}");
    let sent = asked(&product, &["mail", "send", "--json"]);
    // The second mail of the sequence: who is away gets it, and who objected to advertising still learns of the contract's end.
    assert_eq!(sent["sent"], 2, "{sent}");
    let kept = servers.customers.wait_for(5);
    let second =
        kept.iter().rev().find(|mail| mail.to.iter().any(|of| of == "away@muster.example")).expect("it arrived");
    let first = of("away@muster.example");
    assert_eq!(header(&second.mail, "In-Reply-To"), header(&first, "Message-ID"), "one thread");
}

/// Where mails leave and how many of each arrived.
fn arrived(servers: &MailServers) -> BTreeMap<String, usize> {
    let mut arrived = BTreeMap::new();
    for kept in servers.customers.kept() {
        for to in kept.to {
            *arrived.entry(to).or_default() += 1;
        }
    }
    arrived
}

/// A process that works until it is killed.
fn at_work(product: &Product, arguments: &[&str]) -> Child {
    let mut command = product.command(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started")
}

/// Waits until something more is there, or the process has ended.
#[expect(clippy::disallowed_methods, reason = "a process is given so much time, not more")]
fn until_more(child: &mut Child, mut count: impl FnMut() -> usize) {
    let (begin, before) = (Instant::now(), count());
    while count() == before && begin.elapsed() < Duration::from_secs(20) {
        if child.try_wait().expect("asked").is_some() {
            break;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn killed_at_a_hundred_moments_each_mail_and_each_opportunity_is_there_exactly_once() {
    killed(Engine::Sqlite, 1500, 100);
}

#[test]
fn killed_at_many_moments_each_mail_and_each_opportunity_is_there_exactly_once_on_postgres() {
    killed(Engine::Postgres, 450, 30);
}

fn killed(engine: Engine, count: usize, kills: u64) {
    let addresses: Vec<String> = (0..count).map(|n| format!("a{n}@muster{n}.example")).collect();
    let product = product(engine, "mail_killed", &addresses);
    let servers = MailServers::start(product.folder.path());
    let org = Org::start(Setup::default());
    std::fs::write(product.folder.path().join("secret"), format!("{}\n", org.client_secret())).expect("written");
    let salesforce = format!(
        "[connectors.salesforce]\nlogin_url = \"{}\"\nclient_id = \"{}\"\nclient_secret_file = \"secret\"\n",
        org.url(),
        org.client_id()
    );
    let settings = mail_settings(&servers, &[org.destination()], &salesforce);
    let set = |round: u64| {
        // Where the page is reached is part of each opportunity: all are to go again.
        let now = settings.replace("https://service.", &format!("https://service{round}."));
        let folder = product.folder.path();
        std::fs::write(folder.join("next.toml"), now).expect("written");
        std::fs::rename(folder.join("next.toml"), folder.join("instand.toml")).expect("set");
    };
    set(0);
    product.done(&["decide", "--as-of", "2026-09-02"]);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for round in 0..kills {
                let mut child = at_work(&product, &["mail", "send"]);
                until_more(&mut child, || servers.customers.count());
                // So that mails are left for all that are still to be killed.
                let pace = (count - servers.customers.count().min(count)) as u64 / (kills - round);
                std::thread::sleep(Duration::from_millis(((round * 37) % 60).min(pace * 3)));
                // SIGKILL: nothing is tidied up.
                let _ = child.kill();
                let _ = child.wait();
                assert!(servers.customers.count() < count, "killed while mails leave, not afterwards (kill {round})");
            }
        });
        scope.spawn(|| {
            for round in 0..kills {
                set(round / 4);
                let mut child = at_work(&product, &["connector", "push", "salesforce"]);
                until_more(&mut child, || org.log().len());
                std::thread::sleep(Duration::from_millis((round * 53) % 200));
                let _ = child.kill();
                let _ = child.wait();
            }
        });
    });
    product.done(&["outbox", "retry"]);
    wait_until("all that was in doubt is settled", || {
        product.done(&["mail", "send"]);
        product.done(&["connector", "push", "salesforce"]);
        asked(&product, &["outbox", "list", "--json"])["total"] == 0
    });
    let _ = servers.customers.wait_for(count);
    // What OpenSMTPD still has in its queue would arrive now.
    servers.try_again();
    std::thread::sleep(Duration::from_secs(2));
    let arrived = arrived(&servers);
    assert_eq!(arrived.len(), count, "none lost");
    let twice: Vec<_> = arrived.iter().filter(|(_, times)| **times != 1).collect();
    assert!(twice.is_empty(), "more than once: {twice:?}");
    let mut keys: Vec<String> = org
        .records("Opportunity")
        .iter()
        .filter_map(|record| record["Instand_Key__c"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(keys.len(), count);
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), count, "exactly one a key, none lost");
}
