//! Page content -> pieces of text with their places.

use super::{
    font::{Font, Glyph, Work},
    matrix::Matrix,
};
use hashbrown::HashMap;
use lopdf::{Dictionary, Document, Object, ObjectId, content::Content, content::Operation};
use std::rc::Rc;

/// How deep forms may lie in forms.
const FORMS_DEEP: usize = 8;
/// How deep `q` may nest; deeper ones are ignored.
const STATES_DEEP: usize = 512;
/// Spans of one page; a page of small print has some thousands.
const SPANS_MOST: usize = 200_000;

/// Spans of one file.
const ALL_SPANS_MOST: usize = 4_000_000;
/// Bytes of text of one file; a code may stand for many letters.
const TEXT_MOST: usize = 256 << 20;

/// Text shown by one operator, in units of 1/72 inch from the page's corner (up is more).
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Span {
    pub x: f32,
    pub end: f32,
    pub y: f32,
    /// The letters' size as shown.
    pub size: f32,
    pub text: String,
}

/// What a page shows.
#[derive(Default)]
pub(super) struct PageSpans {
    pub spans: Vec<Span>,
    /// Bytes of their text.
    text: usize,
    /// How many codes could not be told as letters.
    pub unreadable: u32,
}

/// Reads the pages of one document and keeps its fonts and its budget.
pub(super) struct PageReader<'d> {
    document: &'d Document,
    fonts: HashMap<usize, Rc<Font>>,
    font_work: Work,
    /// Bytes of content that may still be expanded.
    left: usize,
    /// Spans and bytes of text that may still be shown.
    spans_left: usize,
    text_left: usize,
}

#[derive(Clone)]
struct State {
    place: Matrix,
    font: Option<Rc<Font>>,
    size: f32,
    letter_space: f32,
    word_space: f32,
    /// Horizontal scaling, 1 for none.
    stretch: f32,
    leading: f32,
    rise: f32,
}

impl<'d> PageReader<'d> {
    pub fn new(document: &'d Document, left: usize) -> Self {
        Self {
            document,
            fonts: HashMap::new(),
            font_work: Work::new(),
            left,
            spans_left: ALL_SPANS_MOST,
            text_left: TEXT_MOST,
        }
    }

    /// The text of a page whose content expands to at most `most` bytes.
    pub fn page(&mut self, page: ObjectId, most: usize) -> Result<PageSpans, String> {
        let content = self.document.get_page_content_with_limit(page, most.min(self.left)).map_err(|_| too_much())?;
        self.left = self.left.saturating_sub(content.len());
        let mut resources = Vec::new();
        if let Ok((own, shared)) = self.document.get_page_resources(page) {
            resources.extend(own);
            resources.extend(shared.iter().filter_map(|id| self.document.get_dictionary(*id).ok()));
        }
        let state = State {
            place: Matrix::turned(self.rotation(page)),
            font: None,
            size: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        };
        let mut spans = PageSpans::default();
        self.run(&content, &resources, state, 0, &mut spans)?;
        self.spans_left = self.spans_left.checked_sub(spans.spans.len()).ok_or_else(too_much)?;
        self.text_left = self.text_left.checked_sub(spans.text).ok_or_else(too_much)?;
        Ok(spans)
    }

    /// The page's box as it is shown: left edge, upper edge (up is more), width and height in points.
    pub fn sheet(&self, page: ObjectId) -> (f32, f32, f32, f32) {
        const A4: [f32; 4] = [0.0, 0.0, 595.0, 842.0];
        let [x1, y1, x2, y2] =
            self.inherited(page, b"CropBox").or_else(|| self.inherited(page, b"MediaBox")).unwrap_or(A4);
        let turned = Matrix::turned(self.rotation(page));
        let corners = [(x1, y1), (x2, y2)].map(|(x, y)| Matrix::shift(x, y).then(turned).0);
        let [[.., ax, ay], [.., bx, by]] = corners;
        (ax.min(bx), ay.max(by), (ax - bx).abs(), (ay - by).abs())
    }

