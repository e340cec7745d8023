//! Everything about the own machines in one file (EU Data Act, Reg. (EU) 2023/2854, art. 4(1); GDPR art. 20): what lists say, what
//! was computed, contracts, what happened, agreements, documents, and every reading, machine readable and with what it means.
//!
//! It is written to disk machine by machine and day by day, then sent from there: memory holds a day of one machine at a time.

use super::documents::{Found, found};
use super::machines::{facts, owned_since, past, values, warranty};
use super::{Own, PortalContact};
use crate::api::cells::download;
use crate::app::App;
use crate::problem::{Answer, Problem};
use ::telemetry::Signals;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use base::{Kind, Language, MachineId};
use chrono::{DateTime, NaiveDate, SecondsFormat};
use serde_json::json;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use store::DataUse;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Downloads a contact has in five minutes.
const DOWNLOADS: usize = 3;

/// Readings of one download at most; what is beyond is said in it, with how to get it.
const READINGS: u64 = 50_000_000;

/// Bytes sent at a time.
const PART: usize = 256 * 1024;

/// All of one machine that needs no lake.
struct Machine {
    id: MachineId,
    serial: String,
    devices: Vec<u64>,
    since: Option<NaiveDate>,
    documents: Vec<Found>,
}

/// Everything about the own machines as a ZIP: CSV, JSON, the documents, and all readings.
#[utoipa::path(get, path = "/portal/data.zip", tag = "portal",
    responses((status = 200, content_type = "application/zip"), (status = 401, body = Problem), (status = 429, body = Problem)),
    extensions(("x-permission" = json!("portal"))))]
pub async fn get(who: PortalContact, State(app): State<App>) -> Answer<(HeaderMap, Body)> {
    if !app.portal_tries.downloads.take_of(who.contact.id, app.now(), DOWNLOADS) {
        return Err(Problem::too_often("this was downloaded a moment ago; try again in five minutes"));
    }
    let own = Own::of(&app, &who)?;
    let devices = app.config.workplace.devices(&own.view.live.decided.state).await?;
    let mut machines = Vec::new();
    for at in own.machines().iter().map(|at| *at as usize) {
        let Some(id) = own.view.live.decided.state.files.link.ids.get(at).copied() else { continue };
        machines.push(Machine {
            id,
            serial: own.text("serial_number", at).unwrap_or_default(),
            devices: devices.of(at),
            since: owned_since(&own, at),
            documents: found(&app, &own, at).await?,
        });
    }
    machines.sort_by(|a, b| (&a.serial, a.id).cmp(&(&b.serial, b.id)));
    let agreements = app.store().data_uses_of(&own.ids()).await?;
    let write = app.write(&who.actor()).await?;
    write
        .audit("download own data", &format!("portal contact {}", who.contact.id), &own.ids().len().to_string())
        .await?;
    write.commit().await?;
    let turn = app.packing.acquire().await.map_err(|error| Problem::internal(&error))?;
    let packing = Packing {
        app: app.clone(),
        own,
        machines,
        agreements,
        language: who.language(),
        name: who.contact.name.clone(),
    };
    let file = tokio::task::spawn_blocking(move || packing.pack()).await?;
    drop(turn);
    let file = file.map_err(|error| Problem::internal(&error))?;
    let name = format!("instand-{}.zip", app.today());
    Ok((download(&name, "application/zip"), sent(file)))
}

/// A file, sent part by part.
fn sent(file: File) -> Body {
    let parts = futures::stream::try_unfold(file, |mut file| async move {
        let read = tokio::task::spawn_blocking(move || -> std::io::Result<Option<(Vec<u8>, File)>> {
            let mut part = vec![0; PART];
            let length = file.read(&mut part)?;
            part.truncate(length);
            Ok((length > 0).then_some((part, file)))
        });
        read.await.map_err(std::io::Error::other)?
    });
    Body::from_stream(parts)
}

struct Packing {
    app: App,
    own: Own,
    machines: Vec<Machine>,
    agreements: Vec<DataUse>,
    language: Language,
    name: String,
}

/// What can go wrong on the way to the disk.
type Packed<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

impl Packing {
    fn pack(&self) -> Packed<File> {
        let mut zip = ZipWriter::new(tempfile::tempfile_in(&self.app.config.folder)?);
        self.tables(&mut zip)?;
        self.documents(&mut zip)?;
        let (readings, left_out) = self.readings(&mut zip)?;
        self.metadata(&mut zip, readings, &left_out)?;
        let mut file = zip.finish()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }

    fn place(&self, machine: &Machine) -> Option<usize> {
        self.own.view.live.ordinal(machine.id)
    }

