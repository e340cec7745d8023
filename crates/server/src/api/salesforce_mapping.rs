//! Which of our fields goes to which of Salesforce's: shown beside what the org has, checked against it, saved.

use super::accounts::if_match;
use crate::app::App;
use crate::auth::May;
use crate::auth::who::Accounts;
use crate::problem::{Answer, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use connectors::crm::Failure;
use connectors::salesforce::{Checked, Client, Description, FieldDescription, Lack, Mapping, Noun, Seen};
use pipeline::{Crm, MAPPING, saved_mapping, with_saved_mapping};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::Setting;
use utoipa::ToSchema;

/// Objects whose records are found by a key of theirs when something is linked to them. Others can be written into the
/// settings file; looking at each object an org has would be a call for each.
const PARENTS: [&str; 6] = ["Account", "Contact", "Asset", "Campaign", "Opportunity", "ServiceContract"];

/// A field of ours and where it goes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct MappedField {
    /// Our field.
    pub name: String,
    /// Theirs; empty where it is not sent.
    pub field: String,
    /// Theirs where nobody says anything; empty where it is not sent then.
    pub usual: String,
    /// The values it may have, where they are ours to name.
    pub values: Vec<&'static str>,
}

/// Something of ours and the object it goes to.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct MappedObject {
    /// What it is here: `opportunity`.
    pub noun: &'static str,
    /// Whether it is sent.
    pub is_sent: bool,
    /// Whether it is sent in any case.
    pub is_always_sent: bool,
    /// The object.
    pub object: String,
    /// The object where nobody says anything.
    pub usual_object: &'static str,
    /// Our fields.
    pub fields: Vec<MappedField>,
    /// Their field = what it always is.
    pub constants: BTreeMap<String, Value>,
    /// For a field of ours: our value = theirs.
    pub values: BTreeMap<String, BTreeMap<String, String>>,
}

/// A value of a picklist, or a stage.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct OrgValue {
    /// What is sent.
    pub value: String,
    /// What people see.
    pub label: String,
}

/// A field in Salesforce, or one by which a parent is found.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct OrgField {
    /// What a mapping writes: `Amount`, `Account.SAP_Kunnr__c`.
    pub name: String,
    /// What people see.
    pub label: String,
    /// `string`, `picklist`, `currency` and so on; `parent` where it links to another record.
    #[serde(rename = "type")]
    pub data: String,
    /// The most letters it holds; 0 where that does not apply.
    pub length: usize,
    /// Whether a new record needs a value for it.
    pub required: bool,
    /// Whether records are found by it.
    pub external_id: bool,
    /// Whether no two records have the same value.
    pub unique: bool,
    /// Whether only the listed values are taken.
    pub restricted: bool,
    /// The values that can be chosen.
    pub values: Vec<OrgValue>,
}

/// An object in Salesforce.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct OrgObject {
    /// Its API name.
    pub name: String,
    /// What people see.
    pub label: String,
    /// The fields that can be set, by their labels.
    pub fields: Vec<OrgField>,
}

/// What the org has of it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, ToSchema)]
pub struct OrgView {
    /// The objects of the mapping the user sees.
    pub objects: Vec<OrgObject>,
    /// The stages of opportunities, in their order.
    pub stages: Vec<OrgValue>,
}

/// The mapping, and what the org has.
#[derive(Clone, PartialEq, Debug, Serialize, ToSchema)]
pub struct SalesforceMapping {
    /// Where Instand signs in.
    pub place: String,
    /// The field of our key on each object.
    pub key_field: String,
    /// What can be sent.
    pub objects: Vec<MappedObject>,
    /// What the org has; none where it does not answer.
    pub org: Option<OrgView>,
    /// Why the org does not answer, or the saved mapping cannot be used.
    pub problem: Option<String>,
    /// The edition, to send back with a change.
    pub etag: String,
    /// Who saved it; none where it is that of the settings file.
    pub saved_by: Option<String>,
    /// When, UTC.
    pub saved_at: Option<String>,
}

/// What a look at the org showed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct MappingFinding {
    /// `seen` where nothing is missing; else what is: `answer`, `object_not_visible`, `object_read_only`, `field_missing`,
    /// `field_read_only`, `not_external_id`, `not_unique`, `required_without_value`, `unknown_value`, `stage_differs`.
    pub kind: &'static str,
    /// Whether nothing can be sent before it is set right.
    pub blocks: bool,
    /// The object it is about.
    pub object: Option<String>,
    /// The field it is about.
    pub field: Option<String>,
    /// The value it is about.
    pub value: Option<String>,
    /// The values there are; for a stage what it is there: `open`, `won` or `closed`.
    pub known: Vec<String>,
    /// All of it in a sentence, in English.
    pub text: String,
}

/// What a mapping lacks in the org.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, ToSchema)]
pub struct MappingCheck {
    /// Whether it can be sent so.
    pub good: bool,
    /// The version that is spoken.
    pub version: Option<String>,
    /// Calls left of the org's 24 hours.
    pub calls_left: Option<u64>,
    /// All that was seen.
    pub findings: Vec<MappingFinding>,
    /// What the org has of the objects named.
    pub org: Option<OrgView>,
}

