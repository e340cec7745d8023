//! Which of our fields fills which of theirs. A mapping for opportunities is shipped; an administrator changes single
//! lines of it in `[connectors.salesforce.mapping.opportunity]`, or all of it on the page.

use super::describe::{Description, FieldDescription};
use super::failure::Failure;
use super::record::Record;
use super::settings::{USUAL_KEY_FIELD, is_name};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What of ours is written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Noun {
    /// An opportunity.
    Opportunity,
    /// The machine of an opportunity.
    Machine,
    /// A person at a customer's.
    Contact,
    /// Whom an opportunity is about.
    ContactRole,
    /// A campaign.
    Campaign,
    /// Who takes part in a campaign.
    CampaignMember,
    /// Something to do for an opportunity.
    Task,
    /// A visit for an opportunity.
    WorkOrder,
}

impl Noun {
    /// All of them. What is not sent is not here either.
    pub const ALL: [Self; 8] = [
        Self::Opportunity,
        Self::Machine,
        Self::Contact,
        Self::ContactRole,
        Self::Campaign,
        Self::CampaignMember,
        Self::Task,
        Self::WorkOrder,
    ];

    /// The name in settings.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Opportunity => "opportunity",
            Self::Machine => "machine",
            Self::Contact => "contact",
            Self::ContactRole => "contact_role",
            Self::Campaign => "campaign",
            Self::CampaignMember => "campaign_member",
            Self::Task => "task",
            Self::WorkOrder => "work_order",
        }
    }

    /// The object where nothing is said.
    #[must_use]
    pub const fn object(self) -> &'static str {
        match self {
            Self::Opportunity => "Opportunity",
            Self::Machine => "Asset",
            Self::Contact => "Contact",
            Self::ContactRole => "OpportunityContactRole",
            Self::Campaign => "Campaign",
            Self::CampaignMember => "CampaignMember",
            Self::Task => "Task",
            Self::WorkOrder => "WorkOrder",
        }
    }

    /// What it links and cannot be without.
    #[must_use]
    pub const fn links(self) -> &'static [Self] {
        match self {
            Self::ContactRole => &[Self::Contact],
            Self::WorkOrder => &[Self::Machine],
            Self::CampaignMember => &[Self::Campaign, Self::Contact],
            _ => &[],
        }
    }

    /// Whether it only links others: it is made once and never changed.
    #[must_use]
    pub const fn is_once(self) -> bool {
        matches!(self, Self::ContactRole | Self::CampaignMember)
    }

    /// The values a field of ours may have, where they are ours to name.
    #[must_use]
    pub fn values(self, field: &str) -> &'static [&'static str] {
        match (self, field) {
            (Self::Opportunity, "stage") => &STAGES,
            (Self::Task, "status") => &["open", "done"],
            (Self::WorkOrder, "status") => &["open", "planned", "promised", "done", "cancelled"],
            _ => &[],
        }
    }

    /// Our fields, with theirs where nothing is said; one without theirs is sent only where the settings name one. `*`
    /// is the field of our key.
    #[must_use]
    pub const fn fields(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Opportunity => &[
                ("name", "Name"),
                ("stage", "StageName"),
                ("close_date", "CloseDate"),
                ("amount", "Amount"),
                ("customer", ""),
                ("next_step", "NextStep"),
                ("proof", "Description"),
                ("machine", ""),
                ("campaign", ""),
                ("owner", ""),
                ("currency", ""),
            ],
            Self::Machine => &[
                ("name", "Name"),
                ("serial_number", "SerialNumber"),
                ("installed_on", "InstallDate"),
                ("machine_type", ""),
                ("customer", ""),
            ],
            Self::Contact => &[
                ("last_name", "LastName"),
                ("first_name", "FirstName"),
                ("email", "Email"),
                ("phone", "Phone"),
                ("customer", ""),
                ("opted_out", ""),
            ],
            Self::ContactRole => &[("opportunity", "Opportunity.*"), ("contact", "Contact.*")],
            Self::Campaign => &[("name", "Name"), ("text", "Description"), ("active", "IsActive")],
            Self::CampaignMember => &[("campaign", "Campaign.*"), ("contact", "Contact.*")],
            Self::Task => &[
                ("subject", "Subject"),
                ("text", "Description"),
                ("due_on", "ActivityDate"),
                ("opportunity", "Opportunity:What.*"),
                ("status", ""),
                ("owner", ""),
            ],
            Self::WorkOrder => &[
                ("subject", "Subject"),
                ("text", "Description"),
                ("machine", "Asset.*"),
                ("status", ""),
                ("minutes", ""),
            ],
        }
    }
}

