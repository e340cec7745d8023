//! `cargo xtask bench mqtt [--seconds 30] [--readings 10]`: readings through a broker with QoS 1, each acknowledged when it is
//! on disk; beside it PostgreSQL's `COPY`. Gateways publish as fast as Mosquitto takes it; the processor time of the server is told apart from the broker's.

use crate::process;
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::io::{BufWriter, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Gateways that publish at once.
const GATEWAYS: u64 = 2;
/// Messages of one run of `mosquitto_pub`; it forgets some where it publishes many more.
const MESSAGES: u64 = 10_000;
/// Ticks of the processor's clock in a second, as Linux tells them.
const TICKS: f64 = 100.0;

/// A process that is ended when dropped.
struct Ends(Child);

impl Drop for Ends {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Ends {
    /// Seconds of processor time so far.
    fn processor(&self) -> Result<f64> {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id()))?;
        let fields = text.rsplit_once(')').map_or("", |(_, fields)| fields);
        let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
        Ok(ticks.collect::<Result<Vec<_>, _>>()?.iter().sum::<f64>() / TICKS)
    }

    /// The most memory it had, in MB.
    fn memory(&self) -> Result<u64> {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.0.id()))?;
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
        Ok(line.trim().trim_end_matches(" kB").parse::<u64>()? / 1024)
    }
}

struct Bench {
    folder: PathBuf,
    port: u16,
    binary: PathBuf,
    readings: u64,
}

/// Runs it.
pub fn run(root: &Path, arguments: &[String]) -> Result<()> {
    let (mut seconds, mut readings) = (30_u64, 10_u64);
    for pair in arguments.chunks(2) {
        match pair {
            [name, value] if name == "--seconds" => seconds = value.parse().context("--seconds")?,
            [name, value] if name == "--readings" => readings = value.parse().context("--readings")?,
            _ => return Err(process::wrong_usage("bench mqtt [--seconds 30] [--readings 10]")),
        }
    }
    crate::mosquitto::find_or_install()?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let folder = std::env::temp_dir().join(format!("instand-bench-mqtt-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let binary = root.join("target/release/instand");
    let bench = Bench { folder, port, binary, readings };
    let result = bench.measure(Duration::from_secs(seconds));
    std::fs::remove_dir_all(&bench.folder)?;
    result?;
    std::fs::create_dir_all(root.join("target/bench"))?;
    let copied = super::connect::ingest::copy_rate(root, 3)?;
    println!("PostgreSQL COPY of readings into a plain table, the median of 3: {copied:.0} readings/s");
    Ok(())
}

impl Bench {
    fn begin(&self) -> Result<(Ends, Ends)> {
        let at = self.folder.display();
        let broker = format!(
            "listener {} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\nmax_inflight_messages 0\nuser root\n",
            self.port
        );
        std::fs::write(self.folder.join("mosquitto.conf"), broker)?;
        let settings = format!(
            "[outgoing]\nallow = [\"127.0.0.1:{0}\"]\n[telemetry.mqtt.bench]\nurl = \"mqtt://127.0.0.1:{0}\"\n\
             [[telemetry.mqtt.bench.topics]]\ntopic = \"in/{{serial}}\"\neach = \"r\"\nvalues = \".\"\n",
            self.port
        );
        std::fs::write(self.folder.join("instand.toml"), settings)?;
        let path = format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default());
        let mut mosquitto = Command::new("mosquitto");
        mosquitto.env("PATH", path).arg("-c").arg(format!("{at}/mosquitto.conf"));
        let mosquitto = Ends(mosquitto.stdout(Stdio::null()).stderr(Stdio::null()).spawn().context("mosquitto")?);
        let mut server = self.instand(&["serve", "--listen", "127.0.0.1:0"]);
        let server = Ends(server.stdout(Stdio::null()).spawn().context("instand")?);
        Ok((mosquitto, server))
    }

    fn instand(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.arg("--data-dir").arg(&self.folder).args(arguments).stdin(Stdio::null());
        command
    }

    /// What the server said of its broker.
    fn state(&self) -> Value {
        let text = std::fs::read_to_string(self.folder.join("journal/brokers.json")).unwrap_or_default();
        let all: Value = serde_json::from_str(&text).unwrap_or_default();
        all["brokers"]["bench"].clone()
    }

    /// Publishes messages of seconds that follow one another.
    fn publish(&self, gateway: u64, from: u64) -> Result<()> {
        let (port, topic) = (self.port.to_string(), format!("in/GW-{gateway}00"));
        let mut command = Command::new("mosquitto_pub");
        command.args(["-h", "127.0.0.1", "-p", &port, "-V", "mqttv5", "-q", "1", "-M", "1000", "-l", "-t", &topic]);
        let mut child = command.stdin(Stdio::piped()).spawn().context("mosquitto_pub")?;
        let mut input = BufWriter::new(child.stdin.take().context("its input")?);
        for message in from..from + MESSAGES {
            write!(input, "{{\"r\":[")?;
            for reading in 0..self.readings {
                let at = 1_420_070_400 + message * self.readings + reading;
                let comma = if reading > 0 { "," } else { "" };
                write!(input, "{comma}{{\"ts\":{at},\"vibration\":{}}}", at % 97)?;
            }
            writeln!(input, "]}}")?;
        }
        drop(input.into_inner().map_err(std::io::IntoInnerError::into_error)?);
        if !child.wait()?.success() {
            bail!("mosquitto_pub failed");
        }
        Ok(())
    }

    fn measure(&self, length: Duration) -> Result<()> {
        let (mosquitto, server) = self.begin()?;
        let begin = Instant::now();
        while !self.state()["connected_since"].is_number() {
            if begin.elapsed() > Duration::from_secs(60) {
                bail!("the server does not connect: {}", self.state());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let (ours, brokers) = (server.processor()?, mosquitto.processor()?);
        let (sent, begin) = (AtomicU64::new(0), Instant::now());
        std::thread::scope(|scope| {
            let publishing: Vec<_> = (1..=GATEWAYS)
                .map(|gateway| {
                    let sent = &sent;
                    scope.spawn(move || -> Result<()> {
                        let mut from = 0;
                        while begin.elapsed() < length {
                            self.publish(gateway, from)?;
                            from += MESSAGES;
                            sent.fetch_add(MESSAGES * self.readings, Ordering::Relaxed);
                        }
                        Ok(())
                    })
                })
                .collect();
            publishing.into_iter().try_for_each(|of| of.join().unwrap_or_else(|_| bail!("publishing failed")))
        })?;
        let sent = sent.into_inner();
        let all = begin.elapsed() + Duration::from_secs(120);
        while self.state()["readings"].as_u64().unwrap_or_default() < sent {
            if begin.elapsed() > all {
                bail!("{sent} readings were published; {}", self.state());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let took = begin.elapsed().as_secs_f64();
        let (ours, brokers) = (server.processor()? - ours, mosquitto.processor()? - brokers);
        let status = process::output(&mut self.instand(&["telemetry", "status", "--json"]))?;
        let status: Value = serde_json::from_str(&status)?;
        let of = &status["sources"]["bench"];
        let rate = |count: u64| f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / took;
        println!(
            "{sent} readings published, {} received, {} twice, in {took:.1} s: {:.0} readings/s in {:.0} messages/s\n\
             processor time: server {ours:.1} s ({:.2} cores), broker {brokers:.1} s ({:.2} cores); memory of the server {} MB",
            of["received"],
            of["duplicate"],
            rate(sent),
            rate(sent / self.readings),
            ours / took,
            brokers / took,
            server.memory()?,
        );
        Ok(())
    }
}
