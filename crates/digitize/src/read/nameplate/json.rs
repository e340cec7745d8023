//! Submodels in JSON, of version 2 and 3 of the metamodel.

use super::{Content, Part, Submodel, table};
use crate::{
    RawTable,
    read::{Limits, json::Node},
};
use std::borrow::Cow;

type Entries<'n> = [(Cow<'n, str>, Node<'n>)];

/// The nameplates of a shell; `None` when this JSON is no shell at all.
pub(in super::super) fn of_json<'a>(
    document: &Node<'_>,
    part: Option<&str>,
    limits: &Limits,
) -> Option<Result<RawTable<'a>, String>> {
    let found = submodels(document)?;
    let submodels: Vec<Submodel<'_>> = (1..).zip(found).filter_map(|(at, node)| submodel(node, at)).collect();
    Some(table(&submodels, part, limits))
}

/// The submodels of an environment, of a server's answer, or the one the document is.
fn submodels<'n>(document: &'n Node<'n>) -> Option<Vec<&'n Node<'n>>> {
    let is_submodel =
        |node: &Node<'_>| matches!(node, Node::Object(entries) if get(entries, "submodelElements").is_some());
    match document {
        Node::List(items) if items.iter().any(is_submodel) => Some(items.iter().collect()),
        Node::Object(entries) => {
            if is_submodel(document) {
                return Some(vec![document]);
            }
            let shells = get(entries, "assetAdministrationShells").is_some();
            match (get(entries, "submodels"), get(entries, "result")) {
                (Some(Node::List(items)), _) if shells || items.iter().any(is_submodel) => Some(items.iter().collect()),
                (_, Some(Node::List(items))) if items.iter().any(is_submodel) => Some(items.iter().collect()),
                _ => shells.then(Vec::new),
            }
        }
        _ => None,
    }
}

fn get<'n>(entries: &'n Entries<'n>, name: &str) -> Option<&'n Node<'n>> {
    entries.iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

fn text<'n>(entries: &'n Entries<'n>, name: &str) -> Option<&'n str> {
    match get(entries, name)? {
        Node::Text(text) => Some(text),
        _ => None,
    }
}

fn submodel<'n>(node: &'n Node<'n>, at: u32) -> Option<Submodel<'n>> {
    let Node::Object(entries) = node else { return None };
    let parts = match get(entries, "submodelElements") {
        Some(Node::List(items)) => parts(items),
        _ => Vec::new(),
    };
    let id_short = text(entries, "idShort").unwrap_or_default();
    let is_template = text(entries, "kind") == Some("Template");
    Some(Submodel { id_short, semantic_ids: semantic_ids(entries), is_template, line: at, parts })
}

fn parts<'n>(items: &'n [Node<'n>]) -> Vec<Part<'n>> {
    let part = |item: &'n Node<'n>| {
        let Node::Object(entries) = item else { return None };
        let id_short = Cow::Borrowed(text(entries, "idShort").unwrap_or_default());
        Some(Part { id_short, semantic_ids: semantic_ids(entries), content: content(entries) })
    };
    items.iter().filter_map(part).collect()
}

fn content<'n>(entries: &'n Entries<'n>) -> Content<'n> {
    let kind = match get(entries, "modelType") {
        Some(Node::Text(kind)) => kind,
        Some(Node::Object(kind)) => text(kind, "name").unwrap_or_default(),
        _ => "",
    };
    if kind == "Blob" {
        return Content::Nothing;
    }
    match get(entries, "value").or_else(|| get(entries, "statements")) {
        Some(Node::Text(text)) => Content::Text(Cow::Borrowed(text)),
        Some(Node::Number(number)) => Content::Text(Cow::Owned(number.to_string())),
        Some(Node::Flag(flag)) => Content::Text(Cow::Borrowed(if *flag { "true" } else { "false" })),
        Some(Node::List(items)) if items.iter().any(|item| spoken(item).is_some()) => {
            Content::Texts(items.iter().filter_map(spoken).collect())
        }
        Some(Node::List(items)) => Content::Parts(parts(items)),
        Some(Node::Object(value)) => match get(value, "langString") {
            Some(Node::List(items)) => Content::Texts(items.iter().filter_map(spoken).collect()),
            _ => Content::Nothing,
        },
        _ => Content::Nothing,
    }
}

fn spoken<'n>(item: &'n Node<'n>) -> Option<(&'n str, &'n str)> {
    let Node::Object(entries) = item else { return None };
    Some((text(entries, "language")?, text(entries, "text")?))
}

