//! The texts of a page with their places, as a person marks them and templates read them.

use super::super::{PAGE_MOST, lines, open, reports, spans};
use super::{LINES_A_PAGE, folded};
use crate::read::{Limits, shielded};
use hashbrown::HashMap;

/// A text of a page, in points from the upper left corner.
#[derive(Clone, PartialEq, Debug)]
pub struct PageText {
    /// Left edge.
    pub x: f32,
    /// Right edge.
    pub end: f32,
    /// Baseline.
    pub y: f32,
    /// Size of the letters.
    pub size: f32,
    /// The line of the page it stands in, from 1, as [`page_lines`](crate::read::page_lines) counts.
    pub line: u32,
    /// What it says.
    pub text: String,
}

/// A page as texts.
#[derive(Clone, PartialEq, Debug)]
pub struct PageTexts {
    /// Pages of the file.
    pub pages: u32,
    /// Width of the page in points.
    pub width: f32,
    /// Height of the page in points.
    pub height: f32,
    /// The texts from top to bottom; marks name them by their place in this list.
    pub texts: Vec<PageText>,
}

/// A text as templates see it.
#[derive(Clone, PartialEq, Debug)]
pub(in super::super) struct Text {
    pub x: f32,
    pub end: f32,
    pub y: f32,
    pub size: f32,
    pub line: u32,
    /// Whether a wide gap is before it; not so the value in "Serial: 4711".
    pub starts: bool,
    pub text: String,
    pub folded: String,
}

impl Text {
    /// Whether it ends like a label.
    pub fn has_colon(&self) -> bool {
        self.text.ends_with(':')
    }

    pub fn is_in_line_with(&self, other: &Self) -> bool {
        (self.y - other.y).abs() <= 0.5 * self.size.max(other.size)
    }
}

/// A page of a file with an index of its texts.
#[derive(Clone, PartialEq, Debug)]
pub(in super::super) struct Sheet {
    pub number: u32,
    pub width: f32,
    pub height: f32,
    pub texts: Vec<Text>,
    /// Texts that read alike, from top to bottom.
    by_text: HashMap<String, Vec<usize>>,
}

impl Sheet {
    /// A page of these lines, whose box is `(left, top, width, height)`, y upwards.
    pub fn of(number: u32, (left, top, width, height): (f32, f32, f32, f32), lines: &[lines::Line]) -> Self {
        let mut texts = Vec::new();
        for (at, line) in (1_u32..).zip(lines) {
            for segment in &line.segments {
                for (from, to, starts, text) in parts(&segment.text) {
                    let letters = segment.text.chars().count().max(1);
                    let letter = (segment.end - segment.x) / count(letters);
                    let words: Vec<&str> = text.split_whitespace().collect();
                    let text = words.join(" ");
                    texts.push(Text {
                        x: segment.x + letter * count(from) - left,
                        end: segment.x + letter * count(to) - left,
                        y: top - line.y,
                        size: line.size,
                        line: at.min(LINES_A_PAGE - 1),
                        starts,
                        folded: folded(&text),
                        text,
                    });
                }
            }
        }
        Self::of_texts(number, width, height, texts)
    }

    pub fn of_texts(number: u32, width: f32, height: f32, texts: Vec<Text>) -> Self {
        let mut by_text: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, text) in texts.iter().enumerate() {
            by_text.entry(text.folded.clone()).or_default().push(at);
        }
        Self { number, width, height, texts, by_text }
    }

    /// The texts that read like this one, folded; from top to bottom.
    pub fn alike(&self, folded: &str) -> impl Iterator<Item = &Text> {
        self.by_text.get(folded).into_iter().flatten().filter_map(|at| self.texts.get(*at))
    }
}

/// The parts of a run of text, cut at its labels: from letter, to letter, whether it begins the run, what it says.
fn parts(text: &str) -> Vec<(usize, usize, bool, &str)> {
    let mut cuts = vec![0];
    let mut from = 0;
    for (label, value) in reports::labels_of(text) {
        let Some(at) = text.get(from..).and_then(|rest| rest.find(label)).map(|at| from + at) else { break };
        let behind = at + label.len();
        let Some(colon) = text.get(behind..).and_then(|rest| rest.find(':')).map(|at| behind + at + 1) else { break };
        cuts.extend([at, colon]);
        from = colon + value.len();
        while !text.is_char_boundary(from) {
            from -= 1;
        }
    }
    cuts.push(text.len());
    let mut parts = Vec::new();
    for pair in cuts.windows(2) {
        let [from, to] = *pair else { continue };
        let Some(part) = text.get(from..to).filter(|part| !part.trim().is_empty()) else { continue };
        let lead = part.len() - part.trim_start().len();
        let before = text.get(..from + lead).map_or(0, |before| before.chars().count());
        parts.push((before, before + part.trim().chars().count(), parts.is_empty(), part.trim()));
    }
    parts
}

pub(super) fn count(of: usize) -> f32 {
    f32::from(u16::try_from(of).unwrap_or(u16::MAX))
}

/// The sheets of a file, at most `most`, with the number of all its pages. Pages too full for a report are blank.
pub(super) fn sheets(bytes: &[u8], most: usize, limits: &Limits) -> Result<(Vec<Sheet>, u32), String> {
    shielded(|| {
        let document = open(bytes, limits)?;
        let budget = usize::try_from(limits.max_pdf).unwrap_or(usize::MAX);
        let mut reader = spans::PageReader::new(&document, budget);
        let mut seen = hashbrown::HashSet::new();
        let all = usize::try_from(limits.max_pages).unwrap_or(usize::MAX);
        let pages: Vec<_> = document.page_iter().filter(|page| seen.insert(*page)).take(all).collect();
        let mut sheets = Vec::new();
        for (number, page) in (1_u32..).zip(pages.iter().take(most)) {
            let spans = reader.page(*page, PAGE_MOST)?;
            sheets.push(Sheet::of(number, reader.sheet(*page), &lines::lines(spans.spans)));
        }
        Ok((sheets, u32::try_from(pages.len()).unwrap_or(u32::MAX)))
    })
    .unwrap_or_else(|what| Err(what.to_owned()))
}

/// The texts of a page of a PDF, to be marked.
///
/// # Errors
/// Where the file is damaged, or has no such page.
pub fn page_texts(bytes: &[u8], page: u32, limits: &Limits) -> Result<PageTexts, String> {
    let most = usize::try_from(page).unwrap_or(usize::MAX);
    let (sheets, pages) = sheets(bytes, most, limits)?;
    let Some(sheet) = sheets.into_iter().find(|sheet| sheet.number == page) else {
        return Err(format!("there is no page {page}; the file has pages 1 to {pages}"));
    };
    let texts = sheet.texts.into_iter().map(|text| {
        let Text { x, end, y, size, line, text, .. } = text;
        PageText { x, end, y, size, line, text }
    });
    Ok(PageTexts { pages, width: sheet.width, height: sheet.height, texts: texts.collect() })
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_run_is_cut_at_its_labels() {
        let shown = |text: &str| parts(text).into_iter().map(|(_, _, _, part)| part.to_owned()).collect::<Vec<_>>();
        assert_eq!(shown("Serial: A:1 Typ: X"), ["Serial:", "A:1", "Typ:", "X"]);
        assert_eq!(shown("Serien-Nr.:"), ["Serien-Nr.:"]);
        assert_eq!(shown("10:30 Uhr"), ["10:30 Uhr"]);
        assert_eq!(shown("Müller: Größe: ü"), ["Müller:", "Größe:", "ü"]);
        assert_eq!(shown(""), [] as [&str; 0]);
    }
}
