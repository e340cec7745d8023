//! Serial numbers: the true spelling, and how each file of a real company spells them.
//!
//! Every machine's number is its family's base plus its index, so that two machines never meet, however a reader
//! drops blanks, prefixes, leading zeros or mistakes O for 0 and I for 1; neighbours differ in one digit, as in life.

use super::rng::Rng;

/// A file with its own habits of spelling.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Habit {
    Erp,
    Crm,
    Contracts,
    Orders,
    Service,
    Reports,
    Errors,
    Counters,
}

/// The serial number on the machine's plate.
pub(crate) fn true_spelling(family: usize, index: u64, year: i32) -> String {
    match family {
        0 => format!("RX-{}", 104_000 + index),
        1 => format!("47-{:07}", 12_000 + index),
        2 => format!("PK{}", 20_400 + index),
        3 => format!("{:08}", 510_000 + index),
        4 => format!("DFA-{year}-{:05}", 300 + index),
        _ => format!("HB/{:06}", 70_100 + index),
    }
}

/// What stands between the parts of a serial number.
#[derive(Clone, Copy)]
enum Gap {
    Kept,
    Is(&'static str),
}

/// The serial number as one file spells it. Letters O and I stand for 0 and 1 only in the CRM and the contract list,
/// which people type by hand.
pub(crate) fn spelled(serial: &str, habit: Habit, rng: &mut Rng) -> String {
    let roll = rng.below(100);
    let numeric = serial.bytes().all(|byte| byte.is_ascii_digit());
    let starts_with_digit = serial.starts_with(|first: char| first.is_ascii_digit());
    let (prefix, gap, lower) = match habit {
        Habit::Erp => match roll {
            0..86 => ("", Gap::Kept, false),
            86..94 => ("", Gap::Is(" "), false),
            _ => ("", Gap::Is(""), false),
        },
        Habit::Crm => match roll {
            0..30 => ("", Gap::Kept, false),
            30..48 => ("", Gap::Kept, true),
            48..62 => ("SN ", Gap::Is(""), false),
            62..72 => ("S/N ", Gap::Kept, false),
            72..84 => ("", Gap::Is(" "), false),
            84..92 => ("SN-", Gap::Is("/"), false),
            _ => ("", Gap::Is(""), true),
        },
        Habit::Contracts => match roll {
            0..48 => ("", Gap::Kept, false),
            48..70 => ("", Gap::Is(""), false),
            70..84 => ("Nr. ", Gap::Kept, false),
            _ => ("", Gap::Is(" "), false),
        },
        Habit::Orders => match roll {
            0..60 => ("", Gap::Is(""), false),
            60..90 => ("", Gap::Kept, false),
            _ => ("", Gap::Is(" / "), false),
        },
        Habit::Service => match roll {
            0..45 => ("", Gap::Is("/"), false),
            45..85 => ("", Gap::Kept, false),
            85..94 => ("SerNr ", Gap::Kept, false),
            _ => ("S/N", Gap::Is(""), false),
        },
        Habit::Reports => match roll {
            0..50 => ("", Gap::Kept, false),
            _ => ("S/N ", Gap::Is(" "), false),
        },
        Habit::Errors => ("", Gap::Is(""), true),
        Habit::Counters => ("", Gap::Is("_"), false),
    };
    let mut text = String::with_capacity(serial.len() + prefix.len() + 4);
    text.push_str(prefix);
    let mut rest = serial;
    if numeric {
        match habit {
            // Spreadsheets and their readers lose leading zeros; the controllers fill ten digits.
            Habit::Contracts | Habit::Orders => rest = serial.trim_start_matches('0'),
            Habit::Crm if roll.is_multiple_of(2) => rest = serial.trim_start_matches('0'),
            Habit::Errors | Habit::Counters => text.push_str("00"),
            _ => {}
        }
    } else if starts_with_digit && habit == Habit::Errors {
        text.push_str("00");
    }
    let mistyped = match habit {
        Habit::Crm => rng.permille(70),
        Habit::Contracts => rng.permille(50),
        _ => false,
    };
    for letter in rest.chars() {
        match (letter, gap) {
            ('-' | '/', Gap::Is(other)) => text.push_str(other),
            ('0', _) if mistyped => text.push('O'),
            ('1', _) if mistyped => text.push('I'),
            _ if lower => text.push(letter.to_ascii_lowercase()),
            _ => text.push(letter),
        }
    }
    if habit == Habit::Service && roll >= 97 {
        text.push(' ');
    }
    text
}

/// The key under which a careful reader finds a serial number again; here only to prove that no two machines share it.
#[cfg(test)]
pub(crate) fn key(text: &str) -> String {
    let plain: String = text.to_uppercase().chars().filter(char::is_ascii_alphanumeric).collect();
    let bare = ["SERNR", "SN", "NR"].iter().find_map(|prefix| plain.strip_prefix(prefix)).unwrap_or(&plain);
    bare.replace('O', "0").replace('I', "1").trim_start_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::rng::Stream;
    use super::*;
    use std::collections::HashMap;

    const HABITS: [Habit; 8] = [
        Habit::Erp,
        Habit::Crm,
        Habit::Contracts,
        Habit::Orders,
        Habit::Service,
        Habit::Reports,
        Habit::Errors,
        Habit::Counters,
    ];

    #[test]
    fn keys_do_not_collide_and_every_spelling_has_its_machines_key() {
        let mut owners = HashMap::new();
        for index in 0..20_000_u64 {
            for family in 0..6 {
                let year = 2001 + i32::try_from(index % 26).expect("small");
                let serial = true_spelling(family, index, year);
                if let Some(other) = owners.insert(key(&serial), serial.clone()) {
                    panic!("{serial} and {other} share a key");
                }
            }
        }
        for (key_of_machine, serial) in owners.iter().take(20_000) {
            let mut rng = Rng::of(1, Stream::Spelling, serial.len() as u64);
            for habit in HABITS {
                assert_eq!(&key(&spelled(serial, habit, &mut rng)), key_of_machine, "{serial} {habit:?}");
            }
        }
    }

    #[test]
    fn a_million_machines_have_a_million_keys() {
        let mut seen = std::collections::HashSet::with_capacity(1_000_000);
        for index in 0..1_000_000_u64 {
            let family = usize::try_from(index % 6).expect("small");
            assert!(seen.insert(key(&true_spelling(family, index, 2001 + i32::try_from(index % 26).expect("small")))));
        }
    }
}
