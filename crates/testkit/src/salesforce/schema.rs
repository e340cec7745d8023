//! What the org consists of: objects and fields with the rules describe tells of. The rules come from data
//! (`schema.toml`), so that an org that lacks a field or demands another is a matter of [`super::Setup`].

use super::{Setup, Stage};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The objects of the default org.
const DEFAULT: &str = include_str!("schema.toml");

/// All objects by name.
#[derive(Clone, Debug)]
pub(super) struct Schema {
    objects: BTreeMap<String, Object>,
}

/// One object.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Object {
    #[serde(skip)]
    pub(super) name: String,
    pub(super) prefix: String,
    #[serde(default = "yes")]
    pub(super) createable: bool,
    #[serde(default = "yes")]
    pub(super) deletable: bool,
    pub(super) fields: Vec<Field>,
}

/// One field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Field {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) length: usize,
    /// Must be there on create (unless there is a default) and is never null.
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) default: Option<Value>,
    #[serde(default = "yes")]
    pub(super) create: bool,
    #[serde(default = "yes")]
    pub(super) update: bool,
    /// Picklist values, or `"$stages"` for the stages of the setup.
    #[serde(default)]
    values: Option<Value>,
    #[serde(default)]
    pub(super) restricted: bool,
    #[serde(default)]
    pub(super) refs: Vec<String>,
    #[serde(default)]
    pub(super) relationship: Option<String>,
    #[serde(default)]
    pub(super) external_id: bool,
    #[serde(default)]
    pub(super) unique: bool,
    #[serde(default)]
    pub(super) case_sensitive: bool,
    /// The letters before the number of an auto number field.
    #[serde(default)]
    pub(super) auto: Option<String>,
}

/// What refers to what is not there is not there either: the field, or the object that cannot be without it.
fn drop_dangling(objects: &mut BTreeMap<String, Object>) {
    loop {
        let names: BTreeSet<String> = objects.keys().cloned().collect();
        for object in objects.values_mut() {
            for field in &mut object.fields {
                field.refs.retain(|name| names.contains(name));
            }
        }
        let dangles = |field: &Field| field.kind == "reference" && field.refs.is_empty();
        objects.retain(|_, object| !object.fields.iter().any(|field| field.required && dangles(field)));
        for object in objects.values_mut() {
            object.fields.retain(|field| !dangles(field));
        }
        if objects.len() == names.len() {
            return;
        }
    }
}

fn yes() -> bool {
    true
}

impl Schema {
    /// The default org as the setup changes it.
    ///
    /// # Panics
    /// Where the setup names what is not there or gives a field no one can read: a mistake of the test.
    pub(super) fn new(setup: &Setup) -> Self {
        let mut objects: BTreeMap<String, Object> = toml::from_str(DEFAULT).expect("schema.toml is read");
        for (name, field) in &setup.fields {
            let field: Field = serde_json::from_value(field.clone()).expect("a field as in schema.toml");
            let object = objects.get_mut(name).unwrap_or_else(|| panic!("Setup::fields: no object {name}"));
            object.fields.retain(|had| had.name != field.name);
            object.fields.push(field);
        }
        for absent in &setup.without {
            match absent.split_once('.') {
                None => assert!(objects.remove(absent).is_some(), "Setup::without: no object {absent}"),
                Some((name, field)) => {
                    let object = objects.get_mut(name).unwrap_or_else(|| panic!("Setup::without: no object {name}"));
                    let before = object.fields.len();
                    object.fields.retain(|had| had.name != field);
                    assert!(object.fields.len() < before, "Setup::without: no field {absent}");
                }
            }
        }
        drop_dangling(&mut objects);
        for (name, object) in &mut objects {
            object.name.clone_from(name);
            object.fields.splice(0..0, [Field::system("Id", "id")]);
            object.fields.extend([
                Field::system("IsDeleted", "boolean"),
                Field::system("CreatedDate", "datetime"),
                Field::reference_to_user("CreatedById", "CreatedBy"),
                Field::system("LastModifiedDate", "datetime"),
                Field::reference_to_user("LastModifiedById", "LastModifiedBy"),
                Field::system("SystemModstamp", "datetime"),
            ]);
            for field in &mut object.fields {
                if field.values.as_ref().is_some_and(|values| values == "$stages") {
                    field.values = Some(setup.stages.iter().map(|stage: &Stage| json!(stage.name)).collect());
                }
            }
        }
        Self { objects }
    }

