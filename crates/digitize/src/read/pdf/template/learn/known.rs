//! What is known of the texts of a marked page: which are the same on every report, which are values.

use super::super::super::reports::is_label;
use super::super::texts::{Sheet, Text};
use super::super::{Relation, TEXTS_MOST, TableLayout, folded};
use super::{lines_of_rows, middle, share};
use hashbrown::HashSet;

/// The part of a page's texts another page has to share to be of the same layout.
const ALIKE_LEAST: f32 = 0.35;
/// On this part of the reports a text is a label; on fewer it is a value some have in common.
const LABEL_LEAST: f32 = 0.5;
/// On this part of the reports a text stands that tells them from others.
const USUAL_LEAST: f32 = 0.8;
/// The part of the page's width a text may stand beside its place on another page.
const ASIDE: f32 = 0.03;
/// A title is this many times as large as the text.
const LARGE: f32 = 1.25;
/// Sizes from a label down to its value, at most.
const BELOW_MOST: f32 = 6.0;

/// A marked page.
pub(super) struct Known<'s> {
    pub sheet: &'s Sheet,
    /// Pages of the same layout.
    pub alike: Vec<&'s Sheet>,
    /// Headings of its tables.
    pub headings: Vec<&'s Text>,
    /// What a person marked as values.
    values: HashSet<*const Text>,
    /// What she said is a label.
    said: HashSet<*const Text>,
    /// Lines of tables.
    rows: HashSet<u32>,
}

impl<'s> Known<'s> {
    pub fn of<'l>(
        sheet: &'s Sheet,
        others: &[&'s Sheet],
        values: impl Iterator<Item = &'s Text>,
        labels: impl Iterator<Item = &'s Text>,
        layouts: impl Iterator<Item = &'l TableLayout>,
    ) -> Self {
        let mut known = Self {
            sheet,
            alike: Vec::new(),
            headings: Vec::new(),
            values: values.map(std::ptr::from_ref).collect(),
            said: labels.map(std::ptr::from_ref).collect(),
            rows: HashSet::new(),
        };
        for layout in layouts {
            known.rows.extend(lines_of_rows(layout, sheet));
            for column in &layout.columns {
                let heading = folded(&column.heading);
                let same = |text: &&Text| (text.x - column.x).abs() < 1.0;
                known.headings.extend(sheet.alike(&heading).find(same));
            }
        }
        let wordy: Vec<&Text> = sheet.texts.iter().take(TEXTS_MOST).filter(|text| known.is_wordy(text)).collect();
        let is_alike = |other: &&&Sheet| {
            let common = wordy.iter().filter(|text| known.is_on(text, other)).count();
            common >= wordy.len().min(2) && share(common, wordy.len()) >= ALIKE_LEAST
        };
        known.alike = others.iter().filter(is_alike).copied().collect();
        known
    }

    /// Whether it may be a label: words, no value and no line of a table.
    fn is_wordy(&self, text: &Text) -> bool {
        let plain = text.text.trim_end_matches(':');
        is_label(plain) && !self.values.contains(&std::ptr::from_ref(text)) && !self.rows.contains(&text.line)
    }

    fn is_on(&self, text: &Text, other: &Sheet) -> bool {
        let scale = other.width / self.sheet.width;
        other.alike(&text.folded).any(|same| (same.x - text.x * scale).abs() <= ASIDE * other.width)
    }

    /// The part of the pages of this layout that have the text at its place; `None` where there are none.
    fn part_with(&self, text: &Text) -> Option<f32> {
        let with = self.alike.iter().filter(|other| self.is_on(text, other)).count();
        (!self.alike.is_empty()).then(|| share(with, self.alike.len()))
    }

    fn is_label(&self, text: &Text) -> bool {
        if self.said.contains(&std::ptr::from_ref(text)) {
            return true;
        }
        let bare = || !text.text.contains(|letter: char| letter.is_ascii_digit());
        self.is_wordy(text) && (text.has_colon() || self.part_with(text).map_or_else(bare, |part| part >= LABEL_LEAST))
    }

    /// Texts at which values end. Without other reports only what ends in a colon is sure to be one.
    pub fn labels(&self) -> Vec<String> {
        let proven = |text: &Text| self.part_with(text).is_some_and(|part| part >= LABEL_LEAST);
        let sure = |text: &&Text| {
            self.is_wordy(text) && (proven(text) || text.has_colon()) || self.said.contains(&std::ptr::from_ref(*text))
        };
        self.sheet.texts.iter().filter(sure).map(|text| text.folded.clone()).collect()
    }

