//! A server over a sample manufacturer, asked as a browser would.

use ::telemetry::lake::{Retention, TelemetryLake};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use chrono::{DateTime, Utc};
use connect::Lake;
use connectors::salesforce::Client;
use connectors::{Allowed, Connector, RoutingServer};
use decide::{Rule, Segment};
use digitize::mapping::Mapping;
use hashbrown::HashMap;
use pipeline::{
    Crm, Deciding, ImportOptions, Kept, RuleFile, Silent, Workplace, collect, decide_on, import, save, ship_segments,
};
use sales::{Territories, Territory};
use serde_json::Value;
use server::auth::{Role, secret};
use server::telemetry::Telemetry;
use server::{App, Config, CrmLink};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use store::{Account, Store};
use testkit::manufacturer::Manufacturer;
use tower::ServiceExt;

/// The password of all accounts here; hashed once, for hashing is slow on purpose.
pub const PASSWORD: &str = "blue-tractor-77";

/// The instant the tests' clock begins at.
pub const BEGIN: &str = "2026-11-01T09:00:00Z";

/// A server.
pub struct Site {
    pub app: App,
    pub router: Router,
    clock: Arc<AtomicI64>,
    pub folder: tempfile::TempDir,
}

/// A browser that is signed in.
pub struct Browser<'a> {
    pub site: &'a Site,
    pub cookie: String,
    pub csrf: String,
}

/// An answer.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}", String::from_utf8_lossy(&self.body)))
    }
}

/// The files of the shipped triggers.
pub fn rule_files() -> Vec<RuleFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the rules") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = std::fs::read_to_string(&path).expect("a rule");
            files.push(RuleFile { name: path.display().to_string(), text, shipped: true });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    files
}

/// The shipped triggers.
pub fn rules() -> Vec<Rule> {
    rule_files().iter().map(|file| Rule::parse("rule", &file.text).expect("a rule")).collect()
}

/// The shipped segments.
pub fn segments() -> Vec<Segment> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../segments");
    let entries = std::fs::read_dir(folder).expect("the segments");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let text = |path: &PathBuf| std::fs::read_to_string(path).expect("a segment");
    paths.iter().map(|path| Segment::parse("segment", &text(path)).expect("a segment")).collect()
}

/// The shipped campaign templates.
pub fn campaigns() -> Vec<automate::Campaign> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../campaigns");
    let entries = std::fs::read_dir(folder).expect("the campaigns");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let text = |path: &PathBuf| std::fs::read_to_string(path).expect("a campaign");
    paths.iter().map(|path| automate::Campaign::parse("campaign", &text(path)).expect("a campaign")).collect()
}

fn hashed() -> String {
    static HASHED: OnceLock<String> = OnceLock::new();
    HASHED.get_or_init(|| secret::hash(PASSWORD).expect("hashed")).clone()
}

impl Site {
    /// An empty installation on this database.
    pub async fn empty(database_url: &str) -> Self {
        Self::empty_with(database_url, Vec::new(), Allowed::default(), None, None).await
    }

    /// An empty installation on SQLite with these connectors.
    pub async fn connected(connectors: Vec<Connector>) -> Self {
        let database = tempfile::tempdir().expect("a folder").keep();
        Self::empty_with(&testkit::database::sqlite(&database), connectors, Allowed::default(), None, None).await
    }

    /// An empty installation on this database whose webhooks may go there.
    pub async fn telling(database_url: &str, allow: &[String]) -> Self {
        Self::empty_with(database_url, Vec::new(), Allowed::new(allow).expect("destinations"), None, None).await
    }

    /// An empty installation on this database with this routing server.
    pub async fn routed(database_url: &str, server: RoutingServer) -> Self {
        Self::empty_with(database_url, Vec::new(), Allowed::default(), Some(server), None).await
    }

    /// An empty installation on this database with Salesforce.
    pub async fn with_salesforce(database_url: &str, client: Client) -> Self {
        let crm = Crm::Salesforce(Box::new(client));
        let link = CrmLink { crm, every: chrono::TimeDelta::minutes(5), language: base::Language::De };
        Self::empty_with(database_url, Vec::new(), Allowed::default(), None, Some(link)).await
    }

    async fn empty_with(
        database_url: &str,
        connectors: Vec<Connector>,
        allowed: Allowed,
        routing: Option<RoutingServer>,
        crm: Option<CrmLink>,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(database_url).await.expect("a database");
        let workplace = Workplace {
            store,
            lake: Lake::at(folder.path().join("lake")),
            telemetry: TelemetryLake::at(folder.path().join("lake").join("telemetry")),
            elsewhere: None,
            kept: Kept::at(folder.path().join("files")),
            lock: folder.path().join("import.lock"),
        };
        let begin: DateTime<Utc> = BEGIN.parse().expect("an instant");
        let clock = Arc::new(AtomicI64::new(begin.timestamp()));
        let ticking = Arc::clone(&clock);
        let anna =
            Territory { owner: "Anna Huber".to_owned(), countries: vec!["AT".to_owned()], ..Territory::default() };
        let telemetry = TelemetryLake::at(folder.path().join("lake").join("telemetry"));
        let app = App::new(Config {
            telemetry: Telemetry::open(telemetry, folder.path().join("journal"), Retention::default()),
            workplace,
            folder: folder.path().to_owned(),
            import_folders: Vec::new(),
            connectors,
            process: "test".to_owned(),
            zone: chrono_tz::Europe::Berlin,
            territories: Territories { territories: vec![anna], default_owner: "Innendienst".to_owned() },
            rates: HashMap::new(),
            rules: Box::new(|| Ok(rule_files())),
            segments: segments(),
            now: Box::new(move || DateTime::from_timestamp(ticking.load(Ordering::Relaxed), 0).unwrap_or_default()),
            campaigns: campaigns(),
            field_service: pipeline::field_service::FieldService {
                search: pipeline::field_service::Search::Steps(400),
                ..pipeline::field_service::FieldService::default()
            }
            .routed_by(routing),
            ways_out: pipeline::WaysOut::default(),
            crm,
            mail: None,
            calendars: None,
            webhooks: connectors::webhooks::Sender::new(allowed),
            secure_cookies: false,
            company: Some("Reinhardt Maschinenbau GmbH".to_owned()),
            public_url: Some("http://instand.example:8080".to_owned()),
            setup_code: "the-code".to_owned(),
        });
        Self { router: server::router(app.clone()), app, clock, folder }
    }

