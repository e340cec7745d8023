//! A look at an org before anything is written: what of it is missing, named so that an administrator can set it right.

use super::Client;
use super::describe::{Description, FieldDescription, Stage, usual_stage};
use super::failure::Failure;
use super::mapping::{Noun, ObjectMapping, STAGES, Target, target};
use crate::Finding;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Objects looked at in any case, and what goes without them.
const USED: [(&str, &str); 5] = [
    ("Account", "customers cannot be linked"),
    ("Contact", "buyers cannot be named"),
    ("Asset", "machines cannot be linked"),
    ("Opportunity", "nothing can be written"),
    ("Task", "tasks cannot be written"),
];

/// What an org lacks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Lack {
    /// Salesforce does not let us in, or does not answer.
    Answer(Failure),
    /// The object is not there, or the user may not see it.
    ObjectNotVisible {
        /// The object.
        object: String,
    },
    /// The user may not make or change records of the object.
    ObjectReadOnly {
        /// The object.
        object: String,
    },
    /// The field is not there, or the user may not see it.
    FieldMissing {
        /// The object.
        object: String,
        /// The field, or the parent.
        field: String,
    },
    /// The user may not set the field.
    FieldReadOnly {
        /// The object.
        object: String,
        /// The field.
        field: String,
    },
    /// The field records are found by is not declared an external id.
    NotExternalId {
        /// The object.
        object: String,
        /// The field.
        field: String,
    },
    /// The field records are found by may have the same value twice.
    NotUnique {
        /// The object.
        object: String,
        /// The field.
        field: String,
    },
    /// The org wants a value that nothing fills.
    RequiredWithoutValue {
        /// The object.
        object: String,
        /// The field.
        field: String,
    },
    /// A value that is sent is none the org has.
    UnknownValue {
        /// The object.
        object: String,
        /// The field.
        field: String,
        /// The value.
        value: String,
        /// Those it has.
        known: Vec<String>,
    },
    /// A stage of ours becomes one of theirs that is open, won or lost where ours is not.
    StageDiffers {
        /// The object.
        object: String,
        /// Ours.
        stage: String,
        /// Theirs.
        value: String,
        /// What theirs is: `won`, `closed` or `open`.
        is: &'static str,
    },
}

/// One thing a look showed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Seen {
    /// What is missing, if anything is.
    pub lack: Option<Lack>,
    /// Whether writing must not begin before it is set right.
    pub blocks: bool,
    /// One sentence, with what to do.
    pub text: String,
}

/// What a look at an org showed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Checked {
    /// All that was seen.
    pub seen: Vec<Seen>,
    /// The version that is spoken.
    pub version: Option<String>,
    /// The stages of opportunities.
    pub stages: Vec<Stage>,
    /// Calls left of the org's 24 hours.
    pub calls_left: Option<u64>,
}

impl Checked {
    /// Whether anything stands in the way of writing.
    #[must_use]
    pub fn is_good(&self) -> bool {
        !self.seen.iter().any(|seen| seen.blocks)
    }

    /// The same as sentences, as other connectors give them.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        self.seen.iter().map(|seen| Finding { good: !seen.blocks, text: seen.text.clone() }).collect()
    }

    fn good(&mut self, text: impl Into<String>) {
        self.seen.push(Seen { lack: None, blocks: false, text: text.into() });
    }

    fn lacks(&mut self, lack: Lack, blocks: bool) {
        let text = lack.to_string();
        self.seen.push(Seen { lack: Some(lack), blocks, text });
    }
}

