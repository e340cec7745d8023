//! OPC UA NodeSets that hold machines -> one row a machine, by OPC 40001-1 (Machinery).
//!
//! A machine is identified by an object `Identification` that is no part of a type; its properties are named as the
//! specification names them, whatever number their namespace has in this file.

use super::Element;
use crate::{
    Cell, RawTable,
    read::{Limits, listing::Listing},
};
use hashbrown::{HashMap, HashSet};

const NO_MACHINE: &str = "a NodeSet of types without a machine in it; export the instances below Objects/Machines, or \
                          their Identification as .json";
const NO_VALUES: &str = "a NodeSet with machines but without their values; export it once more with values, or the \
                         Identification of the machines as .json";
/// Steps from an object to the one it lies in; more only a circle has.
const MOST_STEPS: usize = 64;
/// Properties of one machine.
const MOST_PROPERTIES: usize = 200;
/// The year all OPC UA times count from, and that of a time that is not set elsewhere.
const NEVER: [&str; 2] = ["1601-01-01", "0001-01-01"];

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Object,
    Variable,
    Type,
    Other,
}

struct Node<'x> {
    class: Class,
    /// Its browse name without the number of the namespace.
    name: &'x str,
    element: &'x Element,
    parent: Option<&'x str>,
    definition: Option<&'x str>,
}

/// The machines with what identifies them.
pub(super) fn machines<'a>(root: &Element, limits: &Limits) -> Result<RawTable<'a>, String> {
    let aliases: HashMap<&str, &str> = root
        .all("Aliases")
        .flat_map(|list| list.all("Alias"))
        .filter_map(|alias| Some((alias.attribute("Alias")?, alias.text.as_str())))
        .collect();
    let mut nodes: Vec<Node<'_>> = root.children.iter().filter_map(|element| node(element, &aliases)).collect();
    adopt(&mut nodes, &aliases);
    let by_id: HashMap<&str, &Node<'_>> =
        nodes.iter().filter_map(|node| Some((node.element.attribute("NodeId")?, node))).collect();
    let mut within: HashMap<&str, Vec<&Node<'_>>> = HashMap::new();
    for node in nodes.iter().filter(|node| node.class == Class::Variable) {
        if let Some(parent) = node.parent {
            within.entry(parent).or_default().push(node);
        }
    }
    let owners: HashSet<&str> =
        nodes.iter().filter(|node| is_identification(node, &by_id)).filter_map(|node| node.parent).collect();
    let mut listing = Listing::new(limits);
    let mut without_values = false;
    for node in nodes.iter().filter(|node| is_identification(node, &by_id)) {
        let Some(id) = node.element.attribute("NodeId").filter(|_| !is_of_type(node, &by_id)) else { continue };
        let properties = within.get(id).map(Vec::as_slice).unwrap_or_default();
        if !properties.iter().any(|property| matches!(property.name, "SerialNumber" | "ProductInstanceUri")) {
            continue;
        }
        let identifying = |property: &&&Node<'_>| matches!(property.name, "SerialNumber" | "ProductInstanceUri");
        if properties.iter().filter(identifying).all(|property| value(property.element).is_blank()) {
            without_values = true;
            continue;
        }
        let machine = node.parent.and_then(|parent| by_id.get(parent)).unwrap_or(&node);
        if above(machine, &by_id).any(|id| owners.contains(id)) {
            // A component of a machine that is listed itself.
            continue;
        }
        listing.begin(machine.element.line);
        listing.text("BrowseName", Some(machine.name))?;
        for property in properties.iter().take(MOST_PROPERTIES) {
            listing.put(property.name, value(property.element))?;
        }
    }
    listing
        .finish(Some("Identification".to_owned()))
        .ok_or_else(|| if without_values { NO_VALUES } else { NO_MACHINE }.to_owned())
}

/// Gives nodes that name no parent the one that refers to them.
fn adopt<'x>(nodes: &mut [Node<'x>], aliases: &HashMap<&str, &str>) {
    let mut parents: HashMap<&str, &'x str> = HashMap::new();
    for element in nodes.iter().map(|node| node.element) {
        for reference in element.all("References").flat_map(|list| list.all("Reference")) {
            let forward = reference.attribute("IsForward") != Some("false") && holds(reference, aliases);
            if let Some(id) = element.attribute("NodeId").filter(|_| forward) {
                parents.entry(reference.text.as_str()).or_insert(id);
            }
        }
    }
    for node in nodes.iter_mut().filter(|node| node.parent.is_none()) {
        node.parent = node.element.attribute("NodeId").and_then(|id| parents.get(id)).copied();
    }
}

/// Whether a reference leads from a whole to its part.
fn holds(reference: &Element, aliases: &HashMap<&str, &str>) -> bool {
    let kind = reference.attribute("ReferenceType").unwrap_or_default();
    let kind = aliases.get(kind).copied().unwrap_or(kind);
    matches!(kind, "HasComponent" | "i=47" | "HasProperty" | "i=46" | "HasAddIn" | "i=17604" | "Organizes" | "i=35")
}

