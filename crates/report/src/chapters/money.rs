//! Revenue today and what could be earned on top.

use crate::document::{
    Bar, Bars, Block, Chapter, Chart, Part, Row, Stands, Table, Tone, amounts, column, row, sum_row,
};
use crate::names;
use crate::piece::{Line, Piece, read};
use crate::writer::Writer;
use assessment::{Dimension, Figure, PotentialGroup, RevenueGroup};

/// Families of the chart; types and parts of the base in a table.
const BARS: usize = 8;
const TYPES: usize = 15;
const PARTS: usize = 12;

fn worth(of: &Figure) -> f64 {
    of.eur.unwrap_or_default()
}

/// The chapter.
pub(crate) fn chapter(writer: &Writer<'_>) -> Chapter {
    let of = writer.of;
    let all = &of.revenue.all;
    let intro = writer.fill(
        "money",
        "intro",
        &[
            ("revenue", writer.eur(&all.all)),
            ("months", writer.months(true)),
            ("potential", writer.eur(&of.potential.all)),
        ],
    );
    let mut blocks = vec![Block::Text(intro), Block::Chart(chart(writer))];
    blocks.push(Block::Table(revenue(writer, &of.revenue.by_family, Dimension::Family)));
    blocks.push(Block::Table(revenue(writer, &of.revenue.by_type, Dimension::Type)));
    blocks.push(Block::Table(offers(writer)));
    for (key, groups) in [
        ("by_family", &of.potential_by_family),
        ("by_country_group", &of.potential_by_country_group),
        ("by_age", &of.potential_by_age),
    ] {
        blocks.push(Block::Table(potential(writer, key, groups)));
    }
    Chapter { title: writer.text("money", "title").to_owned(), blocks, breaks: true }
}

fn chart(writer: &Writer<'_>) -> Chart {
    let text = |key| writer.text("money", key).to_owned();
    let of = writer.of;
    let shown: Vec<(&PotentialGroup, Option<&RevenueGroup>)> = of
        .potential_by_family
        .iter()
        .take(BARS)
        .map(|group| (group, of.revenue.by_family.iter().find(|revenue| revenue.scope == group.scope)))
        .collect();
    let today = |revenue: &Option<&RevenueGroup>| revenue.map_or(0.0, |of| worth(&of.all));
    let most = shown.iter().map(|(group, revenue)| worth(&group.all).max(today(revenue))).fold(1.0, f64::max);
    let rows: Vec<Bars> = shown
        .iter()
        .map(|(group, revenue)| Bars {
            label: vec![Piece::name(names::segment(&group.values, &of.assumptions, writer.language()))],
            bars: vec![
                Bar {
                    parts: vec![Part { share: today(revenue) / most, tone: Tone::Second }],
                    value: revenue.map(|revenue| writer.eur(&revenue.all)).unwrap_or_default(),
                },
                Bar {
                    parts: vec![Part { share: worth(&group.all) / most, tone: Tone::Main }],
                    value: writer.eur(&group.all),
                },
            ],
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
        legend: vec![(Tone::Second, text("today")), (Tone::Main, text("untapped"))],
        rows,
        note: if of.potential_by_family.len() > BARS {
            writer.fill("money", "chart_note", &[("shown", writer.rows(BARS))])
        } else {
            Line::new()
        },
        wide: false,
    }
}

fn revenue(writer: &Writer<'_>, groups: &[RevenueGroup], dimension: Dimension) -> Table {
    let text = |key| writer.text("money", key);
    let cells = |of: &RevenueGroup, name: Line| {
        vec![
            name,
            writer.count(&of.machines),
            writer.amount(&of.contracts),
            writer.amount(&of.parts),
            writer.amount(&of.all),
        ]
    };
    let most = if dimension == Dimension::Type { TYPES } else { usize::MAX };
    let name = |of: &RevenueGroup| {
        vec![Piece::name(names::value(dimension, of.value.as_deref(), &writer.of.assumptions, writer.language()))]
    };
    let mut rows: Vec<Row> = groups.iter().take(most).map(|of| row(cells(of, name(of)))).collect();
    let all = &writer.of.revenue.all;
    rows.push(sum_row(cells(all, writer.words("money", "base"))));
    let family = dimension == Dimension::Family;
    let note = if groups.len() > most {
        writer.fill("money", "types_note", &[("shown", writer.rows(most)), ("all", writer.rows(groups.len()))])
    } else if family {
        writer.fill(
            "money",
            "unvalued",
            &[("unvalued", writer.machines(&all.contracts_unvalued)), ("unknown", writer.machines(&all.parts_unknown))],
        )
    } else {
        Line::new()
    };
    Table {
        title: text(if family { "revenue" } else { "revenue_types" }).to_owned(),
        columns: vec![
            column(text(if family { "family" } else { "type" }), Stands::Text),
            column(text("machines"), Stands::Number),
            amounts(text("contracts")),
            amounts(text("parts")),
            amounts(text("sum")),
        ],
        rows,
        note,
    }
}

fn offers(writer: &Writer<'_>) -> Table {
    let text = |key| writer.text("money", key);
    let of = &writer.of.potential;
    let figures = [(&of.contract, "contracts"), (&of.modernization, "modernization"), (&of.parts, "parts")];
    let mut rows: Vec<Row> = figures
        .into_iter()
        .zip(&writer.of.potential_unpriced)
        .map(|((figure, key), unpriced)| {
            row(vec![writer.words("money", key), writer.count(figure), writer.count(unpriced), writer.amount(figure)])
        })
        .collect();
    rows.push(sum_row(vec![writer.words("money", "sum"), writer.count(&of.all), Line::new(), writer.amount(&of.all)]));
    Table {
        title: text("offers").to_owned(),
        columns: vec![
            column(text("offer"), Stands::Text),
            column(text("candidates"), Stands::Number),
            column(text("unpriced"), Stands::Number),
            amounts(text("potential")),
        ],
        rows,
        note: writer.words("money", "unpriced_note"),
    }
}

fn potential(writer: &Writer<'_>, key: &str, groups: &[PotentialGroup]) -> Table {
    let text = |key| writer.text("money", key);
    let cells = |of: &PotentialGroup, name: Line| {
        vec![
            name,
            writer.count(&of.machines),
            writer.amount(&of.contract),
            writer.amount(&of.modernization),
            writer.amount(&of.parts),
            writer.amount(&of.all),
        ]
    };
    let name =
        |of: &PotentialGroup| vec![Piece::name(names::segment(&of.values, &writer.of.assumptions, writer.language()))];
    let mut rows: Vec<Row> = groups.iter().take(PARTS).map(|of| row(cells(of, name(of)))).collect();
    rows.push(sum_row(cells(&writer.of.potential, writer.words("money", "base"))));
    Table {
        title: writer.text("money", key).to_owned(),
        columns: vec![
            column(if key == "by_family" { text("family") } else { writer.text("start", "segment") }, Stands::Text),
            column(text("machines"), Stands::Number),
            amounts(text("contracts")),
            amounts(text("modernization")),
            amounts(text("parts")),
            amounts(text("sum")),
        ],
        rows,
        note: if groups.len() > PARTS {
            let values = [("shown", writer.rows(PARTS)), ("all", writer.rows(groups.len()))];
            writer.fill("money", "parts_note", &values)
        } else {
            Line::new()
        },
    }
}