    /// An installation with the sample manufacturer read and decided, on SQLite.
    pub async fn with_machines(machines: usize) -> Self {
        let database = tempfile::tempdir().expect("a folder").keep();
        Self::with_machines_on(machines, &testkit::database::sqlite(&database)).await
    }

    /// The same on this database.
    pub async fn with_machines_on(machines: usize, database_url: &str) -> Self {
        let site = Self::empty(database_url).await;
        let files: PathBuf = site.folder.path().join("export");
        std::fs::create_dir_all(&files).expect("a folder");
        let as_of = "2026-11-01".parse().expect("a date");
        let truth = site.folder.path().join("truth.csv");
        Manufacturer::new(7, machines, as_of).write(&files, &truth).expect("written");
        let mapping = std::fs::read_to_string(files.join("sources.toml")).expect("a mapping");
        let mapping = Mapping::parse(&mapping).expect("a mapping");
        let options = ImportOptions {
            origin: "export",
            source: None,
            mapping: Some(&mapping),
            mapping_text: None,
            delivered_on: as_of,
            at: BEGIN,
        };
        let workplace = &site.app.config.workplace;
        ship_segments(&workplace.store, &site.app.config.segments, BEGIN).await.expect("shipped");
        let inputs = collect(&[files], Path::new("")).expect("files");
        let (_, state) = import(workplace, &inputs, &options, &Silent).await.expect("imported");
        let (rules, rates) = (rules(), HashMap::new());
        let deciding = Deciding::all(&rules, as_of, &rates);
        let decided = decide_on(workplace, state, &deciding, &Silent).await.expect("decided");
        let verdicts = decided.verdicts().expect("verdicts");
        save(workplace, &decided, &verdicts, &site.app.config.territories, BEGIN, &Silent).await.expect("saved");
        site.app.refresh().await.expect("read");
        site
    }

    /// What is settled of territories and the field service.
    pub fn settled(&self) -> (&Territories, &pipeline::field_service::FieldService) {
        (&self.app.config.territories, &self.app.config.field_service)
    }

    /// Moves the clock on.
    pub fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Adds an account with the usual password.
    pub async fn account(&self, login: &str, name: &str, role: Role) {
        let account = Account {
            id: base::AccountId::of(login),
            login: login.to_owned(),
            name: name.to_owned(),
            role: role.id().to_owned(),
            language: "de".to_owned(),
            password_hash: hashed(),
            active: true,
            failures: 0,
            locked_until: None,
            last_sign_in: None,
            version: 1,
        };
        let write = self.app.write("test").await.expect("a change");
        assert!(write.add_account(account).await.expect("added"));
        write.commit().await.expect("committed");
    }

    /// Asks.
    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let mut request = request;
        let address: SocketAddr = "127.0.0.1:50000".parse().expect("an address");
        request.extensions_mut().insert(ConnectInfo(address));
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Sends a form as the sign-in page would.
    pub async fn form(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(form.to_owned()))
            .expect("a request");
        self.ask(request).await
    }

    /// Adds an account and signs it in.
    pub async fn browser(&self, login: &str, name: &str, role: Role) -> Browser<'_> {
        self.account(login, name, role).await;
        self.sign_in(login).await
    }

    /// Signs an account in.
    pub async fn sign_in(&self, login: &str) -> Browser<'_> {
        let answer = self.form("/sign-in", &format!("login={login}&password={PASSWORD}&next=/")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", String::from_utf8_lossy(&answer.body));
        let cookie = answer.headers[header::SET_COOKIE].to_str().expect("text");
        let cookie = cookie.split(';').next().expect("a cookie").to_owned();
        let mut browser = Browser { site: self, cookie, csrf: String::new() };
        let session = browser.get("/session").await.json();
        browser.csrf = session["csrf_token"].as_str().expect("a token").to_owned();
        browser
    }
}

impl Browser<'_> {
    /// Asks with the cookie and the CSRF token.
    pub async fn send(&self, method: Method, path: &str, etag: Option<&str>, body: Option<Value>) -> Answer {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header(header::COOKIE, &self.cookie)
            .header("x-csrf-token", &self.csrf);
        if let Some(etag) = etag {
            request = request.header(header::IF_MATCH, etag);
        }
        let request = match body {
            Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.site.ask(request.expect("a request")).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, None, Some(body)).await
    }

    pub async fn patch(&self, path: &str, etag: &str, body: Value) -> Answer {
        self.send(Method::PATCH, path, Some(etag), Some(body)).await
    }
}