fn client(app: &App) -> Answer<&Client> {
    match app.config.crm.as_ref().map(|link| &link.crm) {
        Some(Crm::Salesforce(client)) => Ok(client),
        _ => Err(Problem::missing(
            "Salesforce is not set up; write [connectors.salesforce] into instand.toml (docs/salesforce.md)",
        )),
    }
}

/// The wanted mapping, where it can be used.
fn wanted(client: &Client, value: Value) -> Answer<Client> {
    let mapping =
        serde_json::from_value::<Mapping>(value).map_err(|error| Problem::wrong(format!("mapping: {error}")))?;
    client.with_mapping(mapping).map_err(Problem::wrong)
}

fn objects(client: &Client) -> Vec<MappedObject> {
    let object = |noun: Noun| {
        let of = client.mapping().of(noun);
        let field = |(ours, usual): &(&str, &str)| MappedField {
            name: (*ours).to_owned(),
            field: of.and_then(|of| of.fields.get(*ours)).cloned().unwrap_or_default(),
            usual: usual.replace('*', client.key_field()),
            values: noun.values(ours).to_vec(),
        };
        MappedObject {
            noun: noun.id(),
            is_sent: of.is_some(),
            is_always_sent: noun == Noun::Opportunity,
            object: of.map_or_else(|| noun.object().to_owned(), |of| of.object.clone()),
            usual_object: noun.object(),
            fields: noun.fields().iter().map(field).collect(),
            constants: of.map(|of| of.constants.clone()).unwrap_or_default(),
            values: of.map(|of| of.values.clone()).unwrap_or_default(),
        }
    };
    Noun::ALL.into_iter().map(object).collect()
}

fn org_field(of: &FieldDescription) -> OrgField {
    let label = |label: &str, name: &str| if label.is_empty() { name.to_owned() } else { label.to_owned() };
    let values = of.picklist_values.iter().filter(|value| value.active);
    OrgField {
        name: of.name.clone(),
        label: label(&of.label, &of.name),
        data: of.data.clone(),
        length: of.length,
        required: of.is_required(),
        external_id: of.external_id,
        unique: of.unique,
        restricted: of.restricted_picklist,
        values: values.map(|of| OrgValue { value: of.value.clone(), label: label(&of.label, &of.value) }).collect(),
    }
}

/// What the org has of the objects a mapping names, and of those something can be linked to.
async fn org(client: &Client) -> Result<OrgView, Failure> {
    let mut view = OrgView::default();
    let mut described: BTreeMap<String, Option<Arc<Description>>> = BTreeMap::new();
    let named: BTreeSet<String> = objects(client).into_iter().map(|of| of.object).collect();
    // Each is a call.
    for name in named.iter().map(String::as_str).chain(PARENTS) {
        if !described.contains_key(name) {
            described.insert(name.to_owned(), client.describe(name).await?);
        }
    }
    for name in named {
        let Some(Some(object)) = described.get(&name) else { continue };
        let mut fields: Vec<OrgField> = Vec::new();
        for of in object.fields.iter().filter(|of| of.createable || of.updateable) {
            if of.name.eq_ignore_ascii_case(client.key_field()) {
                continue;
            }
            if of.data != "reference" {
                fields.push(org_field(of));
                continue;
            }
            let Some(relation) = &of.relationship_name else { continue };
            let several = of.reference_to.len() > 1;
            for parent in of.reference_to.iter().filter(|parent| PARENTS.contains(&parent.as_str())) {
                let Some(Some(parent)) = described.get(parent) else { continue };
                fields.extend(links(parent, relation, several, of));
            }
        }
        fields.sort_by_key(|of| (of.label.to_lowercase(), of.name.clone()));
        let label = if object.label.is_empty() { object.name.clone() } else { object.label.clone() };
        view.objects.push(OrgObject { name, label, fields });
    }
    let stages = client.stages().await?;
    view.stages = stages.into_iter().map(|of| OrgValue { value: of.name, label: of.label }).collect();
    Ok(view)
}

/// The ways a record is linked to a parent: one for each external id the parent has.
fn links<'a>(
    parent: &'a Description,
    relation: &'a str,
    several: bool,
    of: &'a FieldDescription,
) -> impl Iterator<Item = OrgField> + 'a {
    parent.fields.iter().filter(|key| key.external_id).map(move |key| {
        let of_several = if several { format!("{}:", parent.name) } else { String::new() };
        OrgField {
            name: format!("{of_several}{relation}.{}", key.name),
            label: format!("{} → {}", if parent.label.is_empty() { &parent.name } else { &parent.label }, key.name),
            data: "parent".to_owned(),
            length: key.length,
            required: of.is_required(),
            external_id: key.external_id,
            unique: key.unique,
            restricted: false,
            values: Vec::new(),
        }
    })
}

