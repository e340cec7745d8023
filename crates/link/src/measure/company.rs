//! Names of companies: words that are rare say more, words may be mistyped or cut, legal forms do not count.

use super::{Units, jaro_winkler};
use crate::clean::{fold, without_legal_form};
use crate::columns::Column;
use crate::table::intern;
use crate::texts::Texts;
use hashbrown::HashTable;

/// Words this alike are taken for the same, mistyped.
const MISTYPED: f64 = 0.88;

/// Company names by number of their text: their words in order.
#[derive(Clone, Debug)]
pub(super) struct Companies {
    words: Units,
    rarity: Vec<f64>,
    names: Vec<Box<[u32]>>,
    joined: Units,
}

/// Folded, umlauts as one letter, without legal forms.
pub(super) fn canonical(text: &str) -> String {
    let plain = without_legal_form(&fold(text));
    plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

impl Companies {
    pub(super) fn of(column: &Column) -> Self {
        let (mut texts, mut known) = (Texts::default(), HashTable::new());
        // Words are taken in the order of the sorted names, so their numbers do not depend on the order of the records.
        let names: Vec<Box<[u32]>> = column
            .texts
            .iter()
            .map(|name| {
                let mut words: Vec<u32> =
                    name.split_whitespace().map(|word| intern(&mut texts, &mut known, word)).collect();
                words.sort_unstable();
                words.dedup();
                words.into_boxed_slice()
            })
            .collect();
        let counts = column.counts(&column.codes);
        let mut records = vec![0_u32; texts.len()];
        for (name, count) in names.iter().zip(&counts) {
            name.iter().for_each(|word| records[*word as usize] += count);
        }
        let rows = f64::from(counts.iter().sum::<u32>());
        let rarity = records.iter().map(|count| ((1.0 + rows) / (1.0 + f64::from(*count))).ln() + 1.0).collect();
        let joined: Vec<String> = column.texts.iter().map(|name| name.replace(' ', "")).collect();
        Self { words: Units::of(&texts), rarity, names, joined: joined.iter().map(String::as_str).collect() }
    }

    /// From 0 to 1: the weight of the words in common, or how alike the names are written in one word.
    pub(super) fn similarity(&self, one: u32, other: u32) -> f64 {
        let by_words = self.by_words(&self.names[one as usize], &self.names[other as usize]);
        let in_one = jaro_winkler(self.joined.get(one), self.joined.get(other));
        // Written in one word, names that share a beginning look alike; only near sameness counts.
        if in_one >= 0.95 { by_words.max(in_one) } else { by_words }
    }

    fn by_words(&self, one: &[u32], other: &[u32]) -> f64 {
        let rarity = |word: &u32| self.rarity[*word as usize];
        let all: f64 = one.iter().chain(other).map(rarity).sum();
        let mut common: f64 = one.iter().filter(|word| other.contains(word)).map(|word| 2.0 * rarity(word)).sum();
        let mut pairs: Vec<(f64, u32, u32)> = Vec::new();
        for a in one.iter().filter(|word| !other.contains(word)) {
            for b in other.iter().filter(|word| !one.contains(word)) {
                let alike = self.alike(*a, *b);
                if alike > 0.0 {
                    pairs.push((alike, *a.min(b), *a.max(b)));
                }
            }
        }
        pairs.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
        let mut used: Vec<u32> = Vec::new();
        for (alike, a, b) in pairs {
            if !used.contains(&a) && !used.contains(&b) {
                common += alike * (rarity(&a) + rarity(&b));
                used.extend([a, b]);
            }
        }
        if all == 0.0 { 0.0 } else { common / all }
    }

    /// How alike two words are: mistyped, or one cut short.
    fn alike(&self, one: u32, other: u32) -> f64 {
        let (one, other) = (self.words.get(one), self.words.get(other));
        let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
        if short.len() >= 3 && long.starts_with(short) {
            return 0.8;
        }
        let alike = jaro_winkler(one, other);
        if alike >= MISTYPED { alike } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_people_write_them() {
        let names = [
            "Müller Maschinenbau GmbH & Co. KG",
            "Mueller Maschinenb. GmbH",
            "Maier Maschinenbau GmbH",
            "Meyer Maschinenbau AG",
            "Maschinenbau Müller",
            "MüllerMaschinenbau",
        ];
        let canonical: Vec<String> = names.iter().map(|name| canonical(name)).collect();
        let column = Column { texts: canonical.iter().map(String::as_str).collect(), codes: vec![0, 1, 2, 3, 4, 5] };
        let companies = Companies::of(&column);
        assert!(companies.similarity(0, 1) > 0.85);
        assert!(companies.similarity(0, 2) < 0.6);
        assert_eq!(companies.similarity(0, 4), 1.0);
        assert!(companies.similarity(0, 5) > 0.95);
        assert_eq!(companies.similarity(1, 3), companies.similarity(3, 1));
    }
}
