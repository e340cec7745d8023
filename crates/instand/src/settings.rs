//! Settings: `instand.toml`, overridden by `INSTAND_*` variables, and the layout of the data folder.
#![expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]

use crate::tours::ToursSection;
use anyhow::{Context, bail};
use chrono::TimeDelta;
use chrono_tz::Tz;
use cluster::SqlWindows;
use connect::Lake;
use connectors::caldav::Calendars;
use connectors::mail::{Account, Passwords};
use connectors::salesforce::{Client, Clock};
use connectors::{Allowed, BucketSettings, Connector, RoutingServer, S3Bucket, Secret};
use hashbrown::HashMap;
use lake_files::LakeFiles;
use pipeline::field_service::FieldService;
use pipeline::{Crm, Kept, TextRecognition, Workplace, use_text_recognition};
use sales::{Territories, Territory};
use serde::Deserialize;
use server::telemetry::{MqttSettings, MqttSource};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use store::Store;
use telemetry::lake::{Retention, TelemetryLake};
use telemetry::windows::Elsewhere;

/// What an administrator sets.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    database_url: Option<String>,
    lake_url: Option<String>,
    /// The object store, where the lake is in a bucket.
    lake: BucketSettings,
    /// The scheduler of a Ballista cluster that works out what the readings say: `df://host:50050`.
    ballista_url: Option<String>,
    time_zone: Option<String>,
    default_owner: Option<String>,
    /// EUR for one unit of a currency.
    exchange_rates: BTreeMap<String, f64>,
    territory: Vec<Territory>,
    /// Folders on the server that may be imported from the page.
    import_folders: Vec<PathBuf>,
    /// Where connections may go.
    outgoing: Outgoing,
    /// Other systems to read from and to write to, by name.
    connectors: connectors::Sections,
    /// The mail server campaigns write by.
    mail: Option<connectors::mail::Settings>,
    /// Where readings of machines come from.
    telemetry: TelemetrySection,
    /// Where the page is served: address and port.
    listen: Option<String>,
    /// The program scanned PDFs are read with; empty for none. Where nothing is said, the one on the search path.
    tesseract: Option<PathBuf>,
    /// Whether it is reached by HTTPS only (behind a proxy): cookies are then never sent otherwise.
    https: bool,
    /// Where the page is reached from outside: `https://instand.example`.
    public_url: Option<String>,
    /// The machine builder's name, as reports state it.
    company: Option<String>,
    /// How tours are planned.
    tours: ToursSection,
}

/// `[outgoing]`: nothing is connected to that does not stand here.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Outgoing {
    /// `host:port` each.
    allow: Vec<String>,
}

/// `[telemetry]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct TelemetrySection {
    /// How long readings are kept.
    keep: Retention,
    /// Brokers, by name.
    mqtt: BTreeMap<String, MqttSettings>,
}

/// Where the lake is.
#[derive(Clone)]
enum LakePlace {
    Folder(PathBuf),
    Bucket(String, BucketSettings),
}

/// Settings in force.
#[derive(Clone)]
pub struct Settings {
    folder: PathBuf,
    configured: bool,
    database_url: String,
    lake: LakePlace,
    /// Its files, once somebody wanted them.
    lake_files: Arc<OnceLock<LakeFiles>>,
    /// Who works out what the readings say; `None` for this process.
    elsewhere: Option<Arc<dyn Elsewhere>>,
    /// The tenant's time zone.
    pub zone: Tz,
    /// Who works where.
    pub territories: Territories,
    /// EUR for one unit of a currency, in millionths.
    pub rates: HashMap<String, i64>,
    /// Folders on the server that may be imported from the page.
    pub import_folders: Vec<PathBuf>,
    allow: Vec<String>,
    connectors: connectors::Sections,
    mail: Option<connectors::mail::Settings>,
    brokers: BTreeMap<String, MqttSettings>,
    /// The Tesseract an administrator named.
    tesseract: Option<PathBuf>,
    /// Where the page is served.
    pub listen: Option<String>,
    /// Whether it is reached by HTTPS only.
    pub https: bool,
    /// Where the page is reached from outside, without a slash at its end.
    pub public_url: Option<String>,
    /// How long readings are kept.
    pub retention: Retention,
    /// The machine builder's name.
    pub company: Option<String>,
    tours: ToursSection,
}

