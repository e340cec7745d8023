//! A connector as it is set up: where it reads, when, and what its records mean.

use crate::inbox::Inbox;
use crate::schedule::Schedule;
use crate::settings::{self, Kind, RecordSettings, Settings};
use crate::snapshot::Snapshot;
use crate::sql::Sql;
use crate::tryton::{Opportunities, Tryton};
use crate::{Allowed, ConnectorError, Secret};
use base::{DataType, Field};
use chrono::TimeDelta;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Where a connector reads.
#[derive(Clone, Debug)]
pub enum ReadFrom {
    /// A Tryton server.
    Tryton(Tryton),
    /// A PostgreSQL database.
    Sql(Sql),
    /// A folder.
    Inbox(Inbox),
}

/// A connector.
#[derive(Clone, Debug)]
pub struct Connector {
    /// Its name, and that of the source it delivers as.
    pub name: String,
    /// What it connects to.
    pub kind: Kind,
    /// When it pulls by itself.
    pub schedule: Option<Schedule>,
    /// How often everything is read anew.
    pub full_every: TimeDelta,
    /// Where it reads.
    pub read_from: ReadFrom,
    priority: Option<u32>,
    complete: Vec<base::Kind>,
    records: Vec<RecordSettings>,
}

/// The files of the last deliveries, by name.
pub type Known = BTreeMap<String, Vec<u8>>;

/// One set of records after a pull.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pulled {
    /// The file's name.
    pub file: String,
    /// All records as they are now.
    pub bytes: Vec<u8>,
    /// Records the other system sent.
    pub read: usize,
    /// Records that are there no more.
    pub removed: usize,
    /// Records there are.
    pub records: usize,
    /// Whether anything is other than in the last delivery.
    pub changed: bool,
}

/// What a look at the other system showed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Whether it can be worked with.
    pub good: bool,
    /// One sentence.
    pub text: String,
}

impl Finding {
    pub(crate) fn good(text: impl Into<String>) -> Self {
        Self { good: true, text: text.into() }
    }

    pub(crate) fn bad(text: impl Into<String>) -> Self {
        Self { good: false, text: text.into() }
    }
}

impl Connector {
    /// A connector of these settings. `variable` gives variables of the environment: `INSTAND_CONNECTOR_NAME_PASSWORD`
    /// and `INSTAND_CONNECTOR_NAME_URL` go before the files; relative paths are below `folder`.
    ///
    /// # Errors
    /// Where a setting is missing, wrong, or a file with a secret cannot be read.
    pub fn new(
        name: &str,
        settings: Settings,
        variable: &dyn Fn(&str) -> Option<String>,
        folder: &Path,
        allowed: &Allowed,
    ) -> Result<Self, ConnectorError> {
        let wrong = |what: String| ConnectorError::Settings(format!("[connectors.{name}] {what}"));
        let plain =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_');
        if name.is_empty() || name.len() > 60 || !name.chars().all(plain) {
            return Err(ConnectorError::Settings(format!(
                "[connectors.{name}]: a connector's name is of small letters, digits, `-` and `_`"
            )));
        }
        let schedule = Schedule::parse(settings.every.as_deref(), settings.at.as_deref()).map_err(wrong)?;
        let full_every = settings::length(name, "full_every", settings.full_every.as_deref(), TimeDelta::days(1))?;
        let secrets = Secrets { name, variable, folder };
        if settings.priority == Some(0) {
            return Err(wrong("priority counts from 1, the most trusted".to_owned()));
        }
        for (at, of) in settings.records.iter().enumerate() {
            check_columns(of).map_err(|what| wrong(format!("records {}: {what}", at + 1)))?;
        }
        let mut records = settings.records.clone();
        if settings.kind != Kind::Tryton && !settings.reads {
            return Err(wrong("reads = false is for a Tryton that only opportunities are written into".to_owned()));
        }
        if settings.kind != Kind::Tryton && settings.writes_opportunities {
            return Err(wrong(format!(
                "writes_opportunities: nothing is written into a connector of kind {}",
                settings.kind.id()
            )));
        }
        let read_from = match settings.kind {
            Kind::Tryton => {
                let tryton = Tryton::new(name, &settings, &secrets, allowed)?;
                records = tryton.records.clone();
                ReadFrom::Tryton(tryton)
            }
            Kind::Sql => ReadFrom::Sql(Sql::new(name, &settings, &secrets, allowed)?),
            Kind::Inbox => ReadFrom::Inbox(Inbox::new(name, &settings, folder)?),
        };
        Ok(Self {
            name: name.to_owned(),
            kind: settings.kind,
            schedule,
            full_every,
            read_from,
            priority: settings.priority,
            complete: settings.complete,
            records,
        })
    }

