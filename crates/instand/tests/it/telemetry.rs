//! Readings through the product: over HTTP while the server is killed, and from files.

use crate::product::{Engine, Product, text};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{sleep, spawn};
use std::time::Duration;

/// Readings of a batch.
const BATCH: u64 = 50;

/// Starts the server and waits until it says where it is.
pub(crate) fn serve(product: &Product) -> (Child, String) {
    let command = &mut product.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
    let line = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("Instand is at http://")));
    let line = line.expect("it says where it is").expect("text");
    let address =
        line.split("http://").nth(1).and_then(|of| of.split([' ', '/']).next()).expect("an address").to_owned();
    (child, address)
}

/// Sends a batch; whether it was acknowledged.
pub(crate) fn send(address: &str, token: &str, body: &str) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let length = body.len();
    write!(
        stream,
        "POST /api/v1/telemetry HTTP/1.1\r\nHost: instand\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/x-ndjson\r\nContent-Length: {length}\r\n\r\n{body}"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    // A server that is killed hangs up without an answer.
    if !answer.starts_with("HTTP/1.1 ") {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(answer.starts_with("HTTP/1.1 200"))
}

/// Readings of a second each from 2026-01-01 on, of a machine of the sender's own.
fn batch(sender: u64, number: u64) -> String {
    batch_of(sender, number, BATCH)
}

/// As [`batch`], of so many readings.
fn batch_of(sender: u64, number: u64, readings: u64) -> String {
    let line = |at: u64| {
        let at = 1_767_225_600 + at;
        format!("{{\"machine\":\"GW-{sender}00\",\"at\":{at},\"signal\":\"vibration\",\"value\":{}}}\n", at % 97)
    };
    (number * readings..(number + 1) * readings).map(line).collect()
}

pub(crate) fn status(product: &Product, source: &str) -> Value {
    let status: Value = serde_json::from_str(&product.done(&["telemetry", "status", "--json"])).expect("JSON");
    status["sources"][source].clone()
}

#[test]
fn killed_under_load_what_was_acknowledged_is_there_once() {
    let product = Product::new(Engine::Sqlite, "telemetry");
    product.done(&["user", "add", "gateway", "--role", "steward"]);
    let token = product.done(&["user", "token", "gateway", "hall 1"]).trim().to_owned();
    let acknowledged = Arc::new(AtomicU64::new(0));
    let mut next = [0_u64; 3];
    for round in 0..4_u64 {
        let (mut server, address) = serve(&product);
        let stop = Arc::new(AtomicBool::new(false));
        let senders: Vec<_> = (0..3_u64)
            .map(|sender| {
                let (address, token) = (address.clone(), token.clone());
                let (stop, acknowledged) = (Arc::clone(&stop), Arc::clone(&acknowledged));
                let mut number = next[usize::try_from(sender).expect("few")];
                spawn(move || {
                    while !stop.load(Ordering::Relaxed) {
                        // As a gateway does: what was not acknowledged is sent again, after a restart too.
                        match send(&address, &token, &batch(sender, number)) {
                            Ok(true) => {
                                acknowledged.fetch_add(BATCH, Ordering::Relaxed);
                                number += 1;
                            }
                            Ok(false) => panic!("refused"),
                            Err(_) => sleep(Duration::from_millis(5)),
                        }
                    }
                    number
                })
            })
            .collect();
        sleep(Duration::from_millis(700 + 130 * round));
        server.kill().expect("killed");
        server.wait().expect("ended");
        stop.store(true, Ordering::Relaxed);
        for (sender, thread) in senders.into_iter().enumerate() {
            next[sender] = thread.join().expect("sent");
        }
    }
    let acknowledged = acknowledged.load(Ordering::Relaxed);
    assert!(acknowledged > 3 * BATCH, "{acknowledged} readings under four kills are no load");
    let (mut server, address) = serve(&product);
    // The batch that was on its way when the last kill came.
    for (sender, number) in (0_u64..).zip(next) {
        assert!(send(&address, &token, &batch(sender, number)).expect("an answer"));
    }
    let sent = acknowledged + 3 * BATCH;
    assert_eq!(sent, next.iter().sum::<u64>() * BATCH + 3 * BATCH);
    let mut of = Value::Null;
    for _ in 0..400 {
        of = status(&product, "hall 1");
        if of["waiting"] == 0 && of["stored"] == sent {
            break;
        }
        sleep(Duration::from_millis(100));
    }
    server.kill().expect("killed");
    server.wait().expect("ended");
    assert_eq!(of["stored"], sent, "{of}");
    let received = of["received"].as_u64().expect("a count");
    assert_eq!(received, sent + of["duplicate"].as_u64().expect("a count"), "what came twice is counted: {of}");
    assert_eq!((&of["contradicting"], &of["senders_in_quarantine"]), (&Value::from(0), &Value::from(3)));
    assert!(product.done(&["telemetry", "verify"]).contains("all sound"));
}

#[test]
fn where_the_disk_takes_no_more_nothing_is_acknowledged_and_nothing_lost() {
    /// Readings of a batch: a hundred of them fill the file.
    const LARGE: u64 = 2_000;
    let product = Product::new(Engine::Sqlite, "telemetry_full");
    product.done(&["user", "add", "gateway", "--role", "steward"]);
    let token = product.done(&["user", "token", "gateway", "hall 1"]).trim().to_owned();
    // A file may grow to 3 MB and no further: writing to it then fails, as on a full disk, without the process being ended.
    let serve = product.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut limited = Command::new("bash");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 3072; exec \"$0\" \"$@\""]).arg(serve.get_program());
    limited.args(serve.get_args()).stdout(Stdio::piped()).stderr(Stdio::null());
    if let Some(folder) = serve.get_current_dir() {
        limited.current_dir(folder);
    }
    for (name, value) in serve.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    let mut server = limited.spawn().expect("started");
    let mut lines = BufReader::new(server.stdout.take().expect("its output")).lines();
    let line = lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("Instand is at http://")));
    let line = line.expect("it says where it is").expect("text");
    let address = line.split("http://").nth(1).and_then(|of| of.split([' ', '/']).next()).expect("an address");
    let (mut number, mut acknowledged, mut refused) = (0, 0, 0);
    // Until it has refused and, when the full segment was taken into the lake, taken readings again.
    let mut after = 0;
    for _ in 0..3_000 {
        if send(address, &token, &batch_of(0, number, LARGE)).expect("an answer") {
            acknowledged += LARGE;
            number += 1;
            after += u32::from(refused > 0);
        } else {
            refused += 1;
            sleep(Duration::from_millis(100));
        }
        if after >= 20 {
            break;
        }
    }
    assert!(refused > 0 && after >= 20, "{refused} refused, {after} taken afterwards, {acknowledged} acknowledged");
    let mut of = Value::Null;
    for _ in 0..400 {
        of = status(&product, "hall 1");
        if of["waiting"] == 0 && of["stored"] == acknowledged {
            break;
        }
        sleep(Duration::from_millis(100));
    }
    server.kill().expect("killed");
    server.wait().expect("ended");
    assert_eq!((&of["stored"], &of["duplicate"]), (&acknowledged.into(), &0.into()), "{of}");
    assert!(product.done(&["telemetry", "verify"]).contains("all sound"));
}

