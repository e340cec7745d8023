//! Which segment to start with, and why.

use crate::document::{Block, Chapter, Stands, Table, amounts, column, row};
use crate::names;
use crate::piece::{Line, Piece, joined};
use crate::writer::Writer;
use assessment::Segment;

/// Segments listed.
const SHOWN: usize = 12;

/// Points of a segment at most.
const MOST: f64 = 100.0;

fn segment(writer: &Writer<'_>, of: &Segment) -> Line {
    vec![Piece::name(names::segment(&of.potential.values, &writer.of.assumptions, writer.language()))]
}

/// The chapter.
pub(crate) fn chapter(writer: &Writer<'_>) -> Chapter {
    let segments = &writer.of.start_with;
    let mut blocks = vec![Block::Text(writer.words("start", "intro"))];
    if let Some(first) = segments.first() {
        blocks.push(callout(writer, first));
        blocks.push(Block::Text(why(writer, first, segments.get(1))));
        blocks.push(Block::Table(table(writer)));
    } else {
        let least = writer.number(f64::from(writer.of.assumptions.segment_min_machines), 0);
        blocks.push(Block::Text(writer.fill("start", "none", &[("number", writer.assumed(least))])));
    }
    Chapter { title: writer.text("start", "title").to_owned(), blocks, breaks: true }
}

fn callout(writer: &Writer<'_>, first: &Segment) -> Block {
    let title = writer.fill("start", "first", &[("segment", segment(writer, first))]);
    let of = &first.potential;
    let figures = [of.machines.id.clone(), of.all.id.clone(), first.ready.id.clone()];
    Block::Callout(title, writer.sentence(&first.reason, &figures))
}

fn why(writer: &Writer<'_>, first: &Segment, second: Option<&Segment>) -> Line {
    let id = |part: &str| match part {
        "potential" => &first.potential.all.id,
        "ready" => &first.ready.id,
        _ => &first.potential.machines.id,
    };
    let parts = first.parts.iter().map(|part| {
        let points = writer.points(part.points, id(part.id));
        let of = writer.assumed(writer.number(part.of, 1));
        writer.fill("start", "part", &[("points", points), ("of", of), ("part", writer.words("start", part.id))])
    });
    let score = writer.points(first.score, &first.potential.machines.id);
    let mut line = writer.fill(
        "start",
        "why",
        &[("score", score), ("most", writer.assumed(writer.number(MOST, 0))), ("parts", joined(parts, ", "))],
    );
    if let Some(second) = second {
        let score = writer.points(second.score, &second.potential.machines.id);
        line.push(Piece::words(" "));
        line.extend(writer.fill("start", "second", &[("segment", segment(writer, second)), ("score", score)]));
    }
    line
}

fn table(writer: &Writer<'_>) -> Table {
    let text = |key| writer.text("start", key);
    let segments = &writer.of.start_with;
    let rows = segments.iter().take(SHOWN).map(|of| {
        let machines = &of.potential.machines;
        row(vec![
            segment(writer, of),
            writer.points(of.score, &machines.id),
            writer.count(machines),
            writer.amount(&of.potential.all),
            writer.amount(&of.ready),
            writer.share(of.known, &machines.id),
            writer.share(of.reached, &machines.id),
        ])
    });
    Table {
        title: text("table").to_owned(),
        columns: vec![
            column(text("segment"), Stands::Text),
            column(text("score"), Stands::Number),
            column(text("machines"), Stands::Number),
            amounts(text("potential_eur")),
            amounts(text("ready_eur")),
            column(text("known_share"), Stands::Number),
            column(text("reached_share"), Stands::Number),
        ],
        rows: rows.collect(),
        note: if segments.len() > SHOWN {
            let values = [("shown", writer.rows(SHOWN)), ("all", writer.rows(segments.len()))];
            writer.fill("start", "table_note", &values)
        } else {
            Line::new()
        },
    }
}