fn semantic_ids<'n>(entries: &'n Entries<'n>) -> Vec<&'n str> {
    let mut found = Vec::new();
    let mut keys = |reference: &'n Node<'n>| {
        if let Node::Object(reference) = reference
            && let Some(Node::List(keys)) = get(reference, "keys")
        {
            found.extend(keys.iter().filter_map(|key| match key {
                Node::Object(key) => text(key, "value"),
                _ => None,
            }));
        }
    };
    if let Some(reference) = get(entries, "semanticId") {
        keys(reference);
    }
    if let Some(Node::List(more)) = get(entries, "supplementalSemanticIds") {
        more.iter().for_each(keys);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use crate::read::{Limits, read};

    const PLATE: &str = r#"{"idShort":"Nameplate","modelType":"Submodel","id":"urn:1",
        "semanticId":{"type":"ExternalReference","keys":[{"type":"GlobalReference","value":"https://admin-shell.io/zvei/nameplate/2/0/Nameplate"}]},
        "submodelElements":[
          {"modelType":"MultiLanguageProperty","idShort":"ManufacturerName","value":[{"language":"en","text":"ACME Ltd"},{"language":"de","text":"ACME GmbH"}]},
          {"modelType":"Property","idShort":"Herstellernummer","semanticId":{"keys":[{"type":"GlobalReference","value":"0173-1#02-AAM556#002"}]},"valueType":"xs:string","value":"4711"},
          {"modelType":"Property","idShort":"YearOfConstruction","value":"2022"},
          {"modelType":"SubmodelElementCollection","idShort":"ContactInformation","value":[
            {"modelType":"MultiLanguageProperty","idShort":"Street","value":[{"language":"de","text":"Ring 1"}]},
            {"modelType":"SubmodelElementCollection","idShort":"Phone","value":[{"modelType":"MultiLanguageProperty","idShort":"TelephoneNumber","value":[]}]}]},
          {"modelType":"SubmodelElementList","idShort":"Markings","value":[{"modelType":"SubmodelElementCollection","value":[{"modelType":"Property","idShort":"MarkingName","value":"CE"}]}]},
          {"modelType":"Blob","idShort":"Logo","value":"AAAA"}]}"#;

    #[test]
    fn version_2_in_an_environment_a_list_and_alone() {
        let expected = [
            "0: ManufacturerName|ManufacturerName@en|SerialNumber|YearOfConstruction|ContactInformation.Street|Markings[0].MarkingName",
            "1: ACME GmbH|ACME Ltd|4711|2022|Ring 1|CE",
        ];
        for text in [
            PLATE.to_owned(),
            format!("[{PLATE}]"),
            format!("{{\"result\":[{PLATE}],\"paging_metadata\":{{}}}}"),
            format!("{{\"assetAdministrationShells\":[],\"submodels\":[{PLATE}]}}"),
        ] {
            let file = read("typenschild.json", text.as_bytes(), &Limits::default());
            assert_eq!(file.problems, []);
            let [table] = file.tables.as_slice() else { panic!("one table") };
            assert_eq!(
                (table.sheet.as_deref(), shown(table)),
                (Some("Nameplate"), expected.map(str::to_owned).to_vec())
            );
        }
    }

    #[test]
    fn version_3_and_the_old_metamodel() {
        let text = r#"{"submodels":[
          {"idShort":"ContactInformations","semanticId":{"keys":[{"value":"https://admin-shell.io/zvei/nameplate/1/0/ContactInformations"}]},"submodelElements":[{"idShort":"X","value":"1"}]},
          {"idShort":"Schild","semanticId":{"keys":[{"value":"https://admin-shell.io/idta/nameplate/3/0/Nameplate"}]},"submodelElements":[
            {"modelType":"Property","idShort":"a","semanticId":{"keys":[{"value":"0112/2///61987#ABA951#009"}]},"value":"S-1"},
            {"modelType":"Property","idShort":"b","semanticId":{"keys":[]},"supplementalSemanticIds":[{"keys":[{"value":"0173-1#02-AAR972#004"}]}],"value":"2024-05-01"}]},
          {"idShort":"nameplate","modelType":{"name":"Submodel"},"submodelElements":[
            {"modelType":{"name":"MultiLanguageProperty"},"idShort":"ManufacturerName","value":{"langString":[{"language":"EN","text":"ACME"}]}},
            {"modelType":{"name":"Property"},"idShort":"SerialNumber","value":4712}]}]}"#;
        let file = read("a.json", text.as_bytes(), &Limits::default());
        assert_eq!(file.problems, []);
        let table = file.tables.first().expect("a table");
        assert_eq!(
            shown(table),
            ["0: SerialNumber|DateOfManufacture|ManufacturerName", "2: S-1|2024-05-01", "3: 4712||ACME"]
        );
    }

    #[test]
    fn the_examples_of_a_template_are_no_machine() {
        let text = PLATE.replacen('{', "{\"kind\":\"Template\",", 1);
        let file = read("a.json", text.as_bytes(), &Limits::default());
        assert_eq!((file.tables.len(), file.problems.len()), (0, 1));
        assert!(file.problems.iter().all(|problem| problem.what.contains("examples")), "{:?}", file.problems);
    }

    #[test]
    fn a_shell_without_a_nameplate_says_so_and_other_json_is_untouched() {
        let text =
            r#"{"assetAdministrationShells":[{"idShort":"x"}],"submodels":[{"idShort":"BOM","submodelElements":[]}]}"#;
        let file = read("a.json", text.as_bytes(), &Limits::default());
        assert!(file.tables.is_empty() && file.problems.len() == 1);
        assert!(file.problems.iter().all(|problem| problem.what.contains("without a digital nameplate")));
        for text in [r#"{"result":[{"serial":"1"}]}"#, r#"{"submodels":[{"name":"a"}]}"#, "[{\"value\":1}]"] {
            assert_eq!(read("a.json", text.as_bytes(), &Limits::default()).tables.len(), 1, "{text}");
        }
    }
}
