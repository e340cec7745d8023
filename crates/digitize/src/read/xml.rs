//! XML -> a tree of elements, bounded, for the few kinds of XML that describe machines.
//!
//! Entities a document defines are not expanded and nothing it points at is opened.

mod mtconnect;
mod opcua;

pub(super) use opcua::written;

use super::{Limits, ReadFile, decode, nameplate};
use quick_xml::{
    Reader,
    escape::{resolve_predefined_entity, unescape},
    events::{BytesStart, Event},
};
use std::borrow::Cow;

/// Elements one file may have; a NodeSet of all companion specifications has a tenth of it.
const MOST_ELEMENTS: usize = 1_000_000;
/// How deep elements may lie in each other.
const MOST_DEPTH: usize = 200;
/// Attributes of one element that are kept.
const MOST_ATTRIBUTES: usize = 64;

/// The kinds of XML that are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Dialect {
    /// `MTConnectDevices`: what an MTConnect agent answers to `/probe`.
    Devices,
    /// `MTConnectStreams`: what it answers to `/current` and `/sample`.
    Streams,
    /// `UANodeSet` of OPC UA.
    NodeSet,
    /// An environment of the Asset Administration Shell.
    Shell,
}

/// One element with what is in it.
#[derive(Default, Debug)]
pub(super) struct Element {
    /// Its name without the prefix.
    pub name: Box<str>,
    /// Its attributes, names without prefixes.
    pub attributes: Vec<(Box<str>, Box<str>)>,
    /// The text directly in it, trimmed.
    pub text: String,
    pub children: Vec<Self>,
    /// The line it begins in, from 1.
    pub line: u32,
}

impl Element {
    /// The children of this name.
    pub fn all<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| &*child.name == name)
    }

    /// The first child of this name.
    pub fn first(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| &*child.name == name)
    }

    /// An attribute that is not blank.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let (_, value) = self.attributes.iter().find(|(known, _)| &**known == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }

    /// The text of the first child of this name, where it is not blank.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.first(name).map(|child| child.text.as_str()).filter(|text| !text.is_empty())
    }
}