    /// The lists: what is said of the machines, what was computed, contracts, events, agreements.
    fn tables(&self, zip: &mut ZipWriter<File>) -> Packed<()> {
        let mut all = Table::new(["serial_number", "kind", "name", "label", "unit", "value"]);
        let mut contracts = Table::new([
            "serial_number",
            "contract_number",
            "contract_type",
            "start",
            "end",
            "notice_days",
            "annual_value",
            "currency",
            "status",
        ]);
        let mut events = Table::new(["serial_number", "date", "kind", "title", "count", "critical"]);
        for (machine, at) in self.machines.iter().filter_map(|of| Some((of, self.place(of)?))) {
            let serial = machine.serial.as_str();
            for of in values(&self.own, at) {
                let field = base::fields(Kind::Machines).iter().find(|field| field.id == of.field);
                let unit = field.and_then(|field| field.unit).unwrap_or("");
                let label = words::field(Kind::Machines, of.field, self.language);
                all.add(&[serial, "value", of.field, label, unit, &of.value])?;
            }
            for of in facts(&self.own, at) {
                let unit = base::fact(of.fact).and_then(|(_, fact)| fact.unit).unwrap_or("");
                let value = of.value.as_str().map_or_else(|| of.value.to_string(), str::to_owned);
                all.add(&[serial, "computed", of.fact, words::fact(of.fact, self.language), unit, &value])?;
            }
            if let Some(of) = warranty(&self.own, at) {
                let label = words::field(Kind::Machines, "warranty_end", self.language);
                all.add(&[serial, "value", "warranty_end", label, "", &of.end.to_string()])?;
            }
            let day = |of: Option<NaiveDate>| of.map(|day| day.to_string()).unwrap_or_default();
            let number = |of: Option<f64>| of.map(|of| of.to_string()).unwrap_or_default();
            let (of_contracts, of_events) = past(&self.own, at);
            for of in of_contracts {
                let end = if of.is_open_ended { "open-ended".to_owned() } else { day(of.end) };
                contracts.add(&[
                    serial,
                    of.number.as_deref().unwrap_or(""),
                    of.contract_type.as_deref().unwrap_or(""),
                    &day(of.start),
                    &end,
                    &number(of.notice_days),
                    &number(of.annual_value),
                    of.currency.as_deref().unwrap_or(""),
                    of.status.as_deref().unwrap_or(""),
                ])?;
            }
            for of in of_events {
                let (count, critical) = (of.count.to_string(), of.critical.to_string());
                events.add(&[serial, &of.on.to_string(), of.kind, &of.title, &count, &critical])?;
            }
        }
        let mut agreements = Table::new(["serial_number", "purposes", "from", "until", "entered_at", "document"]);
        for of in &self.agreements {
            let serial = self.machines.iter().find(|machine| machine.id == of.of.machine);
            let until = of.of.until.map(|day| day.to_string()).unwrap_or_default();
            let serial = serial.map_or("", |machine| machine.serial.as_str());
            let purposes = of.of.purposes.join(" ");
            agreements.add(&[serial, &purposes, &of.of.from.to_string(), &until, &of.saved_at, &of.of.document])?;
        }
        let tables =
            [("machines.csv", all), ("contracts.csv", contracts), ("events.csv", events), ("data_use.csv", agreements)];
        for (name, table) in tables {
            zip.start_file(name, options())?;
            zip.write_all(&table.bytes()?)?;
        }
        Ok(())
    }

    fn documents(&self, zip: &mut ZipWriter<File>) -> Packed<()> {
        let mut there: Vec<&str> = Vec::new();
        for of in self.machines.iter().flat_map(|machine| &machine.documents) {
            // A report about two machines is one file.
            if there.contains(&of.shown.id.as_str()) {
                continue;
            }
            there.push(&of.shown.id);
            let bytes = self.app.config.workplace.kept.whole(&of.digest)?;
            zip.start_file(format!("documents/{}-{}", of.shown.id, plain(&of.shown.name)), options())?;
            zip.write_all(&bytes)?;
        }
        Ok(())
    }

    /// All readings, a file a machine; says how many there are, and of which machines some were left out.
    fn readings(&self, zip: &mut ZipWriter<File>) -> Packed<(u64, Vec<String>)> {
        let lake = &self.app.config.telemetry.lake;
        let days = lake.days()?;
        let mut count = 0;
        let mut left_out = Vec::new();
        for machine in self.machines.iter().filter(|machine| !machine.devices.is_empty()) {
            if count >= READINGS {
                left_out.push(machine.serial.clone());
                continue;
            }
            let mut began = false;
            for day in days.iter().filter(|day| machine.since.is_none_or(|since| **day >= since)) {
                for device in &machine.devices {
                    let points = lake.readings(*day, Some(&(*device..=*device)))?;
                    if points.points.is_empty() {
                        continue;
                    }
                    if !began {
                        let name = format!("readings/{}-{}.csv", plain(&machine.serial), machine.id);
                        zip.start_file(name, options().large_file(true))?;
                        zip.write_all(b"signal,at,value\r\n")?;
                        began = true;
                    }
                    let mut part = csv::WriterBuilder::new()
                        .terminator(csv::Terminator::CRLF)
                        .from_writer(Vec::with_capacity(points.points.len() * 48));
                    for point in &points.points {
                        let signal = points.signals.get(usize::from(point.signal)).map_or("", String::as_str);
                        let at = DateTime::from_timestamp_micros(point.at).unwrap_or_default();
                        let at = at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
                        part.write_record([neutral(signal).as_str(), &at, &point.value.to_string()])?;
                    }
                    zip.write_all(&part.into_inner().map_err(|error| error.to_string())?)?;
                    count += points.points.len() as u64;
                }
            }
        }
        Ok((count, left_out))
    }