#[test]
fn files_of_readings_are_read_once_however_often() {
    let product = Product::new(Engine::Sqlite, "telemetry_files");
    product.file("machines.csv", b"Seriennummer;Typ;Kunde\n1;model3;Werk Nord\n2;model4;Werk Nord\n");
    let machines = product.folder.path().join("in/machines.csv");
    product.done(&["import", text(&machines)]);
    let readings = product.file(
        "readings/PdM_telemetry.csv",
        b"datetime,machineID,volt,vibration\n2015-01-01 06:00:00,1,176.2,45.1\n2015-01-01 07:00:00,1,162.9,43.4\n\
          2015-01-01 06:00:00,3,170,\n2015-01-01 07:00:00,3,x,-5\n",
    );
    let import = ["telemetry", "import", text(&readings), "--source", "azure", "--zone", "UTC"];
    let said = product.done(&import);
    assert!(said.contains("7 readings from 1 file: 5 stored, 0 there already, 2 rejected"), "{said}");
    assert!(said.contains("1 senders are no machine of the installed base (3)"), "{said}");
    let again = product.done(&import);
    assert!(again.contains("0 stored, 5 there already"), "{again}");
    let of = status(&product, "azure");
    assert_eq!(of["rejected"]["unreadable"], 2);
    assert_eq!(of["rejected"]["impossible"], 2);
    let refused = product.refused(&["telemetry", "import", "nowhere.csv"]);
    assert!(refused.contains("nowhere.csv: there is no such file"), "{refused}");
    let folder = product.folder.path().join("in");
    let refused = product.refused(&["telemetry", "import", text(&folder)]);
    assert!(refused.contains("machines.csv") && refused.contains("no column with the time"), "{refused}");
}

/// Readings up to the end of 2026-10-31: a machine that runs ten hours a day and shakes twice as much in its last week, and
/// one that has been silent for 20 days.
fn months_of_readings() -> String {
    let end = chrono::NaiveDate::from_ymd_opt(2026, 10, 31).expect("a day");
    let mut rows = String::from("serial;time;operating_hours;vibration;load\n");
    for ago in (0..150_u32).rev() {
        let day = end - chrono::Days::new(u64::from(ago));
        for hour in [6, 12, 18] {
            let hours = 10_000 + 10 * (149 - ago) + (hour - 6) / 2;
            let vibration = if ago < 7 { 6.0 } else { 3.0 } + f64::from(hour) / 100.0;
            let load = if hour == 12 { 95 } else { 35 };
            rows += &format!("F-1;{day}T{hour:02}:00:00Z;{hours};{vibration};{load}\n");
            for minute in 1..3 {
                rows += &format!("F-1;{day}T{hour:02}:{minute:02}:00Z;;{vibration};\n");
            }
            if ago >= 20 {
                rows += &format!("F-2;{day}T{hour:02}:00:00Z;{};2.5;\n", 4_000 + 5 * (149 - ago));
            }
        }
    }
    rows
}