/// The ids of what a node lies in, from its parent on.
fn above<'x>(node: &Node<'x>, by_id: &HashMap<&str, &Node<'x>>) -> impl Iterator<Item = &'x str> {
    std::iter::successors(node.parent, |id| by_id.get(id).and_then(|above| above.parent)).take(MOST_STEPS)
}

fn node<'x>(element: &'x Element, aliases: &HashMap<&str, &str>) -> Option<Node<'x>> {
    let class = match &*element.name {
        "UAObject" => Class::Object,
        "UAVariable" => Class::Variable,
        "UAObjectType" | "UAVariableType" | "UADataType" | "UAReferenceType" => Class::Type,
        name if name.starts_with("UA") => Class::Other,
        _ => return None,
    };
    let mut parent = element.attribute("ParentNodeId");
    let mut definition = None;
    for reference in element.all("References").flat_map(|list| list.all("Reference")) {
        let kind = reference.attribute("ReferenceType").unwrap_or_default();
        let kind = aliases.get(kind).copied().unwrap_or(kind);
        if matches!(kind, "HasTypeDefinition" | "i=40") {
            definition = Some(reference.text.as_str());
        } else if parent.is_none() && reference.attribute("IsForward") == Some("false") && holds(reference, aliases) {
            parent = Some(reference.text.as_str());
        }
    }
    let name = bare(element.attribute("BrowseName").unwrap_or_default());
    Some(Node { class, name, element, parent, definition })
}

/// A browse name without the number of its namespace: `2:SerialNumber`.
fn bare(name: &str) -> &str {
    match name.split_once(':') {
        Some((number, rest)) if number.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => name,
    }
}

fn is_identification(node: &Node<'_>, by_id: &HashMap<&str, &Node<'_>>) -> bool {
    let of_type =
        node.definition.and_then(|id| by_id.get(id)).is_some_and(|known| known.name.ends_with("IdentificationType"));
    node.class == Class::Object && (node.name == "Identification" || of_type)
}

/// Whether an object is part of a type's description: its properties are then rules, not values.
fn is_of_type(node: &Node<'_>, by_id: &HashMap<&str, &Node<'_>>) -> bool {
    let mut steps = 0;
    let typed = above(node, by_id)
        .inspect(|_| steps += 1)
        .any(|id| by_id.get(id).is_some_and(|node| node.class == Class::Type));
    // A circle leads nowhere.
    typed || steps >= MOST_STEPS
}

/// The value of a variable: a scalar, or the text of a `LocalizedText`. Times that are not set are nothing.
fn value(variable: &Element) -> Cell {
    let Some(inner) = variable.first("Value").and_then(|value| value.children.first()) else { return Cell::Empty };
    let text = inner.text_of("Text").unwrap_or(&inner.text);
    written(text)
}

/// A value as it is written; times that are not set are nothing.
pub(in super::super) fn written(text: &str) -> Cell {
    let text = text.trim();
    if text.is_empty() || NEVER.iter().any(|never| text.starts_with(never)) {
        return Cell::Empty;
    }
    Cell::Text(text.into())
}

#[cfg(test)]
mod tests {
    use crate::read::{Limits, read};
    use crate::{Body, Cell};

    /// A press below Machines, written as an exporter of instances writes it.
    fn press(number: u32, serial: &str, operation: &str) -> String {
        let property = |at: u32, name: &str, value: &str| {
            format!(
                "<UAVariable NodeId=\"ns=1;i={number}{at}\" BrowseName=\"{name}\" ParentNodeId=\"ns=1;i={number}1\">\
                 <References><Reference ReferenceType=\"HasTypeDefinition\">i=68</Reference></References>\
                 <Value>{value}</Value></UAVariable>\n"
            )
        };
        [
            format!(
                "<UAObject NodeId=\"ns=1;i={number}0\" BrowseName=\"1:Press {number}\" ParentNodeId=\"ns=2;i=1001\"/>\n"
            ),
            format!(
                "<UAObject NodeId=\"ns=1;i={number}1\" BrowseName=\"3:Identification\"><References>\
                 <Reference ReferenceType=\"HasAddIn\" IsForward=\"false\">ns=1;i={number}0</Reference>\
                 <Reference ReferenceType=\"HasTypeDefinition\">ns=2;i=1012</Reference></References></UAObject>\n"
            ),
            property(2, "3:SerialNumber", &format!("<String>{serial}</String>")),
            property(3, "3:Manufacturer", "<LocalizedText><Locale>de</Locale><Text>ACME</Text></LocalizedText>"),
            property(4, "2:YearOfConstruction", "<UInt16>2019</UInt16>"),
            property(5, "2:InitialOperationDate", &format!("<DateTime>{operation}</DateTime>")),
        ]
        .concat()
    }

