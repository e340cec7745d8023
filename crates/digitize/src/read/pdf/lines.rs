//! Pieces of text -> lines from top to bottom, each in segments that a wide gap separates.

use super::spans::Span;

/// Words that stand together.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Segment {
    pub x: f32,
    pub end: f32,
    pub text: String,
}

/// One line of a page.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Line {
    pub y: f32,
    pub size: f32,
    pub segments: Vec<Segment>,
}

/// Wider than this many sizes, a gap separates columns; a space is 0.2 to 0.35 wide, in justified text up to 0.9.
const COLUMN_GAP: f32 = 1.0;
/// Wider than this many sizes, a gap is a space.
const SPACE_GAP: f32 = 0.15;

/// The lines of a page.
pub(super) fn lines(mut spans: Vec<Span>) -> Vec<Line> {
    spans.sort_by(|a, b| b.y.total_cmp(&a.y).then(a.x.total_cmp(&b.x)));
    let mut lines = Vec::new();
    let mut row: Vec<Span> = Vec::new();
    for span in spans {
        let apart = row.first().is_some_and(|first| first.y - span.y > 0.4 * first.size.min(span.size));
        if apart {
            lines.extend(line(std::mem::take(&mut row)));
        }
        row.push(span);
    }
    lines.extend(line(row));
    lines
}

fn line(mut row: Vec<Span>) -> Option<Line> {
    row.sort_by(|a, b| a.x.total_cmp(&b.x));
    let y = row.first()?.y;
    let mut size = 0.0_f32;
    let mut segments: Vec<Segment> = Vec::new();
    let mut last: Option<(f32, String)> = None;
    for span in row {
        // Bold print is often the same text twice, a hair apart.
        if last.as_ref().is_some_and(|(x, text)| (span.x - x).abs() < 0.2 * span.size && *text == span.text) {
            continue;
        }
        last = Some((span.x, span.text.clone()));
        size = size.max(span.size);
        // Blanks a program pads with count as a gap, not as text.
        let lead = to_f32(span.text.len() - span.text.trim_start().len());
        let gap = segments.last().map_or(f32::MAX, |segment| span.x - segment.end) + lead * 0.25 * span.size;
        match segments.last_mut() {
            Some(segment) if gap <= COLUMN_GAP * span.size => {
                let text = span.text.trim_start();
                if (gap > SPACE_GAP * span.size || lead > 0.0) && !segment.text.ends_with(' ') {
                    segment.text.push(' ');
                }
                segment.text.push_str(text);
                segment.end = segment.end.max(span.end);
            }
            _ => segments.push(Segment { x: span.x, end: span.end, text: span.text.trim_start().to_owned() }),
        }
    }
    // Columns made with blanks in one string.
    let segments: Vec<_> =
        segments.iter().flat_map(split_at_blanks).filter(|segment| !segment.text.is_empty()).collect();
    (!segments.is_empty()).then_some(Line { y, size, segments })
}

fn split_at_blanks(segment: &Segment) -> Vec<Segment> {
    if !segment.text.contains("   ") {
        return vec![Segment { text: segment.text.trim().to_owned(), ..*segment }];
    }
    let width = (segment.end - segment.x) / to_f32(segment.text.chars().count().max(1));
    let mut parts = Vec::new();
    let mut from = 0;
    for part in segment.text.split("   ") {
        let lead = part.chars().count() - part.trim_start().chars().count();
        let letters = part.trim().chars().count();
        if letters > 0 {
            let x = segment.x + width * to_f32(from + lead);
            parts.push(Segment { x, end: x + width * to_f32(letters), text: part.trim().to_owned() });
        }
        from += part.chars().count() + 3;
    }
    parts
}

fn to_f32(count: usize) -> f32 {
    f32::from(u16::try_from(count).unwrap_or(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(x: f32, y: f32, text: &str) -> Span {
        Span { x, end: x + 5.0 * to_f32(text.len()), y, size: 10.0, text: text.to_owned() }
    }

    fn show(spans: Vec<Span>) -> Vec<Vec<String>> {
        lines(spans).into_iter().map(|line| line.segments.into_iter().map(|segment| segment.text).collect()).collect()
    }

    #[test]
    fn gaps_make_words_and_columns() {
        let spans = vec![
            span(200.0, 700.0, "SN-1"),
            span(50.0, 700.5, "Se"),
            span(60.0, 700.0, "rial"),
            span(83.0, 699.8, "number:"),
            span(50.0, 685.0, "Type:     X 5"),
        ];
        assert_eq!(show(spans), [vec!["Serial number:", "SN-1"], vec!["Type:", "X 5"]]);
    }

    #[test]
    fn text_printed_twice_counts_once() {
        assert_eq!(show(vec![span(50.0, 700.0, "Bold"), span(50.4, 700.0, "Bold")]), [["Bold"]]);
    }
}
