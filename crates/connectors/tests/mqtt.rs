//! A real broker: who may connect, what comes again, what several share.

use connectors::mqtt::{Broker, BrokerSettings, Heard, Link, Message};
use connectors::{Allowed, Secret};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;
use testkit::mosquitto::{Mosquitto, PASSWORD, USER};
use tokio::time::timeout;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(20);

fn broker(of: &Mosquitto, client_id: &str, filter: &str, change: impl FnOnce(&mut BrokerSettings)) -> Broker {
    let mut settings = BrokerSettings {
        url: of.url(),
        user: Some(USER.to_owned()),
        password_file: Some(of.file("password")),
        client_id: client_id.to_owned(),
        filters: vec![filter.to_owned()],
        ..BrokerSettings::default()
    };
    change(&mut settings);
    Broker::new(settings, None, Path::new("/"), &Allowed::new(&of.destinations()).expect("good")).expect("good")
}

async fn hear(link: &mut Link) -> Heard {
    timeout(PATIENCE, link.hear()).await.expect("it is heard in time").expect("the link goes on")
}

async fn connected(link: &mut Link) -> bool {
    loop {
        match hear(link).await {
            Heard::Connected { resumed } => return resumed,
            Heard::Lost(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

async fn message(link: &mut Link) -> Message {
    loop {
        match hear(link).await {
            Heard::Message(message) => return message,
            Heard::Connected { .. } | Heard::Lost(_) => {}
            Heard::Refused(error) => panic!("{error}"),
        }
    }
}

fn text(message: &Message) -> String {
    String::from_utf8(message.payload().to_vec()).expect("text")
}

/// Why there is no connection.
async fn refused(broker: &Broker) -> String {
    let mut link = Link::begin(broker, Vec::new()).expect("begun");
    match hear(&mut link).await {
        Heard::Lost(error) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_refused_is_told_why() {
    let folder = tempfile::tempdir().expect("a folder");
    let mosquitto = Mosquitto::start(folder.path());
    let password = folder.path().join("wrong");
    std::fs::write(&password, "guessed-wrong\n").expect("written");
    let said = refused(&broker(&mosquitto, "a", "x", |of| of.password_file = Some(password))).await;
    assert!(said.contains("refuses the sign-in of `instand`") && said.contains("password may be wrong"), "{said}");
    assert!(!said.contains("guessed"), "{said}");
    let nobody = |of: &mut BrokerSettings| (of.user, of.password_file) = (None, None);
    assert!(refused(&broker(&mosquitto, "a", "x", nobody)).await.contains("refuses the sign-in"));

    let tls =
        |of: &mut BrokerSettings, ca: &str| (of.url, of.ca_file) = (mosquitto.tls_url(), Some(mosquitto.file(ca)));
    let said = refused(&broker(&mosquitto, "a", "x", |of| tls(of, "ca.pem"))).await;
    assert!(said.contains("set `certificate_file` and `key_file`"), "{said}");
    let said = refused(&broker(&mosquitto, "a", "x", |of| tls(of, "server.pem"))).await;
    assert!(said.contains("set `ca_file`"), "{said}");
    let all = |of: &mut BrokerSettings| {
        tls(of, "ca.pem");
        (of.certificate_file, of.key_file) = (Some(mosquitto.file("client.pem")), Some(mosquitto.file("client.key")));
    };
    let mut link = Link::begin(&broker(&mosquitto, "a", "x", all), Vec::new()).expect("begun");
    assert!(!connected(&mut link).await, "the broker has never heard of us");
    assert!(mosquitto.publish("x", "over TLS"));
    assert_eq!(text(&message(&mut link).await), "over TLS");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_acknowledged_comes_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut mosquitto = Mosquitto::start(folder.path());
    let wanted = broker(&mosquitto, "again", "in/#", |_| ());
    let mut link = Link::begin(&wanted, Vec::new()).expect("begun");
    connected(&mut link).await;
    assert!(mosquitto.publish("in/a", "1\n2\n3"));
    let heard = [message(&mut link).await, message(&mut link).await, message(&mut link).await];
    assert_eq!(heard.each_ref().map(text), ["1", "2", "3"]);
    assert_eq!(heard[0].topic(), Some("in/a"));
    link.answers().acknowledge([heard[0].ticket().expect("QoS 1")]);
    tokio::time::sleep(Duration::from_millis(200)).await;
    drop(link);
    // As a process that begins anew: what came meanwhile comes, too.
    assert!(mosquitto.publish("in/a", "4"));
    let mut link = Link::begin(&wanted, Vec::new()).expect("begun");
    assert!(connected(&mut link).await, "the session is there");
    let again = [message(&mut link).await, message(&mut link).await, message(&mut link).await];
    assert_eq!(again.each_ref().map(text), ["2", "3", "4"]);
    assert_eq!(again.each_ref().map(|of| of.number().expect("QoS 1").1), [true, true, false]);
    // The broker goes and comes: the same link goes on, and answers to the old connection go nowhere.
    let answers = link.answers();
    mosquitto.stop();
    assert!(matches!(hear(&mut link).await, Heard::Lost(_)));
    answers.acknowledge(again.iter().filter_map(Message::ticket));
    mosquitto.serve();
    let mut last: Vec<Message> = Vec::new();
    while last.len() < 3 {
        last.push(message(&mut link).await);
    }
    assert_eq!(last.iter().map(text).collect::<Vec<_>>(), ["2", "3", "4"]);
    answers.acknowledge(last.iter().filter_map(Message::ticket));
    assert!(mosquitto.publish("in/b", "5"));
    assert_eq!(text(&message(&mut link).await), "5");
    drop(link);
    // Topics that are not wanted any more are taken back.
    let other = broker(&mosquitto, "again", "out/#", |_| ());
    let mut link = Link::begin(&other, vec!["in/#".to_owned()]).expect("begun");
    assert_eq!(text(&message(&mut link).await), "5", "it was never acknowledged");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(mosquitto.publish("in/b", "6") && mosquitto.publish("out/b", "7"));
    assert_eq!(text(&message(&mut link).await), "7");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_share_what_comes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mosquitto = Mosquitto::start(folder.path());
    let mut links = Vec::new();
    for name in ["one", "two"] {
        let mut link =
            Link::begin(&broker(&mosquitto, name, "$share/instand/in/#", |_| ()), Vec::new()).expect("begun");
        connected(&mut link).await;
        links.push(link);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let lines: Vec<String> = (0..400).map(|number| number.to_string()).collect();
    assert!(mosquitto.publish("in/x", &lines.join("\n")));
    let (mut all, mut parts) = (BTreeSet::new(), Vec::new());
    for link in &mut links {
        let mut part = 0;
        while let Ok(Some(heard)) = timeout(Duration::from_millis(700), link.hear()).await {
            if let Heard::Message(message) = heard {
                link.answers().acknowledge(message.ticket());
                assert!(all.insert(text(&message)), "{} came twice", text(&message));
                part += 1;
            }
        }
        parts.push(part);
    }
    assert_eq!(all.len(), 400, "{parts:?}");
    assert!(parts.iter().all(|part| *part > 50), "{parts:?}");
}

#[tokio::test]
async fn nothing_is_connected_to_that_nobody_allowed() {
    let settings =
        BrokerSettings { url: "mqtt://127.0.0.1:1".to_owned(), client_id: "a".to_owned(), ..BrokerSettings::default() };
    let error = Broker::new(settings, Some(Secret::new(PASSWORD)), Path::new("/"), &Allowed::default());
    let error = error.expect_err("refused").to_string();
    assert!(error.contains("[outgoing]") && !error.contains(PASSWORD), "{error}");
}
