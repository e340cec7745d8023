//! One line of a framed list: which kind it is, where its cells begin.

use std::borrow::Cow;

/// What a line of the file is.
pub(super) enum Line<'t> {
    Blank,
    /// Nothing but dashes, and where columns meet `|` or `+`.
    Ruler,
    /// Begins and ends with `|`.
    Framed(&'t str),
    /// Begins with `|`, but its last cell goes on in the next line.
    Open(&'t str),
    /// A title, a page's head, a number of hits.
    Other,
}

impl<'t> Line<'t> {
    pub fn of(line: &'t str) -> Self {
        let text = line.trim_end();
        let inner = text.trim_start();
        if inner.is_empty() {
            Self::Blank
        } else if is_ruler(inner) {
            Self::Ruler
        } else if !inner.starts_with('|') {
            Self::Other
        } else if inner.len() > 2 && inner.ends_with('|') {
            Self::Framed(text)
        } else {
            Self::Open(text)
        }
    }
}

/// Whether a line is drawn, not written.
pub(super) fn is_ruler(line: &str) -> bool {
    let line = line.trim();
    line.contains("---") && line.bytes().all(|byte| matches!(byte, b'-' | b'|' | b'+' | b' ' | b':'))
}

/// How many cells a framed line has.
pub(super) fn cells(line: &str) -> usize {
    memchr::memchr_iter(b'|', line.as_bytes()).count().saturating_sub(1)
}

/// Whether a framed line holds sums: SAP marks them with `*`, `**`, ... in the first cell that is filled.
pub(super) fn is_total(line: &str) -> bool {
    let first = line.split('|').map(str::trim).find(|cell| !cell.is_empty());
    first.is_some_and(|cell| {
        let mark = cell.split_whitespace().next().unwrap_or_default();
        mark.len() <= 9 && mark.bytes().all(|byte| byte == b'*')
    })
}

/// Where the `|` of a line stand, counted in letters.
#[derive(PartialEq, Eq)]
pub(super) struct Frame {
    bars: Vec<usize>,
}

impl Frame {
    pub fn of(line: &str) -> Self {
        Self {
            bars: line.trim_end().chars().enumerate().filter(|(_, letter)| *letter == '|').map(|(at, _)| at).collect(),
        }
    }

    pub fn cells(&self) -> usize {
        self.bars.len().saturating_sub(1)
    }

    /// The line with its cells apart, each quoted where it has to be; `None` when it does not fit. `exact`: the bars
    /// must stand where they stand in the headings, since another frame has as many.
    pub fn row<'l>(&self, line: &'l str, exact: bool) -> Option<Cow<'l, str>> {
        let count = cells(line);
        if count < self.cells() {
            return None;
        }
        if count == self.cells() && !exact {
            if !line.contains("|\"") {
                return Some(Cow::Borrowed(line.trim_start()));
            }
            let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
            return Some(Cow::Owned(framed(inner.split('|'))));
        }
        // More bars than columns: those of the headings part cells, others are letters.
        let mut parts = Vec::with_capacity(self.cells());
        let mut bars = self.bars.iter().copied().peekable();
        let mut start = None;
        let mut letters = 0;
        for (at, (offset, letter)) in line.char_indices().enumerate() {
            letters = at + 1;
            if bars.next_if_eq(&at).is_some() {
                if letter != '|' {
                    return None;
                }
                if let Some(start) = start {
                    parts.push(line.get(start..offset)?);
                }
                start = Some(offset + 1);
            }
        }
        let whole = bars.peek().is_none() && self.bars.last().is_some_and(|last| last + 1 == letters);
        whole.then(|| Cow::Owned(framed(parts.into_iter())))
    }
}

/// Cells between `|`, quoted where they hold one or begin with a quote.
fn framed<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let mut line = String::from("|");
    for cell in cells {
        let cell = cell.trim_end();
        if cell.contains('|') || cell.starts_with('"') {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(cell);
        }
        line.push('|');
    }
    line
}

/// Headings of several lines over the same columns: the words of a column one after the other.
pub(super) fn stacked(lines: &[&str]) -> String {
    let mut columns: Vec<String> = Vec::new();
    for line in lines {
        let inner = line.trim().trim_start_matches('|');
        for (at, cell) in inner.strip_suffix('|').unwrap_or(inner).split('|').enumerate() {
            if columns.len() <= at {
                columns.push(String::new());
            }
            if let Some(column) = columns.get_mut(at).filter(|_| !cell.trim().is_empty()) {
                if !column.is_empty() {
                    column.push(' ');
                }
                column.push_str(cell.trim());
            }
        }
    }
    framed(columns.iter().map(String::as_str))
}

/// Headings of a record on several lines: those of one line behind those of the other.
pub(super) fn beside(lines: &[&str]) -> String {
    let inner = lines.iter().map(|line| {
        let inner = line.trim();
        inner.strip_prefix('|').and_then(|inner| inner.strip_suffix('|')).unwrap_or(inner)
    });
    framed(inner.flat_map(|inner| inner.split('|')).map(str::trim))
}