    /// Whether reports of this layout have the text, as far as can be told.
    pub fn is_usual(&self, text: &Text) -> bool {
        self.part_with(text).is_none_or(|part| part >= USUAL_LEAST)
    }

    /// Texts that stand on such reports, from top to bottom.
    pub fn usual(&self) -> impl Iterator<Item = &'s Text> {
        let is_heading = |text: &Text| self.headings.iter().any(|heading| std::ptr::eq(*heading, text));
        let proven = |text: &Text| match self.part_with(text) {
            Some(part) => part >= USUAL_LEAST,
            None => text.has_colon(),
        };
        self.sheet.texts.iter().filter(move |text| self.is_wordy(text) && !is_heading(text) && proven(text))
    }

    /// The title: the largest words of the upper part of the page, on all such reports as far as can be told.
    pub fn title(&self) -> Option<&'s Text> {
        let mut sizes: Vec<f32> = self.sheet.texts.iter().map(|text| text.size).collect();
        let usual = middle(&mut sizes);
        let is_title = |text: &&Text| {
            let everywhere = self.part_with(text).is_none_or(|part| part > 0.99);
            let bare = !text.text.contains(|letter: char| letter.is_ascii_digit());
            text.size >= LARGE * usual && text.y < 0.35 * self.sheet.height && bare && everywhere && self.is_wordy(text)
        };
        self.sheet.texts.iter().filter(is_title).max_by(|a, b| a.size.total_cmp(&b.size))
    }

    /// The texts a value may hang on, best first: to its left on its line, or above it.
    pub fn beside(&self, value: &Text) -> Vec<(&'s Text, Relation)> {
        let mut found: Vec<(f32, &'s Text, Relation)> = Vec::new();
        let on_left = |text: &&Text| text.is_in_line_with(value) && text.end <= value.x + 0.5 * value.size;
        let mut left: Vec<&Text> = self.sheet.texts.iter().filter(on_left).collect();
        left.sort_by(|a, b| b.end.total_cmp(&a.end));
        for (at, text) in (0_u8..).zip(left.iter().take(2)) {
            if self.is_label(text) {
                let far = (value.x - text.end) / value.size.max(1.0);
                found.push((self.likely(text) - 0.02 * far.max(0.0) - 0.8 * f32::from(at), text, Relation::Right));
            }
        }
        let overlaps = |text: &Text| text.x < value.end && text.end > value.x;
        let is_above = |text: &&Text| {
            let down = value.y - text.y;
            down > 0.5 * text.size && down <= BELOW_MOST * value.size && (overlaps(text) || aligned(text, value))
        };
        let mut above: Vec<&Text> = self.sheet.texts.iter().filter(is_above).collect();
        above.sort_by(|a, b| b.y.total_cmp(&a.y));
        for (at, text) in (0_u8..).zip(above.iter().take(4)) {
            if self.is_label(text) {
                let mut score = self.likely(text) - 0.5 * f32::from(at);
                score += if aligned(text, value) { 0.5 } else { 0.0 };
                score += if text.size < 0.92 * value.size { 0.5 } else { 0.0 };
                score -= if text.size > 1.2 * value.size { 1.0 } else { 0.0 };
                score += self.closeness(text, value);
                found.push((score, text, Relation::Below));
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().map(|(_, text, relation)| (text, relation)).collect()
    }

    /// How much like a label a text is.
    fn likely(&self, text: &Text) -> f32 {
        let colon = if text.has_colon() { 1.5 } else { 0.0 };
        let said = if self.said.contains(&std::ptr::from_ref(text)) { 3.0 } else { 0.0 };
        colon + said + self.part_with(text).map_or(0.0, |part| 2.0 * part)
    }

    /// Boxes have their label close above the value and the next label further below; lines of a form are even, and what
    /// stands above a value is the value of the line before.
    fn closeness(&self, label: &Text, value: &Text) -> f32 {
        let below = self.sheet.texts.iter().filter(|text| text.y > value.y + 0.5 * text.size && aligned(text, value));
        let next = below.map(|text| text.y - value.y).min_by(f32::total_cmp);
        match next {
            Some(next) if value.y - label.y < 0.8 * next => 0.7,
            Some(_) => -0.3,
            None => 0.0,
        }
    }
}

fn aligned(one: &Text, other: &Text) -> bool {
    (one.x - other.x).abs() <= 0.6 * one.size.max(other.size)
}