    /// All objects, by name.
    pub(super) fn objects(&self) -> impl Iterator<Item = &Object> {
        self.objects.values()
    }

    /// An object by its name in any case.
    pub(super) fn object(&self, name: &str) -> Option<&Object> {
        self.objects.get(name).or_else(|| self.objects().find(|object| object.name.eq_ignore_ascii_case(name)))
    }

    /// The object whose ids begin so.
    pub(super) fn object_of_id(&self, id: &str) -> Option<&Object> {
        self.objects().find(|object| id.starts_with(&object.prefix))
    }
}

impl Object {
    /// A field by its name in any case.
    pub(super) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// The reference field behind a relationship name.
    pub(super) fn relationship(&self, name: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.relationship.as_ref().is_some_and(|called| called.eq_ignore_ascii_case(name)))
    }

    /// What the list of objects tells of it.
    pub(super) fn listed(&self, base: &str) -> Value {
        let name = &self.name;
        let at = format!("{base}/sobjects/{name}");
        json!({
            "name": name, "label": name, "labelPlural": name, "keyPrefix": self.prefix, "custom": name.ends_with("__c"),
            "createable": self.createable, "updateable": self.createable, "deletable": self.deletable,
            "undeletable": self.deletable, "queryable": true, "retrieveable": true, "searchable": true,
            "activateable": false, "layoutable": true, "mergeable": false, "replicateable": true, "triggerable": true,
            "deprecatedAndHidden": false, "customSetting": false, "feedEnabled": false, "mruEnabled": true,
            "associateEntityType": null, "associateParentEntity": null, "dataTranslationEnabled": null, "deepCloneable": false,
            "defaultImplementation": null, "extendedBy": null, "extendsInterfaces": null, "hasSubtypes": false,
            "implementedBy": null, "implementsInterfaces": null, "isInterface": false, "isSubtype": false,
            "urls": {"sobject": at, "describe": format!("{at}/describe"), "rowTemplate": format!("{at}/{{ID}}")},
        })
    }

    /// What describe tells of it.
    pub(super) fn described(&self, base: &str) -> Value {
        let mut told = self.listed(base);
        told["fields"] = self.fields.iter().map(Field::described).collect();
        extend(
            &mut told,
            json!({"actionOverrides": [], "childRelationships": [], "compactLayoutable": true, "listviewable": null,
            "lookupLayoutable": null, "namedLayoutInfos": [], "networkScopeFieldName": null, "searchLayoutable": true,
            "sobjectDescribeOption": "FULL"}),
        );
        told["recordTypeInfos"] = json!([{"active": true, "available": true, "defaultRecordTypeMapping": true,
            "developerName": "Master", "master": true, "name": "Master", "recordTypeId": "012000000000000AAA"}]);
        told["supportedScopes"] = json!([{"label": "All", "name": "everything"}]);
        told
    }
}

impl Field {
    fn system(name: &str, kind: &str) -> Self {
        Self {
            name: name.to_owned(),
            kind: kind.to_owned(),
            length: if kind == "id" { 18 } else { 0 },
            required: true,
            default: None,
            create: false,
            update: false,
            values: None,
            restricted: false,
            refs: Vec::new(),
            relationship: None,
            external_id: false,
            unique: false,
            case_sensitive: false,
            auto: None,
        }
    }

    fn reference_to_user(name: &str, relationship: &str) -> Self {
        let relationship = Some(relationship.to_owned());
        Self { refs: vec!["User".to_owned()], relationship, ..Self::system(name, "reference") }
    }

