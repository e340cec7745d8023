//! How alike two values of a column are. Values are prepared once for each distinct text; a level is a small number: 0
//! where a value is missing, 1 for not alike, the highest for the same.

mod company;
mod damerau;
mod date;
mod jaro;
mod number;
mod place;
mod together;
mod units;
pub(crate) mod vectors;

use crate::columns::Column;
use crate::rules::{ComparisonRule, MeasureRule};
use std::sync::Arc;

pub(crate) use damerau::damerau_levenshtein;
pub(crate) use jaro::jaro_winkler;
pub(crate) use together::Together;
pub(crate) use units::Units;

/// A prepared column and how two of its values are compared.
#[derive(Clone, Debug)]
pub(crate) struct Measure {
    kind: Kind,
    thresholds: Vec<f64>,
    top: u8,
}

#[derive(Clone, Debug)]
enum Kind {
    Exact,
    Jaro(Units),
    Damerau(Units),
    Serial(Units),
    Company(company::Companies),
    Cosine(Arc<vectors::Vectors>),
    Number(Vec<f64>),
    Date(date::Dates),
    Prefix(Units),
    Distance(Vec<place::Point>),
    Swapped(Units),
    Together(Together),
}

impl Measure {
    /// The measure, and the column with values that mean the same made one. What values come together is needed where
    /// they are compared by that.
    pub(crate) fn new(rule: &ComparisonRule, column: Arc<Column>, together: Option<Together>) -> (Self, Arc<Column>) {
        let column = match rule.measure {
            MeasureRule::Serial => Arc::new(column.recoded(serial)),
            MeasureRule::Number => Arc::new(column.recoded(number::canonical)),
            MeasureRule::Date => Arc::new(column.recoded(date::canonical)),
            MeasureRule::Postcode => Arc::new(column.recoded(place::postcode)),
            MeasureRule::Distance => Arc::new(column.recoded(place::canonical)),
            MeasureRule::CompanyName => Arc::new(column.recoded(company::canonical)),
            MeasureRule::Swapped => Arc::new(column.recoded(both)),
            _ => column,
        };
        let texts = &column.texts;
        let kind = match rule.measure {
            MeasureRule::Exact => Kind::Exact,
            MeasureRule::JaroWinkler => Kind::Jaro(Units::of(texts)),
            MeasureRule::Serial => Kind::Serial(Units::of(texts)),
            MeasureRule::DamerauLevenshtein => Kind::Damerau(Units::of(texts)),
            MeasureRule::CompanyName => Kind::Company(company::Companies::of(&column)),
            MeasureRule::Cosine(parts) => Kind::Cosine(Arc::new(vectors::Vectors::of(&column, parts))),
            MeasureRule::Number => Kind::Number(texts.iter().map(number::parse).collect()),
            MeasureRule::Date => Kind::Date(date::Dates::of(texts)),
            MeasureRule::Postcode => Kind::Prefix(Units::of(texts)),
            MeasureRule::Distance => Kind::Distance(texts.iter().map(place::point).collect()),
            MeasureRule::Swapped => Kind::Swapped(Units::of(texts)),
            MeasureRule::Together => Kind::Together(together.unwrap_or_default()),
        };
        let mut measure = Self { kind, thresholds: rule.levels.clone(), top: 0 };
        measure.top = u8::try_from(measure.labels(rule.measure).len() - 1).unwrap_or(u8::MAX);
        (measure, column)
    }

    /// The highest level.
    pub(crate) fn top(&self) -> u8 {
        self.top
    }

