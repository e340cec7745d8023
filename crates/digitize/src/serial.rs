//! Serial numbers as people write them, and the key by which two spellings are the same machine.
//!
//! The key drops what carries no meaning in practice: case, blanks and punctuation, a leading `SN`, `S/N`, `Nr.`,
//! leading zeros (Excel loses them), and the letters O and I where 0 and 1 are meant.

use xxhash_rust::xxh3::xxh3_64;

/// A serial number as it first stands in a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SerialEntry {
    /// The normalised form.
    pub normalised: String,
    /// As first written.
    pub text: String,
    /// Where first written.
    pub first_row: u32,
    /// How many rows carry it.
    pub rows: u32,
}

/// Words written before a serial number, upper case, without punctuation; the longest first.
const PREFIXES: [&str; 11] = [
    "SERIALNUMBER",
    "SERIALNO",
    "SERIENNUMMER",
    "SERIENNR",
    "MATRICOLA",
    "SERNR",
    "SERNO",
    "SERIAL",
    "MATR",
    "SN",
    "NR",
];

/// Writes the normalised serial number into `key` (cleared first); false where nothing is left, as for `---`.
pub fn normalise_into(text: &str, key: &mut String) -> bool {
    key.clear();
    // Where a blank or mark stood before a letter or digit: only there, or before a digit, a prefix can end.
    let mut borders: u64 = 0;
    for character in text.chars() {
        if character.is_ascii_alphanumeric() {
            key.push(character.to_ascii_uppercase());
        } else if character.is_alphanumeric() {
            key.extend(character.to_uppercase());
        } else {
            borders |= 1_u64.checked_shl(u32::try_from(key.len()).unwrap_or(64)).unwrap_or(0);
        }
    }
    // "SN S/N 4711" happens where one export was pasted into another.
    let mut cut = 0;
    while let Some(prefix) = PREFIXES.iter().find(|prefix| {
        let end = cut + prefix.len();
        // "S/N" and "Ser.-Nr." show by their own marks that they are words.
        let at_border = (cut + 1..=end).any(|at| at < 64 && borders & (1 << at) != 0);
        let rest = key.get(cut..).unwrap_or_default();
        let next = rest.as_bytes().get(prefix.len());
        rest.starts_with(**prefix) && next.is_some_and(|next| at_border || next.is_ascii_digit())
    }) {
        cut += prefix.len();
    }
    key.drain(..cut);
    if key.bytes().any(|byte| byte == b'O' || byte == b'I') {
        let folded: String = key
            .chars()
            .map(|character| match character {
                'O' => '0',
                'I' => '1',
                other => other,
            })
            .collect();
        *key = folded;
    }
    let zeros = key.len() - key.trim_start_matches('0').len();
    if zeros < key.len() {
        key.drain(..zeros);
    } else {
        key.clear();
    }
    !key.is_empty()
}

/// The normalised serial number, or `None` where the text holds no letter or digit but zeros.
#[must_use]
pub fn normalise(text: &str) -> Option<String> {
    let mut key = String::with_capacity(text.len());
    normalise_into(text, &mut key).then_some(key)
}

/// 64-bit key of a normalised serial number (XXH3), by which bulk rows are matched. With a million machines the
/// chance of any two sharing a key is below 1 in 10 million; `link` reports it should it happen.
#[must_use]
pub fn key_of(normalised: &str) -> u64 {
    xxh3_64(normalised.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_machine_share_a_key() {
        for spelling in [
            "RX-104711",
            "rx 104711",
            "SN RX-104711",
            "S/N: RX104711",
            "Nr. RX/104711",
            "RX-1O47I1",
            "00RX104711",
            "SN S/N RX-104711",
        ] {
            assert_eq!(normalise(spelling).as_deref(), Some("RX104711"), "{spelling}");
        }
        assert_eq!(normalise("0000047112"), normalise("47112"));
        assert_ne!(normalise("RX-104711"), normalise("RX-104712"));
        assert_eq!(normalise("NRX-100").as_deref(), Some("NRX100"), "a prefix ends at a border");
    }

    #[test]
    fn nothing_to_go_by_is_no_serial_number() {
        for text in ["", "---", "0000", " . "] {
            assert_eq!(normalise(text), None, "{text:?}");
        }
        assert_eq!(normalise("SN").as_deref(), Some("SN"), "a prefix alone is not stripped to nothing");
    }
}
