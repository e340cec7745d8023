//! How likely two records are the same before they are compared.

use super::Known;

/// From the pairs that deterministic rules find, and how many of all they are thought to find.
pub(super) fn from_sure(known: &Known<'_>) -> Option<f64> {
    if known.rules.sure.is_empty() {
        return None;
    }
    let mut found = 0_u64;
    for piece in known.sure.pieces() {
        known.sure.each(&piece, |_, _, _| found += 1);
    }
    // Half a pair where nothing is found, so that the prior stays possible.
    Some(((found as f64).max(0.5) / known.rules.recall / known.all_pairs()).min(0.9))
}
