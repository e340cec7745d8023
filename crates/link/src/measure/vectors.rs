//! Texts as weighted parts: rare words or runs of letters say more than frequent ones.

use crate::columns::Column;
use crate::rules::Parts;
use crate::table::MISSING;
use crate::texts::number;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

/// For each text its parts in order, with weights whose squares add up to 1.
#[derive(Clone, Debug)]
pub(crate) struct Vectors {
    starts: Vec<usize>,
    parts: Vec<u32>,
    weights: Vec<f32>,
    /// How many records hold each part.
    records: Vec<u32>,
}

impl Vectors {
    pub(crate) fn of(column: &Column, parts: Parts) -> Self {
        let numbers: Vec<u32> = (0..number(column.texts.len())).collect();
        let taken: Vec<Vec<(u64, u32)>> =
            numbers.into_par_iter().map(|code| take_apart(column.texts.get(code), parts)).collect();
        let counts = column.counts(&column.codes);
        let rows = column.codes.iter().filter(|code| **code != MISSING).count();
        let mut known: Vec<u64> = taken.iter().flatten().map(|(part, _)| *part).collect();
        known.par_sort_unstable();
        known.dedup();
        let find = |part: &u64| known.binary_search(part).unwrap_or_default();
        let mut records = vec![0_u32; known.len()];
        for (text, count) in taken.iter().zip(&counts) {
            text.iter().for_each(|(part, _)| records[find(part)] += count);
        }
        let rarity: Vec<f32> =
            records.iter().map(|count| ((1.0 + rows as f32) / (1.0 + *count as f32)).ln() + 1.0).collect();
        let mut vectors = Self { starts: vec![0], parts: Vec::new(), weights: Vec::new(), records };
        for text in &taken {
            let start = vectors.parts.len();
            for (part, times) in text {
                let part = find(part);
                vectors.parts.push(number(part));
                vectors.weights.push(*times as f32 * rarity[part]);
            }
            let length = vectors.weights[start..].iter().map(|weight| weight * weight).sum::<f32>().sqrt();
            vectors.weights[start..].iter_mut().for_each(|weight| *weight /= length);
            vectors.starts.push(vectors.parts.len());
        }
        vectors
    }

    /// The parts of a text, in order, with their weights.
    pub(crate) fn get(&self, text: u32) -> (&[u32], &[f32]) {
        let range = self.starts[text as usize]..self.starts[text as usize + 1];
        (&self.parts[range.clone()], &self.weights[range])
    }

    /// How many records hold each part.
    pub(crate) fn records(&self) -> &[u32] {
        &self.records
    }

    pub(crate) fn cosine(&self, one: u32, other: u32) -> f32 {
        let ((one, weights), (other, more)) = (self.get(one), self.get(other));
        let (mut at, mut to, mut sum) = (0, 0, 0.0);
        while at < one.len() && to < other.len() {
            match one[at].cmp(&other[to]) {
                std::cmp::Ordering::Less => at += 1,
                std::cmp::Ordering::Greater => to += 1,
                std::cmp::Ordering::Equal => {
                    sum += weights[at] * more[to];
                    at += 1;
                    to += 1;
                }
            }
        }
        sum
    }
}

/// The parts of a text with how often it holds them, in an order that does not depend on other texts.
fn take_apart(text: &str, parts: Parts) -> Vec<(u64, u32)> {
    let mut found: Vec<u64> = Vec::new();
    match parts {
        Parts::Words => found.extend(text.split_whitespace().map(|word| xxh3_64(word.as_bytes()))),
        Parts::Grams(shortest, longest) => {
            // Each word with a blank before and after it, so that its ends are parts of their own.
            let mut bounds: Vec<usize> = Vec::new();
            let mut padded = String::new();
            for word in text.split_whitespace() {
                padded.clear();
                padded.push(' ');
                padded.push_str(word);
                padded.push(' ');
                bounds.clear();
                bounds.extend(padded.char_indices().map(|(at, _)| at));
                bounds.push(padded.len());
                for length in shortest..=longest {
                    if bounds.len() <= length {
                        found.push(xxh3_64(padded.as_bytes()));
                        break;
                    }
                    found.extend(bounds.windows(length + 1).map(|at| xxh3_64(&padded.as_bytes()[at[0]..at[length]])));
                }
            }
        }
    }
    found.sort_unstable();
    let mut counted: Vec<(u64, u32)> = Vec::with_capacity(found.len());
    for part in found {
        match counted.last_mut().filter(|(last, _)| *last == part) {
            Some((_, times)) => *times += 1,
            None => counted.push((part, 1)),
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_parts_say_more() {
        let texts = ["pump alpha", "pump beta", "pump alpha one", "pumpe"];
        let column = Column { texts: texts.into_iter().collect(), codes: vec![0, 1, 2, 3, 1] };
        let words = Vectors::of(&column, Parts::Words);
        assert!(words.cosine(0, 2) > words.cosine(0, 1));
        assert_eq!(words.cosine(0, 3), 0.0);
        assert!((words.cosine(2, 2) - 1.0).abs() < 1e-6);
        let grams = Vectors::of(&column, Parts::Grams(3, 4));
        assert!(grams.cosine(0, 3) > 0.1 && grams.cosine(0, 3) < 0.9);
        assert_eq!(grams.cosine(0, 3), grams.cosine(3, 0));
        assert_eq!(take_apart("a ü", Parts::Grams(3, 4)).len(), 2);
    }
}
