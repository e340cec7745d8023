//! The three questions of the article, each with yes, no and unknown.

use crate::document::{Bar, Bars, Block, Chapter, Chart, Part, Stands, Table, Tone, amounts, column, row};
use crate::piece::{Line, Piece, joined, read};
use crate::writer::{NO_BREAK, Writer};
use assessment::{Figure, Question};

/// The chapter.
pub(crate) fn chapter(writer: &Writer<'_>) -> Chapter {
    let text = |key| writer.text("questions", key).to_owned();
    let all = f64::from(writer.of.cover.machines.machines.max(1));
    let rows: Vec<Bars> = writer.of.questions.iter().map(|question| bars(writer, question, all)).collect();
    let alt = rows.iter().map(|row| format!("{} {}", read(&row.label), read(&row.below))).collect::<Vec<_>>();
    let chart = Chart {
        title: text("chart"),
        alt: format!("{}: {}", text("chart"), alt.join("; ")),
        legend: vec![(Tone::Main, text("yes")), (Tone::Rest, text("no")), (Tone::Second, text("unknown"))],
        rows,
        note: Line::new(),
        wide: true,
    };
    let number = |key| column(writer.text("questions", key), Stands::Number);
    let head = vec![
        column(writer.text("questions", "question"), Stands::Text),
        number("yes"),
        amounts(writer.text("questions", "yes_eur")),
        number("unknown"),
        amounts(writer.text("questions", "unknown_eur")),
    ];
    let line = |question: &Question| {
        row(vec![
            asked(writer, question),
            writer.count(&question.yes),
            writer.amount(&question.yes),
            writer.count(&question.unknown),
            writer.amount(&question.unknown),
        ])
    };
    let table = Table {
        title: text("table"),
        columns: head,
        rows: writer.of.questions.iter().map(line).collect(),
        note: writer.words("questions", "amounts"),
    };
    Chapter {
        title: text("title"),
        blocks: vec![Block::Text(writer.words("questions", "intro")), Block::Chart(chart), Block::Table(table)],
        breaks: true,
    }
}

/// The question in words.
pub(crate) fn asked(writer: &Writer<'_>, question: &Question) -> Line {
    let years = writer.number(writer.of.assumptions.visit_years, 1);
    let unit = words::unit_of("a", years == "1", writer.language());
    writer.fill("questions", question.id, &[("years", writer.assumed(format!("{years}{NO_BREAK}{unit}")))])
}

fn bars(writer: &Writer<'_>, question: &Question, all: f64) -> Bars {
    let answers: [(&Figure, Tone, &str); 3] = [
        (&question.yes, Tone::Main, "yes"),
        (&question.no, Tone::Rest, "no"),
        (&question.unknown, Tone::Second, "unknown"),
    ];
    let parts = answers.iter().map(|(of, tone, _)| Part { share: f64::from(of.machines) / all, tone: *tone });
    let said = answers.iter().map(|(of, _, key)| {
        let mut line = vec![Piece::words(format!("{} ", writer.text("questions", key)))];
        line.extend(writer.count(of));
        line.push(Piece::words(" ("));
        line.extend(writer.share(f64::from(of.machines) / all, &of.id));
        line.push(Piece::words(")"));
        line
    });
    Bars {
        label: asked(writer, question),
        bars: vec![Bar { parts: parts.collect(), value: Line::new() }],
        below: joined(said, "   "),
    }
}