    /// Whether it takes part in the index of rows by value.
    pub(super) fn is_indexed(&self) -> bool {
        self.external_id || self.unique || self.kind == "reference"
    }

    /// Whether a condition or an order may name it: long text may not.
    pub(super) fn is_filterable(&self) -> bool {
        !(self.kind == "textarea" && self.length > 255)
    }

    /// The values of a picklist.
    pub(super) fn values(&self) -> impl Iterator<Item = &str> {
        self.values.iter().filter_map(Value::as_array).flatten().filter_map(Value::as_str)
    }

    /// How a value is compared where it has to be unique.
    pub(super) fn folded(&self, value: &str) -> String {
        if self.case_sensitive || self.kind == "reference" { value.to_owned() } else { value.to_lowercase() }
    }

    fn described(&self) -> Value {
        let number = matches!(self.kind.as_str(), "double" | "currency" | "percent");
        let text = matches!(self.kind.as_str(), "string" | "textarea" | "picklist" | "email" | "phone" | "url");
        let length = match self.kind.as_str() {
            "reference" => 18,
            _ => self.length,
        };
        // Describe says nillable = false of booleans: they are never null, and false where absent.
        let defaulted = self.default.is_some() || self.kind == "boolean" || !self.create;
        let values: Vec<Value> = self
            .values()
            .map(|value| {
                json!({"active": true, "defaultValue": self.default.as_ref().is_some_and(|default| default == value),
                                "label": value, "validFor": null, "value": value})
            })
            .collect();
        let mut told = json!({
            "name": self.name, "label": self.name, "type": self.kind, "length": length, "byteLength": if text { length * 3 } else { 0 },
            "nillable": !(self.required || self.kind == "boolean"), "createable": self.create, "updateable": self.update,
            "defaultedOnCreate": defaulted, "permissionable": !self.required, "custom": self.name.ends_with("__c"),
            "externalId": self.external_id, "unique": self.unique, "caseSensitive": self.case_sensitive,
            "idLookup": self.external_id || self.kind == "id", "autoNumber": self.auto.is_some(), "calculated": false,
            "filterable": self.is_filterable(), "sortable": self.is_filterable(), "groupable": self.is_filterable() && !number,
            "restrictedPicklist": self.restricted, "picklistValues": values, "referenceTo": self.refs,
            "relationshipName": self.relationship, "polymorphicForeignKey": self.refs.len() > 1, "namePointing": self.refs.len() > 1,
            "precision": if number { 18 } else { 0 }, "scale": if number { 2 } else { 0 }, "digits": if self.kind == "int" { 8 } else { 0 },
            "soapType": if self.kind == "id" { "tns:ID".to_owned() } else { format!("xsd:{}", if text { "string" } else { &self.kind }) },
            "nameField": self.name == "Name", "deprecatedAndHidden": false, "dependentPicklist": false, "encrypted": false,
            "htmlFormatted": false, "cascadeDelete": false, "restrictedDelete": false, "writeRequiresMasterRead": false,
            "defaultValue": self.default.as_ref().filter(|default| *default != "$user"),
        });
        // What each field has too, though nothing here depends on it: strict readers insist on the full shape.
        extend(
            &mut told,
            json!({
                "aggregatable": self.is_filterable(), "aiPredictionField": false, "calculatedFormula": null, "compoundFieldName": null,
                "controllerName": null, "defaultValueFormula": null, "displayLocationInDecimal": false, "extraTypeInfo": null,
                "filteredLookupInfo": null, "formulaTreatNullNumberAsZero": false, "highScaleNumber": false, "inlineHelpText": null,
                "mask": null, "maskType": null, "queryByDistance": false, "referenceTargetField": null, "relationshipOrder": null,
                "searchPrefilterable": self.kind == "reference",
            }),
        );
        told
    }
}

/// Adds the members of one object to another.
fn extend(told: &mut Value, more: Value) {
    if let (Value::Object(told), Value::Object(more)) = (told, more) {
        told.extend(more);
    }
}
