//! What is stored: rows by object, found by id and by the values of indexed fields, with a journal to roll back.

use super::clock::{Clock, written};
use super::ids;
use super::schema::Schema;
use super::setup::{DuplicateRule, Flow, ValidationRule};
use super::{Setup, soql::Condition};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A record: all fields of its object by name.
pub(super) type Row = Map<String, Value>;

/// The org's data and what decides over it.
pub(super) struct Data {
    pub(super) schema: Arc<Schema>,
    pub(super) clock: Clock,
    pub(super) validation: Arc<[(ValidationRule, Condition)]>,
    pub(super) flows: Arc<[(Flow, Condition)]>,
    pub(super) duplicates: Arc<[DuplicateRule]>,
    pub(super) duplicate_member: String,
    /// The id of the user our app acts as.
    pub(super) user: String,
    tables: BTreeMap<String, Table>,
    journal: Vec<Undo>,
    made: u64,
    numbered: BTreeMap<String, u64>,
}

#[derive(Default)]
struct Table {
    rows: Vec<Row>,
    by_id: HashMap<String, usize>,
    /// By field and folded value.
    by_value: HashMap<String, HashMap<String, Vec<usize>>>,
}

struct Undo {
    object: String,
    at: usize,
    /// `None` where the row was made.
    before: Option<Row>,
}

impl Data {
    pub(super) fn new(setup: &Setup) -> Self {
        let schema = Arc::new(Schema::new(setup));
        let condition = |when: &str| Condition::parse(when).unwrap_or_else(|error| panic!("{when}: {}", error.message));
        let mut data = Self {
            clock: Clock::new(setup.now),
            validation: setup.validation_rules.iter().map(|rule| (rule.clone(), condition(&rule.when))).collect(),
            flows: setup.flows.iter().map(|flow| (flow.clone(), condition(&flow.when))).collect(),
            duplicates: setup.duplicate_rules.iter().cloned().collect(),
            duplicate_member: setup.duplicate_member.clone(),
            user: String::new(),
            tables: schema.objects().map(|object| (object.name.clone(), Table::default())).collect(),
            schema,
            journal: Vec::new(),
            made: 0,
            numbered: BTreeMap::new(),
        };
        data.fill(setup);
        data
    }

    /// What each org has from the start: users, stages, the standard price book.
    fn fill(&mut self, setup: &Setup) {
        let users = [
            ("integration@instand.example", "Integration", "Instand", true),
            ("anna.berger@hersteller.example", "Anna", "Berger", true),
            ("luca.rossi@hersteller.example", "Luca", "Rossi", true),
            ("karl.alt@hersteller.example", "Karl", "Alt", false),
        ];
        for (username, first, last, active) in users {
            let user = json!({"Username": username, "Email": username, "FirstName": first, "LastName": last, "IsActive": active,
                "Name": format!("{first} {last}"), "UserType": "Standard", "FederationIdentifier": username});
            let id = self.place("User", user);
            if self.user.is_empty() {
                self.user = id;
            }
        }
        for (order, stage) in (1..).zip(&setup.stages) {
            self.place(
                "OpportunityStage",
                json!({"ApiName": stage.name, "MasterLabel": stage.name, "IsActive": true, "IsClosed": stage.is_closed,
                    "IsWon": stage.is_won, "SortOrder": order, "DefaultProbability": f64::from(stage.probability),
                    "ForecastCategoryName": stage.forecast}),
            );
        }
        if self.schema.object("Pricebook2").is_some() {
            self.place("Pricebook2", json!({"Name": "Standard Price Book", "IsActive": true, "IsStandard": true}));
        }
        self.journal.clear();
    }

    /// Places a record as it is given, past all rules.
    fn place(&mut self, object: &str, row: Value) -> String {
        let Value::Object(row) = row else { return String::new() };
        self.put(object, row)
    }

    /// Stores a new row under a new id, with all system fields; its id.
    pub(super) fn put(&mut self, name: &str, mut row: Row) -> String {
        let schema = Arc::clone(&self.schema);
        let Some(object) = schema.object(name) else { return String::new() };
        row.retain(|name, _| object.field(name).is_some());
        self.made += 1;
        let id = ids::make(&object.prefix, self.made);
        let now = json!(written(self.clock.now()));
        let user = if self.user.is_empty() { json!(id) } else { json!(self.user) };
        row.insert("Id".to_owned(), json!(id));
        for field in &object.fields {
            let system = match field.name.as_str() {
                "IsDeleted" => Some(json!(false)),
                "CreatedDate" | "LastModifiedDate" | "SystemModstamp" => Some(now.clone()),
                "CreatedById" | "LastModifiedById" => Some(user.clone()),
                _ => None,
            };
            match (system, &field.auto) {
                (Some(value), _) => drop(row.insert(field.name.clone(), value)),
                (None, Some(letters)) => {
                    let number = self.numbered.entry(letters.clone()).or_default();
                    *number += 1;
                    row.insert(field.name.clone(), json!(format!("{letters}-{number:08}")));
                }
                (None, None) => {
                    let nothing = if field.kind == "boolean" { json!(false) } else { Value::Null };
                    row.entry(field.name.clone()).or_insert(nothing);
                }
            }
        }
        let table = self.tables.entry(object.name.clone()).or_default();
        let at = table.rows.len();
        table.rows.push(row);
        table.by_id.insert(id.clone(), at);
        self.index(&object.name, at);
        self.journal.push(Undo { object: object.name.clone(), at, before: None });
        id
    }

