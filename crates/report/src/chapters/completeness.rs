//! How complete the machine files are.

use crate::document::{Bar, Bars, Block, Chapter, Chart, Part, Stands, Table, Tone, column, row, sum_row};
use crate::names;
use crate::piece::{Line, Piece, read};
use crate::writer::Writer;
use assessment::{Breakdown, CategoryCount};

/// The chapter.
pub(crate) fn chapter(writer: &Writer<'_>) -> Chapter {
    let of = &writer.of.completeness;
    let title = writer.text("completeness", "chart").to_owned();
    let rows: Vec<Bars> = of.categories.iter().map(|category| bar(writer, category)).collect();
    let said = |row: &Bars| {
        let value = row.bars.first().map(|bar| read(&bar.value)).unwrap_or_default();
        format!("{} {value}", read(&row.label))
    };
    let alt = rows.iter().map(said).collect::<Vec<_>>().join("; ");
    let chart =
        Chart { alt: format!("{title}: {alt}"), title, legend: Vec::new(), rows, note: Line::new(), wide: false };
    let mut blocks =
        vec![Block::Text(writer.words("completeness", "intro")), Block::Chart(chart), Block::Table(points(writer))];
    blocks.extend(of.by.iter().filter(|by| !by.groups.is_empty()).map(|by| Block::Table(breakdown(writer, by))));
    Chapter { title: writer.text("completeness", "title").to_owned(), blocks, breaks: false }
}

fn bar(writer: &Writer<'_>, of: &CategoryCount) -> Bars {
    let label = match of.category {
        Some(id) => names::category(id, writer.language()),
        None => writer.text("completeness", "all").to_owned(),
    };
    let tone = if of.category.is_some() { Tone::Second } else { Tone::Main };
    Bars {
        label: vec![Piece::words(label)],
        bars: vec![Bar {
            parts: vec![Part { share: of.share, tone }],
            value: writer.share(of.share, &of.incomplete.id),
        }],
        below: writer.fill("completeness", "incomplete", &[("machines", writer.machines(&of.incomplete))]),
    }
}

fn points(writer: &Writer<'_>) -> Table {
    let text = |key| writer.text("completeness", key);
    let mut last = "";
    let mut rows = Vec::new();
    for point in &writer.of.completeness.points {
        let all = f64::from(point.known.machines + point.unknown.machines).max(1.0);
        let first = point.category != last;
        last = point.category;
        let category = if first { names::category(point.category, writer.language()) } else { String::new() };
        let mut cells = row(vec![
            vec![Piece::words(category)],
            vec![Piece::name(writer.fact(&point.id))],
            writer.share(f64::from(point.known.machines) / all, &point.known.id),
            writer.count(&point.known),
            writer.count(&point.unknown),
        ]);
        cells.first = first;
        rows.push(cells);
    }
    Table {
        title: text("points").to_owned(),
        columns: vec![
            column(text("category"), Stands::Short),
            column(text("point"), Stands::Text),
            column(text("share"), Stands::Number),
            column(text("known"), Stands::Number),
            column(text("missing"), Stands::Number),
        ],
        rows,
        note: Line::new(),
    }
}

fn breakdown(writer: &Writer<'_>, by: &Breakdown) -> Table {
    let text = |key| writer.text("completeness", key);
    let dimension = writer.text("dimension", by.dimension.id());
    let mut rows = Vec::new();
    for group in by.groups.iter().take(by.chart.shown) {
        let name = names::value(by.dimension, group.value.as_deref(), &writer.of.assumptions, writer.language());
        let all = group.categories.first();
        let share = all.map(|all| writer.share(all.share, &all.incomplete.id));
        rows.push(row(vec![
            vec![Piece::name(name)],
            writer.count(&group.machines),
            share.unwrap_or_default(),
            all.map(|all| writer.count(&all.incomplete)).unwrap_or_default(),
        ]));
    }
    if by.chart.grouped > 0 {
        let rest = vec![Piece::words(writer.text("rest", by.dimension.id()))];
        let number = writer.rows(by.chart.grouped);
        rows.push(row(vec![
            writer.fill("completeness", "rest", &[("rest", rest), ("number", number)]),
            writer.count(&by.chart.other),
            writer.share(by.chart.other_share, &by.chart.other.id),
            Line::new(),
        ]));
    }
    if let Some(all) = writer.of.completeness.categories.first() {
        rows.push(sum_row(vec![
            writer.words("money", "base"),
            writer.count(&writer.of.cover.machines),
            writer.share(all.share, &all.incomplete.id),
            writer.count(&all.incomplete),
        ]));
    }
    Table {
        title: text("by").replace("{dimension}", dimension),
        columns: vec![
            column(&capital(dimension), Stands::Text),
            column(text("machines"), Stands::Number),
            column(text("share"), Stands::Number),
            column(text("files_incomplete"), Stands::Number),
        ],
        rows,
        note: Line::new(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
