//! How many signs differ: Damerau-Levenshtein distance in the form of optimal string alignment.

/// Insertions, deletions, replacements and swaps of neighbours; `most + 1` where there are more than `most`.
pub(crate) fn damerau_levenshtein(one: &[u16], other: &[u16], most: usize) -> usize {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    if long.len() - short.len() > most {
        return most + 1;
    }
    // What is the same at both ends costs nothing.
    let start = short.iter().zip(long).take_while(|(one, other)| one == other).count();
    let (short, long) = (&short[start..], &long[start..]);
    let end = short.iter().rev().zip(long.iter().rev()).take_while(|(one, other)| one == other).count();
    let (short, long) = (&short[..short.len() - end], &long[..long.len() - end]);
    let distance = if short.is_empty() {
        long.len()
    } else if short.len() <= 64 {
        by_bits(short, long)
    } else {
        by_rows(short, long)
    };
    distance.min(most + 1)
}

/// Hyyrö's way: a column of the table is two words of bits.
fn by_bits(short: &[u16], long: &[u16]) -> usize {
    let (mut vertical_plus, mut vertical_minus) = (u64::MAX, 0_u64);
    let (mut diagonal, mut last_equal) = (0_u64, 0_u64);
    let mut distance = short.len();
    let last = 1_u64 << (short.len() - 1);
    for letter in long {
        let equal = short.iter().rev().fold(0_u64, |bits, unit| bits << 1 | u64::from(unit == letter));
        let swap = ((!diagonal & equal) << 1) & last_equal;
        diagonal =
            ((equal & vertical_plus).wrapping_add(vertical_plus) ^ vertical_plus) | equal | vertical_minus | swap;
        let horizontal_plus = vertical_minus | !(diagonal | vertical_plus);
        let horizontal_minus = diagonal & vertical_plus;
        distance += usize::from(horizontal_plus & last != 0);
        distance -= usize::from(horizontal_minus & last != 0);
        let horizontal_plus = horizontal_plus << 1 | 1;
        vertical_plus = horizontal_minus << 1 | !(diagonal | horizontal_plus);
        vertical_minus = diagonal & horizontal_plus;
        last_equal = equal;
    }
    distance
}

fn by_rows(short: &[u16], long: &[u16]) -> usize {
    let width = short.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    let mut row = vec![0; width];
    for (down, letter) in long.iter().enumerate() {
        row[0] = down + 1;
        for (across, unit) in short.iter().enumerate() {
            let mut cost = (last[across] + usize::from(unit != letter)).min(last[across + 1] + 1).min(row[across] + 1);
            if across > 0 && down > 0 && unit == &long[down - 1] && letter == &short[across - 1] {
                cost = cost.min(before[across - 1] + 1);
            }
            row[across + 1] = cost;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[short.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(one: &str, other: &str) {
        let units = |text: &str| -> Vec<u16> { text.encode_utf16().collect() };
        let (a, b) = (units(one), units(other));
        let expected = strsim::osa_distance(one, other);
        assert_eq!(damerau_levenshtein(&a, &b, 1_000), expected, "{one} {other}");
        assert_eq!(damerau_levenshtein(&b, &a, 1_000), expected, "{other} {one}");
        assert_eq!(damerau_levenshtein(&a, &b, 2), expected.min(3), "{one} {other}");
    }

    #[test]
    fn known_pairs() {
        for (one, other) in [("ab", "ba"), ("", "abc"), ("kitten", "sitting"), ("4711", "4171"), ("ca", "abc")] {
            check(one, other);
        }
        check(&"abcdefghij".repeat(9), &"bacdefgihj".repeat(8));
    }

    proptest! {
        #[test]
        fn as_the_known_library(one in "[a-c]{0,14}", other in "[a-c]{0,14}") {
            check(&one, &other);
        }
    }
}
