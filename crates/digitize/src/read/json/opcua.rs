//! Identifications of OPC 40001-1 (OPC UA for Machinery) as JSON: browse names with values, one row a machine.

use super::node::Node;
use crate::{
    Cell, RawTable,
    read::{Limits, listing::Listing, xml},
};
use std::borrow::Cow;

type Entries<'n> = [(Cow<'n, str>, Node<'n>)];

/// Properties of one machine.
const MOST_PROPERTIES: usize = 200;

/// The machines of an address space written as JSON; `None` when this JSON is something else.
pub(super) fn machines<'a>(document: &Node<'_>, limits: &Limits) -> Option<Result<RawTable<'a>, String>> {
    let mut found = Vec::new();
    find(document, "", &mut found);
    if found.is_empty() {
        return None;
    }
    let mut listing = Listing::new(limits);
    let filled = (1..).zip(&found).try_for_each(|(number, (name, properties))| {
        listing.begin(number);
        listing.text("BrowseName", Some(name))?;
        let named = properties.iter().take(MOST_PROPERTIES);
        named.into_iter().try_for_each(|(name, value)| listing.put(bare(name), cell(value)))
    });
    let sheet = Some("Identification".to_owned());
    Some(filled.and_then(|()| listing.finish(sheet).ok_or_else(|| "identifications without a value".to_owned())))
}

/// Browse names with their values.
type Properties<'n> = Vec<(&'n str, &'n Node<'n>)>;

fn find<'n>(node: &'n Node<'n>, name: &'n str, found: &mut Vec<(&'n str, Properties<'n>)>) {
    match node {
        Node::Object(entries) => {
            let own = || entries.iter().map(|(key, value)| (key.as_ref(), value)).collect::<Properties<'n>>();
            if is_marked(entries) {
                found.push((name, own()));
                return;
            }
            let of_machine = entries.iter().filter(|(key, _)| bare(key) == "Identification");
            let of_machine = of_machine.map(|(_, value)| properties(value)).find(|properties| identifies(properties));
            match of_machine {
                // What lies deeper in a machine are its components.
                Some(properties) => found.push((name, properties)),
                None => entries.iter().for_each(|(key, value)| find(value, bare(key), found)),
            }
        }
        Node::List(items) => {
            let properties = pairs(items);
            if identifies(&properties) {
                found.push((name, properties));
                return;
            }
            items.iter().for_each(|item| find(item, name, found));
        }
        _ => {}
    }
}

/// Whether an object is an identification by its keys alone: with namespaces, or with the machine's global key.
fn is_marked(entries: &Entries<'_>) -> bool {
    let has = |wanted: &str| entries.iter().any(|(key, _)| bare(key) == wanted);
    let qualified = entries.iter().any(|(key, _)| key.len() > bare(key).len() && bare(key) == "SerialNumber");
    qualified || (has("SerialNumber") && has("ProductInstanceUri"))
}