/// The stages of our opportunities, as the `values` of `stage` name them.
pub(super) const STAGES: [&str; 5] = ["new", "contacted", "quoted", "won", "lost"];

/// Which of our fields fills which of theirs, by noun. Only opportunities are written unless others are named here.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Mapping(BTreeMap<Noun, ObjectMapping>);

/// `[connectors.salesforce.mapping.NOUN]`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectMapping {
    /// The object in Salesforce.
    #[serde(default)]
    pub object: String,
    /// Our field = theirs; an empty text for one that is not sent. A parent is named with its key:
    /// `customer = "Account.SAP_Kunnr__c"`.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// Their field = what it always is.
    #[serde(default)]
    pub constants: BTreeMap<String, Value>,
    /// For a field of ours: our value = theirs.
    #[serde(default)]
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// A record for Salesforce, and what had to be changed for it.
#[derive(Clone, PartialEq, Debug)]
pub struct Mapped {
    /// The record.
    pub record: Record,
    /// What was cut or is unusual, a sentence each.
    pub notes: Vec<String>,
}

/// One of their fields as a mapping names it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Target<'a> {
    Field(&'a str),
    /// A parent by a field of its own; `object` where it may be of several.
    Parent {
        object: Option<&'a str>,
        relation: &'a str,
        field: &'a str,
    },
}

/// Reads `Amount`, `Account.Key__c` and `Opportunity:What.Key__c`.
pub(super) fn target(text: &str) -> Option<Target<'_>> {
    let (object, rest) = text.split_once(':').map_or((None, text), |(object, rest)| (Some(object), rest));
    let target = match (object, rest.split_once('.')) {
        (None, None) => Target::Field(rest),
        (object, Some((relation, field))) => Target::Parent { object, relation, field },
        (Some(_), None) => return None,
    };
    let good = match target {
        Target::Field(field) => is_name(field),
        Target::Parent { object, relation, field } => object.is_none_or(is_name) && is_name(relation) && is_name(field),
    };
    good.then_some(target)
}

impl Mapping {
    /// The mapping with what is shipped in the places nothing is said of.
    pub(super) fn completed(mut self, key_field: &str) -> Result<Self, String> {
        self.0.entry(Noun::Opportunity).or_default();
        for noun in self.0.keys() {
            if let Some(lacking) = noun.links().iter().find(|linked| !self.0.contains_key(linked)) {
                return Err(format!(
                    "mapping.{}: it links what mapping.{} writes; map that, too",
                    noun.id(),
                    lacking.id()
                ));
            }
        }
        for (noun, of) in &mut self.0 {
            let at = format!("mapping.{}", noun.id());
            if of.object.is_empty() {
                noun.object().clone_into(&mut of.object);
            }
            if !is_name(&of.object) {
                return Err(format!("{at}: object = \"{}\" is no API name of an object", of.object));
            }
            let known = || noun.fields().iter().map(|(ours, _)| *ours).collect::<Vec<_>>().join(", ");
            for ours in of.fields.keys().chain(of.values.keys()) {
                if !noun.fields().iter().any(|(name, _)| name == ours) {
                    return Err(format!("{at}: there is no field `{ours}`; known are {}", known()));
                }
            }
            for (ours, values) in &of.values {
                let known = noun.values(ours);
                if let Some(value) = values.keys().find(|value| !known.is_empty() && !known.contains(&value.as_str())) {
                    return Err(format!("{at}: values.{ours}: there is no `{value}`; known are {}", known.join(", ")));
                }
            }
            for (ours, theirs) in noun.fields() {
                let usual = || theirs.replace('*', key_field);
                of.fields.entry((*ours).to_owned()).or_insert_with(usual);
            }
            of.fields.retain(|_, theirs| !theirs.is_empty());
            for (ours, theirs) in &of.fields {
                if target(theirs).is_none() {
                    return Err(format!(
                        "{at}: {ours} = \"{theirs}\" is no field; write \"Amount\", or for a parent \
                         \"Account.{USUAL_KEY_FIELD}\""
                    ));
                }
                if theirs.eq_ignore_ascii_case(key_field) || theirs.eq_ignore_ascii_case("Id") {
                    return Err(format!(
                        "{at}: {ours} = \"{theirs}\": key and id are filled by Instand and Salesforce"
                    ));
                }
            }
            for (theirs, value) in &of.constants {
                if !is_name(theirs) || value.is_array() || value.is_object() {
                    return Err(format!(
                        "{at}: constants: {theirs} must be a field with a text, a number or true or false"
                    ));
                }
            }
            let mut all: Vec<String> =
                of.fields.values().chain(of.constants.keys()).map(|name| name.to_lowercase()).collect();
            all.sort_unstable();
            if let Some(twice) = all.windows(2).find(|pair| pair[0] == pair[1]) {
                return Err(format!("{at}: {} is filled twice", twice[0]));
            }
        }
        Ok(self)
    }

