//! Readings that come in by HTTP to a running server, durable when they are answered, and PostgreSQL's `COPY` of the same.

use crate::bench::figures::Figures;
use crate::postgres::Server;
use crate::process;
use anyhow::{Context, Result, bail};
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Instant;

/// Gateways that send at once.
const GATEWAYS: usize = 4;

/// Batches each of them sends.
const BATCHES: usize = 60;

/// Readings of a batch.
const READINGS: usize = 10_000;

/// Whose readings a gateway's are.
const MACHINES: usize = 50;

/// A second of 2026.
const START: u64 = 1_790_000_000;

/// The readings of a batch: sender, signal, second, value.
fn readings(gateway: usize, batch: usize) -> impl Iterator<Item = (usize, &'static str, u64, f64)> {
    const SIGNALS: [&str; 4] = ["vibration", "load", "temperature", "pressure"];
    (0..READINGS).map(move |at| {
        let machine = gateway * MACHINES + at % MACHINES;
        let number = (batch * READINGS + at) / MACHINES;
        let signal = SIGNALS[number % SIGNALS.len()];
        (machine, signal, START + (number / SIGNALS.len()) as u64, (at % 97) as f64)
    })
}

fn line_protocol(gateway: usize, batch: usize) -> String {
    let mut body = String::with_capacity(READINGS * 48);
    for (machine, signal, second, value) in readings(gateway, batch) {
        let _ = writeln!(body, "m,serial=RX-{machine:05} {signal}={value} {second}");
    }
    body
}

fn json_lines(gateway: usize, batch: usize) -> String {
    let mut body = String::with_capacity(READINGS * 80);
    for (machine, signal, second, value) in readings(gateway, batch) {
        let _ = writeln!(
            body,
            "{{\"machine\":\"RX-{machine:05}\",\"at\":{second},\"signal\":\"{signal}\",\"value\":{value}}}"
        );
    }
    body
}

/// A form readings are sent in: what it is called, its media type, the body of a gateway's batch.
type Form = (&'static str, &'static str, fn(usize, usize) -> String);

/// Measures both forms and the peer.
pub fn run(root: &Path, runs: usize) -> Result<()> {
    let count = (GATEWAYS * BATCHES * READINGS) as f64;
    println!(
        "\n| {count} readings, durable when answered | readings/s | processor s | peak MB |\n|---|---:|---:|---:|"
    );
    let forms: [Form; 2] = [
        ("HTTP, line protocol", "text/plain", line_protocol),
        ("HTTP, JSON lines", "application/x-ndjson", json_lines),
    ];
    for (name, kind, body) in forms {
        let bodies: Vec<Vec<String>> =
            (0..GATEWAYS).map(|gateway| (0..BATCHES).map(|batch| body(gateway, batch)).collect()).collect();
        let mut measured = Vec::new();
        for _ in 0..runs {
            measured.push(served(root, kind, &bodies)?);
        }
        let rate = Figures::of(measured.iter().map(|(seconds, ..)| count / seconds)).map_or(f64::NAN, |of| of.median);
        let cpu = Figures::of(measured.iter().map(|(_, cpu, _)| *cpu)).map_or(f64::NAN, |of| of.median);
        let peak = measured.iter().map(|(.., peak)| *peak).max().unwrap_or(0) / 1_000_000;
        println!("| {name}, {GATEWAYS} gateways, {READINGS} a batch | {rate:.0} | {cpu:.1} | {peak} |");
    }
    let rate = copy_rate(root, runs)?;
    println!("| PostgreSQL COPY of the same as CSV into a plain table | {rate:.0} | | |");
    Ok(())
}