    /// The name of each level, from `missing`.
    pub(crate) fn labels(&self, rule: MeasureRule) -> Vec<String> {
        let mut labels = vec!["missing".to_owned(), "different".to_owned()];
        for threshold in self.thresholds.iter().rev() {
            labels.push(match rule {
                MeasureRule::JaroWinkler => format!("jaro_winkler at least {threshold}"),
                MeasureRule::CompanyName => format!("names alike at least {threshold}"),
                MeasureRule::Cosine(_) => format!("cosine at least {threshold}"),
                MeasureRule::Swapped => format!("swapped, or jaro_winkler at least {threshold}"),
                MeasureRule::Postcode => format!("first {threshold} the same"),
                MeasureRule::Number => format!("at most {} % apart", threshold * 100.0),
                MeasureRule::Date => format!("at most {threshold} days apart"),
                MeasureRule::Together => format!("together {threshold} times as often as by chance"),
                MeasureRule::Distance => format!("at most {threshold} km apart"),
                _ => format!("at most {threshold} signs differ"),
            });
        }
        if matches!(self.kind, Kind::Date(_)) {
            labels.push("one sign or day and month mistyped".to_owned());
        }
        if matches!(self.kind, Kind::Serial(_)) {
            labels.push("two signs swapped".to_owned());
            labels.push("one sign too many or too few".to_owned());
            labels.push("only zeros, or what stands before or behind".to_owned());
        }
        labels.push("same".to_owned());
        labels
    }

    /// The level of two different values.
    pub(crate) fn level(&self, one: u32, other: u32) -> u8 {
        match &self.kind {
            Kind::Exact => 1,
            Kind::Jaro(units) => {
                let lowest = self.thresholds.last().copied().unwrap_or(1.0);
                self.alike(units.jaro_winkler(one, other, lowest))
            }
            Kind::Damerau(units) => {
                let most = self.thresholds.last().copied().unwrap_or_default() as usize;
                self.apart(units.damerau_levenshtein(one, other, most) as f64)
            }
            Kind::Serial(units) => {
                let most = self.thresholds.last().copied().unwrap_or_default() as usize;
                let (text, another) = (units.get(one), units.get(other));
                if adorned(text, another) || zeros_lost(text, another) {
                    return self.top - 1;
                }
                match units.damerau_levenshtein(one, other, most.max(1)) {
                    // Numbers that run on have one length and differ in one sign: what else differs is a mistake.
                    1 if text.len() != another.len() => self.top - 2,
                    1 if signs_swapped(text, another) => self.top - 3,
                    apart => self.apart(apart as f64),
                }
            }
            Kind::Company(companies) => self.alike(companies.similarity(one, other)),
            Kind::Cosine(vectors) => self.alike(f64::from(vectors.cosine(one, other))),
            Kind::Number(numbers) => self.apart(number::difference(numbers[one as usize], numbers[other as usize])),
            Kind::Date(dates) => {
                if dates.mistyped(one, other) {
                    self.top - 1
                } else {
                    self.apart(dates.days_between(one, other))
                }
            }
            Kind::Prefix(units) => {
                let (one, other) = (units.get(one), units.get(other));
                self.alike(one.iter().zip(other).take_while(|(one, other)| one == other).count() as f64)
            }
            Kind::Distance(points) => self.apart(place::kilometres(points[one as usize], points[other as usize])),
            Kind::Swapped(units) => self.alike(swapped(units.get(one), units.get(other))),
            Kind::Together(together) => self.alike(together.times(one, other)),
        }
    }

    /// The level of a similarity; thresholds fall.
    fn alike(&self, similarity: f64) -> u8 {
        let below = self.thresholds.iter().filter(|threshold| similarity >= **threshold).count();
        1 + u8::try_from(below).unwrap_or_default()
    }

    /// The level of a difference; thresholds rise.
    fn apart(&self, difference: f64) -> u8 {
        let within = self.thresholds.iter().filter(|threshold| difference <= **threshold).count();
        1 + u8::try_from(within).unwrap_or_default()
    }
}

/// A serial number without what people write differently: signs between, small letters, leading zeros, O for 0.
fn serial(text: &str) -> String {
    let signs = text.chars().filter(|sign| sign.is_alphanumeric()).flat_map(char::to_uppercase);
    let plain: String = signs.map(|sign| if sign == 'O' { '0' } else { sign }).collect();
    let short = plain.trim_start_matches('0');
    if short.is_empty() { plain } else { short.to_owned() }
}