async fn view(app: &App, client: &Client) -> Answer<SalesforceMapping> {
    let saved = saved_mapping(app.store()).await?;
    let (mapped, mut problem) = match with_saved_mapping(app.store(), client).await? {
        Ok(mapped) => (mapped, None),
        Err(failure) => (client.clone(), Some(failure.message)),
    };
    let org = match org(&mapped).await {
        Ok(org) => Some(org),
        Err(failure) => {
            problem.get_or_insert(failure.to_string());
            None
        }
    };
    Ok(SalesforceMapping {
        place: mapped.place(),
        key_field: mapped.key_field().to_owned(),
        objects: objects(&mapped),
        org,
        problem,
        etag: edition(saved.as_ref()),
        saved_by: saved.as_ref().map(|saved| saved.saved_by.clone()),
        saved_at: saved.map(|saved| saved.saved_at),
    })
}

fn edition(saved: Option<&Setting>) -> String {
    format!("\"{}\"", saved.map_or(0, |saved| saved.edition))
}

/// Which of our fields goes to which of Salesforce's, with what the org has: some calls of it.
#[utoipa::path(get, path = "/connectors/salesforce/mapping", tag = "connectors",
    responses((status = 200, body = SalesforceMapping), (status = 404, body = Problem)),
    extensions(("x-permission" = json!("accounts"))))]
pub async fn get(may: May<Accounts>, State(app): State<App>) -> Answer<Json<SalesforceMapping>> {
    drop(may);
    view(&app, client(&app)?).await.map(Json)
}

/// Saves the mapping, in the shape of `[connectors.salesforce.mapping]`: by what it is here `object`, `fields`, `constants` and
/// `values`. It goes before the settings file from the next sending on. One that cannot be used is refused with its place;
/// what the org lacks for it is the check's to say.
#[utoipa::path(put, path = "/connectors/salesforce/mapping", tag = "connectors", request_body = Value,
    params(("If-Match" = String, Header)),
    responses((status = 200, body = SalesforceMapping), (status = 404, body = Problem), (status = 412, body = Problem),
        (status = 422, body = Problem), (status = 428, body = Problem)),
    extensions(("x-permission" = json!("accounts"))))]
pub async fn put(
    may: May<Accounts>,
    State(app): State<App>,
    headers: HeaderMap,
    Json(value): Json<Value>,
) -> Answer<Json<SalesforceMapping>> {
    let client = client(&app)?;
    let seen = if_match(&headers)?;
    wanted(client, value.clone())?;
    let write = app.write(&may.who.account.login).await?;
    if !write.save_setting(MAPPING, value.to_string(), seen).await? {
        return Err(Problem::changed("somebody else saved the mapping meanwhile; load it again"));
    }
    write.commit().await?;
    view(&app, client).await.map(Json)
}

/// Looks whether the org has all a mapping needs, before it is saved: signs in, reads, writes nothing.
#[utoipa::path(post, path = "/connectors/salesforce/mapping/check", tag = "connectors", request_body = Value,
    responses((status = 200, body = MappingCheck), (status = 404, body = Problem), (status = 422, body = Problem)),
    extensions(("x-permission" = json!("accounts"))))]
pub async fn check(may: May<Accounts>, State(app): State<App>, Json(value): Json<Value>) -> Answer<Json<MappingCheck>> {
    drop(may);
    let client = wanted(client(&app)?, value)?;
    let checked = client.check().await;
    let good = checked.is_good();
    let Checked { seen, version, calls_left, .. } = checked;
    // What was described a moment ago is not sent again by Salesforce.
    let org = org(&client).await.ok();
    Ok(Json(MappingCheck { good, version, calls_left, findings: seen.into_iter().map(finding).collect(), org }))
}

fn finding(of: Seen) -> MappingFinding {
    let (mut value, mut known) = (None, Vec::new());
    let (kind, object, field) = match of.lack {
        None => ("seen", None, None),
        Some(Lack::Answer(_)) => ("answer", None, None),
        Some(Lack::ObjectNotVisible { object }) => ("object_not_visible", Some(object), None),
        Some(Lack::ObjectReadOnly { object }) => ("object_read_only", Some(object), None),
        Some(Lack::FieldMissing { object, field }) => ("field_missing", Some(object), Some(field)),
        Some(Lack::FieldReadOnly { object, field }) => ("field_read_only", Some(object), Some(field)),
        Some(Lack::NotExternalId { object, field }) => ("not_external_id", Some(object), Some(field)),
        Some(Lack::NotUnique { object, field }) => ("not_unique", Some(object), Some(field)),
        Some(Lack::RequiredWithoutValue { object, field }) => ("required_without_value", Some(object), Some(field)),
        Some(Lack::UnknownValue { object, field, value: of, known: all }) => {
            value = Some(of);
            known = all;
            ("unknown_value", Some(object), Some(field))
        }
        Some(Lack::StageDiffers { object, stage, value: of, is }) => {
            value = Some(of);
            known = vec![is.to_owned()];
            ("stage_differs", Some(object), Some(stage))
        }
    };
    MappingFinding { kind, blocks: of.blocks, object, field, value, known, text: of.text }
}
