//! Jaro-Winkler similarity.

/// From 0 to 1; letters in common, near where they stand, and more for a common start. The same whichever comes first.
pub(crate) fn jaro_winkler(one: &[u16], other: &[u16]) -> f64 {
    let jaro = jaro(one, other);
    if jaro <= 0.7 {
        return jaro;
    }
    let start = one.iter().zip(other).take(4).take_while(|(one, other)| one == other).count();
    jaro + 0.1 * start as f64 * (1.0 - jaro)
}

fn jaro(one: &[u16], other: &[u16]) -> f64 {
    // The measure depends a little on the order, a linkage must not.
    let (short, long) = if (one.len(), one) <= (other.len(), other) { (one, other) } else { (other, one) };
    if short.is_empty() {
        return if long.is_empty() { 1.0 } else { 0.0 };
    }
    let (matches, half_swaps) = if long.len() <= 64 { matches_short(short, long) } else { matches_long(short, long) };
    if matches == 0 {
        return 0.0;
    }
    let (matches, swaps) = (matches as f64, (half_swaps / 2) as f64);
    (matches / short.len() as f64 + matches / long.len() as f64 + (matches - swaps) / matches) / 3.0
}

fn reach(long: usize) -> usize {
    (long / 2).saturating_sub(1)
}

/// With the letters taken as bits of a word.
fn matches_short(short: &[u16], long: &[u16]) -> (usize, usize) {
    let reach = reach(long.len());
    let mut taken = 0_u64;
    let mut matched = 0_u64;
    for (at, letter) in short.iter().enumerate() {
        let from = at.saturating_sub(reach);
        let to = (at + reach + 1).min(long.len());
        for (offset, candidate) in long[from..to].iter().enumerate() {
            if candidate == letter && taken >> (from + offset) & 1 == 0 {
                taken |= 1 << (from + offset);
                matched |= 1 << at;
                break;
            }
        }
    }
    let mut half_swaps = 0;
    let (mut left, mut right) = (matched, taken);
    while left != 0 {
        half_swaps += usize::from(short[left.trailing_zeros() as usize] != long[right.trailing_zeros() as usize]);
        left &= left - 1;
        right &= right - 1;
    }
    (matched.count_ones() as usize, half_swaps)
}

fn matches_long(short: &[u16], long: &[u16]) -> (usize, usize) {
    let reach = reach(long.len());
    let mut taken = vec![false; long.len()];
    let mut matched = Vec::with_capacity(short.len());
    for (at, letter) in short.iter().enumerate() {
        let from = at.saturating_sub(reach);
        let to = (at + reach + 1).min(long.len());
        if let Some(found) = (from..to).find(|to| !taken[*to] && long[*to] == *letter) {
            taken[found] = true;
            matched.push(*letter);
        }
    }
    let in_long = long.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(letter, _)| letter);
    let half_swaps = matched.iter().zip(in_long).filter(|(one, other)| one != other).count();
    (matched.len(), half_swaps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn units(text: &str) -> Vec<u16> {
        text.encode_utf16().collect()
    }

    fn check(one: &str, other: &str) {
        let ours = jaro_winkler(&units(one), &units(other));
        assert_eq!(ours, jaro_winkler(&units(other), &units(one)), "{one} {other}");
        let (short, long) =
            if (one.len(), &units(one)) <= (other.len(), &units(other)) { (one, other) } else { (other, one) };
        let theirs = strsim::jaro_winkler(short, long);
        assert!((ours - theirs).abs() < 1e-9, "{one} {other}: {ours} {theirs}");
    }

    #[test]
    fn known_pairs() {
        for (one, other) in [("MARTHA", "MARHTA"), ("DIXON", "DICKSONX"), ("", ""), ("a", ""), ("abc", "xyz")] {
            check(one, other);
        }
        let (one, other) = ("abcdefghij".repeat(9), "abcdefgihj".repeat(8));
        check(&one, &other);
    }

    proptest! {
        #[test]
        fn as_the_known_library(one in "[a-d ]{0,20}", other in "[a-d ]{0,20}") {
            check(&one, &other);
        }

        #[test]
        fn as_the_known_library_for_long_texts(one in "[a-d]{50,90}", other in "[a-d]{60,90}") {
            check(&one, &other);
        }
    }
}
