//! A lake in a bucket of a real S3 server, which two servers on one PostgreSQL write and fold.

use crate::product::{Engine, Product};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::thread::{scope, sleep};
use std::time::Duration;
use testkit::s3::{ACCESS_KEY, S3, SECRET_KEY};

/// Readings of a batch.
const BATCH: u64 = 200;

struct Server(Child, String);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn serve(product: &Product) -> Server {
    let mut command = product.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let line = lines.find_map(|line| line.ok().filter(|line| line.contains("Instand is at http://")));
    let line = line.expect("it says where it is");
    let address = line.split("http://").nth(1).and_then(|of| of.split([' ', '/']).next()).expect("an address");
    Server(child, address.to_owned())
}

/// Settings of an installation whose lake is in the bucket.
fn settings(product: &Product, store: &S3) {
    std::fs::write(product.folder.path().join("secret"), format!("{SECRET_KEY}\n")).expect("written");
    let text = format!(
        "lake_url = \"s3://lake/graz\"\n\n[lake]\nendpoint = \"{}\"\naccess_key = \"{ACCESS_KEY}\"\n\
         secret_key_file = \"secret\"\n\n[outgoing]\nallow = [\"{}\"]\n",
        store.url(),
        store.destination()
    );
    std::fs::write(product.folder.path().join("instand.toml"), text).expect("written");
}

fn send(address: &str, token: &str, body: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        write!(
            stream,
            "POST /api/v1/telemetry HTTP/1.1\r\nHost: instand\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/x-ndjson\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

/// Readings of ten machines, a second each; every second batch goes to both servers.
fn batch(number: u64) -> String {
    let line = |at: u64| {
        let second = 1_767_225_600 + number * BATCH + at;
        format!(
            "{{\"machine\":\"GW-{}\",\"at\":{second},\"signal\":\"operating_hours\",\"value\":{}}}\n",
            at % 10,
            1000 + number
        )
    };
    (0..BATCH).map(line).collect()
}

fn status(product: &Product) -> Value {
    let status: Value = serde_json::from_str(&product.done(&["telemetry", "status", "--json"])).expect("JSON");
    status["sources"].clone()
}

fn sum(status: &Value, what: &str) -> u64 {
    status.as_object().into_iter().flat_map(|of| of.values()).filter_map(|of| of[what].as_u64()).sum()
}

#[test]
fn two_servers_on_one_bucket_and_one_is_killed() {
    let store = S3::start("lake");
    let one = Product::new(Engine::Postgres, "bucket");
    settings(&one, &store);
    let other = one.twin();
    settings(&other, &store);
    let lists = "Seriennummer;Baujahr\nGW-1;2010\nGW-2;2012\nGW-3;2019\n";
    std::fs::write(one.folder.path().join("maschinen.csv"), lists).expect("written");
    let file = one.folder.path().join("maschinen.csv");
    one.done(&["import", &file.display().to_string()]);
    // What one machine imported the other has.
    assert!(other.done(&["machine", "GW-2"]).contains("2012"));

    // The source, too, on a machine that never had the file.
    let machine = other.done(&["machine", "GW-2"]);
    assert!(machine.contains("maschinen.csv"), "{machine}");
    assert!(other.folder.path().join("lake-mirror").exists() && !other.folder.path().join("files").exists());

    one.done(&["user", "add", "gateway", "--role", "steward"]);
    let token = one.done(&["user", "token", "gateway", "hall"]).trim().to_owned();
    let mut first = serve(&one);
    let second = serve(&other);
    const BATCHES: u64 = 40;
    scope(|threads| {
        for (part, server) in [&first.1, &second.1].into_iter().enumerate() {
            let token = &token;
            threads.spawn(move || {
                for number in 0..BATCHES {
                    // Even ones go to both, odd ones to one of the two.
                    let goes = number % 2 == 0 || (number / 2) % 2 == part as u64;
                    if goes {
                        assert!(send(server, token, &batch(number)), "acknowledged");
                        sleep(Duration::from_millis(20));
                    }
                }
            });
        }
    });
    // One server dies with what it acknowledged in its journal, and comes back.
    first.0.kill().expect("killed");
    first.0.wait().expect("ended");
    assert!(send(&second.1, &token, &batch(BATCHES)), "the other goes on");
    let first = serve(&one);
    let distinct = (BATCHES + 1) * BATCH;
    let received = (BATCHES + BATCHES / 2 + 1) * BATCH;
    let mut of = Value::Null;
    for _ in 0..600 {
        of = status(&one);
        if sum(&of, "waiting") == 0 && sum(&of, "stored") == distinct {
            break;
        }
        sleep(Duration::from_millis(200));
    }
    assert_eq!(
        (sum(&of, "stored"), sum(&of, "duplicate"), sum(&of, "waiting")),
        (distinct, received - distinct, 0),
        "{of}"
    );
    assert_eq!(sum(&of, "received"), received);
    assert_eq!(of, status(&other), "both see the same");
    assert!(other.done(&["telemetry", "verify"]).contains("all sound"));
    // Facts are made of it on either machine.
    one.done(&["decide", "--as-of", "2026-01-02"]);
    assert!(
        other.done(&["machine", "GW-1", "--as-of", "2026-01-02"]).contains("1,040"),
        "{}",
        other.done(&["machine", "GW-1", "--as-of", "2026-01-02"])
    );
    drop((first, second));
}

#[test]
fn a_bucket_that_does_not_answer_is_named() {
    let product = Product::new(Engine::Sqlite, "bucket_gone");
    {
        let store = S3::start("lake");
        settings(&product, &store);
    }
    let told = product.refused(&["telemetry", "status"]);
    assert!(told.contains("s3://lake/graz") && !told.contains(SECRET_KEY), "{told}");
    // A destination nobody allowed is not asked at all.
    let text = std::fs::read_to_string(product.folder.path().join("instand.toml")).expect("read");
    let text = text.split("[outgoing]").next().expect("the rest").to_owned();
    std::fs::write(product.folder.path().join("instand.toml"), text).expect("written");
    let told = product.refused(&["telemetry", "status"]);
    assert!(told.contains("is not allowed"), "{told}");
}