impl std::fmt::Display for Lack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Answer(failure) => write!(f, "{failure}"),
            Self::ObjectNotVisible { object } => write!(
                f,
                "{object}: the user does not see this object; give its permission set the object, or its license is missing"
            ),
            Self::ObjectReadOnly { object } => {
                write!(f, "{object}: the user may only read it; give its permission set Create and Edit")
            }
            Self::FieldMissing { object, field } => write!(
                f,
                "{object}.{field}: there is no such field, or the user does not see it; make it, or give the permission \
                 set read and edit access to it"
            ),
            Self::FieldReadOnly { object, field } => write!(
                f,
                "{object}.{field}: the user may not set it; give the permission set edit access, or take it out of the mapping"
            ),
            Self::NotExternalId { object, field } => write!(
                f,
                "{object}.{field}: it is no external id; tick \"External ID\" in the field, else no record is found by it"
            ),
            Self::NotUnique { object, field } => write!(
                f,
                "{object}.{field}: it is not unique; tick \"Do not allow duplicate values\", else two records may carry one key"
            ),
            Self::RequiredWithoutValue { object, field } => write!(
                f,
                "{object}.{field}: the org wants a value and nothing fills it; map a field to it, or write a constant"
            ),
            Self::StageDiffers { object, stage, value, is } => write!(
                f,
                "{object}.StageName: our stage `{stage}` becomes `{value}`, which is {is}; look at \
                 mapping.opportunity.values.stage"
            ),
            Self::UnknownValue { object, field, value, known } => {
                write!(f, "{object}.{field}: `{value}` is none of its values: {}", known.join(", "))
            }
        }
    }
}

/// Descriptions by object; `None` is one the user does not see.
type Described = BTreeMap<String, Option<Arc<Description>>>;

impl Client {
    /// Signs in, looks at all that would be written and says what is there and what is missing. Writes nothing; takes
    /// about ten calls.
    pub async fn check(&self) -> Checked {
        let mut checked = Checked::default();
        if let Err(failure) = self.look(&mut checked).await {
            checked.lacks(Lack::Answer(failure), true);
        }
        checked
    }

    async fn look(&self, checked: &mut Checked) -> Result<(), Failure> {
        let token = self.token(None).await?;
        checked.good(format!("signed in at {}; the org is at {}", self.place(), token.instance));
        let version = self.version(&token).await?;
        let set = self.inner.checked.version;
        let other =
            if version == set { String::new() } else { format!(" (api_version {set} is not among those it has)") };
        checked.good(format!("version {version} is spoken{other}"));
        checked.version = Some(version.to_string());
        checked.calls_left = Some(self.calls_left().await?);
        checked.good(format!("{} calls are left of 24 hours", checked.calls_left.unwrap_or_default()));

        let mapping = self.mapping();
        let mut described = Described::new();
        let mapped = mapping.nouns().map(|(_, of)| of.object.as_str());
        for object in USED.iter().map(|(object, _)| *object).chain(mapped) {
            self.learn(object, &mut described).await?;
        }
        for (object, without) in USED {
            let is_mapped = mapping.nouns().any(|(_, of)| of.object == object);
            if !is_mapped && described.get(object).is_some_and(Option::is_none) {
                let lack = Lack::ObjectNotVisible { object: object.to_owned() };
                let text = format!("{lack}; without it {without}");
                checked.seen.push(Seen { lack: Some(lack), blocks: false, text });
            }
        }
        if described.get("Opportunity").is_some_and(Option::is_some) {
            checked.stages = self.stages().await?;
        }
        for (noun, of) in mapping.nouns() {
            let parents: Vec<String> = parents(of, &described).into_iter().map(|(_, object, _)| object).collect();
            for parent in parents {
                self.learn(&parent, &mut described).await?;
            }
            let before = checked.seen.len();
            look_at(of, &self.inner.checked.key_field, &described, checked);
            if noun == Noun::Opportunity {
                look_at_stages(of, checked);
            }
            if checked.seen.iter().skip(before).all(|seen| seen.lack.is_none() && !seen.blocks) {
                checked.good(format!("{}: {} fields can be written", of.object, of.fields.len() + of.constants.len()));
            }
        }
        Ok(())
    }

    async fn learn(&self, object: &str, described: &mut Described) -> Result<(), Failure> {
        if !described.contains_key(object) {
            described.insert(object.to_owned(), self.describe(object).await?);
        }
        Ok(())
    }
}

/// The parents a mapping names: relation, object and field.
fn parents(of: &ObjectMapping, described: &Described) -> Vec<(String, String, String)> {
    let Some(Some(description)) = described.get(&of.object) else { return Vec::new() };
    let parent = |theirs: &String| {
        let Some(Target::Parent { object, relation, field }) = target(theirs) else { return None };
        let leads_to = description.relation(relation).and_then(|reference| reference.reference_to.first());
        let object = object.map(str::to_owned).or_else(|| leads_to.cloned())?;
        Some((relation.to_owned(), object, field.to_owned()))
    };
    of.fields.values().filter_map(parent).collect()
}

