//! What is missing, ranked by what filling it frees, and who can fill it.

use crate::document::{Bar, Bars, Block, Chapter, Chart, Part, Stands, Table, Tone, amounts, column, row};
use crate::piece::{Line, Piece, joined, read};
use crate::writer::Writer;
use assessment::{Bundle, Gap};

/// Bars of the chart.
const BARS: usize = 10;

/// Gaps whose persons are listed, and persons a gap.
const OWNED: usize = 3;
const PERSONS: usize = 5;

/// Sets of data that are listed.
const TOGETHER: usize = 8;

/// The chapter.
pub(crate) fn chapter(writer: &Writer<'_>) -> Chapter {
    let of = &writer.of.gaps;
    let mut blocks = Vec::new();
    if of.gaps.is_empty() {
        blocks.push(Block::Text(writer.words("gaps", "none")));
    } else {
        blocks.push(Block::Text(writer.words("gaps", "intro")));
        let worth: Vec<&Gap> = of.gaps.iter().filter(|gap| gap.freed.eur > Some(0.0)).collect();
        if worth.is_empty() {
            blocks.push(Block::Text(writer.words("gaps", "nothing_alone")));
        } else {
            blocks.push(Block::Chart(chart(writer, &worth)));
        }
        blocks.push(Block::Table(table(writer)));
        blocks.push(Block::Table(owners(writer)));
    }
    if !of.together.is_empty() {
        blocks.push(Block::Table(together(writer)));
    }
    Chapter { title: writer.text("gaps", "title").to_owned(), blocks, breaks: true }
}

fn chart(writer: &Writer<'_>, worth: &[&Gap]) -> Chart {
    let title = writer.text("gaps", "chart").to_owned();
    let freed = |gap: &Gap| gap.freed.eur.unwrap_or_default();
    let most = worth.iter().map(|gap| freed(gap)).fold(1.0, f64::max);
    let shown = worth.iter().take(BARS);
    let rows: Vec<Bars> = shown
        .map(|gap| Bars {
            label: vec![Piece::name(writer.fact(&gap.id))],
            bars: vec![Bar {
                parts: vec![Part {
                    share: freed(gap) / most,
                    tone: if gap.unreached { Tone::Second } else { Tone::Main },
                }],
                value: writer.eur(&gap.freed),
            }],
            below: Line::new(),
        })
        .collect();
    let said = rows.iter().map(|row| {
        let value = row.bars.first().map(|bar| read(&bar.value)).unwrap_or_default();
        format!("{} {value}", read(&row.label))
    });
    let both = worth.iter().take(BARS).any(|gap| gap.unreached) && worth.iter().take(BARS).any(|gap| !gap.unreached);
    let legend = |key| writer.text("gaps", key).to_owned();
    Chart {
        alt: format!("{title}: {}", said.collect::<Vec<_>>().join("; ")),
        title,
        legend: if both {
            vec![(Tone::Main, legend("holds_decision")), (Tone::Second, legend("holds_delivery"))]
        } else {
            Vec::new()
        },
        rows,
        note: if worth.len() > BARS {
            writer.fill("gaps", "chart_note", &[("shown", writer.rows(BARS))])
        } else {
            Line::new()
        },
        wide: false,
    }
}

fn table(writer: &Writer<'_>) -> Table {
    let text = |key| writer.text("gaps", key);
    let line = |gap: &Gap| {
        row(vec![
            vec![Piece::name(writer.fact(&gap.id))],
            writer.words("gaps", if gap.unreached { "delivery" } else { "decision" }),
            writer.count(&gap.machines),
            writer.amount(&gap.machines),
            writer.count(&gap.freed),
            writer.amount(&gap.freed),
        ])
    };
    Table {
        title: text("table").to_owned(),
        columns: vec![
            column(text("missing"), Stands::Text),
            column(text("effect"), Stands::Short),
            column(text("machines"), Stands::Number),
            amounts(text("eur")),
            column(text("freed"), Stands::Number),
            amounts(text("freed_eur")),
        ],
        rows: writer.of.gaps.gaps.iter().map(line).collect(),
        note: Line::new(),
    }
}

fn owners(writer: &Writer<'_>) -> Table {
    let text = |key| writer.text("gaps", key);
    let mut rows = Vec::new();
    for gap in writer.of.gaps.gaps.iter().take(OWNED) {
        for (at, owner) in gap.owners.iter().take(PERSONS).enumerate() {
            let person = match &owner.owner {
                Some(name) => Piece::name(name),
                None => Piece::words(text("nobody")),
            };
            let missing = if at == 0 { writer.fact(&gap.id) } else { String::new() };
            let mut cells = row(vec![
                vec![Piece::name(missing)],
                vec![person],
                writer.count(&owner.machines),
                writer.amount(&owner.machines),
            ]);
            cells.first = at == 0;
            rows.push(cells);
        }
    }
    Table {
        title: text("owners").to_owned(),
        columns: vec![
            column(text("missing"), Stands::Text),
            column(text("owner"), Stands::Text),
            column(text("machines"), Stands::Number),
            amounts(text("eur")),
        ],
        rows,
        note: writer.fill("gaps", "owners_note", &[("most", writer.rows(OWNED)), ("persons", writer.rows(PERSONS))]),
    }
}

fn together(writer: &Writer<'_>) -> Table {
    let text = |key| writer.text("gaps", key);
    let line = |bundle: &Bundle| {
        let facts = bundle.facts.iter().map(|id| vec![Piece::name(writer.fact(id))]);
        row(vec![
            vec![Piece::name(words::campaign(&bundle.campaign, writer.language()))],
            joined(facts, ", "),
            writer.count(&bundle.freed),
            writer.amount(&bundle.freed),
        ])
    };
    let listed = &writer.of.gaps.together;
    let more = writer.of.gaps.together_more + listed.len().saturating_sub(TOGETHER);
    let mut note = writer.words("gaps", "together_note");
    if more > 0 {
        note.push(Piece::words(" "));
        note.extend(writer.fill("gaps", "together_more", &[("number", writer.rows(more))]));
    }
    Table {
        title: text("together").to_owned(),
        columns: vec![
            column(writer.text("campaigns", "campaign"), Stands::Short),
            column(text("fields"), Stands::Text),
            column(text("freed_together"), Stands::Number),
            amounts(text("freed_eur")),
        ],
        rows: listed.iter().take(TOGETHER).map(line).collect(),
        note,
    }
}
