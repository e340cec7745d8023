//! By campaign type: what is ready, what is blocked, and by what.

use crate::document::{Bar, Bars, Block, Chapter, Chart, Part, Stands, Table, Tone, amounts, column, row, sum_row};
use crate::piece::{Line, Piece, joined, read};
use crate::writer::Writer;
use assessment::CampaignResult;

/// Missing facts a campaign that are listed.
const GAPS: usize = 4;

/// The chapter.
pub(crate) fn chapter(writer: &Writer<'_>) -> Chapter {
    let text = |key| writer.text("campaigns", key).to_owned();
    let mut blocks =
        vec![Block::Text(writer.words("campaigns", "intro")), Block::Chart(chart(writer)), Block::Table(table(writer))];
    let unpriced = writer.of.campaigns.iter().filter(|of| of.unpriced.machines > 0).map(|of| {
        let mut line = name(writer, of);
        line.push(Piece::words(" "));
        line.extend(writer.machines(&of.unpriced));
        line
    });
    let unpriced = joined(unpriced, ", ");
    if !unpriced.is_empty() {
        blocks.push(Block::Text(writer.fill("campaigns", "unpriced", &[("list", unpriced)])));
    }
    let held_up = gaps(writer);
    if !held_up.rows.is_empty() {
        blocks.push(Block::Table(held_up));
    }
    Chapter { title: text("title"), blocks, breaks: true }
}

fn name(writer: &Writer<'_>, of: &CampaignResult) -> Line {
    vec![Piece::name(words::campaign(&of.id, writer.language()))]
}

fn chart(writer: &Writer<'_>) -> Chart {
    let text = |key| writer.text("campaigns", key).to_owned();
    let campaigns = &writer.of.campaigns;
    let worth = |of: &assessment::Figure| of.eur.unwrap_or_default();
    let most = campaigns.iter().flat_map(|of| [worth(&of.ready), worth(&of.blocked)]).fold(1.0, f64::max);
    let mut ranked: Vec<&CampaignResult> = campaigns.iter().collect();
    ranked.sort_by(|a, b| {
        let sum = |of: &CampaignResult| worth(&of.ready) + worth(&of.blocked);
        sum(b).total_cmp(&sum(a))
    });
    let bar = |of: &assessment::Figure, tone| Bar {
        parts: vec![Part { share: worth(of) / most, tone }],
        value: writer.eur(of),
    };
    let rows: Vec<Bars> = ranked
        .into_iter()
        .map(|of| Bars {
            label: name(writer, of),
            bars: vec![bar(&of.ready, Tone::Main), bar(&of.blocked, Tone::Second)],
            below: Line::new(),
        })
        .collect();
    let said = rows.iter().map(|row| {
        let values = row.bars.iter().map(|bar| read(&bar.value)).collect::<Vec<_>>().join(" / ");
        format!("{} {values}", read(&row.label))
    });
    Chart {
        alt: format!("{}: {}", text("chart"), said.collect::<Vec<_>>().join("; ")),
        title: text("chart"),
        legend: vec![(Tone::Main, text("ready")), (Tone::Second, text("blocked"))],
        rows,
        note: Line::new(),
        wide: false,
    }
}

fn table(writer: &Writer<'_>) -> Table {
    let text = |key| writer.text("campaigns", key);
    let mut rows: Vec<_> = writer
        .of
        .campaigns
        .iter()
        .map(|of| {
            row(vec![
                name(writer, of),
                writer.count(&of.ready),
                writer.amount(&of.ready),
                writer.count(&of.blocked),
                writer.amount(&of.blocked),
                writer.count(&of.not_due),
            ])
        })
        .collect();
    let all = &writer.of.campaign_totals;
    rows.push(sum_row(vec![
        writer.words("campaigns", "any"),
        writer.count(&all.ready),
        writer.amount(&all.ready),
        writer.count(&all.blocked),
        writer.amount(&all.blocked),
        writer.count(&all.not_due),
    ]));
    Table {
        title: text("table").to_owned(),
        columns: vec![
            column(text("campaign"), Stands::Text),
            column(text("ready"), Stands::Number),
            amounts(text("ready_eur")),
            column(text("blocked"), Stands::Number),
            amounts(text("blocked_eur")),
            column(text("not_due"), Stands::Number),
        ],
        rows,
        note: writer.words("campaigns", "any_note"),
    }
}

fn gaps(writer: &Writer<'_>) -> Table {
    let text = |key| writer.text("campaigns", key);
    let mut rows = Vec::new();
    for of in &writer.of.campaigns {
        for (at, gap) in of.gaps.iter().take(GAPS).enumerate() {
            let mut cells = row(vec![
                if at == 0 { name(writer, of) } else { Line::new() },
                vec![Piece::name(writer.fact(&gap.fact))],
                writer.count(&gap.blocked_by),
                writer.count(&gap.only),
                writer.amount(&gap.only),
            ]);
            cells.first = at == 0;
            rows.push(cells);
        }
    }
    Table {
        title: text("gaps").to_owned(),
        columns: vec![
            column(text("campaign"), Stands::Text),
            column(text("missing"), Stands::Text),
            column(text("missing_for"), Stands::Number),
            column(text("only"), Stands::Number),
            amounts(text("only_eur")),
        ],
        rows,
        note: writer.fill("campaigns", "gaps_note", &[("most", writer.rows(GAPS))]),
    }
}