fn look_at(of: &ObjectMapping, key_field: &str, described: &Described, checked: &mut Checked) {
    let object = of.object.clone();
    let Some(Some(description)) = described.get(&of.object) else {
        checked.lacks(Lack::ObjectNotVisible { object }, true);
        return;
    };
    if !description.createable || !description.updateable {
        checked.lacks(Lack::ObjectReadOnly { object: object.clone() }, true);
    }
    look_at_key(&object, key_field, description, true, checked);
    let mut filled: Vec<String> = vec![key_field.to_lowercase()];
    for (theirs, constant) in of
        .fields
        .values()
        .map(|theirs| (theirs, None))
        .chain(of.constants.iter().map(|(theirs, value)| (theirs, Some(value))))
    {
        match target(theirs) {
            Some(Target::Field(name)) => {
                filled.push(name.to_lowercase());
                look_at_field(&object, name, description.field(name), constant, checked);
            }
            Some(Target::Parent { relation, .. }) => match description.relation(relation) {
                Some(reference) => {
                    filled.push(reference.name.to_lowercase());
                    look_at_field(&object, &reference.name, Some(reference), None, checked);
                }
                None => {
                    checked.lacks(Lack::FieldMissing { object: object.clone(), field: relation.to_owned() }, true);
                }
            },
            None => {}
        }
    }
    for (_, parent, field) in parents(of, described) {
        match described.get(&parent) {
            Some(Some(description)) => look_at_key(&parent, &field, description, false, checked),
            _ => checked.lacks(Lack::ObjectNotVisible { object: parent }, true),
        }
    }
    for (ours, values) in &of.values {
        let Some(Target::Field(name)) = of.fields.get(ours).and_then(|theirs| target(theirs)) else { continue };
        let Some(field) = description.field(name).filter(|field| field.data == "picklist" && name != "StageName")
        else {
            continue;
        };
        for value in values.values() {
            look_at_value(&object, field, value, checked);
        }
    }
    // Describe calls both optional; without one of them an asset is refused.
    let belongs = |name: &str| filled.iter().any(|known| known == name);
    if object == "Asset" && !belongs("accountid") && !belongs("contactid") {
        let field = "AccountId".to_owned();
        checked.lacks(Lack::RequiredWithoutValue { object: object.clone(), field }, true);
    }
    for field in &description.fields {
        if field.is_required() && !filled.contains(&field.name.to_lowercase()) {
            checked.lacks(Lack::RequiredWithoutValue { object: object.clone(), field: field.name.clone() }, true);
        }
    }
}

/// A field by which records are found; one of ours must be ours to set.
fn look_at_key(object: &str, name: &str, description: &Description, is_ours: bool, checked: &mut Checked) {
    let (object, field) = (object.to_owned(), name.to_owned());
    let Some(found) = description.field(name) else {
        return checked.lacks(Lack::FieldMissing { object, field }, true);
    };
    if is_ours && !found.createable {
        checked.lacks(Lack::FieldReadOnly { object: object.clone(), field: field.clone() }, true);
    }
    if !found.external_id {
        checked.lacks(Lack::NotExternalId { object: object.clone(), field: field.clone() }, true);
    }
    if !found.unique {
        checked.lacks(Lack::NotUnique { object, field }, is_ours);
    }
}

fn look_at_field(
    object: &str,
    name: &str,
    field: Option<&FieldDescription>,
    constant: Option<&Value>,
    checked: &mut Checked,
) {
    let (object, missing) = (object.to_owned(), name.to_owned());
    match field {
        None => checked.lacks(Lack::FieldMissing { object, field: missing }, true),
        Some(field) if !field.createable && !field.updateable => {
            checked.lacks(Lack::FieldReadOnly { object, field: missing }, true);
        }
        Some(field) => {
            if let Some(value) = constant.and_then(Value::as_str).filter(|_| field.data == "picklist") {
                look_at_value(&object, field, value, checked);
            }
        }
    }
}

fn look_at_value(object: &str, field: &FieldDescription, value: &str, checked: &mut Checked) {
    if !field.values().any(|known| known == value) {
        let lack = Lack::UnknownValue {
            object: object.to_owned(),
            field: field.name.clone(),
            value: value.to_owned(),
            known: field.values().map(str::to_owned).collect(),
        };
        checked.lacks(lack, field.restricted_picklist);
    }
}

