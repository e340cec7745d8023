//! Whether a page is of a template's layout.

use super::texts::{Sheet, Text, count};
use super::{Anchor, Template, folded};

/// How places of a template become places of a page.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Fit {
    /// Points of the page for one of the template's.
    pub scale: f32,
    /// How much further right everything stands, in points.
    pub shift: f32,
    /// The part of the anchors found, and how many.
    pub found: f32,
    pub anchors: usize,
}

/// A page may be this much wider or narrower than the example's.
const SCALES: std::ops::RangeInclusive<f32> = 0.3..=3.5;
/// The part of a page's width an anchor may stand beside its place; labels do not move sideways within a layout.
const ASIDE: f32 = 0.02;
/// The part of a page's width everything may stand further left or right: another margin in the printer's settings.
const SHIFT_MOST: f32 = 0.08;
/// The part of the anchors that has to be there. Some labels are only printed where there is a value.
const FOUND_LEAST: f32 = 0.7;

/// How a page fits the page `page` (from 1) of a template's reports; `None` where it is of another layout.
pub(super) fn fit(template: &Template, page: u32, sheet: &Sheet) -> Option<Fit> {
    let scale = sheet.width / template.width;
    if !SCALES.contains(&scale) {
        return None;
    }
    let anchors: Vec<(&Anchor, Vec<&Text>)> = template
        .anchors
        .iter()
        .filter(|anchor| anchor.page == page)
        .map(|anchor| (anchor, sheet.alike(&folded(&anchor.text)).collect()))
        .collect();
    let aside = |anchor: &Anchor, text: &Text| text.x - anchor.x * scale;
    let mut shifts: Vec<f32> = anchors
        .iter()
        .filter_map(|(anchor, texts)| {
            texts.iter().map(|text| aside(anchor, text)).min_by(|a, b| a.abs().total_cmp(&b.abs()))
        })
        .collect();
    shifts.sort_by(f32::total_cmp);
    let shift = *shifts.get(shifts.len() / 2)?;
    if shift.abs() > SHIFT_MOST * sheet.width {
        return None;
    }
    // Each anchor at the text that reads like it and stands nearest to its place.
    let mut found: Vec<(&Anchor, &Text)> = Vec::new();
    for (anchor, texts) in &anchors {
        let beside = |text: &&&Text| (aside(anchor, text) - shift).abs() <= ASIDE * sheet.width;
        let far = |text: &Text| (text.y - anchor.y * scale).abs();
        match texts.iter().filter(beside).min_by(|a, b| far(a).total_cmp(&far(b))) {
            Some(text) => found.push((anchor, text)),
            None if anchor.required => return None,
            None => {}
        }
    }
    let in_order = longest_in_order(&mut found);
    let share = count(in_order) / count(anchors.len());
    let enough = share >= FOUND_LEAST && in_order >= anchors.len().min(2);
    enough.then_some(Fit { scale, shift, found: share, anchors: in_order })
}

/// The most anchors that stand in the template's order from top to bottom: what is pushed down keeps it, another layout
/// with the same words does not. Anchors of one line have to be in one line.
fn longest_in_order(found: &mut [(&Anchor, &Text)]) -> usize {
    found.sort_by(|(a, _), (b, _)| a.y.total_cmp(&b.y));
    let mut best: Vec<usize> = Vec::with_capacity(found.len());
    for (at, (anchor, text)) in found.iter().enumerate() {
        let mut longest = 1;
        for ((before, above), length) in found.iter().take(at).zip(&best) {
            let same_line = (anchor.y - before.y).abs() < 1.0;
            let fits = if same_line { above.is_in_line_with(text) } else { above.y < text.y + 0.5 * text.size };
            if fits {
                longest = longest.max(length + 1);
            }
        }
        best.push(longest);
    }
    best.into_iter().max().unwrap_or(0)
}

/// The text a label is on a page: of those that read like it within reach of its place, the same one from the top where
/// there are as many as on the example, else the nearest.
pub(super) fn label<'s>(
    (text, x, y): (&str, f32, f32),
    (nth, of): (u32, u32),
    sheet: &'s Sheet,
    fit: Fit,
) -> Option<&'s Text> {
    let expected = x * fit.scale + fit.shift;
    let aside = |text: &Text| (text.x - expected).abs();
    let all: Vec<&Text> = sheet.alike(&folded(text)).collect();
    let as_many = u32::try_from(all.len()).is_ok_and(|all| all == of);
    let same = all.get(usize::try_from(nth).unwrap_or(usize::MAX).saturating_sub(1)).filter(|_| as_many);
    let reach = 2.0 * ASIDE * sheet.width;
    if let Some(same) = same.filter(|text| aside(text) <= reach) {
        return Some(same);
    }
    let far = |text: &&Text| aside(text) + 0.3 * (text.y - y * fit.scale).abs();
    all.into_iter().filter(|text| aside(text) <= reach).min_by(|a, b| far(a).total_cmp(&far(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(x: f32, y: f32, what: &str) -> Text {
        let end = x + 5.0 * count(what.len());
        Text { x, end, y, size: 10.0, line: 1, starts: true, text: what.to_owned(), folded: folded(what) }
    }

    fn sheet(width: f32, texts: &[(f32, f32, &str)]) -> Sheet {
        let texts = texts.iter().map(|(x, y, what)| text(*x, *y, what)).collect();
        Sheet::of_texts(1, width, 800.0, texts)
    }

    fn template(anchors: &[(f32, f32, &str, bool)]) -> Template {
        let anchor = |(x, y, text, required): &(f32, f32, &str, bool)| Anchor {
            page: 1,
            text: (*text).to_owned(),
            x: *x,
            y: *y,
            required: *required,
        };
        Template {
            name: "a".to_owned(),
            width: 600.0,
            decided_by: None,
            decided_at: None,
            labels: Vec::new(),
            anchors: anchors.iter().map(anchor).collect(),
            fields: Vec::new(),
            tables: Vec::new(),
        }
    }

    #[test]
    fn a_layout_is_known_moved_and_scaled_and_no_other_is() {
        let of =
            template(&[(50.0, 40.0, "Report", true), (50.0, 100.0, "Serial", false), (300.0, 100.0, "Date", false)]);
        let fits = |width, texts: &[(f32, f32, &str)]| fit(&of, 1, &sheet(width, texts)).is_some();
        assert!(fits(600.0, &[(50.0, 40.0, "REPORT"), (50.0, 180.0, "Serial:"), (300.0, 180.0, "Date")]));
        assert!(fits(1200.0, &[(130.0, 80.0, "Report"), (130.0, 200.0, "Serial"), (630.0, 200.0, "Date")]));
        assert!(!fits(600.0, &[(50.0, 40.0, "Offer"), (50.0, 100.0, "Serial"), (300.0, 100.0, "Date")]));
        assert!(!fits(600.0, &[(50.0, 40.0, "Report"), (50.0, 100.0, "Serial"), (50.0, 120.0, "Date")]));
        assert!(!fits(600.0, &[(50.0, 240.0, "Report"), (50.0, 100.0, "Serial"), (300.0, 100.0, "Date")]));
        assert!(!fits(600.0, &[]));
        assert!(!fits(f32::NAN, &[(50.0, 40.0, "Report")]));
    }
}
