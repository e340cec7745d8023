//! Submodels in XML, of version 2 and 3 of the metamodel.

use super::{Content, Part, Submodel, table};
use crate::{
    RawTable,
    read::{Limits, xml::Element},
};
use std::borrow::Cow;

/// The nameplates of a shell.
pub(in super::super) fn of_xml<'a>(
    root: &Element,
    part: Option<&str>,
    limits: &Limits,
) -> Result<RawTable<'a>, String> {
    let elements = root.all("submodels").flat_map(|list| list.all("submodel"));
    let submodels: Vec<Submodel<'_>> = elements
        .map(|element| Submodel {
            id_short: element.text_of("idShort").unwrap_or_default(),
            semantic_ids: semantic_ids(element),
            is_template: element.text_of("kind") == Some("Template"),
            line: element.line,
            parts: element.first("submodelElements").map(parts).unwrap_or_default(),
        })
        .collect();
    table(&submodels, part, limits)
}

fn parts(list: &Element) -> Vec<Part<'_>> {
    list.children
        .iter()
        .filter_map(|element| {
            // Version 2 wraps each element once more.
            let element = if &*element.name == "submodelElement" { element.children.first()? } else { element };
            (!element.children.is_empty()).then(|| Part {
                id_short: Cow::Borrowed(element.text_of("idShort").unwrap_or_default()),
                semantic_ids: semantic_ids(element),
                content: content(element),
            })
        })
        .collect()
}

fn content(element: &Element) -> Content<'_> {
    let Some(value) = element.first("value").or_else(|| element.first("statements")) else { return Content::Nothing };
    match &*element.name {
        "blob" => Content::Nothing,
        "multiLanguageProperty" => Content::Texts(value.children.iter().filter_map(spoken).collect()),
        _ if value.children.is_empty() => Content::Text(Cow::Borrowed(&value.text)),
        _ => Content::Parts(parts(value)),
    }
}

fn spoken(text: &Element) -> Option<(&str, &str)> {
    match text.attribute("lang") {
        Some(language) => Some((language, &text.text)),
        None => Some((text.text_of("language")?, text.text_of("text")?)),
    }
}

fn semantic_ids(element: &Element) -> Vec<&str> {
    let references =
        element.all("semanticId").chain(element.all("supplementalSemanticIds").flat_map(|more| more.all("reference")));
    let keys = references.flat_map(|reference| reference.all("keys")).flat_map(|keys| keys.all("key"));
    keys.map(|key| key.text_of("value").unwrap_or(&key.text)).filter(|id| !id.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use crate::read::{Limits, read};

    #[test]
    fn both_versions_of_the_metamodel_are_read_with_the_line_of_the_submodel() {
        let new = "<environment xmlns=\"https://admin-shell.io/aas/3/0\"><submodels>\n<submodel><idShort>Schild</idShort>\
            <semanticId><keys><key><type>GlobalReference</type><value>https://admin-shell.io/idta/nameplate/3/0/Nameplate</value></key></keys></semanticId>\n\
            <submodelElements><property><idShort>n</idShort><semanticId><keys><key><value>0112/2///61987#ABA951#009</value></key></keys></semanticId>\
            <value>4711</value></property><multiLanguageProperty><idShort>ManufacturerName</idShort><value><langStringTextType>\
            <language>de-DE</language><text>ACME</text></langStringTextType></value></multiLanguageProperty>\
            <submodelElementCollection><idShort>AddressInformation</idShort><value><property><idShort>NationalCode</idShort><value>DE</value></property></value>\
            </submodelElementCollection><property><idShort>Empty</idShort></property></submodelElements></submodel></submodels></environment>";
        let old = "<aas:aasenv xmlns:aas=\"http://www.admin-shell.io/aas/2/0\"><aas:submodels>\n<aas:submodel><aas:idShort>Nameplate</aas:idShort>\n\
            <aas:submodelElements><aas:submodelElement><aas:property><aas:idShort>n</aas:idShort><aas:semanticId><aas:keys><aas:key idType=\"IRDI\">0173-1#02-AAM556#002</aas:key></aas:keys></aas:semanticId>\
            <aas:value>4711</aas:value></aas:property></aas:submodelElement><aas:submodelElement><aas:multiLanguageProperty><aas:idShort>ManufacturerName</aas:idShort>\
            <aas:value><aas:langString lang=\"de\">ACME</aas:langString></aas:value></aas:multiLanguageProperty></aas:submodelElement>\
            <aas:submodelElement><aas:submodelElementCollection><aas:idShort>AddressInformation</aas:idShort><aas:value><aas:submodelElement><aas:property>\
            <aas:idShort>NationalCode</aas:idShort><aas:value>DE</aas:value></aas:property></aas:submodelElement></aas:value></aas:submodelElementCollection>\
            </aas:submodelElement></aas:submodelElements></aas:submodel></aas:submodels></aas:aasenv>";
        for text in [new, old] {
            let file = read("a.xml", text.as_bytes(), &Limits::default());
            assert_eq!(file.problems, []);
            let table = file.tables.first().expect("a table");
            assert_eq!(
                shown(table),
                ["0: SerialNumber|ManufacturerName|AddressInformation.NationalCode", "2: 4711|ACME|DE"]
            );
        }
        let none = "<environment xmlns=\"https://admin-shell.io/aas/3/0\"/>";
        let file = read("a.xml", none.as_bytes(), &Limits::default());
        assert!(file.problems.iter().all(|problem| problem.what.contains("without a digital nameplate")));
        assert_eq!((file.tables.len(), file.problems.len()), (0, 1));
    }
}