    /// A rectangle of the page or of what it lies in; none where it is no real one.
    fn inherited(&self, page: ObjectId, key: &[u8]) -> Option<[f32; 4]> {
        let mut node = self.document.get_dictionary(page).ok();
        for _ in 0..32 {
            let dictionary = node?;
            if let Ok(sides) = dictionary.get_deref(key, self.document).and_then(Object::as_array) {
                let numbers: Vec<f32> = sides.iter().filter_map(|side| side.as_float().ok()).collect();
                let sides = <[f32; 4]>::try_from(numbers).ok()?;
                let [x1, y1, x2, y2] = sides;
                let is_real = |from: f32, to: f32| (from - to).abs() > 1.0 && (from - to).abs() < 20_000.0;
                return (is_real(x1, x2) && is_real(y1, y2)).then_some(sides);
            }
            node = dictionary.get_deref(b"Parent", self.document).and_then(Object::as_dict).ok();
        }
        None
    }

    /// `/Rotate` of the page or of what it lies in.
    fn rotation(&self, page: ObjectId) -> i64 {
        let mut node = self.document.get_dictionary(page).ok();
        for _ in 0..32 {
            let Some(dictionary) = node else { return 0 };
            if let Ok(degrees) = dictionary.get_deref(b"Rotate", self.document).and_then(Object::as_i64) {
                return degrees;
            }
            node = dictionary.get_deref(b"Parent", self.document).and_then(Object::as_dict).ok();
        }
        0
    }

