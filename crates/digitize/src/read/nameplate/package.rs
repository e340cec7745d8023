//! .aasx packages: a zip with shells as .json or .xml, and files they speak of.

use super::{NO_NAMEPLATE, of_json, of_xml};
use crate::{
    RawTable,
    read::{
        Limits, ReadFile,
        container::{self, Meter},
        decode,
        json::Node,
        xml,
    },
};
use base::{Problem, Severity};
use std::io::Read;

/// Reads the nameplates of all shells in a package.
pub(in super::super) fn read<'a>(name: &str, bytes: &[u8], limits: &Limits) -> ReadFile<'a> {
    match super::super::shielded(|| shells(name, bytes, limits)) {
        Ok(Ok(file)) => file,
        Ok(Err(what)) => ReadFile::refused(name, what),
        Err(what) => ReadFile::refused(name, what),
    }
}

fn shells<'a>(name: &str, bytes: &[u8], limits: &Limits) -> Result<ReadFile<'a>, String> {
    let mut zip = container::open(bytes).ok_or("the package is damaged or cut off; export it again")?;
    if zip.len() > limits.max_entries {
        return Err(format!("has {} parts, more than the {} a package may have", zip.len(), limits.max_entries));
    }
    let mut meter = Meter::new(u64::try_from(bytes.len()).unwrap_or(u64::MAX), limits.max_workbook, limits.max_ratio);
    let mut file = ReadFile::default();
    for index in 0..zip.len() {
        let Some(inner) = zip.name_for_index(index).and_then(Result::ok).map(|inner| inner.to_string()) else {
            continue;
        };
        if !is_shell(&inner) {
            continue;
        }
        let mut content = Vec::new();
        let read = zip
            .by_index(index)
            .map_err(drop)
            .and_then(|mut part| expand(&mut part, &mut content, &mut meter).map_err(drop));
        meter.add(0)?;
        let found = match read {
            Ok(()) => tables(&content, &inner, limits),
            Err(()) => Some(Err("this part of the package is damaged or too large; export it again".to_owned())),
        };
        match found {
            Some(Ok(table)) => file.tables.push(table),
            Some(Err(what)) if what != NO_NAMEPLATE => {
                file.problems.push(Problem::file(&format!("{name}/{inner}"), what).with_severity(Severity::Table));
            }
            _ => {}
        }
    }
    if file.tables.is_empty() && file.problems.is_empty() {
        return Err(NO_NAMEPLATE.to_owned());
    }
    Ok(file)
}

/// Whether a member may hold a shell, by its name.
fn is_shell(inner: &str) -> bool {
    let lower = inner.to_ascii_lowercase();
    let listed = lower.ends_with(".json") || lower.ends_with(".xml");
    listed && !lower.starts_with('[') && !lower.contains("_rels/")
}

fn expand(part: &mut impl Read, content: &mut Vec<u8>, meter: &mut Meter) -> Result<(), String> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        let read = part.read(&mut buffer).map_err(|error| error.to_string())?;
        if read == 0 {
            return Ok(());
        }
        meter.add(read)?;
        content.extend_from_slice(buffer.get(..read).unwrap_or_default());
    }
}

/// The nameplates of one member; `None` when it is something else.
fn tables<'a>(content: &[u8], inner: &str, limits: &Limits) -> Option<Result<RawTable<'a>, String>> {
    let decoded = decode::decode(content)?;
    let text = decoded.text.trim_start();
    if text.starts_with('<') {
        let shell = xml::dialect(text) == Some(xml::Dialect::Shell);
        return shell.then(|| xml::tree(text).and_then(|root| of_xml(&root, Some(inner), limits)));
    }
    let node: Node<'_> = serde_json::from_str(text).ok()?;
    of_json(&node, Some(inner), limits)
}

#[cfg(test)]
mod tests {
    use super::super::shown;
    use crate::read::{Limits, container::tests::zipped, is_archive, read};

    const PLATE: &[u8] =
        br#"{"submodels":[{"idShort":"Nameplate","submodelElements":[{"idShort":"SerialNumber","value":"4711"}]}]}"#;
    const ORIGIN: (&str, &[u8]) = ("aasx/aasx-origin", b"Intentionally empty.");
    const TYPES: (&str, &[u8]) = ("[Content_Types].xml", b"<Types/>");

    #[test]
    fn the_shells_of_a_package_are_read_and_its_files_are_not() {
        let xml: &[u8] = b"<environment xmlns=\"https://admin-shell.io/aas/3/0\"><submodels><submodel><idShort>Nameplate</idShort>\
            <submodelElements><property><idShort>SerialNumber</idShort><value>4712</value></property></submodelElements></submodel></submodels></environment>";
        let bytes = zipped(&[
            TYPES,
            ORIGIN,
            ("_rels/x.xml", b"<a/>"),
            ("aasx/data.json", PLATE),
            ("aasx/x/x.aas.xml", xml),
            ("aasx/files/doc.pdf", b"%PDF"),
            ("aasx/files/list.json", b"[1]"),
        ]);
        assert!(!is_archive(&bytes));
        let file = read("presse.aasx", &bytes, &Limits::default());
        assert_eq!(file.problems, []);
        let found: Vec<_> =
            file.tables.iter().map(|table| (table.sheet.as_deref().unwrap_or_default(), shown(table))).collect();
        assert_eq!(
            found,
            [
                ("aasx/data.json Nameplate", vec!["0: SerialNumber".to_owned(), "1: 4711".to_owned()]),
                ("aasx/x/x.aas.xml Nameplate", vec!["0: SerialNumber".to_owned(), "1: 4712".to_owned()]),
            ]
        );
    }

    #[test]
    fn packages_that_give_nothing_say_why() {
        let cut = zipped(&[
            TYPES,
            ORIGIN,
            ("aasx/data.xml", b"<environment xmlns=\"https://admin-shell.io/aas/3/0\"><submodels>"),
        ]);
        let bomb = zipped(&[ORIGIN, ("aasx/data.json", &vec![b' '; 100 << 20])]);
        for (bytes, word) in
            [(zipped(&[TYPES, ORIGIN]), "without a digital nameplate"), (cut, "damaged"), (bomb, "bomb")]
        {
            let file = read("a.aasx", &bytes, &Limits::default());
            assert!(file.tables.is_empty() && file.problems.len() == 1, "{:?}", file.problems);
            assert!(
                file.problems.iter().all(|problem| problem.what.contains(word)),
                "{:?} lacks {word}",
                file.problems
            );
        }
    }
}
