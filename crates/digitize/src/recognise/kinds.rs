//! Which kind of record a table holds: the fields its columns may fill, and words in the names around it.

use super::meaning::{Column, ENOUGH, Naming, assign};
use super::vocabulary::vocabulary;
use super::words::words;
use base::{Field, Kind};

/// What a hint in one place adds; a single distinctive field adds more.
const HINT: f32 = 0.5;
/// What it adds where the place is called nothing else.
const ALONE: f32 = 0.15;
/// Below this nothing speaks for a kind.
const ENOUGH_FOR_KIND: f32 = 0.7;
/// A kind is chosen when the next one is at least this much behind, as a share of the best.
const MARGIN: f32 = 0.08;

/// A kind with its score; best first.
pub(super) type Ranked = Vec<(Kind, f32)>;

/// What was found about the kind.
pub(super) struct Choice {
    /// The kind, where it is clear, and how clear.
    pub(super) kind: Option<(Kind, f32)>,
    /// The kinds that come into question, with their shares.
    pub(super) candidates: Vec<(Kind, f32)>,
}

/// The words of a place's name, with its German and Italian plurals cut.
fn contains(place: &[String], hint: &[String]) -> bool {
    if hint.is_empty() {
        return false;
    }
    let is_same = |word: &String, wanted: &String| {
        word == wanted
            // "Wartungsvertraege2026", "vertragsliste": compounds with a hint at either end.
            || (wanted.len() >= 6
                && (word.ends_with(wanted.as_str())
                    || word.strip_prefix(wanted.as_str()).is_some_and(|behind| !is_called_otherwise(behind))))
    };
    place.windows(hint.len()).any(|window| window.iter().zip(hint).all(|(word, wanted)| is_same(word, wanted)))
        || (hint.len() > 1 && hint.concat().len() >= 6 && place.contains(&hint.concat()))
}

/// Whether what stands behind a hint in a compound is a hint itself: "Wartungsanfragen" are no "Wartungen".
fn is_called_otherwise(behind: &str) -> bool {
    let mut hints = Kind::ALL.into_iter().flat_map(|kind| &vocabulary().kind(kind).hints);
    hints.any(|hint| matches!(hint.as_slice(), [word] if word.len() >= 5 && behind.ends_with(word.as_str())))
}

/// How much the names around a table speak for a kind: the best hint of each place, a longer hint more.
fn hinted(kind: Kind, places: &[Vec<String>]) -> f32 {
    let hints = &vocabulary().kind(kind).hints;
    let mut sum = 0.0f32;
    for place in places {
        let best = hints.iter().filter(|hint| contains(place, hint)).map(|hint| hint.concat().len()).max();
        if let Some(length) = best {
            // "Wartungsverträge" says more than the "Wartung" in it.
            #[expect(clippy::cast_precision_loss, reason = "short words")]
            let extra = (length as f32 / 100.0).min(0.2);
            // "Garantien.xlsx" is called nothing else; "Maschinen mit Garantien" is.
            let alone = hints.iter().any(|hint| place == hint);
            sum += HINT + extra + if alone { ALONE } else { 0.0 };
        }
    }
    sum.min(1.2)
}

fn score(kind: Kind, columns: &[Column], places: &[Vec<String>]) -> Option<f32> {
    let known = vocabulary().kind(kind);
    let given = assign(kind, columns, &[], &[]);
    let mut best = vec![0.0f32; known.weights.len()];
    for claim in given.columns.iter().flatten() {
        let blank = columns.get(claim.column).is_some_and(Column::is_blank);
        if let Some(best) = best.get_mut(claim.field) {
            let says_little = blank || claim.naming <= Naming::Doubtful;
            *best = best.max(if says_little { claim.score * 0.5 } else { claim.score });
        }
    }
    let has = |field: &usize| best.get(*field).is_some_and(|score| *score > 0.0);
    let hint = hinted(kind, places);
    let is_waived = |group: &Vec<usize>| hint > 0.0 && (known.waived.contains(group) || known.asked.contains(group));
    if !known.required.iter().all(|group| group.iter().any(has) || is_waived(group)) {
        return None;
    }
    let mut sum: f32 = best.iter().zip(&known.weights).map(|(score, weight)| score * weight).sum();
    if !known.expected.is_empty() && !known.expected.iter().any(has) {
        sum *= 0.6;
    }
    if known.without_serial && has_serial(columns) {
        sum *= 0.4;
    }
    // Nothing but words that can mean anything, and no name that says what the table is.
    if hint == 0.0 && given.columns.iter().flatten().all(|claim| claim.naming <= Naming::Weak) {
        sum *= 0.6;
    }
    Some(sum + hint)
}

fn has_serial(columns: &[Column]) -> bool {
    let Some((serial, _)) = Field::of(Kind::Machines, "serial_number") else { return false };
    assign(Kind::Machines, columns, &[], &[])
        .columns
        .iter()
        .flatten()
        .any(|claim| claim.field == serial && claim.score >= ENOUGH + 0.05 && claim.naming > Naming::Weak)
}

/// Chooses the kind. `places` are the names around the table: file, folder, sheet, title.
pub(super) fn choose(columns: &[Column], places: &[&str]) -> Choice {
    let places: Vec<Vec<String>> = places.iter().map(|place| words(place)).collect();
    let mut ranked: Ranked =
        Kind::ALL.into_iter().filter_map(|kind| score(kind, columns, &places).map(|score| (kind, score))).collect();
    ranked.sort_by(|one, other| other.1.total_cmp(&one.1));
    let Some(&(kind, best)) = ranked.first() else { return Choice { kind: None, candidates: Vec::new() } };
    let sum: f32 = ranked.iter().map(|(_, score)| score).sum();
    let candidates: Vec<(Kind, f32)> =
        ranked.iter().filter(|(_, score)| *score >= best * 0.5).map(|(kind, score)| (*kind, score / sum)).collect();
    let second = ranked.get(1).map_or(0.0, |(_, score)| *score);
    let margin = (best - second) / best.max(f32::EPSILON);
    let clear = best >= ENOUGH_FOR_KIND && margin >= MARGIN;
    let confidence = (0.65 + 0.35 * (margin / 0.5).min(1.0)) * (best / 1.5).clamp(0.8, 1.0);
    Choice { kind: clear.then_some((kind, confidence)), candidates }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_seen_in_compounds() {
        let place = words("Kunden/wartungsvertraege_2026.xlsx");
        assert!(contains(&place, &words("Wartungsverträge")));
        assert!(contains(&place, &words("Kunden")));
        assert!(!contains(&place, &words("Maschinen")));
        assert!(contains(&words("PdM_errors.csv"), &words("PdM_errors")));
        assert!(contains(&words("ServiceContracts.csv"), &words("Service Contracts")));
        let places = [place];
        assert!(hinted(Kind::Contracts, &places) > hinted(Kind::Visits, &places));
    }
}