#[test]
fn readings_become_facts_with_their_series() {
    let product = Product::new(Engine::Sqlite, "telemetry_facts");
    product.file(
        "maschinen.csv",
        b"Seriennummer;Maschinentyp;Kunde;Inbetriebnahme\nF-1;FX;Werk Nord;2015-03-01\nF-2;FX;Werk Nord;2016-03-01\n\
          F-3;FX;Werk Nord;2017-03-01\n",
    );
    product.file("typen.csv", "Maschinentyp;Wartungsintervall;Grenzwert Vibration\nFX;2000;5,5\n".as_bytes());
    product.file(
        "wartungen.csv",
        "Seriennummer;Datum;Einsatzart;Betriebsstunden\nF-1;2026-08-03;Wartung;10600\n".as_bytes(),
    );
    product.done(&["import", text(&product.folder.path().join("in"))]);
    let readings = product.file("readings/hall.csv", months_of_readings().as_bytes());
    product.done(&["telemetry", "import", text(&readings), "--zone", "UTC"]);
    let machine = |serial: &str, as_of: &str| -> Value {
        let said = product.done(&["machine", serial, "--json", "--explain", "--as-of", as_of]);
        serde_json::from_str(&said).expect("JSON")
    };
    let near = |value: &Value, expected: f64, off: f64| value.as_f64().is_some_and(|of| (of - expected).abs() <= off);
    let of = machine("F-1", "2026-10-31");
    let facts = &of["facts"];
    assert!(near(&facts["operating_hours"], 11_496.0, 0.0), "{facts}");
    // 89 days of 10 hours and half a day of 6, over 89.5 days.
    assert!(near(&facts["hours_per_day"], 896.0 / 89.5, 1e-5), "{facts}");
    assert!(near(&facts["hours_since_maintenance"], 896.0, 0.0), "{facts}");
    // (2000 - 896) / 10.011 = 110.27 days.
    assert_eq!((&facts["maintenance_days_left"], &facts["maintenance_due_on"]), (&110.into(), &"2027-02-18".into()));
    assert!(near(&facts["vibration"], 6.18, 0.0), "{facts}");
    assert!(near(&facts["vibration_p95_7d"], 6.18, 0.07) && near(&facts["vibration_p95_usual"], 3.18, 0.04), "{facts}");
    assert!(near(&facts["load_mean_30d"], 55.0, 1e-6) && near(&facts["load_high_30d"], 100.0 / 3.0, 1e-5), "{facts}");
    assert_eq!((&facts["days_silent"], &facts["telemetry_coverage_30d"]), (&0.into(), &100.0.into()));
    assert!(near(&facts["vibration_slope"], 0.0, 1e-9), "one week of thirteen is no trend: {facts}");
    let wear = of["verdicts"].as_array().expect("verdicts").iter().find(|of| of["trigger"] == "wear-threshold");
    let evidence = wear.expect("a verdict")["evidence"].as_array().expect("evidence").clone();
    let vibration = evidence.iter().find(|of| of["fact"] == "vibration").expect("the vibration decided");
    assert_eq!(vibration["series"]["signal"], "vibration", "{vibration}");
    assert_eq!(
        (&vibration["series"]["from"], &vibration["sources"]),
        (&"2026-10-31".into(), &Value::Array(Vec::new()))
    );
    let shown = product.done(&["machine", "F-1", "--as-of", "2026-10-31"]);
    assert!(shown.contains("telemetry, operating_hours: 270 readings on 90 days, 2026-08-03 to 2026-10-31"), "{shown}");

    let silent = machine("F-2", "2026-10-31");
    assert_eq!((&silent["facts"]["days_silent"], &silent["facts"]["operating_hours"]), (&20.into(), &4_645.0.into()));
    assert!(near(&silent["facts"]["telemetry_coverage_30d"], 100.0 / 3.0, 1e-5));
    assert_eq!(silent["facts"]["vibration_p95_7d"], Value::Null, "nothing is known of the last week");
    let unheard = machine("F-3", "2026-10-31");
    assert_eq!((&unheard["facts"]["days_silent"], &unheard["facts"]["operating_hours"]), (&Value::Null, &Value::Null));
    // Nothing later than the day counts.
    let before = machine("F-1", "2026-09-01");
    assert!(near(&before["facts"]["operating_hours"], 10_896.0, 0.0), "{before}");
    assert!(near(&before["facts"]["vibration"], 3.18, 0.0), "{before}");
}
