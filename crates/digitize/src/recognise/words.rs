//! Headings as words: how "Ser.-Nr.", "SerialNumber" and "SERIAL_NO" become comparable.

use crate::values::fold;

/// A heading longer than this is a sentence, not a heading; the rest is not looked at.
const LONGEST: usize = 160;

/// The words of a text, folded: split at blanks, marks and where a capital starts a new word; all spellings of
/// "number" are `nr`.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut chars = text.chars().take(LONGEST).peekable();
    let mut previous = ' ';
    while let Some(c) = chars.next() {
        let next_is_lower = chars.peek().is_some_and(|next| next.is_lowercase());
        let starts = c.is_uppercase() && (previous.is_lowercase() || (previous.is_uppercase() && next_is_lower));
        if !c.is_alphanumeric() && !matches!(c, '\u{300}'..='\u{36f}') || starts {
            push(&mut words, &word);
            word.clear();
        }
        if c == '#' {
            push(&mut words, "nr");
        } else if c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}') {
            word.push(c);
        }
        previous = c;
    }
    push(&mut words, &word);
    words
}

fn push(words: &mut Vec<String>, word: &str) {
    let folded = fold(word);
    if folded.is_empty() {
        return;
    }
    if matches!(
        folded.as_str(),
        "nr" | "nrn"
            | "nro"
            | "no"
            | "nos"
            | "n"
            | "num"
            | "nummer"
            | "nummern"
            | "number"
            | "numbers"
            | "numero"
            | "nbr"
            | "nmbr"
            | "numb"
    ) {
        words.push("nr".to_owned());
        return;
    }
    for ending in ["nummern", "nummer", "numbers", "number", "numero", "nmbr", "numer", "nummr", "num"] {
        // "serialnum", but not "datum" or "minimum".
        let short = ending == "num" && folded.len() < "assetnum".len();
        if let Some(stem) = folded.strip_suffix(ending).filter(|_| !short) {
            words.push(format!("{stem}nr"));
            return;
        }
    }
    words.push(folded);
}

/// The words as one: what exact comparison uses.
pub(crate) fn key(text: &str) -> String {
    words(text).concat()
}

/// Whether two words differ by a slip of the pen: one letter, or two in words of twelve letters and more; a swap of
/// neighbours counts as one.
pub(super) fn nearly_equal(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let shorter = one.len().min(other.len());
    let allowed = if shorter >= 12 { 2 } else { 1 };
    if !(6..=40).contains(&shorter) || one.len().abs_diff(other.len()) > allowed || one.first() != other.first() {
        return false;
    }
    // Optimal string alignment with three rows.
    let width = other.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    let mut current = vec![0; width];
    for (i, a) in one.iter().enumerate() {
        if let Some(first) = current.first_mut() {
            *first = i + 1;
        }
        for (j, b) in other.iter().enumerate() {
            let at = |row: &[usize], position: usize| row.get(position).copied().unwrap_or(usize::MAX / 2);
            let mut best = (at(&last, j) + usize::from(a != b)).min(at(&last, j + 1) + 1).min(at(&current, j) + 1);
            let swapped = i > 0 && j > 0 && one.get(i - 1) == Some(b) && other.get(j - 1) == Some(a);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            if let Some(cell) = current.get_mut(j + 1) {
                *cell = best;
            }
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut current);
    }
    last.last().is_some_and(|distance| *distance <= allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_heading_in_many_spellings_has_one_key() {
        for group in [
            &["Ser.-Nr.", "SER NR", "Ser. No.", "ser nummer", "SerNr"][..],
            &["SerialNumber", "Serial No.", "serial_no", "SERIAL NUMBER", "Serial #", "serialnumber", "SERIALNUM"],
            &["Kunden-Nr.", "Kundennummer", "KUNDENNR"],
            &["n° matricola", "N. matricola", "numero matricola", "nr. matricola"],
            &["Gerätetyp", "Geraetetyp", "GERÄTETYP"],
            &["EquipID", "EQUIP_ID", "Equip Id"],
        ] {
            for spelling in group {
                assert_eq!(key(spelling), key(group.first().expect("no empty group")), "{spelling}");
            }
        }
        assert_eq!(words("DV_LASTPER_INSP_DATE"), ["dv", "lastper", "insp", "date"]);
        assert_eq!(words("InServiceDate"), ["in", "service", "date"]);
    }

    #[test]
    fn slips_of_the_pen() {
        assert!(nearly_equal("seriennumer", "seriennummer"));
        assert!(nearly_equal("bauajhr", "baujahr"));
        assert!(!nearly_equal("kunde", "kunda"), "too short to be sure");
        assert!(!nearly_equal("auftragsnr", "vertragsnr"));
        assert!(!nearly_equal("arbeitszeit", "arbeitstext"));
        assert!(!nearly_equal("", "x"));
    }
}