    /// Replaces a row and stamps it.
    pub(super) fn replace(&mut self, object: &str, id: &str, mut row: Row) {
        row.insert("SystemModstamp".to_owned(), json!(written(self.clock.now())));
        row.insert("LastModifiedDate".to_owned(), json!(written(self.clock.now())));
        row.insert("LastModifiedById".to_owned(), json!(self.user));
        let Some(at) = self.tables.get(object).and_then(|table| table.by_id.get(id)).copied() else { return };
        // What follows from a field may have a place only in orgs that have it.
        if let Some(known) = self.schema.object(object) {
            row.retain(|name, _| known.field(name).is_some());
        }
        self.unindex(object, at);
        let Some(table) = self.tables.get_mut(object) else { return };
        let before = std::mem::replace(&mut table.rows[at], row);
        self.index(object, at);
        self.journal.push(Undo { object: object.to_owned(), at, before: Some(before) });
    }

    /// Sets fields of a row past all rules but with a new stamp, as roll-ups do.
    pub(super) fn patch(&mut self, object: &str, id: &str, set: impl IntoIterator<Item = (&'static str, Value)>) {
        let Some(mut row) = self.row(object, id).cloned() else { return };
        row.extend(set.into_iter().map(|(name, value)| (name.to_owned(), value)));
        self.replace(object, id, row);
    }

    fn index(&mut self, object: &str, at: usize) {
        let schema = Arc::clone(&self.schema);
        let (Some(object), Some(table)) = (schema.object(object), self.tables.get_mut(object)) else { return };
        for field in object.fields.iter().filter(|field| field.is_indexed()) {
            if let Some(value) = table.rows[at].get(&field.name).and_then(Value::as_str) {
                let values = table.by_value.entry(field.name.clone()).or_default();
                values.entry(field.folded(value)).or_default().push(at);
            }
        }
    }

    fn unindex(&mut self, object: &str, at: usize) {
        let schema = Arc::clone(&self.schema);
        let (Some(object), Some(table)) = (schema.object(object), self.tables.get_mut(object)) else { return };
        for field in object.fields.iter().filter(|field| field.is_indexed()) {
            let value = table.rows[at].get(&field.name).and_then(Value::as_str).map(|value| field.folded(value));
            let places = value.and_then(|value| table.by_value.get_mut(&field.name)?.get_mut(&value));
            if let Some(places) = places {
                places.retain(|place| *place != at);
            }
        }
    }

    /// A row by its 18-character id, deleted or not.
    pub(super) fn row(&self, object: &str, id: &str) -> Option<&Row> {
        let table = self.tables.get(object)?;
        table.rows.get(*table.by_id.get(id)?)
    }

    /// All rows of an object in the order of their making, the deleted too.
    pub(super) fn rows(&self, object: &str) -> &[Row] {
        self.tables.get(object).map_or(&[], |table| &table.rows)
    }

    /// The rows, not deleted, whose indexed field has this value.
    pub(super) fn with_value<'a>(&'a self, object: &str, field: &str, value: &str) -> Vec<&'a Row> {
        let (Some(table), Some(known)) = (self.tables.get(object), self.schema.object(object)) else {
            return Vec::new();
        };
        let folded = known.field(field).map(|field| field.folded(value)).unwrap_or_default();
        let places = table.by_value.get(field).and_then(|values| values.get(&folded));
        let rows = places.into_iter().flatten().map(|at| &table.rows[*at]);
        rows.filter(|row| row.get("IsDeleted") != Some(&json!(true))).collect()
    }

    /// Where the journal stands, to come back to.
    pub(super) fn mark(&self) -> usize {
        self.journal.len()
    }

    /// Takes back all that was written since the mark.
    pub(super) fn roll_back(&mut self, mark: usize) {
        while self.journal.len() > mark {
            let Some(Undo { object, at, before }) = self.journal.pop() else { return };
            self.unindex(&object, at);
            let Some(table) = self.tables.get_mut(&object) else { return };
            match before {
                Some(row) => {
                    table.rows[at] = row;
                    self.index(&object, at);
                }
                None => {
                    // Made after all that is left, so it is the last.
                    if let Some(row) = table.rows.pop() {
                        table.by_id.remove(row.get("Id").and_then(Value::as_str).unwrap_or_default());
                    }
                }
            }
        }
    }

    /// What was written stays.
    pub(super) fn commit(&mut self) {
        self.journal.clear();
    }
}