/// Which kind of XML begins so; `None` for any other.
pub(super) fn dialect(head: &str) -> Option<Dialect> {
    let mut reader = Reader::from_str(head);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => {
                let shell = || {
                    start.attributes().with_checks(false).flatten().any(|found| found.value.contains("admin-shell.io"))
                };
                return match local(start.name().as_ref()) {
                    "MTConnectDevices" => Some(Dialect::Devices),
                    "MTConnectStreams" => Some(Dialect::Streams),
                    "UANodeSet" => Some(Dialect::NodeSet),
                    "aasenv" => Some(Dialect::Shell),
                    "environment" if shell() => Some(Dialect::Shell),
                    _ => None,
                };
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

/// Reads a file of a known kind.
pub(super) fn read<'a>(name: &str, bytes: &[u8], dialect: Dialect, limits: &Limits) -> ReadFile<'a> {
    if dialect == Dialect::Streams {
        return ReadFile::refused(name, mtconnect::STREAMS);
    }
    let Some(decoded) = decode::decode(bytes) else {
        return ReadFile::refused(name, "the XML is damaged; export it again");
    };
    let tables = tree(&decoded.text).and_then(|root| match dialect {
        Dialect::Devices | Dialect::Streams => mtconnect::devices(&root, limits),
        Dialect::NodeSet => opcua::machines(&root, limits),
        Dialect::Shell => nameplate::of_xml(&root, None, limits),
    });
    match tables {
        Ok(table) => ReadFile { tables: vec![table], ..ReadFile::default() },
        Err(what) => ReadFile::refused(name, what),
    }
}

/// The document's outermost element.
pub(super) fn tree(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let damaged = |at: u32| format!("the XML is damaged or cut off in line {at}; export it again");
    let mut open: Vec<Element> = Vec::new();
    let (mut line, mut counted, mut elements) = (1_u32, 0_usize, 0_usize);
    loop {
        let event = reader.read_event();
        let at = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
        let began = line;
        line = line.saturating_add(line_ends(text, counted, at));
        counted = at.max(counted);
        match event.map_err(|_| damaged(line))? {
            Event::Start(start) => {
                elements += 1;
                if elements > MOST_ELEMENTS || open.len() >= MOST_DEPTH {
                    return Err(
                        "has more elements than Instand reads of one XML file; export only the machines".to_owned()
                    );
                }
                open.push(element(&start, began));
            }
            Event::Empty(start) => {
                elements += 1;
                let element = element(&start, began);
                match open.last_mut() {
                    Some(parent) if elements <= MOST_ELEMENTS => parent.children.push(element),
                    Some(_) => return Err("has more elements than Instand reads of one XML file".to_owned()),
                    None => return Ok(element),
                }
            }
            Event::End(_) => {
                let Some(mut element) = open.pop() else { return Err(damaged(line)) };
                let text = element.text.trim();
                if text.len() < element.text.len() {
                    element.text = text.to_owned();
                }
                match open.last_mut() {
                    Some(parent) => parent.children.push(element),
                    None => return Ok(element),
                }
            }
            Event::Text(part) => add(&mut open, &part.xml10_content()),
            Event::CData(part) => add(&mut open, &part.xml10_content()),
            Event::GeneralRef(entity) => {
                if let Ok(Some(letter)) = entity.resolve_char_ref() {
                    add(&mut open, letter.encode_utf8(&mut [0; 4]));
                } else if let Some(known) = resolve_predefined_entity(&entity.xml10_content()) {
                    add(&mut open, known);
                }
            }
            Event::Eof => return Err(damaged(line)),
            _ => {}
        }
    }
}

fn add(open: &mut [Element], text: &str) {
    // Blanks between elements are no text.
    if let Some(element) = open.last_mut()
        && !(element.text.is_empty() && text.trim().is_empty())
    {
        element.text.push_str(text);
    }
}

fn line_ends(text: &str, from: usize, to: usize) -> u32 {
    let passed = text.as_bytes().get(from..to).unwrap_or_default();
    u32::try_from(memchr::memchr_iter(b'\n', passed).count()).unwrap_or(u32::MAX)
}

fn element(start: &BytesStart<'_>, line: u32) -> Element {
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false).flatten().take(MOST_ATTRIBUTES) {
        let value = unescape(&attribute.value).map(Cow::into_owned).unwrap_or_default();
        attributes.push((local(attribute.key.as_ref()).into(), value.into_boxed_str()));
    }
    Element { name: local(start.name().as_ref()).into(), attributes, line, ..Element::default() }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_keep_their_texts_attributes_and_lines() {
        let root = tree("<?xml version=\"1.0\"?>\n<!-- x -->\n<m:a b=\"1 &amp; 2\">\n <c>Öl &lt;&#65;<![CDATA[&]]></c>\n <d/></m:a>")
            .expect("a document");
        assert_eq!((&*root.name, root.attribute("b"), root.line), ("a", Some("1 & 2"), 3));
        assert_eq!(root.text_of("c"), Some("Öl <A&"));
        assert_eq!(root.children.iter().map(|child| child.line).collect::<Vec<_>>(), [4, 5]);
    }

    #[test]
    fn broken_and_bottomless_documents_are_refused() {
        let deep = "<a>".repeat(100_000);
        let laughs = "<!DOCTYPE a [<!ENTITY l \"ha\"><!ENTITY m \"&l;&l;\">]><a>&m;</a>";
        for text in ["<a><b></a>", "<a>", "", "x", deep.as_str(), "</a>", "<a", "<a b=\"></a>"] {
            assert!(tree(text).is_err(), "{text:.40}");
        }
        assert_eq!(tree(laughs).map(|root| root.text), Ok(String::new()));
    }

    #[test]
    fn dialects_are_told_by_the_outermost_element() {
        for (head, expected) in [
            (
                "<?xml version=\"1.0\"?><MTConnectDevices xmlns=\"urn:mtconnect.org:MTConnectDevices:1.3\">",
                Some(Dialect::Devices),
            ),
            ("<m:MTConnectStreams xmlns:m=\"x\"/>", Some(Dialect::Streams)),
            ("<!-- c --><UANodeSet>", Some(Dialect::NodeSet)),
            ("<environment xmlns=\"https://admin-shell.io/aas/3/0\">", Some(Dialect::Shell)),
            ("<aas:aasenv xmlns:aas=\"http://www.admin-shell.io/aas/2/0\">", Some(Dialect::Shell)),
            ("<environment>", None),
            ("<html>", None),
            ("<", None),
        ] {
            assert_eq!(dialect(head), expected, "{head}");
        }
    }
}