    fn run(
        &mut self,
        content: &[u8],
        resources: &[&'d Dictionary],
        state: State,
        depth: usize,
        spans: &mut PageSpans,
    ) -> Result<(), String> {
        let mut state = state;
        let mut kept: Vec<State> = Vec::new();
        let (mut text, mut line) = (Matrix::IDENTITY, Matrix::IDENTITY);
        for operation in Content::decode_iter(content) {
            // What follows a broken operator cannot be told apart; what came before counts.
            let Ok(Operation { operator, operands }) = operation else { break };
            let n = |index: usize| operands.get(index).and_then(|operand| operand.as_float().ok()).unwrap_or(0.0);
            let matrix = || Matrix([n(0), n(1), n(2), n(3), n(4), n(5)]);
            match operator.as_str() {
                "q" if kept.len() < STATES_DEEP => kept.push(state.clone()),
                "Q" => state = kept.pop().unwrap_or(state),
                "cm" => state.place = matrix().then(state.place),
                "BT" => (text, line) = (Matrix::IDENTITY, Matrix::IDENTITY),
                "Tf" => {
                    state.size = n(1);
                    let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                    state.font = self.font(resources, name);
                }
                "Tc" => state.letter_space = n(0),
                "Tw" => state.word_space = n(0),
                "Tz" => state.stretch = n(0) / 100.0,
                "TL" => state.leading = n(0),
                "Ts" => state.rise = n(0),
                "Td" | "TD" => {
                    if operator == "TD" {
                        state.leading = -n(1);
                    }
                    line = Matrix::shift(n(0), n(1)).then(line);
                    text = line;
                }
                "Tm" => {
                    line = matrix();
                    text = line;
                }
                "T*" | "'" | "\"" => {
                    if operator == "\"" {
                        (state.word_space, state.letter_space) = (n(0), n(1));
                    }
                    line = Matrix::shift(0.0, -state.leading).then(line);
                    text = line;
                    if let Some(Object::String(bytes, _)) = operands.last() {
                        text = show(&state, text, bytes, spans);
                    }
                }
                "Tj" => {
                    if let Some(Object::String(bytes, _)) = operands.first() {
                        text = show(&state, text, bytes, spans);
                    }
                }
                "TJ" => {
                    for part in operands.first().and_then(|parts| parts.as_array().ok()).into_iter().flatten() {
                        if spans.spans.len() > SPANS_MOST || spans.text > TEXT_MOST {
                            return Err(too_much());
                        }
                        if let Object::String(bytes, _) = part {
                            text = show(&state, text, bytes, spans);
                        } else if let Ok(back) = part.as_float() {
                            text = Matrix::shift(-back / 1000.0 * state.size * state.stretch, 0.0).then(text);
                        }
                    }
                }
                "Do" if depth < FORMS_DEEP => {
                    let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                    self.form(resources, name, &state, depth, spans)?;
                }
                _ => {}
            }
            if spans.spans.len() > SPANS_MOST || spans.text > TEXT_MOST {
                return Err(too_much());
            }
        }
        Ok(())
    }

    /// Runs a form: content that a page shows by name.
    fn form(
        &mut self,
        resources: &[&'d Dictionary],
        name: &[u8],
        state: &State,
        depth: usize,
        spans: &mut PageSpans,
    ) -> Result<(), String> {
        let found = resources.iter().find_map(|resources| {
            let forms = resources.get_deref(b"XObject", self.document).and_then(Object::as_dict).ok()?;
            forms.get_deref(name, self.document).and_then(Object::as_stream).ok()
        });
        let Some(form) = found else { return Ok(()) };
        if form.dict.get_deref(b"Subtype", self.document).and_then(Object::as_name).ok() != Some(b"Form") {
            return Ok(());
        }
        // Each use of a form costs, so that forms of forms cannot multiply without end.
        let content = form.get_plain_content_with_limit(super::PAGE_MOST.min(self.left)).map_err(|_| too_much())?;
        self.left = self.left.checked_sub(content.len().max(1024)).ok_or_else(too_much)?;
        let mut state = state.clone();
        if let Ok(matrix) = form.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array) {
            let numbers: Vec<f32> = matrix.iter().filter_map(|number| number.as_float().ok()).collect();
            if let Ok(numbers) = <[f32; 6]>::try_from(numbers) {
                state.place = Matrix(numbers).then(state.place);
            }
        }
        let own = form.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok();
        let all: Vec<_> = own.into_iter().chain(resources.iter().copied()).take(FORMS_DEEP * 4).collect();
        self.run(&content, &all, state, depth + 1, spans)
    }

    fn font(&mut self, resources: &[&'d Dictionary], name: &[u8]) -> Option<Rc<Font>> {
        let dictionary = resources.iter().find_map(|resources| {
            let fonts = resources.get_deref(b"Font", self.document).and_then(Object::as_dict).ok()?;
            fonts.get_deref(name, self.document).and_then(Object::as_dict).ok()
        })?;
        // A dictionary stays where it is as long as the document lives.
        let key = std::ptr::from_ref(dictionary).addr();
        let (document, work) = (self.document, &mut self.font_work);
        Some(Rc::clone(self.fonts.entry(key).or_insert_with(|| Rc::new(Font::of(document, dictionary, work)))))
    }
}

fn too_much() -> String {
    "its pages hold more than any report does; print it to PDF anew or split it".to_owned()
}

/// Adds the text of one string; returns the place behind it.
fn show(state: &State, text: Matrix, bytes: &[u8], spans: &mut PageSpans) -> Matrix {
    let Some(font) = &state.font else { return text };
    let mut words = String::new();
    let mut advance = 0.0_f32;
    spans.unreadable += font.show(bytes, &mut words, |Glyph { width, is_space }| {
        advance += width * state.size + state.letter_space + if is_space { state.word_space } else { 0.0 };
    });
    advance *= state.stretch;
    let placed = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, state.rise]).then(text).then(state.place);
    let behind = Matrix::shift(advance, 0.0).then(text);
    let [a, b, _, d, x, y] = placed.0;
    let [.., end, _] = behind.then(state.place).0;
    let size = (state.size * d.abs().max(b.abs()).max(a.abs())).abs();
    // Text that runs upwards (stamps, margins) is not part of any line.
    let upright = a.abs() >= b.abs();
    if upright && !words.trim().is_empty() && x.is_finite() && y.is_finite() && end.is_finite() && size.is_finite() {
        spans.text += words.len();
        spans.spans.push(Span { x: x.min(end), end: x.max(end), y, size: size.max(0.1), text: words });
    }
    behind
}
