//! Findings, questions, campaigns, assumptions, definitions.

use super::overview::link;
use super::sheet::{Cell, Sheet};
use super::{eur, head};
use crate::chapters::asked;
use crate::piece::read;
use crate::writer::Writer;
use assessment::definitions;

fn name(writer: &Writer<'_>, key: &str) -> String {
    writer.text("sheet", key).to_owned()
}

pub(super) fn findings(writer: &Writer<'_>) -> Sheet {
    let rows = writer.of.findings.iter().map(|finding| {
        let address = finding.figures.first().and_then(|id| writer.link(id.as_str()));
        vec![
            Cell::Count(u32::try_from(finding.rank).unwrap_or(u32::MAX)),
            Cell::Text(finding.sentence.text(writer.language())),
            Cell::eur(finding.eur),
            address.map_or(Cell::Nothing, |address| Cell::Link(address, name(writer, "open"))),
        ]
    });
    Sheet {
        name: name(writer, "findings"),
        heads: vec![
            head(writer, "sheet", "rank", 7.0),
            head(writer, "sheet", "finding", 110.0),
            eur(writer, "sheet", "value"),
            head(writer, "sheet", "list", 10.0),
        ],
        rows: rows.collect(),
        note: None,
    }
}

pub(super) fn questions(writer: &Writer<'_>) -> Sheet {
    let mut rows = Vec::new();
    for question in &writer.of.questions {
        for (figure, answer) in [(&question.yes, "yes"), (&question.no, "no"), (&question.unknown, "unknown")] {
            rows.push(vec![
                Cell::Text(read(&asked(writer, question))),
                Cell::text(writer.text("questions", answer)),
                Cell::Count(figure.machines),
                Cell::eur(figure.eur),
                link(writer, figure),
            ]);
        }
    }
    Sheet {
        name: name(writer, "questions"),
        heads: vec![
            head(writer, "questions", "question", 50.0),
            head(writer, "sheet", "value", 14.0),
            head(writer, "sheet", "count", 12.0),
            eur(writer, "sheet", "value"),
            head(writer, "sheet", "list", 10.0),
        ],
        rows,
        note: Some(writer.text("questions", "amounts").to_owned()),
    }
}

pub(super) fn campaigns(writer: &Writer<'_>) -> Sheet {
    let mut rows = Vec::new();
    let mut add = |campaign: &str, missing: Cell, figure: &assessment::Figure, state: &str| {
        rows.push(vec![
            Cell::text(campaign),
            Cell::text(writer.text("campaigns", state)),
            missing,
            Cell::Count(figure.machines),
            Cell::eur(figure.eur),
            link(writer, figure),
        ]);
    };
    for of in &writer.of.campaigns {
        let campaign = words::campaign(&of.id, writer.language());
        add(campaign, Cell::Nothing, &of.ready, "ready");
        add(campaign, Cell::Nothing, &of.blocked, "blocked");
        add(campaign, Cell::Nothing, &of.not_due, "not_due");
        for gap in &of.gaps {
            add(campaign, Cell::Text(writer.fact(&gap.fact)), &gap.blocked_by, "missing_for");
            add(campaign, Cell::Text(writer.fact(&gap.fact)), &gap.only, "only");
        }
    }
    let all = &writer.of.campaign_totals;
    let any = writer.text("campaigns", "any");
    add(any, Cell::Nothing, &all.ready, "ready");
    add(any, Cell::Nothing, &all.blocked, "blocked");
    add(any, Cell::Nothing, &all.not_due, "not_due");
    Sheet {
        name: name(writer, "campaigns"),
        heads: vec![
            head(writer, "campaigns", "campaign", 28.0),
            head(writer, "sheet", "figure", 20.0),
            head(writer, "campaigns", "missing", 36.0),
            head(writer, "sheet", "count", 12.0),
            eur(writer, "sheet", "value"),
            head(writer, "sheet", "list", 10.0),
        ],
        rows,
        note: Some(writer.text("campaigns", "any_note").to_owned()),
    }
}

pub(super) fn assumptions(writer: &Writer<'_>) -> Sheet {
    let texts = writer.of.assumptions.texts(writer.language()).into_iter();
    let rows = texts.map(|of| {
        vec![
            Cell::text(writer.text("assumptions", of.id)),
            Cell::Text(of.value),
            Cell::text(of.meaning),
            Cell::text(of.id),
        ]
    });
    Sheet {
        name: name(writer, "assumptions"),
        heads: vec![
            head(writer, "assumptions", "name", 34.0),
            head(writer, "assumptions", "value", 40.0),
            head(writer, "assumptions", "meaning", 90.0),
            ("id".to_owned(), 26.0),
        ],
        rows: rows.collect(),
        note: None,
    }
}

pub(super) fn definitions_of(writer: &Writer<'_>) -> Sheet {
    let rows = definitions().iter().map(|of| {
        vec![
            Cell::text(writer.text("pattern", of.pattern)),
            Cell::text(of.get(writer.language())),
            Cell::text(of.pattern),
        ]
    });
    Sheet {
        name: name(writer, "definitions"),
        heads: vec![
            head(writer, "definitions", "figure", 44.0),
            head(writer, "definitions", "meaning", 100.0),
            ("id".to_owned(), 44.0),
        ],
        rows: rows.collect(),
        note: None,
    }
}
