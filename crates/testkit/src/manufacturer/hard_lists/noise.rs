//! What goes wrong where people type serial numbers. Shares are of a thousand rows.

use crate::manufacturer::rng::Rng;

/// One sign replaced by its neighbour on the keyboard, put in besides, or left out.
pub(super) const MISTYPED: u32 = 25;
/// Two neighbouring signs the wrong way round.
pub(super) const SWAPPED: u32 = 10;
/// Something before or behind that is not on the plate.
pub(super) const ADORNED: u32 = 30;
/// The letters O and I typed for 0 and 1.
pub(super) const LETTERS: u32 = 20;
/// Zeros at the beginning of each part left out.
pub(super) const ZEROS_LOST: u32 = 30;
/// The number of another machine: that of the row above, or one that was given out twice.
pub(super) const REUSED: u32 = 5;
/// Of those so many are of the row above.
pub(super) const OF_THE_ROW_ABOVE: u32 = 500;

/// What people write before a serial number, beside what every reader knows, and what they write behind it.
const BEFORE: [&str; 5] = ["SN ", "MASCH-", "Masch.Nr. ", "Fabr.-Nr. ", "EQ "];

/// Neighbours on a German keyboard; digits lie in a row.
const KEYS: [&str; 4] = ["1234567890", "QWERTZUIOP", "ASDFGHJKL", "YXCVBNM"];

/// What was done to a serial number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Spelling {
    AsOnThePlate,
    Otherwise,
}

/// The serial number as typed, before the habits of the list.
pub(super) fn typed(plate: &str, year: i32, rng: &mut Rng) -> (String, Spelling) {
    let roll = rng.below(1000);
    let mut bound = 0;
    let mut within = |share: u32| {
        bound += share;
        roll < bound
    };
    let text = if within(MISTYPED) {
        mistyped(plate, rng)
    } else if within(SWAPPED) {
        swapped(plate, rng)
    } else if within(ADORNED) {
        adorned(plate, year, rng)
    } else if within(LETTERS) {
        plate.replace('0', "O").replace('1', "I")
    } else if within(ZEROS_LOST) {
        without_zeros(plate)
    } else {
        plate.to_owned()
    };
    let spelling = if text == plate { Spelling::AsOnThePlate } else { Spelling::Otherwise };
    (text, spelling)
}

/// A key beside the one meant.
fn beside(sign: char, rng: &mut Rng) -> char {
    for row in KEYS {
        let keys: Vec<char> = row.chars().collect();
        if let Some(at) = keys.iter().position(|key| *key == sign) {
            let next = if at == 0 || (at + 1 < keys.len() && rng.below(2) == 0) { at + 1 } else { at - 1 };
            return keys.get(next).copied().unwrap_or(sign);
        }
    }
    sign
}

/// Where letters and digits stand.
fn places(signs: &[char]) -> Vec<usize> {
    (0..signs.len()).filter(|at| signs.get(*at).is_some_and(char::is_ascii_alphanumeric)).collect()
}

fn mistyped(plate: &str, rng: &mut Rng) -> String {
    let mut signs: Vec<char> = plate.chars().collect();
    let at = rng.pick(&places(&signs));
    let Some(meant) = signs.get(at).copied() else { return plate.to_owned() };
    let other = beside(meant, rng);
    match rng.below(10) {
        0..4 => signs.splice(at..=at, [other]).for_each(drop),
        4 | 5 => signs.insert(at, meant),
        6 => signs.insert(at, other),
        _ => drop(signs.remove(at)),
    }
    signs.into_iter().collect()
}

fn swapped(plate: &str, rng: &mut Rng) -> String {
    let mut signs: Vec<char> = plate.chars().collect();
    let places = places(&signs);
    let differ = |pair: &&[usize]| matches!(pair, [one, other] if signs.get(*one) != signs.get(*other));
    let pairs: Vec<(usize, usize)> = places.windows(2).filter(differ).map(|pair| (pair[0], pair[1])).collect();
    if pairs.is_empty() {
        return plate.to_owned();
    }
    let (one, other) = rng.pick(&pairs);
    signs.swap(one, other);
    signs.into_iter().collect()
}

fn adorned(plate: &str, year: i32, rng: &mut Rng) -> String {
    match rng.below(10) {
        0..6 => format!("{}{plate}", rng.pick(&BEFORE)),
        6..8 => format!("{plate}-{year}"),
        _ => format!("{plate} ({year})"),
    }
}

fn without_zeros(plate: &str) -> String {
    let mut text = String::with_capacity(plate.len());
    let mut inside = false;
    for sign in plate.chars() {
        if sign != '0' || inside {
            text.push(sign);
        }
        inside = sign.is_ascii_digit() && (inside || sign != '0');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manufacturer::rng::Stream;

    #[test]
    fn mistakes_are_those_people_make() {
        let mut rng = Rng::of(1, Stream::HardRow, 0);
        for _ in 0..500 {
            let text = mistyped("RX-104711", &mut rng);
            assert!(text.len().abs_diff(9) <= 1 && text.contains('-'), "{text}");
            let text = swapped("47-0012000", &mut rng);
            assert!(text != "47-0012000" && text.len() == 10, "{text}");
        }
        assert_eq!(without_zeros("47-0012000"), "47-12000");
        assert_eq!(without_zeros("00510007"), "510007");
        assert_eq!(without_zeros("RX-104711"), "RX-104711");
        assert_eq!((beside('1', &mut rng), beside('0', &mut rng), beside('-', &mut rng)), ('2', '9', '-'));
    }

    #[test]
    fn shares_are_as_written() {
        let mut rng = Rng::of(2, Stream::HardRow, 0);
        let otherwise = |rng: &mut Rng| typed("47-0012030", 2019, rng).1 == Spelling::Otherwise;
        let count = (0..20_000).filter(|_| otherwise(&mut rng)).count();
        let all = (MISTYPED + SWAPPED + ADORNED + LETTERS + ZEROS_LOST) as usize * 20;
        assert!(count.abs_diff(all) < 200, "{count} of {all}");
    }
}