/// Readings a second PostgreSQL's `COPY` takes into a plain table, the median of so many runs.
pub(in crate::bench) fn copy_rate(root: &Path, runs: usize) -> Result<f64> {
    let count = (GATEWAYS * BATCHES * READINGS) as f64;
    let copied: Vec<f64> = (0..runs).map(|_| copied(root)).collect::<Result<_>>()?;
    Ok(Figures::of(copied.iter().map(|seconds| count / seconds)).map_or(f64::NAN, |of| of.median))
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // One that cannot be killed has ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Seconds until all was answered, the server's processor seconds and its peak memory.
fn served(root: &Path, kind: &'static str, bodies: &[Vec<String>]) -> Result<(f64, f64, u64)> {
    let data = root.join("target/bench/ingest");
    if data.exists() {
        std::fs::remove_dir_all(&data).with_context(|| data.display().to_string())?;
    }
    let instand = root.join("target/release/instand");
    let ours = |arguments: &[&str]| {
        let mut command = Command::new(&instand);
        command.arg("--data-dir").arg(&data).args(arguments);
        command
    };
    process::output(&mut ours(&["user", "add", "gateway", "--role", "steward"]))?;
    let token = process::output(&mut ours(&["user", "token", "gateway", "hall", "--scopes", "ingest"]))?;
    let token = token.trim().to_owned();
    let mut command = ours(&["serve", "--listen", "127.0.0.1:0"]);
    let mut server = Running(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().context("instand serve")?);
    let mut said = BufReader::new(server.0.stdout.take().context("its output")?).lines();
    let address = loop {
        let line = said.next().context("the server ended")??;
        if let Some((_, rest)) = line.split_once("Instand is at http://") {
            break rest.split([' ', '/']).next().unwrap_or_default().to_owned();
        }
    };
    // The kernel keeps the most memory resident from here on, so that it is that of taking readings.
    let begin = Instant::now();
    let sent: Vec<Result<()>> = thread::scope(|scope| {
        let gateways = bodies.iter().map(|bodies| {
            let (address, token) = (&address, &token);
            scope.spawn(move || send_all(address, token, kind, bodies))
        });
        let gateways: Vec<_> = gateways.collect();
        gateways.into_iter().map(|of| of.join().unwrap_or_else(|_| bail!("a gateway gave up"))).collect()
    });
    let seconds = begin.elapsed().as_secs_f64();
    sent.into_iter().collect::<Result<()>>()?;
    let (cpu, peak) = spent(server.0.id())?;
    Ok((seconds, cpu, peak))
}

fn send_all(address: &str, token: &str, kind: &str, bodies: &[String]) -> Result<()> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    let mut answers = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    for body in bodies {
        let head = format!(
            "POST /api/v1/telemetry?precision=s HTTP/1.1\r\nHost: instand\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        let mut line = String::new();
        answers.read_line(&mut line)?;
        if !line.starts_with("HTTP/1.1 200") {
            bail!("the server answered {}", line.trim());
        }
        let mut length = 0;
        loop {
            line.clear();
            answers.read_line(&mut line)?;
            if line == "\r\n" {
                break;
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        let mut answer = vec![0; length];
        answers.read_exact(&mut answer)?;
        if !String::from_utf8_lossy(&answer).contains(&format!("\"accepted\":{READINGS}")) {
            bail!("not all was taken: {}", String::from_utf8_lossy(&answer));
        }
    }
    Ok(())
}

/// Processor seconds and peak memory in bytes of a process that runs, by Linux.
fn spent(process: u32) -> Result<(f64, u64)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // Behind the name, which may hold blanks: user and system time are the 12th and 13th, in ticks of 10 ms.
    let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|of| of.parse::<f64>().ok()).unwrap_or(f64::NAN);
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap_or(0);
    Ok(((ticks(11) + ticks(12)) / 100.0, kilobytes * 1024))
}

/// Seconds of a `COPY` of the same readings into a table without index, durable when it is committed.
fn copied(root: &Path) -> Result<f64> {
    let server = Server::start()?;
    let file = root.join("target/bench/readings.csv");
    let mut text = String::new();
    for gateway in 0..GATEWAYS {
        for batch in 0..BATCHES {
            for (machine, signal, second, value) in readings(gateway, batch) {
                let _ = writeln!(text, "RX-{machine:05},{signal},{second},{value}");
            }
        }
    }
    std::fs::write(&file, text).with_context(|| file.display().to_string())?;
    let psql = |statement: &str| {
        let mut command = Command::new("psql");
        command.arg(server.url()).args(["-v", "ON_ERROR_STOP=1", "-q", "-c", statement]);
        command
    };
    process::output(&mut psql("CREATE TABLE reading (sender text, signal text, at bigint, value double precision)"))?;
    let statement = format!("\\copy reading FROM '{}' CSV", file.display());
    let begin = Instant::now();
    process::output(&mut psql(&statement))?;
    Ok(begin.elapsed().as_secs_f64())
}