    const TYPE: &str = "<UAObjectType NodeId=\"ns=2;i=1012\" BrowseName=\"2:MachineIdentificationType\"/>\n\
        <UAObjectType NodeId=\"ns=2;i=1013\" BrowseName=\"2:MachineType\"/>\n\
        <UAObject NodeId=\"ns=2;i=5001\" BrowseName=\"3:Identification\" ParentNodeId=\"ns=2;i=1013\"/>\n\
        <UAVariable NodeId=\"ns=2;i=6001\" BrowseName=\"3:SerialNumber\" ParentNodeId=\"ns=2;i=5001\"/>\n";

    #[test]
    fn machines_are_rows_and_types_are_none() {
        let text = format!(
            "<UANodeSet>\n{TYPE}{}{}</UANodeSet>",
            press(41, "4711", "2019-05-01T00:00:00Z"),
            press(42, "4712", "1601-01-01T00:00:00Z")
        );
        let file = read("machines.xml", text.as_bytes(), &Limits::default());
        assert_eq!(file.problems, []);
        let [table] = file.tables.as_slice() else { panic!("one table") };
        let Body::Grid(grid) = &table.body else { panic!("a grid") };
        let rows: Vec<String> = grid
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| cell.text().into_owned()).collect::<Vec<_>>().join("|"))
            .collect();
        assert_eq!(
            rows,
            [
                "BrowseName|SerialNumber|Manufacturer|YearOfConstruction|InitialOperationDate",
                "Press 41|4711|ACME|2019|2019-05-01T00:00:00Z",
                "Press 42|4712|ACME|2019",
            ]
        );
        assert_eq!((table.sheet.as_deref(), grid.row_numbers.as_slice()), (Some("Identification"), &[0, 6, 12][..]));
    }

    #[test]
    fn components_are_no_machines_and_parents_may_refer_to_their_parts() {
        let text = "<UANodeSet><Aliases><Alias Alias=\"Has\">i=47</Alias></Aliases>\
            <UAObject NodeId=\"m\" BrowseName=\"1:Press\"><References><Reference ReferenceType=\"Has\">mi</Reference>\
            <Reference ReferenceType=\"HasComponent\">c</Reference></References></UAObject>\
            <UAObject NodeId=\"mi\" BrowseName=\"2:Identification\"><References><Reference ReferenceType=\"HasProperty\">ms</Reference></References></UAObject>\
            <UAVariable NodeId=\"ms\" BrowseName=\"2:SerialNumber\"><Value><String>4711</String></Value></UAVariable>\
            <UAObject NodeId=\"c\" BrowseName=\"1:Spindle\"/><UAObject NodeId=\"ci\" BrowseName=\"2:Identification\" ParentNodeId=\"c\"/>\
            <UAVariable NodeId=\"cs\" BrowseName=\"2:SerialNumber\" ParentNodeId=\"ci\"><Value><String>9</String></Value></UAVariable></UANodeSet>";
        let file = read("m.xml", text.as_bytes(), &Limits::default());
        let Some(Body::Grid(grid)) = file.tables.first().map(|table| &table.body) else {
            panic!("{:?}", file.problems)
        };
        let rows: Vec<Vec<_>> = grid.rows.iter().map(|row| row.iter().map(Cell::text).collect()).collect();
        assert_eq!(rows, [["BrowseName", "SerialNumber"], ["Press", "4711"]]);
    }

    #[test]
    fn types_alone_and_circles_get_one_line() {
        let circle = "<UAObject NodeId=\"a\" BrowseName=\"Identification\" ParentNodeId=\"a\"/>\
                      <UAVariable NodeId=\"b\" BrowseName=\"SerialNumber\" ParentNodeId=\"a\"><Value><String>1</String></Value></UAVariable>";
        let unset = "<UAObject NodeId=\"i\" BrowseName=\"Identification\"/><UAVariable NodeId=\"b\" BrowseName=\"SerialNumber\" ParentNodeId=\"i\"/>";
        for (nodes, word) in [
            (TYPE, "without a machine"),
            (circle, "without a machine"),
            ("", "without a machine"),
            (unset, "without their values"),
        ] {
            let text = format!("<UANodeSet>{nodes}</UANodeSet>");
            let file = read("types.xml", text.as_bytes(), &Limits::default());
            assert!(file.tables.is_empty() && file.problems.len() == 1, "{nodes}");
            assert!(file.problems.iter().all(|problem| problem.what.contains(word)), "{:?}", file.problems);
        }
    }

    #[test]
    fn times_that_are_not_set_are_nothing() {
        for text in ["", " ", "1601-01-01T00:00:00Z", "0001-01-01T00:00:00"] {
            assert_eq!(super::written(text), Cell::Empty, "{text}");
        }
        assert_eq!(super::written(" 4711 "), Cell::Text("4711".into()));
    }
}