/// So many signs at least has a serial number that others are looked for in.
const SHORTEST_WITHIN: usize = 5;

/// Whether one serial number is the other with something before or behind it, as a word or the year: more than the one
/// sign that is a typing mistake.
fn adorned(one: &[u16], other: &[u16]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short.len() >= SHORTEST_WITHIN
        && long.len() >= short.len() + 2
        && (long.starts_with(short) || long.ends_with(short))
}

/// Whether two texts of one length that differ by one step have two signs swapped.
fn signs_swapped(one: &[u16], other: &[u16]) -> bool {
    one.iter().zip(other).filter(|(one, other)| one != other).count() == 2
}

/// Whether one serial number is the other without some of its zeros: `47-0012` is `47-12` where zeros at the beginning
/// of a part were lost.
fn zeros_lost(one: &[u16], other: &[u16]) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let zero = u16::from(b'0');
    let mut rest = short.iter().peekable();
    short.len() < long.len()
        && long.iter().all(|sign| rest.next_if_eq(&sign).is_some() || *sign == zero)
        && rest.peek().is_none()
}

/// Two values that stand together, missing unless both are there.
fn both(text: &str) -> String {
    let mut parts = text.split(crate::columns::BETWEEN);
    let there = parts.next().is_some_and(|one| !one.is_empty()) && parts.next().is_some_and(|other| !other.is_empty());
    if there { text.to_owned() } else { String::new() }
}

/// How alike two pairs of names are, straight or crosswise, whichever is more.
fn swapped(one: &[u16], other: &[u16]) -> f64 {
    fn halves(units: &[u16]) -> (&[u16], &[u16]) {
        let at = units.iter().position(|unit| *unit == crate::columns::BETWEEN as u16).unwrap_or(units.len());
        (&units[..at], units.get(at + 1..).unwrap_or_default())
    }
    let ((a, b), (c, d)) = (halves(one), halves(other));
    let straight = jaro_winkler(a, c) + jaro_winkler(b, d);
    let crosswise = jaro_winkler(a, d) + jaro_winkler(b, c);
    straight.max(crosswise) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn serial_numbers_as_people_write_them() {
        assert_eq!(serial("00-4711/ab"), serial("4711 AB"));
        assert_eq!(serial("S0O-1"), "S001");
        assert_eq!(serial("000"), "000");
        let units: Units = ["RX104711", "MASCHRX104711", "RX1047112019", "RX1047112", "X1047"].into_iter().collect();
        let zeros: Units = ["470012000", "4712000", "471200", "4712001", "470012001"].into_iter().collect();
        assert!(
            signs_swapped(zeros.get(1), &[52, 55, 50, 49, 48, 48, 48]) && !signs_swapped(zeros.get(0), zeros.get(4))
        );
        let lost = |one: u32, other: u32| zeros_lost(zeros.get(one), zeros.get(other));
        assert!(lost(0, 1) && lost(1, 0) && lost(0, 2) && lost(3, 4) && !lost(0, 3) && !lost(0, 4) && !lost(0, 0));
        let within = |one: u32, other: u32| adorned(units.get(one), units.get(other));
        assert!(within(0, 1) && within(2, 0) && !within(0, 3) && !within(1, 2));
        assert!(!within(4, 0), "neither its beginning nor its end");
    }

    #[test]
    fn names_the_wrong_way_round_are_alike() {
        let units: Units = ["anna\u{1f}berg", "berg\u{1f}anna", "carl\u{1f}dorn"].into_iter().collect();
        assert_eq!(swapped(units.get(0), units.get(1)), 1.0);
        assert!(swapped(units.get(0), units.get(2)) < 0.7);
        assert_eq!(both("a\u{1f}"), "");
    }
}
