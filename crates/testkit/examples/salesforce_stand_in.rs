//! Serves a Salesforce stand-in for clients in other processes:
//! `cargo run -p testkit --example salesforce_stand_in -- --port 9500 [--token-life-s 3600] [--instance-url https://127.0.0.1:9501] [--newest 68]`
//!
//! It prints its address and credentials as one line of JSON. Faults come as lines of JSON on the standard input or by
//! `POST /control/faults`; `/control/` also has the log, the records and the clock.

use serde_json::json;
use std::process::ExitCode;
use std::time::Duration;
use testkit::salesforce::{Fault, Org, Setup, Stage};

fn setup(arguments: &[String]) -> Option<Setup> {
    let mut setup = Setup { control: true, token_life: Duration::from_secs(3600), ..Setup::default() };
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { return None };
        match name.as_str() {
            "--port" => setup.port = value.parse().ok()?,
            "--token-life-s" => setup.token_life = Duration::from_secs(value.parse().ok()?),
            "--instance-url" => setup.instance_url = Some(value.clone()),
            "--newest" => setup.versions = 31..=value.parse().ok()?,
            "--query-batch" => setup.query_batch = Some(value.parse().ok()?),
            "--bulk-polls" => setup.bulk_polls = value.parse().ok()?,
            "--daily-requests" => setup.daily_requests = value.parse().ok()?,
            "--without" => setup.without.push(value.clone()),
            "--stages" if value == "german" => setup.stages = Stage::german(),
            _ => return None,
        }
    }
    Some(setup)
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(setup) = setup(&arguments) else {
        eprintln!(
            "usage: salesforce_stand_in [--port N] [--token-life-s N] [--instance-url URL] [--newest VERSION] [--query-batch N] \
             [--bulk-polls N] [--daily-requests N] [--without OBJECT[.FIELD]] [--stages german]"
        );
        return ExitCode::from(2);
    };
    let org = Org::start(setup);
    println!(
        "{}",
        json!({"url": org.url(), "client_id": org.client_id(), "client_secret": org.client_secret(), "username": org.username(),
            "private_key_pem": org.private_key_pem()})
    );
    let mut line = String::new();
    loop {
        line.clear();
        match std::io::stdin().read_line(&mut line) {
            // Without a standard input it serves until it is ended.
            Ok(0) | Err(_) => loop {
                std::thread::park();
            },
            Ok(_) if line.trim().is_empty() => {}
            Ok(_) => match serde_json::from_str::<Fault>(&line) {
                Ok(fault) => org.fault(fault),
                Err(error) => eprintln!("no fault: {error}"),
            },
        }
    }
}
