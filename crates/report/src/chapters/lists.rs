//! What the report rests on: assumptions, and what each kind of figure means.

use crate::document::{Block, Chapter, Stands, Table, column, row};
use crate::piece::{Kind, Line, Piece};
use crate::writer::{NO_BREAK, Writer, changed};
use assessment::definitions;

/// The assumptions in force.
pub(crate) fn assumptions(writer: &Writer<'_>) -> Chapter {
    let text = |key| writer.text("assumptions", key);
    let differ = changed(&writer.of.assumptions).unwrap_or_default();
    let rows = writer.of.assumptions.texts(writer.language()).into_iter().map(|of| {
        // A number and its unit stay on one line; long values may break.
        let value = if of.value.len() < 20 { of.value.replace(' ', &NO_BREAK.to_string()) } else { of.value };
        let mut value = writer.assumed(value);
        if differ.contains_key(of.id) {
            value.push(Piece::words(format!(" ({})", writer.text("report", "changed"))));
        }
        let name = text(of.id).to_owned();
        row(vec![vec![Piece::words(name)], value, vec![Piece::of(Kind::Assumed, of.meaning)]])
    });
    let table = Table {
        title: String::new(),
        columns: vec![
            column(text("name"), Stands::Short),
            column(text("value"), Stands::Half),
            column(text("meaning"), Stands::Text),
        ],
        rows: rows.collect(),
        note: Line::new(),
    };
    Chapter {
        title: text("title").to_owned(),
        blocks: vec![Block::Text(writer.words("assumptions", "intro")), Block::Table(table)],
        breaks: true,
    }
}

/// What every number means.
pub(crate) fn definitions_of(writer: &Writer<'_>) -> Chapter {
    let text = |key| writer.text("definitions", key);
    let rows = definitions().iter().map(|of| {
        row(vec![
            vec![Piece::words(writer.text("pattern", of.pattern))],
            vec![Piece::of(Kind::Assumed, of.get(writer.language()))],
        ])
    });
    let table = Table {
        title: String::new(),
        columns: vec![column(text("figure"), Stands::Short), column(text("meaning"), Stands::Text)],
        rows: rows.collect(),
        note: Line::new(),
    };
    Chapter {
        title: text("title").to_owned(),
        blocks: vec![Block::Text(writer.words("definitions", "intro")), Block::Table(table)],
        breaks: false,
    }
}
