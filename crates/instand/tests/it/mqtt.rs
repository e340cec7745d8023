//! Readings from a real broker, Debian's Mosquitto, while servers are killed and the broker is gone.

use crate::product::{Engine, Product};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{sleep, spawn};
use std::time::Duration;
use testkit::mosquitto::{Mosquitto, USER};

/// Readings of a message.
const OF_A_MESSAGE: u64 = 5;

/// A server that is killed when dropped.
struct Server(Child);

impl Server {
    fn of(product: &Product) -> Self {
        let command = &mut product.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("started");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        assert!(lines.any(|line| line.is_ok_and(|line| line.contains("Instand is at http://"))), "it serves");
        Self(child)
    }

    fn kill(&mut self) {
        self.0.kill().expect("killed");
        self.0.wait().expect("ended");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An installation that listens to the broker with these settings more.
fn product(of: &Mosquitto, name: &str, more: &str) -> Product {
    let product = Product::new(Engine::Sqlite, name);
    let [plain, tls] = of.destinations();
    let settings = format!(
        "[outgoing]\nallow = [\"{plain}\", \"{tls}\"]\n\n[telemetry.mqtt.hall-1]\nuser = \"{USER}\"\npassword_file = \"{}\"\n{more}",
        of.file("password").display()
    );
    std::fs::write(product.folder.path().join("instand.toml"), settings).expect("written");
    product
}

/// Topics in which gateways of these tests say everything in the payload.
fn topics(of: &Mosquitto) -> String {
    format!(
        "url = \"{}\"\n\n[[telemetry.mqtt.hall-1.topics]]\ntopic = \"in/{{serial}}\"\nvalues = \".\"\neach = \"r\"\n",
        of.url()
    )
}

fn status(product: &Product) -> Value {
    serde_json::from_str(&product.done(&["telemetry", "status", "--json"])).expect("JSON")
}

/// Waits until the status is as wanted.
fn wait_for(product: &Product, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let mut now = Value::Null;
    for _ in 0..300 {
        now = status(product);
        if wanted(&now) {
            return now;
        }
        sleep(Duration::from_millis(100));
    }
    panic!("{what}: {now:#}");
}

fn is_connected(status: &Value) -> bool {
    status["brokers"]["hall-1"]["connected_since"].is_string()
}

fn stored(status: &Value) -> u64 {
    status["sources"]["hall-1"]["stored"].as_u64().unwrap_or_default()
}

/// Messages of a gateway, one a line: readings of a second each from 2026-01-01 on.
fn messages(from: u64, count: u64) -> String {
    let mut lines = String::new();
    for message in from..from + count {
        let reading = |at: u64| format!("{{\"ts\":{},\"vibration\":{}}}", 1_767_225_600 + at, at % 97);
        let readings: Vec<String> = (message * OF_A_MESSAGE..(message + 1) * OF_A_MESSAGE).map(reading).collect();
        let _ = writeln!(lines, "{{\"r\":[{}]}}", readings.join(","));
    }
    lines
}

#[test]
fn killed_while_messages_come_everything_published_is_there_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mosquitto = Arc::new(Mosquitto::start(folder.path()));
    let product = product(&mosquitto, "mqtt_kill", &topics(&mosquitto));
    // The session must be there before anything is published: nobody keeps messages for who never came.
    drop({
        let server = Server::of(&product);
        wait_for(&product, "connected", is_connected);
        server
    });
    let (stop, published) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let gateway = {
        let (mosquitto, stop, published) = (Arc::clone(&mosquitto), Arc::clone(&stop), Arc::clone(&published));
        spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                let next = published.load(Ordering::Relaxed);
                if mosquitto.publish("in/GW-100", &messages(next, 200)) {
                    published.fetch_add(200, Ordering::Relaxed);
                }
            }
        })
    };
    for round in 0..3 {
        let mut server = Server::of(&product);
        sleep(Duration::from_millis(700 + 170 * round));
        server.kill();
        sleep(Duration::from_millis(150));
    }
    stop.store(true, Ordering::Relaxed);
    gateway.join().expect("published");
    let sent = published.load(Ordering::Relaxed) * OF_A_MESSAGE;
    assert!(sent > 3000, "{sent} readings are no load");
    let _server = Server::of(&product);
    let last = wait_for(&product, "all there", |now| stored(now) == sent && now["sources"]["hall-1"]["waiting"] == 0);
    let of = &last["sources"]["hall-1"];
    assert_eq!(of["contradicting"], 0, "{of}");
    assert_eq!(of["received"].as_u64(), of["duplicate"].as_u64().map(|twice| twice + sent), "{of}");
    assert!(product.done(&["telemetry", "verify"]).contains("all sound"));
}

