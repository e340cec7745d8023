//! Writes figures as people of a language do, each with the link to its machines.

use crate::Setting;
use crate::names;
use crate::piece::{Kind, Line, Piece};
use crate::texts;
use assessment::{Assessment, Assumptions, Figure, FigureId, Sentence, Value, number_text};
use base::Language;
use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// A blank at which no line ends.
pub(crate) const NO_BREAK: char = '\u{a0}';

/// Everything that chapters need to write.
pub(crate) struct Writer<'a> {
    pub(crate) of: &'a Assessment,
    pub(crate) setting: &'a Setting,
    /// Machines and EUR of every figure that stands in the result.
    figures: HashMap<String, (u32, Option<f64>)>,
    /// What stands behind a figure in an address: the assumptions that are not the usual ones.
    behind: String,
}

/// Every object with an id and a number of machines is a figure.
fn collect(json: &Json, found: &mut HashMap<String, (u32, Option<f64>)>) {
    match json {
        Json::Object(fields) => {
            let machines = fields.get("machines").and_then(Json::as_u64);
            if let (Some(Json::String(id)), Some(machines)) = (fields.get("id"), machines) {
                let machines = u32::try_from(machines).unwrap_or(u32::MAX);
                found.insert(id.clone(), (machines, fields.get("eur").and_then(Json::as_f64)));
            }
            fields.values().for_each(|value| collect(value, found));
        }
        Json::Array(values) => values.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// The assumptions that are not the usual ones, as the page's address holds them; `None` where all are usual.
pub(crate) fn changed(of: &Assumptions) -> Option<Map<String, Json>> {
    let json = |of: &Assumptions| match serde_json::to_value(of) {
        Ok(Json::Object(fields)) => fields,
        _ => Map::new(),
    };
    let usual = json(&Assumptions::default());
    let differ: Map<String, Json> =
        json(of).into_iter().filter(|(name, value)| usual.get(name) != Some(value)).collect();
    (!differ.is_empty()).then_some(differ)
}

/// Text as it may stand in a query of an address.
pub(crate) fn encoded(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            written.push(char::from(byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
    }
    written
}

impl<'a> Writer<'a> {
    pub(crate) fn new(of: &'a Assessment, setting: &'a Setting) -> Self {
        let mut figures = HashMap::new();
        collect(&serde_json::to_value(of).unwrap_or_default(), &mut figures);
        let behind = changed(&of.assumptions)
            .map_or_else(String::new, |differ| format!("&assumptions={}", encoded(&Json::Object(differ).to_string())));
        Self { of, setting, figures, behind }
    }

    pub(crate) fn language(&self) -> Language {
        self.setting.language
    }

    pub(crate) fn text<'t>(&self, section: &str, key: &'t str) -> &'t str {
        texts::text(section, key, self.language())
    }

    /// Where a figure's machines are listed.
    pub(crate) fn link(&self, id: &str) -> Option<String> {
        let base = self.setting.base_url.as_deref()?.trim_end_matches('/');
        Some(format!("{base}/assessment/machines?figure={}{}", encoded(id), self.behind))
    }

    fn leading(&self, text: String, id: &FigureId) -> Piece {
        Piece { text, link: self.link(id.as_str()), kind: Kind::Figure }
    }

    /// A page of the product other than a list of machines.
    pub(crate) fn to_page(&self, text: String, path: &str) -> Piece {
        let base = self.setting.base_url.as_deref().map(|base| base.trim_end_matches('/'));
        Piece { text, link: base.map(|base| format!("{base}{path}")), kind: Kind::Figure }
    }

    pub(crate) fn number(&self, number: f64, decimals: usize) -> String {
        number_text(number, decimals, self.language())
    }

    /// A value as it stands in a sentence, kept on one line.
    pub(crate) fn value_text(&self, value: &Value) -> String {
        let text = value.text(self.language());
        match value {
            Value::Machines(_) | Value::Eur(_) | Value::Share(_) => text.replace(' ', &NO_BREAK.to_string()),
            _ => text,
        }
    }

    /// "1.234"
    pub(crate) fn count(&self, of: &Figure) -> Line {
        vec![self.leading(self.number(f64::from(of.machines), 0), &of.id)]
    }

    /// "1.234 Maschinen"
    pub(crate) fn machines(&self, of: &Figure) -> Line {
        vec![self.leading(self.value_text(&Value::Machines(of.machines)), &of.id)]
    }

    /// "1.234.567 EUR"; nothing where the figure has no worth.
    pub(crate) fn eur(&self, of: &Figure) -> Line {
        of.eur.map(|eur| self.eur_of(eur, &of.id)).into_iter().flatten().collect()
    }

    /// An amount made of a figure.
    pub(crate) fn eur_of(&self, eur: f64, of: &FigureId) -> Line {
        vec![self.leading(self.value_text(&Value::Eur(eur)), of)]
    }

    /// "1.234.567" in a column of amounts; nothing where the figure has no worth.
    pub(crate) fn amount(&self, of: &Figure) -> Line {
        of.eur.map(|eur| self.amount_of(eur, &of.id)).into_iter().flatten().collect()
    }

    /// An amount made of a figure in a column of amounts.
    pub(crate) fn amount_of(&self, eur: f64, of: &FigureId) -> Line {
        vec![self.leading(self.number(eur, 0), of)]
    }

    /// "82 %", of a figure.
    pub(crate) fn share(&self, share: f64, of: &FigureId) -> Line {
        vec![self.leading(self.value_text(&Value::Share(share)), of)]
    }

    /// Points of a score with one decimal always, so that they stand below each other.
    pub(crate) fn points(&self, points: f64, of: &FigureId) -> Line {
        let mut text = self.number(points, 1);
        let point = if self.language() == Language::En { '.' } else { ',' };
        if !text.contains(point) {
            text.push(point);
            text.push('0');
        }
        vec![self.leading(text, of)]
    }

    /// A number computed of a figure.
    pub(crate) fn number_of(&self, number: f64, decimals: usize, of: &FigureId) -> Line {
        vec![self.leading(self.number(number, decimals), of)]
    }

    /// "2.500 Kunden": a number of something other than machines.
    pub(crate) fn distinct(&self, number: u32, what: &str, of: &FigureId) -> Line {
        vec![self.leading(self.counted(number, what), of)]
    }

    /// "1 Quelle", "5 Quellen"
    pub(crate) fn counted(&self, number: u32, what: &str) -> String {
        let key = format!("{what}_{}", if number == 1 { "one" } else { "other" });
        format!("{}{NO_BREAK}{}", self.number(f64::from(number), 0), self.text("report", &key))
    }

    /// "12 Monate", an assumption; in a German sentence after "in": "12 Monaten".
    pub(crate) fn months(&self, dative: bool) -> Line {
        let months = self.of.assumptions.horizon_months;
        let number = self.number(months, 1);
        let unit = words::unit_of("mo", number == "1", self.language());
        let ending = if dative && self.language() == Language::De && number != "1" { "n" } else { "" };
        vec![Piece::of(Kind::Assumed, format!("{number}{NO_BREAK}{unit}{ending}"))]
    }

    pub(crate) fn assumed(&self, text: String) -> Line {
        vec![Piece::of(Kind::Assumed, text)]
    }

    /// How many rows are shown.
    pub(crate) fn rows(&self, number: usize) -> Line {
        let number = f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        vec![Piece::of(Kind::Rows, self.number(number, 0))]
    }

    pub(crate) fn words(&self, section: &str, key: &str) -> Line {
        vec![Piece::words(self.text(section, key))]
    }

    /// A text with its places filled.
    pub(crate) fn fill(&self, section: &str, key: &str, values: &[(&str, Line)]) -> Line {
        let mut line = Line::new();
        let mut rest = self.text(section, key);
        while let Some((before, after)) = rest.split_once('{') {
            let (place, after) = after.split_once('}').unwrap_or((after, ""));
            line.push(Piece::words(before));
            line.extend(values.iter().find(|(name, _)| *name == place).map(|(_, of)| of.clone()).unwrap_or_default());
            rest = after;
        }
        line.push(Piece::words(rest));
        line.retain(|piece| !piece.text.is_empty());
        line
    }

    /// A sentence of the assessment whose numbers lead to the figure they state, else to the main one.
    pub(crate) fn sentence(&self, sentence: &Sentence, figures: &[FigureId]) -> Line {
        let known = |id: &&FigureId| self.figures.get(id.as_str()).copied();
        let by = |fits: &dyn Fn(u32, Option<f64>) -> bool| {
            figures.iter().find(|id| known(id).is_some_and(|(machines, eur)| fits(machines, eur)))
        };
        let mut line = Line::new();
        for piece in sentence.pieces(self.language()) {
            let main = figures.first();
            let figure = match piece.value {
                Some(Value::Machines(count)) => by(&|machines, _| machines == *count).or(main),
                Some(Value::Eur(amount)) => by(&|_, eur| eur.is_some_and(|eur| (eur - amount).abs() < 0.5)).or(main),
                Some(Value::Share(_)) => main,
                _ => None,
            };
            let text = piece.value.map_or(piece.text, |value| self.value_text(value));
            line.push(match (piece.value, figure) {
                (_, Some(id)) => self.leading(text, id),
                (Some(Value::Number(_)), _) => Piece::of(Kind::Assumed, text),
                (Some(_), _) => Piece::name(text),
                (None, None) => Piece::words(text),
            });
        }
        // "10 Jahre", "12 Monaten": a number and its unit stay on one line.
        for at in 1..line.len() {
            if let Some([number, next]) = line.get_mut(at - 1..=at)
                && number.kind == Kind::Assumed
                && let Some(rest) = next.text.strip_prefix(' ')
            {
                next.text = format!("{NO_BREAK}{rest}");
            }
        }
        line
    }

    /// "1. November 2026"
    pub(crate) fn day(&self, day: NaiveDate) -> String {
        let month = self.text("month", MONTHS.get(day.month0() as usize).copied().unwrap_or_default());
        let (number, year) = (day.day(), day.year());
        match self.language() {
            Language::De => format!("{number}.{NO_BREAK}{month} {year}"),
            Language::En | Language::It => format!("{number}{NO_BREAK}{month} {year}"),
        }
    }

    /// A fact or data point in quotation marks.
    pub(crate) fn fact(&self, id: &str) -> String {
        names::fact(id, self.language()).to_owned()
    }
}

const MONTHS: [&str; 12] = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_takes_any_text() {
        assert_eq!(encoded("gap.email.freed@owner=Jörg"), "gap.email.freed%40owner%3DJ%C3%B6rg");
    }

    #[test]
    fn only_assumptions_that_differ_stand_in_links() {
        assert_eq!(changed(&Assumptions::default()), None);
        let other = Assumptions { attach_rate: 0.2, ..Assumptions::default() };
        assert_eq!(changed(&other).map(Json::Object), Some(serde_json::json!({ "attach_rate": 0.2 })));
    }
}
