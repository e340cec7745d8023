//! Lists as SAP prints them into a text file ("unconverted": SE16N, ALV, IH08, IW28): cells between `|`, rulers of
//! dashes, a head above each page, headings repeated, long texts broken, wide records on several lines.
//!
//! What comes out is the same text line for line, so that a row keeps the number an editor shows: lines that are no
//! record become blank, a record on several lines stands on its first one, and a cell that holds a `|` is quoted.

mod frame;

use base::{Problem, Severity};
use frame::{Frame, Line, cells, is_ruler};

/// Lines looked at to see whether this is such a list.
const LOOKED_AT: usize = 400;
/// Lines the headings, and with them each record, may take.
const MOST_LINES: usize = 6;
/// Lines one record may be broken over by line ends in its texts.
const MOST_BROKEN: usize = 20;
/// Rows named one by one when they do not fit the headings.
const MOST_NAMED: usize = 200;

const HEAD_AND_ITEMS: &str = "a list of head lines with items below them, which is no table; show it in SAP as a table \
                              (ALV grid) and export that as a spreadsheet or unconverted";
const TOO_TALL: &str = "a list whose records take too many lines; choose fewer columns or a wider list in SAP, or \
                        export it as a spreadsheet";

/// A list without what is no record.
pub(super) struct Tidied {
    /// The text, line for line, with `|` between the cells.
    pub text: String,
    /// Rows that do not fit the headings.
    pub problems: Vec<Problem>,
}

/// The list in this text; `None` when it is no list of SAP, an error when it is one that cannot be read.
pub(super) fn tidied(name: &str, text: &str) -> Option<Result<Tidied, String>> {
    let heading = heading(text)?;
    Some(Tidying::new(name, text, &heading).and_then(|tidying| tidying.all(text)))
}

/// Where the headings are.
struct Heading {
    /// Their first line, from 0.
    first: usize,
    /// How many lines they take.
    lines: usize,
}

/// The first framed lines with at least two cells, where the text is a list: ruled, and framed from there on.
fn heading(text: &str) -> Option<Heading> {
    let lines: Vec<Line<'_>> = text.lines().take(LOOKED_AT).map(Line::of).collect();
    let wide = |line: &Line<'_>| matches!(line, Line::Framed(text) if cells(text) >= 2);
    let first =
        lines.iter().position(wide).or_else(|| lines.iter().position(|line| matches!(line, Line::Framed(_))))?;
    let rest = lines.get(first..).unwrap_or_default();
    let count = |wanted: fn(&Line<'_>) -> bool| rest.iter().filter(|line| wanted(line)).count();
    let framed = count(|line| matches!(line, Line::Framed(_) | Line::Open(_)));
    let ruled = lines.iter().any(|line| matches!(line, Line::Ruler));
    if !ruled || framed < 2 || framed < count(|line| matches!(line, Line::Other)) {
        return None;
    }
    let block = rest.iter().take_while(|line| matches!(line, Line::Framed(_))).count();
    // Without a ruler below them the headings are one line, and records follow at once.
    let ruled_off = matches!(rest.get(block), Some(Line::Ruler));
    let records_below = rest.iter().skip(block).any(|line| matches!(line, Line::Framed(_) | Line::Open(_)));
    let block: Vec<&str> = text.lines().skip(first).take(block).collect();
    let are_headings = ruled_off && records_below && !is_header_and_records(&block);
    Some(Heading { first, lines: if are_headings { block.len() } else { 1 } })
}

/// Whether lines of one frame are headings with records right below them: records hold figures.
fn is_header_and_records(block: &[&str]) -> bool {
    let Some((top, below)) = block.split_first() else { return false };
    let frame = Frame::of(top);
    below.iter().all(|line| Frame::of(line) == frame)
        && below.iter().any(|line| line.bytes().any(|byte| byte.is_ascii_digit()))
}

struct Tidying<'t> {
    name: &'t str,
    first: usize,
    /// The lines of the headings, as they are repeated on each page.
    repeated: Vec<&'t str>,
    frames: Vec<Frame>,
    headings: String,
    text: String,
    problems: Vec<Problem>,
    /// Rows that do not fit the headings, named or not.
    misfits: usize,
    records: usize,
    /// The lines of the record that is being read: the number of its first one, what it holds, how many they are.
    record: Option<(usize, String, usize)>,
    /// A line whose last cell is not closed yet: its number and text.
    open: Option<(usize, String, usize)>,
    /// Lines written so far.
    written: usize,
}

