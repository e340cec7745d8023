//! The first page: the one leading figure, and what it rests on.

use crate::document::{Cover, Tile};
use crate::piece::{Kind, Line, Piece};
use crate::writer::Writer;

fn one(line: Line) -> Piece {
    line.into_iter().next().unwrap_or_else(|| Piece::of(Kind::Words, String::new()))
}

/// The cover.
pub(crate) fn cover(writer: &Writer<'_>) -> Cover {
    let of = &writer.of.cover;
    let tile = |value: Line, key: &str| Tile {
        value: one(value),
        label: writer.text("cover", key).to_owned(),
        note: Line::new(),
    };
    let plain = |number: u32| writer.number(f64::from(number), 0);
    Cover {
        label: writer.fill("cover", "lead", &[("months", writer.months(true))]),
        value: one(writer.eur(&of.untapped)),
        sentence: writer.fill(
            "cover",
            "sentence",
            &[
                ("machines", writer.machines(&of.untapped)),
                ("ready", writer.eur(&of.ready)),
                ("blocked", writer.eur(&of.blocked)),
            ],
        ),
        facts: vec![
            tile(writer.count(&of.machines), "machines"),
            tile(writer.number_of(f64::from(of.customers.count), 0, &of.customers.of.id), "customers"),
            tile(writer.number_of(f64::from(of.countries.count), 0, &of.countries.of.id), "countries"),
            tile(vec![writer.to_page(plain(writer.setting.sources), "/imports")], "sources"),
            tile(writer.share(of.completeness, &of.incomplete.id), "known"),
        ],
    }
}
