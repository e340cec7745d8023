//! Calls that are refused as a whole: one record is to blame, and the others are written in spite of it.

use crate::{OPPORTUNITY, created, failure, fields, no_job};
use chrono::DateTime;
use connectors::Allowed;
use connectors::salesforce::{Class, Client, Clock, Record, Settings, Urgency};
use futures::FutureExt as _;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// A request's first line and body.
async fn asked(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut read = Vec::new();
    loop {
        let mut part = vec![0; 64 << 10];
        let length = stream.read(&mut part).await.ok().filter(|length| *length > 0)?;
        read.extend_from_slice(&part[..length]);
        let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&read[..end]).to_lowercase();
        let size = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        if read.len() >= end + 4 + size.unwrap_or(0) {
            let first = String::from_utf8_lossy(&read).lines().next().unwrap_or_default().to_owned();
            return Some((first, read.split_off(end + 4)));
        }
    }
}

/// An org that answers a call with `refusal` as long as a record named "bad" is in it; how many records each call had.
async fn org(refusal: (u16, &'static str)) -> (String, Arc<Mutex<Vec<usize>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let calls: Arc<Mutex<Vec<usize>>> = Arc::default();
    let (own, counted) = (url.clone(), Arc::clone(&calls));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let Some((first, body)) = asked(&mut stream).await else { continue };
            let (status, text) = if first.contains("/oauth2/token") {
                (200, json!({"access_token": "t0ken", "instance_url": own}).to_string())
            } else if first.contains("/composite/") {
                let body: Value = serde_json::from_slice(&body).expect("json");
                let records = body["records"].as_array().expect("records");
                counted.lock().expect("calls").push(records.len());
                if records.iter().any(|record| record["Name"] == "bad") {
                    (refusal.0, refusal.1.to_owned())
                } else {
                    let done = records
                        .iter()
                        .map(|record| json!({"id": record["Instand_Key__c"], "success": true, "created": true}));
                    (200, Value::Array(done.collect()).to_string())
                }
            } else {
                (200, json!([{"version": "60.0"}]).to_string())
            };
            let answer = format!(
                "HTTP/1.1 {status} x\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
                text.len()
            );
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (url, calls)
}

fn client(url: &str) -> Client {
    let settings: Settings = toml::from_str(&format!("login_url = \"{url}\"\nclient_id = \"x\"\n")).expect("settings");
    let allowed = Allowed::new(&[url.trim_start_matches("http://").to_owned()]).expect("good");
    let clock = Clock::new(|| DateTime::UNIX_EPOCH, 1).sleeping(|_| async {}.boxed());
    let variable = |name: &str| name.ends_with("CLIENT_SECRET").then(|| "s3cret".to_owned());
    Client::new(settings, &variable, std::path::Path::new("/"), &allowed, clock).expect("a client")
}

fn records(bad: &[usize]) -> Vec<Record> {
    let name = |at| if bad.contains(&at) { "bad" } else { "good" };
    (0..200).map(|at| Record { key: format!("k-{at}"), fields: fields(json!({"Name": name(at)})) }).collect()
}

const PARSER: (u16, &str) =
    (400, r#"[{"errorCode":"JSON_PARSER_ERROR","message":"Cannot deserialize instance of date"}]"#);

#[tokio::test]
async fn the_one_to_blame_is_found_by_halving() {
    let two = r#"["/services/data/v60.0/sobjects/Opportunity/006A","/services/data/v60.0/sobjects/Opportunity/006B"]"#;
    let duplicate = r#"[{"errorCode":"DUPLICATES_DETECTED","message":"Use one of these records?"}]"#;
    for (refusal, class) in [(PARSER, "permanent"), ((300, two), "ambiguous"), ((400, duplicate), "duplicate")] {
        let (url, calls) = org(refusal).await;
        let outcomes = client(&url).upsert(OPPORTUNITY, &records(&[77]), Urgency::Prompt, &no_job).await;
        assert_eq!(created(&outcomes), 199, "{class}");
        assert_eq!(failure(&outcomes[77]).class.id(), class);
        let calls = calls.lock().expect("calls").clone();
        assert!(calls.len() <= 17 && calls[0] == 200, "{calls:?}");
    }
}

#[tokio::test]
async fn where_all_are_to_blame_calls_are_not_wasted() {
    let (url, calls) = org(PARSER).await;
    let all: Vec<usize> = (0..200).collect();
    let outcomes = client(&url).upsert(OPPORTUNITY, &records(&all), Urgency::Prompt, &no_job).await;
    assert!(outcomes.iter().all(|outcome| failure(outcome).class == Class::Permanent));
    assert!(calls.lock().expect("calls").len() <= 25, "{calls:?}");
}

#[tokio::test]
async fn an_org_that_sends_elsewhere_is_not_followed_and_one_that_is_not_there_stops() {
    for refusal in
        [(302, ""), (404, r#"[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]"#)]
    {
        let (url, calls) = org(refusal).await;
        let outcomes = client(&url).upsert(OPPORTUNITY, &records(&[0]), Urgency::Prompt, &no_job).await;
        assert!(outcomes.iter().all(|outcome| failure(outcome).class == Class::Configuration), "{:?}", outcomes[0]);
        assert_eq!(calls.lock().expect("calls").len(), 1);
    }
}