#[test]
fn a_broker_that_was_gone_is_listened_to_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut mosquitto = Mosquitto::start(folder.path());
    let product = product(&mosquitto, "mqtt_gone", &topics(&mosquitto));
    let _server = Server::of(&product);
    wait_for(&product, "connected", is_connected);
    assert!(mosquitto.publish("in/GW-100", &messages(0, 20)));
    wait_for(&product, "the first", |now| stored(now) == 20 * OF_A_MESSAGE);
    mosquitto.stop();
    let lost = wait_for(&product, "lost", |now| !is_connected(now));
    assert!(lost["brokers"]["hall-1"]["problem"].is_string(), "{lost}");
    // A gateway keeps what it cannot publish, and publishes all of it when it can; some of it twice.
    assert!(!mosquitto.publish("in/GW-100", &messages(20, 30)));
    mosquitto.serve();
    assert!(mosquitto.publish("in/GW-100", &messages(15, 35)));
    let last = wait_for(&product, "all there", |now| stored(now) == 50 * OF_A_MESSAGE);
    assert!(is_connected(&last), "{last}");
    assert_eq!(last["sources"]["hall-1"]["contradicting"], 0);
}

#[test]
fn messages_are_read_by_topic_and_payload_over_tls() {
    let folder = tempfile::tempdir().expect("a folder");
    let mosquitto = Mosquitto::start(folder.path());
    let more = format!(
        "url = \"{}\"\nca_file = \"{}\"\ncertificate_file = \"{}\"\nkey_file = \"{}\"\n\n\
         [[telemetry.mqtt.hall-1.topics]]\ntopic = \"plants/+/machines/{{serial}}/{{signal}}\"\n\n\
         [[telemetry.mqtt.hall-1.topics]]\ntopic = \"plants/+/all\"\nserial = \"m.sn\"\nvalues = \"v\"\n",
        mosquitto.tls_url(),
        mosquitto.file("ca.pem").display(),
        mosquitto.file("client.pem").display(),
        mosquitto.file("client.key").display(),
    );
    let product = product(&mosquitto, "mqtt_tls", &more);
    let _server = Server::of(&product);
    wait_for(&product, "connected", is_connected);
    assert!(mosquitto.publish("plants/graz/machines/RX-1/vibration", "4.2\nmuch"));
    let all = "{\"m\":{\"sn\":\"RX-2\"},\"ts\":1767225600,\"v\":{\"temperature\":{\"value\":68,\"unit\":\"°F\"},\"load\":50}}";
    assert!(mosquitto.publish("plants/graz/all", all));
    let last = wait_for(&product, "all there", |now| stored(now) == 3);
    assert_eq!(last["sources"]["hall-1"]["rejected"]["unreadable"], 1);
    assert_eq!(last["sources"]["hall-1"]["senders_in_quarantine"], 2);
    let of = &last["brokers"]["hall-1"];
    assert_eq!(
        (&of["messages"], &of["readings"], &of["rejected"]),
        (&Value::from(3), &Value::from(3), &Value::from(1))
    );
    let why = of["last_rejected"].as_str().expect("a reason");
    assert!(why.contains("machines/RX-1/vibration: the payload is neither a number nor JSON"), "{why}");
}

#[test]
fn what_is_set_wrong_is_said_before_anything_begins() {
    let folder = tempfile::tempdir().expect("a folder");
    let mosquitto = Mosquitto::start(folder.path());
    let topic = "[[telemetry.mqtt.hall-1.topics]]\ntopic = \"in/{serial}/{signal}\"\n";
    for (name, more, says) in [
        ("mqtt_wrong_url", format!("url = \"mqtt://elsewhere\"\n{topic}"), "allow = [\"elsewhere:1883\"]"),
        ("mqtt_wrong_topics", format!("url = \"{}\"\n", mosquitto.url()), "does not say what to read"),
        ("mqtt_wrong_key", format!("url = \"{}\"\ntopcis = 1\n{topic}", mosquitto.url()), "topcis"),
    ] {
        let product = product(&mosquitto, name, &more);
        let said = product.refused(&["serve", "--listen", "127.0.0.1:0"]);
        assert!(said.contains(says), "{said}");
    }
    // What only the broker can say stands in the status.
    let product = product(&mosquitto, "mqtt_wrong_password", &format!("url = \"{}\"\n{topic}", mosquitto.url()));
    let wrong = product.folder.path().join("instand.toml");
    let text = std::fs::read_to_string(&wrong).expect("settings");
    std::fs::write(product.folder.path().join("guess"), "guessed-wrong\n").expect("written");
    let text =
        text.lines().map(|line| if line.starts_with("password_file") { "password_file = \"guess\"" } else { line });
    std::fs::write(&wrong, text.collect::<Vec<_>>().join("\n")).expect("written");
    let _server = Server::of(&product);
    let problem = |now: &Value| now["brokers"]["hall-1"]["problem"].as_str().unwrap_or_default().to_owned();
    let last = wait_for(&product, "refused", |now| problem(now).contains("sign-in"));
    assert!(problem(&last).contains("refuses the sign-in of `instand`"), "{last}");
    assert!(!last.to_string().contains("guessed"));
}