impl<'t> Tidying<'t> {
    fn new(name: &'t str, text: &'t str, heading: &Heading) -> Result<Self, String> {
        let repeated: Vec<&str> = text.lines().skip(heading.first).take(heading.lines).map(str::trim_end).collect();
        if repeated.len() > MOST_LINES {
            return Err(TOO_TALL.to_owned());
        }
        let mut frames: Vec<Frame> = repeated.iter().map(|line| Frame::of(line)).collect();
        let same = frames.windows(2).all(|pair| matches!(pair, [one, other] if one == other));
        let headings = if same {
            // One record a line under headings of several lines: "Inbetriebn." over "am".
            frames.truncate(1);
            frame::stacked(&repeated)
        } else {
            frame::beside(&repeated)
        };
        Ok(Self {
            name,
            first: heading.first,
            repeated,
            frames,
            headings,
            text: String::with_capacity(text.len() + 64),
            problems: Vec::new(),
            misfits: 0,
            records: 0,
            record: None,
            open: None,
            written: 0,
        })
    }

    fn all(mut self, text: &str) -> Result<Tidied, String> {
        for (number, line) in text.lines().enumerate() {
            if number < self.first {
                // Titles stay, one cell each.
                let title = if is_ruler(line) { "" } else { line.trim_end() };
                self.put(number, &title.replace(['|', '"'], " "));
            } else if number == self.first + self.repeated.len() - 1 {
                let headings = std::mem::take(&mut self.headings);
                self.put(number, &headings);
            } else if number >= self.first + self.repeated.len() {
                self.line(number, line);
            }
        }
        self.give_up_open();
        self.give_up_record();
        if self.frames.len() > 1 && self.misfits * 2 > self.records {
            return Err(HEAD_AND_ITEMS.to_owned());
        }
        if self.misfits > MOST_NAMED {
            let what = format!("{} further rows have other columns than the headings and were left out", {
                self.misfits - MOST_NAMED
            });
            self.problems.push(Problem::file(self.name, what).with_severity(Severity::Table));
        }
        Ok(Tidied { text: self.text, problems: self.problems })
    }

    fn line(&mut self, number: usize, line: &str) {
        if let Some((from, mut text, lines)) = self.open.take() {
            if line.trim_start().starts_with('|') || lines >= MOST_BROKEN {
                self.misfit(from);
            } else {
                // A line end within a text took the place of one letter.
                text.push(' ');
                text.push_str(line.trim_end());
                let whole = text.ends_with('|') && cells(&text) >= self.expected();
                if whole {
                    self.framed(from, &text);
                } else {
                    self.open = Some((from, text, lines + 1));
                }
                return;
            }
        }
        match Line::of(line) {
            Line::Framed(text) => self.framed(number, text),
            Line::Open(text) => self.open = Some((number, text.to_owned(), 1)),
            Line::Ruler | Line::Blank | Line::Other => {}
        }
    }

    /// Cells of the line that comes next.
    fn expected(&self) -> usize {
        let at = self.record.as_ref().map_or(0, |(_, _, lines)| *lines);
        self.frames.get(at).map_or(1, Frame::cells)
    }

    fn framed(&mut self, number: usize, line: &str) {
        if self.repeated.contains(&line.trim_end()) || frame::is_total(line) {
            self.give_up_record();
            return;
        }
        let at = self.record.as_ref().map_or(0, |(_, _, lines)| *lines);
        let mut fits = self.frames.get(at).and_then(|frame| frame.row(line, self.frames.len() > 1));
        if fits.is_none() && at > 0 {
            self.give_up_record();
            fits = self.frames.first().and_then(|frame| frame.row(line, true));
        }
        let Some(row) = fits else {
            self.misfit(number);
            return;
        };
        let (from, text, lines) = match self.record.take() {
            Some((from, mut text, lines)) => {
                // The `|` that ends the line before begins this one.
                text.push_str(row.get(1..).unwrap_or_default());
                (from, text, lines + 1)
            }
            None => (number, row.into_owned(), 1),
        };
        if lines == self.frames.len() {
            self.records += 1;
            self.put(from, &text);
        } else {
            self.record = Some((from, text, lines));
        }
    }

    fn give_up_open(&mut self) {
        if let Some((from, ..)) = self.open.take() {
            self.misfit(from);
        }
    }

    fn give_up_record(&mut self) {
        if let Some((from, ..)) = self.record.take() {
            self.misfit(from);
        }
    }

    fn misfit(&mut self, number: usize) {
        self.misfits += 1;
        if self.misfits <= MOST_NAMED {
            let what = "the row has other columns than the headings and was left out; export the list again without \
                        line ends and | in its texts";
            let row = u32::try_from(number + 1).unwrap_or(u32::MAX);
            self.problems.push(Problem::file(self.name, what).with_severity(Severity::Row).at_row(row));
        }
    }

    /// Writes a line at its number, blank ones before it.
    fn put(&mut self, number: usize, line: &str) {
        while self.written < number {
            self.text.push('\n');
            self.written += 1;
        }
        self.text.push_str(line);
        self.text.push('\n');
        self.written += 1;
    }
}

#[cfg(test)]
mod tests;