fn identifies(properties: &[(&str, &Node<'_>)]) -> bool {
    let has = |wanted: &str| properties.iter().any(|(key, _)| bare(key) == wanted);
    has("SerialNumber") && (has("Manufacturer") || has("ProductInstanceUri"))
}

/// The values of an identification, written as an object or as a list of nodes.
fn properties<'n>(node: &'n Node<'n>) -> Properties<'n> {
    match node {
        Node::Object(entries) => entries.iter().map(|(key, value)| (key.as_ref(), value)).collect(),
        Node::List(items) => pairs(items),
        _ => Vec::new(),
    }
}

/// A list of nodes: `[{"BrowseName": "2:SerialNumber", "Value": "4711"}, ...]`.
fn pairs<'n>(items: &'n [Node<'n>]) -> Properties<'n> {
    let pair = |item: &'n Node<'n>| {
        let Node::Object(entries) = item else { return None };
        let get =
            |wanted: &str| entries.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, value)| value);
        match get("BrowseName")? {
            Node::Text(name) => Some((name.as_ref(), get("Value")?)),
            _ => None,
        }
    };
    items.iter().filter_map(pair).collect()
}

/// A browse name without its namespace: `2:SerialNumber`, `nsu=http://opcfoundation.org/UA/DI/;SerialNumber`.
fn bare(name: &str) -> &str {
    if name.starts_with("nsu=") {
        return name.rsplit(';').next().unwrap_or(name);
    }
    match name.split_once(':') {
        Some((number, rest)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => name,
    }
}

/// A value, unwrapped: a `LocalizedText` is its text, a `Variant` or `DataValue` what it holds.
fn cell(node: &Node<'_>) -> Cell {
    match node {
        Node::Text(text) => xml::written(text),
        Node::Number(number) => Cell::Number(*number),
        Node::Flag(flag) => Cell::Flag(*flag),
        Node::Object(entries) => {
            let wanted = ["Text", "Value", "Body"];
            let inner = wanted.iter().find_map(|wanted| {
                entries.iter().find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
            });
            inner.map_or(Cell::Empty, cell)
        }
        Node::List(_) | Node::Null => Cell::Empty,
    }
}

#[cfg(test)]
mod tests {
    use crate::read::{Limits, read};
    use crate::{Body, Cell};

    fn rows(text: &str) -> Vec<String> {
        let file = read("machines.json", text.as_bytes(), &Limits::default());
        assert_eq!(file.problems, [], "{text}");
        let Some(Body::Grid(grid)) = file.tables.first().map(|table| &table.body) else { panic!("a grid") };
        let line = |row: &Vec<Cell>| row.iter().map(|cell| cell.text().into_owned()).collect::<Vec<_>>().join("|");
        grid.rows.iter().map(line).collect()
    }

    #[test]
    fn identifications_are_found_wherever_they_are() {
        let plain = r#"{"Machines":{"4:Press 1":{"2:Identification":{"2:Manufacturer":{"Locale":"de","Text":"ACME"},
            "2:SerialNumber":"4711","YearOfConstruction":{"Type":5,"Body":2019},"InitialOperationDate":"1601-01-01T00:00:00Z"}},
            "4:Press 2":{"Components":{"Spindle":{"2:Identification":{"2:Manufacturer":"B","2:SerialNumber":"9"}}},
            "2:Identification":{"2:Manufacturer":"ACME","2:SerialNumber":"4712","2:Model":"VPX"}}}}"#;
        assert_eq!(
            rows(plain),
            [
                "BrowseName|Manufacturer|SerialNumber|YearOfConstruction|Model",
                "Press 1|ACME|4711|2019",
                "Press 2|ACME|4712||VPX"
            ]
        );
        let nodes = r#"{"Press":{"Identification":[{"BrowseName":"2:SerialNumber","Value":{"Value":"4711"}},{"BrowseName":"2:Manufacturer","Value":"ACME"}]}}"#;
        assert_eq!(rows(nodes), ["BrowseName|SerialNumber|Manufacturer", "Press|4711|ACME"]);
        let flat = r#"[{"nsu=http://opcfoundation.org/UA/DI/;SerialNumber":"4711","Location":"Hall 1"},{"SerialNumber":"4712","ProductInstanceUri":"u"}]"#;
        assert_eq!(rows(flat), ["SerialNumber|Location|ProductInstanceUri", "4711|Hall 1", "4712||u"]);
    }

    #[test]
    fn other_json_stays_what_it_was() {
        for (text, heading) in [
            (r#"[{"SerialNumber":"1","Manufacturer":"A"}]"#, "SerialNumber|Manufacturer"),
            (r#"{"Identification":{"SerialNumber":"1"}}"#, "Identification.SerialNumber"),
            (r#"[{"10:30":"x","SerialNumber":"1"}]"#, "10:30|SerialNumber"),
        ] {
            assert_eq!(rows(text).first().map(String::as_str), Some(heading));
        }
    }
}