#[test]
fn two_servers_share_what_comes_and_each_reading_is_taken_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let mosquitto = Mosquitto::start(folder.path());
    let shared = format!("share = \"instand\"\n{}", topics(&mosquitto));
    let products = ["mqtt_share_1", "mqtt_share_2"].map(|name| product(&mosquitto, name, &shared));
    let _servers = products.each_ref().map(Server::of);
    for product in &products {
        wait_for(product, "connected", is_connected);
    }
    sleep(Duration::from_millis(300));
    assert!(mosquitto.publish("in/GW-100", &messages(0, 300)));
    let sum = |of: &[Product; 2]| of.each_ref().map(|of| stored(&status(of)));
    let mut parts = [0; 2];
    for _ in 0..300 {
        parts = sum(&products);
        if parts.iter().sum::<u64>() == 300 * OF_A_MESSAGE {
            break;
        }
        sleep(Duration::from_millis(100));
    }
    assert_eq!(parts.iter().sum::<u64>(), 300 * OF_A_MESSAGE, "{parts:?}");
    assert!(parts.iter().all(|part| *part > 30 * OF_A_MESSAGE), "{parts:?}");
}

/// Payloads of pysparkplug 0.6.1, as in the tests of `telemetry::inlet::sparkplug`: the births of an edge node and of its device,
/// and data by aliases.
const NBIRTH: &str = "08808acb95a03412120a05626453657118808acb95a0342004580712210a144e6f646520436f6e74726f6c2f5265626972746818808acb95a034200b7000121a0a046c6f6164100118808acb95a034200a6900000000004049401800";
const DBIRTH: &str = "08808acb95a034121a0a0a6572726f725f636f6465100a18808acb95a034200750e7241801";
const DDATA: &str = "08e891cb95a034120c100a18e891cb95a03450e8241802";
const DDATA_AFTER_A_GAP: &str = "08e891cb95a034120c100a18e991cb95a03450e9241804";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect()
}

#[test]
fn edge_nodes_are_asked_for_their_births_when_something_is_missing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mosquitto = Mosquitto::start(folder.path());
    let product =
        product(&mosquitto, "mqtt_sparkplug", &format!("url = \"{}\"\nsparkplug = [\"Graz\"]\n", mosquitto.url()));
    let _server = Server::of(&product);
    wait_for(&product, "connected", is_connected);
    sleep(Duration::from_millis(300));
    // Data of a device that was born before anybody listened, and of another node after a gap.
    let commands = mosquitto.listen("spBv1.0/Graz/NCMD/#", 2);
    sleep(Duration::from_millis(300));
    mosquitto.publish_bytes("spBv1.0/Graz/DDATA/EN1/RX-4711", &bytes(DDATA));
    wait_for(&product, "asked", |now| now["brokers"]["hall-1"]["rebirths_asked"] == 1);
    for (kind, payload) in [("NBIRTH/EN2", NBIRTH), ("DBIRTH/EN2/RX-4712", DBIRTH), ("DDATA/EN2/RX-4712", DDATA)] {
        mosquitto.publish_bytes(&format!("spBv1.0/Graz/{kind}"), &bytes(payload));
    }
    mosquitto.publish_bytes("spBv1.0/Graz/DDATA/EN2/RX-4712", &bytes(DDATA_AFTER_A_GAP));
    let heard = commands.heard();
    let heard: BTreeMap<&str, &str> = heard.lines().filter_map(|line| line.split_once(' ')).collect();
    assert_eq!(heard.keys().copied().collect::<Vec<_>>(), ["spBv1.0/Graz/NCMD/EN1", "spBv1.0/Graz/NCMD/EN2"]);
    let rebirth = "Node Control/Rebirth".bytes().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    assert!(heard.values().all(|payload| payload.to_lowercase().contains(&rebirth)), "{heard:?}");
    // The births and data; the times are of November 2026: those readings that lie ahead of today are refused as such.
    let last = wait_for(&product, "all there", |now| now["brokers"]["hall-1"]["messages"] == 5);
    let of = &last["brokers"]["hall-1"];
    assert_eq!(
        (&of["rebirths_asked"], &of["rejected"].as_u64().map(|of| of >= 1)),
        (&Value::from(2), &Some(true)),
        "{of}"
    );
    assert_eq!(last["sources"]["hall-1"]["rejected"]["no_birth"], 1, "{last}");
}