    /// What is written, with how.
    pub fn nouns(&self) -> impl Iterator<Item = (Noun, &ObjectMapping)> {
        self.0.iter().map(|(noun, of)| (*noun, of))
    }

    /// How a noun is written, if it is.
    #[must_use]
    pub fn of(&self, noun: Noun) -> Option<&ObjectMapping> {
        self.0.get(&noun)
    }
}

impl ObjectMapping {
    /// Whether a field of ours names a parent by our key.
    #[must_use]
    pub fn links_by(&self, ours: &str, key_field: &str) -> bool {
        let theirs = self.fields.get(ours).and_then(|theirs| target(theirs));
        matches!(theirs, Some(Target::Parent { field, .. }) if field.eq_ignore_ascii_case(key_field))
    }

    /// The record of our values. With a description of the object texts are cut to what a field holds and values of
    /// picklists are looked up.
    ///
    /// # Errors
    /// Where there is a value of ours nobody knows, or one a restricted picklist does not have.
    pub fn record(
        &self,
        key: &str,
        ours: &Map<String, Value>,
        description: Option<&Description>,
    ) -> Result<Mapped, Failure> {
        let mut notes = Vec::new();
        let mut fields = Map::new();
        for (theirs, value) in &self.constants {
            fields.insert(theirs.clone(), value.clone());
        }
        for (name, value) in ours {
            let Some(theirs) = self.fields.get(name) else { continue };
            let value = match value {
                Value::String(text) => {
                    let known = self.values.get(name).and_then(|values| values.get(text));
                    Value::String(known.unwrap_or(text).clone())
                }
                Value::Array(_) | Value::Object(_) => {
                    return Err(Failure::permanent(
                        "field",
                        format!("{name} is a list or an object and cannot be sent"),
                    ));
                }
                other => other.clone(),
            };
            match target(theirs) {
                Some(Target::Field(field)) => {
                    let value = match description.and_then(|of| of.field(field)) {
                        Some(of) => fitted(of, value, &mut notes)?,
                        None => value,
                    };
                    fields.insert(field.to_owned(), value);
                }
                // A parent nobody knows is left as it is.
                Some(Target::Parent { .. }) if value.is_null() => {}
                Some(Target::Parent { object: None, relation, field }) => {
                    fields.insert(relation.to_owned(), json!({field: value}));
                }
                Some(Target::Parent { object: Some(object), relation, field }) => {
                    fields.insert(relation.to_owned(), json!({"attributes": {"type": object}, field: value}));
                }
                None => return Err(Failure::configuration("mapping", format!("{name} = \"{theirs}\" is no field"))),
            }
        }
        Ok(Mapped { record: Record { key: key.to_owned(), fields }, notes })
    }
}

/// The value as the field takes it.
fn fitted(of: &FieldDescription, value: Value, notes: &mut Vec<String>) -> Result<Value, Failure> {
    let Value::String(text) = value else { return Ok(value) };
    if of.data == "picklist" && !text.is_empty() && !of.values().any(|value| value == text) {
        let known = of.values().collect::<Vec<_>>().join(", ");
        let message = format!("{}: `{text}` is none of its values: {known}", of.name);
        if of.restricted_picklist {
            return Err(Failure { fields: vec![of.name.clone()], ..Failure::permanent("unknown_value", message) });
        }
        notes.push(message);
    }
    let holds = matches!(of.data.as_str(), "string" | "textarea" | "phone" | "url" | "email");
    if !holds || of.length == 0 || text.encode_utf16().count() <= of.length {
        return Ok(Value::String(text));
    }
    if matches!(of.data.as_str(), "url" | "email" | "phone") {
        // Half an address is a wrong one.
        let message = format!("{}: it holds {} letters, and half of `{text}` is wrong", of.name, of.length);
        return Err(Failure { fields: vec![of.name.clone()], ..Failure::permanent("too_long", message) });
    }
    notes.push(format!("{}: cut to the {} letters it holds", of.name, of.length));
    Ok(Value::String(cut(&text, of.length)))
}

