//! An org of Salesforce, played by a stand-in: what is written arrives once, whatever goes wrong on the way.

mod bulk;
mod faults;
mod reading;
mod signing_in;
mod whole_calls;
mod writing;

use connectors::Allowed;
use connectors::salesforce::{Client, Clock, Failure, Job, Outcome, Record, Settings, Urgency};
use futures::FutureExt as _;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::salesforce::{Org, Setup};

const OPPORTUNITY: &str = "Opportunity";

/// An org, and how long the client waited in it; nobody waits in earnest.
struct Scene {
    org: Arc<Org>,
    waited: Arc<Mutex<Vec<Duration>>>,
}

impl Scene {
    fn start(setup: Setup) -> Self {
        Self { org: Arc::new(Org::start(setup)), waited: Arc::default() }
    }

    fn clock(&self) -> Clock {
        let (org, waited) = (Arc::clone(&self.org), Arc::clone(&self.waited));
        Clock::new(move || org.now(), 7).sleeping(move |length| {
            waited.lock().expect("waits").push(length);
            async {}.boxed()
        })
    }

    /// A client that signs in by its secret, with more settings.
    fn client_with(&self, more: &str) -> Client {
        let text = format!("login_url = \"{}\"\nclient_id = \"{}\"\n{more}", self.org.url(), self.org.client_id());
        self.made(&text, &[("CLIENT_SECRET", self.org.client_secret())]).expect("a client")
    }

    fn client(&self) -> Client {
        self.client_with("")
    }

    fn made(&self, text: &str, secrets: &[(&str, &str)]) -> Result<Client, connectors::ConnectorError> {
        let settings: Settings = toml::from_str(text).expect("settings");
        let variable = |name: &str| {
            let name = name.strip_prefix("INSTAND_CONNECTOR_SALESFORCE_")?;
            secrets.iter().find(|(of, _)| *of == name).map(|(_, secret)| (*secret).to_owned())
        };
        let allowed = Allowed::new(&[self.org.destination()]).expect("good");
        Client::new(settings, &variable, std::path::Path::new("/"), &allowed, self.clock())
    }

    fn waited(&self) -> Vec<Duration> {
        self.waited.lock().expect("waits").clone()
    }

    /// How many opportunities there are, and how many keys.
    fn opportunities(&self) -> (usize, usize) {
        let records = self.org.records(OPPORTUNITY);
        let keys: BTreeSet<String> = records.iter().map(|record| record["Instand_Key__c"].to_string()).collect();
        (records.len(), keys.len())
    }
}

fn no_job(_: Job) -> futures::future::BoxFuture<'static, Result<(), String>> {
    async { Err("no job is expected here".to_owned()) }.boxed()
}

fn fields(value: Value) -> Map<String, Value> {
    let Value::Object(fields) = value else { panic!("fields are an object") };
    fields
}

fn opportunity(number: usize) -> Record {
    let fields = fields(json!({
        "Name": format!("Wartung \"{number}\", Presse"), "StageName": "Prospecting", "CloseDate": "2027-03-31",
        "Amount": 1000 + number, "Description": "Vertrag endet\nam 31.03.2027",
        "Account": {"Instand_Key__c": format!("customer-{}", number % 50)},
    }));
    Record { key: format!("opp-{number:05}"), fields }
}

fn opportunities(many: usize) -> Vec<Record> {
    (0..many).map(opportunity).collect()
}

fn customers(org: &Org) {
    for number in 0..50 {
        org.insert(
            "Account",
            json!({"Name": format!("Kunde {number}"), "Instand_Key__c": format!("customer-{number}")}),
        );
    }
}

/// An org with the customers, and a client.
fn ready(setup: Setup) -> (Scene, Client) {
    let stage = Scene::start(setup);
    customers(&stage.org);
    let client = stage.client();
    (stage, client)
}

async fn upsert(client: &Client, records: &[Record]) -> Vec<Outcome> {
    client.upsert(OPPORTUNITY, records, Urgency::Prompt, &no_job).await
}

fn failure(outcome: &Outcome) -> &Failure {
    match outcome {
        Outcome::Failed(failure) => failure,
        other => panic!("{other:?}"),
    }
}

fn created(outcomes: &[Outcome]) -> usize {
    outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Created { .. })).count()
}

fn updated(outcomes: &[Outcome]) -> usize {
    outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Updated { .. })).count()
}
