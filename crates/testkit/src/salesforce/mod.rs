//! A Salesforce org on a port of its own, written from the documented protocol: tokens, sObjects with a schema that is
//! data, collections, composite, SOQL, Bulk 2.0 ingest, quotas, and the faults a client has to survive.
//!
//! It is black-box: it knows nothing of the product, and foreign clients (`crates/testkit/conformance`) keep it honest.
//! Where the documentation is silent it takes the stricter reading. Not there: Pub/Sub, SOAP, bulk queries, sharing.

mod answer;
mod bulk;
mod bulk_rows;
mod call;
mod clock;
mod collections;
mod composite;
mod control;
mod csv;
mod data;
mod faults;
mod ids;
mod query;
mod records;
mod refusal;
mod rules;
mod schema;
mod server;
mod service;
mod setup;
mod soql;
mod tokens;
mod values;
mod write;

pub use faults::{Fault, FaultKind};
pub use ids::{checksum, eighteen};
pub use setup::{DuplicateRule, Flow, Setup, Stage, ValidationRule};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};
use server::Shared;
use service::Service;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::oneshot;
use write::Writer;

/// A running org; it ends when dropped, and all that is in it.
#[derive(Debug)]
pub struct Org {
    address: SocketAddr,
    service: SharedService,
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

struct SharedService(Shared);

impl std::fmt::Debug for SharedService {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("an org")
    }
}

/// A request the org was asked.
#[derive(Clone, Debug, Serialize)]
pub struct Request {
    /// When, by the org's clock.
    pub at: DateTime<Utc>,
    /// `GET`, `POST`, …
    pub method: String,
    /// The path as it was written, with the query.
    pub path: String,
    /// The version of the API, where it was a call of the API.
    pub version: Option<u16>,
    /// The body, up to 1 MiB of it; empty for what holds secrets.
    pub body: String,
    /// The status of the answer, sent or not.
    pub status: u16,
    /// Whether it counts against the daily limit.
    pub is_counted: bool,
    /// Whether the answer was sent.
    pub is_answered: bool,
    /// What befell it.
    pub faults: Vec<FaultKind>,
}

impl Org {
    /// Starts an org on 127.0.0.1, on a thread and a runtime of its own.
    ///
    /// # Panics
    /// Where the setup contradicts itself or no port is to be had.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "tests write the setup in place")]
    pub fn start(setup: Setup) -> Self {
        let listener = std::net::TcpListener::bind(("127.0.0.1", setup.port)).expect("a port of 127.0.0.1");
        listener.set_nonblocking(true).expect("a listener that does not block");
        let address = listener.local_addr().expect("a listener has an address");
        let url = setup.instance_url.clone().unwrap_or_else(|| format!("http://{address}"));
        let service: Shared = Arc::new(Mutex::new(Service::new(&setup, url)));
        let (end, ended) = oneshot::channel();
        let shared = Arc::clone(&service);
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener of this runtime");
                tokio::select! {
                    served = server::serve(listener, shared) => served.expect("the org is served"),
                    _ = ended => {}
                }
            });
        });
        Self { address, service: SharedService(service), end: Some(end), thread: Some(thread) }
    }

    fn service(&self) -> MutexGuard<'_, Service> {
        self.service.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Token host and API host in one.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What an administrator allows.
    #[must_use]
    pub fn destination(&self) -> String {
        self.address.to_string()
    }

    /// The consumer key.
    #[must_use]
    pub fn client_id(&self) -> &'static str {
        tokens::CLIENT_ID
    }

    /// The consumer secret.
    #[must_use]
    pub fn client_secret(&self) -> &'static str {
        tokens::CLIENT_SECRET
    }

    /// Whom a JWT names as subject.
    #[must_use]
    pub fn username(&self) -> &'static str {
        tokens::USERNAME
    }

    /// The key that signs JWTs, PKCS#8 as PEM.
    #[must_use]
    pub fn private_key_pem(&self) -> &'static str {
        tokens::PRIVATE_KEY
    }

    /// How many API requests were counted: data calls, neither tokens nor the list of versions.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.service().calls
    }

    /// All requests so far, counted or not.
    #[must_use]
    pub fn log(&self) -> Vec<Request> {
        self.service().log.clone()
    }

    /// What is stored of an object and not deleted, all fields, in the order of making.
    #[must_use]
    pub fn records(&self, object: &str) -> Vec<Map<String, Value>> {
        let service = self.service();
        let rows = service.data.rows(object).iter();
        rows.filter(|row| row.get("IsDeleted") != Some(&Value::Bool(true))).cloned().collect()
    }

    /// Makes a record as somebody in the org would; its id.
    ///
    /// # Panics
    /// Where the org refuses it.
    #[expect(clippy::needless_pass_by_value, reason = "tests write json!() in place")]
    pub fn insert(&self, object: &str, record: Value) -> String {
        let record = record.as_object().expect("a record is an object");
        let mut service = self.service();
        let made = service.data.insert(object, record, &Writer::person());
        service.data.commit();
        made.unwrap_or_else(|refusal| panic!("{object}: {}: {}", refusal.code, refusal.message))
    }

    /// Changes a record as a person in Salesforce would.
    ///
    /// # Panics
    /// Where the org refuses it.
    #[expect(clippy::needless_pass_by_value, reason = "tests write json!() in place")]
    pub fn change(&self, object: &str, id: &str, set: Value) {
        let set = set.as_object().expect("what is set is an object");
        let mut service = self.service();
        let changed = service.data.update(object, id, set, &Writer::person());
        service.data.commit();
        changed.unwrap_or_else(|refusal| panic!("{object} {id}: {}: {}", refusal.code, refusal.message));
    }

    /// Deletes a record as a person would; queryAll still finds it.
    ///
    /// # Panics
    /// Where the org refuses it.
    pub fn delete(&self, object: &str, id: &str) {
        let mut service = self.service();
        let deleted = service.data.delete(object, id, &Writer::person());
        service.data.commit();
        deleted.unwrap_or_else(|refusal| panic!("{object} {id}: {}: {}", refusal.code, refusal.message));
    }

    /// Queues a fault.
    pub fn fault(&self, fault: Fault) {
        self.service().faults.push(fault);
    }

    /// How many faults still wait: a test that queued one that never came has tested nothing.
    #[must_use]
    pub fn waiting_faults(&self) -> usize {
        self.service().faults.len()
    }

    /// Takes back the faults that still wait.
    pub fn clear_faults(&self) {
        self.service().faults.clear();
    }

    /// Ends all sessions, as an administrator can.
    pub fn end_sessions(&self) {
        self.service().tokens.end_all();
    }

    /// How many requests the day still allows.
    pub fn set_remaining(&self, requests: u64) {
        let mut service = self.service();
        service.daily_requests = service.calls + requests;
    }

    /// The org's time.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.service().data.clock.now()
    }

    /// Sets the org's time; from then on it stands.
    pub fn set_now(&self, now: DateTime<Utc>) {
        self.service().data.clock.set(now);
    }
}

impl Drop for Org {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            let _ = end.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