/// The beginning of a text, with an ellipsis, in letters as Salesforce counts them (UTF-16).
fn cut(text: &str, most: usize) -> String {
    let mut left = most.saturating_sub(1);
    let mut kept = String::new();
    for letter in text.chars() {
        let width = letter.len_utf16();
        if width > left {
            break;
        }
        left -= width;
        kept.push(letter);
    }
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(text: &str) -> Result<Mapping, String> {
        toml::from_str::<Mapping>(text).map_err(|error| error.to_string())?.completed("Key__c")
    }

    fn ours(values: Value) -> Map<String, Value> {
        let Value::Object(values) = values else { panic!("values are an object") };
        values
    }

    #[test]
    fn the_shipped_mapping_writes_opportunities() {
        let mapping = mapping("").expect("good");
        assert_eq!(mapping.nouns().map(|(noun, _)| noun).collect::<Vec<_>>(), [Noun::Opportunity]);
        let values = ours(
            json!({"name": "Wartung", "stage": "new", "amount": 12.5, "customer": "c-1", "proof": "P", "machine": "m-1"}),
        );
        let mapped = mapping.of(Noun::Opportunity).expect("there").record("k-1", &values, None).expect("mapped");
        assert_eq!(
            Value::Object(mapped.record.fields),
            json!({"Name": "Wartung", "StageName": "new", "Amount": 12.5, "Description": "P"})
        );
    }

    #[test]
    fn single_lines_are_changed() {
        let mapping = mapping(
            "[opportunity]\nfields = { proof = \"Instand_Trigger__c\", next_step = \"\", customer = \"Account.SAP_Kunnr__c\" }\n\
             constants = { Type = \"Service\", Probability_Set__c = true }\nvalues = { stage = { won = \"Gewonnen\" } }\n",
        )
        .expect("good");
        let values = ours(json!({"name": "x", "stage": "won", "proof": "P", "next_step": "call", "customer": null}));
        let mapped = mapping.of(Noun::Opportunity).expect("there").record("k", &values, None).expect("mapped");
        assert_eq!(
            Value::Object(mapped.record.fields),
            json!({"Name": "x", "StageName": "Gewonnen", "Instand_Trigger__c": "P", "Type": "Service", "Probability_Set__c": true})
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        for (text, says) in [
            ("[opportunity]\nfields = { title = \"Name\" }\n", "known are name, stage"),
            (
                "[opportunity]\nvalues = { stage = { old = \"b\" } }\n",
                "mapping.opportunity: values.stage: there is no `old`",
            ),
            ("[opportunity]\nvalues = { sate = { a = \"b\" } }\n", "`sate`"),
            ("[opportunity]\nfields = { name = \"Na me\" }\n", "Na me"),
            ("[opportunity]\nfields = { name = \"Key__c\" }\n", "filled by Instand"),
            ("[opportunity]\nfields = { machine = \"amount\" }\n", "amount is filled twice"),
            ("[opportunity]\nconstants = { Type = [1] }\n", "Type"),
            ("[opportunity]\nobject = \"x/y\"\n", "x/y"),
            ("[invoice]\n", "invoice"),
            ("[contact_role]\n", "mapping.contact_role: it links what mapping.contact writes"),
            ("[opportunity]\nfileds = {}\n", "fileds"),
        ] {
            let error = mapping(text).expect_err(text);
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn texts_are_cut_and_picklists_looked_up() {
        let field = |name: &str, data: &str, length| FieldDescription {
            name: name.to_owned(),
            data: data.to_owned(),
            length,
            ..FieldDescription::default()
        };
        let listed = |mut of: FieldDescription, restricted| {
            let value = |value: &str, active| super::super::describe::PicklistValue {
                value: value.to_owned(),
                active,
                ..Default::default()
            };
            of.picklist_values = vec![value("Offen", true), value("Alt", false)];
            of.restricted_picklist = restricted;
            of
        };
        let description = Description {
            fields: vec![
                field("Name", "string", 10),
                field("Mail", "email", 10),
                listed(field("StageName", "picklist", 255), false),
                listed(field("Type", "picklist", 255), true),
            ],
            ..Description::default()
        };
        let mapping = mapping("[opportunity]\nfields = { machine = \"Type\", owner = \"Mail\" }\n").expect("good");
        let mapping = mapping.of(Noun::Opportunity).expect("there");
        let record = |values: Value| mapping.record("k", &ours(values), Some(&description));
        let mapped = record(json!({"name": "ÄÖÜ 😀😀😀 lang", "stage": "Alt", "machine": "Offen"})).expect("mapped");
        assert_eq!(mapped.record.fields["Name"], "ÄÖÜ 😀😀…");
        assert_eq!(mapped.notes.len(), 2, "{:?}", mapped.notes);
        assert_eq!(record(json!({"name": "1234567890"})).expect("mapped").notes, Vec::<String>::new());
        let refused = record(json!({"machine": "Alt"})).expect_err("refused");
        assert_eq!((refused.fields, refused.message.contains("Offen")), (vec!["Type".to_owned()], true));
        assert_eq!(record(json!({"owner": "somebody@example.com"})).expect_err("refused").code, "too_long");
    }
}
