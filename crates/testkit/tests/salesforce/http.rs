//! One request per connection, without a client that could hide anything.

use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use testkit::salesforce::{Org, Setup};

/// An answer; `status` 0 where the connection ended without one.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    /// `errorCode` of the first error.
    pub fn code(&self) -> String {
        self.json()[0]["errorCode"].as_str().unwrap_or_default().to_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let named = |line: &&str| line.split_once(':').is_some_and(|(had, _)| had.eq_ignore_ascii_case(name));
        self.head.lines().find(named).and_then(|line| line.split_once(':')).map(|(_, value)| value.trim())
    }
}

pub fn send(org: &Org, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(org.destination()).expect("the org listens");
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", org.destination());
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("Content-Length: {}\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).expect("sent");
    stream.write_all(body).expect("sent");
    let mut answer = Vec::new();
    // A connection that is cut may end with an error; what came before counts.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8(answer).expect("UTF-8");
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        return Answer { status: 0, head: answer, body: String::new() };
    };
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    Answer { status, head: head.to_owned(), body: body.to_owned() }
}

/// A client that is signed in.
pub struct Client<'a> {
    pub org: &'a Org,
    pub token: String,
}

impl<'a> Client<'a> {
    pub fn new(org: &'a Org) -> Self {
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            org.client_id(),
            org.client_secret()
        );
        let answer = token(org, &form);
        assert_eq!(answer.status, 200, "{answer:?}");
        Self { org, token: answer.json()["access_token"].as_str().expect("a token").to_owned() }
    }

    pub fn with(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        all.extend(headers);
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/services/data/v67.0/{path}") };
        send(self.org, method, &path, &all, body.as_bytes())
    }

    pub fn get(&self, path: &str) -> Answer {
        self.with("GET", path, &[], &Value::Null)
    }

    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.with("POST", path, &[], body)
    }

    pub fn patch(&self, path: &str, body: &Value) -> Answer {
        self.with("PATCH", path, &[], body)
    }

    pub fn delete(&self, path: &str) -> Answer {
        self.with("DELETE", path, &[], &Value::Null)
    }

    pub fn query(&self, text: &str) -> Answer {
        let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        self.get(&format!("query?q={encoded}"))
    }
}

pub fn token(org: &Org, form: &str) -> Answer {
    let kind = ("Content-Type", "application/x-www-form-urlencoded");
    send(org, "POST", "/services/oauth2/token", &[kind], form.as_bytes())
}

/// An org whose clock stands.
pub fn org() -> Org {
    Org::start(standing())
}

pub fn standing() -> Setup {
    Setup { now: Some("2026-11-01T09:00:00Z".parse().expect("an instant")), ..Setup::default() }
}

/// An opportunity with what it needs.
pub fn opportunity(name: &str) -> Value {
    json!({"Name": name, "StageName": "Prospecting", "CloseDate": "2026-12-31"})
}

/// The same as a record of a collection.
pub fn keyed(key: &str) -> Value {
    let mut record = opportunity(key);
    record["attributes"] = json!({"type": "Opportunity"});
    record["Instand_Key__c"] = json!(key);
    record
}