impl Settings {
    /// Reads the settings of a data folder; `config` names another file than `instand.toml` in it.
    pub fn load(folder: &Path, config: Option<&Path>) -> anyhow::Result<Self> {
        let path = config.map_or_else(|| folder.join("instand.toml"), Path::to_owned);
        let file = match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error: toml::de::Error| {
                // The message only: the line itself may hold a password.
                let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
                anyhow::anyhow!("{}, line {line}: {}", path.display(), error.message())
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && config.is_none() => File::default(),
            Err(error) => return Err(error).with_context(|| format!("{}", path.display())),
        };
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let database_url = variable("INSTAND_DATABASE_URL")
            .or(file.database_url)
            .unwrap_or_else(|| format!("sqlite:{}", folder.join("instand.db").display()));
        let lake = match variable("INSTAND_LAKE_URL").or(file.lake_url) {
            None => LakePlace::Folder(folder.join("lake")),
            Some(url) if url.starts_with("s3://") => LakePlace::Bucket(url, file.lake),
            Some(url) => match url.strip_prefix("file://").or_else(|| (!url.contains("://")).then_some(url.as_str())) {
                Some(path) => LakePlace::Folder(PathBuf::from(path)),
                None => bail!("lake_url can be a folder, a file:// URL or s3://bucket/folder; `{url}` is none of them"),
            },
        };
        let elsewhere: Option<Arc<dyn Elsewhere>> = match variable("INSTAND_BALLISTA_URL").or(file.ballista_url) {
            Some(url) if !url.is_empty() => Some(Arc::new(SqlWindows::at(&url)?)),
            _ => None,
        };
        let zone = file.time_zone.as_deref().unwrap_or("Europe/Berlin");
        let Ok(zone) = zone.parse::<Tz>() else {
            bail!("{}: time_zone `{zone}` is not a time zone such as Europe/Berlin", path.display());
        };
        let mut rates = HashMap::new();
        for (currency, rate) in file.exchange_rates {
            if !(rate > 0.0 && rate < 1e6) {
                bail!("{}: exchange_rates.{currency} = {rate} is not a rate", path.display());
            }
            #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
            rates.insert(currency.to_ascii_uppercase(), (rate * 1e6).round() as i64);
        }
        let default_owner = file.default_owner.unwrap_or_else(|| "unassigned".to_owned());
        let territories = Territories { territories: file.territory, default_owner };
        let public_url = variable("INSTAND_PUBLIC_URL").or(file.public_url);
        let public_url = public_url.map(|url| url.trim_end_matches('/').to_owned());
        if let Some(url) = &public_url
            && !(url.starts_with("https://") || url.starts_with("http://"))
        {
            bail!("{}: public_url `{url}` must begin with https:// or http://", path.display());
        }
        let configured = config.is_some();
        Ok(Self {
            folder: folder.to_owned(),
            configured,
            database_url,
            lake,
            lake_files: Arc::default(),
            elsewhere,
            zone,
            territories,
            rates,
            import_folders: file.import_folders,
            allow: file.outgoing.allow,
            connectors: file.connectors,
            mail: file.mail,
            brokers: file.telemetry.mqtt,
            tesseract: file.tesseract,
            listen: variable("INSTAND_LISTEN").or(file.listen),
            https: file.https,
            public_url,
            retention: file.telemetry.keep,
            tours: file.tours,
            company: file.company.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()),
        })
    }

    /// What is connected. Read when it is wanted: a password that is missing keeps no other command from working.
    pub fn connectors(&self) -> anyhow::Result<Vec<Connector>> {
        self.named_connectors(&|_| true)
    }

    fn named_connectors(&self, is_wanted: &dyn Fn(&str) -> bool) -> anyhow::Result<Vec<Connector>> {
        let allowed = Allowed::new(&self.allow)?;
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let made = self.connectors.reading.iter().filter(|(name, _)| is_wanted(name)).map(|(name, settings)| {
            Connector::new(name, settings.clone(), &variable, &self.folder, &allowed).context("instand.toml")
        });
        made.collect()
    }

    /// Salesforce, where it is set up.
    pub fn salesforce(&self) -> anyhow::Result<Option<Client>> {
        let Some(settings) = self.connectors.salesforce.clone() else { return Ok(None) };
        let allowed = Allowed::new(&self.allow)?;
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let clock = Clock::new(crate::clock::instant, u64::from(std::process::id()));
        Client::new(settings, &variable, &self.folder, &allowed, clock).map(Some).context("instand.toml")
    }

    /// What tells other systems what happened.
    pub fn webhooks(&self) -> anyhow::Result<connectors::webhooks::Sender> {
        Ok(connectors::webhooks::Sender::new(Allowed::new(&self.allow)?))
    }

    /// The sections of connectors that opportunities are written into, by name.
    pub fn writing(&self) -> Vec<&str> {
        let trytons = self.connectors.reading.iter().filter(|(_, of)| of.writes_opportunities);
        let salesforce = self.connectors.salesforce.as_ref().map(|_| pipeline::SALESFORCE);
        salesforce.into_iter().chain(trytons.map(|(name, _)| name.as_str())).collect()
    }

    /// The CRM, where one is set up. Read when it is wanted, as connectors are.
    pub fn crm(&self) -> anyhow::Result<Option<Crm>> {
        match self.writing().as_slice() {
            [] => Ok(None),
            [pipeline::SALESFORCE] => Ok(self.salesforce()?.map(|client| Crm::Salesforce(Box::new(client)))),
            [name] => {
                let connectors = self.named_connectors(&|of| of == *name)?;
                Ok(connectors.first().and_then(Connector::opportunities).map(|of| Crm::Tryton(Box::new(of))))
            }
            several => {
                let sections: Vec<String> = several.iter().map(|name| format!("[connectors.{name}]")).collect();
                bail!(
                    "instand.toml: opportunities would go to {}: two people would work on each. Keep one; of a Tryton take \
                     writes_opportunities = true away",
                    sections.join(" and to ")
                )
            }
        }
    }

    /// How often outcomes are read from the CRM.
    pub fn crm_every(&self, crm: &Crm) -> anyhow::Result<TimeDelta> {
        match crm {
            Crm::Salesforce(_) => self.salesforce_every(),
            Crm::Tryton(opportunities) => Ok(opportunities.every()),
        }
    }

    fn salesforce_every(&self) -> anyhow::Result<TimeDelta> {
        let every = self.connectors.salesforce.as_ref().map(connectors::salesforce::Settings::reading_every);
        Ok(every.transpose().context("instand.toml")?.unwrap_or_else(|| TimeDelta::minutes(5)))
    }

    /// Mail, where it is set up. Read when it is wanted, as connectors are; `INSTAND_MAIL_PASSWORD` and
    /// `INSTAND_MAIL_IMAP_PASSWORD` go before the files.
    pub fn mail(&self) -> anyhow::Result<Option<Account>> {
        let Some(settings) = self.mail.clone() else { return Ok(None) };
        let allowed = Allowed::new(&self.allow)?;
        let secret = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty()).map(Secret::new);
        let passwords = Passwords { smtp: secret("INSTAND_MAIL_PASSWORD"), imap: secret("INSTAND_MAIL_IMAP_PASSWORD") };
        Account::new(settings, passwords, &self.folder, &allowed).map(Some).context("instand.toml")
    }

    /// The technicians' calendars, where they are set up. Read when they are wanted, as connectors are.
    pub fn calendars(&self) -> anyhow::Result<Option<Calendars>> {
        let Some(settings) = self.connectors.caldav.clone() else { return Ok(None) };
        let allowed = Allowed::new(&self.allow)?;
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        Calendars::new(settings, &variable, &self.folder, &allowed).map(Some).context("instand.toml")
    }

    /// Which ways out are set up.
    pub fn ways_out(&self) -> pipeline::WaysOut {
        let crm = self.writing().first().map(|name| match *name {
            pipeline::SALESFORCE => pipeline::SALESFORCE,
            _ => pipeline::TRYTON,
        });
        pipeline::WaysOut {
            mail: self.mail.is_some(),
            objection_page: self.public_url.as_deref().is_some_and(|url| url.starts_with("https://")),
            crm,
            portal: self.public_url.is_some(),
        }
    }

    /// How tours are planned. Read when it is wanted, as connectors are.
    pub fn field_service(&self) -> anyhow::Result<FieldService> {
        let server = match &self.tours.routing_url {
            Some(url) => Some(RoutingServer::new(url, &Allowed::new(&self.allow)?).context("instand.toml")?),
            None => None,
        };
        Ok(self.tours.field_service()?.routed_by(server))
    }

    /// The brokers readings come from. Read when they are wanted, as connectors are.
    pub fn brokers(&self) -> anyhow::Result<Vec<MqttSource>> {
        if self.brokers.is_empty() {
            return Ok(Vec::new());
        }
        let allowed = Allowed::new(&self.allow)?;
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let own = server::telemetry::brokers::own_name(&self.telemetry_journal())?;
        let made = self.brokers.iter().map(|(name, settings)| {
            MqttSource::new(name, settings.clone(), &own, &variable, &self.folder, &allowed)
                .map_err(|error| anyhow::anyhow!("instand.toml: {error}"))
        });
        made.collect()
    }

    /// What tells this process from every other that works on the same database: the host's name and the process.
    pub fn process(&self) -> String {
        let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
        format!("{} {} {}", host.trim(), std::process::id(), crate::clock::now())
    }

    /// Opens everything that is kept, making the data folder where it is missing.
    pub async fn open(&self) -> anyhow::Result<Workplace> {
        std::fs::create_dir_all(&self.folder)
            .with_context(|| format!("the data folder {} cannot be made", self.folder.display()))?;
        // Two that start at once on an empty folder must not both make the tables.
        let lock_file = self.folder.join("open.lock");
        let turn = std::fs::File::create(&lock_file).with_context(|| lock_file.display().to_string())?;
        turn.lock().with_context(|| lock_file.display().to_string())?;
        let text_recognition = match self.tesseract.as_deref() {
            Some(path) if path.as_os_str().is_empty() => None,
            named => {
                let folders = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
                TextRecognition::find(named, &folders.unwrap_or_default())?
            }
        };
        use_text_recognition(text_recognition);
        let lake = self.lake_files()?;
        Ok(Workplace {
            store: Store::open(&self.database_url).await?,
            telemetry: self.telemetry()?,
            elsewhere: self.elsewhere.clone(),
            kept: if lake.is_bucket() { Kept::of(lake.below("files")) } else { Kept::at(self.folder.join("files")) },
            lake: Lake::of(lake),
            lock: self.folder.join("import.lock"),
        })
    }

    /// The lake of telemetry.
    pub fn telemetry(&self) -> anyhow::Result<TelemetryLake> {
        Ok(TelemetryLake::of(self.lake_files()?.below("telemetry")))
    }

    /// The files of the lake. Where they are in a bucket, its store is asked whether it is fit for that.
    fn lake_files(&self) -> anyhow::Result<LakeFiles> {
        if let Some(files) = self.lake_files.get() {
            return Ok(files.clone());
        }
        let files = match &self.lake {
            LakePlace::Folder(folder) => LakeFiles::in_folder(folder.clone()),
            LakePlace::Bucket(url, settings) => {
                let secret = std::env::var("INSTAND_LAKE_SECRET_KEY").ok().filter(|of| !of.is_empty());
                let allowed = Allowed::new(&self.allow)?;
                let bucket = S3Bucket::new(url, settings, secret.map(Secret::new), &self.folder, &allowed)?;
                bucket.check()?;
                LakeFiles::in_bucket(Arc::new(bucket), self.folder.join("lake-mirror"))
            }
        };
        Ok(self.lake_files.get_or_init(|| files).clone())
    }

    /// Where readings that came in wait for the lake.
    pub fn telemetry_journal(&self) -> PathBuf {
        self.folder.join("journal")
    }

    /// Where the list of a batch's problems is written.
    pub fn problems_file(&self, batch: u32) -> PathBuf {
        self.folder.join("problems").join(format!("batch-{batch}.csv"))
    }

    /// Where an administrator's own rules stand.
    pub fn rules_folder(&self) -> PathBuf {
        self.folder.join("rules")
    }

    /// Whether a settings file of another place was named.
    pub fn is_configured(&self) -> bool {
        self.configured
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}