    /// The way to write opportunities there, where an administrator said that they are.
    #[must_use]
    pub fn opportunities(&self) -> Option<Opportunities> {
        match &self.read_from {
            ReadFrom::Tryton(tryton) => Opportunities::of(&self.name, tryton),
            ReadFrom::Sql(_) | ReadFrom::Inbox(_) => None,
        }
    }

    /// What its files mean, as a mapping file.
    #[must_use]
    pub fn mapping(&self) -> String {
        let mut text = format!("# Of the connector {}.\n[[source]]\nname = {}\n", self.name, quoted(&self.name));
        // Writing to a String does not fail.
        let mut line = |content: String| {
            let _ = writeln!(text, "{content}");
        };
        if let Some(priority) = self.priority {
            line(format!("priority = {priority}"));
        }
        let complete: Vec<String> = self.complete.iter().map(|kind| quoted(kind.id())).collect();
        line(format!("complete = [{}]\n", complete.join(", ")));
        for of in &self.records {
            line(format!("[[table]]\nfile = {}", quoted(&file_of(of))));
            if let Some(kind) = of.kind {
                line(format!("kind = {}", quoted(kind.id())));
            }
            line("header_row = 1".to_owned());
            if !of.columns.is_empty() {
                line("[table.columns]".to_owned());
            }
            for (heading, field) in &of.columns {
                let format = of.kind.and_then(|kind| Field::of(kind, field)).map(|(_, field)| match field.data {
                    DataType::Date | DataType::Instant => ", order = \"ymd\"",
                    DataType::Number | DataType::Money | DataType::Integer => ", decimal = \"point\"",
                    DataType::Text | DataType::Flag => "",
                });
                let format = format.unwrap_or_default();
                line(format!("{} = {{ field = {}{format} }}", quoted(heading), quoted(field)));
            }
            line(String::new());
        }
        text
    }

    /// Where it reads, without anything secret: address and database, or folder.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.read_from {
            ReadFrom::Tryton(tryton) => tryton.place(),
            ReadFrom::Sql(sql) => sql.place(),
            ReadFrom::Inbox(inbox) => inbox.folder.display().to_string(),
        }
    }

    /// Changes with every setting that decides which records come and what they look like. When it does, everything is
    /// read anew.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let text = format!("{} {:?}", self.place(), self.records);
        format!("{:016x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()))
    }

    /// Reads what changed since the last deliveries, with `full` everything.
    ///
    /// # Errors
    /// Where the other system does not answer, refuses, or answers with what cannot be understood. Nothing is kept of
    /// such a pull.
    pub async fn pull(&self, known: &Known, full: bool) -> Result<Vec<Pulled>, ConnectorError> {
        match &self.read_from {
            ReadFrom::Tryton(tryton) => tryton.pull(known, full).await,
            ReadFrom::Sql(sql) => sql.pull(known, full).await,
            ReadFrom::Inbox(_) => Ok(Vec::new()),
        }
    }

    /// Signs in, looks at everything that would be read or written and says what is there and what is missing. Reads no
    /// records, and writes none.
    pub async fn check(&self) -> Vec<Finding> {
        match &self.read_from {
            ReadFrom::Tryton(tryton) => {
                let mut findings = tryton.check().await;
                if let Some(opportunities) = self.opportunities() {
                    findings.extend(opportunities.check().await);
                }
                findings
            }
            ReadFrom::Sql(sql) => sql.check().await,
            ReadFrom::Inbox(inbox) => inbox.check(),
        }
    }
}

/// The file of a set of records.
pub(crate) fn file_of(of: &RecordSettings) -> String {
    format!("{}.csv", of.name.as_deref().or(of.model.as_deref()).unwrap_or("records"))
}

/// A set of records after a pull, compared with what was known.
pub(crate) fn pulled(
    of: &RecordSettings,
    now: &Snapshot,
    (read, removed): (usize, usize),
    known: &Known,
) -> Result<Pulled, ConnectorError> {
    let file = file_of(of);
    let bytes = now.bytes()?;
    let changed = known.get(&file).map_or(now.len() > 0, |before| *before != bytes);
    Ok(Pulled { file, bytes, read, removed, records: now.len(), changed })
}

fn check_columns(of: &RecordSettings) -> Result<(), String> {
    if of
        .name
        .as_ref()
        .is_some_and(|name| name.is_empty() || name.contains(['/', '*', '?', '[', ']']) || name.len() > 80)
    {
        return Err("`name` becomes the name of a file; take letters, digits and dots".to_owned());
    }
    if let Some(kind) = of.kind {
        for field in of.columns.values() {
            if Field::of(kind, field).is_none() {
                let known: Vec<&str> = base::fields(kind).iter().map(|field| field.id).collect();
                return Err(format!("`{field}` is not a field of {kind}; known are {}", known.join(", ")));
            }
        }
    } else if !of.columns.is_empty() {
        return Err("`columns` needs the `kind` of the records, such as kind = \"machines\"".to_owned());
    }
    Ok(())
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// Where the secrets of a connector come from.
pub(crate) struct Secrets<'a> {
    name: &'a str,
    variable: &'a dyn Fn(&str) -> Option<String>,
    folder: &'a Path,
}