/// Whether each of our stages is one of theirs, and closed where ours is.
fn look_at_stages(of: &ObjectMapping, checked: &mut Checked) {
    if of.fields.get("stage").is_none_or(|theirs| theirs != "StageName") {
        return;
    }
    let none = BTreeMap::new();
    let values = of.values.get("stage").unwrap_or(&none);
    let mut unknown = false;
    let mut usual = Vec::new();
    for ours in STAGES {
        let theirs = match (values.get(ours), usual_stage(ours, &checked.stages)) {
            (Some(theirs), _) => theirs.as_str(),
            (None, Some(theirs)) => {
                usual.push(format!("{ours} = \"{}\"", theirs.name));
                continue;
            }
            (None, None) => ours,
        };
        match checked.stages.iter().find(|stage| stage.name == theirs) {
            Some(stage) if stage.is_won != (ours == "won") || stage.is_closed != matches!(ours, "won" | "lost") => {
                let is = match (stage.is_won, stage.is_closed) {
                    (true, _) => "won",
                    (false, true) => "closed",
                    (false, false) => "open",
                };
                let (stage, value) = (ours.to_owned(), theirs.to_owned());
                checked.lacks(Lack::StageDiffers { object: of.object.clone(), stage, value, is }, true);
            }
            Some(_) => {}
            None => {
                unknown = true;
                let lack = Lack::UnknownValue {
                    object: of.object.clone(),
                    field: "StageName".to_owned(),
                    value: theirs.to_owned(),
                    known: checked.stages.iter().map(|stage| stage.name.clone()).collect(),
                };
                checked.lacks(lack, true);
            }
        }
    }
    if !usual.is_empty() {
        checked.good(format!(
            "stages that nobody mapped go by their order; to have others write into [connectors.salesforce.mapping.opportunity]: \
             values.stage = {{ {} }}",
            usual.join(", ")
        ));
    }
    if unknown {
        let first = |wanted: &dyn Fn(&&Stage) -> bool| {
            checked.stages.iter().find(wanted).map_or("...", |stage| stage.name.as_str()).to_owned()
        };
        let (open, won) = (first(&|stage| !stage.is_closed), first(&|stage| stage.is_won));
        let lost = first(&|stage| stage.is_closed && !stage.is_won);
        checked.good(format!(
            "stages are mapped in [connectors.salesforce.mapping.opportunity], for example values.stage = {{ new = \"{open}\", \
             contacted = \"{open}\", quoted = \"{open}\", won = \"{won}\", lost = \"{lost}\" }}"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::super::mapping::Mapping;
    use super::*;
    use serde_json::json;

    const KEY: &str = "Key__c";

    fn field(name: &str, more: Value) -> Value {
        let mut of = json!({"name": name, "type": "string", "length": 255, "nillable": true, "createable": true, "updateable": true});
        let (Value::Object(members), Value::Object(more)) = (&mut of, more) else { panic!("fields are objects") };
        members.extend(more);
        of
    }

    fn org(change: impl FnOnce(&mut Value)) -> Described {
        let key = field(KEY, json!({"externalId": true, "unique": true}));
        let mut opportunity = json!({"name": "Opportunity", "createable": true, "updateable": true, "fields": [
            key, field("Name", json!({"nillable": false})), field("StageName", json!({"type": "picklist", "nillable": false})),
            field("CloseDate", json!({"nillable": false})), field("Amount", json!({})), field("NextStep", json!({})), field("Description", json!({})),
            field("AccountId", json!({"type": "reference", "referenceTo": ["Account"], "relationshipName": "Account"})),
            field("IsPrivate", json!({"type": "boolean", "nillable": false})),
            field("Type", json!({"type": "picklist", "restrictedPicklist": true, "picklistValues": [{"value": "Service", "active": true}]}))
        ]});
        change(&mut opportunity);
        let read = |value: Value| Some(Arc::new(serde_json::from_value::<Description>(value).expect("described")));
        let account = json!({"name": "Account", "fields": [key]});
        [("Opportunity".to_owned(), read(opportunity)), ("Account".to_owned(), read(account))].into()
    }

    fn seen(text: &str, described: &Described) -> Vec<Seen> {
        let mapping: Mapping = toml::from_str(text).expect("a mapping");
        let mapping = mapping.completed(KEY).expect("good");
        let mut checked = Checked::default();
        look_at(mapping.of(Noun::Opportunity).expect("there"), KEY, described, &mut checked);
        checked.seen
    }

    #[test]
    fn an_org_that_has_all_lacks_nothing() {
        assert_eq!(seen("", &org(|_| {})), []);
    }

    #[test]
    fn each_lack_is_named_with_its_place() {
        let lacks = |text: &str, change: fn(&mut Value)| seen(text, &org(change));
        for (seen, says) in [
            (lacks("", |of| of["fields"][0]["externalId"] = json!(false)), "Opportunity.Key__c: it is no external id"),
            (lacks("", |of| of["fields"][0]["unique"] = json!(false)), "Opportunity.Key__c: it is not unique"),
            (lacks("", |of| of["fields"][0]["name"] = json!("Other__c")), "Opportunity.Key__c: there is no such field"),
            (lacks("", |of| of["fields"][4]["name"] = json!("Total")), "Opportunity.Amount: there is no such field"),
            (
                lacks("[opportunity]\nfields = { customer = \"Account.Key__c\" }", |of| {
                    of["fields"][7]["relationshipName"] = json!("Customer");
                }),
                "Opportunity.Account: there is no such field",
            ),
            (lacks("", |of| of["createable"] = json!(false)), "Opportunity: the user may only read it"),
            (lacks("", |of| of["fields"][9]["nillable"] = json!(false)), "Opportunity.Type: the org wants a value"),
            (
                lacks("[opportunity]\nconstants = { Type = \"New\" }", |_| {}),
                "Opportunity.Type: `New` is none of its values: Service",
            ),
            (
                lacks("[opportunity]\nfields = { customer = \"Account.SAP__c\" }", |_| {}),
                "Account.SAP__c: there is no such field",
            ),
            (
                lacks("", |of| {
                    for flag in ["createable", "updateable"] {
                        of["fields"][5][flag] = json!(false);
                    }
                }),
                "Opportunity.NextStep: the user may not set it",
            ),
        ] {
            assert!(
                matches!(&seen[..], [one] if one.blocks && one.lack.is_some() && one.text.starts_with(says)),
                "{says}: {seen:?}"
            );
        }
        let hidden: Described = [("Opportunity".to_owned(), None)].into();
        assert!(matches!(seen("", &hidden)[0].lack, Some(Lack::ObjectNotVisible { .. })));
    }

    #[test]
    fn stages_are_the_orgs() {
        let stage =
            |name: &str, is_closed, is_won| Stage { name: name.to_owned(), label: name.to_owned(), is_closed, is_won };
        let stages = vec![stage("Offen", false, false), stage("Gewonnen", true, true), stage("Verloren", true, false)];
        let look = |text: &str| {
            let mapping: Mapping = toml::from_str(text).expect("a mapping");
            let mapping = mapping.completed(KEY).expect("good");
            let mut checked = Checked { stages: stages.clone(), ..Checked::default() };
            look_at_stages(mapping.of(Noun::Opportunity).expect("there"), &mut checked);
            checked
        };
        let unmapped = look("");
        assert_eq!(
            (unmapped.seen.len(), unmapped.seen.iter().filter(|seen| seen.blocks).count()),
            (1, 0),
            "{unmapped:?}"
        );
        assert!(unmapped.seen[0].text.contains("won = \"Gewonnen\", lost = \"Verloren\""), "{unmapped:?}");
        let wrong = look("[opportunity]\nvalues.stage = { new = \"Neu\" }");
        assert!(wrong.seen.iter().any(|seen| seen.blocks && seen.text.contains("`Neu`")), "{wrong:?}");
        let all = "[opportunity]\nvalues.stage = { new = \"Offen\", contacted = \"Offen\", quoted = \"Offen\", won = \"Gewonnen\", lost = \"Verloren\" }";
        assert!(look(all).seen.is_empty());
        let swapped = look(&all.replace("lost = \"Verloren\"", "lost = \"Gewonnen\""));
        assert!(swapped.seen[0].blocks && swapped.seen[0].text.contains("`lost` becomes `Gewonnen`"), "{swapped:?}");
    }
}
