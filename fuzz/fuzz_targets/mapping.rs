//! Mapping files: any text is a mapping or refused with a line; what is recognised by it, written as a mapping, says the
//! same when read back. The input is the mapping, a line `@@ table`, and a text to recognise.

#![no_main]

use digitize::mapping::{Mapping, matches};
use instand_fuzz::{
    panics,
    promises::read_checked,
    understanding::{extract_checked, recognise_checked, round_trip},
};
use libfuzzer_sys::fuzz_target;

const FILE: &str = "ordner/liste.csv";

fuzz_target!(init: panics::watch(), |input: &[u8]| {
    panics::guard(|| {
        let text = String::from_utf8_lossy(input);
        let (rules, table) = text.split_once("@@ table\n").unwrap_or((&text, "Seriennummer;Typ\n4711;A\n4712;B\n"));
        let mapping = match Mapping::parse(rules) {
            Ok(mapping) => Some(mapping),
            Err(wrong) => {
                assert!(!wrong.what.is_empty() && !wrong.what.contains('\n'), "not one line: {:?}", wrong.what);
                let lines = rules.split('\n').count();
                assert!(wrong.line.is_none_or(|line| usize::try_from(line).is_ok_and(|line| line <= lines)), "{wrong}");
                None
            }
        };
        if let Some(mapping) = &mapping {
            let _ = (mapping.source_for(FILE), mapping.table_for(FILE, Some("Liste")));
            for rule in &mapping.tables {
                assert!(matches(&rule.file, &rule.file), "a glob does not match itself");
                for (name, column) in &rule.columns {
                    assert_eq!(rule.column(name), Some(column), "a column is not found by its name");
                }
            }
        }
        for table in read_checked(FILE, table.as_bytes()).tables {
            let found = recognise_checked(FILE, &table, mapping.as_ref());
            extract_checked(FILE, &table, &found);
            round_trip(FILE, &table, &found);
        }
    });
});
