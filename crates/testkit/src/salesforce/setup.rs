//! How an org is set up: what it has, what it lacks, and what its administrators built into it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::ops::RangeInclusive;
use std::time::Duration;

/// What the org is like. The default is a plain org with our key fields and English stages.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The org's clock: `SystemModstamp`, the life of tokens and today follow it. `None` is the machine's clock.
    pub now: Option<DateTime<Utc>>,
    /// How long an access token lives from its issue, on the org's clock.
    pub token_life: Duration,
    /// API requests per day; beyond it each call is refused with REQUEST_LIMIT_EXCEEDED.
    pub daily_requests: u64,
    /// The sales stages, in order.
    pub stages: Vec<Stage>,
    /// Objects (`"ServiceContract"`) and fields (`"Opportunity.Instand_Key__c"`) that the org lacks.
    pub without: Vec<String>,
    /// Fields to add or to replace: the object, and the field in the shape of `schema.toml`. A key field without
    /// `unique` makes answers of 300 possible; a `required` one of the customer's own breaks naive writers.
    pub fields: Vec<(String, Value)>,
    /// Records per page of a query, whatever `Sforce-Query-Options` wishes.
    pub query_batch: Option<usize>,
    /// How often a closed bulk job is seen unfinished before it is done.
    pub bulk_polls: u32,
    /// The API versions served; older ones answer 410, newer ones 404.
    pub versions: RangeInclusive<u16>,
    /// What tokens name as `instance_url`, where that is not this server's own address (a TLS proxy in front).
    pub instance_url: Option<String>,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// Whether `/control/` is served: faults, the log and records for those who are not in this process.
    pub control: bool,
    /// Whether an administrator has approved the app for the user (JWT bearer).
    pub is_approved: bool,
    /// Whether the app has an execution user (client credentials).
    pub has_execution_user: bool,
    /// What a JWT may name as audience.
    pub audiences: Vec<String>,
    /// Duplicate rules.
    pub duplicate_rules: Vec<DuplicateRule>,
    /// Validation rules.
    pub validation_rules: Vec<ValidationRule>,
    /// Flows that run after a record is saved.
    pub flows: Vec<Flow>,
    /// The name under which an error tells of duplicates. The documentation writes `duplicateResult`; several releases
    /// answered `duplicateResut`.
    pub duplicate_member: String,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            now: None,
            token_life: Duration::from_secs(60),
            daily_requests: 100_000,
            stages: Stage::english(),
            without: Vec::new(),
            fields: Vec::new(),
            query_batch: None,
            bulk_polls: 2,
            versions: 31..=67,
            instance_url: None,
            port: 0,
            control: false,
            is_approved: true,
            has_execution_user: true,
            audiences: vec!["https://login.salesforce.com".to_owned(), "https://test.salesforce.com".to_owned()],
            duplicate_rules: Vec::new(),
            validation_rules: Vec::new(),
            flows: Vec::new(),
            duplicate_member: "duplicateResult".to_owned(),
        }
    }
}

/// A sales stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Its name, as `StageName` holds it.
    pub name: String,
    /// Whether the deal is over.
    pub is_closed: bool,
    /// Whether it is won.
    pub is_won: bool,
    /// In per cent.
    pub probability: u8,
    /// `Omitted`, `Pipeline`, `Best Case`, `Commit` or `Closed`.
    pub forecast: String,
}

impl Stage {
    /// A stage.
    #[must_use]
    pub fn new(name: &str, is_closed: bool, is_won: bool, probability: u8, forecast: &str) -> Self {
        Self { name: name.to_owned(), is_closed, is_won, probability, forecast: forecast.to_owned() }
    }

    /// The stages of a new org.
    #[must_use]
    pub fn english() -> Vec<Self> {
        vec![
            Self::new("Prospecting", false, false, 10, "Pipeline"),
            Self::new("Qualification", false, false, 10, "Pipeline"),
            Self::new("Needs Analysis", false, false, 20, "Pipeline"),
            Self::new("Proposal/Price Quote", false, false, 75, "Best Case"),
            Self::new("Negotiation/Review", false, false, 90, "Commit"),
            Self::new("Closed Won", true, true, 100, "Closed"),
            Self::new("Closed Lost", true, false, 0, "Omitted"),
        ]
    }

    /// The stages of an org whose sales people speak German.
    #[must_use]
    pub fn german() -> Vec<Self> {
        vec![
            Self::new("Erstkontakt", false, false, 10, "Pipeline"),
            Self::new("Bedarf geklärt", false, false, 30, "Pipeline"),
            Self::new("Angebot abgegeben", false, false, 60, "Best Case"),
            Self::new("Verhandlung", false, false, 80, "Commit"),
            Self::new("Gewonnen", true, true, 100, "Closed"),
            Self::new("Verloren", true, false, 0, "Omitted"),
        ]
    }
}

/// A rule that finds a record which is there already, by equal fields in any case.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct DuplicateRule {
    /// Its name.
    pub name: String,
    /// The object it watches.
    pub object: String,
    /// All of these equal and not empty is a duplicate.
    pub fields: Vec<String>,
    /// An alert, which `Sforce-Duplicate-Rule-Header: allowSave=true` passes; otherwise it blocks always.
    #[serde(default)]
    pub is_alert: bool,
}

/// A rule that refuses what it matches.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ValidationRule {
    /// The object it watches.
    pub object: String,
    /// When it refuses, as a condition of SOQL.
    pub when: String,
    /// What it says.
    pub message: String,
    /// The field it points at.
    #[serde(default)]
    pub field: Option<String>,
}

/// An automation of the customer's that changes what was just saved and says nothing.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Flow {
    /// The object it watches.
    pub object: String,
    /// When it runs, as a condition of SOQL.
    pub when: String,
    /// Whether it runs on created records only.
    #[serde(default)]
    pub on_create_only: bool,
    /// What it sets.
    pub set: Map<String, Value>,
}