    /// What all of it means.
    fn metadata(&self, zip: &mut ZipWriter<File>, readings: u64, left_out: &[String]) -> Packed<()> {
        let language = ["de", "en", "it"][self.language as usize];
        let signals = Signals::shipped();
        let mut known: Vec<serde_json::Value> = Vec::new();
        for (signal, machines) in self.signals()? {
            let of = signals.of(&signal);
            known.push(json!({
                "signal": signal,
                "label": of.map_or(signal.as_str(), |of| of.label(language)),
                "unit": of.map_or("", |of| of.unit.as_str()),
                "machines": machines,
            }));
        }
        let about = json!({
            "made_at": self.app.stamp(),
            "made_for": self.name,
            "as_of": self.own.view.live.as_of,
            "company": self.app.config.company,
            "files": {
                "machines.csv": "what lists say of each machine (kind value) and what was computed (kind computed)",
                "contracts.csv": "service contracts",
                "events.csv": "orders, visits, requests, errors by day",
                "data_use.csv": "agreements on the use of the machines' data",
                "documents/": "service reports as they were delivered",
                "readings/": "all readings, one file a machine; `at` in UTC (RFC 3339), `value` in the signal's unit",
            },
            "csv": "UTF-8, comma, CRLF (RFC 4180); texts that begin like a formula have an apostrophe before them",
            "machines": self.machines.iter().map(|of| json!({
                "id": of.id, "serial_number": of.serial, "data_since": of.since,
            })).collect::<Vec<_>>(),
            "signals": known,
            "readings": readings,
            "readings_left_out_of": left_out,
            "readings_note": (!left_out.is_empty()).then_some(
                "more than one file carries; ask your contact person, who exports the rest machine by machine"),
        });
        zip.start_file("metadata.json", options())?;
        zip.write_all(&serde_json::to_vec_pretty(&about)?)?;
        Ok(())
    }

    /// The signals there are, with how many machines give each.
    fn signals(&self) -> Packed<std::collections::BTreeMap<String, usize>> {
        let mut all = std::collections::BTreeMap::new();
        for machine in self.machines.iter().filter(|machine| !machine.devices.is_empty()) {
            let series = self.app.config.telemetry.lake.series(&machine.devices, self.app.today(), usize::MAX)?;
            for (signal, _) in series {
                *all.entry(signal).or_default() += 1;
            }
        }
        Ok(all)
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
}

/// A name that is one on every system and leads nowhere else.
fn plain(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() || "._-".contains(letter) { letter } else { '_' })
        .take(100)
        .collect();
    plain.trim_start_matches('.').to_owned()
}

/// A text that no spreadsheet takes for a formula (OWASP, CSV injection).
fn neutral(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if is_formula { format!("'{text}") } else { text.to_owned() }
}

/// A list as CSV.
struct Table(csv::Writer<Vec<u8>>, Vec<&'static str>);

impl Table {
    fn new<const COLUMNS: usize>(columns: [&'static str; COLUMNS]) -> Self {
        let writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        Self(writer, columns.to_vec())
    }

    fn add<T: AsRef<str>>(&mut self, row: &[T]) -> Packed<()> {
        self.headings()?;
        Ok(self.0.write_record(row.iter().map(|text| neutral(text.as_ref())))?)
    }

    /// Writes the headings before the first row.
    fn headings(&mut self) -> Packed<()> {
        let headings = std::mem::take(&mut self.1);
        if !headings.is_empty() {
            self.0.write_record(headings)?;
        }
        Ok(())
    }

    fn bytes(mut self) -> Packed<Vec<u8>> {
        self.headings()?;
        self.0.into_inner().map_err(|error| error.to_string().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_list_becomes_a_formula_and_no_name_leads_out() {
        let mut table = Table::new(["a", "b"]);
        table.add(&["=HYPERLINK(\"x\")", "-1.5"]).expect("added");
        table.add(&["+cmd", "plain, \"quoted\""]).expect("added");
        let text = String::from_utf8(table.bytes().expect("bytes")).expect("text");
        assert_eq!(text, "a,b\r\n\"'=HYPERLINK(\"\"x\"\")\",-1.5\r\n'+cmd,\"plain, \"\"quoted\"\"\"\r\n");
        assert_eq!(plain("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(plain("Bericht 4711.pdf"), "Bericht_4711.pdf");
    }
}