impl Secrets<'_> {
    /// The secret `what` (`PASSWORD`, `URL`): the variable's, else the file's.
    pub(crate) fn find(&self, what: &str, file: Option<&PathBuf>) -> Result<Option<Secret>, ConnectorError> {
        let name = self.name.to_uppercase().replace('-', "_");
        if let Some(value) = (self.variable)(&format!("INSTAND_CONNECTOR_{name}_{what}")) {
            return Ok(Some(Secret::new(value)));
        }
        file.map(|file| Secret::from_file(&self.folder.join(file))).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connector(text: &str) -> Result<Connector, ConnectorError> {
        let settings: Settings = toml::from_str(text).expect("settings");
        let allowed = Allowed::new(&["erp.example.com:8000".to_owned()]).expect("good");
        let variable = |name: &str| (name == "INSTAND_CONNECTOR_MY_ERP_PASSWORD").then(|| "hunter22".to_owned());
        Connector::new("my-erp", settings, &variable, Path::new("/nowhere"), &allowed)
    }

    const TRYTON: &str =
        "kind = \"tryton\"\nurl = \"http://erp.example.com:8000\"\ndatabase = \"erp\"\nuser = \"reader\"\n";

    #[test]
    fn a_tryton_needs_no_more_than_where_and_who() {
        let erp = connector(TRYTON).expect("good");
        let mapping = erp.mapping();
        assert!(mapping.contains("file = \"stock.lot.csv\"\nkind = \"machines\"\nheader_row = 1"), "{mapping}");
        assert!(mapping.contains("\"effective_date\" = { field = \"installed_on\", order = \"ymd\" }"), "{mapping}");
        let shown = format!("{erp:?}");
        assert!(!shown.contains("hunter22"), "{shown}");
        let other = connector(&format!("{TRYTON}[[records]]\nmodel = \"stock.lot\"\nkind = \"machines\"\ncolumns = {{ number = \"serial_number\" }}\n"))
            .expect("good");
        assert_ne!(erp.fingerprint(), other.fingerprint());
        assert_eq!(erp.fingerprint(), connector(TRYTON).expect("good").fingerprint());
    }

    #[test]
    fn opportunities_are_written_where_that_is_said() {
        assert!(connector(TRYTON).expect("good").opportunities().is_none());
        let writing = connector(&format!("{TRYTON}writes_opportunities = true\nreads = false\n")).expect("good");
        let opportunities = writing.opportunities().expect("written");
        assert_eq!((opportunities.name(), opportunities.patience()), ("my-erp", TimeDelta::minutes(2)));
        assert_eq!(opportunities.every(), TimeDelta::minutes(5));
        assert!(!writing.mapping().contains("stock.lot"), "{}", writing.mapping());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let record = "[[records]]\nmodel = \"stock.lot\"\n";
        for (text, says) in [
            (TRYTON.replace("erp.example.com", "other.example.com"), "allow = [\"other.example.com:8000\"]"),
            (TRYTON.replace("http:", "ftp:"), "http"),
            (TRYTON.replace("database = \"erp\"\n", ""), "database"),
            (TRYTON.replace("http://", "http://me:secret@"), "password"),
            (format!("{TRYTON}every = \"often\"\n"), "every = \"often\""),
            (format!("{TRYTON}password_file = \"x\"\nfull_every = \"never\"\n"), "full_every"),
            (format!("{TRYTON}priority = 0\n"), "priority"),
            (format!("{TRYTON}{record}columns = {{ number = \"serial_number\" }}\n"), "kind"),
            (format!("{TRYTON}{record}kind = \"machines\"\ncolumns = {{ number = \"serial\" }}\n"), "serial_number"),
            (format!("{TRYTON}{record}name = \"../x\"\n"), "name of a file"),
            (format!("{TRYTON}reads = false\n"), "reads = false"),
            (format!("{TRYTON}outcomes_every = \"5m\"\n"), "outcomes_every belongs to writes_opportunities"),
            (format!("{TRYTON}writes_opportunities = true\noutcomes_every = \"5s\"\n"), "outcomes_every must be"),
            (format!("{TRYTON}writes_opportunities = true\npatience = \"soon\"\n"), "patience = \"soon\""),
            ("kind = \"inbox\"\nfolder = \"x\"\nwrites_opportunities = true\n".to_owned(), "kind inbox"),
            ("kind = \"sql\"\n".to_owned(), "url"),
            ("kind = \"inbox\"\n".to_owned(), "folder"),
        ] {
            let error = connector(&text).expect_err(&text).to_string();
            assert!(error.contains(says), "{text}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
