//! What a managing director must know: three amounts and ten findings.

use crate::document::{Block, Chapter, Item, Tile};
use crate::piece::{Line, Piece};
use crate::writer::Writer;
use assessment::Figure;

/// The chapter.
pub(crate) fn chapter(writer: &Writer<'_>) -> Chapter {
    let of = &writer.of.cover;
    let complete = writer.of.completeness.categories.first().map(|all| writer.machines(&all.complete));
    let base = writer.fill(
        "summary",
        "base",
        &[
            ("machines", writer.machines(&of.machines)),
            ("customers", writer.distinct(of.customers.count, "customers", &of.customers.of.id)),
            ("countries", writer.distinct(of.countries.count, "countries", &of.countries.of.id)),
            ("known", writer.share(of.completeness, &of.incomplete.id)),
            ("complete", complete.unwrap_or_default()),
        ],
    );
    let tile = |figure: &Figure, key: &str, values: &[(&str, Line)]| Tile {
        value: writer.eur(figure).into_iter().next().unwrap_or_else(|| Piece::words("")),
        label: writer.text("summary", key).to_owned(),
        note: writer.fill("summary", &format!("{key}_note"), values),
    };
    let machines = |figure: &Figure| ("machines", writer.machines(figure));
    let tiles = vec![
        tile(&of.untapped, "untapped", &[machines(&of.untapped), ("months", writer.months(true))]),
        tile(&of.ready, "ready", &[machines(&of.ready)]),
        tile(&of.blocked, "blocked", &[machines(&of.blocked)]),
    ];
    let mut blocks = vec![
        Block::Text(base),
        Block::Tiles(tiles),
        Block::Text(writer.words("summary", "apart")),
        Block::Heading(writer.text("summary", "findings").to_owned()),
    ];
    let findings: Vec<Item> = writer.of.findings.iter().map(|finding| item(writer, finding)).collect();
    if findings.is_empty() {
        blocks.push(Block::Text(writer.words("summary", "none")));
    } else {
        blocks.push(Block::Text(writer.words("summary", "findings_note")));
        blocks.push(Block::Items(findings));
    }
    Chapter { title: writer.text("summary", "title").to_owned(), blocks, breaks: true }
}

fn item(writer: &Writer<'_>, finding: &assessment::Finding) -> Item {
    let value = match (finding.eur, finding.figures.first()) {
        (Some(eur), Some(main)) => writer.eur_of(eur, main),
        _ => writer.words("summary", "no_value"),
    };
    Item { line: writer.sentence(&finding.sentence, &finding.figures), value }
}
